//! The ledger on SQLite.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use probity_ledger::{CommandId, Commit, CommittedCommand, Store, StoreError};
use probity_store::SqliteStore;
use probity_testkit::store_contract::{Opener, store_contract};
use rusqlite::Connection;

use crate::sample::{ORIGIN, assert_sound, command, content, entry, id, place, sequencer, write_ledger};

#[test]
fn the_contract_is_kept() {
    store_contract(&|| -> Opener {
        let (folder, path) = place();
        SqliteStore::create(&path).unwrap();
        Box::new(move || {
            // The folder lives as long as the opener.
            assert!(folder.path().is_dir());
            Arc::new(SqliteStore::open(&path).unwrap())
        })
    });
}

#[test]
fn a_ledger_is_the_same_after_it_was_closed_and_opened() {
    let (_folder, path) = place();
    write_ledger(&path, 20);
    let store = SqliteStore::open(&path).unwrap();
    assert_sound(&store);
    let mut sequencer = sequencer(store);
    sequencer.append(vec![command(20, 2)], &[]).unwrap();
    drop(sequencer);
    let store = SqliteStore::open(&path).unwrap();
    assert_sound(&store);
    assert_eq!(store.head().unwrap().size, 62);
}

/// A copy of the files beside a running writer is what a crash of the machine would leave.
#[test]
fn what_is_acknowledged_is_in_the_files_at_once() {
    let (folder, path) = place();
    let mut sequencer = sequencer(SqliteStore::create(&path).unwrap());
    for number in 0..10 {
        sequencer.append(vec![command(number, 1)], &[]).unwrap();
        let crashed = folder.path().join(format!("crashed-{number}.db"));
        fs::copy(&path, &crashed).unwrap();
        let log = folder.path().join(format!("crashed-{number}.db-wal"));
        fs::copy(folder.path().join("ledger.db-wal"), log).unwrap();
        let store = SqliteStore::open(&crashed).unwrap();
        assert_eq!(store.head().unwrap().size, number + 1);
        assert!(store.command(&id(number)).unwrap().is_some());
    }
}

#[test]
fn files_are_for_their_owner_only() {
    let (folder, path) = place();
    let store = SqliteStore::create(&path).unwrap();
    let mut sequencer = sequencer(store);
    sequencer.append(vec![command(0, 1)], &[]).unwrap();
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let mode = fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    #[track_caller]
    fn check(make: impl Fn(&Path), message: &str) {
        let (_folder, path) = place();
        make(&path);
        let before = fs::read(&path).ok();
        let error = SqliteStore::open(&path).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(fs::read(&path).ok(), before, "the file was changed");
    }
    let foreign = |path: &Path| {
        let other = Connection::open(path).unwrap();
        other.execute_batch("CREATE TABLE t (a)").unwrap();
    };
    check(|_| {}, "cannot open");
    check(|path| fs::write(path, b"").unwrap(), "the file is empty");
    check(
        |path| fs::write(path, b"not a database").unwrap(),
        "it is not a database",
    );
    check(
        |path| fs::write(path, [b'x'; 8192]).unwrap(),
        "it is not a database",
    );
    check(foreign, "not a Probity ledger");
    let newer = |path: &Path| {
        write_ledger(path, 1);
        Connection::open(path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
    };
    check(newer, "it was written by a newer Probity");
    let (_folder, path) = place();
    write_ledger(&path, 1);
    assert!(
        SqliteStore::create(&path).is_err(),
        "a ledger is never overwritten"
    );
}

#[test]
fn two_handles_never_fork_a_ledger() {
    let (_folder, path) = place();
    SqliteStore::create(&path).unwrap();
    let write = |writer: u64| {
        let mut sequencer = sequencer(SqliteStore::open(&path).unwrap());
        for number in 0..25 {
            loop {
                match sequencer.append(vec![command(writer * 100 + number, 2)], &[]) {
                    Ok(_) => break,
                    Err(StoreError::Conflict { .. }) => drop(sequencer.resync().unwrap()),
                    Err(other) => panic!("{other}"),
                }
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| write(1));
        scope.spawn(|| write(2));
    });
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.head().unwrap().size, 100);
    assert_sound(&store);
}

