//! The lock on the data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::{FolderError, failed};

/// How often and how far apart the lock is tried: who only looks whether a server runs holds it
/// for an instant.
const TRIES: u32 = 6;
const PAUSE: Duration = Duration::from_millis(25);

/// An advisory lock (`flock`) that the system gives back when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock and leaves this process's id in it.
    pub(super) fn take(root: &Path) -> Result<Self, FolderError> {
        let path = root.join("lock");
        let mut file = open(&path)?;
        for attempt in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if attempt < TRIES => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(FolderError::InUse {
                        folder: root.to_owned(),
                        holder: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(failed("cannot lock", &path, &error)),
            }
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(|error| failed("cannot write", &path, &error))?;
        Ok(Self { _file: file })
    }

    /// Whether some process has the folder.
    pub(super) fn is_taken(root: &Path) -> Result<bool, FolderError> {
        let path = root.join("lock");
        if !path.exists() {
            return Ok(false);
        }
        match open(&path)?.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(failed("cannot look at the lock", &path, &error)),
        }
    }
}

fn open(path: &Path) -> Result<File, FolderError> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path);
    file.map_err(|error| failed("cannot open", path, &error))
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    match (read, text.trim().parse::<u32>()) {
        (Ok(_), Ok(process)) => format!("process {process}"),
        _ => "another process".to_owned(),
    }
}
