//! What a change to many records did, record by record, and the way to take it back.

use axum::extract::Path;
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::bulk_edit::{self, Report, Reported, Undone};
use probity_core::history::FieldChange;
use probity_core::ids::KindId;

use super::preview::{link, told_changes};
use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};
use crate::pages::list::kind_of;
use crate::pages::record::{actor, back_input};

/// Records on a page.
const PAGE: usize = 50;

/// One page of a report.
struct Told {
    report: Report,
    page: usize,
    shown: Vec<(Reported, Vec<FieldChange>)>,
}

/// GET `/w/{workspace}/bulk/{kind}/done/{id}`
pub async fn show(
    desk: Desk,
    Path((_, kind, id)): Path<(String, String, String)>,
) -> Result<Markup, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let asked = desk.query.get("page").and_then(|text| text.parse::<usize>().ok());
    let ctx = desk.ctx.clone();
    let told = blocking(move || -> Result<Told, AppError> {
        let report = bulk_edit::report(&ctx, &id)?;
        let page = asked
            .unwrap_or(1)
            .clamp(1, report.records.len().div_ceil(PAGE).max(1));
        let shown = report.records.iter().skip((page - 1) * PAGE).take(PAGE);
        let shown = shown
            .map(|reported| Ok((*reported, bulk_edit::changes_of(&ctx, *reported)?)))
            .collect::<Result<_, AppError>>()?;
        Ok(Told { report, page, shown })
    })
    .await?;
    Ok(draw(&desk, kind, &told))
}

fn draw(desk: &Desk, kind: KindId, told: &Told) -> Markup {
    let decl = desk.kinds().decl(kind);
    let report = &told.report;
    let place = format!("/bulk/{}/done/{}", decl.name, report.command.as_str());
    let back = desk.back(&desk.query);
    let list = desk.href(&format!("/{}", decl.name));
    let is_undo = report.command.as_str().ends_with("-undo");
    let count = counted(report.records.len(), "record", "records");
    let title = format!("{} {}", count, if is_undo { "changed back" } else { "changed" });
    let body = html! {
        p.crumb { a href=(back.unwrap_or(&list)) { "← Back to the list" } }
        h1 { (title) }
        p { "By " (actor(desk, report.actor)) ", " (dates::moment(report.recorded_at, &desk.view.time_zone()))
            ", as one batch: entries " (grouped(report.entries.start)) "–" (grouped(report.entries.end.saturating_sub(1))) " of the ledger." }
        @match &report.undone_by {
            Some(undo) => { p.band { "This was taken back. " a href=(desk.href(&format!("/bulk/{}/done/{}", decl.name, undo.as_str()))) { "See what was changed back" } } }
            None if desk.past.is_none() => {
                form.bulk-apply method="post" action=(desk.href(&format!("{place}/undo"))) {
                    input type="hidden" name="token" value=(desk.form_token());
                    (back_input(back))
                    button { (if is_undo { "Change it again" } else { "Undo" }) }
                    span.note { "Old values return where nothing was changed since." }
                }
            }
            None => {}
        }
        div.scroll tabindex="0" role="region" aria-label="What was changed" {
            table.register.preview {
                thead { tr { th scope="col" { "Record" } th scope="col" { "Before → after" } } }
                tbody { @for (reported, changes) in &told.shown { tr { td { (link(desk, reported.id)) } td { (told_changes(changes)) } } } }
            }
        }
        (pages(desk, &place, told, back))
    };
    page(desk, &title, At::Kind(kind), &body)
}

fn pages(desk: &Desk, place: &str, told: &Told, back: Option<&str>) -> Markup {
    let pages = told.report.records.len().div_ceil(PAGE);
    let at = |number: usize| {
        crate::address::with_query(&desk.href_with(place, back), &[("page", &number.to_string())])
    };
    html! {
        @if pages > 1 {
            nav.pager aria-label="Pages" {
                @if told.page > 1 { a rel="prev" href=(at(told.page - 1)) { "← Previous" } }
                span { "Page " (told.page) " of " (grouped(pages as u64)) }
                @if told.page < pages { a rel="next" href=(at(told.page + 1)) { "Next →" } }
            }
        }
    }
}

/// What taking back left as it is.
pub fn draw_undone(desk: &Desk, kind: KindId, undone: &Undone, back: Option<&str>) -> Markup {
    const NAMED: usize = 200;
    let decl = desk.kinds().decl(kind);
    let list = desk.href(&format!("/{}", decl.name));
    let title = match undone.restored {
        0 => "Nothing was changed back".to_owned(),
        count => format!("{} changed back", counted(count, "record", "records")),
    };
    let body = html! {
        p.crumb { a href=(back.unwrap_or(&list)) { "← Back to the list" } }
        h1 { (title) }
        @if let Some(command) = &undone.command {
            p { a href=(desk.href(&format!("/bulk/{}/done/{}", decl.name, command.as_str()))) { "See what was changed back" } }
        }
        @if !undone.left.is_empty() {
            section.refusals aria-labelledby="left" {
                h2 #left { (counted(undone.left.len(), "record stays", "records stay")) " as " (if undone.left.len() == 1 { "it is" } else { "they are" }) }
                ul.reason-list {
                    @for left in undone.left.iter().take(NAMED) {
                        li { a href=(desk.href(&format!("/r/{}", left.id))) { (left.name) } " " span.id { (left.id) } " – " (told(&left.reason)) }
                    }
                    @if undone.left.len() > NAMED { li { "and " (grouped((undone.left.len() - NAMED) as u64)) " more" } }
                }
            }
        }
    };
    page(desk, &title, At::Kind(kind), &body)
}
