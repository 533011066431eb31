//! The folder of one workspace.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use probity_app::ports::{BlobError, SnapshotError, WorkspaceName};
use probity_ledger::StoreError;
use probity_ledger::keys::PastKey;
use probity_ledger::note::VerifierKey;

use super::{FolderError, failed, make};
use crate::{BlobFolder, SnapshotFolder, SqliteStore, durable};

const LEDGER: &str = "ledger.db";
const KEY: &str = "key";
/// The keys before it: lines of the size up to which one was in force, and the key.
const PAST_KEYS: &str = "past-keys";

/// The folder of one workspace.
#[derive(Clone, Debug)]
pub struct WorkspaceFolder {
    root: PathBuf,
    name: WorkspaceName,
}

impl WorkspaceFolder {
    pub(super) fn new(root: PathBuf, name: WorkspaceName) -> Self {
        Self { root, name }
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whose it is.
    pub fn name(&self) -> &WorkspaceName {
        &self.name
    }

    /// Opens the ledger.
    pub fn ledger(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&self.root.join(LEDGER))
    }

    /// Opens the blobs.
    pub fn blobs(&self) -> Result<BlobFolder, BlobError> {
        BlobFolder::open(&self.root.join("blobs"))
    }

    /// Opens the snapshots.
    pub fn snapshots(&self) -> Result<SnapshotFolder, SnapshotError> {
        SnapshotFolder::open(&self.root.join("snapshots"))
    }

    /// The variable that holds the key when it is not to lie on this disk: `PROBITY_KEY_` and the
    /// name in upper case, with `_` for `-`.
    pub fn key_variable(&self) -> String {
        format!(
            "PROBITY_KEY_{}",
            self.name.as_str().to_ascii_uppercase().replace('-', "_")
        )
    }

    /// The key as it was given, from the environment if it is there, else from the file.
    pub fn key(&self) -> Result<String, FolderError> {
        self.key_with(std::env::var(self.key_variable()).ok())
    }

    /// The key, with the value of [`Self::key_variable`] given by the caller.
    pub fn key_with(&self, variable: Option<String>) -> Result<String, FolderError> {
        if let Some(key) = variable {
            return Ok(key);
        }
        let file = self.root.join(KEY);
        match fs::read_to_string(&file) {
            Ok(key) => Ok(key),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(FolderError::NoKey {
                workspace: self.name.clone(),
                variable: self.key_variable(),
                file,
            }),
            Err(error) => Err(failed("cannot read", &file, &error)),
        }
    }

    /// The keys that were in force before, oldest first.
    pub fn past_keys(&self) -> Result<Vec<PastKey>, FolderError> {
        let file = self.root.join(PAST_KEYS);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed("cannot read", &file, &error)),
        };
        parse_past_keys(&text).map_err(|line| {
            let file = file.display();
            FolderError::Failed(format!(
                "line {line} of `{file}` is not the size and key that it must be"
            ))
        })
    }

    /// Keeps the keys that were in force before. It is durable on return.
    pub fn replace_past_keys(&self, keys: &[PastKey]) -> Result<(), FolderError> {
        let file = self.root.join(PAST_KEYS);
        let text = past_keys_text(keys);
        durable::write_whole(&file, text.as_bytes()).map_err(|error| failed("cannot write", &file, &error))
    }

    /// Replaces the key file, as after a rotation. The old key is gone when this returns.
    pub fn replace_key(&self, key: &str) -> Result<(), FolderError> {
        let file = self.root.join(KEY);
        durable::write_whole(&file, key.as_bytes()).map_err(|error| failed("cannot write", &file, &error))
    }

    /// Removes the key file, of a workspace that was not made after all.
    pub(crate) fn remove_key(&self) -> Result<(), FolderError> {
        let file = self.root.join(KEY);
        durable::remove(&file)
            .map(drop)
            .map_err(|error| failed("cannot remove", &file, &error))
    }
}

/// Past keys as they are stored: a line for each, of the size up to which it was in force and the key.
pub(crate) fn past_keys_text(keys: &[PastKey]) -> String {
    let line = |past: &PastKey| format!("{} {}\n", past.until, past.key);
    keys.iter().map(line).collect()
}

/// Reads what [`past_keys_text`] wrote; else the number of the line, from 1, that is none of it.
pub(crate) fn parse_past_keys(text: &str) -> Result<Vec<PastKey>, usize> {
    let key = |(number, line): (usize, &str)| parse_past_key(line).ok_or(number + 1);
    text.lines().enumerate().map(key).collect()
}

fn parse_past_key(line: &str) -> Option<PastKey> {
    let (until, key) = line.split_once(' ')?;
    Some(PastKey {
        until: until.parse().ok()?,
        key: VerifierKey::parse(key).ok()?,
    })
}

/// Makes the folder beside its place and moves it there when all of it is durable.
pub(super) fn create(workspaces: &Path, root: &Path, key: &str) -> Result<(), FolderError> {
    let unfinished = durable::temporary_path(workspaces);
    let made = fill(&unfinished, key).and_then(|()| {
        let moved = fs::rename(&unfinished, root).and_then(|()| durable::sync_folder(workspaces));
        moved.map_err(|error| failed("cannot make", root, &error))
    });
    if made.is_err() {
        // What failed first is what is reported; what stays is removed at the next start.
        let _ = fs::remove_dir_all(&unfinished);
    }
    made
}

fn fill(folder: &Path, key: &str) -> Result<(), FolderError> {
    make(folder)?;
    make(&folder.join("blobs"))?;
    make(&folder.join("snapshots"))?;
    let file = folder.join(KEY);
    durable::write_whole(&file, key.as_bytes()).map_err(|error| failed("cannot write", &file, &error))?;
    // Closed again at once: it is opened under its final name.
    SqliteStore::create(&folder.join(LEDGER))?;
    Ok(())
}

/// Removes workspaces whose making was cut short.
pub(super) fn remove_unfinished(workspaces: &Path) -> Result<(), FolderError> {
    let entries = fs::read_dir(workspaces).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    for entry in entries.map_err(|error| failed("cannot list", workspaces, &error))? {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with(durable::TEMPORARY_PREFIX)
        {
            fs::remove_dir_all(entry.path())
                .map_err(|error| failed("cannot remove", &entry.path(), &error))?;
        }
    }
    Ok(())
}
