//! Several servers on one database: who writes a workspace, how the others learn of changes, and
//! how a command reaches the one that writes.
//!
//! **Invariant:** nothing here keeps a ledger from being forked. The lease says who *should* write,
//! so that two servers do not get in each other's way; the compare-and-swap of
//! `probity_ledger::Store::commit` is the fence. A lease that is wrong, late or lost costs time only.

use std::fmt;
use std::time::Duration;

use probity_core::ids::Actor;
use probity_core::rules::Command;
use probity_ledger::CommandId;

use super::{OperationalError, WorkspaceName};
use crate::error::AppError;
use crate::workspace::Done;

/// One server of several on one database.
#[derive(Clone, PartialEq, Eq)]
pub struct Node {
    /// Made at random at every start, so that a restarted server is not taken for the one before.
    pub id: String,
    /// The base under which other nodes reach it, such as `http://10.0.0.5:42001`; no slash last.
    pub address: String,
    /// What other nodes show it when they send a command. Only who reads the database knows it.
    pub token: String,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({} at {})", self.id, self.address)
    }
}

/// Who is to write a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The one that asked, for the time it asked for, counted from before the call.
    Mine,
    /// Another node; its lease has not run out.
    Theirs(Node),
}

/// Leases and news of one database. Time is the database's: the clocks of nodes are not compared.
///
/// Calls block. Implementations are shared between threads.
pub trait Nodes: Send + Sync {
    /// Takes or renews the lease of a workspace for `ttl` from the database's present moment, in one
    /// atomic step. It is [`Claim::Mine`] when there is no lease, when it has run out, when `me.id`
    /// holds it, or when a node of the same address holds it: who listens where another did has
    /// replaced it.
    fn claim(&self, workspace: &WorkspaceName, me: &Node, ttl: Duration) -> Result<Claim, OperationalError>;

    /// Lets a lease run out now, if `me.id` holds it. Who held it last is still told by [`Self::last`].
    fn release(&self, workspace: &WorkspaceName, me: &Node) -> Result<(), OperationalError>;

    /// Who holds the lease, or held it last: where a node that cannot write itself turns to.
    /// `None` when nobody ever claimed it.
    fn last(&self, workspace: &WorkspaceName) -> Result<Option<Node>, OperationalError>;

    /// Waits until the ledger of a workspace may have more entries than `known_size`, at most
    /// `timeout`. It may return early or for nothing and it may miss news; callers read the head
    /// afterwards in any case. An error means that the database does not answer.
    fn wait_for_change(
        &self,
        workspace: &WorkspaceName,
        known_size: u64,
        timeout: Duration,
    ) -> Result<(), OperationalError>;
}

/// A command on its way to the node that writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Forwarded {
    /// Where it is to happen.
    pub workspace: WorkspaceName,
    /// Who acts: the node that sends it has made sure of that.
    pub actor: Actor,
    /// The same at every attempt, so that trying again never doubles it.
    pub id: CommandId,
    /// What is to be done.
    pub command: Command,
}

/// Why a forwarded command has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ForwardError {
    /// The node that writes has answered with this: the command did not happen.
    #[error(transparent)]
    Answered(AppError),
    /// The node that was asked does not write this workspace any more; nothing happened there.
    #[error("the node that was asked does not write this workspace any more")]
    Elsewhere,
    /// The database failed the node that writes, and this says how. Trying again under the same id
    /// never doubles the command.
    #[error(transparent)]
    Again(AppError),
    /// There is no answer within the patience, over a connection that stands. The command may have
    /// happened, or may yet happen.
    #[error("the node that writes this workspace has not answered in time")]
    Late,
    /// There is no connection, or it broke. The command may have happened.
    #[error("the node that writes this workspace does not answer: {0}")]
    Unreached(String),
}

/// The way from one node to another.
pub trait Forward: Send + Sync {
    /// Sends a command to another node and waits for its answer, at most for `patience`. The other
    /// node never sends it on.
    fn forward(&self, to: &Node, command: &Forwarded, patience: Duration) -> Result<Done, ForwardError>;
}
