//! The workspace as it was recorded on a past day.

use std::sync::{Arc, Mutex};

use probity_core::Kinds;
use probity_core::envelope::Envelope;
use probity_core::register::Register;

use super::load::{fold_to, newest_snapshot};
use super::{View, Workspace, lock};
use crate::error::AppError;

/// Which state is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AsOf {
    /// The newest.
    Now,
    /// The last batch before the end of that day in the workspace's zone.
    Day(jiff::civil::Date),
}

/// How many past views are held.
const HELD: usize = 4;

/// The past views asked for last, newest use last.
#[derive(Default)]
pub(super) struct PastViews(Mutex<Vec<(u64, Arc<View>)>>);

impl PastViews {
    fn get(&self, size: u64) -> Option<Arc<View>> {
        let mut held = lock(&self.0);
        let place = held.iter().position(|(known, _)| *known == size)?;
        let found = held.remove(place);
        held.push(found.clone());
        Some(found.1)
    }

    fn put(&self, size: u64, view: Arc<View>) {
        let mut held = lock(&self.0);
        if held.len() >= HELD {
            held.remove(0);
        }
        held.push((size, view));
    }

    /// Forgets all: after an erasure they may hold what is gone.
    pub(super) fn clear(&self) {
        lock(&self.0).clear();
    }
}

impl Workspace {
    /// The state as of a day; today and later days are the newest state.
    pub fn as_of(&self, as_of: AsOf) -> Result<Arc<View>, AppError> {
        let AsOf::Day(day) = as_of else {
            return Ok(self.current());
        };
        let current = self.current();
        let end = day
            .tomorrow()
            .and_then(|next| next.to_zoned_datetime(current.time_zone()))
            .map_err(|error| {
                AppError::Invalid(format!("`{day}` is not a day Probity can look at: {error}"))
            })?;
        if end.timestamp() > self.now() {
            return Ok(current);
        }
        let size = self.size_before(end.timestamp().as_millisecond(), current.register.size())?;
        self.at_size(size)
    }

    /// The state after the first `size` entries, which must end a batch.
    pub fn at_size(&self, size: u64) -> Result<Arc<View>, AppError> {
        let current = self.current();
        if size == current.register.size() {
            return Ok(current);
        }
        if let Some(view) = self.shown.past.get(size) {
            return Ok(view);
        }
        let mut register =
            newest_snapshot(&*self.snapshots, size).unwrap_or_else(|| Register::new(Kinds::built_in()));
        fold_to(&*self.shown.store, &mut register, size)?;
        let view = Arc::new(View::new(register));
        self.shown.past.put(size, Arc::clone(&view));
        Ok(view)
    }

    /// Holds a view for a while, for who comes back to ask for more of the same state.
    pub fn hold(&self, view: &Arc<View>) {
        let size = view.register.size();
        if self.shown.past.get(size).is_none() {
            self.shown.past.put(size, Arc::clone(view));
        }
    }

    /// How many entries were recorded before a moment. Times never fall, so this is a binary
    /// search; all entries of a batch have one time, so it ends on a batch.
    pub fn size_before(&self, end: i64, size: u64) -> Result<u64, AppError> {
        let (mut low, mut high) = (0, size);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.recorded_at(middle)? < end {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    fn recorded_at(&self, index: u64) -> Result<i64, AppError> {
        let entry = self.store().entries(index..index + 1)?.into_iter().next();
        let entry = entry.ok_or_else(|| AppError::Internal(format!("the ledger has no entry {index}")))?;
        let envelope = Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(envelope.at)
    }
}
