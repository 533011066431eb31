//! What somebody may do, and by which grants.

use maud::{Markup, html};
use probity_app::operations::who_may::what_may;
use probity_core::RecordId;
use probity_core::rules::rights::Ground;
use probity_core::rules::who_may::{Act, Holder, Subject};

use super::{About, grant, reach, role_label, words};
use crate::components::value::record_link;
use crate::desk::Desk;
use crate::error::told;

/// The answer for one person, about one record or about anything.
pub fn answer(desk: &Desk, person: &str, about: &About) -> Markup {
    let found = desk
        .record(person)
        .ok()
        .filter(|record| record.id.kind == desk.kinds().known("person"));
    let Some(found) = found else {
        let what = format!(
            "there is no person `{}`",
            person.chars().take(40).collect::<String>()
        );
        return html! { div.problem role="alert" { p { (told(&what)) } } };
    };
    let day = desk.past.unwrap_or(desk.today);
    let answers = what_may(&desk.ctx, &desk.view, found.id, about.subject(), day);
    html! {
        section.answer {
            h2 { "What may " (record_link(desk, found.id)) " do"
                @if let About::Record(record) = about { " with " (record_link(desk, record.id)) }
                "?"
            }
            @match answers {
                None => { p.note { "Which roles somebody holds is shown to themselves, and to whoever grants roles or reads the ledger." } }
                Some(_) if matches!(about, About::Record(_)) => { (on_record(desk, &answers.unwrap_or_default())) }
                Some(_) => { (in_general(desk, found.id, day)) }
            }
        }
    }
}

/// Each act on one record, with the grant that allows it.
fn on_record(desk: &Desk, answers: &[(Act, Vec<Holder>)]) -> Markup {
    let asked = answers
        .iter()
        .filter(|(act, _)| act.is_done_to_records() && *act != Act::Create);
    html! {
        div.scroll { table.register {
            caption.hidden { "What is allowed, and by what" }
            thead { tr { th scope="col" { "To" } th scope="col" { "Allowed" } th scope="col" { "By" } } }
            tbody { @for (act, holders) in asked {
                tr {
                    th scope="row" { (words(*act)) }
                    td { @if holders.is_empty() { span.none { "no" } } @else { strong { "yes" } } }
                    td { @for holder in holders { (by(desk, holder)) } }
                }
            } }
        } }
    }
}

/// Each act with where it is allowed.
fn in_general(desk: &Desk, person: RecordId, day: jiff::civil::Date) -> Markup {
    let anything = Subject::Kind(desk.kinds().known("system"));
    let answers = what_may(&desk.ctx, &desk.view, person, anything, day).unwrap_or_default();
    let whole = what_may(&desk.ctx, &desk.view, person, Subject::Workspace, day).unwrap_or_default();
    let told: Vec<(Act, Vec<Holder>)> = answers
        .into_iter()
        .zip(whole)
        .map(|(record, workspace)| {
            if record.0.is_done_to_records() {
                record
            } else {
                workspace
            }
        })
        .collect();
    html! {
        @if told.iter().all(|(_, holders)| holders.is_empty()) {
            p { "Nothing: no role is in force." }
        } @else {
            div.scroll { table.register {
                caption.hidden { "What is allowed, where, and by what" }
                thead { tr { th scope="col" { "To" } th scope="col" { "Where" } th scope="col" { "By" } } }
                tbody { @for (act, holders) in &told {
                    tr {
                        th scope="row" { (words(*act)) }
                        td { @if holders.is_empty() { span.none { "nowhere" } }
                            @for (place, holder) in holders.iter().enumerate() { @if place > 0 { "; " } (wherever(desk, *act, holder)) } }
                        td { @for holder in holders { (by(desk, holder)) } }
                    }
                } }
            } }
        }
    }
}

fn wherever(desk: &Desk, act: Act, holder: &Holder) -> Markup {
    html! {
        @match holder.ground {
            Ground::Ownership => { "records of their own" }
            Ground::Role if act.is_done_to_records() => { (reach(desk, holder.held.grant.unit)) }
            Ground::Role => { "the workspace" }
        }
    }
}

fn by(desk: &Desk, holder: &Holder) -> Markup {
    html! { div { (role_label(holder.held.grant.role)) ", " (grant(desk, holder.held.record)) } }
}
