//! The ledger of one workspace in PostgreSQL.
//!
//! **Unknown outcomes.** When a connection is lost while the server was committing, the server may
//! still be at it. Such a commit holds the lock on the ledger's row until it has ended either way. So
//! before the head is told or anything is written after such a loss, that lock is taken once: from
//! then on the answer is final.

mod check;
mod copy;
mod read;
mod write;

use std::fmt;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use probity_app::ports::WorkspaceName;
use probity_ledger::store::{CommandId, Commit, CommittedCommand, Entry, Head, Store, StoreError};
use probity_ledger::tile::{Tile, TileCoordinates};

use super::Postgres;
use super::columns::value;
use super::connection::{Backend, Connection};
use crate::fault::{Fault, Trouble};
use write::Outcome;

/// `probity_ledger::Store` on PostgreSQL.
///
/// Any number of them, in this process and on other machines, may have one ledger open: the
/// compare-and-swap of a commit holds between them all.
pub struct PostgresStore {
    postgres: Postgres,
    ledger: i32,
    workspace: WorkspaceName,
    /// The servers' sides of connections that were lost while committing.
    unsettled: Mutex<Vec<Backend>>,
}

impl PostgresStore {
    /// Makes a new, empty ledger. There must be none of this name.
    ///
    /// # Errors
    /// When there is one, or the database fails.
    pub fn create(postgres: &Postgres, workspace: &WorkspaceName) -> Result<Self, StoreError> {
        let sql = "INSERT INTO ledgers (workspace) VALUES ($1)";
        let made = postgres.run(async |connection| {
            let insert = async || connection.execute(sql, &[&workspace.as_str()]).await;
            match connection.transaction(insert).await {
                Ok(_) => Ok(true),
                Err(Trouble::Unique) => Ok(false),
                Err(other) => Err(other),
            }
        })?;
        if made {
            Self::open(postgres, workspace)
        } else {
            Err(StoreError::Failed(format!(
                "the ledger of `{workspace}` exists already"
            )))
        }
    }

    pub(super) fn of(postgres: &Postgres, workspace: &WorkspaceName, ledger: i32) -> Self {
        Self {
            postgres: postgres.clone(),
            ledger,
            workspace: workspace.clone(),
            unsettled: Mutex::default(),
        }
    }

    /// Opens the ledger of a workspace.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub fn open(postgres: &Postgres, workspace: &WorkspaceName) -> Result<Self, StoreError> {
        let sql = "SELECT id FROM ledgers WHERE workspace = $1";
        let row = postgres.run(async |connection| connection.query_one(sql, &[&workspace.as_str()]).await)?;
        let Some(row) = row else {
            let name = postgres.name();
            return Err(StoreError::Failed(format!(
                "there is no ledger of `{workspace}` in the database {name}"
            )));
        };
        let ledger = value(&row, 0, || format!("ledger `{workspace}`"))?;
        Ok(Self::of(postgres, workspace, ledger))
    }

    /// The number by which the rows of this workspace are told from others.
    pub(super) fn number(&self) -> i32 {
        self.ledger
    }

    /// Whose ledger it is.
    pub fn workspace(&self) -> &WorkspaceName {
        &self.workspace
    }

    fn read<T>(&self, query: impl AsyncFn(&Connection) -> Result<T, Trouble>) -> Result<T, StoreError> {
        Ok(self.postgres.run(query)?)
    }

    /// Settles unknown outcomes: see the module.
    fn settle(&self) -> Result<(), StoreError> {
        let open = self.unsettled().clone();
        if open.is_empty() {
            return Ok(());
        }
        let settled = self.postgres.run(async |connection| {
            for backend in &open {
                write::settle(connection, self.ledger, backend).await?;
            }
            Ok(())
        });
        settled.map_err(|fault| {
            let why = StoreError::from(fault);
            StoreError::Unknown(format!("the database still does not tell ({why})"))
        })?;
        // Others may have been added meanwhile.
        self.unsettled().drain(..open.len());
        Ok(())
    }

    fn unsettled(&self) -> MutexGuard<'_, Vec<Backend>> {
        self.unsettled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresStore({} in {})", self.workspace, self.postgres.name())
    }
}

impl Store for PostgresStore {
    fn head(&self) -> Result<Head, StoreError> {
        self.settle()?;
        self.read(async |connection| read::head(connection, self.ledger).await)
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        self.settle()?;
        // It keeps its own time: what is late before the end is nothing, and at the end it is open.
        let outcome = self.postgres.run_for(None, async |connection: &Connection| {
            let outcome = write::commit(connection, self.ledger, commit).await?;
            match outcome {
                Outcome::Committed => {
                    let size = commit.expected_size + commit.entries.len() as u64;
                    super::news::tell(connection, &self.workspace, size).await;
                }
                Outcome::Unknown(_) => self.unsettled().push(connection.backend().clone()),
                Outcome::Refused(_) => {}
            }
            Ok(outcome)
        });
        match outcome {
            Ok(Outcome::Committed) => Ok(()),
            Ok(Outcome::Refused(error)) => Err(error),
            Ok(Outcome::Unknown(why)) => Err(StoreError::Unknown(why)),
            Err(trouble) => Err(Fault::from(trouble).into()),
        }
    }

    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        self.read(async |connection| read::entries(connection, self.ledger, range.clone()).await)
    }

    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        self.read(async |connection| read::subject_entries(connection, self.ledger, subject).await)
    }

    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError> {
        self.read(async |connection| read::tile(connection, self.ledger, coordinates).await)
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError> {
        self.read(async |connection| read::command(connection, self.ledger, id).await)
    }

    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.read(async |connection| read::checkpoint_at_most(connection, self.ledger, size).await)
    }

    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError> {
        self.read(async |connection| read::checkpoints(connection, self.ledger, sizes.clone()).await)
    }

    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError> {
        self.read(async |connection| read::commands(connection, self.ledger, first.clone()).await)
    }

    /// Writes the table of entries anew, without what was removed from it. Readers and writers of all
    /// workspaces wait meanwhile. What the server's write-ahead log, its standbys and its backups still
    /// hold is not reached.
    fn scrub(&self) -> Result<(), StoreError> {
        let scrubbed = self
            .postgres
            .run_long(async |connection| connection.batch("VACUUM (FULL) entries").await);
        scrubbed.map_err(|fault| match fault {
            Fault::Failed(why) => {
                StoreError::Failed(format!("the table of entries could not be written anew: {why}"))
            }
            other => other.into(),
        })
    }

    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        Ok(self
            .postgres
            .run_long(async |connection| check::findings(connection, self.ledger).await)?)
    }
}
