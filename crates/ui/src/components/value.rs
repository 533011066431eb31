//! Values as people read them: linked records by name, dates in words, nothing that is not theirs to see.

use maud::{Markup, html};
use probity_core::Record;
use probity_core::ids::RecordId;
use probity_core::kind::FieldType;
use probity_core::query::{Column, RESTRICTED};
use probity_core::register::FieldView;
use probity_core::value::Value;

use super::numbers::{grouped, size};
use super::{chip, dates};
use crate::desk::Desk;

/// A link to a record by its title and id, or the word for one that the visitor may not see.
pub fn record_link(desk: &Desk, id: RecordId) -> Markup {
    html! {
        @match desk.seen(id) {
            Some(record) => {
                a href=(desk.record_href(id)) { (record.title()) } " " span.id { (id.show(desk.kinds())) }
            }
            None => { span.restricted { (RESTRICTED) } }
        }
    }
}

/// A value in full, for record pages.
pub fn full(desk: &Desk, field: &FieldView, value: &Value) -> Markup {
    let field_type = field.field_type;
    match (field_type, value) {
        (_, Value::Date(date)) if is_due(field) => dates::due(*date, desk.today),
        (_, Value::Integer(number)) => html! { (long_number(*number)) },
        (FieldType::LongText, Value::Text(text)) => html! { div.prose { (text) } },
        (FieldType::Link, Value::Text(text)) => html! { a href=(text) rel="noopener noreferrer" { (text) } },
        (FieldType::Email, Value::Text(text)) => html! { a href={ "mailto:" (text) } { (text) } },
        (_, Value::Date(date)) => html! {
            (dates::partial_time(*date)) " " span.note { (dates::relative(date.first_day(), desk.today)) }
        },
        (_, Value::References(ids)) => {
            html! { ul.plain { @for id in ids.iter() { li { (record_link(desk, *id)) } } } }
        }
        (_, Value::Reference(id)) => record_link(desk, *id),
        (_, Value::Choices(_)) => listed(value.show(desk.kinds(), field_type).split("; ")),
        (_, Value::Texts(texts)) => listed(texts.iter().map(|text| &**text)),
        (_, Value::OutsideIds(ids)) => html! {
            ul.plain { @for id in ids.iter() { li { span.note { (id.source) } " " code { (id.id) } } } }
        },
        (_, Value::File(file)) => {
            html! { a href=(desk.href(&format!("/files/{}", file.sha256))) download=(file.name) { (file.name) } " " span.note { (size(file.size)) } }
        }
        _ => html! { (value.show(desk.kinds(), field_type)) },
    }
}

/// Whether a field holds the day by which something has to happen.
fn is_due(field: &FieldView) -> bool {
    matches!(
        field.name.as_str(),
        "review_date" | "due" | "due_date" | "due_on" | "deadline"
    )
}

/// Digits in groups from five on, so that a year stays a year.
fn long_number(number: i64) -> String {
    match number {
        10_000.. => grouped(number.unsigned_abs()),
        _ => number.to_string(),
    }
}

fn listed<'a>(items: impl Iterator<Item = &'a str>) -> Markup {
    html! { ul.plain { @for item in items { li { (item) } } } }
}

/// A value in a table: short, one thing after the other. The record's own page keeps the way back.
pub fn cell(
    desk: &Desk,
    record: &Record,
    column: Column,
    fields: &[FieldView],
    back: Option<&str>,
) -> Markup {
    let zone = desk.view.time_zone();
    let own = || desk.href_with(&format!("/r/{}", record.id.show(desk.kinds())), back);
    match column {
        Column::Id => html! { a.id href=(own()) { (record.id.show(desk.kinds())) } },
        Column::State => chip::state(desk.register(), record),
        Column::Phase => html! {},
        Column::Created => html! { (dates::day(dates::day_of(record.created_at, &zone))) },
        Column::Updated => html! { (dates::day(dates::day_of(record.updated_at, &zone))) },
        Column::Archived => html! { (if record.archived { "Yes" } else { "No" }) },
        Column::Revision => html! { (record.revision) },
        Column::Field(key) => {
            let field = fields.iter().find(|field| field.key == key);
            match (key.0, record.get(key), field) {
                (0, ..) => html! { a.title href=(own()) { (record.title()) } },
                (_, Some(value), Some(field)) => short(desk, field, value),
                _ => missing(field),
            }
        }
    }
}

fn missing(field: Option<&FieldView>) -> Markup {
    let required = field
        .and_then(|field| field.decl)
        .is_some_and(|decl| decl.marks.required);
    html! { @if required { span.missing { "missing" } } @else { span.none { "–" } } }
}

fn short(desk: &Desk, field: &FieldView, value: &Value) -> Markup {
    match value {
        Value::Date(date) if is_due(field) && date.last_day() < desk.today => dates::due(*date, desk.today),
        Value::Date(date) => dates::partial_time(*date),
        Value::Integer(number) => html! { (long_number(*number)) },
        Value::Reference(_) | Value::References(_) => html! {
            span.clamp.linked {
                @for (place, id) in value.references().iter().enumerate().take(3) {
                    @if place > 0 { ", " }
                    @match desk.seen(*id) {
                        Some(record) => { a.soft href=(desk.record_href(*id)) { (record.title()) } }
                        None => { span.restricted { (RESTRICTED) } }
                    }
                }
                @if value.references().len() > 3 { span.note { " and " (value.references().len() - 3) " more" } }
            }
        },
        Value::Texts(texts) => html! { span.clamp { (texts.join(", ")) } },
        Value::OutsideIds(ids) => html! { @if let Some(first) = ids.first() { code { (first.id) } } },
        Value::Text(text) => html! { span.clamp { (beginning(text)) } },
        _ => html! { span.clamp { (value.show(desk.kinds(), field.field_type)) } },
    }
}

/// The beginning of a long text: what a table shows of it.
pub fn beginning(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
    }
}

/// Whether a column holds numbers, which stand to the right.
pub fn is_number(column: Column, fields: &[FieldView]) -> bool {
    match column {
        Column::Revision => true,
        Column::Field(key) => fields.iter().any(|field| {
            field.key == key && matches!(field.field_type, FieldType::Integer | FieldType::Decimal)
        }),
        _ => false,
    }
}
