//! The first page: what there is, what is missing, what changed last. Empty, it asks for a list.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::ports::WorkspaceName;
use probity_core::ids::{Actor, FieldKey, KindId, RecordId};
use probity_core::kind::{FieldDecl, Group, KindDecl};
use probity_core::query::{Filter, Query, count, facets, matching};

use super::import::drop_place;
use super::ledger::{Line, newest_batches, subject};
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
const SHOWN: usize = 12;

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
pub async fn show(desk: Desk) -> Result<Markup, PageError> {
    let has_inventory = ["use_case", "system"].iter().any(|name| {
        desk.kinds()
            .by_name(name)
            .is_some_and(|kind| total(&desk, kind) > 0)
    });
    let body = match has_inventory {
        false => empty(&desk),
        true => {
            let changes = newest_batches(&desk, CHANGES).await?;
            overview(&desk, &changes)
        }
    };
    Ok(page(&desk, "Home", At::Home, &body))
}

fn total(desk: &Desk, kind: KindId) -> usize {
    count(&desk.scope(), &Query::new(kind, 0)).unwrap_or(0)
}

fn empty(desk: &Desk) -> Markup {
    html! {
        section.welcome {
            h1 { "Which AI do you have?" }
            p.lead { "Bring the list you already keep, whatever its columns. You see what it says before anything is kept, and can undo it as one." }
            (drop_place(desk))
            p { "No list yet? "
                a href=(desk.href("/use_case/new")) { "Enter the first use of AI" } ": what it is for, who owns it, whom it affects." }
        }
    }
}

fn overview(desk: &Desk, changes: &[Line]) -> Markup {
    html! {
        h1 { "Home" }
        section {
            h2 { "Inventory" }
            (desk.counted("home/counts", || counts(desk)))
        }
        div.columns {
            section { h2 { "Not complete" } (desk.counted("home/incomplete", || incomplete(desk))) }
            section { h2 { "What changed last" } (latest(desk, changes)) }
        }
    }
}

/// Each kind of the inventory with its states, each number leading to its list.
fn counts(desk: &Desk) -> Markup {
    let members = desk
        .kinds()
        .all()
        .filter(|(_, decl)| decl.group == Group::Inventory && !decl.internal);
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

/// A required fact that some records of a kind lack.
struct Gap {
    first: bool,
    found: usize,
    plural: &'static str,
    label: &'static str,
    /// The list of these records.
    place: String,
}

/// Required facts that are missing, by kind and field, each number leading to the records.
fn incomplete(desk: &Desk) -> Markup {
    let kinds = desk
        .kinds()
        .all()
        .filter(|(kind, decl)| !decl.internal && desk.register().count(*kind) > 0);
    let mut gaps: Vec<Gap> = kinds.flat_map(|(kind, decl)| gaps_of(desk, kind, decl)).collect();
    // Without an owner nobody can be asked for the rest.
    gaps.sort_by_key(|gap| (!gap.first, Reverse(gap.found), gap.plural, gap.label));
    html! {
        @if gaps.is_empty() { p.note { "Every required fact is stated." } }
        @else {
            table.plain {
                caption.hidden { "Required facts that are missing" }
                tbody { @for Gap { found, plural, label, place, .. } in gaps.iter().take(14) {
                    tr { td.number { a href=(place) { (grouped(*found as u64)) } } td { (plural) " without " a href=(place) { (label) } } }
                } }
            }
            @if gaps.len() > 14 { p.note { "and " (gaps.len() - 14) " more facts" } }
        }
    }
}

/// The gaps of one kind, in one pass over its records.
fn gaps_of(desk: &Desk, kind: KindId, decl: &'static KindDecl) -> Vec<Gap> {
    let required = |field: &FieldDecl| field.marks.required && !field.marks.computed;
    let fields = decl.fields.iter().skip(1).filter(|field| required(field));
    let mut counts: Vec<(FieldKey, &FieldDecl, usize)> = fields
        .filter_map(|field| decl.field(field.name))
        .map(|(key, field)| (key, field, 0))
        .collect();
    let missed = matching(&desk.scope(), &Query::new(kind, 0), |record| {
        for (key, _, found) in &mut counts {
            *found += usize::from(record.get(*key).is_none());
        }
    });
    if missed.is_err() {
        return Vec::new();
    }
    let gap = |(_, field, found): (FieldKey, &'static FieldDecl, usize)| {
        let filter = Filter::missing(field.name).to_string();
        Gap {
            first: decl.group == Group::Inventory && field.name == "owner",
            found,
            plural: decl.plural,
            label: field.label,
            place: with_query(&desk.href(&format!("/{}", decl.name)), &[("filter", &filter)]),
        }
    };
    counts
        .into_iter()
        .filter(|(.., found)| *found > 0)
        .map(gap)
        .collect()
}

/// The newest batches, one line each.
fn latest(desk: &Desk, changes: &[Line]) -> Markup {
    let zone = desk.view.time_zone();
    html! {
        ul.latest { @for line in changes.iter().filter(|line| is_seen(desk, line)).take(SHOWN) {
            li {
                span.when { (dates::moment(line.envelope.at, &zone)) } " "
                (Actor::parse(&line.envelope.actor).map_or_else(|| html! { (line.envelope.actor) }, |who| actor(desk, who)))
                " " (line.envelope.verb.label()) " " (subject(desk, &line.envelope.subject))
                @if line.envelope.batch.count > 1 { span.note { " with " (grouped(u64::from(line.envelope.batch.count) - 1)) " more" } }
            }
        } }
    }
}

fn is_seen(desk: &Desk, line: &Line) -> bool {
    RecordId::parse(desk.kinds(), &line.envelope.subject).is_some_and(|id| desk.seen(id).is_some())
}
