//! Duplicates made one.

use probity_app::AppError;
use probity_app::operations::merge::merge;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CommandDone, Operation};
use crate::scope::Scope;

/// Merges records.
pub struct Merge;

/// Which records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// The record that stays.
    pub keep: String,
    /// The records that go.
    pub absorb: Vec<String>,
    /// The id of the command, for safe repetition.
    #[serde(default)]
    pub id: Option<String>,
}

impl Operation for Merge {
    const NAME: &'static str = "merge";
    type Request = MergeRequest;
    type Answer = CommandDone;

    fn run(scope: &Scope<'_>, request: MergeRequest) -> Result<CommandDone, AppError> {
        let ctx = scope.ctx_with(request.id.as_deref())?;
        Ok(merge(&ctx, &request.keep, &request.absorb)?.into())
    }
}
