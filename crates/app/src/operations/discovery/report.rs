//! What a run says and how complete the list is, as one document: for the API and the command line.

use probity_core::completeness::{Facts, Freshness, Matcher, Reader, StatementState, Wanted};
use serde::Serialize;

use super::outcome::Outcome;
use super::run::{ColumnRead, Counts, Looked, Written};
use crate::ctx::Ctx;

/// Names of the remainder that are listed.
const REST: usize = 50;

/// A run or a dry run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunReport {
    /// The source.
    pub source: String,
    /// The day the export is of.
    pub as_of: String,
    /// Rows of the export.
    pub rows: usize,
    /// Rows that look like AI.
    pub matched: usize,
    /// Rows that do not.
    pub rest: usize,
    /// How its columns are read.
    pub columns: Vec<ColumnRead>,
    /// What was noticed.
    pub notes: Vec<String>,
    /// How many services of each outcome.
    pub counts: Counts,
    /// The services.
    pub services: Vec<ServiceReport>,
    /// What the other rows name, the commonest first.
    pub rest_names: Vec<(String, usize)>,
    /// The run in which this very file was looked through before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_before: Option<String>,
    /// Whether anything was written.
    pub written: bool,
    /// The run's own record, by which it is undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
}

/// One service of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceReport {
    /// The short name under which it is found again.
    pub service: String,
    /// What it is called.
    pub name: String,
    /// Who offers it.
    pub vendor: String,
    /// What it probably is.
    pub guess: String,
    /// `strong` or `weak`.
    pub confidence: &'static str,
    /// How many rows.
    pub rows: usize,
    /// How many people or devices.
    pub people: usize,
    /// Units as written.
    pub units: Vec<String>,
    /// First day.
    pub first_seen: Option<String>,
    /// Last day.
    pub last_seen: Option<String>,
    /// Money, by currency.
    pub spend: Vec<String>,
    /// What becomes of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl RunReport {
    /// Of an export that was looked through, and recorded if it was.
    pub fn of(looked: &Looked, written: Option<&Written>) -> Self {
        let services = looked.planned.iter().map(|planned| {
            let found = &planned.found;
            ServiceReport {
                service: found.key.clone(),
                name: found.name.clone(),
                vendor: found.vendor.clone(),
                guess: found.guess.clone(),
                confidence: found.confidence.code(),
                rows: found.rows,
                people: found.people,
                units: found.units.iter().map(|(unit, _)| unit.clone()).collect(),
                first_seen: found.first.map(|day| day.to_string()),
                last_seen: found.last.map(|day| day.to_string()),
                spend: found.spend.clone(),
                outcome: planned.outcome.clone(),
            }
        });
        let import = written.and_then(|written| written.import.clone());
        Self {
            source: looked.source.clone(),
            as_of: looked.as_of.to_string(),
            rows: looked.findings.rows,
            matched: looked.findings.matched,
            rest: looked.findings.rest_rows.len(),
            columns: looked.columns.clone(),
            notes: looked.notes.clone(),
            counts: looked.counts(),
            services: services.collect(),
            rest_names: looked.findings.rest.iter().take(REST).cloned().collect(),
            seen_before: looked.seen_before.clone(),
            written: import.is_some(),
            import,
        }
    }
}

/// How complete the list is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// What is missing, in words, with the records it is about.
    pub gaps: Vec<GapReport>,
    /// The declared sources.
    pub sources: Vec<SourceReport>,
    /// What waits.
    pub waiting: Vec<WaitingReport>,
    /// The units.
    pub units: Vec<UnitReport>,
    /// Decided this year: known, registered, dismissed.
    pub decided_this_year: [usize; 3],
}

/// A gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapReport {
    /// What is missing.
    pub what: &'static str,
    /// Which records.
    pub records: Vec<String>,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// `SRC-1`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it cannot see.
    pub misses: String,
    /// The day of the newest export.
    pub last_run: Option<String>,
    /// By when the next is due.
    pub due: Option<String>,
    /// Days by which it is overdue.
    pub overdue_days: Option<i64>,
    /// Candidates of it that wait.
    pub waiting: usize,
}

