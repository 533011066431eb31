//! From a caller to the writer, wherever it is.

use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::time::Duration;

use probity_core::ids::Actor;
use probity_core::rules::Command;
use probity_ledger::CommandId;

use super::lease::{Lease, Role};
use super::request::{Reply, Request};
use super::{Done, Workspace, lock, moment, seal};
use crate::error::AppError;
use crate::ports::{ForwardError, Forwarded, Node};

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(50);
/// The longest that a command waits for a node that is alive and at work.
const LONGEST: Duration = Duration::from_secs(600);

/// What became of one attempt to have a command carried out.
enum Attempt {
    Answer(Result<Done, AppError>),
    /// It is tried again at once: somebody is alive and said where.
    Moved,
    /// It is tried again for some time; this is the answer when that is over.
    Failed(AppError),
}

impl Workspace {
    /// Carries out a command and waits until it is durable and shown here. A command id that was
    /// carried out before answers as then and changes nothing.
    ///
    /// Where several servers share the ledger, the one that writes does it. When that one dies or
    /// does not answer, the command is tried again under the same id, so that it happens once.
    pub fn submit(&self, actor: Actor, id: Option<CommandId>, command: Command) -> Result<Done, AppError> {
        if let Some(reason) = self.read_only() {
            return Err(AppError::ReadOnly(reason.to_owned()));
        }
        let is_own_id = id.is_none();
        let id = match id {
            Some(id) => id,
            None => seal::random_command_id()?,
        };
        let Some(lease) = &self.lease else {
            return match self.submit_here(actor, id, command)? {
                Reply::Answer(answer) => answer,
                Reply::Again(error) => Err(error),
                Reply::Elsewhere(_) => Err(AppError::Internal("there is no other node".to_owned())),
            };
        };
        let forwarded = Forwarded {
            workspace: self.name.clone(),
            actor,
            id,
            command,
        };
        let (mut done, attempts) = self.submit_somewhere(lease, &forwarded)?;
        // What was repeated is an attempt of ours that had no answer. An id that was made here was never
        // given to anybody else.
        done.repeated &= !is_own_id && attempts == 1;
        Ok(done)
    }

    /// Carries out a command that another node sends, if this one writes. It is never sent on.
    ///
    /// # Errors
    /// As another node is to take them: see [`ForwardError`].
    pub fn submit_as_writer(&self, forwarded: Forwarded) -> Result<Done, ForwardError> {
        if let Some(reason) = self.read_only() {
            return Err(ForwardError::Answered(AppError::ReadOnly(reason.to_owned())));
        }
        let Forwarded {
            actor, id, command, ..
        } = forwarded;
        match self.submit_here(actor, id, command) {
            Ok(Reply::Answer(answer)) => answer.map_err(ForwardError::Answered),
            Ok(Reply::Elsewhere(_)) => Err(ForwardError::Elsewhere),
            Ok(Reply::Again(error)) | Err(error) => Err(ForwardError::Again(error)),
        }
    }

    fn submit_here(&self, actor: Actor, id: CommandId, command: Command) -> Result<Reply, AppError> {
        let (reply, answer) = channel();
        let request = Request {
            actor,
            id,
            command,
            reply,
        };
        let gone = || AppError::Internal("the writer of this workspace has ended".to_owned());
        let sender = lock(&self.requests).clone().ok_or_else(gone)?;
        sender.send(request).map_err(|_| gone())?;
        drop(sender);
        answer.recv().map_err(|_| gone())
    }

    /// Tries until there is an answer, and counts how often.
    fn submit_somewhere(&self, lease: &Lease, forwarded: &Forwarded) -> Result<(Done, u32), AppError> {
        let timing = lease.cluster.timing;
        let start = moment::now();
        let mut failing_since = None;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let attempt = match lease.role() {
                Ok(Role::Writer) => self.attempt_here(lease, forwarded)?,
                Ok(Role::Follower(node)) => self.attempt_there(lease, &node, forwarded),
                // A server that has the key may be starting at this moment.
                Ok(Role::Nobody) if start.elapsed() < timing.lease => Attempt::Failed(no_answer()),
                Ok(Role::Nobody) => Attempt::Answer(Err(AppError::ReadOnly(
                    "its key is not on this server, and no server that has it was ever started: put the key into \
                     the data folder of this one, or start the other"
                        .to_owned(),
                ))),
                Err(error) => Attempt::Failed(error.into()),
            };
            let patience_is_over = match attempt {
                Attempt::Answer(answer) => return answer.map(|done| (done, attempts)),
                Attempt::Moved if start.elapsed() < LONGEST => continue,
                Attempt::Moved => Some(no_answer()),
                Attempt::Failed(error) => {
                    let since = *failing_since.get_or_insert_with(moment::now);
                    (since.elapsed() > timing.patience).then_some(error)
                }
            };
            if let Some(error) = patience_is_over {
                return Err(error);
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn attempt_here(&self, lease: &Lease, forwarded: &Forwarded) -> Result<Attempt, AppError> {
        let Forwarded {
            actor, id, command, ..
        } = forwarded;
        Ok(match self.submit_here(*actor, id.clone(), command.clone())? {
            Reply::Answer(answer) => Attempt::Answer(answer),
            Reply::Again(error) => Attempt::Failed(error),
            Reply::Elsewhere(Some(node)) => self.attempt_there(lease, &node, forwarded),
            Reply::Elsewhere(None) => Attempt::Failed(no_answer()),
        })
    }

    fn attempt_there(&self, lease: &Lease, node: &Node, forwarded: &Forwarded) -> Attempt {
        let cluster = &lease.cluster;
        match cluster.forward.forward(node, forwarded, cluster.timing.lease) {
            Ok(done) => {
                self.acknowledged.fetch_max(done.size, Ordering::AcqRel);
                self.follow_up(done.size, cluster.timing.patience);
                Attempt::Answer(Ok(done))
            }
            Err(ForwardError::Answered(error)) => {
                // It rests on what this node may not have folded yet.
                self.follow_up(0, cluster.timing.patience);
                Attempt::Answer(Err(error))
            }
            Err(ForwardError::Again(error)) => Attempt::Failed(error),
            Err(ForwardError::Elsewhere) => {
                lease.doubt(node);
                Attempt::Failed(no_answer())
            }
            // A node that is at work renews its lease; one that is not loses it soon.
            Err(ForwardError::Late) => {
                lease.doubt(node);
                Attempt::Moved
            }
            Err(ForwardError::Unreached(why)) => {
                tracing::warn!(?node, why, "the node that writes cannot be reached");
                lease.doubt(node);
                Attempt::Failed(AppError::NoWriter(format!(
                    "the server at `{}`, which writes this workspace now, cannot be reached from this one, so it is \
                     not known whether this was written: look at the record, then try again; if it stays so, check \
                     the network and `--node-address`",
                    node.address
                )))
            }
        }
    }

    /// Shows here what was written elsewhere. What fails is made up for by whoever asks for that
    /// size next.
    fn follow_up(&self, size: u64, patience: Duration) {
        let followed = match size {
            0 => self.shown.folding().catch_up().map(drop),
            size => self.at_least(size, patience).map(drop),
        };
        if let Err(error) = followed {
            tracing::warn!(%error, "what another node wrote is not shown here yet");
        }
    }
}

fn no_answer() -> AppError {
    AppError::NoWriter(
        "no server was found that writes this workspace now, so it is not known whether this was written: look \
         before you send it again"
            .to_owned(),
    )
}
