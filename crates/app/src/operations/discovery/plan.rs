//! What looking through an export would do, service by service, before anything is done.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use probity_core::completeness::{Confidence, Matcher, Reader, Services, Wanted, matching::OUTSIDE_SOURCE};
use probity_core::ids::{Actor, RecordId};
use probity_core::patch::Patch;
use probity_core::query::fold;
use probity_core::record::Record;
use probity_core::rules::Command;
use probity_core::value::{PartialDate, Value};
use serde_json::{Value as Json, json};

use super::evidence;
use super::found::{Findings, Found};
use super::outcome::{Outcome, Planned};

/// So many times as many people as at the decision bring a dismissed candidate back.
const MANY_TIMES: i64 = 3;

/// The run that is planned.
pub(super) struct Run<'a> {
    pub reader: Reader<'a>,
    pub source: &'a Record,
    pub as_of: Date,
    pub today: Date,
    pub actor: Actor,
}

/// What is to be done, and what becomes of each service.
pub(super) struct Work {
    pub planned: Vec<Planned>,
    pub items: Vec<Command>,
}

/// Works it out.
pub(super) fn plan(run: &Run<'_>, findings: &Findings) -> Work {
    let existing = run.existing();
    let units = run.units();
    let matcher = Matcher::new(run.reader.register, run.reader.visibility);
    let mut work = Work {
        planned: Vec::new(),
        items: Vec::new(),
    };
    for found in &findings.found {
        let seen = Seen::of(run, &units, found);
        let (outcome, item) = match existing.get(found.key.as_str()) {
            Some(candidate) => seen.again(candidate),
            None => {
                let service = Services::known().by_code(&found.key);
                let wanted = Wanted {
                    key: found.key.clone(),
                    name: found.name.clone(),
                    service,
                };
                seen.first(matcher.known(&wanted).filter(|target| seen.lies_within(*target)))
            }
        };
        work.items.extend(item);
        work.planned.push(Planned {
            found: found.clone(),
            outcome,
        });
    }
    let rank = |planned: &Planned| match planned.outcome {
        Outcome::Returned { .. } => 0,
        Outcome::New => 1,
        Outcome::Changed { .. } => 2,
        Outcome::Unchanged { .. } => 3,
        Outcome::Known { .. } => 4,
        Outcome::Decided { .. } => 5,
    };
    work.planned.sort_by_key(|planned| {
        let Found {
            confidence,
            people,
            rows,
            ..
        } = &planned.found;
        (rank(planned), std::cmp::Reverse((*confidence, *people, *rows)))
    });
    work.items.extend(run.note_on_source(findings));
    work
}

impl<'a> Run<'a> {
    fn source_id(&self) -> String {
        self.source.id.show(self.reader.register.kinds())
    }

    /// The id under which a candidate of this source is found again.
    fn outside_id(&self, key: &str) -> String {
        format!("{}:{key}", self.source_id())
    }

    /// The candidates of this source by their key.
    fn existing(&self) -> BTreeMap<&'a str, &'a Record> {
        let own = format!("{}:", self.source_id());
        let mut existing = BTreeMap::new();
        for record in self.reader.records("candidate") {
            if let Some(Value::OutsideIds(ids)) = self.reader.register.value(record, "outside_ids") {
                let of_discovery = ids.iter().filter(|id| *id.source == *OUTSIDE_SOURCE);
                for key in of_discovery.filter_map(|id| id.id.strip_prefix(&own)) {
                    existing.insert(key, record);
                }
            }
        }
        existing
    }

    /// Units by everything they are called.
    fn units(&self) -> BTreeMap<String, RecordId> {
        let mut units = BTreeMap::new();
        for record in self.reader.records("unit") {
            let short = self.reader.text(record, "short_name").unwrap_or_default();
            for name in [record.title(), short]
                .into_iter()
                .filter(|name| !name.is_empty())
            {
                units.entry(fold(name)).or_insert(record.id);
            }
            if let Some(Value::OutsideIds(ids)) = self.reader.register.value(record, "outside_ids") {
                for id in ids.iter() {
                    units.entry(fold(&id.id)).or_insert(record.id);
                }
            }
        }
        units
    }

    /// The source remembers its newest export.
    fn note_on_source(&self, findings: &Findings) -> Option<Command> {
        let last = self.reader.date(self.source, "last_run");
        if last.is_some_and(|last| last.first_day() > self.as_of) {
            return None;
        }
        let patch = Patch::set_one("last_run", self.as_of.to_string())
            .with("last_rows", findings.rows)
            .with("last_found", findings.found.len());
        let held = |field: &str| self.reader.number(self.source, field);
        let same = last.is_some_and(|last| last.to_string() == self.as_of.to_string())
            && held("last_rows") == i64::try_from(findings.rows).ok()
            && held("last_found") == i64::try_from(findings.found.len()).ok();
        (!same).then(|| Command::Revise {
            id: self.source_id(),
            expected_revision: None,
            patch,
            materiality: None,
        })
    }
}

