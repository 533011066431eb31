//! What the forms of a change to many records say: which records, and what becomes of them.

use std::collections::BTreeMap;

use maud::{Markup, html};
use probity_app::operations::bulk_edit::{BulkEdit, Change, Selection};
use probity_core::ids::KindId;
use probity_core::kind::FieldType;
use probity_core::register::FieldView;
use serde_json::Value as Json;

use crate::components::form;
use crate::components::input::input_name;
use crate::components::value::beginning;
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::pages::list::{ListAddress, query_of};

/// A change with the fields that say it, so that the next form says it again.
pub struct Wish {
    /// What is wanted.
    pub edit: BulkEdit,
    /// As it was sent.
    pub fields: Fields,
}

/// Which records a form chose: those that were ticked, or all that matched when the list was looked at.
pub fn selection(desk: &Desk, kind: KindId, fields: &Fields) -> Result<Selection, PageError> {
    if fields.get("of") != Some("all") {
        return Ok(Selection::Ids(fields.all("id").map(str::to_owned).collect()));
    }
    let size = fields
        .get("size")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| PageError::invalid("this form is not whole: choose the records in the list again"))?;
    // Text that says something else than it is read as would choose other records than were seen.
    let said = fields.get("matching").unwrap_or_default();
    let address = ListAddress::read_text(said);
    if address.text() != said {
        return Err(PageError::invalid(
            "this form is not whole: choose the records in the list again",
        ));
    }
    let query = query_of(desk, kind, &address).map_err(PageError::invalid)?;
    Ok(Selection::Matching { query, size })
}

/// What is wrong with a form, by name of the field.
pub type Problems = BTreeMap<String, String>;

/// What a form wants, or what is wrong with it.
pub fn read(desk: &Desk, kind: KindId, fields: &Fields) -> Result<Result<Wish, Problems>, PageError> {
    let selection = selection(desk, kind, fields)?;
    let change = match change(desk, kind, fields) {
        Ok(change) => change,
        Err(problems) => return Ok(Err(problems)),
    };
    let edit = BulkEdit {
        kind,
        selection,
        change,
        reason: fields.text("reason").map(str::to_owned),
    };
    Ok(Ok(Wish {
        edit,
        fields: fields.clone(),
    }))
}

/// Fields that can be changed in many records at once: neither the name nor files and ids elsewhere,
/// which are each record's own.
pub fn changeable(desk: &Desk, kind: KindId) -> Vec<FieldView> {
    let fields = form::asked(desk, kind).into_iter();
    fields
        .filter(|field| {
            field.key != probity_core::ids::FieldKey(0)
                && !matches!(field.field_type, FieldType::File | FieldType::OutsideIds)
        })
        .collect()
}

fn change(desk: &Desk, kind: KindId, fields: &Fields) -> Result<Change, Problems> {
    let wrong = |field: &str, what: &str| BTreeMap::from([(field.to_owned(), what.to_owned())]);
    match fields.get("what") {
        Some("archive") => return Ok(Change::Archive { archived: true }),
        Some("restore") => return Ok(Change::Archive { archived: false }),
        Some("move") => {
            return Ok(Change::Move {
                to: fields
                    .text("to")
                    .ok_or_else(|| wrong("to", "choose a state"))?
                    .to_owned(),
                stated: fields.text("stated").map(str::to_owned),
                as_fact: fields.get("as_fact") == Some("yes"),
            });
        }
        _ => {}
    }
    let name = fields.get("field").unwrap_or_default();
    let field = changeable(desk, kind)
        .into_iter()
        .find(|field| field.name == name);
    let field = field.ok_or_else(|| wrong("field", "choose a field"))?;
    if fields.get("what") == Some("clear") {
        return Ok(Change::Clear { field: field.name });
    }
    let only = fields
        .pairs()
        .filter(|(known, _)| *known == input_name(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut reading = form::read(desk, kind, None, &Fields::new(only.collect()));
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    let Some(value) = reading.patch.set.remove(name) else {
        return Err(wrong(name, "give a value, or choose to clear the field"));
    };
    let texts = |value: &Json| -> Vec<String> {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(Json::as_str).map(str::to_owned).collect()
    };
    Ok(match fields.get("what") {
        Some("add") => Change::Add {
            values: texts(&value),
            field: field.name,
        },
        Some("remove") => Change::Remove {
            values: texts(&value),
            field: field.name,
        },
        _ => Change::Set {
            field: field.name,
            value,
        },
    })
}

/// Inputs that say again which records were chosen.
pub fn selected_inputs(desk: &Desk, fields: &Fields) -> Markup {
    html! {
        input type="hidden" name="token" value=(desk.form_token());
        @for (name, value) in fields.pairs().filter(|(name, _)| matches!(*name, "of" | "id" | "matching" | "size" | "back")) {
            @if name != "back" || desk.back(fields).is_some() {
                @if name != "id" || fields.get("of") != Some("all") { input type="hidden" name=(name) value=(value); }
            }
        }
    }
}

/// Inputs that say the whole wish again.
pub fn inputs(desk: &Desk, fields: &Fields) -> Markup {
    let field = fields.get("field").map(input_name);
    let is_said = |name: &str| {
        matches!(name, "what" | "field" | "to" | "stated" | "as_fact" | "reason")
            || field.as_deref() == Some(name)
    };
    html! {
        (selected_inputs(desk, fields))
        @for (name, value) in fields.pairs().filter(|(name, _)| is_said(name)) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

/// The change in words: `Owner becomes Ada Example (PER-3)`.
pub fn words(desk: &Desk, wish: &Wish) -> String {
    let kind = wish.edit.kind;
    let label = |name: &str| {
        let fields = desk.register().fields(kind);
        let found = fields.into_iter().find(|field| field.name == name);
        found.map_or_else(|| name.to_owned(), |field| field.label)
    };
    let typed = |name: &str| {
        let known = changeable(desk, kind)
            .into_iter()
            .find(|field| field.name == name);
        let choices = match known.map(|field| field.field_type) {
            Some(FieldType::Choice(choices) | FieldType::Choices(choices)) => choices,
            _ => &[],
        };
        let input = input_name(name);
        let texts = wish.fields.all(&input).flat_map(str::lines).map(str::trim);
        let shown = texts.filter(|text| !text.is_empty()).map(|text| {
            let choice = choices.iter().find(|choice| choice.code == text);
            choice.map_or(text, |choice| choice.label)
        });
        beginning(&shown.collect::<Vec<_>>().join(", "))
    };
    match &wish.edit.change {
        Change::Set { field, .. } => format!("{} becomes {}", label(field), typed(field)),
        Change::Clear { field } => format!("Clear {}", label(field)),
        Change::Add { field, .. } => format!("Add {} to {}", typed(field), label(field)),
        Change::Remove { field, .. } => format!("Take {} from {}", typed(field), label(field)),
        Change::Archive { archived: true } => "Archive".to_owned(),
        Change::Archive { archived: false } => "Bring back from the archive".to_owned(),
        Change::Move { to, .. } => {
            let lifecycle = desk.kinds().decl(kind).lifecycle;
            let state =
                lifecycle.and_then(|lifecycle| lifecycle.states.iter().find(|state| state.code == to));
            let label = lifecycle.map_or("State", |lifecycle| lifecycle.label);
            format!(
                "{label} becomes {}",
                state.map_or(to.as_str(), |state| state.label)
            )
        }
    }
}
