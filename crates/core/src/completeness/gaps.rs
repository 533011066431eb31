//! What is missing, from the facts: for pages and checks.

use super::facts::{Facts, Freshness, SourceFacts, StatementState, UnitFacts};
use crate::ids::RecordId;

/// Candidates that wait longer are a gap, in days.
pub const WAITING_MAX_DAYS: i64 = 30;

/// A gap, for pages and checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which.
    pub code: GapCode,
    /// The records it is about.
    pub records: Vec<RecordId>,
}

/// The gaps that the list can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapCode {
    /// Nobody declared where AI could be seen.
    NoSource,
    /// A declared source was never looked through.
    SourceNeverRun,
    /// A declared source was not looked through in time.
    SourceOverdue,
    /// There is no unit in scope that could state anything.
    NoUnit,
    /// A unit never stated that its list is complete.
    NeverStated,
    /// A unit's statement is no longer valid.
    StatementOverdue,
    /// A unit states that its list is complete while candidates of it wait.
    Contradicted,
    /// Candidates wait too long.
    WaitingLong,
}

impl GapCode {
    /// What is missing, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoSource => "no source is declared in which unregistered AI could be seen",
            Self::SourceNeverRun => "declared sources were never looked through",
            Self::SourceOverdue => "declared sources were not looked through in time",
            Self::NoUnit => "no unit in scope could state that its list is complete",
            Self::NeverStated => "units never stated that their list is complete",
            Self::StatementOverdue => "statements of units are no longer valid",
            Self::Contradicted => "units state that their list is complete while candidates of theirs wait",
            Self::WaitingLong => "candidates have waited for more than 30 days",
        }
    }
}

impl Facts {
    /// What is missing, the most basic first. Empty when everything holds.
    pub fn gaps(&self) -> Vec<Gap> {
        let sources = |fits: fn(&SourceFacts) -> bool| {
            self.sources
                .iter()
                .filter(|facts| fits(facts))
                .map(|facts| facts.source)
                .collect()
        };
        let units = |fits: fn(&UnitFacts) -> bool| {
            self.units
                .iter()
                .filter(|facts| fits(facts))
                .map(|facts| facts.unit)
                .collect()
        };
        let waiting = self.queue.waiting.iter();
        let long = waiting
            .filter(|waiting| waiting.days > WAITING_MAX_DAYS)
            .map(|waiting| waiting.candidate);
        let mut gaps = Vec::new();
        if self.sources.is_empty() {
            gaps.push(Gap {
                code: GapCode::NoSource,
                records: Vec::new(),
            });
        }
        if self.units.is_empty() {
            gaps.push(Gap {
                code: GapCode::NoUnit,
                records: Vec::new(),
            });
        }
        let found: [(GapCode, Vec<RecordId>); 6] = [
            (
                GapCode::SourceNeverRun,
                sources(|facts| facts.freshness == Freshness::NeverRun),
            ),
            (
                GapCode::SourceOverdue,
                sources(|facts| matches!(facts.freshness, Freshness::Overdue { .. })),
            ),
            (
                GapCode::NeverStated,
                units(|facts| facts.state == StatementState::Never),
            ),
            (
                GapCode::StatementOverdue,
                units(|facts| matches!(facts.state, StatementState::Overdue { .. })),
            ),
            (
                GapCode::Contradicted,
                units(|facts| matches!(facts.state, StatementState::Valid { .. }) && facts.waiting > 0),
            ),
            (GapCode::WaitingLong, long.collect()),
        ];
        let found = found.into_iter().filter(|(_, records)| !records.is_empty());
        gaps.extend(found.map(|(code, records)| Gap { code, records }));
        gaps
    }
}
