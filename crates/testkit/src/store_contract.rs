//! The promises of [`Store`], as cases that every implementation is run through.
//!
//! A case gets an opener: the first call makes a fresh, empty ledger, and every further call of the
//! same opener gives another handle on that ledger. Stores that keep to a file open it again.

// The path is spelled out because the ledger's own tests take this file by its path.
#[path = "store_contract/races.rs"]
mod races;

use std::sync::Arc;

use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{CommandId, Commit, CommittedCommand, Content, NewEntry, Store, StoreError};

/// Opens handles on one ledger; keeps alive whatever the ledger lies in.
pub type Opener = Box<dyn Fn() -> Arc<dyn Store> + Send + Sync>;

/// One promise, under the name of what is promised.
pub type Case = (&'static str, fn(&Opener));

/// All cases, for a caller that runs them one by one.
pub const CASES: &[Case] = &[
    ("a new ledger is empty", starts_empty),
    ("a commit is read back whole", reads_back),
    (
        "a commit at another size conflicts and changes nothing",
        conflicts,
    ),
    ("a command id is taken once", refuses_duplicates),
    ("commands and checkpoints are listed in order", lists_in_order),
    ("a tile is replaced by a wider one", widens_tiles),
    ("erased content is gone and the leaf stays", erases),
    (
        "an entry that does not exist yet cannot be erased",
        refuses_to_erase_ahead,
    ),
    ("the entries of a subject are found, oldest first", finds_subjects),
    ("entries come in pages, cut off at the end", pages),
    ("a second handle sees what is durable", races::shares_handles),
    ("readers never see half a commit", races::isolates_readers),
    ("two racing writers never fork the ledger", races::never_forks),
];

/// Runs every case on a ledger of its own.
///
/// # Panics
/// When a promise is not kept.
pub fn store_contract(make: &dyn Fn() -> Opener) {
    for (promise, case) in CASES {
        println!("store contract: {promise}");
        case(&make());
    }
}

const ORIGIN: &str = "contract.example/ledger";

fn starts_empty(open: &Opener) {
    let store = open();
    let head = store.head().unwrap();
    assert_eq!((head.size, head.checkpoint), (0, None));
    assert_eq!(store.entries(0..10).unwrap(), []);
    assert_eq!(store.subject_entries("SYS-1").unwrap(), []);
    assert_eq!(store.tile(leaf_tile(0)).unwrap(), None);
    assert_eq!(store.command(&id("c")).unwrap(), None);
    assert_eq!(store.commands(0..10).unwrap(), []);
    assert_eq!(store.checkpoints(0..10).unwrap(), Vec::<String>::new());
    assert_eq!(store.checkpoint_at_most(10).unwrap(), None);
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
}

fn reads_back(open: &Opener) {
    let store = open();
    let tile = Tile(vec![7; 64]);
    let command = CommittedCommand {
        id: id("c-1"),
        first: 0,
        count: 2,
        request_hash: [9; 32],
    };
    let commit = Commit {
        expected_size: 0,
        entries: &[entry("SYS-1", b"one"), entry("SYS-2", b"")],
        tiles: &[(leaf_tile(0), tile.clone())],
        checkpoint: &note(2),
        commands: std::slice::from_ref(&command),
        erase: &[],
    };
    store.commit(&commit).unwrap();
    let head = store.head().unwrap();
    assert_eq!((head.size, head.checkpoint), (2, Some(note(2))));
    let stored = store.entries(0..2).unwrap();
    for (index, (stored, new)) in (0..).zip(stored.iter().zip(commit.entries)) {
        assert_eq!(stored.index, index);
        assert_eq!((&stored.leaf, &stored.subject), (&new.leaf, &new.subject));
        assert_eq!(stored.content.as_ref(), Some(&new.content));
    }
    assert_eq!(stored.len(), 2);
    assert_eq!(store.tile(leaf_tile(0)).unwrap(), Some(tile));
    assert_eq!(store.command(&id("c-1")).unwrap(), Some(command));
}

fn conflicts(open: &Opener) {
    let store = open();
    put(&*store, 0, "a", &["SYS-1"]).unwrap();
    for wrong in [0, 2] {
        let error = put(&*store, wrong, "b", &["SYS-2"]).unwrap_err();
        assert!(
            matches!(error, StoreError::Conflict { expected, actual: 1 } if expected == wrong),
            "{error}"
        );
    }
    assert_eq!(store.head().unwrap().size, 1);
    assert_eq!(store.command(&id("b")).unwrap(), None);
    assert_eq!(store.subject_entries("SYS-2").unwrap(), []);
    assert_eq!(store.checkpoint_at_most(9).unwrap(), Some(note(1)));
    put(&*store, 1, "b", &["SYS-2"]).unwrap();
}

fn refuses_duplicates(open: &Opener) {
    let store = open();
    put(&*store, 0, "a", &["SYS-1"]).unwrap();
    let error = put(&*store, 1, "a", &["SYS-2"]).unwrap_err();
    assert!(
        matches!(&error, StoreError::DuplicateCommand(id) if id == "a"),
        "{error}"
    );
    let twins = [command("b", 1, 0), command("b", 1, 1)];
    let commit = Commit {
        expected_size: 1,
        entries: &[entry("SYS-2", b"x")],
        tiles: &[],
        checkpoint: &note(2),
        commands: &twins,
        erase: &[0],
    };
    let error = store.commit(&commit).unwrap_err();
    assert!(
        matches!(&error, StoreError::DuplicateCommand(id) if id == "b"),
        "{error}"
    );
    assert_eq!(
        store.head().unwrap().size,
        1,
        "nothing of a refused commit may stay"
    );
    assert_eq!(store.command(&id("b")).unwrap(), None);
    assert!(
        store.entries(0..1).unwrap()[0].content.is_some(),
        "nothing of a refused commit may stay"
    );
}

fn lists_in_order(open: &Opener) {
    let store = open();
    put(&*store, 0, "z", &["SYS-1", "SYS-2"]).unwrap();
    put(&*store, 2, "nothing", &[]).unwrap();
    put(&*store, 2, "a", &["SYS-3"]).unwrap();
    put(&*store, 3, "m", &["SYS-4", "SYS-5"]).unwrap();
    put(&*store, 5, "later", &[]).unwrap();
    let ids = |range| -> Vec<String> {
        store
            .commands(range)
            .unwrap()
            .iter()
            .map(|command| command.id.as_str().to_owned())
            .collect()
    };
    assert_eq!(ids(0..6), ["z", "nothing", "a", "m", "later"]);
    assert_eq!(ids(1..3), ["nothing", "a"]);
    assert_eq!(ids(4..5), Vec::<String>::new());
    assert_eq!(ids(5..u64::try_from(i64::MAX).unwrap()), ["later"]);
    assert_eq!(store.checkpoints(0..9).unwrap(), [note(2), note(3), note(5)]);
    assert_eq!(store.checkpoints(3..5).unwrap(), [note(3)]);
    assert_eq!(store.checkpoint_at_most(4).unwrap(), Some(note(3)));
    assert_eq!(store.checkpoint_at_most(5).unwrap(), Some(note(5)));
    assert_eq!(store.checkpoint_at_most(1).unwrap(), None);
}

fn widens_tiles(open: &Opener) {
    let store = open();
    let mut narrow = vec![1; 32];
    let put_tile = |size, name: &str, at, bytes: &[u8]| {
        let commit = Commit {
            expected_size: size,
            entries: &[entry("SYS-1", b"x")],
            tiles: &[(at, Tile(bytes.to_vec()))],
            checkpoint: &note(size + 1),
            commands: &[command(name, size, 1)],
            erase: &[],
        };
        store.commit(&commit).unwrap();
    };
    put_tile(0, "a", leaf_tile(0), &narrow);
    narrow.extend([2; 32]);
    put_tile(1, "b", leaf_tile(0), &narrow);
    assert_eq!(store.tile(leaf_tile(0)).unwrap(), Some(Tile(narrow.clone())));
    let above = TileCoordinates { level: 1, index: 0 };
    put_tile(2, "c", above, &[3; 32]);
    assert_eq!(store.tile(above).unwrap(), Some(Tile(vec![3; 32])));
    assert_eq!(store.tile(leaf_tile(0)).unwrap(), Some(Tile(narrow)));
    assert_eq!(store.tile(leaf_tile(1)).unwrap(), None);
}

fn erases(open: &Opener) {
    let store = open();
    put(&*store, 0, "a", &["PER-1", "PER-2", "PER-1"]).unwrap();
    let before = store.entries(0..3).unwrap();
    let commit = Commit {
        expected_size: 3,
        entries: &[entry("PER-1", b"erased")],
        tiles: &[],
        checkpoint: &note(4),
        commands: &[command("b", 3, 1)],
        erase: &[0, 2],
    };
    store.commit(&commit).unwrap();
    store.scrub().unwrap();
    let after = open().entries(0..4).unwrap();
    let erased: Vec<bool> = after.iter().map(|entry| entry.content.is_none()).collect();
    assert_eq!(erased, [true, false, true, false]);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(
            (before.index, &before.leaf, &before.subject),
            (after.index, &after.leaf, &after.subject)
        );
    }
    assert!(store.subject_entries("PER-1").unwrap()[0].content.is_none());
    let again = Commit {
        expected_size: 4,
        entries: &[],
        checkpoint: &note(4),
        commands: &[command("c", 4, 0)],
        erase: &[0],
        ..commit
    };
    store.commit(&again).expect("erasing twice does no harm");
}

