//! A new workspace: the organisation, and a first administrator.

use probity_core::ids::RecordId;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_ledger::CommandId;

use crate::ctx::Ctx;
use crate::error::AppError;

/// Makes the organisation's record, a person who acts from this machine, and that person's grant.
/// Doing it twice changes nothing.
pub fn set_up(ctx: &Ctx, organisation: &str) -> Result<RecordId, AppError> {
    let create = |kind: &str, patch: Patch| Command::Create {
        kind: kind.to_owned(),
        patch,
    };
    let command = Command::Batch(vec![
        create("organisation", Patch::set_one("name", organisation)),
        create(
            "person",
            Patch {
                state: Some("active".to_owned()),
                ..Patch::set_one("name", "Local administrator")
            },
        ),
        create(
            "role_grant",
            Patch::set_one("name", "Administrator from this machine")
                .with("person", "new:1")
                .with("role", "admin"),
        ),
    ]);
    let mut ctx = ctx.clone();
    ctx.command_id = CommandId::new("set-up");
    let done = ctx.submit(command)?;
    done.subjects
        .get(1)
        .copied()
        .ok_or_else(|| AppError::Internal("the set-up made no person".to_owned()))
}

/// The person who acts from this machine: the first administrator, `PER-1`.
pub const LOCAL_ADMINISTRATOR: probity_core::ids::Actor = probity_core::ids::Actor::Person(1);
