//! Changes by day and record.

use maud::{Markup, html};
use probity_app::operations::changes::{Group, Told};
use probity_core::Value;
use probity_core::envelope::Verb;
use probity_core::history::HistoryItem;
use probity_core::ids::RecordId;
use probity_core::kind::KindDecl;
use probity_core::rules::rights::{Permission, Target};

use super::filters::Asked;
use crate::components::numbers::grouped;
use crate::components::value::record_link;
use crate::components::{chip, dates};
use crate::desk::Desk;
use crate::pages::record::{actor, told_changes};

/// The groups of a page, under their days.
pub fn draw(desk: &Desk, asked: &Asked, groups: &[Group]) -> Markup {
    html! {
        @for day in groups.chunk_by(|a, b| a.day == b.day) {
            @if let Some(first) = day.first() {
                section.day {
                    h2 { (dates::day(first.day)) " " span.note { (dates::relative(first.day, desk.past.unwrap_or(desk.today))) } }
                    @for group in day { (one(desk, asked, &group.told)) }
                }
            }
        }
    }
}

fn one(desk: &Desk, asked: &Asked, told: &Told) -> Markup {
    html! {
        @match told {
            Told::Record { id, items } => { (record(desk, *id, items)) }
            Told::Batch { batch, actor: who, at, counts } => {
                article.change {
                    h3 { (together(desk, batch)) }
                    p.when { strong { (actor(desk, *who)) } " · " (dates::moment(*at, &desk.view.time_zone())) }
                    ul.counts { @for ((kind, verb), number) in counts {
                        li { (grouped(*number as u64)) " " (noun(desk.kinds().decl(*kind), *number)) " " (verb.label()) }
                    } }
                    p { a href=(asked.with("batch", batch).href(desk)) { "One by one" } }
                }
            }
        }
    }
}

/// What a large batch was: the import it belongs to, or just many changes at once.
fn together(desk: &Desk, batch: &str) -> Markup {
    let register = desk.register();
    let imports = register.records(desk.kinds().known("import"));
    let import = imports.filter(|import| desk.seen(import.id).is_some()).find(
        |import| matches!(register.value(import, "batch"), Some(Value::Text(known)) if **known == *batch),
    );
    html! {
        @match import {
            Some(import) => {
                @let id = import.id.show(desk.kinds());
                "Brought in from " a href=(desk.href(&format!("/import/{id}"))) { (import.title()) } " " span.id { (id) }
            }
            None => { "Many changes in one step" }
        }
    }
}

fn noun(decl: &KindDecl, number: usize) -> &'static str {
    if number == 1 { decl.singular } else { decl.plural }
}

fn record(desk: &Desk, id: RecordId, items: &[HistoryItem]) -> Markup {
    let reads_ledger = desk.may(Permission::ReadLedger, Target::Workspace);
    html! {
        article.change {
            h3 { (record_link(desk, id)) " "
                @if let Some(record) = desk.seen(id) { (chip::state(desk.register(), record)) " " }
                span.note { (desk.kinds().decl(id.kind).singular) }
            }
            @for item in items { (told(desk, item, reads_ledger)) }
        }
    }
}

fn told(desk: &Desk, item: &HistoryItem, reads_ledger: bool) -> Markup {
    let moment = dates::moment(item.recorded_at, &desk.view.time_zone());
    html! {
        div.item {
            p.when {
                (actor(desk, item.actor)) " " strong { (item.verb.label()) } " · " (moment)
                @if item.material && item.verb == Verb::Revise { " " span.mark { "material" } }
                @if reads_ledger { " " a.proof href=(desk.href(&format!("/ledger/{}", item.index))) { "entry " (grouped(item.index)) } }
            }
            @if let Some(reason) = &item.reason { p.reason { "Reason: " (reason) } }
            @if let Some(comment) = &item.comment { blockquote.prose { (comment) } }
            @if item.erased { p.note { "The content of this entry was erased." } }
            (told_changes(item))
        }
    }
}
