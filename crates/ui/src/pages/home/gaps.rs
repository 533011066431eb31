//! What is not complete: required facts that are missing, by kind.

use std::cmp::Reverse;

use maud::{Markup, html};
use probity_core::ids::KindId;
use probity_core::kind::{FieldDecl, Group, KindDecl};
use probity_core::query::{Filter, Query, count};

use crate::address::with_query;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;

/// Kinds that lack something and are shown at once.
const KINDS: usize = 5;
/// Facts of a kind that are shown at once.
const FACTS: usize = 3;

/// Required facts that are missing, by kind, the most important first; each number leads to the records.
pub fn incomplete(desk: &Desk) -> Markup {
    let kinds = desk
        .kinds()
        .all()
        .filter(|(kind, decl)| !decl.internal && desk.sees_more_than(0, *kind));
    let mut all: Vec<Incomplete> = kinds
        .filter_map(|(kind, decl)| incomplete_kind(desk, kind, decl))
        .collect();
    all.sort_by(|a, b| a.order.cmp(&b.order).then_with(|| a.plural.cmp(b.plural)));
    let (shown, rest) = all.split_at(all.len().min(KINDS));
    html! {
        p.note { @if all.is_empty() { "Every required fact is stated." } @else { "Required facts that are not stated, and in how many records." } }
        @for kind in shown { (gaps(kind)) }
        @if !rest.is_empty() {
            details.rest-of {
                summary { "and " (counted(rest.len(), "more list", "more lists")) }
                @for kind in rest { (gaps(kind)) }
            }
        }
    }
}

/// A required fact that some records of a kind lack.
struct Gap {
    rank: usize,
    found: usize,
    label: &'static str,
    /// The list of these records.
    place: String,
}

/// A kind of which some records are not complete.
struct Incomplete {
    plural: &'static str,
    /// What comes first: the inventory in its order, then what lacks most, the organisation itself last.
    order: (u8, (usize, String), Reverse<usize>),
    gaps: Vec<Gap>,
}

fn gaps(Incomplete { plural, gaps, .. }: &Incomplete) -> Markup {
    let (shown, rest) = gaps.split_at(gaps.len().min(FACTS));
    let list = |gaps: &[Gap]| {
        html! { @for gap in gaps {
            li { a href=(gap.place) { (gap.label) " " span.count { (grouped(gap.found as u64)) } } }
        } }
    };
    html! {
        div.gap {
            h3 { (plural) }
            ul {
                (list(shown))
                @if !rest.is_empty() {
                    li { details { summary { "and " (rest.len()) " more" } ul { (list(rest)) } } }
                }
            }
        }
    }
}

/// The gaps of one kind.
fn incomplete_kind(desk: &Desk, kind: KindId, decl: &'static KindDecl) -> Option<Incomplete> {
    let required = |field: &&FieldDecl| field.marks.required && !field.marks.computed;
    let missing = |field: &'static FieldDecl| {
        let query = Query::new(kind, 0).filtered(Filter::missing(field.name));
        Some((field, count(&desk.scope(), &query).ok()?))
    };
    let counts = decl.fields.iter().skip(1).filter(required).filter_map(missing);
    let place = desk.href(&format!("/{}", decl.name));
    let gap = |(field, found): (&'static FieldDecl, usize)| Gap {
        rank: rank(field.name),
        found,
        label: field.label,
        place: with_query(&place, &[("filter", &Filter::missing(field.name).to_string())]),
    };
    let mut gaps: Vec<Gap> = counts.filter(|(_, found)| *found > 0).map(gap).collect();
    gaps.sort_by_key(|gap| (gap.rank, Reverse(gap.found), gap.label));
    let most = gaps.iter().map(|gap| gap.found).max()?;
    let (group, own_place) = match decl.group {
        Group::Inventory => (0, crate::navigation::inventory_place(&format!("/{}", decl.name))),
        Group::Organisation => (2, (0, String::new())),
        _ => (1, (0, String::new())),
    };
    Some(Incomplete {
        plural: decl.plural,
        order: (group, own_place, Reverse(most)),
        gaps,
    })
}

/// Without an owner nobody can be asked for the rest; then what it is for, who watches over it, when it
/// is looked at again.
fn rank(field: &str) -> usize {
    let first = [
        "owner",
        "intended_purpose",
        "purpose",
        "oversight_mode",
        "oversight",
        "review_date",
        "affected_people",
        "unit",
        "deputy",
    ];
    first
        .iter()
        .position(|known| *known == field)
        .unwrap_or(first.len())
}
