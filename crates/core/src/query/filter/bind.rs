//! From names and words to a filter over one kind: fields are looked up, values read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::check::Check;
use super::error::{listed, meant, unknown_place, wrong};
use super::{Filter, FilterError, Operator, Test, Word};
use crate::ids::{FieldKey, KindId};
use crate::kind::FieldType;
use crate::query::column::{Column, normalize};
use crate::query::folding::{nearest, words};
use crate::register::{Register, Visibility};

/// How many links a path may follow.
const HOPS_MAX: usize = 3;

/// A filter that is ready to be asked of records of one kind.
#[derive(Clone, Debug)]
pub struct Bound(pub(super) Node);

#[derive(Clone, Debug)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Test { negated: bool, path: Path },
    Search(Vec<String>),
    LinkedFrom(KindId),
}

/// Where the values come from and what is asked of each.
#[derive(Clone, Debug)]
pub(super) enum Path {
    /// Of the record itself.
    Here(Column, Check),
    /// Of the records it links to, by their kind; `None` asks only whether there is one.
    Link(Column, Vec<(KindId, Path)>),
    /// Of the records that link to it.
    Back(Vec<(KindId, FieldKey)>, Vec<(KindId, Path)>),
}

impl Filter {
    /// Looks up every name and reads every value; records that a value names are looked up among those
    /// that the reader may see. `today` is the day in the workspace's zone.
    pub fn bind(
        &self,
        register: &Register,
        visibility: &Visibility,
        kind: KindId,
        today: Date,
    ) -> Result<Bound, FilterError> {
        let binder = Binder {
            register,
            visibility,
            today,
        };
        binder.node(kind, self).map(Bound)
    }

    /// Reads a filter and makes sure that it fits a kind.
    pub fn read(
        register: &Register,
        visibility: &Visibility,
        kind: KindId,
        text: &str,
    ) -> Result<Self, FilterError> {
        let filter = Self::parse(text)?;
        filter
            .bind(register, visibility, kind, Date::ZERO)
            .map(|_| filter)
    }
}

/// Looks names up in a register.
pub(super) struct Binder<'a> {
    pub register: &'a Register,
    pub visibility: &'a Visibility,
    pub today: Date,
}

impl Binder<'_> {
    fn node(&self, kind: KindId, filter: &Filter) -> Result<Node, FilterError> {
        let each = |parts: &[Filter]| {
            parts
                .iter()
                .map(|part| self.node(kind, part))
                .collect::<Result<_, _>>()
        };
        Ok(match filter {
            Filter::And(parts) => Node::And(each(parts)?),
            Filter::Or(parts) => Node::Or(each(parts)?),
            Filter::Not(inner) => Node::Not(Box::new(self.node(kind, inner)?)),
            Filter::Search(text) => Node::Search(words(text)),
            Filter::LinkedFrom(word) => Node::LinkedFrom(self.kind_named(word)?),
            Filter::Test(test) => {
                let negated = matches!(
                    test.operator,
                    Operator::NotEqual | Operator::NotIn | Operator::Missing
                );
                Node::Test {
                    negated,
                    path: self.path(kind, &test.path, test)?,
                }
            }
        })
    }

    fn kind_named(&self, word: &Word) -> Result<KindId, FilterError> {
        let kinds = self.register.kinds();
        let plain = normalize(&word.text);
        let found = kinds.all().find(|(_, decl)| {
            [decl.name, decl.prefix, decl.singular, decl.plural]
                .iter()
                .any(|name| normalize(name) == plain)
        });
        found.map(|(kind, _)| kind).ok_or_else(|| {
            let near = nearest(&word.text, kinds.all().map(|(_, decl)| decl.name));
            wrong(word, "is not a kind of record", near.map_or(String::new(), meant))
        })
    }

    fn path(&self, kind: KindId, path: &[Word], test: &Test) -> Result<Path, FilterError> {
        let [name, rest @ ..] = path else {
            return Err(unknown_place(test));
        };
        if test.path.len() > HOPS_MAX + 1 {
            return Err(wrong(
                name,
                "follows too many links",
                format!(": at most {HOPS_MAX} are followed"),
            ));
        }
        match Column::find(self.register, kind, &name.text) {
            Some(column) if rest.is_empty() => Ok(Path::Here(
                column,
                self.check(column.field_type(self.register, kind), column, kind, test)?,
            )),
            Some(column) => match column.field_type(self.register, kind) {
                Some(FieldType::Reference(kinds) | FieldType::References(kinds)) => {
                    let targets = kinds
                        .iter()
                        .filter_map(|name| self.register.kinds().by_name(name));
                    Ok(Path::Link(column, self.onward(targets, rest, test)?))
                }
                _ => Err(wrong(
                    name,
                    "is not a link to other records",
                    ": a dot follows links only".to_owned(),
                )),
            },
            None => {
                let back = self.links_back(kind, &name.text);
                if back.is_empty() {
                    return Err(self.unknown_field(kind, name));
                }
                let sources: BTreeSet<KindId> = back.iter().map(|(source, _)| *source).collect();
                let onward = match rest {
                    [] => {
                        let check = self.check(Some(FieldType::References(&[])), Column::Id, kind, test)?;
                        sources
                            .into_iter()
                            .map(|source| (source, Path::Here(Column::Id, check.clone())))
                            .collect()
                    }
                    rest => self.onward(sources.into_iter(), rest, test)?,
                };
                Ok(Path::Back(back, onward))
            }
        }
    }

    /// The rest of a path for each kind it can lead to; at least one must know the field.
    fn onward(
        &self,
        kinds: impl Iterator<Item = KindId>,
        rest: &[Word],
        test: &Test,
    ) -> Result<Vec<(KindId, Path)>, FilterError> {
        let mut found = Vec::new();
        let mut problem = None;
        for kind in kinds {
            match self.path(kind, rest, test) {
                Ok(path) => found.push((kind, path)),
                Err(error) => problem = Some(error),
            }
        }
        match (found.is_empty(), problem) {
            (true, Some(error)) => Err(error),
            (true, None) => Err(unknown_place(test)),
            _ => Ok(found),
        }
    }

    /// Fields of other kinds whose way back to this kind has the name.
    fn links_back(&self, kind: KindId, name: &str) -> Vec<(KindId, FieldKey)> {
        let plain = normalize(name);
        let target = self.register.kinds().decl(kind).name;
        let fields = self.register.kinds().all().flat_map(|(source, decl)| {
            decl.fields
                .iter()
                .enumerate()
                .map(move |(place, field)| (source, place, field))
        });
        fields
            .filter(|(_, _, field)| !field.reverse.is_empty() && field.targets().contains(&target))
            .filter(|(_, _, field)| normalize(field.reverse) == plain)
            .filter_map(|(source, place, _)| Some((source, FieldKey(u16::try_from(place).ok()?))))
            .collect()
    }

    fn unknown_field(&self, kind: KindId, name: &Word) -> FilterError {
        let decl = self.register.kinds().decl(kind);
        let columns = Column::all(self.register, kind);
        let labels: Vec<String> = self
            .register
            .fields(kind)
            .iter()
            .map(|field| normalize(&field.label))
            .collect();
        let known = || columns.iter().map(|(name, _)| name.as_str());
        let hint = match nearest(&name.text, known().chain(labels.iter().map(String::as_str))) {
            Some(near) => meant(near),
            None => format!(
                ": its fields are {}",
                listed(known().filter(|name| !name.starts_with("FLD-")))
            ),
        };
        FilterError::UnknownField {
            at: name.at,
            word: name.text.clone(),
            kind: decl.plural.to_owned(),
            hint,
        }
    }
}
