//! Keeps snapshots beside the writer: one at a time, on a thread of its own, so that no command waits
//! for the writing of one.

use std::sync::Arc;
use std::thread::JoinHandle;

use probity_core::register::Register;

use super::load::{drop_snapshots, keep_snapshot};
use crate::ports::Snapshots;

/// The snapshots of one workspace, as its writer sees them.
pub(super) struct Keeper {
    snapshots: Arc<dyn Snapshots>,
    /// Entries in the newest one.
    size: u64,
    running: Option<JoinHandle<()>>,
}

impl Keeper {
    /// A keeper whose newest snapshot is of this size; 0 for none.
    pub(super) fn new(snapshots: Arc<dyn Snapshots>, size: u64) -> Self {
        Self {
            snapshots,
            size,
            running: None,
        }
    }

    /// Begins a snapshot when so many entries came since the last one and none is being written.
    pub(super) fn keep_after(&mut self, register: &Register, entries: u64) {
        let busy = self
            .running
            .as_ref()
            .is_some_and(|running| !running.is_finished());
        if busy || register.size() < self.size + entries {
            return;
        }
        self.finish();
        let (snapshots, register) = (Arc::clone(&self.snapshots), register.clone());
        self.size = register.size();
        let thread = std::thread::Builder::new().name("probity-snapshot".to_owned());
        match thread.spawn(move || keep_snapshot(&*snapshots, &register)) {
            Ok(running) => self.running = Some(running),
            Err(error) => tracing::warn!(%error, "no thread for a snapshot"),
        }
    }

    /// Waits for the snapshot that is being written.
    pub(super) fn finish(&mut self) {
        if let Some(running) = self.running.take()
            && running.join().is_err()
        {
            tracing::error!("the writing of a snapshot ended by a panic");
        }
    }

    /// Removes every snapshot: they may hold what was erased.
    pub(super) fn forget(&mut self) {
        self.finish();
        if let Err(error) = drop_snapshots(&*self.snapshots) {
            tracing::error!(%error, "snapshots from before an erasure could not be removed");
        }
        self.size = 0;
    }
}
