//! What happened to a record: who, when recorded, when stated, old values struck through.

use std::collections::BTreeMap;
use std::sync::Arc;

use maud::{Markup, html};
use probity_app::AppError;
use probity_core::envelope::{Envelope, Verb};
use probity_core::history::{FieldChange, HistoryItem, SegmentKind};
use probity_core::ids::{Actor, RecordId};
use probity_core::value::{PartialDate, Value};

use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::PageError;

/// Changes of one entry that are shown before "the others".
const SHOWN: usize = 6;

/// The imports that entries belong to, by place in the ledger.
pub type Imports = BTreeMap<u64, RecordId>;

/// Which imports a record's entries came with. Undoing an import is none.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn imports_of(desk: &Desk, id: &str) -> Result<Imports, PageError> {
    let register = desk.register();
    let imports = register.records(desk.kinds().known("import"));
    let by_batch: BTreeMap<String, RecordId> = imports
        .filter_map(|import| match register.value(import, "batch") {
            Some(Value::Text(batch)) => Some((batch.to_string(), import.id)),
            _ => None,
        })
        .collect();
    if by_batch.is_empty() {
        return Ok(Imports::new());
    }
    let (workspace, id) = (Arc::clone(&desk.ctx.workspace), id.to_owned());
    blocking(move || -> Result<Imports, AppError> {
        let entries = workspace.store().subject_entries(&id)?;
        let envelopes = entries
            .iter()
            .filter_map(|entry| Some((entry.index, Envelope::parse(&entry.leaf).ok()?)));
        Ok(envelopes
            .filter_map(|(index, envelope)| Some((index, *by_batch.get(&envelope.batch.id)?)))
            .collect())
    })
    .await
}

/// The history of a record, newest first.
pub fn timeline(desk: &Desk, id: &str, items: &[HistoryItem], imports: &Imports) -> Markup {
    let zone = desk.view.time_zone();
    html! {
        ol.timeline {
            @for item in items.iter().rev() {
                li.remark[item.comment.is_some()] {
                    p.when {
                        strong { (actor(desk, item.actor)) } " " (done(item)) " · "
                        (dates::moment(item.recorded_at, &zone))
                        @if item.material && item.verb == Verb::Revise { " " span.mark { "material" } }
                        " " a.proof href=(desk.href(&format!("/r/{id}/proof/{id}-r{}.tlog-proof", item.revision))) title="Proof that this entry is in the ledger" { "entry " (grouped(item.index)) }
                    }
                    @if let Some(import) = imports.get(&item.index).and_then(|import| desk.seen(*import)) {
                        @let import_id = import.id.show(desk.kinds());
                        p.note { "Brought in by " a href=(desk.href(&format!("/import/{import_id}"))) { (import_id) } " (" (import.title()) ")." }
                    }
                    @if let Some(stated) = item.stated {
                        p.late { "Stated for " (dates::partial_time(stated))
                            @if let Some(days) = item.late_days { ", recorded " (counted(usize::try_from(days).unwrap_or(0), "day", "days")) " later" } "." }
                    }
                    @if let Some(reason) = &item.reason { p.reason { "Reason: " (reason) } }
                    @if let Some(comment) = &item.comment { blockquote.prose { (comment) } }
                    @if item.erased { p.note { "The content of this entry was erased. Its place in the ledger still proves that it was there." } }
                    (changes(item))
                }
            }
        }
    }
}

fn done(item: &HistoryItem) -> &'static str {
    match item.verb {
        Verb::Archive
            if item
                .changes
                .iter()
                .any(|change| change.new.as_deref() == Some("No")) =>
        {
            "brought it back"
        }
        Verb::Create => "entered it",
        Verb::Revise => "changed it",
        Verb::Move => "moved it",
        Verb::Comment => "commented",
        Verb::Archive => "archived it",
        Verb::Erase => "erased content",
        Verb::Restate => "stated again what remains",
    }
}

/// A name for whoever caused an entry.
pub fn actor(desk: &Desk, actor: Actor) -> Markup {
    match actor {
        Actor::Person(number) => {
            let id = RecordId {
                kind: desk.kinds().known("person"),
                number,
            };
            html! {
                @match desk.seen(id) {
                    Some(person) => { a.soft href=(desk.record_href(id)) { (person.title()) } }
                    None => { (actor.to_string()) }
                }
            }
        }
        Actor::System => html! { "Probity" },
        Actor::Anonymous => html! { "Somebody without a name" },
        Actor::Service(_) | Actor::Guest(_) => html! { (actor.to_string()) },
    }
}

/// What one entry changed: old values struck through.
pub fn changes(item: &HistoryItem) -> Markup {
    let list = |changes: &[FieldChange]| html! { dl.changes { @for change in changes { (told(change)) } } };
    html! {
        @if item.verb == Verb::Create && item.changes.len() > SHOWN {
            details { summary { "with " (counted(item.changes.len(), "fact", "facts")) } (list(&item.changes)) }
        } @else if item.changes.len() > SHOWN {
            (list(&item.changes[..SHOWN]))
            details { summary { "and " (counted(item.changes.len() - SHOWN, "more change", "more changes")) } (list(&item.changes[SHOWN..])) }
        } @else if !item.changes.is_empty() {
            (list(&item.changes))
        }
    }
}

fn told(change: &FieldChange) -> Markup {
    html! {
        div {
            dt { (change.label) }
            dd {
                @if !change.words.is_empty() {
                    span.prose { @for segment in &change.words {
                        @match segment.kind {
                            SegmentKind::Same => { (segment.text) }
                            SegmentKind::Removed => { del { (segment.text) } }
                            SegmentKind::Added => { ins { (segment.text) } }
                        }
                    } }
                } @else if !change.added.is_empty() || !change.removed.is_empty() {
                    @for gone in &change.removed { del { (shown(gone)) } " " }
                    @for new in &change.added { ins { (shown(new)) } " " }
                } @else {
                    @if let Some(old) = &change.old { del { (shown(old)) } " " }
                    @match &change.new {
                        Some(new) => { ins { (shown(new)) } }
                        None => { span.note { "no longer stated" } }
                    }
                }
            }
        }
    }
}

/// Days as everywhere else; other text as it is.
fn shown(text: &str) -> String {
    match PartialDate::parse(text) {
        Some(date) if text.contains('-') => dates::partial(date),
        _ => text.to_owned(),
    }
}
