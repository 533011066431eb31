//! Everything at once: how many records of each kind hang on how many of another, and what carries most.

use std::collections::BTreeMap;

use maud::{Markup, html};
use probity_core::graph::{Band, CARRIERS, KindCount, Overview, overview};
use probity_core::ids::RecordId;

use super::around::plural;
use super::carriers;
use super::sketch::{Card, Line, Sketch, Under};
use crate::address::with_query;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};

const CARD: (i32, i32) = (132, 44);
const COLUMN_STEP: i32 = 132 + 22;
const ROW_STEP: i32 = 44 + 14;
/// Kinds of a column that are drawn: those with most records. The table has all.
const DRAWN: usize = 4;
const HEAD: i32 = 28;
/// Units that can be chosen.
const UNITS: usize = 300;

/// `/w/{workspace}/graph?by=&unit=`
pub async fn show(desk: Desk) -> Result<Markup, PageError> {
    let unit = match desk.query.text("unit") {
        None => None,
        Some(id) => Some(desk.record(id)?.id).filter(|id| desk.register().decl(*id).name == "unit"),
    };
    let by = desk
        .query
        .get("by")
        .and_then(|by| CARRIERS.iter().find(|known| **known == by));
    let by = by.copied().unwrap_or(CARRIERS[0]);
    let address = format!(
        "graph/{by}/{}",
        unit.map_or_else(String::new, |unit| unit.show(desk.kinds()))
    );
    let parts = desk.counted(&address, || {
        html! {
            (map(&desk, unit))
            (carriers::section(&desk, by, unit))
        }
    });
    let body = html! {
        h1 { "What depends on what" }
        p.purpose { "What the uses of AI rest on, over the whole organisation or one part of it. Every number leads to its records." }
        (unit_form(&desk, by, unit))
        (parts)
    };
    Ok(page(&desk, "What depends on what", At::Place("/graph"), &body))
}

fn unit_form(desk: &Desk, by: &str, unit: Option<RecordId>) -> Markup {
    let kind = desk.kinds().known("unit");
    let units = desk.register().records(kind).filter(|unit| !unit.archived);
    let units: Vec<_> = units
        .filter(|unit| desk.seen(unit.id).is_some())
        .take(UNITS)
        .collect();
    html! {
        @if !units.is_empty() {
            form.controls method="get" action=(desk.path()) {
                @if let Some(day) = desk.past { input type="hidden" name="as_of" value=(day); }
                input type="hidden" name="by" value=(by);
                label for="unit" { "Part of the organisation" }
                select #unit name="unit" {
                    option value="" { "The whole" }
                    @for one in units { option value=(one.id.show(desk.kinds())) selected[Some(one.id) == unit] { (one.title()) } }
                }
                button { "Show" }
            }
        }
    }
}

/// Kinds as boxes in the order of the flow, with the links between them.
fn map(desk: &Desk, unit: Option<RecordId>) -> Markup {
    let found = overview(&desk.scope(), unit);
    html! {
        section {
            h2 { "By kind" }
            @if found.kinds.is_empty() {
                p.blank { "There is nothing to show yet. " a href=(desk.href("/import")) { "Bring in a list" } ", or enter the first use of AI." }
            } @else {
                (sketch(desk, &found, unit).draw())
                p.note { "The largest kinds of each column, from uses to controls. A line says how many links there are, the table says it for all kinds." }
                (table(desk, &found))
            }
        }
    }
}

fn list_href(desk: &Desk, name: &str, unit: Option<RecordId>) -> String {
    let place = desk.href(&format!("/{name}"));
    let has_unit = desk
        .kinds()
        .by_name(name)
        .is_some_and(|kind| desk.kinds().standing(kind).unit.is_some());
    match unit.filter(|_| has_unit) {
        Some(unit) => with_query(
            &place,
            &[("filter", &format!("unit within {}", unit.show(desk.kinds())))],
        ),
        None => place,
    }
}

