//! The ledger of one workspace in one SQLite file.
//!
//! **Unknown outcomes.** When the disk fails while a commit is being made durable, SQLite takes the
//! commit back, but its frames may already be in the write-ahead log, where a crash would bring
//! them to life again. So before the head is told or anything is written after such a failure, a
//! small commit is made durable in the place of the failed one. From then on the answer is final.

mod check;
mod copy;
mod read;
mod schema;
mod write;

pub(crate) use copy::Filling;
pub(crate) use write::signed_text;

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use probity_ledger::store::{CommandId, Commit, CommittedCommand, Entry, Head, Store, StoreError};
use probity_ledger::tile::{Tile, TileCoordinates};
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest as _, Sha256};

use crate::database::Database;
use crate::fault::Fault;

/// `probity_ledger::Store` on SQLite.
///
/// Several of them, in this process or others, may have one file open: the compare-and-swap of a
/// commit holds between them all.
pub struct SqliteStore {
    database: Database,
    /// A commit failed in a way that leaves open whether it will be there after a crash.
    unsettled: AtomicBool,
}

impl SqliteStore {
    /// Makes a new, empty ledger of mode 0600. There must be no file of this name.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Ok(Self::new(Database::create(path, &schema::LEDGER)?))
    }

    /// Opens a ledger, upgrading its tables if they are older than this program. A missing file is
    /// an error, and so is one that is newer, empty or something else.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self::new(Database::open(path, &schema::LEDGER)?))
    }

    fn new(database: Database) -> Self {
        Self {
            database,
            unsettled: AtomicBool::new(false),
        }
    }

    /// Where the ledger lies.
    pub fn path(&self) -> &Path {
        self.database.path()
    }

    /// Copies the ledger as it is at this moment to a new file, while commits go on. The file is
    /// whole and durable when this returns `Ok`; it must not exist before.
    pub fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        Ok(self.database.backup_to(path)?)
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        Ok(self.database.read(query)?)
    }

    /// Settles an unknown outcome: see the module.
    fn settle(&self, writer: &mut Connection) -> Result<(), StoreError> {
        if !self.unsettled.load(Ordering::Acquire) {
            return Ok(());
        }
        write::settle(writer).map_err(|error| {
            StoreError::Unknown(format!(
                "the disk still fails ({})",
                StoreError::from(Fault::from(error))
            ))
        })?;
        self.unsettled.store(false, Ordering::Release);
        Ok(())
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.database.path())
            .finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Head, StoreError> {
        if self.unsettled.load(Ordering::Acquire) {
            self.settle(&mut self.database.writer())?;
        }
        self.read(read::head)
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        let mut writer = self.database.writer();
        self.settle(&mut writer)?;
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Fault::from)?;
        // An error up to here and in the next line drops the transaction, which rolls it back.
        write::commit(&transaction, commit)?;
        transaction.commit().map_err(|error| match Fault::from(error) {
            // A write that found no room never got to the mark that ends a commit.
            Fault::Full => StoreError::Full,
            other => {
                self.unsettled.store(true, Ordering::Release);
                StoreError::Unknown(StoreError::from(other).to_string())
            }
        })
    }

    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        self.read(|connection| read::entries(connection, range))
    }

    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        self.read(|connection| read::subject_entries(connection, subject))
    }

    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError> {
        self.read(|connection| read::tile(connection, coordinates))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError> {
        self.read(|connection| read::command(connection, id))
    }

    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.read(|connection| read::checkpoint_at_most(connection, size))
    }

    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError> {
        self.read(|connection| read::checkpoints(connection, sizes))
    }

    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError> {
        self.read(|connection| read::commands(connection, first))
    }

    fn scrub(&self) -> Result<(), StoreError> {
        Ok(self.database.truncate_log()?)
    }

    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let mut findings = self.database.integrity()?;
        // In tables that SQLite itself finds broken, ours would only say the same again.
        if findings.is_empty() {
            findings = self.read(check::findings)?;
        }
        Ok(findings)
    }
}

/// The first eight bytes of a SHA-256 over a command's row. It finds decay of the medium; against
/// an attacker stand the signed checkpoints.
pub(crate) fn command_sum(command: &CommittedCommand) -> [u8; 8] {
    let mut sum = Sha256::new();
    sum.update(command.first.to_be_bytes());
    sum.update(command.count.to_be_bytes());
    sum.update(command.request_hash);
    sum.update(command.id.as_str());
    let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(sum.finalize());
    [a, b, c, d, e, f, g, h]
}
