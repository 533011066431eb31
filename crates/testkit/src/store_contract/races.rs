//! Cases with more than one handle or thread on a ledger.

use std::sync::Arc;
use std::thread;

use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{Store, StoreError};

use super::{ORIGIN, Opener, entry, id, note, put};

pub(super) fn shares_handles(open: &Opener) {
    let (one, other) = (open(), open());
    put(&*one, 0, "a", &["SYS-1"]).unwrap();
    assert_eq!(other.head().unwrap(), one.head().unwrap());
    put(&*other, 1, "b", &["SYS-2"]).unwrap();
    assert_eq!(one.head().unwrap().size, 2);
    assert!(matches!(
        put(&*one, 1, "c", &["SYS-3"]),
        Err(StoreError::Conflict { .. })
    ));
    drop((one, other));
    let reopened = open();
    assert_eq!(reopened.head().unwrap().checkpoint, Some(note(2)));
    assert_eq!(reopened.entries(0..9).unwrap().len(), 2);
}

pub(super) fn isolates_readers(open: &Opener) {
    const COMMITS: u64 = 40;
    const BATCH: u64 = 5;
    let store = open();
    thread::scope(|scope| {
        for _ in 0..3 {
            let reader = open();
            scope.spawn(move || {
                let mut seen = 0;
                while seen < COMMITS * BATCH {
                    let head = reader.head().unwrap();
                    assert!(
                        head.size >= seen && head.size.is_multiple_of(BATCH),
                        "half a commit, or a step back"
                    );
                    assert_eq!(head.checkpoint, (head.size > 0).then(|| note(head.size)));
                    assert!(reader.entries(0..head.size).unwrap().len() as u64 == head.size);
                    assert!(
                        (reader.subject_entries("SYS-1").unwrap().len() as u64).is_multiple_of(BATCH),
                        "half a commit"
                    );
                    seen = head.size;
                    thread::yield_now();
                }
            });
        }
        for commit in 0..COMMITS {
            put(
                &*store,
                commit * BATCH,
                &format!("c-{commit}"),
                &["SYS-1"; BATCH as usize],
            )
            .unwrap();
        }
    });
}

pub(super) fn never_forks(open: &Opener) {
    const EACH: usize = 40;
    open();
    thread::scope(|scope| {
        for writer in 0..2_u8 {
            let store = open();
            scope.spawn(move || race(store, writer, EACH));
        }
    });
    let store = open();
    let size = store.head().unwrap().size;
    assert_eq!(size, 2 * EACH as u64);
    for (index, entry) in (0..).zip(store.entries(0..size).unwrap()) {
        assert_eq!(entry.index, index);
    }
    let key = signer();
    let report = probity_ledger::fsck::fsck(&*store, key.verifier(), &mut |_| Vec::new(), None);
    assert_eq!(report.problems, []);
}

/// Appends until `count` commands of its own got through, catching up whenever the other was first.
fn race(store: Arc<dyn Store>, writer: u8, count: usize) {
    let mut sequencer = Sequencer::open(store, signer(), ORIGIN).unwrap();
    let mut done = 0;
    while done < count {
        let name = format!("writer-{writer}-{done}");
        let pending = PendingCommand {
            id: id(&name),
            request_hash: [writer; 32],
            entries: vec![entry("SYS-1", name.as_bytes())],
        };
        match sequencer.append(vec![pending], &[]) {
            Ok(_) => done += 1,
            Err(StoreError::Conflict { .. }) => {
                sequencer.resync().unwrap();
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn signer() -> SignerKey {
    SignerKey::from_seed(ORIGIN, [42; 32]).unwrap()
}
