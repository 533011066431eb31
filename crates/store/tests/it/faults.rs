//! Every write to the disk fails in turn, in every way: nothing acknowledged is lost, nothing
//! refused is there, and the ledger is sound.
//!
//! A child process does the writing with a library preloaded that makes one call fail. It prints
//! what it was told; the parent then opens the files and compares.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use probity_app::ports::{BlobHash, Blobs as _, WorkspaceName};
use probity_ledger::{Store as _, StoreError};
use probity_store::{BlobFolder, DataFolder, SqliteStore};
use probity_testkit::fault::{Fault, Kind, library, sites};

use crate::sample::{assert_sound, command, id, sequencer};

/// Where the child works; unset in the process of the tests.
const FOLDER: &str = "PROBITY_TEST_FOLDER";
/// Set when the child is to end without closing anything once it knows about an unknown outcome.
const STOP: &str = "PROBITY_TEST_STOP";
const COMMITS: u64 = 6;

#[test]
#[ignore = "the child of the tests below, in a process of its own"]
fn ledger_child() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = match SqliteStore::open(&Path::new(&folder).join("ledger.db")) {
        Ok(store) => store,
        Err(error) => return say(&format!("closed {error}")),
    };
    let mut sequencer = sequencer(store);
    for number in 0..COMMITS {
        let mut outcome = sequencer.append(vec![command(number, 3)], &[]).map(drop);
        let was_unknown = matches!(outcome, Err(StoreError::Unknown(_)));
        if was_unknown {
            // What the head says after an unknown outcome must hold for good.
            outcome = match sequencer.resync() {
                Ok(_)
                    if sequencer
                        .store()
                        .command(&id(number))
                        .is_ok_and(|found| found.is_some()) =>
                {
                    Ok(())
                }
                Ok(_) => Err(StoreError::Failed("not there".to_owned())),
                Err(error) => Err(StoreError::Unknown(error.to_string())),
            };
        }
        match outcome {
            Ok(()) => say(&format!("acknowledged {number}")),
            Err(StoreError::Unknown(_)) => say(&format!("unknown {number}")),
            Err(_) => say(&format!("refused {number}")),
        }
        if was_unknown && std::env::var_os(STOP).is_some() {
            std::process::abort();
        }
        if number == 3 && sequencer.store().scrub().is_err() {
            say("scrub failed");
        }
        if sequencer.needs_resync() && sequencer.resync().is_err() {
            say("behind");
        }
    }
}

#[test]
#[ignore = "the child of the tests below, in a process of its own"]
fn folder_child() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let made = DataFolder::open(Path::new(&folder))
        .and_then(|folder| folder.create_workspace(&workspace(), "key"))
        .map_err(|error| error.to_string());
    let put = made.and_then(|workspace| {
        say("acknowledged workspace");
        let blobs = workspace.blobs().map_err(|error| error.to_string())?;
        blobs.put(&vec![b'x'; 100_000]).map_err(|error| error.to_string())
    });
    match put {
        Ok(_) => say("acknowledged blob"),
        Err(error) => say(&format!("refused {error}")),
    }
}

#[test]
fn a_full_disk() {
    ledger(Kind::Enospc, false);
}

#[test]
fn an_input_output_error() {
    ledger(Kind::Eio, false);
}

#[test]
fn a_short_write() {
    ledger(Kind::Short, false);
}

#[test]
fn a_failed_sync() {
    ledger(Kind::Fsync, false);
}

/// The commit whose sync failed lies in the log, and the crash reads the log again: what the head
/// said in between must still be true.
#[test]
fn a_failed_sync_and_then_a_crash() {
    ledger(Kind::Fsync, true);
}

#[test]
fn a_crash_before_a_write() {
    ledger(Kind::Crash, false);
}

#[test]
fn a_crash_after_a_write() {
    ledger(Kind::CrashAfter, false);
}

/// Hits each call on the ledger's files in turn.
fn ledger(kind: Kind, stop: bool) {
    let Some(library) = library() else { return };
    let run = |fault: &Fault<'_>, folder: &Path| {
        SqliteStore::create(&folder.join("ledger.db")).unwrap();
        child("faults::ledger_child", folder, stop, fault, &library)
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
    let said = child(
        "faults::folder_child",
        &root,
        false,
        &Fault::count("/data", &log),
        &library,
    );
    assert_eq!(said.acknowledged.len(), 2, "{said:?}");
    let sites = sites(&log).unwrap();
    for kind in Kind::ALL {
        for nth in 1..=kind.count(&sites) {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("data");
            let said = child(
                "faults::folder_child",
                &root,
                false,
                &Fault::new(kind, nth, "/data"),
                &library,
            );
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

fn child(test: &str, folder: &Path, stop: bool, fault: &Fault<'_>, library: &Path) -> Said {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder);
    if stop {
        child.env(STOP, "1");
    }
    fault.put_on(&mut child, library);
    let output = child.output().unwrap();
    let mut said = Said::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match line.strip_prefix("child: ").and_then(|line| line.split_once(' ')) {
            Some(("acknowledged", what)) => drop(said.acknowledged.insert(what.to_owned())),
            Some(("refused", what)) => drop(said.refused.insert(what.to_owned())),
            _ => said.other.push(line.to_owned()),
        }
    }
    // A crash is the fault's doing; a panic would be ours.
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{errors}");
    said
}

fn say(line: &str) {
    // On a line of its own: the harness has begun one.
    println!("\nchild: {line}");
    std::io::stdout().flush().unwrap();
}