fn refuses_to_erase_ahead(open: &Opener) {
    let store = open();
    let commit = Commit {
        expected_size: 0,
        entries: &[entry("SYS-1", b"x")],
        tiles: &[],
        checkpoint: &note(1),
        commands: &[command("a", 0, 1)],
        erase: &[0],
    };
    assert!(store.commit(&commit).is_err());
    assert_eq!(store.head().unwrap().size, 0);
}

fn finds_subjects(open: &Opener) {
    let store = open();
    put(&*store, 0, "a", &["SYS-1", "SYS-10", "SYS-1"]).unwrap();
    put(&*store, 3, "b", &["sys-1", "SYS-1"]).unwrap();
    let places = |subject| -> Vec<u64> {
        store
            .subject_entries(subject)
            .unwrap()
            .iter()
            .map(|entry| entry.index)
            .collect()
    };
    assert_eq!(places("SYS-1"), [0, 2, 4]);
    assert_eq!(places("SYS-10"), [1]);
    assert_eq!(places("SYS-"), Vec::<u64>::new());
}

fn pages(open: &Opener) {
    let store = open();
    let subjects: Vec<String> = (0..700).map(|n| format!("SYS-{n}")).collect();
    let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
    put(&*store, 0, "a", &subjects).unwrap();
    let places = |range| -> Vec<u64> {
        store
            .entries(range)
            .unwrap()
            .iter()
            .map(|entry| entry.index)
            .collect()
    };
    assert_eq!(places(0..3), [0, 1, 2]);
    assert_eq!(places(698..5000), [698, 699]);
    assert_eq!(places(700..5000), Vec::<u64>::new());
    assert_eq!(places(5..5), Vec::<u64>::new());
    assert_eq!(places(0..700), (0..700).collect::<Vec<u64>>());
    assert_eq!(places(699..u64::MAX), [699]);
}

