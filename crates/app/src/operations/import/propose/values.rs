//! Which answer each text of a column stands for, for a person to check.

use std::collections::BTreeSet;

use probity_core::kind::{FieldType, Kinds};
use probity_tabular::Workbook;
use probity_tabular::text::{clean, is_blank_word};

use super::super::mapping::{ColumnMapping, Target};
use super::super::words::{Answers, plain_yes_no, yes_no};
use super::columns::texts;

/// How many different texts a mapping lists.
const LISTED_MAX: usize = 60;

/// Lists what is not spelt like an answer: with its code where one is known, else with an empty one.
pub(super) fn propose_values(kinds: &Kinds, book: &Workbook, column: &mut ColumnMapping) {
    let Some(place) = book
        .table
        .columns
        .iter()
        .find(|known| known.header == column.header)
        .map(|known| known.index)
    else {
        return;
    };
    let (answers, several) = match &column.target {
        Target::State { kind } => {
            let lifecycle = kinds.by_name(kind).and_then(|kind| kinds.decl(kind).lifecycle);
            let Some(lifecycle) = lifecycle else { return };
            (Answers::of_states(lifecycle.states), false)
        }
        Target::Field { kind, field } => {
            match kinds.by_name(kind).and_then(|kind| kinds.decl(kind).field(field)) {
                Some((_, field)) => match field.field_type {
                    FieldType::Choice(choices) => (Answers::of_choices(choices), false),
                    FieldType::Choices(choices) => (Answers::of_choices(choices), true),
                    FieldType::YesNo => return propose_yes_no(book, place, column),
                    _ => return,
                },
                None => return,
            }
        }
        _ => return,
    };
    for text in distinct(book, place, several.then_some(&*answers)) {
        let code = answers.find(&text);
        let listed = match code {
            Some(code) => !answers.is_spelt(code, &text),
            None => !is_blank_word(&text),
        };
        if listed && column.values.len() < LISTED_MAX {
            column.values.insert(text, code.unwrap_or_default().to_owned());
        }
    }
}

fn propose_yes_no(book: &Workbook, place: usize, column: &mut ColumnMapping) {
    for text in distinct(book, place, None) {
        let listed =
            plain_yes_no(&text).is_none() && !is_blank_word(&text) && column.values.len() < LISTED_MAX;
        if listed {
            let code = yes_no(&text).map_or("", |yes| if yes { "yes" } else { "no" });
            column.values.insert(text, code.to_owned());
        }
    }
}

/// The different texts of a column, or the items of its lists.
fn distinct(book: &Workbook, place: usize, items_of: Option<&Answers>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts(book, place) {
        let whole = clean(&text);
        match items_of {
            Some(answers) if answers.find_exact(&whole).is_none() => found.extend(answers.items(&text)),
            _ => {
                found.insert(whole);
            }
        }
    }
    found
}
