//! Units and their yearly statement that the list is complete.

use maud::{Markup, html};
use probity_core::completeness::{Facts, StatementState, UnitFacts};
use probity_core::kind::Phase;
use probity_core::rules::rights::{Permission, Target};
use probity_core::value::PartialDate;

use crate::components::numbers::{counted, grouped};
use crate::components::{chip, dates, value::record_link};
use crate::desk::Desk;

/// The units, those with something to do first.
pub fn draw(desk: &Desk, facts: &Facts) -> Markup {
    let mut units: Vec<&UnitFacts> = facts.units.iter().collect();
    let rank = |facts: &UnitFacts| match facts.state {
        StatementState::Valid { .. } if facts.waiting > 0 => 0,
        StatementState::Never => 1,
        StatementState::Overdue { .. } => 2,
        StatementState::Valid { .. } => 3,
    };
    units.sort_by_key(|facts| {
        (
            rank(facts),
            std::cmp::Reverse((facts.waiting, facts.uses)),
            facts.unit,
        )
    });
    let holding = units.iter().filter(|facts| facts.holds()).count();
    html! {
        section #units {
            h2 { "What each unit states" }
            @if units.is_empty() {
                p.blank { "There is no unit in scope yet. Once a year somebody of each unit confirms its list line by line and says where was looked. "
                    a href=(desk.href("/unit/new")) { "Enter a unit" } }
            } @else {
                p.note { (grouped(holding as u64)) " of " (counted(units.len(), "unit", "units")) " with a valid statement that nothing speaks against. A statement holds for a year." }
                div.scroll { table.register.units {
                    caption.hidden { "Statements of units" }
                    thead { tr { th scope="col" { "Unit" } th scope="col" { "Statement" } th.number scope="col" { "Uses now" } th.number scope="col" { "When stated" } th scope="col" { "Speaks against it" } th scope="col" { span.hidden { "State" } } } }
                    tbody { @for facts in units { (row(desk, facts)) } }
                } }
            }
        }
    }
}

fn row(desk: &Desk, facts: &UnitFacts) -> Markup {
    let id = facts.unit.show(desk.kinds());
    let is_contradicted = matches!(facts.state, StatementState::Valid { .. }) && facts.waiting > 0;
    let may = desk.may(Permission::Create, Target::NewIn(Some(facts.unit)));
    let uses = crate::address::with_query(&desk.href("/use_case"), &[("filter", &format!("unit is {id}"))]);
    html! {
        tr id=(id) class=[is_contradicted.then_some("contradicted")] {
            td { (record_link(desk, facts.unit)) }
            td { (statement(desk, facts)) }
            td.number { a href=(uses) { (grouped(facts.uses as u64)) } }
            td.number { @if let Some(counted) = facts.counted { (grouped(counted.unsigned_abs())) } @else { "–" } }
            td {
                @if facts.waiting > 0 {
                    a.contradiction[is_contradicted] href=(format!("{}#queue", crate::address::with_query(&desk.href("/discovery"), &[("unit", &id)]))) {
                        (counted(facts.waiting, "candidate", "candidates")) " of this unit still waiting"
                    }
                }
            }
            td { @if may { a.button href=(desk.href(&format!("/discovery/state/{id}"))) { @if facts.statement.is_some() { "State again" } @else { "State it" } } } }
        }
    }
}

fn statement(desk: &Desk, facts: &UnitFacts) -> Markup {
    let (chip, when) = match facts.state {
        StatementState::Never => (chip::chip("Never stated", Phase::Unstated), html! {}),
        StatementState::Valid { until } => (
            chip::chip("Valid", Phase::Active),
            html! { "until " (dates::partial_time(PartialDate::day(until))) },
        ),
        StatementState::Overdue { until, days } => (
            chip::chip("No longer valid", Phase::Paused),
            html! { "ended " (dates::partial_time(PartialDate::day(until))) " " span.overdue { "overdue by " (counted(usize::try_from(days).unwrap_or(0), "day", "days")) } },
        ),
    };
    html! {
        (chip) " "
        @match facts.statement {
            Some(declaration) => { p.note { (when) " · " a.id href=(desk.record_href(declaration)) { (declaration.show(desk.kinds())) } } }
            None => { (when) }
        }
    }
}
