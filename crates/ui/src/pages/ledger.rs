//! The ledger: how large, under which key, what was written last, and what all that proves.

use maud::{Markup, html};
use probity_app::AppError;
use probity_core::envelope::{Envelope, Verb};
use probity_core::ids::{Actor, RecordId};
use probity_core::rules::rights::Permission;

use super::record::actor;
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::grouped;
use crate::components::value::record_link;
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};

/// Entries on a page.
const PAGE: u64 = 50;

/// One entry as far as its envelope tells.
pub struct Line {
    /// Place in the ledger.
    pub index: u64,
    /// The envelope.
    pub envelope: Envelope,
    /// Whether its content was erased.
    pub erased: bool,
}

/// `/w/{workspace}/ledger?before=`
pub async fn show(desk: Desk) -> Result<Markup, PageError> {
    desk.demand(Permission::ReadLedger)?;
    let size = desk.register().size();
    let end = desk
        .query
        .get("before")
        .and_then(|before| before.parse().ok())
        .unwrap_or(size)
        .min(size);
    let lines = lines(&desk, end.saturating_sub(PAGE), end).await?;
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    let checkpoint =
        blocking(move || workspace.store().checkpoint_at_most(size).map_err(AppError::from)).await?;
    let body = html! {
        h1 { "Ledger" }
        p.lead { "Everything stated here is an entry in one append-only ledger, and everything shown is computed from it." }
        (about(&desk, size, checkpoint.as_deref()))
        section {
            h2 { "Entries" }
            (table(&desk, &lines))
            nav.pager aria-label="Pages" {
                @if end < size { a href=(with_query(&desk.href("/ledger"), &[("before", &(end + PAGE).min(size).to_string())])) { "← Newer" } }
                @if let Some(last) = lines.last() { @if last.index > 0 { a href=(with_query(&desk.href("/ledger"), &[("before", &last.index.to_string())])) { "Older →" } } }
            }
        }
    };
    Ok(page(&desk, "Ledger", At::Ledger, &body))
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
                    @match checkpoint { Some(text) => { pre { (text) } } None => { span.note { "The ledger is empty." } } }
                } }
            }
            section.explain {
                h2 { "What this proves" }
                p { "Each checkpoint is a signed sum of all entries before it. A proof file of a record leads from its entry to such a checkpoint by a few dozen bytes. If anybody, whoever runs this server included, changed, removed or slipped in an entry, the sums would no longer fit." }
                p { "It does not prove that what people entered is true, nor that a key that was stolen was not misused." }
                h2 { "How to check it" }
                ul {
                    li { "On the server: " code { "probity fsck" } " derives everything again and names what does not fit." }
                    li { "Anywhere: " code { "probity verify FILE.tlog-proof --key KEY" } ", or the short script in " code { "docs/guide/verify" } ", which needs nothing of ours." }
                    li { "Keep a checkpoint now and then. A later ledger has to contain it, or it was rolled back." }
                }
            }
        }
    }
}

fn table(desk: &Desk, lines: &[Line]) -> Markup {
    let zone = desk.view.time_zone();
    html! {
        div.scroll tabindex="0" role="region" aria-label="Entries" {
            table.register {
                caption.hidden { "Entries, newest first" }
                thead { tr {
                    th.number scope="col" { "Entry" } th scope="col" { "Recorded" } th scope="col" { "Who" }
                    th scope="col" { "What" } th scope="col" { "Record" } th.number scope="col" { "Revision" }
                } }
                tbody {
                    @for line in lines {
                        tr {
                            td.number { (grouped(line.index)) }
                            td { (dates::moment(line.envelope.at, &zone)) }
                            td { (Actor::parse(&line.envelope.actor).map_or_else(|| html! { (line.envelope.actor) }, |who| actor(desk, who))) }
                            td { (line.envelope.verb.label()) @if line.erased { " " span.note { "content erased" } } }
                            td { (subject(desk, &line.envelope.subject)) }
                            td.number { (line.envelope.revision) }
                        }
                    }
                }
            }
        }
    }
}

/// The record that an entry speaks of.
pub fn subject(desk: &Desk, id: &str) -> Markup {
    RecordId::parse(desk.kinds(), id).map_or_else(|| html! { (id) }, |id| record_link(desk, id))
}

/// Entries of a range, newest first.
async fn lines(desk: &Desk, from: u64, to: u64) -> Result<Vec<Line>, PageError> {
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    blocking(move || -> Result<Vec<Line>, AppError> {
        let entries = workspace.store().entries(from..to)?;
        entries
            .iter()
            .rev()
            .map(|entry| line(&entry.leaf, entry.index, entry.content.is_none()))
            .collect()
    })
    .await
}

/// The last entry of each of the newest batches, newest first.
pub async fn newest_batches(desk: &Desk, most: usize) -> Result<Vec<Line>, PageError> {
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    let mut end = desk.register().size();
    blocking(move || -> Result<Vec<Line>, AppError> {
        let mut lines = Vec::new();
        while end > 0 && lines.len() < most {
            let Some(entry) = workspace.store().entries(end - 1..end)?.into_iter().next() else {
                break;
            };
            let line = line(&entry.leaf, entry.index, entry.content.is_none())?;
            end = (end - 1).saturating_sub(u64::from(line.envelope.batch.place));
            lines.push(line);
        }
        Ok(lines)
    })
    .await
}

fn line(leaf: &[u8], index: u64, is_bare: bool) -> Result<Line, AppError> {
    let envelope = Envelope::parse(leaf).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(Line {
        index,
        erased: is_bare && envelope.verb != Verb::Erase,
        envelope,
    })
}
