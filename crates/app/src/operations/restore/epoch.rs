//! A ledger whose end was lost goes on under a new origin and key.
//!
//! Others have seen checkpoints over the lost end. New entries take the places of lost ones, so under
//! the same key there would be two histories, and nobody could tell an accident from fraud. Under a new
//! origin there are not: old checkpoints and proofs stay what they are, and the first entry of the new
//! epoch names the checkpoint that was known.

use std::sync::Arc;

use probity_core::ids::Actor;
use probity_core::rules::Command;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::keys::{Keys, PastKey};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::{StoredFiles, WorkspaceName};
use crate::workspace::Workspace;

/// Begins the epoch of a restored ledger of `size` entries, sound and behind the checkpoint `known`.
/// Gives the new public key.
pub(super) fn begin(
    stored: &dyn StoredFiles,
    name: &WorkspaceName,
    keys: &Keys,
    size: u64,
    known: &str,
) -> Result<String, AppError> {
    let mut past = keys.past().to_vec();
    past.push(PastKey {
        until: size,
        key: keys.current().clone(),
    });
    let workspace = Workspace::open(stored.new_epoch(name, &past)?)?;
    let told = tell(&workspace, keys, size, known);
    workspace.close();
    told.map(|()| workspace.verifier_key().to_owned())
}

/// The first entry: a remark on the organisation.
fn tell(workspace: &Arc<Workspace>, old: &Keys, size: u64, known: &str) -> Result<(), AppError> {
    let ctx = Ctx::new(Arc::clone(workspace), Actor::System);
    let view = ctx.view();
    let register = &view.register;
    let organisation = register.kinds().known("organisation");
    let organisation = register.records(organisation).next().ok_or_else(|| {
        AppError::Invalid(format!(
            "the ledger of `{}` has no record of its organisation: make a new workspace in place of continuing it",
            workspace.name()
        ))
    })?;
    let (lost, _) = Checkpoint::parse_note(known).map_err(|error| AppError::Invalid(error.to_string()))?;
    let text = format!(
        "This ledger was restored from a backup of {size} entries and goes on under the new key `{new}`. The \
         checkpoint below is known: there were {known_size} entries, and those from {size} on are lost. Checkpoints of \
         up to {size} entries verify under the key `{old}`, later ones under the new key.\n\n{known}",
        new = workspace.verifier_key(),
        known_size = lost.size,
        old = old.current(),
    );
    let id = organisation.id.show(register.kinds());
    ctx.submit(Command::Comment { id, text }).map(drop)
}
