//! Forms of any kind: from a record to what stands in its inputs, and back to a change.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use probity_core::Record;
use probity_core::ids::{KindId, RecordId};
use probity_core::kind::FieldType;
use probity_core::patch::Patch;
use probity_core::query::fold;
use probity_core::register::FieldView;
use probity_core::rules::rights::{Permission, Target};
use probity_core::value::Value;
use serde_json::Value as Json;

use super::attached::{self, drop_name};
use super::input::{Input, input_id, input_name, list_id};
use crate::desk::Desk;
use crate::error::told;
use crate::fields::Fields;

/// Records offered in the list of one input; others are named by id.
const OFFERED: usize = 500;

/// Fields that a form asks for: not what is computed. Who somebody is to this server is asked of who
/// may grant roles.
pub fn asked(desk: &Desk, kind: KindId) -> Vec<FieldView> {
    let grants = desk.may(Permission::ManageAccess, Target::Workspace);
    let open = |field: &FieldView| {
        let marks = field.decl.map(|decl| decl.marks).unwrap_or_default();
        !marks.computed && (grants || !marks.access)
    };
    desk.register().fields(kind).into_iter().filter(open).collect()
}

/// What stands in the inputs of a record's form before anybody types.
pub fn typed_of(desk: &Desk, record: &Record) -> Fields {
    let mut pairs = Vec::new();
    for field in asked(desk, record.id.kind) {
        if let Some(value) = record.get(field.key) {
            let name = input_name(&field.name);
            pairs.extend(
                typed(desk, &field, value)
                    .into_iter()
                    .map(|text| (name.clone(), text)),
            );
        }
    }
    Fields::new(pairs)
}

