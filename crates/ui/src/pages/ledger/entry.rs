//! One entry of the ledger: what its envelope says, what checking it comes to, and the files for others.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use probity_app::operations::proof::{Consistency, consistency, proof_of_entry};
use probity_app::operations::verify::Verdict;
use probity_app::operations::verify_page::{CheckedEntry, checked_entry};
use probity_core::rules::rights::Permission;

use super::{Files, check, subject, whoever};
use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::grouped;
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};
use crate::pages::list::download;

/// `/w/{workspace}/ledger/{index}`
pub async fn show(desk: Desk, Path((_, index)): Path<(String, String)>) -> Result<Markup, PageError> {
    desk.demand(Permission::ReadLedger)?;
    let index = place(&desk, &index)?;
    let ctx = desk.ctx.clone();
    let found = blocking(move || checked_entry(&ctx, index)).await?;
    let at = |ending: &str| desk.href(&format!("/ledger/{index}/entry-{index}.{ending}"));
    let files = Files {
        name: &format!("entry-{index}"),
        proof: at("tlog-proof"),
        entry: at("json"),
    };
    let body = html! {
        p.crumb { a href=(desk.href("/ledger")) { "Ledger" } }
        h1 { "Entry " (grouped(index)) " of " (grouped(desk.register().size())) }
        nav.pager aria-label="Entries" {
            @if index > 0 { a href=(desk.href(&format!("/ledger/{}", index - 1))) { "← Entry before" } }
            @if index + 1 < desk.register().size() { a href=(desk.href(&format!("/ledger/{}", index + 1))) { "Next entry →" } }
        }
        div.ledger { (facts(&desk, &found)) (server_says(&desk, &found)) }
        div.checks { (check(&desk, &files)) }
        (raw(&found))
    };
    Ok(page(&desk, &format!("Entry {index}"), At::Ledger, &body))
}

/// A place in the ledger that is shown; nothing after the day that is looked at.
fn place(desk: &Desk, text: &str) -> Result<u64, PageError> {
    let index = text.parse().ok().filter(|index| *index < desk.register().size());
    index.ok_or_else(|| {
        PageError::missing(format!(
            "the ledger has no entry `{}`",
            text.chars().take(40).collect::<String>()
        ))
    })
}

fn facts(desk: &Desk, found: &CheckedEntry) -> Markup {
    let envelope = &found.envelope;
    html! {
        dl {
            div { dt { "Recorded" } dd { (dates::moment(envelope.at, &desk.view.time_zone())) } }
            div { dt { "Who" } dd { (whoever(desk, envelope)) " " span.id { (envelope.actor) } } }
            div { dt { "What" } dd { (envelope.verb.label()) @if envelope.material { " " span.mark { "material" } } } }
            div { dt { "Record" } dd { (subject(desk, &envelope.subject)) ", revision " (envelope.revision) } }
            div { dt { "Step" } dd { (grouped(u64::from(envelope.batch.place) + 1)) " of " (grouped(u64::from(envelope.batch.count))) " that were kept together" } }
            div { dt { "Content" } dd {
                @match found.payload { Some(_) => { "committed to by " code.long { (envelope.content) } } None => { "erased; only its fingerprint is left" } }
            } }
        }
    }
}

/// The server's own check, for who has no script; it is said whose word it is.
fn server_says(desk: &Desk, found: &CheckedEntry) -> Markup {
    html! {
        section.explain {
            h2 { "What this server finds" }
            @match &found.verdict {
                Verdict::Proven(proven) => {
                    p.finding.good { strong { "It fits." } " The hashes lead from this entry to the root that the key signed over " (grouped(proven.size)) " entries, and what it says is what it was sequenced with." }
                }
                Verdict::ProvenErased(proven) => {
                    p.finding.good { strong { "It fits." } " The hashes lead from this entry to the root that the key signed over " (grouped(proven.size)) " entries. What it said was erased for good; nobody can make up other words for it." }
                }
                Verdict::NotProven { reason } => {
                    p.finding.bad { strong { "It does not fit." } " " (told(reason)) }
                }
            }
            p.note { "This is the server’s word about itself. Below your browser finds out, or any other machine." }
            p { a href=(desk.href("/ledger")) { "The key and the newest checkpoint" } }
        }
    }
}

/// The bytes that are hashed, and the steps of the proof.
fn raw(found: &CheckedEntry) -> Markup {
    html! {
        section {
            details {
                summary { h2 { "To the byte" } }
                h3 { "The leaf, whose hash is in the tree" }
                pre { (found.leaf) }
                @if let Some(payload) = &found.payload {
                    h3 { "What it says, which the leaf commits to" }
                    pre { (payload) }
                }
                h3 { "The proof" }
                pre { (found.files.tlog_proof) }
            }
        }
    }
}

/// `/w/{workspace}/ledger/{index}/entry-7.tlog-proof` or `.json`
pub async fn file(
    desk: Desk,
    Path((_, index, name)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let index = place(&desk, &index)?;
    let ctx = desk.ctx.clone();
    let made = blocking(move || proof_of_entry(&ctx, index)).await?;
    match name.strip_prefix(&format!("entry-{index}.")) {
        Some("tlog-proof") => Ok(download(
            "text/plain; charset=utf-8",
            &name,
            made.tlog_proof.into_bytes(),
        )),
        Some("json") => Ok(download("application/json", &name, made.json.into_bytes())),
        _ => Err(PageError::missing("an entry has a `.tlog-proof` and a `.json`")),
    }
}

/// `/w/{workspace}/ledger/growth?old=`: from a checkpoint that a browser kept to the newest.
pub async fn growth(desk: Desk) -> Result<Json<Consistency>, PageError> {
    let old = desk.query.get("old").unwrap_or_default().to_owned();
    let ctx = desk.ctx.clone();
    blocking(move || consistency(&ctx, &old)).await.map(Json)
}