/// A service with its units found in the register.
struct Seen<'a> {
    run: &'a Run<'a>,
    found: &'a Found,
    units: BTreeSet<RecordId>,
    unit_names: BTreeSet<String>,
    first: Date,
    last: Date,
}

impl<'a> Seen<'a> {
    fn of(run: &'a Run<'a>, known: &BTreeMap<String, RecordId>, found: &'a Found) -> Self {
        let mut units = BTreeSet::new();
        let mut unit_names = BTreeSet::new();
        for (name, _) in &found.units {
            match unit_named(known, name) {
                Some(unit) => {
                    units.insert(unit);
                }
                None => {
                    unit_names.insert(name.clone());
                }
            }
        }
        let day = |day: Option<Date>| day.unwrap_or(run.as_of).min(run.today);
        Self {
            run,
            found,
            units,
            unit_names,
            first: day(found.first),
            last: day(found.last),
        }
    }

    /// Whether a known record covers where it was seen. A system is the same wherever it is used; a use
    /// case is one unit's own, and the same service elsewhere is another use.
    fn lies_within(&self, target: RecordId) -> bool {
        let register = self.run.reader.register;
        if register.decl(target).name == "system" {
            return true;
        }
        let own = self
            .run
            .reader
            .seen(target)
            .and_then(|record| register.unit_of(record));
        let covered = own.map(|unit| register.unit_closure(unit)).unwrap_or_default();
        self.unit_names.is_empty() && self.units.iter().all(|unit| covered.contains(unit))
    }

    /// Seen for the first time: it waits, or it is what somebody found it to be before.
    fn first(&self, known: Option<RecordId>) -> (Outcome, Option<Command>) {
        let run = self.run;
        let kinds = run.reader.register.kinds();
        let source_type = run.reader.code(run.source, "type").unwrap_or("other");
        let mut patch = Patch::set_one("name", self.found.name.as_str())
            .with("source", source_type)
            .with("source_name", run.source.title())
            .with("found_by", run.source_id())
            .with("service", self.found.key.as_str())
            .with("guess", self.found.guess.as_str())
            .with("confidence", self.found.confidence.code())
            .with("first_seen", self.first.to_string())
            .with(
                "outside_ids",
                json!([{ "source": OUTSIDE_SOURCE, "id": run.outside_id(&self.found.key) }]),
            );
        if !self.found.vendor.is_empty() {
            patch = patch.with("vendor_text", self.found.vendor.as_str());
        }
        for (field, value) in self.counts() {
            patch.set.insert(field.to_owned(), value);
        }
        self.put_units(&mut patch, &self.units, &self.unit_names);
        let outcome = match known {
            Some(target) => {
                let target = target.show(kinds);
                patch = self.decided_as_known(patch, &target);
                Outcome::Known { target }
            }
            None => Outcome::New,
        };
        (
            outcome,
            Some(Command::Create {
                kind: "candidate".to_owned(),
                patch,
            }),
        )
    }

    fn decided_as_known(&self, patch: Patch, target: &str) -> Patch {
        let reason = format!(
            "The same service was found to be {target} before: it carries the outside id `{OUTSIDE_SOURCE}: {}`.",
            self.found.key
        );
        let patch = patch
            .with("decision", "known")
            .with("decision_reason", reason)
            .with("decided_on", self.run.today.to_string())
            .with("became", json!([target]));
        let patch = match self.run.actor {
            Actor::Person(_) => patch.with("decided_by", self.run.actor.to_string()),
            _ => patch,
        };
        Patch {
            state: Some("decided".to_owned()),
            ..patch
        }
    }

    /// Seen before: what changed, and whether a decision still holds.
    fn again(&self, candidate: &Record) -> (Outcome, Option<Command>) {
        let reader = self.run.reader;
        let id = candidate.id.show(reader.register.kinds());
        let patch = self.update(candidate);
        let revise = |patch: Patch| Command::Revise {
            id: id.clone(),
            expected_revision: Some(candidate.revision),
            patch,
            materiality: None,
        };
        if reader.state(candidate) != "decided" {
            return match patch.changes_nothing() {
                true => (Outcome::Unchanged { id }, None),
                false => (Outcome::Changed { id: id.clone() }, Some(revise(patch))),
            };
        }
        if let Some(because) = self.came_back(candidate) {
            let patch = Patch {
                reason: Some(because.clone()),
                ..patch
            }
            .with("returned_on", self.run.today.to_string())
            .with("returned_because", because.as_str());
            let moved = Command::Move {
                id: id.clone(),
                expected_revision: Some(candidate.revision),
                to: "looked_at".to_owned(),
                patch,
                as_fact: false,
            };
            return (Outcome::Returned { id, because }, Some(moved));
        }
        let decision = reader.code(candidate, "decision").unwrap_or_default().to_owned();
        let item = (!patch.changes_nothing()).then(|| revise(patch));
        (Outcome::Decided { id, decision }, item)
    }

