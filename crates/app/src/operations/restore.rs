//! A backup put into an empty folder and checked: history and proofs are those of the backup.

mod archive;
mod epoch;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use probity_ledger::Store;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::keys::Keys;
use serde::Serialize;

use super::backup::{BackedUp, Manifest, Scratch, failed, files_path, ledger_path};
use super::erase::{Replay, replay, still_there};
use super::fsck::{Files, Holder, Report, Subject, fsck};
use super::workspace_export::origin;
use crate::error::AppError;
use crate::ports::operational::KeptErasure;
use crate::ports::operational::erasures::parse_erasures;
use crate::ports::{BlobHash, Placed, StoredFiles, WorkspaceName};
use crate::workspace::Workspace;
use archive::Backup;

/// Entries read at a time.
const PAGE: usize = 4096;

/// What a restore needs to be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Restore<'a> {
    /// The passphrase of the keys. Without it everything but the keys is restored.
    pub passphrase: Option<&'a str>,
    /// Signed checkpoints that were kept elsewhere. A ledger that is behind one is restored read-only:
    /// writing to it would make a second history.
    pub known: &'a [String],
    /// A list of erasures that was kept apart from the backup. What it names is erased again, as is what
    /// the list names that lies in the data folder already.
    pub erasures: Option<&'a Path>,
    /// A ledger that is behind a known checkpoint goes on under a new origin and key, in place of being
    /// held read-only.
    pub new_epoch: bool,
}

/// What was restored.
#[derive(Clone, Debug, Serialize)]
pub struct RestoreReport {
    /// When the backup was written.
    pub created: String,
    /// Every workspace by name.
    pub workspaces: BTreeMap<String, Restored>,
}

/// One restored workspace.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    /// The origin of its ledger.
    pub origin: String,
    /// Entries in its ledger.
    pub size: u64,
    /// What became of its key.
    pub key: KeyRestored,
    /// Why nothing can be written, if so.
    pub read_only: Option<String>,
    /// The new public key, where the ledger goes on under one.
    pub new_epoch: Option<String>,
    /// What became of erasures that are younger than the backup.
    pub erasures: Replay,
    /// What the check of everything found.
    pub fsck: Report,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyRestored {
    /// It is in its place.
    Restored,
    /// The backup has it, but no passphrase was given: the workspace opens once its key is there.
    NoPassphrase,
    /// The backup was made without it: the workspace opens once its key is there.
    NotInBackup,
    /// The ledger goes on under a new one.
    New,
}

impl RestoreReport {
    /// Whether every workspace was found sound and can be written to, and nothing is in it that was erased.
    pub fn is_sound(&self) -> bool {
        self.workspaces.values().all(|workspace| {
            workspace.fsck.problems.is_empty()
                && workspace.read_only.is_none()
                && workspace.erasures.pending.is_empty()
                && workspace.erasures.unfinished.is_empty()
        })
    }
}

/// Restores a backup. Everything in it is checked against its manifest before anything is written.
pub fn restore(
    stored: &dyn StoredFiles,
    archive: &Path,
    asked: &Restore<'_>,
) -> Result<RestoreReport, AppError> {
    if !stored.is_empty()? {
        return Err(AppError::Invalid(
            "there is something in the data folder already: a backup is restored into an empty one"
                .to_owned(),
        ));
    }
    let erasures = asked.erasures.map_or_else(|| Ok(Vec::new()), read_erasures)?;
    let mut backup = Backup::open(archive)?;
    backup.check_all()?;
    let known = known_of_backup(asked, &backup.manifest)?;
    let scratch = Scratch::inside(stored.root())?;
    let mut keys = BTreeMap::new();
    for (name, entry) in backup.manifest.workspaces.clone() {
        keys.insert(name.clone(), backup.key(&name, &entry, asked.passphrase)?);
    }
    let server = backup.extract("server.db", &scratch.path)?;
    let staged = stored
        .forget_passing(&server)?
        .into_iter()
        .map(|staging| staging.blob)
        .collect();
    // First: whatever is opened from here on is opened under the list.
    let kept = stored.place_erasures(&erasures)?;
    let mut report = RestoreReport {
        created: backup.manifest.created.clone(),
        workspaces: BTreeMap::new(),
    };
    let beside = Beside {
        known,
        staged,
        kept,
        new_epoch: asked.new_epoch,
    };
    for (name, entry) in backup.manifest.workspaces.clone() {
        let (key, became) = keys.remove(&name).unwrap_or((None, KeyRestored::NotInBackup));
        let restored = place(
            stored,
            &mut backup,
            &scratch.path,
            (&name, &entry),
            key.as_deref(),
            &beside,
        )?;
        report.workspaces.insert(
            name,
            Restored {
                key: match restored.new_epoch {
                    Some(_) => KeyRestored::New,
                    None => became,
                },
                ..restored
            },
        );
    }
    // Last: a folder without it is one whose restore was cut short.
    stored.place_server_state(&server)?;
    for (name, restored) in &mut report.workspaces {
        let has_key = matches!(restored.key, KeyRestored::Restored | KeyRestored::New);
        let can_write = has_key && restored.read_only.is_none();
        if can_write && !restored.erasures.pending.is_empty() {
            erase_again(stored, &parse_name(name)?, restored, &beside)?;
        }
    }
    Ok(report)
}

