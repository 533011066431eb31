//! Content removed for good.

use probity_app::AppError;
use probity_app::operations::erase::{Erasure, erase};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Operation, as_json};
use crate::scope::Scope;

/// Erases content about somebody.
pub struct Erase;

/// What is erased.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// The record.
    pub id: String,
    /// The fields that go; empty for what speaks of a person.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Why: the request or the rule that it answers.
    pub reason: String,
    /// Words that also go from every other record.
    #[serde(default)]
    pub everywhere: Vec<String>,
}

impl Operation for Erase {
    const NAME: &'static str = "erase";
    type Request = EraseRequest;
    /// `probity_app::operations::erase::Erased`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, request: EraseRequest) -> Result<Json, AppError> {
        let ctx = scope.ctx()?;
        let EraseRequest {
            id,
            fields,
            reason,
            everywhere,
        } = request;
        let erasure = Erasure {
            id,
            fields,
            reason,
            everywhere,
        };
        as_json(&erase(&ctx, &**scope.instance.operational(), &erasure)?)
    }
}
