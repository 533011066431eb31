//! What somebody wants done. A command is plain data: the same from web, API and CLI.

use serde::{Deserialize, Serialize};

use crate::patch::Patch;

/// What the author says about a change that the declaration cannot know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Materiality {
    /// Only the wording changed, with the reason why a material field may be touched.
    Editorial(String),
    /// It matters although no field is marked material.
    Material,
}

/// One thing to do.
///
/// In a [`Command::Batch`], a reference may name a record that an earlier item of the same batch
/// makes: `new:0` for what the first item creates, and so on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Make a record.
    Create {
        /// Name of the kind.
        kind: String,
        /// Its fields, and its state where it is not new to the organisation.
        patch: Patch,
    },
    /// Change fields and links.
    Revise {
        /// The record, `SYS-12`.
        id: String,
        /// The revision the author saw; another one means somebody was faster. `None` does not ask.
        expected_revision: Option<u32>,
        /// The change.
        patch: Patch,
        /// Editorial or material, where the author says so.
        materiality: Option<Materiality>,
    },
    /// Move to another state.
    Move {
        /// The record.
        id: String,
        /// The revision the author saw.
        expected_revision: Option<u32>,
        /// Code of the state.
        to: String,
        /// Fields that change with it, the reason, the stated day.
        patch: Patch,
        /// It happened outside and is recorded as a fact: the life cycle's conditions warn, and do not refuse.
        as_fact: bool,
    },
    /// Put away or bring back.
    Archive {
        /// The record.
        id: String,
        /// True to put away.
        archived: bool,
        /// Why.
        reason: Option<String>,
    },
    /// Remark on a record.
    Comment {
        /// The record.
        id: String,
        /// The remark.
        text: String,
    },
    /// Make several records one: every link to the absorbed ones is moved, and they are put away.
    Merge {
        /// The record that stays.
        keep: String,
        /// The records that go.
        absorb: Vec<String>,
    },
    /// Remove the content of all entries of a record for good; what is not erased is said again.
    Erase {
        /// The record.
        id: String,
        /// The fields that go; empty for every field marked personal.
        fields: Vec<String>,
        /// Indices of the entries that lose their content, from the ledger: all of the record that
        /// still have some, or those alone that hold what must go.
        entries: Vec<u64>,
        /// Why: the request or the rule.
        reason: String,
    },
    /// All of it or nothing, as one batch.
    Batch(Vec<Command>),
    /// Make a record under the number it had elsewhere, as moving a whole workspace does. In a batch, a
    /// reference may name a record that a later item restores; a custom field comes before its values.
    Restore {
        /// The record, `SYS-12`; its number is above every number of its kind that was given here.
        id: String,
        /// Its fields, state and archive mark.
        patch: Patch,
    },
}
