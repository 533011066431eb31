//! Checks the workspace that is open.

use probity_app::AppError;
use probity_app::operations::fsck::{Report, fsck_open};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::scope::Scope;

/// Re-derives everything a workspace keeps.
pub struct Fsck;

/// What it is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FsckRequest {
    /// A signed checkpoint that was kept elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

impl Operation for Fsck {
    const NAME: &'static str = "fsck";
    type Request = FsckRequest;
    type Answer = Report;

    fn run(scope: &Scope<'_>, request: FsckRequest) -> Result<Report, AppError> {
        let ctx = scope.ctx()?;
        let size = ctx.view().register.size();
        fsck_open(&ctx, request.checkpoint.as_deref(), &mut |read| {
            (scope.progress)(read, size);
        })
    }
}