#[test]
fn erased_text_is_in_no_file() {
    let (folder, path) = place();
    let mut sequencer = sequencer(SqliteStore::create(&path).unwrap());
    // Of all sizes, so that some lie in overflow pages; among others, so that pages are shared.
    let planted: Vec<String> = (0..20)
        .map(|n| format!("planted-{n:02}-{}", "secret".repeat(n * n * 4)))
        .collect();
    let mut erase = Vec::new();
    for (number, text) in (0_u64..).zip(&planted) {
        let mut all = command(number, 40);
        all.entries.insert(20, entry("PER-1", text));
        let appended = sequencer.append(vec![all], &[]).unwrap();
        erase.push(appended.first + 20);
    }
    let store = Arc::clone(sequencer.store());
    sequencer.append(vec![command(900, 1)], &erase).unwrap();
    store.scrub().unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for n in 0..20 {
            let text = format!("planted-{n:02}-");
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "`{text}` in {}", path.display());
        }
        assert!(
            !bytes.windows(12).any(|window| window == b"secretsecret"),
            "{}",
            path.display()
        );
    }
    let kept = String::from_utf8_lossy(&fs::read(&path).unwrap()).contains("payload 3 7");
    assert!(kept, "what was not erased is there");
    drop((sequencer, store));
    assert_sound(&SqliteStore::open(&path).unwrap());
}

#[test]
fn a_backup_is_one_state_while_writing_goes_on() {
    let (folder, path) = place();
    let mut sequencer = sequencer(SqliteStore::create(&path).unwrap());
    sequencer.append(vec![command(0, 3)], &[]).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 1..60 {
                sequencer.append(vec![command(number, 3)], &[]).unwrap();
            }
        });
        for number in 0..5 {
            let copy = folder.path().join(format!("backup-{number}.db"));
            store.backup_to(&copy).unwrap();
            assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
            let copied = SqliteStore::open(&copy).unwrap();
            assert_sound(&copied);
            assert_eq!(copied.head().unwrap().size % 3, 0);
        }
    });
    let again = store.backup_to(&folder.path().join("backup-0.db")).unwrap_err();
    assert!(again.to_string().contains("exists already"), "{again}");
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().starts_with(".tmp-")),
        "{left:?}"
    );
}

#[test]
fn a_large_batch_is_one_commit() {
    let (_folder, path) = place();
    let store = SqliteStore::create(&path).unwrap();
    let mut sequencer = sequencer(store);
    sequencer.append(vec![command(0, 20_000)], &[]).unwrap();
    drop(sequencer);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.head().unwrap().size, 20_000);
    assert_eq!(store.entries(19_990..30_000).unwrap().len(), 10);
    assert_sound(&store);
}

#[test]
fn a_checkpoint_or_tile_never_changes_what_it_said() {
    let (_folder, path) = place();
    write_ledger(&path, 1);
    let store = SqliteStore::open(&path).unwrap();
    let before = content(&store).unwrap();
    refuses_what_was_not_signed_for_it(&store);
    assert_eq!(content(&store).unwrap(), before);
}

/// A commit whose checkpoint is not signed for what it holds, and one whose tile does not fit it.
pub(crate) fn refuses_what_was_not_signed_for_it(store: &dyn Store) {
    let answer = CommittedCommand {
        id: CommandId::new("other").unwrap(),
        first: 3,
        count: 0,
        request_hash: [0; 32],
    };
    let note = format!("{ORIGIN}\n3\nAAAA\n\n— {ORIGIN} AAAA\n");
    let other = Commit {
        expected_size: 3,
        entries: &[],
        tiles: &[],
        checkpoint: &note,
        commands: &[answer],
        erase: &[],
    };
    assert!(matches!(store.commit(&other), Err(StoreError::Damaged { .. })));
    let at = probity_ledger::tile::TileCoordinates { level: 0, index: 0 };
    let tile = probity_ledger::tile::Tile(vec![1; 96]);
    let newest = store.head().unwrap().checkpoint.unwrap();
    let other = Commit {
        tiles: &[(at, tile)],
        checkpoint: &newest,
        ..other
    };
    assert!(matches!(store.commit(&other), Err(StoreError::Damaged { .. })));
}
