//! What left the house: every export and backup is noted, so that an erasure can list it.

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::{IssuedFile, IssuedKind};
use probity_core::rules::rights::Permission;

/// Notes a file that the actor was given. The faces call it for every file they hand out.
pub fn note_issued(
    ctx: &Ctx,
    operational: &dyn Operational,
    kind: IssuedKind,
    name: &str,
) -> Result<(), AppError> {
    let _allowed = ctx.authorize(Permission::Export)?;
    Ok(operational.record_issued(&IssuedFile {
        workspace: ctx.workspace.name().clone(),
        at: ctx.workspace.now(),
        kind,
        name: name.to_owned(),
        actor: ctx.actor.to_string(),
    })?)
}

/// Everything that left this workspace, oldest first.
pub fn issued_files(ctx: &Ctx, operational: &dyn Operational) -> Result<Vec<IssuedFile>, AppError> {
    let _allowed = ctx.authorize(Permission::Operate)?;
    Ok(operational.issued_files(ctx.workspace.name())?)
}
