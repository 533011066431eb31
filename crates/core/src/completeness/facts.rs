//! What is known about how complete the list is, with reasons.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::reader::{Reader, day_of, days_between, days_later};
use super::recognise::Confidence;
use crate::ids::RecordId;
use crate::kind::Phase;
use crate::record::Record;
use crate::register::{Register, Visibility};
use crate::value::PartialDate;

/// Everything that speaks for or against the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The declared sources that are in use, by id.
    pub sources: Vec<SourceFacts>,
    /// The units in scope, by id.
    pub units: Vec<UnitFacts>,
    /// What waits for a decision, and what was decided.
    pub queue: QueueFacts,
}

/// How fresh a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Nobody has ever looked through it.
    NeverRun,
    /// Looked through, and nobody said how often it has to be.
    NoInterval {
        /// The day of the newest export.
        last: Date,
    },
    /// The next run is not due yet.
    Fresh {
        /// The day of the newest export.
        last: Date,
        /// By when the next is due.
        due: Date,
    },
    /// The next run is late.
    Overdue {
        /// The day of the newest export.
        last: Date,
        /// By so many days.
        days: i64,
    },
}

/// One source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceFacts {
    /// The record.
    pub source: RecordId,
    /// How fresh it is.
    pub freshness: Freshness,
    /// Candidates it found, decided or not.
    pub found: usize,
    /// Of those, how many wait.
    pub waiting: usize,
    /// Why it does not hold; empty when it does.
    pub reasons: Vec<String>,
}

/// What a unit states about its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementState {
    /// Never stated.
    Never,
    /// Stated, and still valid.
    Valid {
        /// The last day.
        until: Date,
    },
    /// Stated, and no longer valid.
    Overdue {
        /// The last day it was valid.
        until: Date,
        /// So many days ago.
        days: i64,
    },
}

/// One unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitFacts {
    /// The record.
    pub unit: RecordId,
    /// Its statement.
    pub state: StatementState,
    /// The declaration that says so.
    pub statement: Option<RecordId>,
    /// How many uses the list had then, as counted.
    pub counted: Option<i64>,
    /// How many it has now.
    pub uses: usize,
    /// Candidates of this unit that wait: each speaks against the statement.
    pub waiting: usize,
    /// Why it does not hold; empty when it does.
    pub reasons: Vec<String>,
}

/// One candidate that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The record.
    pub candidate: RecordId,
    /// Since when.
    pub since: Date,
    /// For so many days.
    pub days: i64,
    /// How sure the sign is; what people entered themselves is sure.
    pub confidence: Confidence,
    /// True when it was dismissed and came back.
    pub returned: bool,
    /// How many people were seen.
    pub people: i64,
    /// In which units.
    pub units: BTreeSet<RecordId>,
    /// By which source.
    pub source: Option<RecordId>,
}

/// The queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueFacts {
    /// What waits: strong signs first, then by people, then by age.
    pub waiting: Vec<Waiting>,
    /// Waiting for up to 7, 30 and 90 days, and longer.
    pub ages: [usize; 4],
    /// Decided in the year of the day asked: known use cases and systems.
    pub known: usize,
    /// Registered as new.
    pub registered: usize,
    /// Dismissed with a reason.
    pub dismissed: usize,
}

impl Facts {
    /// Works them out, as of a day. What is not visible is not counted.
    pub fn of(register: &Register, visibility: &Visibility, today: Date) -> Self {
        let reader = Reader { register, visibility };
        let queue = queue(reader, today);
        Self {
            sources: sources(reader, &queue, today),
            units: units(reader, &queue, today),
            queue,
        }
    }
}

