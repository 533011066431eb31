//! Blobs as files: `blobs/ab/cdef…`, named by nothing but their hash.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use probity_app::ports::{BlobError, BlobHash, BlobProblem, Blobs};

use crate::durable;
use crate::fault::Fault;

/// Files that a check of all of them holds beside the one that is hashed.
const READ_AHEAD: usize = 1;

/// The blobs of one workspace in a folder.
#[derive(Debug)]
pub struct BlobFolder {
    root: PathBuf,
}

impl BlobFolder {
    /// Opens the folder, making it if need be, and removes what a crash left unfinished. Only one
    /// process may do so at a time; the lock of the data folder sees to that.
    pub fn open(root: &Path) -> Result<Self, BlobError> {
        durable::make_folder(root).map_err(|error| failed("cannot make", root, &error))?;
        for folder in subfolders(root)? {
            durable::remove_temporary_files(&folder)
                .map_err(|error| failed("cannot clean", &folder, &error))?;
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        let (folder, file) = name.split_at(2);
        self.root.join(folder).join(file)
    }
}

impl Blobs for BlobFolder {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(bytes);
        let path = self.path(hash);
        let folder = path.parent().unwrap_or(&self.root);
        let kept = match fs::read(&path) {
            // It may have got its name a moment ago, by another thread that has yet to sync the folder.
            Ok(stored) if stored == bytes => durable::sync_folder(folder),
            _ => durable::make_folder(folder).and_then(|()| durable::write_whole(&path, bytes)),
        };
        kept.map(|()| hash)
            .map_err(|error| failed("cannot write", &path, &error))
    }

    fn get(&self, hash: BlobHash) -> Result<Vec<u8>, BlobError> {
        let path = self.path(hash);
        match fs::read(&path) {
            Ok(bytes) if BlobHash::of(&bytes) == hash => Ok(bytes),
            Ok(_) => Err(BlobError::Damaged(hash)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BlobError::Missing(hash)),
            Err(error) => Err(failed("cannot read", &path, &error)),
        }
    }

    fn exists(&self, hash: BlobHash) -> Result<bool, BlobError> {
        Ok(self.size(hash)?.is_some())
    }

    fn size(&self, hash: BlobHash) -> Result<Option<u64>, BlobError> {
        let path = self.path(hash);
        match fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.is_file().then(|| metadata.size())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("cannot look at", &path, &error)),
        }
    }

    fn list(&self) -> Result<Vec<BlobHash>, BlobError> {
        let mut hashes = Vec::new();
        for folder in subfolders(&self.root)? {
            let prefix = folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            for name in names(&folder)? {
                // Whatever else somebody laid there is not a blob.
                hashes.extend(format!("{prefix}{name}").parse::<BlobHash>());
            }
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    fn delete(&self, hash: BlobHash) -> Result<bool, BlobError> {
        let path = self.path(hash);
        durable::remove(&path).map_err(|error| failed("cannot remove", &path, &error))
    }

    fn verify_all(&self, report: &mut dyn FnMut(BlobHash, BlobProblem)) -> Result<u64, BlobError> {
        let hashes = self.list()?;
        std::thread::scope(|scope| {
            // The next files are read while one is hashed.
            let (sender, files) = std::sync::mpsc::sync_channel(READ_AHEAD);
            let hashes = &hashes;
            scope.spawn(move || {
                let read = hashes.iter().map(|hash| (*hash, fs::read(self.path(*hash))));
                // It ends early only when nobody listens any more.
                let _ = read.map(|file| sender.send(file)).find(Result::is_err);
            });
            for (hash, read) in files {
                match read {
                    Ok(bytes) => {
                        let actual = BlobHash::of(&bytes);
                        if actual != hash {
                            report(hash, BlobProblem::Changed { actual });
                        }
                    }
                    // Removed since it was listed.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => report(hash, BlobProblem::Unreadable(error.to_string())),
                }
            }
        });
        Ok(hashes.len() as u64)
    }
}

/// The folders `00` to `ff` that are there, sorted.
fn subfolders(root: &Path) -> Result<Vec<PathBuf>, BlobError> {
    let is_prefix = |name: &String| name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let folders = names(root)?
        .into_iter()
        .filter(is_prefix)
        .map(|name| root.join(name));
    Ok(folders.filter(|path| path.is_dir()).collect())
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>, BlobError> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| failed("cannot list", folder, &error))?;
    let mut names: Vec<_> = entries
        .iter()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    Ok(names)
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> BlobError {
    match Fault::io(doing, path, error) {
        Fault::Full => BlobError::Full,
        Fault::Damaged { what, .. } => BlobError::Failed(what),
        Fault::Failed(why) => BlobError::Failed(why),
    }
}
