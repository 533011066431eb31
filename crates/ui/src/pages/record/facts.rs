//! The facts of a record in the sections of its declaration.

use maud::{Markup, html};
use probity_core::Record;
use probity_core::register::FieldView;

use crate::components::value;
use crate::desk::Desk;

/// Facts, section by section. What is required and not there is said to be missing.
pub fn sections(desk: &Desk, record: &Record) -> Markup {
    let mut sections: Vec<(&str, Vec<FieldView>)> = Vec::new();
    for field in desk
        .register()
        .fields(record.id.kind)
        .into_iter()
        .filter(|field| field.key.0 != 0)
    {
        let required = field.decl.is_some_and(|decl| decl.marks.required);
        if record.get(field.key).is_none() && !required {
            continue;
        }
        let section = field.decl.map_or("Fields of this workspace", |decl| decl.section);
        match sections.iter_mut().find(|(known, _)| *known == section) {
            Some((_, members)) => members.push(field),
            None => sections.push((section, vec![field])),
        }
    }
    html! {
        @for (section, fields) in &sections {
            section {
                h2 { (if section.is_empty() { "Facts" } else { section }) }
                dl { @for field in fields { (fact(desk, record, field)) } }
            }
        }
        @if sections.is_empty() { p.note { "Nothing is stated beyond the name." } }
    }
}

fn fact(desk: &Desk, record: &Record, field: &FieldView) -> Markup {
    html! {
        div {
            dt { (field.label) }
            dd {
                @match record.get(field.key) {
                    Some(held) => { (value::full(desk, field, held)) }
                    None => { span.missing { "missing" } }
                }
            }
        }
    }
}
