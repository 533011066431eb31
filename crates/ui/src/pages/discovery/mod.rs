//! Is the list complete? What waits, how fresh the sources are, what each unit states.
//!
//! - `queue`: what waits, with what it may be. `sources`, `units`: the other two parts of the page.
//! - `candidate`: one candidate with its three decisions. `register`: the form of the second.
//! - `bring`, `preview`: an export is brought, looked at and recorded. `statement`: a unit states its list.

mod bring;
mod candidate;
mod entry;
mod preview;
mod queue;
mod register;
mod sources;
mod statement;
mod units;

use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};
use probity_core::completeness::{Facts, Gap, GapCode};
use probity_core::rules::rights::{Permission, Target};

use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;

/// Where these pages stand.
const PLACE: At = At::Place("/discovery");

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/discovery", get(show))
        .route("/discovery/dismiss", post(candidate::dismiss_several))
        .route("/discovery/run", get(bring::form).post(bring::bring))
        .route("/discovery/run/{id}", get(preview::show).post(preview::correct))
        .route("/discovery/run/{id}/keep", post(preview::keep))
        .route("/discovery/run/{id}/drop", post(preview::discard))
        .route("/discovery/run/{id}/rest.csv", get(preview::remainder))
        .route(
            "/discovery/state/{unit}",
            get(statement::form).post(statement::state),
        )
        .route("/discovery/{id}", get(candidate::show))
        .route("/discovery/{id}/match", post(candidate::match_it))
        .route("/discovery/{id}/dismiss", post(candidate::dismiss_it))
        .route(
            "/discovery/{id}/register",
            get(register::form).post(register::register),
        )
}

/// GET `/w/{workspace}/discovery`
async fn show(desk: Desk) -> Result<Markup, PageError> {
    let asked = queue::Shown::of(&desk);
    let may_bring = desk.may(Permission::Import, Target::Workspace);
    // The forms of the rows belong to one that is not kept with them: it carries the token.
    let who = format!("{:?} {:?}", desk.principal.actor, desk.principal.grants);
    let counted = desk.counted(&format!("discovery {} {who}", asked.address()), || {
        let facts = Facts::of(desk.register(), &desk.visibility, desk.past.unwrap_or(desk.today));
        html! {
            (figures(&desk, &facts))
            (missing(&desk, &facts))
            (queue::draw(&desk, &facts, &asked))
            (sources::draw(&desk, &facts, may_bring))
            (units::draw(&desk, &facts))
        }
    });
    let body = html! {
        div.head {
            div {
                h1 { "Is the list complete?" }
                p.purpose { "AI that nobody registered shows in exports you already have. Each finding is matched, registered or dismissed with a reason, and each unit states once a year that its list is complete." }
            }
            @if may_bring { div.actions { a.button.primary href=(desk.href("/discovery/run")) { "Look through an export" } } }
        }
        (flash(&desk))
        // Buttons and ticks in the rows belong to these forms.
        form #one method="post" { input type="hidden" name="token" value=(desk.form_token()); }
        form #several method="post" action=(desk.href("/discovery/dismiss")) { input type="hidden" name="token" value=(desk.form_token()); }
        (counted)
    };
    Ok(page(&desk, "Is the list complete?", PLACE, &body))
}

/// What was done a moment ago, and the way back.
fn flash(desk: &Desk) -> Markup {
    let record = |name: &str| desk.query.get(name).and_then(|id| desk.record(id).ok());
    html! {
        @if let Some(run) = record("run").filter(|run| desk.register().decl(run.id).name == "import") {
            div.done-now role="status" {
                p { strong { "Recorded." } " What " (run.title()) " shows is in the queue. " a.id href=(desk.record_href(run.id)) { (run.id.show(desk.kinds())) } }
                @if desk.may(Permission::Import, Target::Workspace) {
                    form method="post" action=(desk.href(&format!("/import/{}/undo", run.id.show(desk.kinds())))) {
                        input type="hidden" name="token" value=(desk.form_token());
                        button { "Undo this run" }
                    }
                }
            }
        }
        @if let Some(done) = record("done").filter(|done| desk.register().decl(done.id).name == "candidate") {
            div.done-now role="status" {
                p { strong { (done.title()) } " is decided. " a.id href=(desk.record_href(done.id)) { (done.id.show(desk.kinds())) } " can be reopened from its page." }
            }
        }
        @if let Some(stated) = record("stated").filter(|stated| desk.register().decl(stated.id).name == "declaration") {
            div.done-now role="status" { p { strong { "Stated." } " " a href=(desk.record_href(stated.id)) { (stated.title()) } } }
        }
        @if let Some(several) = desk.query.get("several").and_then(|several| several.parse::<usize>().ok()) {
            div.done-now role="status" { p { strong { (counted(several, "candidate is", "candidates are")) " dismissed." } } }
        }
        @if desk.query.get("nothing").is_some() {
            div.done-now role="status" { p { "The export shows nothing that was not recorded already, so nothing was added." } }
        }
    }
}