/// Carries out what the backup is older than, and checks everything again.
fn erase_again(
    stored: &dyn StoredFiles,
    name: &WorkspaceName,
    restored: &mut Restored,
    beside: &Beside,
) -> Result<(), AppError> {
    let operational = stored.server_state()?;
    let replayed = Workspace::open(stored.parts(name)?).and_then(|workspace| {
        let replayed = replay(&workspace, &*operational);
        workspace.close();
        replayed
    });
    match replayed {
        Ok(replayed) => restored.erasures = replayed,
        Err(error) => restored
            .erasures
            .unfinished
            .push(format!("erasing again failed: {error}")),
    }
    let parts = stored.parts(name)?;
    restored.fsck = fsck(
        Subject::of_parts(&parts),
        beside.known_of(&parts.keys),
        &mut |_| (),
    );
    restored.size = restored.fsck.size;
    Ok(())
}

fn read_erasures(path: &Path) -> Result<Vec<KeptErasure>, AppError> {
    let text = fs::read_to_string(path).map_err(|error| failed("cannot read", path, &error))?;
    parse_erasures(&text).map_err(|(line, what)| {
        let path = path.display();
        AppError::Invalid(format!(
            "line {line} of `{path}` is no line of a list of erasures: {what}"
        ))
    })
}

/// The known checkpoints with the origins of their ledgers, all of which are in the backup.
fn known_of_backup(asked: &Restore<'_>, manifest: &Manifest) -> Result<Vec<(String, String)>, AppError> {
    if asked.new_epoch && asked.known.is_empty() {
        return Err(AppError::Invalid(
            "a ledger goes on under a new key only where it is behind a known checkpoint: give that checkpoint"
                .to_owned(),
        ));
    }
    let known = |note: &String| {
        let (checkpoint, _) = Checkpoint::parse_note(note)
            .map_err(|error| AppError::Invalid(format!("the known checkpoint cannot be used: {error}")))?;
        let origin = checkpoint.origin;
        if !manifest
            .workspaces
            .values()
            .any(|entry| entry.had_origin(&origin))
        {
            return Err(AppError::Invalid(format!(
                "the known checkpoint is of the ledger `{origin}`, which is not in this backup"
            )));
        }
        Ok((origin, note.clone()))
    };
    asked.known.iter().map(known).collect()
}

/// What a workspace is put in its place with, besides what the backup has of it.
struct Beside {
    /// Known checkpoints with the origins of their ledgers.
    known: Vec<(String, String)>,
    /// Files of staged imports, which are not brought back.
    staged: BTreeSet<BlobHash>,
    /// The list of erasures.
    kept: Vec<KeptErasure>,
    /// Whether a ledger that is behind goes on under a new key.
    new_epoch: bool,
}

impl Beside {
    /// The known checkpoint of most entries, of those that the ledger must contain. One that a past key
    /// signed for more entries than it was in force for is of an end that was lost before, as an entry says.
    fn known_of(&self, keys: &Keys) -> Option<&str> {
        let of_it = self
            .known
            .iter()
            .filter(|(origin, note)| keys.at(size_of(note)).name() == origin);
        of_it
            .map(|(_, note)| note.as_str())
            .max_by_key(|note| size_of(note))
    }
}

