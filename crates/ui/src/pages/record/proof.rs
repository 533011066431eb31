//! The seal of a record: what it proves in plain words, and the two files that need no server.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use probity_app::operations::proof::proof;
use probity_core::Record;

use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::numbers::grouped;
use crate::desk::Desk;
use crate::error::PageError;
use crate::pages::list::download;

/// The seal beside a record.
pub fn seal(desk: &Desk, record: &Record, id: &str) -> Markup {
    let (index, size) = (record.last_index, desk.register().size());
    let file = |ending: &str| desk.href(&format!("/r/{id}/proof/{id}-r{}.{ending}", record.revision));
    html! {
        section.seal #proof {
            h2 { "Proof" }
            details {
                summary {
                    svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" {
                        circle cx="9" cy="9" r="7.6" fill="none" stroke="currentColor" stroke-width="1.4" {}
                        circle cx="9" cy="9" r="5.2" fill="none" stroke="currentColor" stroke-width=".7" stroke-dasharray="1.2 1.2" {}
                        path d="M6.2 9.2l2 2 3.8-4.4" fill="none" stroke="currentColor" stroke-width="1.6" {}
                    }
                    span { "Sealed as entry " (grouped(index)) " of " (grouped(size)) }
                }
                p { "The two files below prove that this newest change of " (id) " stands at this place in the ledger, word for word, and that the ledger’s key signed a ledger that holds it. Nobody, whoever runs this server included, can change the entry afterwards without breaking the proof." }
                p { "They do not prove that what was entered is true." }
                ul.plain {
                    li { a href=(file("tlog-proof")) download="" { (id) ".tlog-proof" } span.note { " the proof (C2SP tlog-proof)" } }
                    li { a href=(file("json")) download="" { (id) ".json" } span.note { " the entry it is about" } }
                }
                p { "They can be checked in the page by your browser, or anywhere with commands that need nothing of ours." }
                p { a.button href=(with_query(&desk.href("/prove"), &[("record", id)])) { "How to prove this record" } }
            }
        }
    }
}

/// `/w/{workspace}/r/{id}/proof/{file}`, where the file is `SYS-12-r3.tlog-proof` or `SYS-12-r3.json`.
pub async fn download_proof(
    desk: Desk,
    Path((_, id, file)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let record = desk.record(&id)?;
    let shown = record.id.show(desk.kinds());
    let missing = || {
        PageError::missing(format!(
            "there is no proof `{}`",
            file.chars().take(60).collect::<String>()
        ))
    };
    let rest = file.strip_prefix(&format!("{shown}-r")).ok_or_else(missing)?;
    let (revision, ending) = rest.split_once('.').ok_or_else(missing)?;
    let revision: u32 = revision
        .parse()
        .ok()
        .filter(|revision| *revision <= record.revision)
        .ok_or_else(missing)?;
    let newest = record.revision == revision;
    let (ctx, wanted) = (desk.ctx.clone(), shown.clone());
    let made = blocking(move || proof(&ctx, &wanted, Some(revision))).await?;
    let name = if newest {
        format!("{shown}.{ending}")
    } else {
        format!("{shown}-r{revision}.{ending}")
    };
    match ending {
        "tlog-proof" => Ok(download(
            "text/plain; charset=utf-8",
            &name,
            made.tlog_proof.into_bytes(),
        )),
        "json" => Ok(download("application/json", &name, made.json.into_bytes())),
        _ => Err(missing()),
    }
}