fn sketch(desk: &Desk, found: &Overview, unit: Option<RecordId>) -> Sketch {
    let mut columns: BTreeMap<Band, Vec<&KindCount>> = BTreeMap::new();
    // For whom it is done, and what happened, are in the table: with them the picture gets too wide to read.
    for kind in found
        .kinds
        .iter()
        .filter(|kind| !matches!(kind.band, Band::Served | Band::Work))
    {
        columns.entry(kind.band).or_default().push(kind);
    }
    let number = |count: usize| i32::try_from(count).unwrap_or(0);
    for rows in columns.values_mut() {
        let mut by_size = rows.clone();
        by_size.sort_by_key(|kind| std::cmp::Reverse(kind.records));
        let least = by_size.get(DRAWN).map_or(0, |kind| kind.records + 1);
        rows.retain(|kind| kind.records >= least);
    }
    let tallest = columns.values().map(Vec::len).max().unwrap_or(0);
    let height = number(tallest) * ROW_STEP;
    let mut drawn = Vec::new();
    let mut cards = Vec::new();
    let mut heads = Vec::new();
    for (column, (band, rows)) in columns.iter().enumerate() {
        let x = number(column) * COLUMN_STEP;
        let top = HEAD + (height - number(rows.len()) * ROW_STEP) / 2;
        heads.push((x, band.label()));
        for (row, kind) in rows.iter().enumerate() {
            let decl = desk.kinds().decl(kind.kind);
            drawn.push(kind.kind);
            cards.push(Card {
                at: (x, top + number(row) * ROW_STEP),
                size: CARD,
                href: Some(list_href(desk, decl.name, unit)),
                over: decl.plural.to_owned(),
                title: grouped(kind.records as u64),
                under: Under::Nothing,
                class: "",
                words: counted(kind.records, decl.singular, &plural(decl.plural)),
            });
        }
    }
    let place = |kind| drawn.iter().position(|known| *known == kind);
    let most = found
        .links
        .iter()
        .map(|link| link.links)
        .max()
        .unwrap_or(1)
        .max(1);
    let lines = found.links.iter().filter_map(|link| {
        Some(Line {
            from: place(link.from)?,
            to: place(link.to)?,
            weight: 1 + number(link.links * 4 / most),
            label: grouped(link.links as u64),
            words: sentence(desk, link),
        })
    });
    Sketch {
        shrinks: true,
        label: "Kinds of records and the links between them".to_owned(),
        lines: lines.collect(),
        cards,
        size: (
            number(heads.len()) * COLUMN_STEP - (COLUMN_STEP - CARD.0),
            HEAD + height,
        ),
        heads,
    }
}

fn sentence(desk: &Desk, link: &probity_core::graph::KindLink) -> String {
    let (from, to) = (desk.kinds().decl(link.from), desk.kinds().decl(link.to));
    format!(
        "{}: {} of {}, {}",
        link.words,
        counted(link.records, from.singular, &plural(from.plural)),
        plural(to.plural),
        counted(link.links, "link", "links")
    )
}

fn table(desk: &Desk, found: &Overview) -> Markup {
    let total = |kind| {
        found
            .kinds
            .iter()
            .find(|known| known.kind == kind)
            .map_or(0, |known| known.records)
    };
    html! {
        details.twin {
            summary { "The same as a table" }
            div.scroll tabindex="0" role="region" aria-label="Links between kinds" {
                table.register {
                    caption.hidden { "Links between kinds" }
                    thead { tr { th scope="col" { "These" } th scope="col" { "say of" } th scope="col" { "those" } th.number scope="col" { "Links" } th.number scope="col" { "Records that have one" } } }
                    tbody { @for link in &found.links {
                        @let (from, to) = (desk.kinds().decl(link.from), desk.kinds().decl(link.to));
                        tr {
                            td { a href=(desk.href(&format!("/{}", from.name))) { (from.plural) } }
                            td { (link.words) }
                            td { a href=(desk.href(&format!("/{}", to.name))) { (to.plural) } }
                            td.number { (grouped(link.links as u64)) }
                            td.number { (grouped(link.records as u64)) " of " (grouped(total(link.from).max(link.records) as u64)) }
                        }
                    } }
                }
            }
        }
    }
}
