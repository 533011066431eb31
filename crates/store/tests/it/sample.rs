//! A small ledger for tests, written through the sequencer as in real life.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use probity_ledger::fsck::fsck;
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{CommandId, Content, Entry, NewEntry, Store};
use probity_store::SqliteStore;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

pub const ORIGIN: &str = "store.example/ledger";

pub fn key() -> SignerKey {
    SignerKey::from_seed(ORIGIN, [3; 32]).unwrap()
}

/// A folder for one test, and where its ledger goes.
pub fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    (folder, path)
}

/// A ledger of some commands of three entries each, closed again.
pub fn write_ledger(path: &Path, commands: u64) {
    let mut sequencer = sequencer(SqliteStore::create(path).unwrap());
    for number in 0..commands {
        sequencer.append(vec![command(number, 3)], &[]).unwrap();
    }
}

pub fn sequencer(store: impl Store + 'static) -> Sequencer {
    Sequencer::open(Arc::new(store), key(), ORIGIN).unwrap()
}

pub fn command(number: u64, entries: u64) -> PendingCommand {
    PendingCommand {
        id: id(number),
        request_hash: [7; 32],
        entries: (0..entries)
            .map(|place| {
                entry(
                    &format!("SYS-{}", number % 5),
                    &format!("payload {number} {place}"),
                )
            })
            .collect(),
    }
}

pub fn id(number: u64) -> CommandId {
    CommandId::new(format!("command-{number}")).unwrap()
}

/// The leaf names the subject and commits to the content, as the real ones do.
pub fn entry(subject: &str, payload: &str) -> NewEntry {
    let content = Content {
        salt: [9; 32],
        payload: payload.as_bytes().to_vec(),
    };
    NewEntry {
        leaf: leaf(subject, &content),
        subject: subject.to_owned(),
        content,
    }
}

fn leaf(subject: &str, content: &Content) -> Vec<u8> {
    let commitment = Sha256::new()
        .chain_update(content.salt)
        .chain_update(&content.payload)
        .finalize();
    [subject.as_bytes(), b" ", commitment.as_slice()].concat()
}

/// What is wrong with a ledger, as `fsck` and the medium's own check say.
pub fn problems(store: &dyn Store) -> Vec<String> {
    let report = fsck(store, key().verifier(), &mut check_entry, None);
    let mut found: Vec<String> = report
        .problems
        .iter()
        .map(|problem| format!("{problem:?}"))
        .collect();
    match store.integrity() {
        Ok(findings) => found.extend(findings),
        Err(error) => found.push(error.to_string()),
    }
    found
}

fn check_entry(entry: &Entry) -> Vec<String> {
    let fits = match &entry.content {
        Some(content) => entry.leaf == leaf(&entry.subject, content),
        None => entry.leaf.starts_with(entry.subject.as_bytes()),
    };
    if fits {
        Vec::new()
    } else {
        vec!["the leaf does not fit subject and content".to_owned()]
    }
}

#[track_caller]
pub fn assert_sound(store: &dyn Store) {
    assert_eq!(problems(store), Vec::<String>::new());
}

/// All that a ledger holds, for comparison.
pub fn content(store: &dyn Store) -> Result<String, probity_ledger::StoreError> {
    let head = store.head()?;
    let everything = 0..u64::MAX;
    let entries = store.entries(everything.clone())?;
    let commands = store.commands(everything.clone())?;
    let checkpoints = store.checkpoints(everything)?;
    let mut subjects: Vec<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let by_subject = subjects
        .iter()
        .map(|subject| store.subject_entries(subject))
        .collect::<Result<Vec<_>, _>>()?;
    let by_id = commands
        .iter()
        .map(|command| store.command(&command.id))
        .collect::<Result<Vec<_>, _>>()?;
    let tile = store.tile(probity_ledger::tile::TileCoordinates { level: 0, index: 0 })?;
    Ok(format!(
        "{head:?} {entries:?} {commands:?} {checkpoints:?} {by_subject:?} {by_id:?} {tile:?}"
    ))
}
