//! What the values of one column mean, and which of them leave their rows out.

use maud::{Markup, html};
use probity_app::operations::import::{ColumnMapping, Target};
use probity_app::operations::staged_import::ColumnLook;
use probity_core::kind::{FieldType, Kinds};

use super::LISTED;
use crate::components::numbers::{counted, grouped};
use crate::components::value::beginning;
use crate::fields::Fields;

/// The values of a column, for one that has answers or few values.
pub fn draw(
    kinds: &'static Kinds,
    place: usize,
    column: &ColumnMapping,
    look: &ColumnLook,
    rows: usize,
) -> Markup {
    let answers = answers(kinds, &column.target);
    let listed = listed(column, look, rows);
    if listed.is_empty() && answers.is_empty() {
        return html! {};
    }
    let open = match answers.is_empty() {
        true => 0,
        false => look
            .values
            .iter()
            .filter(|(text, _)| meaning(column, text).is_empty())
            .count(),
    };
    html! {
        details {
            summary {
                @if answers.is_empty() { "Leave rows out" } @else { "Values" }
                @if open > 0 { " " span.missing { (open) " not understood" } }
                @if !column.leave_out.is_empty() { " " span.note { (counted(column.leave_out.len(), "value does", "values do")) } }
            }
            input type="hidden" name={ "leaves." (place) } value="yes";
            @if answers.is_empty() {
                div.leave {
                    p.note { "Leave out rows that say:" }
                    @for (text, count) in &listed {
                        label { (leave(place, column, text)) (said(text)) " " span.count { (grouped(*count as u64)) } }
                    }
                }
            } @else {
                template id={ "answers-" (place) } { (all(&answers, "")) }
                (table(place, column, &listed, &answers))
            }
        }
    }
}

/// Each value with what it means.
fn table(
    place: usize,
    column: &ColumnMapping,
    listed: &[(String, usize)],
    answers: &[(&'static str, &'static str)],
) -> Markup {
    html! {
        table.plain.values {
            thead { tr { th scope="col" { "It says" } th scope="col" { "Means" } th scope="col" { "Leave its rows out" } } }
            tbody { @for (at, (text, count)) in listed.iter().enumerate() {
                tr {
                    th scope="row" { (said(text)) " " span.count { (grouped(*count as u64)) } }
                    td { @if !text.is_empty() { (means(place, at, column, text, answers)) } }
                    td { label.single { (leave(place, column, text)) span.hidden { "Leave out rows that say " (said(text)) } } }
                }
            } }
        }
    }
}

fn leave(place: usize, column: &ColumnMapping, text: &str) -> Markup {
    html! { input type="checkbox" name={ "leave." (place) } value=(text) checked[is_left_out(column, text)]; }
}

fn said(text: &str) -> Markup {
    html! { @if text.is_empty() { em { "nothing" } } @else { (beginning(text)) } }
}

/// What can be ticked: everything that is asked about, or few values, and the empty cell.
fn listed(column: &ColumnMapping, look: &ColumnLook, rows: usize) -> Vec<(String, usize)> {
    let has_answers = !answers(Kinds::built_in(), &column.target).is_empty();
    // Names and ids tell rows apart; they leave none out.
    let tells_apart = look.values.len() == look.filled && look.filled > 2;
    let few = !look.values.is_empty() && look.values.len() <= LISTED && !tells_apart;
    if !has_answers && !few && column.leave_out.is_empty() {
        return Vec::new();
    }
    let mut all = look.values.clone();
    if look.filled < rows {
        all.push((String::new(), rows - look.filled));
    }
    all
}

fn means(
    place: usize,
    at: usize,
    column: &ColumnMapping,
    text: &str,
    answers: &[(&'static str, &'static str)],
) -> Markup {
    let code = meaning(column, text);
    let label = answers.iter().find(|(known, _)| *known == code);
    html! {
        input type="hidden" name={ "text." (place) "." (at) } value=(text);
        select name={ "value." (place) "." (at) } aria-label={ "Meaning of " (beginning(text)) } data-options={ "answers-" (place) } {
            @match label {
                // What is not understood is asked at once.
                None => { (all(answers, code)) }
                Some((code, label)) => {
                    option value=(code) selected { (label) }
                    option value="" { "keep the text only" }
                }
            }
        }
    }
}

fn all(answers: &[(&'static str, &'static str)], chosen: &str) -> Markup {
    html! {
        option value="" selected[chosen.is_empty()] { "keep the text only" }
        @for (code, label) in answers { option value=(code) selected[*code == chosen] { (label) } }
    }
}

fn meaning<'a>(column: &'a ColumnMapping, text: &str) -> &'a str {
    column.values.get(text).map_or("", String::as_str)
}

fn is_left_out(column: &ColumnMapping, text: &str) -> bool {
    let plain = text.trim().to_lowercase();
    column
        .leave_out
        .iter()
        .any(|known| known.trim().to_lowercase() == plain)
}

/// Takes over which values leave rows out. Texts that were not offered stay as they are.
pub fn read_left_out(place: usize, column: &mut ColumnMapping, look: Option<&ColumnLook>, sent: &Fields) {
    if !sent.has(&format!("leaves.{place}")) {
        return;
    }
    let offered = |text: &String| {
        let plain = text.trim().to_lowercase();
        plain.is_empty()
            || look.is_some_and(|look| {
                look.values
                    .iter()
                    .any(|(known, _)| known.trim().to_lowercase() == plain)
            })
    };
    let mut kept = std::mem::take(&mut column.leave_out);
    kept.retain(|text| !offered(text));
    let ticked = sent
        .all(&format!("leave.{place}"))
        .map(|text| text.replace("\r\n", "\n"))
        .collect::<Vec<_>>();
    kept.extend(ticked);
    column.leave_out = kept;
}

/// Codes and labels of what a target's cells can mean; empty where any text will do.
fn answers(kinds: &'static Kinds, target: &Target) -> Vec<(&'static str, &'static str)> {
    let decl = |kind: &str| kinds.by_name(kind).map(|kind| kinds.decl(kind));
    match target {
        Target::State { kind } => {
            let states = decl(kind)
                .and_then(|decl| decl.lifecycle)
                .map_or(&[][..], |lifecycle| lifecycle.states);
            states.iter().map(|state| (state.code, state.label)).collect()
        }
        Target::Field { kind, field } => match decl(kind).and_then(|decl| decl.field(field)) {
            Some((_, field)) if matches!(field.field_type, FieldType::YesNo) => {
                vec![("yes", "Yes"), ("no", "No")]
            }
            Some((_, field)) => field
                .choice_list()
                .iter()
                .map(|choice| (choice.code, choice.label))
                .collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}
