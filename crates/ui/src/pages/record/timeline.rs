//! What happened to a record: who, when recorded, when stated, old values struck through.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use maud::{Markup, html};
use probity_app::AppError;
use probity_core::Record;
use probity_core::envelope::{Envelope, Verb};
use probity_core::history::{FieldChange, HistoryItem, SegmentKind};
use probity_core::ids::{Actor, RecordId};
use probity_core::value::{PartialDate, Value};

use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::numbers::{counted, grouped};
use crate::components::{chip, dates, value};
use crate::desk::Desk;
use crate::error::PageError;

/// Events on a page.
const PAGE: usize = 50;
/// Kinds whose records are told in the history of what they are about.
const CAME: [&str; 3] = ["evidence", "approval", "incident"];
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

/// Something of a timeline: an entry of the record, or another record that came to it.
enum Event<'a> {
    Entry(&'a HistoryItem),
    Came(&'a Record),
}

impl Event<'_> {
    fn order(&self) -> (i64, u64) {
        match self {
            Self::Entry(item) => (item.recorded_at, item.index),
            Self::Came(record) => (record.created_at, record.first_index),
        }
    }
}

/// Evidence, decisions and incidents about a record, as events of its own.
fn came<'a>(desk: &'a Desk, record: &Record) -> Vec<Event<'a>> {
    let links = desk.register().links_to(record.id);
    let sources: BTreeSet<RecordId> = links
        .map(|(source, _)| source)
        .filter(|source| CAME.contains(&desk.register().decl(*source).name))
        .collect();
    let seen = sources.into_iter().filter_map(|source| desk.seen(source));
    seen.filter(|source| !source.archived)
        .map(|source| Event::Came(source))
        .collect()
}

/// The history of a record, newest first, a page at a time.
pub fn timeline(desk: &Desk, record: &Record, items: &[HistoryItem], imports: &Imports) -> Markup {
    let id = record.id.show(desk.kinds());
    let mut events = came(desk, record);
    events.extend(items.iter().map(Event::Entry));
    events.sort_by_key(|event| std::cmp::Reverse(event.order()));
    let pages = events.len().div_ceil(PAGE).max(1);
    let asked = desk.query.get("history").and_then(|page| page.parse().ok());
    let page: usize = asked.unwrap_or(1).clamp(1, pages);
    let shown = events.iter().skip((page - 1) * PAGE).take(PAGE);
    html! {
        ol.timeline { @for event in shown {
            @match event {
                Event::Entry(item) => { (entry(desk, &id, item, imports)) }
                Event::Came(other) => { (arrival(desk, other)) }
            }
        } }
        (pager(desk, &id, page, pages))
    }
}

fn pager(desk: &Desk, id: &str, page: usize, pages: usize) -> Markup {
    let at = |page: usize| {
        let place = desk.href_with(&format!("/r/{id}"), desk.back(&desk.query));
        format!(
            "{}#history",
            with_query(&place, &[("history", &page.to_string())])
        )
    };
    html! {
        @if pages > 1 {
            nav.pager aria-label="Pages of the history" {
                @if page > 1 { a rel="prev" href=(at(page - 1)) { "← Newer" } }
                span { "Page " (page) " of " (grouped(pages as u64)) }
                @if page < pages { a rel="next" href=(at(page + 1)) { "Older →" } }
            }
        }
    }
}

/// Another record that came to this one.
fn arrival(desk: &Desk, other: &Record) -> Markup {
    let decl = desk.register().decl(other.id);
    html! {
        li.came {
            p.when {
                strong { (actor(desk, other.created_by)) } " entered " (decl.singular) " · "
                (dates::moment(other.created_at, &desk.view.time_zone()))
            }
            p { (value::record_link(desk, other.id)) " " (chip::state(desk.register(), other)) }
        }
    }
}

fn entry(desk: &Desk, id: &str, item: &HistoryItem, imports: &Imports) -> Markup {
    let zone = desk.view.time_zone();
    html! {
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
            @if let Some(comment) = &item.comment { blockquote.prose { (remark(desk, comment, &item.mentions)) } }
            @if item.erased { p.note { "The content of this entry was erased. Its place in the ledger still proves that it was there." } }
            (changes(item))
        }
    }
}

/// A remark with the people it mentions as links.
fn remark(desk: &Desk, text: &str, mentions: &[RecordId]) -> Markup {
    let people: Vec<(RecordId, [String; 3])> = mentions
        .iter()
        .filter_map(|id| desk.seen(*id))
        .map(|person| {
            let (id, name) = (person.id.show(desk.kinds()), person.title());
            // The longest first: a name may be followed by its id.
            (
                person.id,
                [format!("@{name} ({id})"), format!("@{name}"), format!("@{id}")],
            )
        })
        .collect();
    let mut parts: Vec<(&str, Option<RecordId>)> = Vec::new();
    let mut rest = text;
    while let Some((start, end, person)) = first_mention(rest, &people) {
        parts.push((&rest[..start], None));
        parts.push((&rest[start..end], Some(person)));
        rest = &rest[end..];
    }
    parts.push((rest, None));
    html! {
        @for (part, person) in parts {
            @match person {
                Some(person) => { a.mention href=(desk.record_href(person)) { (part) } }
                None => { (part) }
            }
        }
    }
}

/// Where the first mention of a text begins and ends, and whom it means.
fn first_mention(text: &str, people: &[(RecordId, [String; 3])]) -> Option<(usize, usize, RecordId)> {
    text.match_indices('@').find_map(|(start, _)| {
        let ends = |written: &String| {
            let end = start + written.len();
            let part = text.get(start..end)?;
            (part.to_lowercase() == written.to_lowercase()).then_some(end)
        };
        people
            .iter()
            .find_map(|(person, written)| Some((start, written.iter().find_map(ends)?, *person)))
    })
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

/// Names for several who caused entries.
pub fn actors(desk: &Desk, all: &[Actor]) -> Markup {
    html! { @for (place, one) in all.iter().enumerate() { @if place > 0 { ", " } (actor(desk, *one)) } }
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

pub(super) fn told(change: &FieldChange) -> Markup {
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