fn typed(desk: &Desk, field: &FieldView, value: &Value) -> Vec<String> {
    let kinds = desk.kinds();
    match value {
        Value::Choices(_) => match value.to_json(kinds, field.field_type) {
            Json::Array(codes) => codes
                .iter()
                .filter_map(|code| code.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        },
        Value::Choice(_) => value
            .to_json(kinds, field.field_type)
            .as_str()
            .map(str::to_owned)
            .into_iter()
            .collect(),
        Value::YesNo(yes) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        // A link that is not visible stays as it is and is not offered.
        Value::Reference(_) | Value::References(_) => value
            .references()
            .iter()
            .filter_map(|id| desk.seen(*id))
            .map(|target| offered(desk, target))
            .collect(),
        Value::Texts(texts) => vec![texts.join("\n")],
        Value::OutsideIds(ids) => {
            vec![
                ids.iter()
                    .map(|id| format!("{}: {}", id.source, id.id))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ]
        }
        Value::File(file) => vec![attached::typed(file)],
        _ => vec![value.show(kinds, field.field_type)],
    }
}

/// A record as an input names it: `Ada Example (PER-3)`.
fn offered(desk: &Desk, record: &Record) -> String {
    format!("{} ({})", record.title(), record.id.show(desk.kinds()))
}

/// What a form turns into.
#[derive(Debug, Default)]
pub struct Reading {
    /// The change, as far as it could be read.
    pub patch: Patch,
    /// What is wrong, by name of the field.
    pub problems: BTreeMap<String, String>,
}

/// Reads the inputs of a form. Fields that were not sent are left alone.
pub fn read(desk: &Desk, kind: KindId, record: Option<&Record>, sent: &Fields) -> Reading {
    let mut reading = Reading::default();
    for field in asked(desk, kind) {
        let name = input_name(&field.name);
        if !sent.has(&name) || sent.get(&format!("take.{}", field.name)) == Some("theirs") {
            continue;
        }
        let texts: Vec<&str> = sent
            .all(&name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect();
        let held = record.and_then(|record| record.get(field.key));
        match json_of(desk, &field, &texts, (held, sent)).and_then(|json| checked(desk, &field, json)) {
            Ok(Json::Null) if held.is_some() => reading.patch.unset.push(field.name),
            Ok(Json::Null) => {}
            Ok(json) => {
                reading.patch.set.insert(field.name, json);
            }
            Err(problem) => {
                reading.problems.insert(field.name, problem);
            }
        }
    }
    reading
}

fn checked(desk: &Desk, field: &FieldView, json: Json) -> Result<Json, String> {
    match Value::from_json(desk.kinds(), field.field_type, &json) {
        Ok(Some(_)) => Ok(json),
        Ok(None) => Ok(Json::Null),
        Err(error) => Err(error.to_string()),
    }
}

/// The form that entries carry; null for nothing.
fn json_of(
    desk: &Desk,
    field: &FieldView,
    texts: &[&str],
    (held, sent): (Option<&Value>, &Fields),
) -> Result<Json, String> {
    let first = texts.first().copied();
    Ok(match field.field_type {
        FieldType::YesNo => match first {
            None => Json::Null,
            Some(text) => Json::from(text == "yes"),
        },
        FieldType::Integer => match first {
            None => Json::Null,
            Some(text) => text
                .parse::<i64>()
                .map(Json::from)
                .map_err(|_| format!("`{text}` is not a whole number"))?,
        },
        FieldType::Choices(_) => texts.iter().copied().map(Json::from).collect(),
        FieldType::Texts => texts
            .iter()
            .flat_map(|text| text.lines())
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect(),
        FieldType::OutsideIds => {
            let lines = texts
                .iter()
                .flat_map(|text| text.lines())
                .map(str::trim)
                .filter(|line| !line.is_empty());
            lines.map(outside_id).collect::<Result<Json, String>>()?
        }
        FieldType::Reference(kinds) => match (first, held) {
            (Some(text), _) => Json::from(resolve(desk, kinds, text)?.show(desk.kinds())),
            (None, Some(Value::Reference(id))) if desk.seen(*id).is_none() => {
                Json::from(id.show(desk.kinds()))
            }
            (None, _) => Json::Null,
        },
        FieldType::References(kinds) => {
            let hidden = held
                .map(Value::references)
                .unwrap_or_default()
                .iter()
                .copied()
                .filter(|id| desk.seen(*id).is_none());
            let typed = texts.iter().map(|text| resolve(desk, kinds, text));
            let ids = typed
                .chain(hidden.map(Ok))
                .collect::<Result<BTreeSet<RecordId>, String>>()?;
            ids.into_iter().map(|id| id.show(desk.kinds())).collect()
        }
        FieldType::File => {
            let dropped = sent.get(&drop_name(&field.name)) == Some("yes");
            match first.filter(|_| !dropped) {
                None => Json::Null,
                Some(text) => attached::json(desk, text, held)?,
            }
        }
        FieldType::LongText => first.map_or(Json::Null, |text| Json::from(text.replace("\r\n", "\n"))),
        _ => first.map_or(Json::Null, Json::from),
    })
}

fn outside_id(line: &str) -> Result<Json, String> {
    match line
        .split_once(':')
        .map(|(source, id)| (source.trim(), id.trim()))
    {
        Some((source, id)) if !source.is_empty() && !id.is_empty() => {
            Ok(serde_json::json!({ "source": source, "id": id }))
        }
        _ => Err(format!(
            "`{line}` has no source: write the other list’s name, a colon and the id there"
        )),
    }
}

/// The record that somebody means: by `Name (ID)`, by id, or by a name that only one has.
///
/// # Errors
/// In words for people, when it is none or several.
pub fn resolve(desk: &Desk, kinds: &[&str], text: &str) -> Result<RecordId, String> {
    let one = kinds
        .first()
        .and_then(|name| desk.kinds().by_name(name))
        .map_or("record", |kind| desk.kinds().decl(kind).singular);
    let inside = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .map(|(_, id)| id);
    let by_id = inside
        .into_iter()
        .chain([text])
        .find_map(|id| RecordId::parse(desk.kinds(), id.trim()));
    if let Some(id) =
        by_id.filter(|id| kinds.contains(&desk.kinds().decl(id.kind).name) && desk.seen(*id).is_some())
    {
        return Ok(id);
    }
    let wanted = fold(text);
    let targets = kinds.iter().filter_map(|name| desk.kinds().by_name(name));
    let records = targets.flat_map(|kind| desk.register().records(kind));
    let mut found = records.filter(|record| {
        !record.archived && fold(record.title()) == wanted && desk.seen(record.id).is_some()
    });
    match (found.next(), found.next()) {
        (Some(record), None) => Ok(record.id),
        (Some(_), Some(_)) => Err(format!(
            "several are called `{text}`: choose one from the list, or give its id"
        )),
        (None, _) => Err(format!(
            "there is no {one} called `{text}`: choose one from the list, or enter it first"
        )),
    }
}

/// How a form is sent: one that asks for files differs from others.
pub fn encoding(fields: &[FieldView]) -> Option<&'static str> {
    let has_files = fields
        .iter()
        .any(|field| matches!(field.field_type, FieldType::File));
    has_files.then_some("multipart/form-data")
}

/// The inputs of a form, in the sections of the declaration, and the lists they choose from.
pub fn draw(
    desk: &Desk,
    fields: &[FieldView],
    typed: &Fields,
    problems: &BTreeMap<String, String>,
    demanded: &[&str],
) -> Markup {
    let mut sections: Vec<(&str, Vec<&FieldView>)> = Vec::new();
    for field in fields {
        let section = field.decl.map_or("Fields of this workspace", |decl| decl.section);
        match sections.iter_mut().find(|(known, _)| *known == section) {
            Some((_, members)) => members.push(field),
            None => sections.push((section, vec![field])),
        }
    }
    let input = |field: &FieldView| {
        let problem = problems.get(&field.name).map(String::as_str);
        let typed: Vec<String> = typed.all(&input_name(&field.name)).map(str::to_owned).collect();
        let typed = match field.field_type {
            FieldType::References(_) => typed.into_iter().filter(|text| !text.trim().is_empty()).collect(),
            _ => typed,
        };
        Input {
            field,
            typed,
            problem,
            demanded: demanded.contains(&field.name.as_str()),
        }
        .draw()
    };
    html! {
        @for (section, members) in &sections {
            fieldset.section {
                legend { (if section.is_empty() { "The main facts" } else { section }) }
                @for field in members { (input(field)) }
            }
        }
        (lists(desk, fields))
    }
}

/// What is wrong, on top, each leading to its input.
pub fn summary(fields: &[FieldView], problems: &BTreeMap<String, String>) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.problem role="alert" tabindex="-1" {
                p { strong { "Nothing was saved yet." } " What you typed is still here." }
                ul { @for (name, problem) in problems {
                    li {
                        @match fields.iter().find(|field| field.name == *name) {
                            Some(field) if problem.starts_with(&field.label) => { a href={ "#" (input_id(name)) } { (told(problem)) } }
                            Some(field) => { a href={ "#" (input_id(name)) } { (field.label) } ": " (told(problem)) }
                            None => { (told(problem)) }
                        }
                    }
                } }
            }
        }
    }
}

fn lists(desk: &Desk, fields: &[FieldView]) -> Markup {
    let mut known = BTreeSet::new();
    let targets = fields.iter().filter_map(|field| match field.field_type {
        FieldType::Reference(kinds) | FieldType::References(kinds) => Some(kinds),
        _ => None,
    });
    html! {
        @for kinds in targets {
            @if known.insert(list_id(kinds)) { (choices_list(desk, kinds)) }
        }
    }
}

/// The list of records that references to these kinds choose from.
pub fn choices_list(desk: &Desk, kinds: &[&str]) -> Markup {
    html! { datalist id=(list_id(kinds)) { @for text in choices(desk, kinds) { option value=(text) {} } } }
}

fn choices(desk: &Desk, kinds: &[&str]) -> Vec<String> {
    let targets = kinds.iter().filter_map(|name| desk.kinds().by_name(name));
    let records = targets
        .flat_map(|kind| desk.register().records(kind))
        .filter(|record| !record.archived);
    let mut texts: Vec<String> = records
        .filter(|record| desk.seen(record.id).is_some())
        .take(OFFERED)
        .map(|record| offered(desk, record))
        .collect();
    texts.sort_by_key(|text| fold(text));
    texts
}
