//! What an import says to scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::mapping::Mapping;
use super::notes::Note;
use super::plan::{Plan, RowPlan};
use super::rows::RowRefusal;
use super::run::Outcome;

/// One import or dry run as a JSON document; the names are a contract that scripts rely on.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// Rows in the file: the sum of the next four.
    pub rows: usize,
    /// New records.
    pub created: usize,
    /// Changed records.
    pub updated: usize,
    /// Rows whose record says all of it already, and rows that are left out.
    pub unchanged: usize,
    /// Rows that cannot be brought in.
    pub refused: usize,
    /// How many of the unchanged are left out, as the mapping says.
    pub left_out: usize,
    /// The mapping used.
    pub mapping: Mapping,
    /// Headers of columns that become fields of the workspace's own.
    pub unmapped: Vec<String>,
    /// Why rows are refused.
    pub refusals: Vec<RowRefusal>,
    /// What else is to know.
    pub notes: Vec<Note>,
    /// How rows find records, in sentences.
    pub rule: Vec<String>,
    /// True when something was written.
    pub written: bool,
    /// The import's own record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
    /// Id of the batch in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// AI systems made beside the rows' own records.
    pub new_systems: usize,
    /// Labels of the fields made.
    pub new_fields: Vec<String>,
    /// Names of other records made, by kind: units, vendors.
    pub new_records: BTreeMap<&'static str, Vec<String>>,
    /// People named in the file who were not known: they can be invited now.
    pub people_to_invite: Vec<String>,
    /// What was recorded although the rules would have had it otherwise.
    pub warnings: Vec<String>,
    /// What would become of every row; in a dry run only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<RowPlan>,
}

impl ImportReport {
    /// Of a dry run.
    pub fn of_plan(plan: &Plan) -> Self {
        let counts = plan.counts();
        let mut new_records = plan.named.clone();
        let people_to_invite = new_records.remove("person").unwrap_or_default();
        Self {
            rows: counts.rows,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            refused: counts.refused,
            left_out: counts.left_out,
            mapping: plan.mapping.clone(),
            unmapped: plan.mapping.unmapped(),
            refusals: plan.refusals.clone(),
            notes: plan.notes.clone(),
            rule: plan.mapping.rule_in_words(),
            written: false,
            import: None,
            batch: None,
            new_systems: plan.new_systems,
            new_fields: plan.new_fields.clone(),
            new_records,
            people_to_invite,
            warnings: Vec::new(),
            outcomes: plan.rows.clone(),
        }
    }

    /// Of an import that was carried out, or that refused rows kept from being.
    pub fn of_outcome(outcome: &Outcome) -> Self {
        Self {
            written: outcome.written,
            import: outcome.import.clone(),
            batch: outcome.batch.clone(),
            warnings: outcome.warnings.clone(),
            outcomes: Vec::new(),
            ..Self::of_plan(&outcome.plan)
        }
    }
}
