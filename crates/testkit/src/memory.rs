//! Blobs and snapshots that live in memory, under the same contracts as the ones on disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use probity_app::ports::{BlobError, BlobHash, BlobProblem, Blobs, SnapshotError, Snapshots};

/// Blobs without a disk.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<BTreeMap<BlobHash, Vec<u8>>>);

impl MemoryBlobs {
    /// Puts other bytes under the hash of a blob, as damage on a disk would.
    pub fn damage(&self, hash: BlobHash, bytes: &[u8]) {
        held(&self.0).insert(hash, bytes.to_vec());
    }
}

impl Blobs for MemoryBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(bytes);
        held(&self.0).insert(hash, bytes.to_vec());
        Ok(hash)
    }

    fn get(&self, hash: BlobHash) -> Result<Vec<u8>, BlobError> {
        let bytes = held(&self.0)
            .get(&hash)
            .cloned()
            .ok_or(BlobError::Missing(hash))?;
        if BlobHash::of(&bytes) == hash {
            Ok(bytes)
        } else {
            Err(BlobError::Damaged(hash))
        }
    }

    fn exists(&self, hash: BlobHash) -> Result<bool, BlobError> {
        Ok(held(&self.0).contains_key(&hash))
    }

    fn size(&self, hash: BlobHash) -> Result<Option<u64>, BlobError> {
        Ok(held(&self.0).get(&hash).map(|bytes| bytes.len() as u64))
    }

    fn list(&self) -> Result<Vec<BlobHash>, BlobError> {
        Ok(held(&self.0).keys().copied().collect())
    }

    fn delete(&self, hash: BlobHash) -> Result<bool, BlobError> {
        Ok(held(&self.0).remove(&hash).is_some())
    }

    fn verify_all(&self, report: &mut dyn FnMut(BlobHash, BlobProblem)) -> Result<u64, BlobError> {
        let blobs = held(&self.0);
        for (hash, bytes) in blobs.iter() {
            let actual = BlobHash::of(bytes);
            if actual != *hash {
                report(*hash, BlobProblem::Changed { actual });
            }
        }
        Ok(blobs.len() as u64)
    }
}

/// Snapshots without a disk.
#[derive(Debug, Default)]
pub struct MemorySnapshots(Mutex<BTreeMap<String, Vec<u8>>>);

impl Snapshots for MemorySnapshots {
    fn list(&self) -> Result<Vec<String>, SnapshotError> {
        Ok(held(&self.0).keys().cloned().collect())
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SnapshotError> {
        Ok(held(&self.0).get(name).cloned())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SnapshotError> {
        held(&self.0).insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<bool, SnapshotError> {
        Ok(held(&self.0).remove(name).is_some())
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
