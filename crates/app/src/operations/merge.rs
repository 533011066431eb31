//! Duplicates made one: people, vendors, systems and every other kind.

use std::collections::BTreeSet;
use std::sync::Arc;

use probity_core::RecordId;
use probity_core::history::{FieldChange, diff};
use probity_core::register::{Register, Visibility};
use probity_core::rules::rights::Principal;
use probity_core::rules::{Command, Context, Refusal, decide};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::{Done, View};

/// Moves every link from the absorbed records to the one that is kept, fills what it lacks from them,
/// adds their outside ids, and puts them away. All of it is one batch; history stays where it was.
pub fn merge(ctx: &Ctx, keep: &str, absorb: &[String]) -> Result<Done, AppError> {
    ctx.submit(command(keep, absorb)?)
}

/// What a merge would do. Nothing of it is done.
pub struct Preview {
    /// The state it was tried on.
    pub before: Arc<View>,
    /// What that state would become.
    pub after: Register,
    /// Every record that would change, the kept one and the absorbed ones among them.
    pub changed: BTreeSet<RecordId>,
    visibility: Visibility,
}

impl Preview {
    /// What a record's fields are now and would be.
    pub fn changes(&self, id: RecordId) -> Vec<FieldChange> {
        match (self.before.register.get(id), self.after.get(id)) {
            (Some(before), Some(after)) => diff(&self.after, &self.visibility, before, after),
            _ => Vec::new(),
        }
    }
}

/// Tries a merge on the newest state.
///
/// # Errors
/// As [`merge`]: what would be refused is refused here in the same words.
pub fn preview(ctx: &Ctx, keep: &str, absorb: &[String]) -> Result<Preview, AppError> {
    if let Some(reason) = ctx.workspace.read_only() {
        return Err(AppError::ReadOnly(reason.to_owned()));
    }
    let before = ctx.view();
    let now = ctx.workspace.now();
    let today = now.to_zoned_datetime(before.time_zone()).date();
    let principal = Principal::of(&before.register, ctx.actor, today);
    let context = Context {
        principal: &principal,
        now: now.as_millisecond().max(before.register.at()),
        today,
    };
    let decision = decide(&before.register, &context, &command(keep, absorb)?).map_err(outside_a_batch)?;
    Ok(Preview {
        visibility: Visibility::of(&before.register, &principal),
        changed: decision.drafts.iter().map(|draft| draft.subject).collect(),
        after: decision.register,
        before,
    })
}

fn outside_a_batch(refusal: Refusal) -> AppError {
    AppError::Refused(Refusal {
        item: None,
        ..refusal
    })
}

fn command(keep: &str, absorb: &[String]) -> Result<Command, AppError> {
    let distinct = absorb.iter().collect::<BTreeSet<_>>().len() == absorb.len();
    if !distinct {
        return Err(AppError::Invalid(
            "a record is named twice among those that are merged: name each once".to_owned(),
        ));
    }
    Ok(Command::Merge {
        keep: keep.to_owned(),
        absorb: absorb.to_vec(),
    })
}
