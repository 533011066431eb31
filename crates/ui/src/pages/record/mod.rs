//! A record: what it is, what must happen next, its facts, its links, its history and its proof.

mod act;
mod evidence;
mod facts;
mod links;
mod merge;
mod neighbours;
mod proof;
mod step;
mod timeline;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use maud::{Markup, html};
use probity_app::operations::record::history;
use probity_core::Record;
use probity_core::history::HistoryItem;
use probity_core::rules::rights::{Permission, Target};

use crate::blocking::blocking;
use crate::components::{chip, dates};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::pages::graph::beside;
use crate::state::UiState;

pub use act::{archive, comment, move_form, move_on, returned, stated};
pub use proof::download_proof;
pub use step::moves;
pub use timeline::{actor, actors, changes as told_changes};

/// The addresses of a record beside its own page and what is done on it.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/r/{id}/link", get(links::link_form).post(links::link))
        .route("/r/{id}/evidence", post(evidence::bring))
        .route("/r/{id}/merge", get(merge::merge_form).post(merge::merge_into))
}

/// `/w/{workspace}/r/{id}`
pub async fn show(
    State(state): State<UiState>,
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
) -> Result<Markup, PageError> {
    let held = desk
        .query
        .get("held")
        .and_then(|name| state.held.take(name, desk.path(), &desk.visitor.account_id()));
    let said = held.as_ref().and_then(|fields| fields.get("comment"));
    let why = "your session was over when you sent it: send it once more";
    drawn(&desk, &id, said.map(|text| (text, why))).await
}

/// The page of a record, with a remark that could not be kept and why, where there is one.
async fn drawn(desk: &Desk, id: &str, said: Option<(&str, &str)>) -> Result<Markup, PageError> {
    let record = desk.record(id)?.clone();
    let items = history_of(desk, id).await?;
    let shown = record.id.show(desk.kinds());
    let imports = timeline::imports_of(desk, &shown).await?;
    let body = body(desk, &record, &items, &imports, said);
    Ok(page(desk, record.title(), At::Kind(record.id.kind), &body))
}

/// What happened to a record until the day that is looked at, oldest first.
pub async fn history_of(desk: &Desk, id: &str) -> Result<Vec<HistoryItem>, PageError> {
    let (ctx, id, size) = (desk.ctx.clone(), id.to_owned(), desk.register().size());
    let mut items = blocking(move || history(&ctx, &id)).await?;
    items.retain(|item| item.index < size);
    Ok(items)
}

fn body(
    desk: &Desk,
    record: &Record,
    items: &[HistoryItem],
    imports: &timeline::Imports,
    said: Option<(&str, &str)>,
) -> Markup {
    let decl = desk.register().decl(record.id);
    let id = record.id.show(desk.kinds());
    let back = desk.back(&desk.query);
    html! {
        p.crumb {
            @match back {
                Some(place) => { a href={ (place) "#" (id) } { "← Back to the list" } }
                None => { a href=(desk.href(&format!("/{}", decl.name))) { (decl.plural) } }
            }
            (neighbours::neighbours(desk, record))
        }
        div.head {
            div {
                h1 { (record.title()) }
                p.under { span.id { (id) } " " (chip::state(desk.register(), record))
                    a.note href="#history" { "revision " (record.revision) ", changed " (dates::relative(dates::day_of(record.updated_at, &desk.view.time_zone()), desk.today)) } }
            }
            div.actions {
                @if may_edit(desk, record) { a.button href=(desk.href_with(&format!("/r/{id}/edit"), back)) { "Edit" } }
                (act::menu(desk, record, &id))
            }
        }
        (step::next(desk, record, &id))
        div.record {
            div.facts { (facts::sections(desk, record)) }
            aside aria-label="Links and proof" {
                (links::links_in(desk, record))
                (proof::seal(desk, record, &id))
            }
        }
        (beside(desk, record))
        section.history aria-labelledby="history" {
            h2 #history { "History" }
            (act::comment_form(desk, &id, said))
            (evidence::place(desk, record, &id))
            (timeline::timeline(desk, record, items, imports))
        }
    }
}

/// The way back to a list, carried along by a form.
pub fn back_input(back: Option<&str>) -> Markup {
    html! { @if let Some(back) = back { input type="hidden" name="back" value=(back); } }
}

/// Whether the visitor may change the record now.
pub fn may_edit(desk: &Desk, record: &Record) -> bool {
    !record.archived && desk.may(Permission::Edit, Target::Record(record))
}
