//! Appending: what is durable, what is signed, and what happens when another writer is first.

use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;

use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::memory::MemoryStore;
use probity_ledger::note::SignerKey;
use probity_ledger::proof::verify_consistency;
use probity_ledger::sequencer::{Sequencer, prove_consistency, prove_inclusion};
use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{CommandId, Commit, CommittedCommand, Entry, Head, Store, StoreError};

use crate::support::{ORIGIN, command, leaf, ledger, open, signer};

#[test]
fn commands_share_a_commit_and_are_answered_one_by_one() {
    let store = ledger(&[]);
    let mut sequencer = open(&store).unwrap();
    let nothing = command(3..3);
    let appended = sequencer
        .append(vec![command(0..3), nothing.clone(), command(3..4)], &[])
        .unwrap();
    assert_eq!((appended.first, appended.size), (0, 4));
    assert_eq!(
        store.checkpoints(0..9).unwrap(),
        std::slice::from_ref(&appended.checkpoint)
    );
    let checkpoint = Checkpoint::open(&appended.checkpoint, signer().verifier()).unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (4, appended.root));
    let stored = store.command(&nothing.id).unwrap().unwrap();
    assert_eq!((stored.first, stored.count), (3, 0));
    let again = sequencer.append(vec![command(4..4)], &[1]).unwrap();
    assert_eq!((again.first, again.size, again.root), (4, 4, appended.root));
    assert_eq!(store.entries(1..2).unwrap()[0].content, None);
}

#[test]
fn a_ledger_that_is_opened_again_goes_on_where_it_was() {
    let sizes = [1, 2, 255, 256, 257, 1000];
    let store = ledger(&[]);
    for size in sizes {
        let mut sequencer = open(&store).unwrap();
        sequencer
            .append(vec![command(sequencer.size()..size)], &[])
            .unwrap();
    }
    let at_once = ledger(&[1000]);
    assert_eq!(store.head().unwrap(), at_once.head().unwrap());
}

#[test]
fn only_tiles_that_changed_are_written() {
    let store = Arc::new(Failing::default());
    let mut sequencer = Sequencer::open(store.clone(), signer(), ORIGIN).unwrap();
    sequencer.append(vec![command(0..70_000)], &[]).unwrap();
    sequencer.append(vec![command(70_000..70_001)], &[]).unwrap();
    assert_eq!(
        *store.last_tiles.lock().unwrap(),
        [TileCoordinates { level: 0, index: 273 }]
    );
    sequencer.append(vec![command(70_001..70_146)], &[]).unwrap();
    let expect = [(0, 273), (0, 274), (1, 1)].map(|(level, index)| TileCoordinates { level, index });
    assert_eq!(*store.last_tiles.lock().unwrap(), expect);
}

#[test]
fn the_loser_of_a_race_must_catch_up_first() {
    let store = ledger(&[10]);
    let (mut one, mut other) = (open(&store).unwrap(), open(&store).unwrap());
    one.append(vec![command(10..12)], &[]).unwrap();
    let error = other.append(vec![command(10..11)], &[]).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Conflict {
                expected: 10,
                actual: 12
            }
        ),
        "{error}"
    );
    assert!(other.needs_resync());
    assert!(matches!(
        other.append(vec![command(10..11)], &[]),
        Err(StoreError::Failed(_))
    ));
    assert_eq!(other.resync().unwrap().size, 12);
    assert_eq!(other.append(vec![command(12..13)], &[]).unwrap().first, 12);
}

#[test]
fn an_unknown_outcome_is_cleared_up_by_reading_the_head() {
    for happened in [false, true] {
        let store = Arc::new(Failing::default());
        let mut sequencer = Sequencer::open(store.clone(), signer(), ORIGIN).unwrap();
        sequencer.append(vec![command(0..5)], &[]).unwrap();
        let root = sequencer.root();
        *store.next.lock().unwrap() = Some(happened);
        let error = sequencer.append(vec![command(5..9)], &[]).unwrap_err();
        assert!(matches!(error, StoreError::Unknown(_)));
        assert_eq!(
            (sequencer.size(), sequencer.root()),
            (5, root),
            "memory must not run ahead"
        );
        let size = sequencer.resync().unwrap().size;
        assert_eq!(size, if happened { 9 } else { 5 });
        assert_eq!(sequencer.append(vec![command(20..21)], &[]).unwrap().first, size);
    }
}

#[test]
fn a_refused_command_leaves_the_sequencer_usable() {
    let store = ledger(&[3]);
    let mut sequencer = open(&store).unwrap();
    let mut twice = command(3..4);
    twice.id = command(0..3).id;
    assert!(matches!(
        sequencer.append(vec![twice], &[]),
        Err(StoreError::DuplicateCommand(_))
    ));
    assert!(!sequencer.needs_resync());
    assert_eq!(sequencer.append(vec![command(3..4)], &[]).unwrap().size, 4);
}

#[test]
fn a_foreign_key_cannot_go_on() {
    let store = ledger(&[3]);
    let stranger = SignerKey::from_seed(ORIGIN, [8; 32]).unwrap();
    assert!(matches!(
        Sequencer::open(store.clone(), stranger, ORIGIN),
        Err(StoreError::Damaged { .. })
    ));
    assert!(Sequencer::open(store, signer(), "other.example/ledger").is_err());
}

#[test]
fn proofs_hold_under_the_newest_and_older_checkpoints() {
    let store = ledger(&[1, 300, 301, 700]);
    let key = signer();
    let newest = prove_inclusion(&*store, 17, None).unwrap();
    assert_eq!(newest.verify(&leaf(17), key.verifier()).unwrap().size, 700);
    assert!(newest.verify(&leaf(18), key.verifier()).is_err());
    let older = prove_inclusion(&*store, 17, Some(400)).unwrap();
    let older = older.verify(&leaf(17), key.verifier()).unwrap();
    assert_eq!(older.size, 301);
    assert!(prove_inclusion(&*store, 700, None).is_err());
    assert!(prove_inclusion(&*store, 17, Some(5)).is_err());
    let newest = newest.verify(&leaf(17), key.verifier()).unwrap();
    let hashes = prove_consistency(&*store, &older, &newest).unwrap();
    verify_consistency(older.size, older.root, newest.size, newest.root, &hashes).unwrap();
}

/// A memory store that can lose the answer to a commit, before or after it happened.
#[derive(Default)]
struct Failing {
    inner: MemoryStore,
    next: Mutex<Option<bool>>,
    last_tiles: Mutex<Vec<TileCoordinates>>,
}

impl Store for Failing {
    fn head(&self) -> Result<Head, StoreError> {
        self.inner.head()
    }
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        *self.last_tiles.lock().unwrap() = commit.tiles.iter().map(|(at, _)| *at).collect();
        let answer_is_lost = self.next.lock().unwrap().take();
        if answer_is_lost != Some(false) {
            self.inner.commit(commit)?;
        }
        answer_is_lost.map_or(Ok(()), |_| {
            Err(StoreError::Unknown("the answer was lost".to_owned()))
        })
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
