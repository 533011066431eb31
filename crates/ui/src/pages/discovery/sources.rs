//! The declared sources: when each was looked through last, and what it cannot see.

use maud::{Markup, html};
use probity_core::completeness::{Facts, Freshness, Reader, SourceFacts};
use probity_core::value::PartialDate;

use crate::components::numbers::{counted, grouped};
use crate::components::{dates, value::beginning, value::record_link};
use crate::desk::Desk;

/// The sources.
pub fn draw(desk: &Desk, facts: &Facts, may_bring: bool) -> Markup {
    let kind = desk.kinds().known("discovery_source");
    let may_declare = desk.may_enter(desk.kinds().decl(kind));
    html! {
        section #sources {
            h2 { "Where is looked" }
            @if facts.sources.is_empty() {
                div.blank {
                    p { "No source is declared yet. A source is an export you already have: the applications of your single sign-on, a proxy log, expenses, the list of vendors, the dependencies of your repositories." }
                    p { "For each, say what it can see and what it cannot, and how often it is looked through." }
                    @if may_declare { p { a.button href=(desk.href("/discovery_source/new")) { "Declare a source" } } }
                }
            } @else {
                div.scroll { table.register.sources {
                    caption.hidden { "Declared sources" }
                    thead { tr { th scope="col" { "Source" } th scope="col" { "Last run" } th.number scope="col" { "Found" } th.number scope="col" { "Waiting" } th scope="col" { "What it cannot see" } th scope="col" { span.hidden { "Run" } } } }
                    tbody { @for source in &facts.sources { (row(desk, source, may_bring)) } }
                } }
                p.note { @if may_declare { a href=(desk.href("/discovery_source/new")) { "Declare another source" } " · " } a href=(desk.href("/discovery_source")) { "All sources, retired ones too" } }
            }
        }
    }
}

fn row(desk: &Desk, facts: &SourceFacts, may_bring: bool) -> Markup {
    let reader = Reader {
        register: desk.register(),
        visibility: &desk.visibility,
    };
    let record = desk.seen(facts.source);
    let misses = record.and_then(|record| reader.text(record, "misses"));
    let every = record.and_then(|record| reader.number(record, "every_days"));
    let id = facts.source.show(desk.kinds());
    html! {
        tr {
            td { (record_link(desk, facts.source))
                @if let Some(code) = record.and_then(|record| reader.code(record, "type")) { p.note { (type_label(desk, code)) } } }
            td { (last_run(desk, facts.freshness)) @if let Some(every) = every { p.note { "every " (counted(usize::try_from(every).unwrap_or(0), "day", "days")) } } }
            td.number { a href=(crate::address::with_query(&desk.href("/candidate"), &[("filter", &format!("found_by is {id}"))])) { (grouped(facts.found as u64)) } }
            td.number { @if facts.waiting > 0 { a href=(format!("{}#queue", crate::address::with_query(&desk.href("/discovery"), &[("source", &id)]))) { (grouped(facts.waiting as u64)) } } @else { "0" } }
            td { @match misses { Some(misses) => { span.clamp title=(misses) { (beginning(misses)) } } None => { span.missing { "not stated" } } } }
            td { @if may_bring { a.button href=(crate::address::with_query(&desk.href("/discovery/run"), &[("source", &id)])) { "New export" } } }
        }
    }
}

fn last_run(desk: &Desk, freshness: Freshness) -> Markup {
    let today = desk.past.unwrap_or(desk.today);
    match freshness {
        Freshness::NeverRun => html! { span.missing { "never" } },
        Freshness::NoInterval { last } => html! { (dates::partial_time(PartialDate::day(last))) },
        Freshness::Fresh { last, due } => {
            html! { (dates::partial_time(PartialDate::day(last))) p.note { "next " (dates::relative(due, today)) } }
        }
        Freshness::Overdue { last, days } => {
            let days = usize::try_from(days).unwrap_or(0);
            html! { (dates::partial_time(PartialDate::day(last))) " " span.overdue { "overdue by " (counted(days, "day", "days")) } }
        }
    }
}

/// What a type of source is called.
pub fn type_label(desk: &Desk, code: &str) -> &'static str {
    let decl = desk.kinds().decl(desk.kinds().known("discovery_source"));
    let choices = decl
        .field("type")
        .map_or(&[][..], |(_, field)| field.choice_list());
    choices
        .iter()
        .find(|choice| choice.code == code)
        .map_or("another source", |choice| choice.label)
}