fn place(
    stored: &dyn StoredFiles,
    backup: &mut Backup,
    scratch: &Path,
    (name, entry): (&str, &BackedUp),
    key: Option<&str>,
    beside: &Beside,
) -> Result<Restored, AppError> {
    let name = parse_name(name)?;
    let ledger = backup.extract(&ledger_path(&name), scratch)?;
    let placed = stored.place_workspace(&name, &ledger, key)?;
    place_files(backup, &placed, &files_path(&name), &beside.staged)?;
    let keys = entry
        .keys()
        .ok_or_else(|| AppError::Invalid(format!("the keys of `{name}` in this backup cannot be used")))?;
    stored.place_keys(&name, &keys)?;
    let subject = Subject {
        store: &*placed.store,
        blobs: &*placed.blobs,
        snapshots: &*placed.snapshots,
        keys: &keys,
    };
    let known = beside.known_of(&keys);
    let mut restored = Restored {
        origin: entry.origin.clone(),
        size: entry.size,
        key: KeyRestored::NotInBackup,
        read_only: None,
        new_epoch: None,
        erasures: Replay {
            pending: still_there(&*placed.store, &keys, &beside.kept)?,
            ..Replay::default()
        },
        fsck: fsck(subject, known, &mut |_| ()),
    };
    restored.size = restored.fsck.size;
    if let Some(known) = known.filter(|note| size_of(note) > restored.size) {
        let sound = || keys.open(known).is_ok() && fsck(subject, None, &mut |_| ()).problems.is_empty();
        if beside.new_epoch && sound() {
            go_on(stored, &name, &keys, known, &mut restored)?;
        } else {
            let reason = held_because(restored.size, size_of(known), &restored.erasures.pending);
            stored.hold(&name, &reason)?;
            restored.read_only = Some(reason);
        }
    }
    Ok(restored)
}

/// Under a new origin and key.
fn go_on(
    stored: &dyn StoredFiles,
    name: &WorkspaceName,
    keys: &Keys,
    known: &str,
    restored: &mut Restored,
) -> Result<(), AppError> {
    let key = epoch::begin(stored, name, keys, restored.size, known)?;
    restored.origin = origin(&key);
    restored.new_epoch = Some(key);
    restored.fsck = fsck(Subject::of_parts(&stored.parts(name)?), None, &mut |_| ());
    restored.size = restored.fsck.size;
    Ok(())
}

fn held_because(size: u64, known: u64, pending: &[String]) -> String {
    let mut reason = format!(
        "it was restored from a backup of {size} entries, and a checkpoint of {known} entries is known: \
         writing would make a second history"
    );
    if !pending.is_empty() {
        let records = pending.join("`, `");
        reason += &format!("; what was erased of `{records}` since the backup is in it again");
    }
    reason
}

/// Puts the files of a workspace in their place, those aside that only staged imports spoke of.
fn place_files(
    backup: &mut Backup,
    placed: &Placed,
    prefix: &str,
    staged: &BTreeSet<BlobHash>,
) -> Result<(), AppError> {
    let held = if staged.is_empty() {
        Files::default()
    } else {
        files_of(&*placed.store)?
    };
    for path in backup.files(prefix) {
        let hash: Option<BlobHash> = path[prefix.len()..].parse().ok();
        if hash.is_some_and(|hash| staged.contains(&hash) && !held.holds(hash)) {
            continue;
        }
        if hash != Some(placed.blobs.put(&backup.read(&path)?)?) {
            return Err(AppError::Invalid(format!(
                "`{path}` in this backup does not have the hash that it is named by"
            )));
        }
    }
    Ok(())
}

/// Every file that an entry speaks of.
fn files_of(store: &dyn Store) -> Result<Files, AppError> {
    let size = store.head()?.size;
    let mut files = Files::default();
    for start in (0..size).step_by(PAGE) {
        for entry in store.entries(start..size.min(start + PAGE as u64))? {
            let payload = entry.content.as_ref().map_or(&[][..], |content| &content.payload);
            files.note(payload, || Holder {
                index: entry.index,
                subject: entry.subject.clone(),
            });
        }
    }
    Ok(files)
}

fn parse_name(name: &str) -> Result<WorkspaceName, AppError> {
    name.parse()
        .map_err(|error| AppError::Invalid(format!("this backup cannot be used: {error}")))
}

/// Entries that a note speaks of; 0 when it cannot be read.
fn size_of(note: &str) -> u64 {
    Checkpoint::parse_note(note).map_or(0, |(checkpoint, _)| checkpoint.size)
}
