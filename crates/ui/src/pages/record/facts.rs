//! The facts of a record in the sections of its declaration, and what points at it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use probity_core::Record;
use probity_core::ids::RecordId;
use probity_core::kind::KindDecl;
use probity_core::register::FieldView;

use crate::components::numbers::grouped;
use crate::components::value;
use crate::desk::Desk;

/// Links of one relation that are shown before "all of them".
const SHOWN: usize = 8;

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

/// What links here, by the words of the relation.
pub fn links_in(desk: &Desk, record: &Record) -> Markup {
    let register = desk.register();
    let mut relations: BTreeMap<(String, String), Vec<RecordId>> = BTreeMap::new();
    for (source, key) in register
        .links_to(record.id)
        .filter(|(source, _)| is_shown(desk, register.decl(*source)))
    {
        if desk.seen(source).is_none_or(|source| source.archived) {
            continue;
        }
        let decl = register.decl(source);
        let words = decl.field_of(key).map_or(decl.plural, |field| {
            if field.reverse.is_empty() {
                field.label
            } else {
                field.reverse
            }
        });
        relations
            .entry((words.to_owned(), decl.plural.to_owned()))
            .or_default()
            .push(source);
    }
    let id = record.id.show(desk.kinds());
    html! {
        section {
            h2 { "Linked from" }
            @if relations.is_empty() { p.note { "Nothing points here." } }
            @for ((words, plural), sources) in &relations {
                h3 { (capital(words)) " " span.note { @if !names_kind(words, plural) { (plural) " " } (grouped(sources.len() as u64)) } }
                ul.plain { @for source in sources.iter().take(SHOWN) { li { (value::record_link(desk, *source)) } } }
                @if sources.len() > SHOWN {
                    @let source = register.decl(sources[0]);
                    @let field = source.fields.iter().find(|field| field.reverse == words || field.label == words);
                    @if let Some(field) = field {
                        p { a href=(crate::address::with_query(&desk.href(&format!("/{}", source.name)), &[("filter", &format!("{} = {id}", field.name))])) { "All " (grouped(sources.len() as u64)) } }
                    }
                }
            }
        }
    }
}

/// Whether the words of a relation say already what it comes from: "serves use cases".
fn names_kind(words: &str, plural: &str) -> bool {
    words.to_lowercase().contains(&plural.to_lowercase())
}

/// What the machinery keeps is shown to who may enter it: roles to whom they are granted by.
fn is_shown(desk: &Desk, decl: &KindDecl) -> bool {
    !decl.internal || desk.may_enter(decl)
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), chars.as_str())
    })
}
