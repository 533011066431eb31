//! Which part of a JSON document is the table.

use super::parse::{Node, Value};
use crate::{
    error::ReadError,
    model::{Format, SheetInfo},
};

/// How deep lists of records are looked for.
const DEPTH: usize = 6;

/// A list of objects in the document.
pub(super) struct Records {
    /// Path of the list in the document, `a.b`; the name of the file for the document itself.
    pub(super) name: String,
    /// Line and members of each.
    pub(super) objects: Vec<(usize, Vec<(String, Node)>)>,
    /// Elements that are no objects.
    pub(super) skipped: usize,
}

impl Records {
    pub(super) fn info(&self) -> SheetInfo {
        let most = self
            .objects
            .iter()
            .map(|(_, members)| members.len())
            .max()
            .unwrap_or(0);
        SheetInfo {
            name: self.name.clone(),
            hidden: false,
            rows: self.objects.len(),
            columns: most,
        }
    }
}

/// All lists of objects, in the order of the document.
pub(super) fn find(stem: &str, roots: Vec<Node>, format: Format) -> Result<Vec<Records>, ReadError> {
    if format == Format::NdJson {
        let (objects, skipped) = objects_of(roots);
        return filled(vec![Records {
            name: stem.to_owned(),
            objects,
            skipped,
        }]);
    }
    let Some(root) = roots.into_iter().next() else {
        return Err(ReadError::EmptyFile);
    };
    let mut found = Vec::new();
    let rest = collect(root, stem, "", DEPTH, &mut found);
    if found.is_empty()
        && let Node {
            line,
            value: Value::Object(members),
        } = rest
    {
        found.push(single_object(stem, line, members));
    }
    filled(found)
}

fn filled(found: Vec<Records>) -> Result<Vec<Records>, ReadError> {
    let found: Vec<_> = found
        .into_iter()
        .filter(|records| !records.objects.is_empty())
        .collect();
    if found.is_empty() {
        Err(ReadError::NoRecords)
    } else {
        Ok(found)
    }
}

/// Takes the lists of objects out of a value; gives back what is left of it.
fn collect(node: Node, stem: &str, path: &str, depth: usize, found: &mut Vec<Records>) -> Node {
    let Node { line, value } = node;
    let value = match value {
        Value::Array(items) if is_records(&items) => {
            let name = if path.is_empty() { stem } else { path }.to_owned();
            let (objects, skipped) = objects_of(items);
            found.push(Records {
                name,
                objects,
                skipped,
            });
            Value::Null
        }
        Value::Object(members) if depth > 0 => Value::Object(
            members
                .into_iter()
                .map(|(name, member)| {
                    let path = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    let left = collect(member, stem, &path, depth - 1, found);
                    (name, left)
                })
                .collect(),
        ),
        other => other,
    };
    Node { line, value }
}

fn is_records(items: &[Node]) -> bool {
    let objects = items
        .iter()
        .filter(|item| matches!(item.value, Value::Object(_)))
        .count();
    objects > 0 && objects * 2 >= items.len()
}

type Objects = Vec<(usize, Vec<(String, Node)>)>;

fn objects_of(items: Vec<Node>) -> (Objects, usize) {
    let all = items.len();
    let objects: Objects = items
        .into_iter()
        .filter_map(|item| match item.value {
            Value::Object(members) => Some((item.line, members)),
            _ => None,
        })
        .collect();
    let skipped = all - objects.len();
    (objects, skipped)
}

/// An object that holds no list: one record, or one record per key if all its values are objects.
fn single_object(stem: &str, line: usize, members: Vec<(String, Node)>) -> Records {
    let name = stem.to_owned();
    let all_objects = members
        .iter()
        .all(|(_, member)| matches!(member.value, Value::Object(_)));
    if members.len() < 2 || !all_objects {
        return Records {
            name,
            objects: vec![(line, members)],
            skipped: 0,
        };
    }
    let keyed = members
        .into_iter()
        .filter_map(|(key, member)| match member.value {
            Value::Object(fields) => {
                let key = (
                    "key".to_owned(),
                    Node {
                        line: member.line,
                        value: Value::String(key),
                    },
                );
                Some((member.line, std::iter::once(key).chain(fields).collect()))
            }
            _ => None,
        });
    Records {
        name,
        objects: keyed.collect(),
        skipped: 0,
    }
}
