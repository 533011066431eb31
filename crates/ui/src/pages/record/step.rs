//! One line that says what must happen next, and a button for it.

use maud::{Markup, html};
use probity_core::Record;
use probity_core::kind::{FieldDecl, Phase, Transition};
use probity_core::rules::rights::Target;
use probity_core::value::{PartialDate, Value};

use super::may_edit;
use crate::components::dates;
use crate::components::input::input_id;
use crate::components::numbers::counted;
use crate::desk::Desk;

/// Missing facts that are named.
const NAMED: usize = 5;

/// The next step of a record: to state what is missing, else the next move of its life.
pub fn next(desk: &Desk, record: &Record, id: &str) -> Markup {
    let missing = missing(desk, record);
    let back = desk.back(&desk.query);
    html! {
        @if record.archived {
            p.next { span { "This record is archived: it is left out of lists and counts." } }
        } @else if let Some(first) = missing.first() {
            p.next.open {
                span {
                    strong { (counted(missing.len(), "required fact", "required facts")) (if missing.len() == 1 { " is missing: " } else { " are missing: " }) }
                    (missing.iter().take(NAMED).map(|field| field.label).collect::<Vec<_>>().join(", "))
                    @if missing.len() > NAMED { " and " (missing.len() - NAMED) " more" } "."
                }
                @if may_edit(desk, record) {
                    a.button.primary href={ (desk.href_with(&format!("/r/{id}/edit"), back)) "#" (input_id(first.name)) } { "State " (if missing.len() == 1 { "it" } else { "them" }) }
                }
            }
        } @else if let Some(date) = overdue_review(desk, record) {
            p.next.open {
                span { "All required facts are stated. The review was due on " (dates::due(date, desk.today)) "." }
                @if may_edit(desk, record) {
                    a.button.primary href={ (desk.href_with(&format!("/r/{id}/edit"), back)) "#" (input_id("review_date")) } { "Review it" }
                }
            }
        } @else if let Some(step) = forward(desk, record) {
            p.next {
                span { "All required facts are stated. Next: " strong { (step.label) } "." }
                a.button href=(desk.href_with(&format!("/r/{id}/move/{}", step.to), back)) { (step.label) }
            }
        }
    }
}

/// The day of a review that is past.
fn overdue_review(desk: &Desk, record: &Record) -> Option<PartialDate> {
    match desk.register().value(record, "review_date") {
        Some(Value::Date(date)) if date.last_day() < desk.today => Some(*date),
        _ => None,
    }
}

/// Required facts that are not stated.
pub fn missing(desk: &Desk, record: &Record) -> Vec<&'static FieldDecl> {
    let fields = desk.register().decl(record.id).fields.iter();
    fields
        .filter(|field| field.marks.required && desk.register().value(record, field.name).is_none())
        .collect()
}

/// The moves that the visitor may make now.
pub fn moves(desk: &Desk, record: &Record) -> Vec<&'static Transition> {
    let lifecycle = desk
        .register()
        .decl(record.id)
        .lifecycle
        .zip(desk.register().state_code(record));
    let all = lifecycle
        .into_iter()
        .flat_map(|(lifecycle, code)| lifecycle.moves_from(code));
    all.filter(|step| !record.archived && desk.may(step.permission, Target::Record(record)))
        .collect()
}

/// The first move that goes on in life, not back and not to its end.
fn forward(desk: &Desk, record: &Record) -> Option<&'static Transition> {
    let lifecycle = desk.register().decl(record.id).lifecycle?;
    let onward = |step: &&Transition| {
        let place = lifecycle.state(step.to);
        place.is_some_and(|place| {
            place > record.state
                && lifecycle.states[usize::from(place)].phase != Phase::Ended
                && lifecycle.states[usize::from(place)].phase != Phase::Paused
        })
    };
    moves(desk, record).into_iter().find(onward)
}
