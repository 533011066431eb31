//! A record: what it is, what must happen next, its facts, its links, its history and its proof.

mod act;
mod facts;
mod proof;
mod step;
mod timeline;

use axum::extract::Path;
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

pub use act::{archive, comment, move_form, move_on, returned, stated};
pub use proof::download_proof;
pub use timeline::{actor, changes as told_changes};

/// `/w/{workspace}/r/{id}`
pub async fn show(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    let record = desk.record(&id)?.clone();
    let items = history_of(&desk, &id).await?;
    let shown = record.id.show(desk.kinds());
    let imports = timeline::imports_of(&desk, &shown).await?;
    let body = body(&desk, &record, &items, &imports);
    Ok(page(&desk, record.title(), At::Kind(record.id.kind), &body))
}

/// What happened to a record until the day that is looked at, oldest first.
pub async fn history_of(desk: &Desk, id: &str) -> Result<Vec<HistoryItem>, PageError> {
    let (ctx, id, size) = (desk.ctx.clone(), id.to_owned(), desk.register().size());
    let mut items = blocking(move || history(&ctx, &id)).await?;
    items.retain(|item| item.index < size);
    Ok(items)
}

fn body(desk: &Desk, record: &Record, items: &[HistoryItem], imports: &timeline::Imports) -> Markup {
    let decl = desk.register().decl(record.id);
    let id = record.id.show(desk.kinds());
    let back = desk.back(&desk.query);
    html! {
        p.crumb {
            @match back {
                Some(place) => { a href={ (place) "#" (id) } { "← Back to the list" } }
                None => { a href=(desk.href(&format!("/{}", decl.name))) { (decl.plural) } }
            }
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
                (facts::links_in(desk, record))
                (proof::seal(desk, record, &id))
            }
        }
        section.history aria-labelledby="history" {
            h2 #history { "History" }
            (act::comment_form(desk, &id))
            (timeline::timeline(desk, &id, items, imports))
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
