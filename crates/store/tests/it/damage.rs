//! What somebody or something changes in the file is found and named, and never a panic.

use std::fs;

use probity_ledger::StoreError;
use probity_store::SqliteStore;
use rusqlite::Connection;

use crate::sample::{content, place, problems, write_ledger};

/// Runs statements on a sound ledger; then some problem must name what was done.
#[track_caller]
fn check(statements: &str, named: &str) {
    let (_folder, path) = place();
    write_ledger(&path, 4);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(&format!("PRAGMA ignore_check_constraints = ON; {statements}"))
        .unwrap();
    drop(connection);
    let found = match SqliteStore::open(&path) {
        Ok(store) => problems(&store),
        Err(error) => vec![error.to_string()],
    };
    assert!(
        found.iter().any(|problem| problem.contains(named)),
        "{statements}: {found:#?}"
    );
}

#[test]
fn changed_rows_are_named() {
    check("DELETE FROM entries WHERE idx = 5", "5");
    check(
        "DELETE FROM entries WHERE idx = 11",
        "over 12 entries but the entries end at 11",
    );
    check("DELETE FROM entries", "over 12 entries but the entries end at 0");
    check(
        "DELETE FROM checkpoints",
        "12 entries are stored and no checkpoint",
    );
    check(
        "DELETE FROM checkpoints WHERE size = 12",
        "over 9 entries but the entries end at 12",
    );
    check("UPDATE entries SET salt = x'00' WHERE idx = 2", "entry 2");
    check("UPDATE entries SET erased = 7 WHERE idx = 2", "entry 2");
    check(
        "UPDATE entries SET erased = 1 WHERE idx = 2",
        "entry 2 is marked as erased",
    );
    check("UPDATE entries SET payload = x'00' WHERE idx = 2", "2");
    check("UPDATE entries SET subject = 'SYS-9' WHERE idx = 2", "2");
    check("UPDATE entries SET leaf = x'00' WHERE idx = 2", "2");
    check(
        "INSERT INTO entries SELECT 20, subject, leaf, erased, salt, payload FROM entries WHERE idx = 0",
        "21",
    );
    check("UPDATE tiles SET hashes = x'00'", "it has 1 bytes");
    check("UPDATE tiles SET hashes = zeroblob(32)", "tile");
    check(
        "UPDATE commands SET request_hash = zeroblob(32) WHERE first = 3",
        "`command-1`: its row was changed",
    );
    check(
        "UPDATE commands SET first = 4 WHERE first = 3",
        "`command-1`: its row was changed",
    );
    check(
        "UPDATE commands SET id = 'other' WHERE first = 3",
        "`other`: its row was changed",
    );
    check("UPDATE commands SET count = -1 WHERE first = 3", "command-1");
    check("DROP TABLE tiles", "tiles");
    check(
        "CREATE TRIGGER t AFTER INSERT ON entries BEGIN SELECT 1; END",
        "tables of the ledger are not those",
    );
    check("PRAGMA user_version = 0", "version 0 of a ledger never was");
}

#[test]
fn a_trigger_that_somebody_added_does_nothing() {
    let (_folder, path) = place();
    write_ledger(&path, 1);
    let trigger =
        "CREATE TRIGGER t AFTER INSERT ON entries BEGIN UPDATE entries SET subject = 'changed'; END";
    Connection::open(&path).unwrap().execute_batch(trigger).unwrap();
    let mut sequencer = crate::sample::sequencer(SqliteStore::open(&path).unwrap());
    sequencer.append(vec![crate::sample::command(1, 1)], &[]).unwrap();
    assert_eq!(sequencer.store().subject_entries("changed").unwrap(), []);
}

/// Flips one bit every few bytes of the file, one at a time: what a ledger holds is unchanged, or
/// a problem is reported.
#[test]
fn a_flipped_bit_changes_nothing_or_is_found() {
    let (folder, path) = place();
    write_ledger(&path, 6);
    let sound = fs::read(&path).unwrap();
    assert!(sound.len() > 8 * 4096, "all of it lies in the file");
    let expected = content(&SqliteStore::open(&path).unwrap()).unwrap();
    let mut found = 0;
    for place in (0..sound.len()).step_by(53) {
        let mut flipped = sound.clone();
        flipped[place] ^= 1 << (place % 8);
        let path = folder.path().join(format!("flipped-{place}.db"));
        fs::write(&path, &flipped).unwrap();
        match SqliteStore::open(&path) {
            Err(StoreError::Damaged { .. } | StoreError::Failed(_)) => found += 1,
            Err(other) => panic!("byte {place}: {other}"),
            Ok(store) if problems(&store).is_empty() => {
                assert_eq!(
                    content(&store).unwrap(),
                    expected,
                    "byte {place} changed unnoticed"
                );
            }
            Ok(_) => found += 1,
        }
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", path.display()));
        }
    }
    assert!(found > 0, "no flip was found at all");
}

/// A file that was cut off, at any page. SQLite reads zeros past the end, so a last page that ends
/// in zeros may lose them without harm.
#[test]
fn a_file_that_was_cut_off_is_found() {
    let (folder, path) = place();
    write_ledger(&path, 6);
    let sound = fs::read(&path).unwrap();
    let expected = content(&SqliteStore::open(&path).unwrap()).unwrap();
    for length in (0..sound.len())
        .step_by(1024)
        .chain([1, 100, 5000, sound.len() - 1])
    {
        let path = folder.path().join(format!("cut-{length}.db"));
        fs::write(&path, &sound[..length]).unwrap();
        if let Ok(store) = SqliteStore::open(&path)
            && problems(&store).is_empty()
        {
            assert_eq!(
                content(&store).unwrap(),
                expected,
                "cut to {length} bytes unnoticed"
            );
            assert!(length > sound.len() - 4096, "cut to {length} bytes unnoticed");
        }
    }
}
