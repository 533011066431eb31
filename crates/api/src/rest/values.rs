//! The fields of a record as they are sent: the schema of each type of field and the check that a value
//! has its form, side by side. What a value means is for the rules of the core.

use std::collections::BTreeMap;

use probity_core::KindId;
use probity_core::kind::{Choice, FieldType, Kinds};
use probity_core::register::{FieldView, Register};
use probity_core::value::{LIST_MAX_ITEMS, LONG_TEXT_MAX_BYTES, TEXT_MAX_CHARS};
use serde_json::{Map, Value as Json, json};

use super::form::WHOLE_MAX;
use crate::problem::{self as problems, Problem};

/// No line break.
pub(crate) const ONE_LINE: &str = "^[^\\r\\n]*$";
/// A day, a month or a year.
pub(crate) const DATE_PATTERN: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";

/// The schema of a value that a field holds.
pub(crate) fn schema(field_type: FieldType) -> Json {
    let line = json!({"type": "string", "maxLength": TEXT_MAX_CHARS, "pattern": ONE_LINE});
    match field_type {
        FieldType::Text => line,
        FieldType::LongText => json!({"type": "string", "maxLength": LONG_TEXT_MAX_BYTES}),
        FieldType::Choice(choices) => one_of(choices),
        FieldType::Choices(choices) => list(&one_of(choices)),
        FieldType::YesNo => json!({"type": "boolean"}),
        FieldType::Integer => json!({
            "type": "integer",
            "minimum": -(WHOLE_MAX as i64),
            "maximum": WHOLE_MAX,
        }),
        FieldType::Decimal => json!({
            "type": "string",
            "maxLength": 60,
            "pattern": "^-?[0-9]+(\\.[0-9]+)?$",
            "examples": ["0.25"],
        }),
        FieldType::Date => json!({"type": "string", "pattern": DATE_PATTERN, "examples": ["2026-03-31"]}),
        FieldType::Reference(targets) => reference(targets),
        FieldType::References(targets) => list(&reference(targets)),
        FieldType::Texts => list(&json!({"type": "string", "maxLength": LONG_TEXT_MAX_BYTES})),
        FieldType::OutsideIds => list(&json!({"$ref": "#/components/schemas/OutsideId"})),
        FieldType::Link => json!({"type": "string", "maxLength": TEXT_MAX_CHARS, "pattern": "^https?://"}),
        FieldType::Email => {
            json!({"type": "string", "maxLength": TEXT_MAX_CHARS, "pattern": "^[^@ ]+@[^ ]*\\.[^ ]*$"})
        }
        FieldType::File => json!({"$ref": "#/components/schemas/File"}),
    }
}

/// The name of a type, for declarations.
pub(crate) fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "text",
        FieldType::LongText => "long_text",
        FieldType::Choice(_) => "choice",
        FieldType::Choices(_) => "choices",
        FieldType::YesNo => "yes_no",
        FieldType::Integer => "integer",
        FieldType::Decimal => "decimal",
        FieldType::Date => "date",
        FieldType::Reference(_) => "reference",
        FieldType::References(_) => "references",
        FieldType::Texts => "texts",
        FieldType::OutsideIds => "outside_ids",
        FieldType::Link => "link",
        FieldType::Email => "email",
        FieldType::File => "file",
    }
}

/// Ids of these kinds.
pub(crate) fn id_pattern(prefixes: &[&str]) -> String {
    match prefixes {
        [one] => format!("^{one}-[1-9][0-9]{{0,9}}$"),
        several => format!("^({})-[1-9][0-9]{{0,9}}$", several.join("|")),
    }
}

fn reference(targets: &[&str]) -> Json {
    let kinds = Kinds::built_in();
    let prefixes: Vec<&str> = targets
        .iter()
        .filter_map(|name| kinds.by_name(name))
        .map(|kind| kinds.decl(kind).prefix)
        .collect();
    json!({"type": "string", "pattern": id_pattern(&prefixes)})
}

fn one_of(choices: &[Choice]) -> Json {
    let codes: Vec<&str> = choices.iter().map(|choice| choice.code).collect();
    json!({"type": "string", "enum": codes})
}

fn list(items: &Json) -> Json {
    json!({"type": "array", "maxItems": LIST_MAX_ITEMS, "items": items})
}

/// What `null` means in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// Nothing: a new record has no values to take away.
    Refused,
    /// It takes the value away.
    TakeAway,
}

/// The fields of a request: each is one of the kind, and each value has the form of its field.
///
/// # Errors
/// A problem that names the field.
pub(crate) fn read(
    register: &Register,
    kind: KindId,
    fields: Map<String, Json>,
    nulls: Nulls,
) -> Result<BTreeMap<String, Json>, Problem> {
    let mut read = BTreeMap::new();
    for (name, json) in fields {
        let at = |detail: String| Problem {
            field: Some(name.as_str().into()),
            ..Problem::of(problems::DOES_NOT_FIT, detail)
        };
        let field = register.field(kind, &name).ok_or_else(|| {
            let decl = register.kinds().decl(kind);
            at(format!("{} records have no field `{name}`", decl.singular))
        })?;
        if nulls == Nulls::Refused && json.is_null() {
            return Err(at(format!(
                "{}: `null` says nothing in a new record: leave it out",
                field.label
            )));
        }
        has_form(&field, &json).map_err(at)?;
        read.insert(field.name, json);
    }
    Ok(read)
}

/// Stricter than the core in one thing: an empty text stands for nothing only where text is meant.
fn has_form(field: &FieldView, json: &Json) -> Result<(), String> {
    let wanted = match (field.field_type, json) {
        (FieldType::File, _) => {
            return Err(format!(
                "{} is a file: bring it with `PUT …/records/ID/files/{}`",
                field.label, field.name
            ));
        }
        (_, Json::Null)
        | (FieldType::Text | FieldType::LongText, Json::String(_))
        | (FieldType::YesNo, Json::Bool(_))
        | (FieldType::Integer, Json::Number(_))
        | (
            FieldType::Choices(_) | FieldType::References(_) | FieldType::Texts | FieldType::OutsideIds,
            Json::Array(_),
        ) => return Ok(()),
        (
            FieldType::Choice(_)
            | FieldType::Decimal
            | FieldType::Date
            | FieldType::Reference(_)
            | FieldType::Link
            | FieldType::Email,
            Json::String(text),
        ) if !text.trim().is_empty() => return Ok(()),
        (FieldType::YesNo, _) => "`true` or `false`",
        (FieldType::Integer, _) => "a whole number",
        (FieldType::Choices(_) | FieldType::References(_) | FieldType::Texts | FieldType::OutsideIds, _) => {
            "a list"
        }
        _ => "a text",
    };
    let shown: String = json.to_string().chars().take(80).collect();
    Err(format!(
        "{}: `{shown}` is not {wanted}; `null` takes a value away",
        field.label
    ))
}
