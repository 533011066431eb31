//! The list of erasures: a file of lines beside the server database and in no backup.
//!
//! Lines are only ever added. Each is durable before the call that adds it returns; one that a crash
//! cut off is overwritten by the next, because what it speaks of was not begun.

use std::fs::{self, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use probity_app::ports::OperationalError;
use probity_app::ports::operational::KeptErasures;
use probity_app::ports::operational::erasures::{ERASURES_FILE, ErasureLine, KeptErasure, parse_erasures};

use crate::durable;
use crate::fault::Fault;

/// The list of one data folder. One value of it at a time adds lines.
pub(crate) struct ErasureList {
    folder: PathBuf,
    path: PathBuf,
    adding: Mutex<()>,
}

impl ErasureList {
    /// The list of a data folder, which need not have one yet.
    pub(crate) fn of(folder: &Path) -> Self {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        Self {
            folder: folder.to_owned(),
            path: folder.join(ERASURES_FILE),
            adding: Mutex::new(()),
        }
    }

    /// All erasures that were not withdrawn, oldest first.
    pub(crate) fn read(&self) -> Result<Vec<KeptErasure>, OperationalError> {
        let text = self.text()?;
        parse_erasures(&text).map_err(|(line, what)| {
            let place = format!("line {line} of `{}`", self.path.display());
            OperationalError::Failed(format!(
                "{place} is no line of a list of erasures: {what}; put a copy of the list in its place"
            ))
        })
    }

    /// All whole lines, as they are.
    pub(crate) fn lines(&self) -> Result<Vec<String>, OperationalError> {
        let text = self.text()?;
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let lines = whole.lines().filter(|line| !line.trim().is_empty());
        Ok(lines.map(str::to_owned).collect())
    }

    fn text(&self) -> Result<String, OperationalError> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(self.failed("cannot read", &error)),
        }
    }

    /// Adds a line.
    pub(crate) fn add(&self, line: &ErasureLine) -> Result<(), OperationalError> {
        let text =
            serde_json::to_string(line).map_err(|error| OperationalError::Failed(error.to_string()))?;
        self.add_text(&text)
    }

    /// Adds a line that is written already.
    pub(crate) fn add_text(&self, line: &str) -> Result<(), OperationalError> {
        let bytes = format!("{line}\n").into_bytes();
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !self.path.exists();
        self.append(&bytes)
            .and_then(|()| {
                if is_new {
                    durable::sync_folder(&self.folder)
                } else {
                    Ok(())
                }
            })
            .map_err(|error| self.failed("cannot write", &error))
    }

    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let end = match fs::read(&self.path) {
            Ok(found) => found
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |place| place as u64 + 1),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&self.path)?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if written.is_err() {
            // The first failure is what is reported; half a line is passed over by every reader.
            let _ = file.set_len(end);
        }
        written
    }

    fn failed(&self, doing: &str, error: &io::Error) -> OperationalError {
        Fault::io(doing, &self.path, error).into()
    }
}

impl KeptErasures for ErasureList {
    fn keep_erasure(&self, erasure: &KeptErasure) -> Result<(), OperationalError> {
        self.add(&ErasureLine::Erased(erasure.clone()))
    }

    fn withdraw_erasure(&self, id: &str) -> Result<(), OperationalError> {
        self.add(&ErasureLine::Withdrawn { id: id.to_owned() })
    }

    fn kept_erasures(&self) -> Result<Vec<KeptErasure>, OperationalError> {
        self.read()
    }
}
