//! Every write to the disk fails in turn, in every way: nothing acknowledged is lost, nothing
//! refused is there, and the ledger is sound.
//!
//! A child process, the example `fault_child`, does the writing with a library preloaded that makes
//! one call fail. It prints what it was told; the parent then opens the files and compares.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use probity_app::ports::{BlobHash, Blobs as _, WorkspaceName};
use probity_ledger::Store as _;
use probity_store::{BlobFolder, DataFolder, SqliteStore};
use probity_testkit::fault::{Fault, Kind, library, sites};

use crate::sample::{assert_sound, id};

/// How many commits the child tries.
const COMMITS: u64 = 6;

#[test]
fn a_full_disk() {
    ledger(Kind::Enospc, &[]);
}

#[test]
fn an_input_output_error() {
    ledger(Kind::Eio, &[]);
}

#[test]
fn a_short_write() {
    ledger(Kind::Short, &[]);
}

#[test]
fn a_failed_sync() {
    ledger(Kind::Fsync, &[]);
}

/// The commit whose sync failed lies in the log, and the crash reads the log again: what the head
/// said in between must still be true.
#[test]
fn a_failed_sync_and_then_a_crash() {
    ledger(Kind::Fsync, &["stop"]);
}

#[test]
fn a_crash_before_a_write() {
    ledger(Kind::Crash, &[]);
}

#[test]
fn a_crash_after_a_write() {
    ledger(Kind::CrashAfter, &[]);
}

/// Hits each call on the ledger's files in turn; `more` goes to the child.
fn ledger(kind: Kind, more: &[&str]) {
    let Some(library) = library() else { return };
    let run = |fault: &Fault<'_>, folder: &Path| {
        SqliteStore::create(&folder.join("ledger.db")).unwrap();
        child("ledger", folder, more, fault, &library)
    };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let said = run(&Fault::count("ledger.db", &log), folder.path());
    assert_eq!(said.acknowledged.len() as u64, COMMITS, "{said:?}");
    let calls = kind.count(&sites(&log).unwrap());
    assert!(calls > 0);
    let mut felt = false;
    for nth in 1..=calls {
        let folder = tempfile::tempdir().unwrap();
        let said = run(&Fault::new(kind, nth, "ledger.db"), folder.path());
        let store = SqliteStore::open(&folder.path().join("ledger.db")).unwrap();
        assert_sound(&store);
        felt |= (said.acknowledged.len() as u64) < COMMITS;
        for number in 0..COMMITS {
            let there = store.command(&id(number)).unwrap().is_some();
            let number = number.to_string();
            assert!(
                there || !said.acknowledged.contains(&number),
                "{kind:?} {nth}: {number} is lost: {said:?}"
            );
            assert!(
                !there || !said.refused.contains(&number),
                "{kind:?} {nth}: {number} was refused: {said:?}"
            );
        }
    }
    assert!(felt, "{kind:?}: no fault reached the child");
}

/// Hits each call while a data folder with a workspace and a blob is made.
#[test]
fn making_a_workspace_and_a_blob() {
    let Some(library) = library() else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let root = folder.path().join("data");
    let said = child("folder", &root, &[], &Fault::count("/data", &log), &library);
    assert_eq!(said.acknowledged.len(), 2, "{said:?}");
    let sites = sites(&log).unwrap();
    for kind in Kind::ALL {
        for nth in 1..=kind.count(&sites) {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("data");
            let said = child("folder", &root, &[], &Fault::new(kind, nth, "/data"), &library);
            check_folder(&root, &said, &format!("{kind:?} {nth}"));
        }
    }
}

/// The workspace is there whole or not at all, and so is the blob.
fn check_folder(root: &Path, said: &Said, what: &str) {
    let folder = DataFolder::open(root).unwrap();
    let Ok(workspace) = folder.workspace(&workspace()) else {
        assert!(!said.acknowledged.contains("workspace"), "{what}: {said:?}");
        folder
            .create_workspace(&workspace(), "key")
            .expect("it can be made now");
        return;
    };
    assert_eq!(workspace.key_with(None).unwrap(), "key", "{what}");
    assert_sound(&workspace.ledger().unwrap());
    let blobs: BlobFolder = workspace.blobs().unwrap();
    let hash = BlobHash::of(&vec![b'x'; 100_000]);
    let there = blobs.exists(hash).unwrap();
    assert!(there || !said.acknowledged.contains("blob"), "{what}: {said:?}");
    blobs
        .verify_all(&mut |hash, problem| panic!("{what}: {hash}: {problem}"))
        .unwrap();
}

fn workspace() -> WorkspaceName {
    "main".parse().unwrap()
}

/// What a child printed before its end.
#[derive(Debug, Default)]
struct Said {
    acknowledged: BTreeSet<String>,
    refused: BTreeSet<String>,
    other: Vec<String>,
}

fn child(what: &str, folder: &Path, more: &[&str], fault: &Fault<'_>, library: &Path) -> Said {
    let mut child = Command::new(child_program());
    child.arg(what).arg(folder).args(more);
    fault.put_on(&mut child, library);
    let output = child.output().unwrap();
    let mut said = Said::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match line.split_once(' ') {
            Some(("acknowledged", what)) => drop(said.acknowledged.insert(what.to_owned())),
            Some(("refused", what)) => drop(said.refused.insert(what.to_owned())),
            _ => said.other.push(line.to_owned()),
        }
    }
    // A crash by a signal is the fault's doing; a panic or another failure would be ours.
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), None | Some(0)), "{errors}");
    said
}

/// The example `fault_child`, which cargo builds along with the tests, beside their folder.
fn child_program() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let program = own.parent().unwrap().join("../examples/fault_child");
    assert!(
        program.is_file(),
        "`{}` is not there: build it with `cargo build -p probity-store --examples`",
        program.display()
    );
    program
}
