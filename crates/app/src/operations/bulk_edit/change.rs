//! What becomes of each record: from a change to the command for one of them.

use std::collections::BTreeMap;

use probity_core::Record;
use probity_core::kind::FieldType;
use probity_core::patch::Patch;
use probity_core::register::{FieldView, Register};
use probity_core::rules::{Command, Refusal};
use serde_json::Value as Json;

use super::BulkEdit;

/// A change that means the same for every record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A field gets a value, in the form entries carry.
    Set {
        /// Its name.
        field: String,
        /// The value.
        value: Json,
    },
    /// A field loses its value.
    Clear {
        /// Its name.
        field: String,
    },
    /// A field of several values gets more of them: ids, texts, codes of choices.
    Add {
        /// Its name.
        field: String,
        /// What comes.
        values: Vec<String>,
    },
    /// A field of several values loses some of them.
    Remove {
        /// Its name.
        field: String,
        /// What goes.
        values: Vec<String>,
    },
    /// Each moves to a state.
    Move {
        /// Its code.
        to: String,
        /// The day on which it is stated to have happened.
        stated: Option<String>,
        /// It happened outside and is recorded as a fact.
        as_fact: bool,
    },
    /// Each is put away or brought back.
    Archive {
        /// True to put away.
        archived: bool,
    },
}

impl BulkEdit {
    /// The command that changes one record as it is in a register.
    pub(super) fn command(&self, register: &Register, record: &Record) -> Result<Command, Refusal> {
        let id = record.id.show(register.kinds());
        let expected_revision = Some(record.revision);
        let reason = self.reason.clone();
        let patch = match &self.change {
            Change::Archive { archived } => {
                return Ok(Command::Archive {
                    id,
                    archived: *archived,
                    reason,
                });
            }
            Change::Move { to, stated, as_fact } => {
                return Ok(Command::Move {
                    id,
                    expected_revision,
                    to: to.clone(),
                    patch: Patch {
                        reason,
                        stated: stated.clone(),
                        ..Patch::default()
                    },
                    as_fact: *as_fact,
                });
            }
            Change::Set { field, value } => Patch::set_one(field, value.clone()),
            Change::Clear { field } => Patch {
                unset: vec![field.clone()],
                ..Patch::default()
            },
            Change::Add { field, values } => several(register, record, field, values, Way::Add)?,
            Change::Remove { field, values } => several(register, record, field, values, Way::Remove)?,
        };
        Ok(Command::Revise {
            id,
            expected_revision,
            patch: Patch { reason, ..patch },
            materiality: None,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Add,
    Remove,
}

/// The patch that adds to a field of several values, or takes from it.
fn several(
    register: &Register,
    record: &Record,
    name: &str,
    values: &[String],
    way: Way,
) -> Result<Patch, Refusal> {
    let field = register
        .field(record.id.kind, name)
        .ok_or_else(|| Refusal::invalid(format!("there is no field `{name}`")))?;
    match field.field_type {
        FieldType::References(_) => {
            let links = BTreeMap::from([(name.to_owned(), values.to_vec())]);
            Ok(match way {
                Way::Add => Patch {
                    link: links,
                    ..Patch::default()
                },
                Way::Remove => Patch {
                    unlink: links,
                    ..Patch::default()
                },
            })
        }
        FieldType::Texts | FieldType::Choices(_) => Ok(rewritten(register, record, &field, values, way)),
        _ => Err(Refusal::invalid(format!(
            "{} does not hold several values: set it instead",
            field.label
        ))),
    }
}

/// The whole list said anew, with the values that stay in their order.
fn rewritten(register: &Register, record: &Record, field: &FieldView, values: &[String], way: Way) -> Patch {
    let held = record
        .get(field.key)
        .map(|value| value.to_json(register.kinds(), field.field_type));
    let mut texts: Vec<String> = match held {
        Some(Json::Array(items)) => items.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    match way {
        Way::Add => {
            let fresh: Vec<String> = values
                .iter()
                .filter(|value| !texts.contains(value))
                .cloned()
                .collect();
            texts.extend(fresh);
        }
        Way::Remove => texts.retain(|text| !values.contains(text)),
    }
    match texts.is_empty() {
        true => Patch {
            unset: vec![field.name.clone()],
            ..Patch::default()
        },
        false => Patch::set_one(&field.name, texts),
    }
}
