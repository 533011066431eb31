//! The records of one page: the first few of an order without sorting the rest.

use std::cmp::Ordering;
use std::sync::Arc;

use super::column::{Column, SortKey};
use super::index::{Part, UNRANKED};
use super::selection::Selection;
use super::{Direction, Query, Scope};
use crate::record::Record;

type Order = [(Column, Direction)];

/// Takes a page out of a selection.
pub(super) fn page(scope: &Scope<'_>, query: &Query, sort: &Order, found: Selection<'_>) -> Vec<Arc<Record>> {
    let needed = query.offset.saturating_add(query.limit).min(found.total());
    if needed <= query.offset {
        return Vec::new();
    }
    let Selection { part, rows, changed } = found;
    // Ranks were made with everything in view: an order by titles of links may differ for others.
    let ranked = scope.sees_all()
        || !sort
            .iter()
            .any(|(column, _)| column.follows_links(scope.register, query.kind));
    let row = |part: &Part<'_>, row: u32| Arc::clone(&part.rows[row as usize]);
    let records = match part {
        None => first_records(scope, sort, changed, needed),
        Some(part) if ranked => {
            let first = first_rows(&part, sort, rows, needed)
                .into_iter()
                .map(|place| row(&part, place))
                .collect();
            merged(scope, sort, first, first_records(scope, sort, changed, needed))
        }
        Some(part) => {
            let all = rows
                .into_iter()
                .map(|place| row(&part, place))
                .chain(changed)
                .collect();
            first_records(scope, sort, all, needed)
        }
    };
    records.into_iter().skip(query.offset).take(query.limit).collect()
}

/// The first rows of an order, by the ranks of the index.
fn first_rows(part: &Part<'_>, sort: &Order, mut rows: Vec<u32>, needed: usize) -> Vec<u32> {
    if sort.is_empty() {
        rows.truncate(needed);
        return rows;
    }
    let ranks: Vec<_> = sort
        .iter()
        .map(|(column, direction)| (part.ranks(*column), *direction))
        .collect();
    if let [(ranks, direction)] = ranks.as_slice() {
        // Rank and row in one number: the commonest order without a look elsewhere.
        let key = |row: u32| u64::from(directed(ranks[row as usize], *direction)) << 32 | u64::from(row);
        let keys = rows.into_iter().map(key).collect();
        return first(keys, needed, u64::cmp)
            .into_iter()
            .map(|key| (key & u64::from(u32::MAX)) as u32)
            .collect();
    }
    first(rows, needed, |a, b| {
        let each = ranks.iter().map(|(ranks, direction)| {
            directed(ranks[*a as usize], *direction).cmp(&directed(ranks[*b as usize], *direction))
        });
        each.fold(Ordering::Equal, Ordering::then).then(a.cmp(b))
    })
}

fn directed(rank: u32, direction: Direction) -> u32 {
    match direction {
        Direction::Descending if rank != UNRANKED => UNRANKED - 1 - rank,
        _ => rank,
    }
}

/// The first records of an order, by looking at each.
fn first_records(
    scope: &Scope<'_>,
    sort: &Order,
    records: Vec<Arc<Record>>,
    needed: usize,
) -> Vec<Arc<Record>> {
    let keyed = records
        .into_iter()
        .map(|record| (keys(scope, sort, &record), record));
    let order = |(a, x): &(Vec<SortKey>, Arc<Record>), (b, y): &(Vec<SortKey>, Arc<Record>)| {
        compare(sort, (a, x), (b, y))
    };
    first(keyed.collect(), needed, order)
        .into_iter()
        .map(|(_, record)| record)
        .collect()
}

/// Two ordered lists as one. The second is short: its places in the first are looked up, so that
/// few keys have to be made.
fn merged(
    scope: &Scope<'_>,
    sort: &Order,
    long: Vec<Arc<Record>>,
    short: Vec<Arc<Record>>,
) -> Vec<Arc<Record>> {
    if short.is_empty() {
        return long;
    }
    let mut out = Vec::with_capacity(long.len() + short.len());
    let mut from = 0;
    for record in short {
        let mine = keys(scope, sort, &record);
        let before = |other: &Arc<Record>| {
            compare(sort, (&keys(scope, sort, other), other), (&mine, &record)) == Ordering::Less
        };
        let to = from + long[from..].partition_point(before);
        out.extend_from_slice(&long[from..to]);
        out.push(record);
        from = to;
    }
    out.extend_from_slice(&long[from..]);
    out
}

fn keys(scope: &Scope<'_>, sort: &Order, record: &Record) -> Vec<SortKey> {
    sort.iter()
        .map(|(column, _)| column.key(scope.register, scope.visibility, record))
        .collect()
}

fn compare(sort: &Order, (a, x): (&[SortKey], &Record), (b, y): (&[SortKey], &Record)) -> Ordering {
    let each = sort
        .iter()
        .zip(a.iter().zip(b))
        .map(|((_, direction), (a, b))| directed_keys(a, b, *direction));
    each.fold(Ordering::Equal, Ordering::then)
        .then_with(|| x.id.cmp(&y.id))
}

fn directed_keys(a: &SortKey, b: &SortKey, direction: Direction) -> Ordering {
    match (direction, *a == SortKey::Missing || *b == SortKey::Missing) {
        (Direction::Descending, false) => b.cmp(a),
        _ => a.cmp(b),
    }
}

fn first<T>(mut items: Vec<T>, needed: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if needed < items.len() {
        items.select_nth_unstable_by(needed, &order);
        items.truncate(needed);
    }
    items.sort_unstable_by(&order);
    items
}
