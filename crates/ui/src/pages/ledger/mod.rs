//! The ledger: how large, under which key, who wrote what when, and how anybody checks it.

mod check;
mod entry;
mod filters;
mod prove;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::entries::{EntriesPage, EntriesRequest, entries};
use probity_core::envelope::{Envelope, Verb};
use probity_core::ids::{Actor, RecordId};
use probity_core::register::Visibility;
use probity_core::rules::rights::Permission;

use super::record::actor;
use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::grouped;
use crate::components::value::record_link;
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;

use check::{Files, check};
pub use filters::{VERBS, verb_code, verb_of};
pub use probity_app::operations::entries::EntryLine;

/// Entries on a page.
const PAGE: usize = 50;
/// Newest entries that are looked through for those that somebody sees.
const LOOKED_AT: u64 = 5_000;
/// Entries read at once.
const CHUNK: u64 = 500;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/ledger", get(show))
        .route("/ledger/growth", get(entry::growth))
        .route("/ledger/{index}", get(entry::show))
        .route("/ledger/{index}/{file}", get(entry::file))
        .route("/prove", get(prove::show))
}

/// `/w/{workspace}/ledger?record=&person=&verb=&day=&before=`
async fn show(desk: Desk) -> Result<Markup, PageError> {
    desk.demand(Permission::ReadLedger)?;
    let size = desk.register().size();
    let request = EntriesRequest {
        limit: PAGE,
        ..filters::read(&desk)?
    };
    let found = look_up(&desk, &request, size).await?;
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    let checkpoint =
        blocking(move || workspace.store().checkpoint_at_most(size).map_err(AppError::from)).await?;
    let body = html! {
        h1 { "Ledger" }
        p.lead { "Everything stated here is an entry in one append-only ledger, and everything shown is computed from it." }
        (about(&desk, size, checkpoint.as_deref()))
        section #entries {
            h2 { "Entries" }
            (filters::draw(&desk, &request))
            (table(&desk, &found.lines))
            (pager(&desk, &request, &found))
        }
    };
    Ok(page(&desk, "Ledger", At::Ledger, &body))
}

async fn look_up(desk: &Desk, request: &EntriesRequest, size: u64) -> Result<EntriesPage, PageError> {
    let (ctx, request) = (desk.ctx.clone(), request.clone());
    blocking(move || entries(&ctx, &request, size)).await
}

fn about(desk: &Desk, size: u64, checkpoint: Option<&str>) -> Markup {
    let key = desk.ctx.workspace.verifier_key();
    let origin = key.split('+').next().unwrap_or(key);
    html! {
        div.ledger {
            dl {
                div { dt { "Entries" } dd { (grouped(size)) } }
                div { dt { "Origin" } dd { code { (origin) } } }
                div { dt { "Verifier key" } dd { code.long { (key) } p.note { "Keep it somewhere else than here: whoever checks a proof compares against the kept key." } } }
                div { dt { "Checkpoint" } dd {
                    @match checkpoint {
                        Some(text) => {
                            pre { (text) }
                            p.note { "Three lines are signed: which ledger, how many entries, and the root, which is a sum over all of them. The line after the blank is the signature by the key above." }
                        }
                        None => { span.note { "The ledger is empty." } }
                    }
                } }
            }
            section.explain {
                h2 { "What this proves" }
                p { "Each checkpoint is a signed sum of all entries before it. If anybody, whoever runs this server included, changed, removed or slipped in an entry, the sums would no longer fit." }
                p { "It does not prove that what people entered is true, nor that a key that was stolen was not misused." }
                h2 { "Check it" }
                @if size > 0 {
                    p { a.button.primary href={ (desk.href(&format!("/ledger/{}", size - 1))) "#check" } { "Check the newest entry" } }
                    p.note { "Your browser does it, with the hashes and the signature, and compares with the checkpoint it saw here last time. Any entry below can be checked in the same way." }
                }
                ul {
                    li { "On the server, " code { "probity fsck" } " derives everything again and names what does not fit." }
                    li { "Of one record: " a href=(desk.href("/prove")) { "how to prove a record" } "." }
                    li { "Keep a checkpoint now and then. A later ledger has to contain it, or it was rolled back." }
                }
            }
        }
    }
}

