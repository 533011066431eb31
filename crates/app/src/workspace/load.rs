//! From a store to a register: the newest fitting snapshot and the tail, or all entries.

use probity_core::Kinds;
use probity_core::envelope::Verb;
use probity_core::register::{FOLD_VERSION, FoldEntry, FoldError, FoldStep, Register};
use probity_ledger::Store;

use crate::error::AppError;
use crate::ports::Snapshots;

/// Entries read at a time.
const PAGE: u64 = 4096;

/// What opening found.
pub(super) struct Loaded {
    /// Folded as far as this release reads.
    pub register: Register,
    /// Where a newer release went on writing.
    pub stopped: Option<FoldError>,
    /// Size of the snapshot that was used, 0 for none.
    pub snapshot_size: u64,
}

/// Opens on the newest snapshot and folds the rest.
pub(super) fn load(store: &dyn Store, snapshots: &dyn Snapshots) -> Result<Loaded, AppError> {
    let size = store.head()?.size;
    let start = newest_snapshot(snapshots, size);
    let snapshot_size = start.as_ref().map_or(0, Register::size);
    let mut register = start.unwrap_or_else(|| Register::new(Kinds::built_in()));
    let mut erased = false;
    let mut note = |step: &FoldStep| erased |= step.verb == Verb::Erase;
    let folded = fold_with(store, &mut register, size, &mut note);
    if erased && snapshot_size > 0 {
        // Another server erased while this one was down.
        drop_snapshots(snapshots)?;
    }
    match folded {
        Ok(()) => Ok(Loaded {
            register,
            stopped: None,
            snapshot_size: if erased { 0 } else { snapshot_size },
        }),
        Err(AppError::Fold(stopped @ FoldError::Newer { .. })) => {
            // A batch is shown whole or not at all, so the fold goes back to the batch's start.
            let mut register = Register::new(Kinds::built_in());
            fold_to(store, &mut register, batch_start(store, &stopped)?)?;
            Ok(Loaded {
                register,
                stopped: Some(stopped),
                snapshot_size: 0,
            })
        }
        Err(error) => Err(error),
    }
}

/// Folds the entries from the register's size up to `size`.
pub(super) fn fold_to(store: &dyn Store, register: &mut Register, size: u64) -> Result<(), AppError> {
    fold_with(store, register, size, &mut |_| ())
}

/// The same, and tells of each step.
pub(super) fn fold_with(
    store: &dyn Store,
    register: &mut Register,
    size: u64,
    note: &mut dyn FnMut(&FoldStep),
) -> Result<(), AppError> {
    while register.size() < size {
        let from = register.size();
        let entries = store.entries(from..size.min(from + PAGE))?;
        if entries.is_empty() {
            return Err(AppError::Internal(format!(
                "the ledger has no entry {from} although its head is {size}"
            )));
        }
        for entry in &entries {
            let payload = entry.content.as_ref().map(|content| content.payload.as_slice());
            let entry = FoldEntry {
                index: entry.index,
                leaf: &entry.leaf,
                payload,
            };
            let (_, step) = FoldStep::read(register, &entry)?;
            register.apply_step(&step)?;
            note(&step);
        }
    }
    Ok(())
}

/// Where the batch begins whose entry stopped the fold.
pub(super) fn batch_start(store: &dyn Store, stopped: &FoldError) -> Result<u64, AppError> {
    let FoldError::Newer { index, .. } = stopped else {
        return Err(AppError::Fold(stopped.clone()));
    };
    let leaf = store
        .entries(*index..*index + 1)?
        .into_iter()
        .next()
        .map(|entry| entry.leaf);
    let place = leaf
        .and_then(|leaf| serde_json::from_slice::<serde_json::Value>(&leaf).ok())
        .and_then(|json| json.get("batch")?.get("place")?.as_u64())
        .unwrap_or(0);
    Ok(index.saturating_sub(place))
}

/// The newest snapshot of at most `size` entries that this release reads; a bad one is passed over.
pub(super) fn newest_snapshot(snapshots: &dyn Snapshots, size: u64) -> Option<Register> {
    let names = match snapshots.list() {
        Ok(names) => names,
        Err(error) => {
            tracing::warn!(%error, "snapshots cannot be listed; folding from the start");
            return None;
        }
    };
    let fitting = names
        .iter()
        .rev()
        .filter(|name| snapshot_size(name).is_some_and(|of| of <= size));
    fitting.filter_map(|name| read_snapshot(snapshots, name)).next()
}

fn read_snapshot(snapshots: &dyn Snapshots, name: &str) -> Option<Register> {
    let bytes = snapshots.read(name).ok().flatten()?;
    match Register::from_snapshot(Kinds::built_in(), &bytes) {
        Ok(register) if Some(register.size()) == snapshot_size(name) => Some(register),
        Ok(_) => None,
        Err(error) => {
            tracing::info!(name, %error, "a snapshot is not used");
            None
        }
    }
}

fn snapshot_size(name: &str) -> Option<u64> {
    let (size, rest) = name.split_once('-')?;
    rest.starts_with(&format!("f{FOLD_VERSION}-"))
        .then(|| size.parse().ok())
        .flatten()
}

/// Keeps a snapshot of a register. Never fatal: it can be made again.
pub(super) fn keep_snapshot(snapshots: &dyn Snapshots, register: &Register) {
    let hash = register.state_hash();
    let name = format!("{:012}-f{FOLD_VERSION}-{}", register.size(), &hash[..16]);
    if let Err(error) = snapshots.write(&name, &register.to_snapshot()) {
        tracing::warn!(name, %error, "a snapshot could not be kept");
    }
}

/// Removes every snapshot: they may hold what was erased.
pub(super) fn drop_snapshots(snapshots: &dyn Snapshots) -> Result<(), AppError> {
    let failed = |error: crate::ports::SnapshotError| AppError::Internal(error.to_string());
    for name in snapshots.list().map_err(failed)? {
        snapshots.delete(&name).map_err(failed)?;
    }
    Ok(())
}
