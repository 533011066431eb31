//! A backup put into an empty folder and checked: history and proofs are those of the backup.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use probity_core::envelope::hex;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::note::{SignerKey, VerifierKey};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::backup::{
    BackedUp, FORMAT, Manifest, Scratch, failed, files_path, key_path, key_wrap, ledger_path, private_file,
};
use super::fsck::{Report, Subject, fsck};
use crate::error::AppError;
use crate::ports::{BlobHash, StoredFiles, WorkspaceName};

/// The longest manifest and wrapped key that are read.
const SMALL_FILE_MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What a restore needs to be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Restore<'a> {
    /// The passphrase of the keys. Without it everything but the keys is restored.
    pub passphrase: Option<&'a str>,
    /// Signed checkpoints that were kept elsewhere. A ledger that is behind one is restored read-only:
    /// writing to it would make a second history.
    pub known: &'a [String],
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
}

impl RestoreReport {
    /// Whether every workspace was found sound and can be written to.
    pub fn is_sound(&self) -> bool {
        self.workspaces
            .values()
            .all(|workspace| workspace.fsck.problems.is_empty() && workspace.read_only.is_none())
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
    let known = parse_known(asked.known)?;
    let mut backup = Backup::open(archive)?;
    backup.check_all()?;
    let there = |origin: &String| {
        backup
            .manifest
            .workspaces
            .values()
            .any(|entry| entry.origin == *origin)
    };
    if let Some((origin, _)) = known.iter().find(|(origin, _)| !there(origin)) {
        return Err(AppError::Invalid(format!(
            "the known checkpoint is of the ledger `{origin}`, which is not in this backup"
        )));
    }
    let scratch = Scratch::inside(stored.root())?;
    let mut keys = BTreeMap::new();
    for (name, entry) in backup.manifest.workspaces.clone() {
        keys.insert(name.clone(), backup.key(&name, &entry, asked.passphrase)?);
    }
    let server = backup.extract("server.db", &scratch.path)?;
    let mut report = RestoreReport {
        created: backup.manifest.created.clone(),
        workspaces: BTreeMap::new(),
    };
    for (name, entry) in backup.manifest.workspaces.clone() {
        let (key, became) = keys.remove(&name).unwrap_or((None, KeyRestored::NotInBackup));
        let restored = backup.place(stored, &scratch.path, (&name, &entry), key.as_deref(), &known)?;
        report.workspaces.insert(
            name,
            Restored {
                key: became,
                ..restored
            },
        );
    }
    // Last: a folder without it is one whose restore was cut short.
    stored.place_server_state(&server)?;
    Ok(report)
}

fn parse_known(notes: &[String]) -> Result<Vec<(String, String)>, AppError> {
    let origin = |note: &String| {
        let (checkpoint, _) = Checkpoint::parse_note(note)
            .map_err(|error| AppError::Invalid(format!("the known checkpoint cannot be used: {error}")))?;
        Ok((checkpoint.origin, note.clone()))
    };
    notes.iter().map(origin).collect()
}

struct Backup {
    path: PathBuf,
    zip: ZipArchive<File>,
    manifest: Manifest,
}

impl Backup {
    fn open(path: &Path) -> Result<Self, AppError> {
        let file = File::open(path).map_err(|error| failed("cannot read", path, &error))?;
        let no_backup = |what: &str| {
            AppError::Invalid(format!(
                "`{}` is not a backup of Probity, or was cut off: {what}",
                path.display()
            ))
        };
        let mut zip = ZipArchive::new(file).map_err(|error| no_backup(&error.to_string()))?;
        let manifest =
            read_small(&mut zip, "manifest.json").map_err(|error| no_backup(&error.to_string()))?;
        let manifest: Manifest =
            serde_json::from_slice(&manifest).map_err(|error| no_backup(&error.to_string()))?;
        if manifest.format > FORMAT {
            return Err(AppError::Invalid(format!(
                "this backup has format {}, which is newer than this release reads: upgrade first",
                manifest.format
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            zip,
            manifest,
        })
    }

    /// Every file is there with its size and hash, and no other is.
    fn check_all(&mut self) -> Result<(), AppError> {
        let changed = |name: &str, what: &str| {
            AppError::Invalid(format!("`{name}` in this backup {what}: nothing was restored"))
        };
        for name in self.zip.file_names() {
            let name = name.map_err(|error| failed("cannot read", &self.path, &error.into()))?;
            if name != "manifest.json" && !self.manifest.files.contains_key(&*name) {
                return Err(changed(&name, "is not in its manifest"));
            }
        }
        for (name, entry) in self.manifest.files.clone() {
            let mut sink = Sink {
                to: None,
                hash: Sha256::new(),
                left: entry.bytes,
            };
            let member = self
                .zip
                .by_name(&name)
                .map_err(|_| changed(&name, "is missing"))?;
            match io::copy(&mut member.take(entry.bytes.saturating_add(1)), &mut sink) {
                Ok(bytes) if bytes == entry.bytes && hex(&sink.hash.finalize()) == entry.sha256 => {}
                _ => return Err(changed(&name, "was changed")),
            }
        }
        Ok(())
    }

    fn key(
        &mut self,
        name: &str,
        entry: &BackedUp,
        passphrase: Option<&str>,
    ) -> Result<(Option<String>, KeyRestored), AppError> {
        if !entry.has_key {
            return Ok((None, KeyRestored::NotInBackup));
        }
        let Some(passphrase) = passphrase else {
            return Ok((None, KeyRestored::NoPassphrase));
        };
        let path = key_path(&parse_name(name)?);
        let wrapped = read_small(&mut self.zip, &path)
            .map_err(|error| AppError::Invalid(format!("`{path}` cannot be read: {error}")))?;
        let key = key_wrap::unwrap(&String::from_utf8_lossy(&wrapped), passphrase)?;
        let parsed = SignerKey::parse(&key)
            .map_err(|error| AppError::Invalid(format!("the key of `{name}` cannot be used: {error}")))?;
        if parsed.verifier().to_string() != entry.verifier_key {
            return Err(AppError::Invalid(format!(
                "the key of `{name}` in this backup is not the key of its ledger"
            )));
        }
        Ok((Some(key), KeyRestored::Restored))
    }

    fn place(
        &mut self,
        stored: &dyn StoredFiles,
        scratch: &Path,
        (name, entry): (&str, &BackedUp),
        key: Option<&str>,
        known: &[(String, String)],
    ) -> Result<Restored, AppError> {
        let name = parse_name(name)?;
        let ledger = self.extract(&ledger_path(&name), scratch)?;
        let placed = stored.place_workspace(&name, &ledger, key)?;
        let prefix = files_path(&name);
        let files: Vec<String> = self
            .manifest
            .files
            .keys()
            .filter(|path| path.starts_with(&prefix))
            .cloned()
            .collect();
        for path in files {
            let mut bytes = Vec::new();
            let read = self
                .zip
                .by_name(&path)
                .map_err(io::Error::from)
                .and_then(|mut member| member.read_to_end(&mut bytes));
            read.map_err(|error| failed("cannot read", &self.path, &error))?;
            let hash = placed.blobs.put(&bytes)?;
            if path[prefix.len()..].parse() != Ok::<BlobHash, _>(hash) {
                return Err(AppError::Invalid(format!(
                    "`{path}` in this backup does not have the hash that it is named by"
                )));
            }
        }
        let verifier = VerifierKey::parse(&entry.verifier_key)
            .map_err(|error| AppError::Invalid(format!("the key of `{name}` in this backup: {error}")))?;
        let subject = Subject {
            store: &*placed.store,
            blobs: &*placed.blobs,
            snapshots: &*placed.snapshots,
            key: &verifier,
        };
        let known = known
            .iter()
            .filter(|(origin, _)| *origin == entry.origin)
            .map(|(_, note)| note.as_str())
            .max_by_key(|note| size_of(note));
        let fsck = fsck(subject, known, &mut |_| ());
        let read_only = known.filter(|note| size_of(note) > fsck.size).map(|note| {
            format!(
                "it was restored from a backup of {} entries, and a checkpoint of {} entries is known: \
                 writing would make a second history",
                fsck.size,
                size_of(note)
            )
        });
        if let Some(reason) = &read_only {
            stored.hold(&name, reason)?;
        }
        Ok(Restored {
            origin: entry.origin.clone(),
            size: fsck.size,
            key: KeyRestored::NotInBackup,
            read_only,
            fsck,
        })
    }

    /// One file on disk again. The next extraction replaces it.
    fn extract(&mut self, name: &str, scratch: &Path) -> Result<PathBuf, AppError> {
        let entry = self.manifest.files.get(name).cloned();
        let entry =
            entry.ok_or_else(|| AppError::Invalid(format!("`{name}` is missing from this backup")))?;
        let path = scratch.join(name.replace('/', "-"));
        let mut file = private_file(&path)?;
        let member = self
            .zip
            .by_name(name)
            .map_err(|error| failed("cannot read", &self.path, &error.into()))?;
        let mut sink = Sink {
            to: Some(&mut file),
            hash: Sha256::new(),
            left: entry.bytes,
        };
        io::copy(&mut member.take(entry.bytes), &mut sink)
            .map_err(|error| failed("cannot write", &path, &error))?;
        Ok(path)
    }
}

fn read_small(zip: &mut ZipArchive<File>, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    zip.by_name(name)?
        .take(SMALL_FILE_MAX_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse_name(name: &str) -> Result<WorkspaceName, AppError> {
    name.parse()
        .map_err(|error| AppError::Invalid(format!("this backup cannot be used: {error}")))
}

/// Entries that a note speaks of; 0 when it cannot be read.
fn size_of(note: &str) -> u64 {
    Checkpoint::parse_note(note).map_or(0, |(checkpoint, _)| checkpoint.size)
}

/// Takes at most so many bytes, hashes them and passes them on.
struct Sink<'a> {
    to: Option<&'a mut File>,
    hash: Sha256,
    left: u64,
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::other("it is longer than its manifest says"))?;
        if let Some(file) = &mut self.to {
            file.write_all(bytes)?;
        }
        self.hash.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
