//! What becomes of a service that an export shows.

use serde::Serialize;

use super::found::Found;

/// What becomes of one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It waits for a decision.
    New,
    /// It is known: somebody found this service to be this record before.
    Known {
        /// The system or use case.
        target: String,
    },
    /// It waits already; what was seen is brought up to date.
    Changed {
        /// The candidate.
        id: String,
    },
    /// It is recorded like this already.
    Unchanged {
        /// The candidate.
        id: String,
    },
    /// It was decided, and stays so.
    Decided {
        /// The candidate.
        id: String,
        /// Code of the decision.
        decision: String,
    },
    /// It was dismissed and comes back.
    Returned {
        /// The candidate.
        id: String,
        /// What the decision did not know.
        because: String,
    },
}

/// One service with what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// What was seen.
    pub found: Found,
    /// What becomes of it.
    pub outcome: Outcome,
}
