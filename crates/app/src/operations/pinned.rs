//! The state of one size of the ledger, for who reads a list page by page while records change.

use std::sync::Arc;

use probity_core::envelope::Envelope;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::View;

/// The state after the first `size` entries.
///
/// # Errors
/// [`AppError::Invalid`] for a size at which no batch of this ledger ends.
pub fn view_at(ctx: &Ctx, size: u64) -> Result<Arc<View>, AppError> {
    let current = ctx.view();
    if size == current.register.size() {
        return Ok(current);
    }
    let unknown = || {
        AppError::Invalid(format!(
            "{size} is not a size at which a change of this ledger ended: start again from the first page"
        ))
    };
    if size == 0 || size > current.register.size() {
        return Err(unknown());
    }
    let last = ctx.workspace.store().entries(size - 1..size)?;
    let envelope = last.first().and_then(|entry| Envelope::parse(&entry.leaf).ok());
    let ends = envelope.is_some_and(|envelope| envelope.batch.place + 1 == envelope.batch.count);
    if !ends {
        return Err(unknown());
    }
    ctx.workspace.at_size(size)
}

/// Holds a state for a while, so that the next page need not fold it again.
pub fn hold(ctx: &Ctx, view: &Arc<View>) {
    ctx.workspace.hold(view);
}
