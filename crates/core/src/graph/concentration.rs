//! Concentration: how many uses of AI rest on the same vendor, model, dataset or system.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::overview::Within;
use crate::ids::{KindId, RecordId};
use crate::kind::Phase;
use crate::query::Scope;
use crate::record::Record;
use crate::value::Value;

/// Kinds that uses can rest on, by name, the one that is asked for first in front.
pub const CARRIERS: [&str; 4] = ["vendor", "model", "system", "dataset"];
/// How far models are followed to what they were built on.
const BASES: usize = 8;

/// One record that uses rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The record.
    pub record: Arc<Record>,
    /// Uses that rest on it and are not over.
    pub uses: usize,
    /// Those of them that run.
    pub active: usize,
    /// Systems of these uses through which they do.
    pub systems: usize,
    /// Its uses by unit, most first; `None` for uses without one.
    pub units: Vec<(Option<RecordId>, usize)>,
}

/// What the uses of AI rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// Uses that are looked at: those that are not over.
    pub uses: usize,
    /// Those of them that rest on any.
    pub carried: usize,
    /// What they rest on, most uses first.
    pub carriers: Vec<Carrier>,
    /// Further records that uses rest on.
    pub more: usize,
}

#[derive(Default)]
struct Tally {
    uses: usize,
    active: usize,
    systems: BTreeSet<RecordId>,
    units: BTreeMap<Option<RecordId>, usize>,
}

/// Counts for one kind of [`CARRIERS`]; the first `limit` are given. A use rests on its systems, on
/// what these are made of and supplied by, and on what that is built from.
pub fn concentration(
    scope: &Scope<'_>,
    carrier: KindId,
    unit: Option<RecordId>,
    limit: usize,
) -> Concentration {
    let kinds = scope.register.kinds();
    let within = Within::of(scope, unit);
    let mut reach = Reach {
        scope,
        carrier,
        known: BTreeMap::new(),
    };
    let (mut uses, mut carried) = (0, 0);
    let mut tallies: BTreeMap<RecordId, Tally> = BTreeMap::new();
    let records = kinds.by_name("use_case").map(|kind| scope.register.records(kind));
    for record in records
        .into_iter()
        .flatten()
        .filter(|record| within.holds(record))
    {
        let phase = phase_of(scope, record);
        if phase == Some(Phase::Ended) {
            continue;
        }
        uses += 1;
        let found = reach.of_use(record);
        carried += usize::from(!found.is_empty());
        let home = scope.register.unit_of(record);
        for (id, systems) in found {
            let tally = tallies.entry(id).or_default();
            tally.uses += 1;
            tally.active += usize::from(phase == Some(Phase::Active));
            tally.systems.extend(systems);
            *tally.units.entry(home).or_default() += 1;
        }
    }
    let mut ranked: Vec<(RecordId, Tally)> = tallies.into_iter().collect();
    ranked.sort_by_key(|(id, tally)| (std::cmp::Reverse(tally.uses), *id));
    let more = ranked.len().saturating_sub(limit);
    ranked.truncate(limit);
    let carriers = ranked.into_iter().filter_map(|(id, tally)| {
        let mut units: Vec<_> = tally.units.into_iter().collect();
        units.sort_by_key(|(unit, uses)| (std::cmp::Reverse(*uses), *unit));
        Some(Carrier {
            record: Arc::clone(scope.register.get(id)?),
            uses: tally.uses,
            active: tally.active,
            systems: tally.systems.len(),
            units,
        })
    });
    Concentration {
        uses,
        carried,
        carriers: carriers.collect(),
        more,
    }
}

fn phase_of(scope: &Scope<'_>, record: &Record) -> Option<Phase> {
    let life = scope.register.decl(record.id).lifecycle?;
    life.states
        .get(usize::from(record.state))
        .map(|state| state.phase)
}

/// What systems rest on, each looked at once.
struct Reach<'a> {
    scope: &'a Scope<'a>,
    carrier: KindId,
    known: BTreeMap<RecordId, Vec<RecordId>>,
}

impl Reach<'_> {
    /// The records a use rests on, with the systems through which it does.
    fn of_use(&mut self, record: &Record) -> BTreeMap<RecordId, Vec<RecordId>> {
        let mut found: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
        for system in self.linked(record, "systems") {
            if !self.known.contains_key(&system) {
                let carriers = self.of_system(system);
                self.known.insert(system, carriers);
            }
            for carrier in &self.known[&system] {
                found.entry(*carrier).or_default().push(system);
            }
        }
        found
    }

    fn of_system(&self, id: RecordId) -> Vec<RecordId> {
        let mut all = BTreeSet::from([id]);
        let Some(system) = self.scope.register.get(id) else {
            return Vec::new();
        };
        let mut models: Vec<RecordId> = self.linked(system, "models");
        let mut datasets: Vec<RecordId> = self.linked(system, "datasets");
        all.extend(self.linked(system, "vendors"));
        for _ in 0..BASES {
            let mut bases = Vec::new();
            for model in models.drain(..) {
                let fresh = all.insert(model);
                if let Some(model) = self.scope.register.get(model).filter(|_| fresh) {
                    bases.extend(self.linked(model, "base_model"));
                    datasets.extend(self.linked(model, "trained_on"));
                    all.extend(self.linked(model, "vendor"));
                }
            }
            models = bases;
        }
        for _ in 0..BASES {
            let mut parents = Vec::new();
            for dataset in datasets.drain(..) {
                let fresh = all.insert(dataset);
                if let Some(dataset) = self.scope.register.get(dataset).filter(|_| fresh) {
                    parents.extend(self.linked(dataset, "parents"));
                    all.extend(self.linked(dataset, "vendor"));
                }
            }
            datasets = parents;
        }
        all.retain(|id| id.kind == self.carrier);
        all.into_iter().collect()
    }

    /// Records that a field points at and that the reader sees.
    fn linked(&self, record: &Record, field: &str) -> Vec<RecordId> {
        let value = self.scope.register.value(record, field);
        let targets = value.map_or(&[][..], Value::references);
        let seen = |id: &&RecordId| {
            let target = self.scope.register.get(**id);
            target.is_some_and(|target| !target.archived && self.scope.sees(target))
        };
        targets.iter().filter(seen).copied().collect()
    }
}
