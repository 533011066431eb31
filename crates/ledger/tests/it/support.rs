//! Ledgers for tests, filled by rule.

use std::sync::Arc;

use probity_ledger::memory::MemoryStore;
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{CommandId, Content, NewEntry, Store, StoreError};

pub const ORIGIN: &str = "test.example/ledger";

pub fn signer() -> SignerKey {
    SignerKey::from_seed(ORIGIN, [7; 32]).unwrap()
}

pub fn leaf(index: u64) -> Vec<u8> {
    format!("{{\"entry\":{index}}}").into_bytes()
}

pub fn entry(index: u64) -> NewEntry {
    let content = Content {
        salt: [3; 32],
        payload: format!("content {index}").into_bytes(),
    };
    NewEntry {
        leaf: leaf(index),
        subject: format!("SYS-{}", index % 50),
        content,
    }
}

/// A command that appends the entries of these indices.
pub fn command(indices: std::ops::Range<u64>) -> PendingCommand {
    let id = CommandId::new(format!("c-{}-{}", indices.start, indices.end)).unwrap();
    PendingCommand {
        id,
        request_hash: [1; 32],
        entries: indices.map(entry).collect(),
    }
}

pub fn open(store: &Arc<dyn Store>) -> Result<Sequencer, StoreError> {
    Sequencer::open(Arc::clone(store), signer(), ORIGIN)
}

/// A ledger that was appended to until it had each of these sizes.
pub fn ledger(sizes: &[u64]) -> Arc<dyn Store> {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut sequencer = open(&store).unwrap();
    for size in sizes {
        let from = sequencer.size();
        sequencer.append(vec![command(from..*size)], &[]).unwrap();
    }
    store
}