    /// What a later export changes. An older one only adds earlier days and other units.
    fn update(&self, candidate: &Record) -> Patch {
        let reader = self.run.reader;
        let mut patch = Patch::default();
        let first = reader.date(candidate, "first_seen");
        if first.is_none_or(|held| self.first < held.first_day()) {
            patch
                .set
                .insert("first_seen".to_owned(), self.first.to_string().into());
        }
        if reader
            .date(candidate, "last_seen")
            .is_none_or(|held| self.last >= held.first_day())
        {
            for (field, value) in self.counts() {
                patch.set.insert(field.to_owned(), value);
            }
            if self.found.confidence == Confidence::Strong {
                patch
                    .set
                    .insert("confidence".to_owned(), Confidence::Strong.code().into());
            }
        }
        let units: BTreeSet<RecordId> = self
            .units
            .iter()
            .chain(reader.links(candidate, "units"))
            .copied()
            .collect();
        let names = self
            .unit_names
            .union(&self.held_names(candidate))
            .cloned()
            .collect();
        self.put_units(&mut patch, &units, &names);
        patch
            .set
            .retain(|field, json| !holds(reader, candidate, field, json));
        patch
            .unset
            .retain(|field| reader.register.value(candidate, field).is_some());
        patch
    }

    fn held_names(&self, candidate: &Record) -> BTreeSet<String> {
        match self.run.reader.register.value(candidate, "unit_names") {
            Some(Value::Texts(names)) => names.iter().map(ToString::to_string).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// What the newest export says in figures.
    fn counts(&self) -> Vec<(&'static str, Json)> {
        let mut counts = vec![
            ("last_seen", Json::from(self.last.to_string())),
            ("rows", self.found.rows.into()),
            (
                "evidence",
                evidence::words(self.found, self.first, self.last).into(),
            ),
        ];
        if self.found.people > 0 {
            counts.push(("people", self.found.people.into()));
        }
        if !self.found.spend.is_empty() {
            counts.push(("spend", self.found.spend.clone().into()));
        }
        counts
    }

    /// One unit alone makes the candidate its own: then who sees that unit only sees it too.
    fn put_units(&self, patch: &mut Patch, units: &BTreeSet<RecordId>, names: &BTreeSet<String>) {
        let kinds = self.run.reader.register.kinds();
        let shown: Vec<String> = units.iter().map(|unit| unit.show(kinds)).collect();
        match (shown.as_slice(), names.is_empty()) {
            ([only], true) => {
                patch.set.insert("unit".to_owned(), only.as_str().into());
            }
            ([], true) => {}
            _ => patch.unset.push("unit".to_owned()),
        }
        if !shown.is_empty() {
            patch.set.insert("units".to_owned(), shown.into());
        }
        if !names.is_empty() {
            patch.set.insert(
                "unit_names".to_owned(),
                names.iter().cloned().collect::<Vec<_>>().into(),
            );
        }
    }

    /// Why a dismissal no longer holds. What was found to be known or was registered stays so.
    fn came_back(&self, candidate: &Record) -> Option<String> {
        let reader = self.run.reader;
        let decision = reader.code(candidate, "decision")?;
        if !matches!(decision, "not_ai" | "forbidden" | "out_of_scope") {
            return None;
        }
        let decided = reader.date(candidate, "decided_on").map(PartialDate::last_day);
        if let Some(decided) = decided.filter(|decided| decision == "forbidden" && self.last > *decided) {
            return Some(format!(
                "it was forbidden on {decided} and was seen again on {}",
                self.last
            ));
        }
        let held: BTreeSet<RecordId> = reader
            .links(candidate, "units")
            .iter()
            .chain(reader.links(candidate, "unit"))
            .copied()
            .collect();
        let names = self.held_names(candidate);
        if !held.is_empty() || !names.is_empty() {
            let fresh = self.units.difference(&held).filter_map(|unit| reader.seen(*unit));
            let fresh: Vec<String> = fresh
                .map(|unit| unit.title().to_owned())
                .chain(self.unit_names.difference(&names).cloned())
                .collect();
            if !fresh.is_empty() {
                return Some(evidence::shortened(&format!(
                    "it is now seen in {}",
                    fresh.join(", ")
                )));
            }
        }
        let then = reader
            .number(candidate, "people_at_decision")
            .or_else(|| reader.number(candidate, "people"))?;
        let now = i64::try_from(self.found.people).ok()?;
        (then > 0 && now >= then * MANY_TIMES)
            .then(|| format!("{now} people use it; when it was dismissed there were {then}"))
    }
}

/// A unit by its name; of a path such as `/Group/Claims` the last part that is known.
fn unit_named(known: &BTreeMap<String, RecordId>, name: &str) -> Option<RecordId> {
    let whole = known.get(&fold(name.trim()));
    let parts = || {
        name.rsplit(['/', '\\', '>'])
            .find_map(|part| known.get(&fold(part.trim())))
    };
    whole.or_else(parts).copied()
}

/// Whether a record holds this value already.
fn holds(reader: Reader<'_>, record: &Record, field: &str, json: &Json) -> bool {
    let Some(view) = reader.register.field(record.id.kind, field) else {
        return false;
    };
    let wanted = Value::from_json(reader.register.kinds(), view.field_type, json);
    wanted.is_ok_and(|wanted| wanted.as_ref() == record.get(view.key))
}