fn table(desk: &Desk, lines: &[EntryLine]) -> Markup {
    let zone = desk.view.time_zone();
    html! {
        @if lines.is_empty() {
            p.blank { "No entry fits." }
        } @else {
            div.scroll tabindex="0" role="region" aria-label="Entries" {
                table.register {
                    caption.hidden { "Entries, newest first" }
                    thead { tr {
                        th.number scope="col" { "Entry" } th scope="col" { "Recorded" } th scope="col" { "Who" }
                        th scope="col" { "What" } th scope="col" { "Record" } th.number scope="col" { "Revision" }
                    } }
                    tbody { @for line in lines {
                        tr {
                            td.number { a href=(desk.href(&format!("/ledger/{}", line.index))) { (grouped(line.index)) } }
                            td { (dates::moment(line.envelope.at, &zone)) }
                            td { (whoever(desk, &line.envelope)) }
                            td { (line.envelope.verb.label()) @if line.erased { " " span.note { "content erased" } } }
                            td { (subject(desk, &line.envelope.subject)) }
                            td.number { (line.envelope.revision) }
                        }
                    } }
                }
            }
        }
    }
}

fn pager(desk: &Desk, request: &EntriesRequest, found: &EntriesPage) -> Markup {
    html! {
        nav.pager aria-label="Pages" {
            @if request.before.is_some() { a href={ (filters::href(desk, request, None)) "#entries" } { "← Newest" } }
            @if let Some(older) = found.older {
                a href={ (filters::href(desk, request, Some(older))) "#entries" } {
                    @if found.lines.len() < PAGE { "Look further back →" } @else { "Older →" }
                }
            }
        }
    }
}

/// Who caused an entry.
fn whoever(desk: &Desk, envelope: &Envelope) -> Markup {
    Actor::parse(&envelope.actor).map_or_else(|| html! { (envelope.actor) }, |who| actor(desk, who))
}

/// The record that an entry speaks of.
pub fn subject(desk: &Desk, id: &str) -> Markup {
    RecordId::parse(desk.kinds(), id).map_or_else(|| html! { (id) }, |id| record_link(desk, id))
}

/// The last entry of each of the newest batches, newest first.
pub async fn newest_batches(desk: &Desk, most: usize) -> Result<Vec<EntryLine>, PageError> {
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    if desk.visibility != Visibility::All {
        return newest_seen(desk, most).await;
    }
    let mut end = desk.register().size();
    blocking(move || -> Result<Vec<EntryLine>, AppError> {
        let mut lines = Vec::new();
        while end > 0 && lines.len() < most {
            let Some(entry) = workspace.store().entries(end - 1..end)?.into_iter().next() else {
                break;
            };
            let envelope =
                Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
            end = (end - 1).saturating_sub(u64::from(envelope.batch.place));
            lines.push(line(entry.index, entry.content.is_some(), envelope));
        }
        Ok(lines)
    })
    .await
}

/// The same for who does not see everything: of each batch the newest entry of a record that they see, so
/// that what is hidden takes no line from what is seen.
async fn newest_seen(desk: &Desk, most: usize) -> Result<Vec<EntryLine>, PageError> {
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    let (view, visibility) = (std::sync::Arc::clone(&desk.view), desk.visibility.clone());
    blocking(move || -> Result<Vec<EntryLine>, AppError> {
        let register = &view.register;
        let seen = |subject: &str| {
            let record = RecordId::parse(register.kinds(), subject).and_then(|id| register.get(id));
            record.is_some_and(|record| visibility.sees(register, record))
        };
        let mut lines: Vec<EntryLine> = Vec::new();
        let mut above = register.size();
        let lowest = above.saturating_sub(LOOKED_AT);
        while above > lowest && lines.len() < most {
            let below = above.saturating_sub(CHUNK).max(lowest);
            for entry in workspace.store().entries(below..above)?.iter().rev() {
                if !seen(&entry.subject) || lines.len() >= most {
                    continue;
                }
                let envelope =
                    Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
                let is_told = lines
                    .last()
                    .is_some_and(|last| last.envelope.batch.id == envelope.batch.id);
                if !is_told {
                    lines.push(line(entry.index, entry.content.is_some(), envelope));
                }
            }
            above = below;
        }
        Ok(lines)
    })
    .await
}

fn line(index: u64, has_content: bool, envelope: Envelope) -> EntryLine {
    EntryLine {
        index,
        erased: !has_content && envelope.verb != Verb::Erase,
        envelope,
    }
}
