//! Somebody with the data folder in hands changes it behind our back. Whatever they change, what is
//! read is the same as before, or `fsck` names a problem, and nothing ever panics.
//!
//! | mutation                                         | what catches it                                        |
//! |--------------------------------------------------|--------------------------------------------------------|
//! | `entries.leaf` changed                           | hashes of the tree; the signed checkpoints             |
//! | `entries.payload`, `entries.salt` changed        | the commitment in the envelope                         |
//! | `entries.subject` changed                        | the subject in the envelope                            |
//! | content removed, `entries.erased` set            | no erasure took it; erased content must be zeros       |
//! | `entries.idx` changed, a row deleted or inserted | contiguous indices; tree and checkpoints               |
//! | two rows swapped                                 | hashes of the tree; revisions, batches                 |
//! | `tiles.*` changed                                | tiles are made again from the entries                  |
//! | `checkpoints.*` changed                          | the Ed25519 signature; the root of the entries         |
//! | `commands.*` changed                             | the sum of the row; the batches of the entries         |
//! | `meta.*`, schema, triggers, pages of the file    | SQLite's own check; the form of our tables             |
//! | the whole file replaced by an older one          | a checkpoint that was kept elsewhere                   |
//! | a file of a record changed or removed            | its name is its SHA-256; entries speak of it           |
//! | a snapshot changed                               | its hash; it is held against the fold                  |
//! | everything signed again with the stolen key      | a checkpoint that was kept elsewhere, and nothing else |
//!
//! What cannot be caught from the folder alone: a thief of the key who writes a whole new ledger
//! before any checkpoint of the true one left the house.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use probity_app::operations::fsck::{Report, Subject, fsck, fsck_stored};
use probity_core::patch::Patch;
use probity_core::register::FOLD_VERSION;
use probity_ledger::StoreError;
use probity_ledger::keys::Keys;
use probity_ledger::note::VerifierKey;
use probity_store::{BlobFolder, SnapshotFolder, SqliteStore};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use serde_json::json;
use tempfile::TempDir;

use crate::sample::content;
use crate::server::{Server, all_files, main};

/// A workspace folder that no process has open, and what it held.
struct Sound {
    folder: TempDir,
    key: VerifierKey,
    content: String,
    checkpoint: String,
}

impl Sound {
    /// 10 entries in 7 commands: creations, a batch, a remark, an erasure, a file, a snapshot.
    fn new() -> Self {
        let server = Server::new();
        let vendor = server.create("vendor", Patch::set_one("name", "Example Ltd"));
        server.revise(&vendor, Patch::set_one("country", "NL"));
        let file = server
            .ctx()
            .workspace
            .blobs()
            .put(b"a certificate of 30 characters")
            .unwrap();
        let file = json!({"sha256": file.to_string(), "name": "certificate.pdf", "size": 30});
        server.create(
            "evidence",
            Patch::set_one("name", "Certificate").with("file", file),
        );
        let person = server.create("person", Patch::set_one("name", "Ada Sample"));
        let text = "a remark".to_owned();
        server
            .ctx()
            .submit(probity_core::rules::Command::Comment {
                id: vendor.clone(),
                text,
            })
            .unwrap();
        let erase = probity_core::rules::Command::Erase {
            id: person,
            fields: Vec::new(),
            entries: vec![6],
            reason: "asked for".to_owned(),
        };
        server.ctx().submit(erase).unwrap();
        let ctx = server.ctx();
        let register = &ctx.view().register;
        let name = format!(
            "{:012}-f{FOLD_VERSION}-{}",
            register.size(),
            &register.state_hash()[..16]
        );
        ctx.workspace
            .snapshots()
            .write(&name, &register.to_snapshot())
            .unwrap();
        let key = VerifierKey::parse(ctx.workspace.verifier_key()).unwrap();
        let checkpoint = ctx.workspace.store().head().unwrap().checkpoint.unwrap();
        let root = server.root();
        drop(ctx);
        server.instance.close();
        drop(server.instance);
        let folder = tempfile::tempdir().unwrap();
        copy_folder(&root.join("workspaces/main"), folder.path());
        let content = content(&SqliteStore::open(&folder.path().join("ledger.db")).unwrap()).unwrap();
        Self {
            folder,
            key,
            content,
            checkpoint,
        }
    }

