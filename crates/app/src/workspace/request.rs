//! Commands on their way to the writer, and what it says to them.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{Receiver, Sender};

use probity_core::ids::Actor;
use probity_core::rules::Command;
use probity_ledger::{CommandId, StoreError};

use super::Done;
use crate::error::AppError;
use crate::ports::{Node, OperationalError};

/// Commands that may share one commit.
const GROUP_MAX: usize = 256;

/// A command on its way to the writer.
pub(super) struct Request {
    pub actor: Actor,
    pub id: CommandId,
    pub command: Command,
    pub reply: Sender<Reply>,
}

/// What the writer says to a command.
pub(super) enum Reply {
    /// What became of it.
    Answer(Result<Done, AppError>),
    /// Nothing happened here: another node writes, that one if it is known.
    Elsewhere(Option<Node>),
    /// The database did not do it, or cannot say whether it did. Trying again under the same id
    /// never doubles it.
    Again(AppError),
}

/// The commands that wait, each id once: the same id once more waits for the next group, where the
/// first one's answer is known. `None` when nobody can send any more.
pub(super) fn next_group(
    requests: &Receiver<Request>,
    waiting: &mut VecDeque<Request>,
) -> Option<Vec<Request>> {
    let mut arrived: VecDeque<Request> = std::mem::take(waiting);
    if arrived.is_empty() {
        arrived.push_back(requests.recv().ok()?);
    }
    arrived.extend(requests.try_iter().take(GROUP_MAX.saturating_sub(arrived.len())));
    let mut group: Vec<Request> = Vec::with_capacity(arrived.len());
    let mut ids = BTreeSet::new();
    for request in arrived {
        if ids.insert(request.id.clone()) {
            group.push(request);
        } else {
            waiting.push_back(request);
        }
    }
    Some(group)
}

/// Hands a group back to those who asked: another node writes.
pub(super) fn turn_away(group: &[Request], to: Option<&Node>) {
    for request in group {
        // Who asked may have gone away.
        let _ = request.reply.send(Reply::Elsewhere(to.cloned()));
    }
}

/// The same error for one more request.
pub(super) fn again(error: &AppError) -> AppError {
    match error {
        AppError::Full => AppError::Full,
        AppError::Refused(refusal) => AppError::Refused(refusal.clone()),
        AppError::Invalid(why) => AppError::Invalid(why.clone()),
        AppError::CommandIdReused(id) => AppError::CommandIdReused(id.clone()),
        AppError::ReadOnly(why) => AppError::ReadOnly(why.clone()),
        AppError::Fold(fold) => AppError::Fold(fold.clone()),
        AppError::Store(StoreError::Unknown(why)) => AppError::Store(StoreError::Unknown(why.clone())),
        AppError::Store(StoreError::Failed(why)) => AppError::Store(StoreError::Failed(why.clone())),
        AppError::Store(store) => AppError::Store(StoreError::Failed(store.to_string())),
        AppError::Operational(OperationalError::Failed(why)) => {
            AppError::Operational(OperationalError::Failed(why.clone()))
        }
        AppError::Operational(error) => AppError::Operational(OperationalError::Failed(error.to_string())),
        other => AppError::Internal(other.to_string()),
    }
}
