//! Who writes, where several servers share one database.
//!
//! A node claims the lease of a workspace when a command comes and it does not know of another that
//! holds it. Nothing here is relied on for safety: see `crate::ports::nodes`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{lock, moment};
use crate::ports::{Claim, Forward, Node, Nodes, OperationalError, WorkspaceName};

/// The other servers on the same database, as one of them sees them.
pub struct Cluster {
    /// Leases and news.
    pub nodes: Arc<dyn Nodes>,
    /// The way to the others.
    pub forward: Arc<dyn Forward>,
    /// This server.
    pub me: Node,
    /// How long what takes.
    pub timing: Timing,
}

/// How long what takes among several servers.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How long a lease lasts without being renewed: after this long another node takes over from
    /// one that died.
    pub lease: Duration,
    /// How often a node looks for entries of others when no news come.
    pub poll: Duration,
    /// How long a command is tried while no node and no database answers.
    pub patience: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(3),
            poll: Duration::from_millis(500),
            patience: Duration::from_secs(15),
        }
    }
}

/// Who is to carry out a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// This node.
    Writer,
    /// That one.
    Follower(Node),
    /// Nobody has the key that is known of.
    Nobody,
}

/// What this node knows of the lease of one workspace.
pub(super) struct Lease {
    pub cluster: Arc<Cluster>,
    workspace: WorkspaceName,
    /// A node without the workspace's key never claims.
    can_write: bool,
    known: Mutex<Known>,
    /// The writer is at work: the lease is kept meanwhile.
    busy: AtomicBool,
}

struct Known {
    holder: Holder,
    /// Counts the times that this node came to write, so that its writer catches up at each.
    term: u64,
}

enum Holder {
    Unknown,
    Me { until: Instant },
    Other(Node),
}

impl Lease {
    pub(super) fn new(cluster: Arc<Cluster>, workspace: WorkspaceName, can_write: bool) -> Self {
        Self {
            cluster,
            workspace,
            can_write,
            known: Mutex::new(Known {
                holder: Holder::Unknown,
                term: 0,
            }),
            busy: AtomicBool::new(false),
        }
    }

    /// Who writes, by what is known here, else by asking the database. Renews in good time.
    pub(super) fn role(&self) -> Result<Role, OperationalError> {
        let mut known = lock(&self.known);
        match &known.holder {
            Holder::Other(node) => return Ok(Role::Follower(node.clone())),
            Holder::Me { until } if self.is_fresh(*until) => return Ok(Role::Writer),
            _ => {}
        }
        self.ask(&mut known)
    }

    /// Renews a lease that this node has, so that long work does not lose it. Never takes one.
    pub(super) fn renew_while_busy(&self) -> Result<(), OperationalError> {
        let mut known = lock(&self.known);
        let due =
            matches!(known.holder, Holder::Me { until } if moment::now() < until && !self.is_fresh(until));
        if due && self.is_busy() {
            self.ask(&mut known)?;
        }
        Ok(())
    }

    /// Whether this node may answer from what it knows: nobody else can have written by now.
    pub(super) fn is_mine(&self) -> bool {
        matches!(lock(&self.known).holder, Holder::Me { until } if moment::now() < until)
    }

    /// The number of this node's present time as the writer.
    pub(super) fn term(&self) -> u64 {
        lock(&self.known).term
    }

    /// That node did not answer, or said that it does not write: the database is asked next.
    pub(super) fn doubt(&self, node: &Node) {
        let mut known = lock(&self.known);
        if matches!(&known.holder, Holder::Other(other) if other == node) {
            known.holder = Holder::Unknown;
        }
    }

    /// Somebody else wrote although this node had the lease: the database is asked next.
    pub(super) fn doubt_mine(&self) {
        let mut known = lock(&self.known);
        if matches!(known.holder, Holder::Me { .. }) {
            known.holder = Holder::Unknown;
        }
    }

    /// Tells whether the writer is at work.
    pub(super) fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::Release);
    }

    /// Whether the writer is at work.
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire)
    }

    /// Gives the lease back, if this node has it. Never fatal: it runs out by itself.
    pub(super) fn release(&self) {
        let mut known = lock(&self.known);
        if matches!(known.holder, Holder::Me { .. }) {
            known.holder = Holder::Unknown;
            if let Err(error) = self.cluster.nodes.release(&self.workspace, &self.cluster.me) {
                tracing::info!(%error, "a lease is left to run out");
            }
        }
    }

    fn is_fresh(&self, until: Instant) -> bool {
        until.saturating_duration_since(moment::now()) > self.cluster.timing.lease / 2
    }

    fn ask(&self, known: &mut Known) -> Result<Role, OperationalError> {
        let Cluster {
            nodes, me, timing, ..
        } = &*self.cluster;
        if !self.can_write {
            return Ok(match nodes.last(&self.workspace)? {
                Some(node) if node.id != me.id => {
                    known.holder = Holder::Other(node.clone());
                    Role::Follower(node)
                }
                _ => Role::Nobody,
            });
        }
        let asked = moment::now();
        let had = matches!(known.holder, Holder::Me { until } if asked < until);
        match nodes.claim(&self.workspace, me, timing.lease)? {
            Claim::Mine => {
                if !had {
                    known.term += 1;
                    tracing::info!(workspace = %self.workspace, "this node writes");
                }
                known.holder = Holder::Me {
                    until: asked + timing.lease,
                };
                Ok(Role::Writer)
            }
            Claim::Theirs(node) => {
                known.holder = Holder::Other(node.clone());
                Ok(Role::Follower(node))
            }
        }
    }
}
