//! Who may do one thing: the roles that allow it, and everybody who holds them.

use maud::{Markup, html};
use probity_app::operations::who_may::{WhoMay, who_may};
use probity_core::rules::rights::Ground;
use probity_core::rules::who_may::{Act, Holder};

use super::{About, grant, reach, role_label, words};
use crate::components::numbers::counted;
use crate::components::value::record_link;
use crate::desk::Desk;

/// Holders that are listed.
const LISTED: usize = 200;

/// The answer to one question.
pub fn draw(desk: &Desk, act: Act, about: &About) -> Markup {
    let workspace = About::Workspace;
    let about = if act.is_done_to_records() {
        about
    } else {
        &workspace
    };
    let day = desk.past.unwrap_or(desk.today);
    let found = who_may(&desk.ctx, &desk.view, act, about.subject(), day);
    html! {
        section.answer {
            h2 { "Who may " (words(act)) (object(desk, act, about)) }
            (meaning(act))
            (roles(&found, about))
            (people(desk, &found, about))
        }
    }
}

/// What it is done to, after the verb.
fn object(desk: &Desk, act: Act, about: &About) -> Markup {
    html! {
        @match about {
            About::Workspace if act.is_done_to_records() => { " records anywhere in the workspace" }
            About::Workspace => {}
            About::Kind(kind) => { " " (desk.kinds().decl(*kind).plural) }
            About::Record(record) => { " " (record_link(desk, record.id)) }
        }
        "?"
    }
}

fn meaning(act: Act) -> Markup {
    let words = match act {
        Act::Archive => {
            "The usual way to delete: it leaves lists and counts, its history and proofs stay, and it can be brought back."
        }
        Act::Erase => {
            "What it says is removed from the ledger for good, as the law may ask for. That it was there stays proven."
        }
        Act::Approve => "Whoever entered a record does not also decide on it, whatever their role.",
        _ => return html! {},
    };
    html! { p.note { (words) } }
}

fn roles(found: &WhoMay, about: &About) -> Markup {
    html! {
        @if found.roles.is_empty() {
            p { "No role allows it." }
        } @else {
            p { "These roles allow it: "
                @for (place, allowing) in found.roles.iter().enumerate() {
                    @if place > 0 { ", " }
                    strong { (role_label(allowing.role)) }
                    @if allowing.ground == Ground::Ownership { " (of records they own)" }
                }
                @if !matches!(about, About::Workspace) { ", each where the role was granted: in the whole organisation, or in a unit and those below it" }
                "."
            }
        }
    }
}

fn people(desk: &Desk, found: &WhoMay, about: &About) -> Markup {
    let day = if desk.past.is_some() {
        "on that day"
    } else {
        "today"
    };
    let Some(holders) = &found.people else {
        return html! { p.note { "Who holds these roles is shown to whoever grants roles or reads the ledger." } };
    };
    let mut persons: Vec<_> = holders.iter().map(|holder| holder.person).collect();
    persons.dedup();
    html! {
        @if holders.is_empty() {
            p { strong { "Nobody" } " may do it " (day) "." }
        } @else {
            p { strong { (counted(persons.len(), "person", "people")) } " may do it " (day) (by_kind(about)) }
            div.scroll { table.register {
                caption.hidden { "Who may, and by which grant" }
                thead { tr { th scope="col" { "Person" } th scope="col" { "Role" } th scope="col" { "Where" } th scope="col" { "By grant" } } }
                tbody { @for holder in holders.iter().take(LISTED) { (row(desk, holder)) } }
            } }
            @if holders.len() > LISTED { p.note { "The first " (LISTED) " of " (counted(holders.len(), "grant", "grants")) "." } }
        }
    }
}

fn by_kind(about: &About) -> &'static str {
    match about {
        About::Kind(_) => ", each where it says:",
        _ => ":",
    }
}

fn row(desk: &Desk, holder: &Holder) -> Markup {
    html! {
        tr {
            td { (record_link(desk, holder.person)) }
            td { (role_label(holder.held.grant.role)) }
            td {
                @match holder.ground {
                    Ground::Role => { (reach(desk, holder.held.grant.unit)) }
                    Ground::Ownership => { "records they own" }
                }
            }
            td { (grant(desk, holder.held.record)) }
        }
    }
}