impl UnitFacts {
    /// Whether the unit's list is stated to be complete and nothing speaks against it.
    pub fn holds(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// What the list of a unit consists of: its use cases that have not ended, and its systems that serve
/// none of any unit.
pub fn lines_of(register: &Register, visibility: &Visibility, unit: RecordId) -> Vec<RecordId> {
    lines(Reader { register, visibility })
        .remove(&unit)
        .unwrap_or_default()
}

fn lines(reader: Reader<'_>) -> BTreeMap<RecordId, Vec<RecordId>> {
    let mut lines: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    let runs = |record: &Record| reader.phase(record) != Some(Phase::Ended);
    let unit_of = |record: &Record| reader.register.unit_of(record);
    for record in reader.records("use_case").filter(|record| runs(record)) {
        if let Some(unit) = unit_of(record) {
            lines.entry(unit).or_default().push(record.id);
        }
    }
    let uses = reader.register.kinds().known("use_case");
    let serves = |system: &Record| {
        reader.register.links_to(system.id).any(|(source, _)| {
            source.kind == uses
                && reader
                    .register
                    .get(source)
                    .is_some_and(|record| !record.archived && runs(record))
        })
    };
    for record in reader
        .records("system")
        .filter(|record| runs(record) && !serves(record))
    {
        if let Some(unit) = unit_of(record) {
            lines.entry(unit).or_default().push(record.id);
        }
    }
    lines
}

fn queue(reader: Reader<'_>, today: Date) -> QueueFacts {
    let mut queue = QueueFacts::default();
    for record in reader.records("candidate") {
        if reader.state(record) == "decided" {
            let this_year = reader
                .date(record, "decided_on")
                .is_some_and(|day| day.first_day().year() == today.year());
            match reader.code(record, "decision") {
                _ if !this_year => {}
                Some("known") => queue.known += 1,
                Some("request") => queue.registered += 1,
                Some(_) => queue.dismissed += 1,
                None => {}
            }
            continue;
        }
        let returned = reader.date(record, "returned_on");
        let since = returned.map_or_else(|| day_of(record.created_at), PartialDate::first_day);
        let days = days_between(since, today).max(0);
        let own = reader.links(record, "unit").iter();
        queue.waiting.push(Waiting {
            candidate: record.id,
            since,
            days,
            confidence: match reader.code(record, "confidence") {
                Some("weak") => Confidence::Weak,
                _ => Confidence::Strong,
            },
            returned: returned.is_some(),
            people: reader.number(record, "people").unwrap_or(0),
            units: own.chain(reader.links(record, "units")).copied().collect(),
            source: reader.links(record, "found_by").first().copied(),
        });
    }
    for waiting in &queue.waiting {
        let place = [7, 30, 90]
            .iter()
            .position(|limit| waiting.days <= *limit)
            .unwrap_or(3);
        queue.ages[place] += 1;
    }
    queue.waiting.sort_by_key(|waiting| {
        let Waiting {
            confidence,
            returned,
            people,
            days,
            candidate,
            ..
        } = *waiting;
        (std::cmp::Reverse((confidence, returned, people, days)), candidate)
    });
    queue
}

fn sources(reader: Reader<'_>, queue: &QueueFacts, today: Date) -> Vec<SourceFacts> {
    let mut found: BTreeMap<RecordId, usize> = BTreeMap::new();
    for record in reader.records("candidate") {
        for source in reader.links(record, "found_by") {
            *found.entry(*source).or_default() += 1;
        }
    }
    let active = reader
        .records("discovery_source")
        .filter(|record| reader.state(record) == "active");
    active
        .map(|record| {
            let freshness = freshness(reader, record, today);
            let reasons = match freshness {
                Freshness::NeverRun => vec!["it was never looked through".to_owned()],
                Freshness::Overdue { days, .. } => {
                    vec![format!("the next export was due {} ago", days_in_words(days))]
                }
                Freshness::NoInterval { .. } => {
                    vec!["nobody said how often it has to be looked through".to_owned()]
                }
                Freshness::Fresh { .. } => Vec::new(),
            };
            SourceFacts {
                source: record.id,
                freshness,
                found: found.get(&record.id).copied().unwrap_or(0),
                waiting: queue
                    .waiting
                    .iter()
                    .filter(|waiting| waiting.source == Some(record.id))
                    .count(),
                reasons,
            }
        })
        .collect()
}

fn freshness(reader: Reader<'_>, record: &Record, today: Date) -> Freshness {
    let Some(last) = reader
        .date(record, "last_run")
        .map(|day| day.last_day().min(today))
    else {
        return Freshness::NeverRun;
    };
    let Some(interval) = reader.number(record, "every_days").filter(|days| *days > 0) else {
        return Freshness::NoInterval { last };
    };
    let due = days_later(last, interval);
    match days_between(due, today) {
        days if days > 0 => Freshness::Overdue { last, days },
        _ => Freshness::Fresh { last, due },
    }
}

fn units(reader: Reader<'_>, queue: &QueueFacts, today: Date) -> Vec<UnitFacts> {
    let lines = lines(reader);
    let statements = statements(reader);
    let in_scope = reader
        .records("unit")
        .filter(|record| reader.state(record) == "active" && reader.yes(record, "in_scope") != Some(false));
    in_scope
        .map(|record| {
            let statement = statements.get(&record.id);
            let state = match statement {
                None => StatementState::Never,
                Some((until, _)) => match days_between(*until, today) {
                    days if days > 0 => StatementState::Overdue { until: *until, days },
                    _ => StatementState::Valid { until: *until },
                },
            };
            let waiting = queue
                .waiting
                .iter()
                .filter(|waiting| waiting.units.contains(&record.id))
                .count();
            UnitFacts {
                unit: record.id,
                state,
                statement: statement.map(|(_, declaration)| declaration.id),
                counted: statement.and_then(|(_, declaration)| reader.number(declaration, "counted")),
                uses: lines.get(&record.id).map_or(0, Vec::len),
                waiting,
                reasons: unit_reasons(state, waiting),
            }
        })
        .collect()
}

fn unit_reasons(state: StatementState, waiting: usize) -> Vec<String> {
    let mut reasons = Vec::new();
    match state {
        StatementState::Never => reasons.push("nobody has stated that its list is complete".to_owned()),
        StatementState::Overdue { days, .. } => {
            reasons.push(format!("the statement ended {} ago", days_in_words(days)));
        }
        StatementState::Valid { .. } => {}
    }
    if waiting > 0 {
        let what = if waiting == 1 { "candidate" } else { "candidates" };
        reasons.push(format!("{waiting} {what} of this unit still to be decided"));
    }
    reasons
}

/// The statement of each unit that holds longest, with its last day.
fn statements(reader: Reader<'_>) -> BTreeMap<RecordId, (Date, &Record)> {
    let mut statements: BTreeMap<RecordId, (Date, &Record)> = BTreeMap::new();
    let stated = reader.records("declaration").filter(|record| {
        reader.code(record, "about") == Some("inventory") && reader.state(record) == "declared"
    });
    for record in stated {
        let declared = || {
            reader
                .date(record, "declared_on")
                .map(|day| a_year_after(day.first_day()))
        };
        let until = reader
            .date(record, "valid_until")
            .map(PartialDate::last_day)
            .or_else(declared);
        let (Some(until), Some(unit)) = (until, reader.links(record, "unit").first()) else {
            continue;
        };
        if statements.get(unit).is_none_or(|(held, _)| until > *held) {
            statements.insert(*unit, (until, record));
        }
    }
    statements
}

/// The last day of the year that begins on a day.
pub fn a_year_after(day: Date) -> Date {
    day.saturating_add(jiff::Span::new().years(1))
        .saturating_sub(jiff::Span::new().days(1))
}

fn days_in_words(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests;