fn figures(desk: &Desk, facts: &Facts) -> Markup {
    let queue = &facts.queue;
    let oldest = queue.waiting.iter().map(|waiting| waiting.days).max();
    let decided = |decision: &str| {
        let year = desk.past.unwrap_or(desk.today).year();
        crate::address::with_query(
            &desk.href("/candidate"),
            &[(
                "filter",
                &format!("decision is {decision} and decided_on after {}-12-31", year - 1),
            )],
        )
    };
    let dismissed = "(not_ai, forbidden, out_of_scope)";
    html! {
        dl.says {
            div { dt { "Waiting" } dd { strong.bad[!queue.waiting.is_empty()] { a.soft href="#queue" { (grouped(queue.waiting.len() as u64)) } } } }
            div { dt { "Oldest waits" } dd { strong { (oldest.map_or_else(|| "–".to_owned(), |days| counted(usize::try_from(days).unwrap_or(0), "day", "days"))) } } }
            div { dt { "Known already, this year" } dd { strong { a.soft href=(decided("known")) { (grouped(queue.known as u64)) } } } }
            div { dt { "Registered, this year" } dd { strong { a.soft href=(decided("request")) { (grouped(queue.registered as u64)) } } } }
            div { dt { "Dismissed, this year" } dd { strong { a.soft href=(decided(dismissed)) { (grouped(queue.dismissed as u64)) } } } }
        }
    }
}

/// The gaps in words, each leading to where it is closed.
fn missing(desk: &Desk, facts: &Facts) -> Markup {
    let gaps = facts.gaps();
    let place = |code: GapCode| match code {
        GapCode::NoSource | GapCode::SourceNeverRun | GapCode::SourceOverdue => "#sources",
        GapCode::WaitingLong => "#queue",
        _ => "#units",
    };
    let line = |gap: &Gap| {
        let words = match (gap.code, gap.records.len()) {
            (GapCode::NoSource | GapCode::NoUnit, _) => gap.code.words().to_owned(),
            (GapCode::SourceNeverRun, count) => format!(
                "{} never looked through",
                counted(count, "source was", "sources were")
            ),
            (GapCode::SourceOverdue, count) => {
                format!("{} overdue", counted(count, "source is", "sources are"))
            }
            (GapCode::NeverStated, count) => {
                format!(
                    "{} never stated that the list is complete",
                    counted(count, "unit has", "units have")
                )
            }
            (GapCode::StatementOverdue, count) => {
                format!(
                    "{} no longer valid",
                    counted(count, "statement of a unit is", "statements of units are")
                )
            }
            (GapCode::Contradicted, count) => format!(
                "{} that the list is complete while candidates wait",
                counted(count, "unit states", "units state")
            ),
            (GapCode::WaitingLong, count) => {
                format!(
                    "{} for more than 30 days",
                    counted(count, "candidate waits", "candidates wait")
                )
            }
        };
        html! { li.loud[gap.code == GapCode::Contradicted] { a href=(place(gap.code)) { (words) } } }
    };
    html! {
        @if gaps.is_empty() {
            p.all-well { strong { "Nothing speaks against it." } " Every source is fresh, every unit has stated its list, and nothing waits for long." }
        } @else {
            ul.missing-list aria-label="What is missing" { @for gap in &gaps { (line(gap)) } }
        }
        @if desk.past.is_some() { p.note { "As recorded by the end of that day." } }
    }
}
