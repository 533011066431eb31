//! Everything at once: how many records of each kind, and how many links between kinds.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Band, Flow, words};
use crate::ids::{FieldKey, KindId, RecordId};
use crate::query::Scope;
use crate::record::Record;

/// A kind with its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// Which.
    pub kind: KindId,
    /// Its column.
    pub band: Band,
    /// Records that the reader sees and that are not put away.
    pub records: usize,
}

/// The links between two kinds, in the direction of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindLink {
    /// The kind that rests on the other.
    pub from: KindId,
    /// The kind it rests on.
    pub to: KindId,
    /// How many links.
    pub links: usize,
    /// Different records of the first kind that have one.
    pub records: usize,
    /// What the first says of the second: the words of most of these links.
    pub words: &'static str,
}

/// All kinds and the links between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Kinds that have records, in the order of the flow.
    pub kinds: Vec<KindCount>,
    /// Links between them, in the order of the flow.
    pub links: Vec<KindLink>,
}

/// Counts the records that the reader sees, of the whole or of one unit and those below it.
pub fn overview(scope: &Scope<'_>, unit: Option<RecordId>) -> Overview {
    let flow = Flow::of(scope.register.kinds());
    let within = Within::of(scope, unit);
    let mut kinds: Vec<(usize, KindCount)> = Vec::new();
    let mut found: BTreeMap<(usize, usize), BTreeMap<&'static str, usize>> = BTreeMap::new();
    let mut holders: BTreeMap<(usize, usize), BTreeSet<RecordId>> = BTreeMap::new();
    let mut counted: BTreeMap<(KindId, FieldKey, KindId), Tally> = BTreeMap::new();
    for (kind, _) in scope.register.kinds().all() {
        let Some((rank, band)) = flow.place(kind) else {
            continue;
        };
        let mut records = 0;
        for record in scope.register.records(kind).filter(|record| within.holds(record)) {
            records += 1;
            count_links(scope, &flow, record, &mut counted);
        }
        if records > 0 {
            kinds.push((rank, KindCount { kind, band, records }));
        }
    }
    kinds.sort_by_key(|(rank, _)| *rank);
    for ((holder, key, target), tally) in counted {
        let Some(field) = scope.register.kinds().decl(holder).field_of(key) else {
            continue;
        };
        let first = flow.holder_is_first(holder, field, target).unwrap_or(true);
        let rank = |kind| flow.place(kind).map_or(0, |(rank, _)| rank);
        let pair = match first {
            true => (rank(holder), rank(target)),
            false => (rank(target), rank(holder)),
        };
        *found
            .entry(pair)
            .or_default()
            .entry(words(field, first))
            .or_default() += tally.links;
        let who = if first { tally.holders } else { tally.targets };
        holders.entry(pair).or_default().extend(who);
    }
    let by_rank: BTreeMap<usize, KindId> = kinds.iter().map(|(rank, count)| (*rank, count.kind)).collect();
    let link = |(pair, said): ((usize, usize), BTreeMap<&'static str, usize>)| {
        let words = said
            .iter()
            .max_by_key(|(words, links)| (**links, std::cmp::Reverse(**words)))?;
        Some(KindLink {
            from: *by_rank.get(&pair.0)?,
            to: *by_rank.get(&pair.1)?,
            links: said.values().sum(),
            records: holders.get(&pair).map_or(0, BTreeSet::len),
            words: words.0,
        })
    };
    Overview {
        links: found.into_iter().filter_map(link).collect(),
        kinds: kinds.into_iter().map(|(_, count)| count).collect(),
    }
}

/// Links of one field between two kinds, with the different records on both ends.
#[derive(Default)]
struct Tally {
    links: usize,
    holders: BTreeSet<RecordId>,
    targets: BTreeSet<RecordId>,
}

fn count_links(
    scope: &Scope<'_>,
    flow: &Flow,
    record: &Record,
    counted: &mut BTreeMap<(KindId, FieldKey, KindId), Tally>,
) {
    for (key, target) in record.references() {
        if flow.place(target.kind).is_none() {
            continue;
        }
        let Some(other) = scope.register.get(target) else {
            continue;
        };
        if other.archived || !scope.sees(other) {
            continue;
        }
        let tally = counted.entry((record.id.kind, key, target.kind)).or_default();
        tally.links += 1;
        tally.holders.insert(record.id);
        tally.targets.insert(target);
    }
}

/// Records of the whole, or of one unit and those below it.
pub(super) struct Within<'a> {
    scope: &'a Scope<'a>,
    units: Option<BTreeSet<RecordId>>,
}

impl<'a> Within<'a> {
    pub(super) fn of(scope: &'a Scope<'a>, unit: Option<RecordId>) -> Self {
        Self {
            scope,
            units: unit.map(|unit| scope.register.unit_closure(unit)),
        }
    }

    pub(super) fn holds(&self, record: &Record) -> bool {
        let in_unit = self.units.as_ref().is_none_or(|units| {
            let unit = self.scope.register.unit_of(record);
            unit.is_some_and(|unit| units.contains(&unit))
        });
        in_unit && !record.archived && self.scope.sees(record)
    }
}
