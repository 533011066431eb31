//! Follows a ledger that other servers write to as well.
//!
//! News only make it fast: the head is looked at in any case, again and again. While this node
//! writes, nobody else is expected to, so it looks at its own pace.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;

use super::lease::Lease;
use super::shown::Shown;
use crate::error::AppError;
use crate::ports::WorkspaceName;

/// Entries after which a snapshot is kept.
const SNAPSHOT_EVERY: u64 = 50_000;

/// The thread that follows. It ends when this is dropped.
pub(super) struct Tail {
    ends: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Tail {
    /// Starts to follow.
    pub(super) fn start(
        workspace: WorkspaceName,
        shown: Arc<Shown>,
        lease: Arc<Lease>,
    ) -> Result<Self, AppError> {
        let (ends, ended) = channel();
        let follower = Follower {
            workspace,
            shown,
            lease,
        };
        let thread = std::thread::Builder::new()
            .name("probity-tail".to_owned())
            .spawn(move || follower.follow(&ended))
            .map_err(|error| AppError::Internal(format!("no thread to follow a ledger: {error}")))?;
        Ok(Self {
            ends: Some(ends),
            thread: Some(thread),
        })
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        self.ends.take();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the following of a ledger ended by a panic");
        }
    }
}

struct Follower {
    workspace: WorkspaceName,
    shown: Arc<Shown>,
    lease: Arc<Lease>,
}

impl Follower {
    fn follow(&self, ended: &Receiver<()>) {
        let poll = self.lease.cluster.timing.poll;
        loop {
            let waited = if self.lease.is_mine() {
                match ended.recv_timeout(poll) {
                    Err(RecvTimeoutError::Timeout) => self.lease.renew_while_busy(),
                    _ => return,
                }
            } else {
                let known = self.shown.size();
                self.lease
                    .cluster
                    .nodes
                    .wait_for_change(&self.workspace, known, poll)
            };
            let looked = waited.map_err(AppError::from).and_then(|()| self.look());
            let failed = looked.is_err();
            self.report(looked);
            // After a failure nothing was waited for.
            let pause = if failed { poll } else { std::time::Duration::ZERO };
            if !matches!(ended.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                return;
            }
        }
    }

    fn look(&self) -> Result<(), AppError> {
        // The writer of this node has the right for as long as it is at work, and moves on by itself.
        if self.lease.is_busy() {
            return Ok(());
        }
        let mut folding = self.shown.folding();
        folding.catch_up()?;
        folding.keep_snapshot_after(SNAPSHOT_EVERY);
        Ok(())
    }

    fn report(&self, looked: Result<(), AppError>) {
        let workspace = &self.workspace;
        match looked {
            Ok(()) => {
                if self.shown.set_trouble(false) {
                    tracing::warn!(%workspace, "the ledger can be followed again");
                }
            }
            Err(error) => {
                if self.shown.set_trouble(true) {
                    tracing::error!(%workspace, %error, "the ledger cannot be followed; trying on");
                }
            }
        }
    }
}
