//! The archive that a restore reads, checked against its manifest.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use probity_core::envelope::hex;
use probity_ledger::note::SignerKey;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::{KeyRestored, parse_name};
use crate::error::AppError;
use crate::operations::backup::{BackedUp, FORMAT, Manifest, failed, key_path, key_wrap, private_file};

/// The longest manifest and wrapped key that are read.
const SMALL_FILE_MAX_BYTES: u64 = 64 * 1024 * 1024;

/// An archive that is open.
pub(super) struct Backup {
    path: PathBuf,
    zip: ZipArchive<File>,
    pub(super) manifest: Manifest,
}

impl Backup {
    /// Opens one that this release reads.
    pub(super) fn open(path: &Path) -> Result<Self, AppError> {
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
    pub(super) fn check_all(&mut self) -> Result<(), AppError> {
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

    /// The key of a workspace, where backup and passphrase have it.
    pub(super) fn key(
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

    /// The files below a folder, sorted.
    pub(super) fn files(&self, folder: &str) -> Vec<String> {
        let below = self.manifest.files.keys().filter(|path| path.starts_with(folder));
        below.cloned().collect()
    }

    /// One file as bytes.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::new();
        let read = self
            .zip
            .by_name(name)
            .map_err(io::Error::from)
            .and_then(|mut member| member.read_to_end(&mut bytes));
        read.map_err(|error| failed("cannot read", &self.path, &error))?;
        Ok(bytes)
    }

    /// One file on disk again. The next extraction replaces it.
    pub(super) fn extract(&mut self, name: &str, scratch: &Path) -> Result<PathBuf, AppError> {
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
