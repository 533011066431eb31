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
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;
use crate::visitor::Visitor;

/// Batches that are looked at for what changed last.
const CHANGES: usize = 30;
/// Batches on the page.
const SHOWN: usize = 12;
/// Kinds that lack something and are shown at once.
const KINDS: usize = 5;
/// Facts of a kind that are shown at once.
const FACTS: usize = 3;

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
    rank: usize,
    found: usize,
    label: &'static str,
    /// The list of these records.
    place: String,
}

/// A kind of which some records are not complete.
struct Incomplete {
    plural: &'static str,
    /// What comes first: the inventory in its order, then what lacks most, the organisation itself last.
    order: (u8, (usize, String), Reverse<usize>),
    gaps: Vec<Gap>,
}

/// Required facts that are missing, by kind, the most important first; each number leads to the records.
fn incomplete(desk: &Desk) -> Markup {
    let kinds = desk
        .kinds()
        .all()
        .filter(|(kind, decl)| !decl.internal && desk.register().count(*kind) > 0);
    let mut all: Vec<Incomplete> = kinds
        .filter_map(|(kind, decl)| incomplete_kind(desk, kind, decl))
        .collect();
    all.sort_by(|a, b| a.order.cmp(&b.order).then_with(|| a.plural.cmp(b.plural)));
    let (shown, rest) = all.split_at(all.len().min(KINDS));
    html! {
        p.note { @if all.is_empty() { "Every required fact is stated." } @else { "Required facts that are not stated, and in how many records." } }
        @for kind in shown { (gaps(kind)) }
        @if !rest.is_empty() {
            details.rest-of {
                summary { "and " (counted(rest.len(), "more list", "more lists")) }
                @for kind in rest { (gaps(kind)) }
            }
        }
    }
}

fn gaps(Incomplete { plural, gaps, .. }: &Incomplete) -> Markup {
    let (shown, rest) = gaps.split_at(gaps.len().min(FACTS));
    let list = |gaps: &[Gap]| {
        html! { @for gap in gaps {
            li { a href=(gap.place) { (gap.label) " " span.count { (grouped(gap.found as u64)) } } }
        } }
    };
    html! {
        div.gap {
            h3 { (plural) }
            ul {
                (list(shown))
                @if !rest.is_empty() {
                    li { details { summary { "and " (rest.len()) " more" } ul { (list(rest)) } } }
                }
            }
        }
    }
}

/// The gaps of one kind, in one pass over its records.
fn incomplete_kind(desk: &Desk, kind: KindId, decl: &'static KindDecl) -> Option<Incomplete> {
    let required = |field: &FieldDecl| field.marks.required && !field.marks.computed;
    let fields = decl.fields.iter().skip(1).filter(|field| required(field));
    let mut counts: Vec<(FieldKey, &FieldDecl, usize)> = fields
        .filter_map(|field| decl.field(field.name))
        .map(|(key, field)| (key, field, 0))
        .collect();
    matching(&desk.scope(), &Query::new(kind, 0), |record| {
        for (key, _, found) in &mut counts {
            *found += usize::from(record.get(*key).is_none());
        }
    })
    .ok()?;
    let place = desk.href(&format!("/{}", decl.name));
    let gap = |(_, field, found): (FieldKey, &'static FieldDecl, usize)| Gap {
        rank: rank(field.name),
        found,
        label: field.label,
        place: with_query(&place, &[("filter", &Filter::missing(field.name).to_string())]),
    };
    let mut gaps: Vec<Gap> = counts
        .into_iter()
        .filter(|(.., found)| *found > 0)
        .map(gap)
        .collect();
    gaps.sort_by_key(|gap| (gap.rank, Reverse(gap.found), gap.label));
    let most = gaps.iter().map(|gap| gap.found).max()?;
    let (group, own_place) = match decl.group {
        Group::Inventory => (0, crate::navigation::inventory_place(&format!("/{}", decl.name))),
        Group::Organisation => (2, (0, String::new())),
        _ => (1, (0, String::new())),
    };
    Some(Incomplete {
        plural: decl.plural,
        order: (group, own_place, Reverse(most)),
        gaps,
    })
}

/// Without an owner nobody can be asked for the rest; then what it is for, who watches over it, when it
/// is looked at again.
fn rank(field: &str) -> usize {
    let first = [
        "owner",
        "intended_purpose",
        "purpose",
        "oversight_mode",
        "oversight",
        "review_date",
        "affected_people",
        "unit",
        "deputy",
    ];
    first
        .iter()
        .position(|known| *known == field)
        .unwrap_or(first.len())
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
