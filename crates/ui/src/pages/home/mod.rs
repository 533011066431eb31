//! The first page: what a head of AI governance is asked first, what there is, what is missing, what changed
//! last. Empty, it asks for a list.

mod gaps;
mod questions;
mod trend;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::ports::WorkspaceName;
use probity_core::ids::{Actor, KindId, RecordId};
use probity_core::kind::Group;
use probity_core::query::{Query, count, facets};
use probity_core::register::Visibility;
use probity_core::rules::rights::{Permission, Target};

use super::import::drop_place;
use super::ledger::{EntryLine, newest_batches, subject};
use super::record::actor;
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::grouped;
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;
use crate::visitor::Visitor;

/// Batches that are looked at for what changed last.
const CHANGES: usize = 30;
/// Batches on the page.
const SHOWN: usize = 8;

/// `/`: on to the workspace.
pub async fn first(State(state): State<UiState>, parts: Parts) -> Result<Response, PageError> {
    let visitor = Visitor::of(&state, &parts).await?;
    let name = blocking(move || -> Result<Option<WorkspaceName>, AppError> {
        let all = state.instance.workspaces()?;
        let usual = all.iter().find(|name| name.as_str() == "main").cloned();
        for name in usual.into_iter().chain(all) {
            let workspace = state.instance.workspace(&name)?;
            if visitor.actor(&workspace.current().register).is_some() {
                return Ok(Some(name));
            }
        }
        Ok(None)
    })
    .await?;
    match name {
        Some(name) => Ok(Redirect::to(&format!("/w/{name}/")).into_response()),
        None => Err(PageError::missing(
            "there is no workspace that you are a member of: ask an administrator to add you",
        )),
    }
}

/// `/w/{workspace}/`
pub async fn show(State(state): State<UiState>, desk: Desk) -> Result<Markup, PageError> {
    let has_inventory = ["use_case", "system"].iter().any(|name| {
        desk.kinds()
            .by_name(name)
            .is_some_and(|kind| total(&desk, kind) > 0)
    });
    let body = match has_inventory {
        false => empty(&desk),
        true => {
            let changes = newest_batches(&desk, CHANGES).await?;
            let trend = trend::read(&state, &desk).await?;
            overview(&desk, &changes, &trend)
        }
    };
    Ok(page(&desk, "Home", At::Home, &body))
}

fn total(desk: &Desk, kind: KindId) -> usize {
    count(&desk.scope(), &Query::new(kind, 0)).unwrap_or(0)
}

fn empty(desk: &Desk) -> Markup {
    let may = |permission| desk.may(permission, Target::Workspace);
    html! {
        section.welcome {
            h1 { "Which AI do you have?" }
            @if may(Permission::Import) {
                p.lead { "Bring the list you already keep, whatever its columns. You see what it says before anything is kept, and can undo it as one." }
                (drop_place(desk))
            } @else {
                p.lead { "Nothing is recorded here yet that you may see." }
            }
            @if may(Permission::Create) {
                p { "No list yet? "
                    a href=(desk.href("/use_case/new")) { "Enter the first use of AI" } ": what it is for, who owns it, whom it affects." }
                p { "Not sure what there is? "
                    a href=(desk.href("/discovery")) { "Find it in exports of other tools" } ": sign-in logs, expenses, lists of vendors and repositories." }
            }
        }
    }
}

fn overview(desk: &Desk, changes: &[EntryLine], trend: &trend::Read) -> Markup {
    html! {
        h1 { "Home" }
        (ways(desk))
        section aria-labelledby="asked" {
            h2.hidden #asked { "Asked first" }
            (desk.counted("home/questions", || questions::answers(desk)))
        }
        (trend::charts(desk, trend))
        div.columns {
            section {
                h2 { "What changed last" }
                (latest(desk, changes))
                p.more { a href=(desk.href("/changes")) { "Everything of the last 7 days" } }
            }
            (desk.counted("home/units", || trend::by_unit(desk)))
        }
        section {
            h2 { "Inventory" }
            (desk.counted("home/counts", || counts(desk)))
        }
        section.incomplete { h2 { "Not complete" } (desk.counted("home/incomplete", || gaps::incomplete(desk))) }
    }
}

/// What is asked often and stands on another page.
fn ways(desk: &Desk) -> Markup {
    html! {
        ul.ways {
            li { a href=(desk.href("/changes")) { "What changed last week" } }
            li { a href=(with_query(&desk.href("/rights"), &[("act", "delete"), ("what", "system")])) { "Who may delete a system" } }
            li { a href=(desk.href("/prove")) { "How to prove a record" } }
            li { a href=(desk.href("/discovery")) { "Is the list complete?" } }
        }
    }
}

/// Each kind of the inventory with its states, each number leading to its list.
fn counts(desk: &Desk) -> Markup {
    let members = desk.kinds().all().filter(|(_, decl)| {
        decl.group == Group::Inventory && !decl.internal && decl.name != "discovery_source"
    });
    let mut kinds: Vec<(KindId, usize)> = members
        .map(|(kind, _)| (kind, total(desk, kind)))
        .filter(|(_, count)| *count > 0)
        .collect();
    kinds.sort_by_key(|(kind, _)| {
        crate::navigation::inventory_place(&format!("/{}", desk.kinds().decl(*kind).name))
    });
    html! {
        div.scroll { table.figures {
            caption.hidden { "Records of the inventory by state" }
            tbody { @for (kind, count) in kinds {
                @let decl = desk.kinds().decl(kind);
                @let place = desk.href(&format!("/{}", decl.name));
                tr {
                    th scope="row" { a href=(place) { (decl.plural) } }
                    td.number.total { a href=(place) { (grouped(count as u64)) } }
                    td.states { @for facet in facets(&desk.scope(), &Query::new(kind, 0), "state").unwrap_or_default() {
                        @let filter = facet.filter.as_ref().map(ToString::to_string).unwrap_or_default();
                        a href=(with_query(&place, &[("filter", &filter)])) { (facet.label) " " span.count { (grouped(facet.count as u64)) } }
                    } }
                }
            } }
        } }
    }
}

/// The newest batches, one line each.
fn latest(desk: &Desk, changes: &[EntryLine]) -> Markup {
    let zone = desk.view.time_zone();
    // How many records a batch holds is for who sees all of them.
    let sees_all = desk.visibility == Visibility::All;
    html! {
        ul.latest { @for line in changes.iter().filter(|line| is_seen(desk, line)).take(SHOWN) {
            li {
                span.when { (dates::moment(line.envelope.at, &zone)) } " "
                (Actor::parse(&line.envelope.actor).map_or_else(|| html! { (line.envelope.actor) }, |who| actor(desk, who)))
                " " (line.envelope.verb.label()) " " (subject(desk, &line.envelope.subject))
                @if sees_all && line.envelope.batch.count > 1 { span.note { " with " (grouped(u64::from(line.envelope.batch.count) - 1)) " more" } }
            }
        } }
    }
}

fn is_seen(desk: &Desk, line: &EntryLine) -> bool {
    RecordId::parse(desk.kinds(), &line.envelope.subject).is_some_and(|id| desk.seen(id).is_some())
}
