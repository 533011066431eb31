//! One JSON object to cells.

use std::collections::HashMap;

use super::parse::{Node, Value};
use crate::{error::ReadError, model::Cell, options::Limits};

/// The columns so far, in the order in which they first occurred.
#[derive(Default)]
pub(super) struct Columns {
    keys: Vec<String>,
    /// Only looked up, never walked.
    places: HashMap<String, usize>,
}

impl Columns {
    pub(super) fn into_keys(self) -> Vec<String> {
        self.keys
    }

    fn place(&mut self, key: String, line: usize, limits: &Limits) -> Result<usize, ReadError> {
        if let Some(place) = self.places.get(&key) {
            return Ok(*place);
        }
        let place = self.keys.len();
        if place == limits.columns {
            return Err(too_many_columns(line, limits));
        }
        self.keys.push(key.clone());
        self.places.insert(key, place);
        Ok(place)
    }
}

/// Bytes of names, one inside the other, that still make a column.
const NAME_BYTES: usize = 4096;

fn too_many_columns(line: usize, limits: &Limits) -> ReadError {
    ReadError::TooLarge {
        what: "the number of columns, or the length of their names,".to_owned(),
        limit: format!("{} columns", limits.columns),
        place: format!(" in line {line}"),
        remedy: "leave out names that are not needed",
    }
}

/// The cells of an object with their columns.
///
/// Members of nested objects are named `a.b`. An array of plain values becomes its values joined
/// by `; `, unless one of them holds a semicolon or line end; such an array, and one that holds
/// objects or arrays, becomes compact JSON. Empty strings, arrays, objects and `null` are
/// empty cells.
pub(super) fn flatten(
    object: Vec<(String, Node)>,
    line: usize,
    columns: &mut Columns,
    limits: &Limits,
) -> Result<Vec<(usize, Cell)>, ReadError> {
    let mut cells = Vec::with_capacity(object.len());
    let mut pending: Vec<(String, Node)> = object.into_iter().rev().collect();
    while let Some((key, node)) = pending.pop() {
        let cell = match node.value {
            Value::Object(members) if !members.is_empty() => {
                if members.len() > limits.columns || key.len() > NAME_BYTES {
                    return Err(too_many_columns(line, limits));
                }
                pending.extend(
                    members
                        .into_iter()
                        .rev()
                        .map(|(name, member)| (format!("{key}.{name}"), member)),
                );
                continue;
            }
            Value::Object(_) | Value::Null => Cell::Empty,
            Value::Bool(value) => Cell::Bool(value),
            Value::Number(text) => Cell::Number(text),
            Value::String(text) => Cell::from(text),
            Value::Array(items) => Cell::from(array_text(&items)),
        };
        let length = cell.text().len();
        if length > limits.cell_bytes {
            return Err(crate::delimited::cell_too_long(length, limits, line));
        }
        cells.push((columns.place(key, line, limits)?, cell));
    }
    Ok(cells)
}

fn array_text(items: &[Node]) -> String {
    let joinable = |item: &Node| match &item.value {
        Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => !text.contains([';', '\n', '\r']),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    };
    if !items.iter().all(joinable) {
        let mut text = String::new();
        write_array(&mut text, items);
        return text;
    }
    let texts = items.iter().filter_map(|item| match &item.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) | Value::String(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("; ")
}

fn write_array(out: &mut String, items: &[Node]) {
    out.push('[');
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_value(out, &item.value);
    }
    out.push(']');
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => out.push_str(&serde_json::Value::from(text.as_str()).to_string()),
        Value::Array(items) => write_array(out, items),
        Value::Object(members) => {
            out.push('{');
            for (place, (name, member)) in members.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::Value::from(name.as_str()).to_string());
                out.push(':');
                write_value(out, &member.value);
            }
            out.push('}');
        }
    }
}