/// A candidate that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaitingReport {
    /// `CAN-1`.
    pub id: String,
    /// What was seen.
    pub name: String,
    /// `strong` or `weak`.
    pub confidence: &'static str,
    /// How many people.
    pub people: i64,
    /// For how many days.
    pub days: i64,
    /// Whether it was dismissed and came back.
    pub returned: bool,
    /// The record it may be.
    pub proposed: Option<String>,
    /// Why.
    pub why: Option<String>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitReport {
    /// `UNT-2`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The declaration that holds longest.
    pub statement: Option<String>,
    /// Its last day.
    pub valid_until: Option<String>,
    /// Uses on the list now.
    pub uses: usize,
    /// Candidates of it that wait.
    pub waiting: usize,
    /// Why it does not hold.
    pub reasons: Vec<String>,
}

/// How complete the list is, as far as the caller sees it.
pub fn overview(ctx: &Ctx) -> Overview {
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let register = &view.register;
    let reader = Reader {
        register,
        visibility: &visibility,
    };
    let facts = Facts::of(register, &visibility, ctx.workspace.today());
    let matcher = Matcher::new(register, &visibility);
    let show = |id: probity_core::RecordId| id.show(register.kinds());
    let name = |id| {
        reader
            .seen(id)
            .map_or_else(String::new, |record| record.title().to_owned())
    };
    let sources = facts.sources.iter().map(|facts| {
        let (last, due, overdue) = match facts.freshness {
            Freshness::NeverRun => (None, None, None),
            Freshness::NoInterval { last } => (Some(last), None, None),
            Freshness::Fresh { last, due } => (Some(last), Some(due), None),
            Freshness::Overdue { last, days } => (Some(last), None, Some(days)),
        };
        let misses = reader
            .seen(facts.source)
            .and_then(|record| reader.text(record, "misses"));
        SourceReport {
            id: show(facts.source),
            name: name(facts.source),
            misses: misses.unwrap_or_default().to_owned(),
            last_run: last.map(|day| day.to_string()),
            due: due.map(|day| day.to_string()),
            overdue_days: overdue,
            waiting: facts.waiting,
        }
    });
    let waiting = facts.queue.waiting.iter().map(|waiting| {
        let candidate = reader.seen(waiting.candidate);
        let proposals = candidate.map(|record| matcher.proposals(&Wanted::of(register, record)));
        let first = proposals.and_then(|proposals| proposals.into_iter().next());
        WaitingReport {
            id: show(waiting.candidate),
            name: name(waiting.candidate),
            confidence: waiting.confidence.code(),
            people: waiting.people,
            days: waiting.days,
            returned: waiting.returned,
            proposed: first.as_ref().map(|proposal| show(proposal.target)),
            why: first.map(|proposal| proposal.why),
        }
    });
    let units = facts.units.iter().map(|facts| UnitReport {
        id: show(facts.unit),
        name: name(facts.unit),
        statement: facts.statement.map(show),
        valid_until: match facts.state {
            StatementState::Never => None,
            StatementState::Valid { until } | StatementState::Overdue { until, .. } => {
                Some(until.to_string())
            }
        },
        uses: facts.uses,
        waiting: facts.waiting,
        reasons: facts.reasons.clone(),
    });
    let gap = |gap: probity_core::completeness::Gap| GapReport {
        what: gap.code.words(),
        records: gap.records.into_iter().map(show).collect(),
    };
    Overview {
        gaps: facts.gaps().into_iter().map(gap).collect(),
        sources: sources.collect(),
        waiting: waiting.collect(),
        units: units.collect(),
        decided_this_year: [facts.queue.known, facts.queue.registered, facts.queue.dismissed],
    }
}
