//! A store whose next commit fails as a test says.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{CommandId, Commit, CommittedCommand, Entry, Head, Store};

pub use probity_ledger::StoreError;

/// A store that fails as told before it passes a commit on, or after.
pub struct FailingStore {
    inner: Arc<dyn Store>,
    plan: Mutex<Option<(bool, StoreError)>>,
}

impl FailingStore {
    /// Over a store that works.
    #[must_use]
    pub fn over(inner: Arc<dyn Store>) -> Self {
        Self {
            inner,
            plan: Mutex::new(None),
        }
    }

    /// The next commit fails with this error, after it was kept all the same or before.
    pub fn fail_next(&self, kept: bool, error: StoreError) {
        *self.plan() = Some((kept, error));
    }

    fn plan(&self) -> MutexGuard<'_, Option<(bool, StoreError)>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for FailingStore {
    fn head(&self) -> Result<Head, StoreError> {
        self.inner.head()
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        match self.plan().take() {
            None => self.inner.commit(commit),
            Some((false, error)) => Err(error),
            Some((true, error)) => {
                self.inner.commit(commit)?;
                Err(error)
            }
        }
    }

    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        self.inner.entries(range)
    }

    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        self.inner.subject_entries(subject)
    }

    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError> {
        self.inner.tile(coordinates)
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError> {
        self.inner.command(id)
    }

    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.inner.checkpoint_at_most(size)
    }

    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError> {
        self.inner.checkpoints(sizes)
    }

    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError> {
        self.inner.commands(first)
    }

    fn scrub(&self) -> Result<(), StoreError> {
        self.inner.scrub()
    }

    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.inner.integrity()
    }
}