    /// A copy that a test may spoil.
    fn copy(&self) -> (TempDir, PathBuf) {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.folder.path(), copy.path());
        let ledger = copy.path().join("ledger.db");
        (copy, ledger)
    }

    /// What the check of a folder says, with what a ledger without problems holds.
    fn check(&self, folder: &Path, known: Option<&str>) -> Result<(Report, Option<String>), StoreError> {
        let store = SqliteStore::open(&folder.join("ledger.db"))?;
        let blobs = BlobFolder::open(&folder.join("blobs")).unwrap();
        let snapshots = SnapshotFolder::open(&folder.join("snapshots")).unwrap();
        let subject = Subject {
            store: &store,
            blobs: &blobs,
            snapshots: &snapshots,
            keys: &Keys::one(self.key.clone()),
        };
        let report = fsck(subject, known, &mut |_| ());
        let found = report.problems.is_empty().then(|| content(&store).ok()).flatten();
        Ok((report, found))
    }

    /// Unchanged content, or a problem: says which. Panics with `what` when a change went unnoticed.
    #[track_caller]
    fn judge(&self, folder: &Path, what: &str) -> Vec<String> {
        let checked = catch_unwind(AssertUnwindSafe(|| self.check(folder, None)));
        match checked.unwrap_or_else(|_| panic!("{what}: the check panicked")) {
            Err(error) => vec![error.to_string()],
            Ok((report, found)) if report.problems.is_empty() => {
                assert_eq!(found.as_ref(), Some(&self.content), "{what}: changed unnoticed");
                Vec::new()
            }
            Ok((report, _)) => report
                .problems
                .iter()
                .map(|problem| format!("{}: {}", problem.place, problem.what))
                .collect(),
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for (path, bytes) in all_files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}

/// Carries out statements on a copy. At least one problem must name all of `named`; without any, the
/// content must be the same.
#[track_caller]
fn check(sound: &Sound, statements: &str, named: &[&str]) {
    let (copy, ledger) = sound.copy();
    let connection = Connection::open(&ledger).unwrap();
    connection
        .execute_batch(&format!("PRAGMA ignore_check_constraints = ON; {statements}"))
        .unwrap();
    drop(connection);
    let found = sound.judge(copy.path(), statements);
    let names = |problem: &String| named.iter().all(|name| problem.contains(name));
    assert!(
        found.iter().any(names),
        "{statements}: nothing names {named:?}: {found:#?}"
    );
}

#[test]
fn a_sound_folder_has_no_problems() {
    let sound = Sound::new();
    assert_eq!(sound.judge(sound.folder.path(), "nothing"), Vec::<String>::new());
}

#[test]
fn rows_deleted_swapped_inserted_and_moved_are_named() {
    let sound = Sound::new();
    let swap = |a: u64, b: u64| {
        format!(
            "UPDATE entries SET idx = -1 WHERE idx = {a}; UPDATE entries SET idx = {a} WHERE idx = {b}; UPDATE entries SET idx = {b} WHERE idx = -1"
        )
    };
    check(&sound, "DELETE FROM entries WHERE idx = 4", &["entry 4"]);
    check(&sound, "DELETE FROM entries WHERE idx = 9", &["entries end at 9"]);
    check(&sound, "DELETE FROM entries", &["entries"]);
    check(&sound, &swap(3, 4), &["entry 3 (`VEN-1`)"]);
    check(&sound, &swap(3, 5), &["entry 3 (`EVD-1`)"]);
    check(&sound, &swap(0, 9), &["entry 0"]);
    let insert =
        "INSERT INTO entries SELECT 10, subject, leaf, erased, salt, payload FROM entries WHERE idx = 4";
    check(&sound, insert, &["11"]);
    check(&sound, "UPDATE entries SET idx = 500 WHERE idx = 9", &["500"]);
    check(
        &sound,
        "UPDATE entries SET subject = 'VEN-2' WHERE idx = 4",
        &["entry 4", "speaks of `VEN-1`"],
    );
    check(
        &sound,
        "UPDATE entries SET payload = (SELECT payload FROM entries WHERE idx = 3) WHERE idx = 4",
        &["entry 4 (`VEN-1`)", "content"],
    );
    check(
        &sound,
        "UPDATE entries SET salt = randomblob(32) WHERE idx = 4",
        &["entry 4 (`VEN-1`)", "content"],
    );
    check(
        &sound,
        "UPDATE entries SET erased = 1, salt = zeroblob(32), payload = zeroblob(length(payload)) WHERE idx = 4",
        &["entry 4"],
    );
    check(
        &sound,
        "UPDATE entries SET erased = 0 WHERE idx = 6",
        &["entry 6 (`PER-2`)"],
    );
    check(&sound, "DELETE FROM tiles", &["tile"]);
    check(
        &sound,
        "UPDATE tiles SET hashes = zeroblob(length(hashes))",
        &["tile"],
    );
    check(&sound, "DELETE FROM checkpoints WHERE size = 10", &["10"]);
    check(
        &sound,
        "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 4) WHERE size = 10",
        &["10"],
    );
    check(&sound, "DELETE FROM commands WHERE id = 'set-up'", &["command"]);
    check(
        &sound,
        "UPDATE commands SET id = 'other' WHERE id = 'set-up'",
        &["other"],
    );
}

#[test]
fn a_rolled_back_ledger_is_told_by_a_kept_checkpoint() {
    let sound = Sound::new();
    let (copy, ledger) = sound.copy();
    let statements = "DELETE FROM entries WHERE idx >= 5; DELETE FROM checkpoints WHERE size > 5; \
                      DELETE FROM commands WHERE first >= 5; UPDATE tiles SET hashes = substr(hashes, 1, 5 * 32)";
    Connection::open(&ledger)
        .unwrap()
        .execute_batch(statements)
        .unwrap();
    fs::remove_dir_all(copy.path().join("snapshots")).unwrap();
    let (report, _) = sound.check(copy.path(), None).unwrap();
    assert_eq!(report.problems, [], "it is a ledger as it once was");
    let (report, _) = sound.check(copy.path(), Some(&sound.checkpoint)).unwrap();
    assert!(
        report
            .problems
            .iter()
            .any(|problem| problem.what.contains("rolled back")),
        "{report:?}"
    );
}

/// Every byte of the named columns of every row of a table, flipped in turn; the row is put back.
#[track_caller]
fn check_every_byte(table: &str, key: &str, columns: &[&str], flips_min: usize) {
    let sound = Sound::new();
    let (copy, ledger) = sound.copy();
    let connection = Connection::open(&ledger).unwrap();
    connection
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    let (mut flips, mut unnamed) = (0, Vec::new());
    for (row, at) in column(&connection, table, key).iter().enumerate() {
        for name in columns {
            let sql = format!("SELECT {name} FROM {table} WHERE {key} = ?1");
            let value: Value = connection.query_row(&sql, [at], |row| row.get(0)).unwrap();
            for (place, flipped) in flipped(&value).into_iter().enumerate() {
                if !set(&connection, table, key, name, at, &flipped) {
                    continue;
                }
                let what = format!("{table}.{name} row {row} byte {place}");
                if sound.judge(copy.path(), &what).is_empty() {
                    unnamed.push(what);
                }
                // A moved key is found again under its new value.
                let moved = if *name == key { &flipped } else { at };
                assert!(set(&connection, table, key, name, moved, &value));
                flips += 1;
            }
        }
    }
    assert_eq!(sound.judge(copy.path(), "all put back"), Vec::<String>::new());
    assert!(flips >= flips_min, "only {flips} flips");
    assert_eq!(
        unnamed,
        Vec::<String>::new(),
        "a stored value was changed and nothing was named"
    );
}

#[test]
fn every_byte_of_the_entries_is_covered() {
    check_every_byte(
        "entries",
        "idx",
        &["idx", "subject", "erased", "salt", "payload"],
        1000,
    );
}

#[test]
fn every_byte_of_the_leaves_is_covered() {
    check_every_byte("entries", "idx", &["leaf"], 2500);
}

#[test]
fn every_byte_of_the_tiles_and_checkpoints_is_covered() {
    check_every_byte("tiles", "rowid", &["level", "idx", "hashes"], 300);
    check_every_byte("checkpoints", "size", &["size", "note"], 1400);
}

#[test]
fn every_byte_of_the_commands_is_covered() {
    check_every_byte(
        "commands",
        "id",
        &["id", "first", "count", "request_hash", "sum"],
        500,
    );
}

fn column(connection: &Connection, table: &str, key: &str) -> Vec<Value> {
    let mut statement = connection
        .prepare(&format!("SELECT {key} FROM {table} ORDER BY {key}"))
        .unwrap();
    statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// `false` when another row has this key already, which no table can hold.
fn set(connection: &Connection, table: &str, key: &str, column: &str, at: &Value, to: &Value) -> bool {
    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE {key} = ?2");
    match connection.execute(&sql, params![to, at]) {
        Ok(rows) => rows == 1,
        Err(error) => {
            let code = error.sqlite_error_code();
            assert_eq!(code, Some(rusqlite::ErrorCode::ConstraintViolation), "{error}");
            false
        }
    }
}

/// The value with one bit of each of its bytes flipped in turn. Text stays UTF-8 here; that it need not
/// is covered by the flips in the file.
fn flipped(value: &Value) -> Vec<Value> {
    let flip = |bytes: &[u8], place: usize, bit: usize| {
        let mut bytes = bytes.to_vec();
        bytes[place] ^= 1 << bit;
        bytes
    };
    match value {
        Value::Blob(bytes) => (0..bytes.len())
            .map(|place| Value::Blob(flip(bytes, place, place % 8)))
            .collect(),
        Value::Text(text) => (0..text.len())
            .filter_map(|place| String::from_utf8(flip(text.as_bytes(), place, place % 5)).ok())
            .map(Value::Text)
            .collect(),
        Value::Integer(number) => (0..8)
            .map(|place| Value::Integer(number ^ (1 << (place * 8))))
            .collect(),
        Value::Real(_) | Value::Null => Vec::new(),
    }
}

/// One bit flipped in the file itself, on every page and at many places of each.
#[test]
fn flipped_bits_of_the_file_are_covered() {
    let sound = Sound::new();
    let (copy, ledger) = sound.copy();
    let bytes = fs::read(&ledger).unwrap();
    let mut found = 0;
    for place in (0..bytes.len()).step_by(61) {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(copy.path().join(format!("ledger.db{end}")));
        }
        fs::write(&ledger, &flipped).unwrap();
        found += usize::from(
            !sound
                .judge(copy.path(), &format!("byte {place} of the file"))
                .is_empty(),
        );
    }
    assert!(found > 0);
}

#[test]
fn files_and_snapshots_are_covered() {
    let sound = Sound::new();
    for (folder, named) in [("blobs", "entry 5 (`EVD-1`)"), ("snapshots", "snapshot `")] {
        let (copy, _) = sound.copy();
        let (path, bytes) = all_files(&copy.path().join(folder)).remove(0);
        for place in (0..bytes.len()).step_by(1 + bytes.len() / 200) {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << (place % 8);
            fs::write(&path, &flipped).unwrap();
            let found = sound.judge(copy.path(), &format!("byte {place} of {folder}"));
            let of_another_release = folder == "snapshots" && place < 40 && found.is_empty();
            assert!(
                of_another_release || found.iter().any(|problem| problem.contains(named)),
                "byte {place} of {}: {found:?}",
                path.display()
            );
        }
        fs::remove_file(&path).unwrap();
        let found = sound.judge(copy.path(), &format!("a file of {folder} removed"));
        // A snapshot can be made again; a file cannot.
        assert_eq!(found.is_empty(), folder == "snapshots", "{found:?}");
    }
}

/// A file that is no ledger any more is a report with its problem, not a failure of the check.
#[test]
fn a_ledger_that_does_not_open_is_a_report() {
    let server = Server::new();
    server.create("vendor", Patch::set_one("name", "Example Ltd"));
    server.instance.close();
    let instance = &server.instance;
    let checked = || fsck_stored(instance, &main(), None, &mut |_| ()).unwrap();
    assert_eq!(checked().problems, []);
    assert_eq!(checked().size, 4);
    fs::write(
        server.root().join("workspaces/main/ledger.db"),
        b"not a ledger at all",
    )
    .unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(server.root().join(format!("workspaces/main/ledger.db{end}")));
    }
    let report = checked();
    assert_eq!(report.problems.len(), 1, "{report:?}");
    assert_eq!(report.problems[0].what, "it is not a database");
    let missing = fsck_stored(instance, &"other".parse().unwrap(), None, &mut |_| ()).unwrap_err();
    assert!(missing.to_string().contains("no workspace `other`"), "{missing}");
}
