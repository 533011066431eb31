//! Records made and changed from words, as people type them.

use probity_app::AppError;
use probity_core::KindId;
use probity_core::kind::{FieldType, Kinds};
use probity_core::patch::Patch;
use probity_core::register::{FieldView, Register};
use probity_core::rules::{Command, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{CommandDone, Operation};
use crate::scope::{Scope, kind_of};

/// Makes or changes one record.
pub struct Change;

/// What is done to the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A new record of this kind, in this state if one is given.
    Create {
        /// Name of the kind.
        kind: String,
        /// Code of the state.
        state: Option<String>,
    },
    /// Fields change.
    Set {
        /// The record.
        id: String,
    },
    /// The state changes.
    Move {
        /// The record.
        id: String,
        /// Code of the state.
        to: String,
        /// It happened outside and is recorded as a fact.
        as_fact: bool,
    },
}

/// What is done, with fields as words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRequest {
    /// What is done.
    pub deed: Deed,
    /// Fields by name, with values as people write them; an empty value takes the value away.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
    /// The revision the author saw.
    #[serde(default)]
    pub revision: Option<u32>,
    /// The day on which it is stated to have happened.
    #[serde(default)]
    pub stated: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// The id of the command, for safe repetition.
    #[serde(default)]
    pub id: Option<String>,
}

impl Operation for Change {
    const NAME: &'static str = "change";
    type Request = ChangeRequest;
    type Answer = CommandDone;

    fn run(scope: &Scope<'_>, request: ChangeRequest) -> Result<CommandDone, AppError> {
        let ctx = scope.ctx_with(request.id.as_deref())?;
        let view = ctx.view();
        let register = &view.register;
        let visible = ctx.visibility(&view);
        let kind_of_record = |id: &str| {
            let found = register.find(id).filter(|record| visible.sees(register, record));
            found
                .map(|record| record.id.kind)
                .ok_or_else(|| AppError::Refused(Refusal::missing(id)))
        };
        let kind = match &request.deed {
            Deed::Create { kind, .. } => kind_of(Kinds::built_in(), kind)?.0,
            Deed::Set { id } | Deed::Move { id, .. } => kind_of_record(id)?,
        };
        let patch = patch(register, kind, &request)?;
        let expected_revision = request.revision;
        let command = match request.deed {
            Deed::Create { state, .. } => {
                let kind = register.kinds().decl(kind).name.to_owned();
                Command::Create {
                    kind,
                    patch: Patch { state, ..patch },
                }
            }
            Deed::Set { id } => Command::Revise {
                id,
                expected_revision,
                patch,
                materiality: None,
            },
            Deed::Move { id, to, as_fact } => Command::Move {
                id,
                expected_revision,
                to,
                patch,
                as_fact,
            },
        };
        Ok(super::command::submit(scope, &ctx, command)?.into())
    }
}

fn patch(register: &Register, kind: KindId, request: &ChangeRequest) -> Result<Patch, AppError> {
    let mut patch = Patch {
        stated: request.stated.clone(),
        reason: request.reason.clone(),
        ..Patch::default()
    };
    for (name, text) in &request.fields {
        let decl = register.kinds().decl(kind);
        let field = register
            .field(kind, &name.replace('-', "_"))
            .or_else(|| register.field(kind, name));
        let field = field.ok_or_else(|| {
            AppError::Invalid(format!(
                "{} records have no field `{name}`: one of {}",
                decl.singular,
                names(register, kind)
            ))
        })?;
        if text.trim().is_empty() {
            patch.unset.push(field.name);
        } else {
            let json = value(&field, text)?;
            patch.set.insert(field.name, json);
        }
    }
    Ok(patch)
}

fn names(register: &Register, kind: KindId) -> String {
    let fields = register.fields(kind);
    fields
        .iter()
        .map(|field| field.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The form that entries carry, from what people type: choices by code or label, lists separated
/// by `;` (links and choices by `,` too), ids elsewhere as `SOURCE:ID`.
fn value(field: &FieldView, text: &str) -> Result<Json, AppError> {
    let text = text.trim();
    let split = |by: &[char]| -> Vec<String> {
        text.split(|c| by.contains(&c))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let unfit = |what: &str| AppError::Invalid(format!("{}: `{text}` is not {what}", field.label));
    Ok(match field.field_type {
        FieldType::Choice(choices) => code(choices, text).into(),
        FieldType::Choices(choices) => split(&[',', ';'])
            .iter()
            .map(|part| code(choices, part))
            .collect::<Vec<_>>()
            .into(),
        FieldType::YesNo => match text.to_lowercase().as_str() {
            "yes" | "true" => true.into(),
            "no" | "false" => false.into(),
            _ => return Err(unfit("`yes` or `no`")),
        },
        FieldType::Integer => text.parse::<i64>().map_err(|_| unfit("a whole number"))?.into(),
        FieldType::References(_) => split(&[',', ';']).into(),
        FieldType::Texts => split(&[';']).into(),
        FieldType::OutsideIds => {
            let ids = split(&[';']).into_iter().map(|part| match part.split_once(':') {
                Some((source, id)) => Ok(serde_json::json!({ "source": source.trim(), "id": id.trim() })),
                None => Err(unfit("an id elsewhere, written `SOURCE:ID`")),
            });
            ids.collect::<Result<Vec<Json>, _>>()?.into()
        }
        FieldType::File => {
            return Err(unfit(
                "something that can be typed: bring the file on the record's page or with `PUT …/records/ID/files/FIELD`",
            ));
        }
        _ => text.into(),
    })
}

/// A choice by code, else by label; what is neither goes on as it is and is refused with the list.
fn code(choices: &[probity_core::kind::Choice], text: &str) -> String {
    let by_code = choices
        .iter()
        .find(|choice| choice.code.eq_ignore_ascii_case(text));
    let found = by_code.or_else(|| {
        choices
            .iter()
            .find(|choice| choice.label.eq_ignore_ascii_case(text))
    });
    found.map_or_else(|| text.to_owned(), |choice| choice.code.to_owned())
}