fn put(store: &dyn Store, size: u64, name: &str, subjects: &[&str]) -> Result<(), StoreError> {
    let entries: Vec<NewEntry> = subjects
        .iter()
        .map(|subject| entry(subject, name.as_bytes()))
        .collect();
    let count = u32::try_from(entries.len()).unwrap();
    store.commit(&Commit {
        expected_size: size,
        entries: &entries,
        tiles: &[],
        checkpoint: &note(size + entries.len() as u64),
        commands: &[command(name, size, count)],
        erase: &[],
    })
}

fn entry(subject: &str, leaf: &[u8]) -> NewEntry {
    let content = Content {
        salt: [5; 32],
        payload: [b"payload of ", leaf].concat(),
    };
    NewEntry {
        leaf: leaf.to_vec(),
        subject: subject.to_owned(),
        content,
    }
}

fn command(name: &str, first: u64, count: u32) -> CommittedCommand {
    CommittedCommand {
        id: id(name),
        first,
        count,
        request_hash: [1; 32],
    }
}

fn id(name: &str) -> CommandId {
    CommandId::new(name).unwrap()
}

fn leaf_tile(index: u64) -> TileCoordinates {
    TileCoordinates { level: 0, index }
}

/// A note that stores cannot tell from a real one without its key.
fn note(size: u64) -> String {
    format!("{ORIGIN}\n{size}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— {ORIGIN} AAAAAAAA\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_ledger::memory::MemoryStore;

    #[test]
    fn the_memory_store_keeps_the_contract() {
        store_contract(&|| {
            let store = Arc::new(MemoryStore::new());
            Box::new(move || store.clone())
        });
    }
}
