//! How to prove a record, on one page.

use maud::{Markup, html};
use probity_core::Record;

use super::{Files, check};
use crate::components::numbers::grouped;
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};

/// `/w/{workspace}/prove?record=SYS-12`
pub async fn show(desk: Desk) -> Result<Markup, PageError> {
    let asked = desk.query.text("record");
    let found = asked.map(|id| desk.record(id).cloned());
    let (record, problem) = match found {
        None => (None, None),
        Some(Ok(record)) => (Some(record), None),
        Some(Err(PageError::Explained { what, .. })) => (None, Some(what)),
        Some(Err(error)) => return Err(error),
    };
    let body = html! {
        h1 { "How to prove a record" }
        p.lead { "A proof is two small files. They show to anybody, years from now and without this server, that a record said exactly this at that time." }
        form.narrow.one method="get" action=(desk.href("/prove")) {
            @if let Some(day) = desk.past { input type="hidden" name="as_of" value=(day); }
            label { "Which record?" input type="text" name="record" required value=(asked.unwrap_or_default()) placeholder="SYS-12" maxlength="20" autocomplete="off"; }
            button { "Show its proof" }
        }
        @if let Some(problem) = problem { div.problem role="alert" { p { (told(&problem)) } } }
        @match &record {
            Some(record) => { (of_record(&desk, record)) }
            None => { (in_short(&desk)) (in_words()) }
        }
    };
    Ok(page(&desk, "How to prove a record", At::Place("/prove"), &body))
}

fn of_record(desk: &Desk, record: &Record) -> Markup {
    let id = record.id.show(desk.kinds());
    let at = |ending: &str| desk.href(&format!("/r/{id}/proof/{id}-r{}.{ending}", record.revision));
    let files = Files {
        name: &id,
        proof: at("tlog-proof"),
        entry: at("json"),
    };
    html! {
        section {
            h2 { a href=(desk.record_href(record.id)) { (record.title()) } " " span.id { (id) } }
            p { "Its newest change is revision " (record.revision) ", entry " (grouped(record.last_index)) " of " (grouped(desk.register().size())) ". Each earlier revision has a proof of its own, in the history of the record." }
        }
        div.checks { (check(desk, &files)) }
        (in_words())
    }
}

/// Without a record: where the files are, and what to do with them.
fn in_short(desk: &Desk) -> Markup {
    let key = desk.ctx.workspace.verifier_key();
    html! {
        section.explain.words {
            h2 { "In three steps" }
            ol {
                li { "Take the two files of the record: beside it under “Proof”, or here by its id." }
                li { "Take the ledger’s key from a source that you trust more than these files. This server says it is " code.long { (key) } "." }
                li { "Check them: in the page, where your browser does it, or on any machine with " code { "probity verify SYS-12.tlog-proof --key KEY" } " or the short scripts in " code { "docs/guide/verify" } "." }
            }
        }
    }
}

fn in_words() -> Markup {
    html! {
        section.explain.words {
            h2 { "What a proof says" }
            ul {
                li { "Whoever holds the ledger’s key signed a statement: so many entries, with this sum over all of them." }
                li { "Exactly this entry, to the last character, stands at exactly this place among them. A ledger with anything else at that place would have another sum." }
                li { "What the entry says belongs to it, by a fingerprint that cannot be made to fit other words." }
            }
            h2 { "What it does not say" }
            ul {
                li { "That what was entered is true. It proves what was stated and when it stood in the ledger." }
                li { "That nothing was left out. Ask for the whole ledger, or for all entries of a record." }
            }
        }
    }
}
