//! Full-text search: every word must occur somewhere in the record.
//!
//! What is searched: the id, the title and all other text, outside ids, file names, the labels of
//! choices and of the state, and the titles of linked records that the reader may see.

use super::Scope;
use super::column::visible;
use super::folding::{SEPARATOR, fold, fold_into};
use crate::record::Record;
use crate::register::Register;
use crate::value::Value;

/// A record's folded search text: its own part, then the titles of all records it links to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Searched<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Length in bytes of the part that needs no look at other records.
    pub own: usize,
}

/// Appends the own part: id, title, then the rest.
pub(crate) fn push_own_text(register: &Register, record: &Record, out: &mut String) {
    let decl = register.decl(record.id);
    fold_into(&record.id.show(register.kinds()), out);
    out.push(SEPARATOR);
    fold_into(record.title(), out);
    if let Some(state) = decl
        .lifecycle
        .and_then(|life| life.states.get(usize::from(record.state)))
    {
        push(state.label, out);
    }
    for (key, value) in record.fields() {
        let choices = || decl.field_of(*key).map_or(&[][..], |field| field.choice_list());
        let mut label = |place: &u16| {
            if let Some(choice) = choices().get(usize::from(*place)) {
                push(choice.label, out);
            }
        };
        match value {
            Value::Text(_) if key.0 == 0 => {}
            Value::Choice(place) => label(place),
            Value::Choices(places) => places.iter().for_each(label),
            Value::Text(text) => push(text, out),
            Value::Texts(texts) => texts.iter().for_each(|text| push(text, out)),
            Value::OutsideIds(ids) => ids.iter().for_each(|id| {
                push(&id.source, out);
                push(&id.id, out);
            }),
            Value::File(file) => push(&file.name, out),
            Value::YesNo(_) | Value::Integer(_) | Value::Decimal(_) | Value::Date(_) => {}
            Value::Reference(_) | Value::References(_) => {}
        }
    }
}

/// Appends the titles of all linked records, visible or not: a reader's view is checked later.
pub(crate) fn push_linked_titles(register: &Register, record: &Record, out: &mut String) {
    for (_, target) in record.references() {
        if let Some(target) = register.get(target) {
            push(target.title(), out);
        }
    }
}

fn push(text: &str, out: &mut String) {
    out.push(SEPARATOR);
    fold_into(text, out);
}

/// Whether every word occurs. With and without a prepared text the answer is the same.
pub(crate) fn has_words(
    scope: &Scope<'_>,
    record: &Record,
    text: Option<Searched<'_>>,
    words: &[String],
) -> bool {
    match text {
        _ if words.is_empty() => true,
        Some(Searched { text, own }) => words.iter().all(|word| {
            text[..own].contains(word.as_str())
                || (text[own..].contains(word.as_str())
                    && (scope.sees_all() || in_linked_titles(scope, record, word)))
        }),
        None => {
            let mut own = String::new();
            push_own_text(scope.register, record, &mut own);
            words
                .iter()
                .all(|word| own.contains(word.as_str()) || in_linked_titles(scope, record, word))
        }
    }
}

fn in_linked_titles(scope: &Scope<'_>, record: &Record, word: &str) -> bool {
    let targets = record
        .references()
        .filter_map(|(_, id)| visible(scope.register, scope.visibility, id));
    targets
        .into_iter()
        .any(|target| fold(target.title()).contains(word))
}
