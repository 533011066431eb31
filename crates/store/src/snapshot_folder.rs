//! Snapshots as files of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use probity_app::ports::{SnapshotError, Snapshots};

use crate::durable;
use crate::fault::Fault;

/// The most characters of a snapshot's name.
const MAX_NAME: usize = 120;

/// The snapshots of one workspace in a folder.
#[derive(Debug)]
pub struct SnapshotFolder {
    root: PathBuf,
}

impl SnapshotFolder {
    /// Opens the folder, making it if need be, and removes what a crash left unfinished. Only one
    /// process may do so at a time; the lock of the data folder sees to that.
    pub fn open(root: &Path) -> Result<Self, SnapshotError> {
        let opened = durable::make_folder(root).and_then(|()| durable::remove_temporary_files(root));
        opened.map_err(|error| failed("cannot open", root, &error))?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    fn path(&self, name: &str) -> Result<PathBuf, SnapshotError> {
        if is_name(name) {
            Ok(self.root.join(name))
        } else {
            Err(SnapshotError::BadName(name.chars().take(MAX_NAME).collect()))
        }
    }
}

impl Snapshots for SnapshotFolder {
    fn list(&self) -> Result<Vec<String>, SnapshotError> {
        let entries = fs::read_dir(&self.root).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = entries.map_err(|error| failed("cannot list", &self.root, &error))?;
        let names = entries
            .iter()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| is_name(name)).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SnapshotError> {
        let path = self.path(name)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("cannot read", &path, &error)),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SnapshotError> {
        let path = self.path(name)?;
        durable::write_whole(&path, bytes).map_err(|error| failed("cannot write", &path, &error))
    }

    fn delete(&self, name: &str) -> Result<bool, SnapshotError> {
        let path = self.path(name)?;
        durable::remove(&path).map_err(|error| failed("cannot remove", &path, &error))
    }
}

fn is_name(name: &str) -> bool {
    let characters = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    characters && name.len() <= MAX_NAME && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> SnapshotError {
    match Fault::io(doing, path, error) {
        Fault::Full => SnapshotError::Full,
        Fault::Damaged { what, .. } => SnapshotError::Failed(what),
        Fault::Failed(why) => SnapshotError::Failed(why),
    }
}
