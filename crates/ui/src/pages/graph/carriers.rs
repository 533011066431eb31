//! Concentration: which vendor, model, system or dataset carries most uses, and for whom.

use maud::{Markup, html};
use probity_core::graph::{CARRIERS, Carrier, Concentration, concentration};
use probity_core::ids::RecordId;

use super::around::plural;
use super::sketch::{Card, Line, Sketch, Under};
use crate::address::with_query;
use crate::components::numbers::{counted, grouped};
use crate::components::value;
use crate::desk::Desk;

/// Records in the table.
const SHOWN: usize = 25;
/// Records in the picture, and units beside them.
const DRAWN: usize = 8;
/// Width of the bar of the record that carries most.
const BAR: usize = 160;

const CARD: (i32, i32) = (184, 58);
const ROW_STEP: i32 = 58 + 12;
const HEAD: i32 = 28;
/// From the units to what they rest on.
const GAP: i32 = 220;

/// What the uses rest on, of one kind.
pub fn section(desk: &Desk, by: &str, unit: Option<RecordId>) -> Markup {
    let carrier = desk.kinds().known(by);
    let found = concentration(&desk.scope(), carrier, unit, SHOWN);
    let decl = desk.kinds().decl(carrier);
    html! {
        section #concentration {
            h2 { "What carries most" }
            p.purpose { "How many uses of AI that are not over rest on the same " (decl.singular) ", directly or through what it is part of. What carries many is where one failure, price rise or change of terms reaches far." }
            div.switches { nav aria-label="Counted by" {
                @for name in CARRIERS {
                    a href={ (href(desk, name, unit)) "#concentration" } aria-current=[(name == by).then_some("true")] { (desk.kinds().decl(desk.kinds().known(name)).plural) }
                }
            } }
            @if found.carriers.is_empty() {
                p.blank { "No use rests on any " (decl.singular) " yet: link systems to their uses, and to their " (plural(decl.plural)) "." }
            } @else {
                (told(&found, decl.singular, &plural(decl.plural)))
                (table(desk, &found))
                (sketch(desk, &found, decl.plural).draw())
            }
        }
    }
}

fn href(desk: &Desk, by: &str, unit: Option<RecordId>) -> String {
    let mut pairs = vec![("by", by.to_owned())];
    pairs.extend(unit.map(|unit| ("unit", unit.show(desk.kinds()))));
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    with_query(&desk.href("/graph"), &pairs)
}

fn told(found: &Concentration, one: &str, many: &str) -> Markup {
    html! {
        p.summary role="status" {
            strong { (grouped(found.carried as u64)) " of " (counted(found.uses, "use", "uses")) }
            " rest on " (counted(found.carriers.len() + found.more, one, many)) "."
            @if found.uses > found.carried { " Of the other " (grouped((found.uses - found.carried) as u64)) " it is not stated." }
        }
    }
}

fn share(part: usize, whole: usize) -> String {
    match (part * 100).checked_div(whole) {
        Some(0) if part > 0 => "under 1 %".to_owned(),
        Some(percent) => format!("{percent} %"),
        None => String::new(),
    }
}

fn graph_href(desk: &Desk, id: RecordId) -> String {
    let place = desk.href(&format!("/r/{}/graph", id.show(desk.kinds())));
    with_query(&place, &[("direction", "carries"), ("depth", "4")])
}

fn table(desk: &Desk, found: &Concentration) -> Markup {
    let most = found.carriers.first().map_or(1, |first| first.uses.max(1));
    html! {
        div.scroll tabindex="0" role="region" aria-label="What carries most" {
            table.register.carriers {
                caption.hidden { "Uses by what they rest on" }
                thead { tr { th scope="col" { "Name" } th scope="col" { "Uses" } th.number scope="col" { "Share" } th.number scope="col" { "In use" } th.number scope="col" { "Systems" } th scope="col" { "Most for" } } }
                tbody { @for one in &found.carriers {
                    tr {
                        td { (value::record_link(desk, one.record.id)) }
                        td { (bar(desk, one, most)) }
                        td.number { (share(one.uses, found.uses)) }
                        td.number { (grouped(one.active as u64)) }
                        td.number { (grouped(one.systems as u64)) }
                        td { @for (place, (unit, uses)) in one.units.iter().take(2).enumerate() {
                            @if place > 0 { ", " } (unit_name(desk, *unit)) " " span.count { (grouped(*uses as u64)) }
                        } }
                    }
                } }
            }
        }
        @if found.more > 0 { p.note { "and " (grouped(found.more as u64)) " more that carry fewer." } }
    }
}

