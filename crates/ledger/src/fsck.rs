//! Re-derives everything that a store holds and names what does not fit. One pass over the entries;
//! nothing that is read can make it panic.

mod signed;
mod walk;

use crate::checkpoint::Checkpoint;
use crate::keys::Keys;
use crate::note::VerifierKey;
use crate::store::{Entry, Store, StoreError};
use crate::tree::Hash;

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The record: an entry by index and subject, a tile by path, a checkpoint by size.
    pub where_: String,
    /// What is wrong with it.
    pub what: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries that were read.
    pub entries: u64,
    /// Entries that the head speaks of.
    pub size: u64,
    /// Root over the entries as they are stored.
    pub root: Hash,
    /// Changed entries first, the rest in the order found; empty when the ledger is sound.
    pub problems: Vec<Problem>,
}

/// Checks a whole ledger. Takes the ledger's key; `check_entry`, which says what is wrong with one
/// entry as only a reader of leaves can tell (the commitment to the content, above all); and a
/// checkpoint `known` from elsewhere, which the ledger must still contain.
pub fn fsck(
    store: &dyn Store,
    verifier: &VerifierKey,
    check_entry: &mut dyn FnMut(&Entry) -> Vec<String>,
    known: Option<&Checkpoint>,
) -> Report {
    fsck_with(store, &Keys::one(verifier.clone()), check_entry, known)
}

/// [`fsck`] of a ledger that had other keys before: each checkpoint must verify under the key of its size.
pub fn fsck_with(
    store: &dyn Store,
    keys: &Keys,
    check_entry: &mut dyn FnMut(&Entry) -> Vec<String>,
    known: Option<&Checkpoint>,
) -> Report {
    std::thread::scope(|scope| {
        // The medium is looked at while the entries are gone through.
        let medium = scope.spawn(|| store.integrity());
        let mut check = walk::Walk::new(store, keys, known);
        check.entries(check_entry);
        let stopped = |_| {
            Err(StoreError::Failed(
                "the check of the medium did not come to its end".to_owned(),
            ))
        };
        check.medium(medium.join().unwrap_or_else(stopped));
        check.finish()
    })
}