fn bar(desk: &Desk, one: &Carrier, most: usize) -> Markup {
    let width = (one.uses * BAR / most).max(2);
    let active = one.active * BAR / most;
    html! {
        a.bar href=(graph_href(desk, one.record.id)) {
            svg width=(width) height="12" aria-hidden="true" {
                rect.planned width=(width) height="12" {}
                rect.active width=(active) height="12" {}
            }
            (grouped(one.uses as u64))
        }
    }
}

fn unit_name(desk: &Desk, unit: Option<RecordId>) -> String {
    match unit {
        None => "no unit stated".to_owned(),
        Some(unit) => desk.seen(unit).map_or_else(
            || "a unit you may not see".to_owned(),
            |unit| unit.title().to_owned(),
        ),
    }
}

/// Units on the left, what their uses rest on at the right; lines as thick as there are uses.
fn sketch(desk: &Desk, found: &Concentration, heading: &'static str) -> Sketch {
    let carriers = &found.carriers[..found.carriers.len().min(DRAWN)];
    let mut units: Vec<(Option<RecordId>, usize)> = Vec::new();
    for (unit, uses) in carriers.iter().flat_map(|one| &one.units) {
        match units.iter_mut().find(|(known, _)| known == unit) {
            Some((_, sum)) => *sum += uses,
            None => units.push((*unit, *uses)),
        }
    }
    units.sort_by_key(|(unit, uses)| (std::cmp::Reverse(*uses), *unit));
    units.truncate(DRAWN);
    let number = |count: usize| i32::try_from(count).unwrap_or(0);
    let tall = units.len().max(carriers.len());
    let top = |rows: usize, row: usize| {
        HEAD + (number(tall) - number(rows)) * ROW_STEP / 2 + number(row) * ROW_STEP
    };
    let left = units.iter().enumerate().map(|(row, (unit, uses))| Card {
        at: (0, top(units.len(), row)),
        size: CARD,
        href: unit.filter(|unit| desk.seen(*unit).is_some()).map(|unit| {
            let filter = format!("unit = {}", unit.show(desk.kinds()));
            with_query(&desk.href("/use_case"), &[("filter", &filter)])
        }),
        over: "Unit".to_owned(),
        title: unit_name(desk, *unit),
        under: Under::Words(counted(*uses, "link to them", "links to them")),
        class: "",
        words: unit_name(desk, *unit),
    });
    let right = carriers.iter().enumerate().map(|(row, one)| Card {
        at: (CARD.0 + GAP, top(carriers.len(), row)),
        size: CARD,
        href: Some(graph_href(desk, one.record.id)),
        over: one.record.id.show(desk.kinds()),
        title: one.record.title().to_owned(),
        under: Under::Words(counted(one.uses, "use", "uses")),
        class: "",
        words: format!("{}: {}", one.record.title(), counted(one.uses, "use", "uses")),
    });
    let most = carriers
        .iter()
        .flat_map(|one| &one.units)
        .map(|(_, uses)| *uses)
        .max()
        .unwrap_or(1)
        .max(1);
    let mut lines = Vec::new();
    for (place, one) in carriers.iter().enumerate() {
        for (unit, uses) in &one.units {
            if let Some(from) = units.iter().position(|(known, _)| known == unit) {
                lines.push(Line {
                    from,
                    to: units.len() + place,
                    weight: 1 + number(uses * 7 / most),
                    label: grouped(*uses as u64),
                    words: format!(
                        "{}: {} on {}",
                        unit_name(desk, *unit),
                        counted(*uses, "use", "uses"),
                        one.record.title()
                    ),
                });
            }
        }
    }
    Sketch {
        shrinks: false,
        label: "Units and what their uses rest on".to_owned(),
        heads: vec![(0, "Units"), (CARD.0 + GAP, heading)],
        size: (2 * CARD.0 + GAP, HEAD + number(tall) * ROW_STEP),
        cards: left.chain(right).collect(),
        lines,
    }
}
