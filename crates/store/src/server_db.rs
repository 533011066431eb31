//! Operational state of a server in one SQLite file.

mod accounts;
mod columns;
mod erasures;
mod issued;
mod login_failures;
mod registry;
mod schema;
mod sessions;
mod settings;
mod tokens;
mod work;

use std::fmt;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use probity_app::ports::operational::work::{DRAFT_RETENTION_DAYS, STAGING_RETENTION_HOURS};
use probity_app::ports::operational::{FailureCount, ImportStaging, Purged};
use probity_app::ports::{Operational, OperationalError};
use rusqlite::{Connection, Params, Row, Transaction, TransactionBehavior};

use crate::database::Database;
use crate::erasure_list::ErasureList;
use crate::fault::Fault;
use columns::micros;

/// `probity_app::ports::Operational` on SQLite.
pub struct ServerDb {
    database: Database,
    erasures: ErasureList,
}

impl ServerDb {
    /// Makes a new, empty database of mode 0600. There must be no file of this name.
    pub fn create(path: &Path) -> Result<Self, OperationalError> {
        Ok(Self::of(Database::create(path, &schema::SERVER)?))
    }

    /// Opens a database, upgrading its tables if they are older than this program. One that is
    /// newer, empty or something else is refused.
    pub fn open(path: &Path) -> Result<Self, OperationalError> {
        Ok(Self::of(Database::open(path, &schema::SERVER)?))
    }

    fn of(database: Database) -> Self {
        let erasures = ErasureList::of(database.path().parent().unwrap_or(Path::new(".")));
        Self { database, erasures }
    }

    /// Removes what a restore does not bring back: sessions, failed sign-ins and staged imports, which
    /// are given.
    pub fn forget_passing(&self) -> Result<Vec<ImportStaging>, OperationalError> {
        let staged = self.write(|transaction| {
            let staged = rows(
                transaction,
                "SELECT * FROM import_stagings ORDER BY id",
                [],
                work::staging,
            )?;
            for table in ["sessions", "login_failures", "import_stagings"] {
                execute(transaction, &format!("DELETE FROM {table}"), [])?;
            }
            Ok(staged)
        })?;
        self.database.truncate_log()?;
        Ok(staged)
    }

    /// Copies the database as it is at this moment to a new file, while work goes on. The file is
    /// whole and durable when this returns `Ok`; it must not exist before.
    pub fn backup_to(&self, path: &Path) -> Result<(), OperationalError> {
        Ok(self.database.backup_to(path)?)
    }

    /// One transaction: all of `change` or nothing.
    fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, OperationalError>,
    ) -> Result<T, OperationalError> {
        let mut writer = self.database.writer();
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Fault::from)?;
        let answer = change(&transaction)?;
        transaction.commit().map_err(Fault::from)?;
        Ok(answer)
    }

    /// One statement that changes rows; says how many.
    fn execute(&self, sql: &str, parameters: impl Params) -> Result<usize, OperationalError> {
        self.write(|transaction| execute(transaction, sql, parameters))
    }

    /// The rows of a query, each read by `row`.
    fn query<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        row: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, OperationalError> {
        Ok(self
            .database
            .read(|connection| rows(connection, sql, parameters, row))?)
    }

    /// The first row of a query.
    fn query_one<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        row: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, OperationalError> {
        Ok(self.query(sql, parameters, row)?.pop())
    }
}

impl fmt::Debug for ServerDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerDb")
            .field("path", &self.database.path())
            .finish()
    }
}

impl Operational for ServerDb {
    fn purge(&self, now: Timestamp) -> Result<Purged, OperationalError> {
        let before = |duration: SignedDuration| now.checked_sub(duration).map_or(i64::MIN, micros);
        let failures = before(SignedDuration::from_mins(FailureCount::WINDOW_MINUTES));
        let drafts = before(SignedDuration::from_hours(DRAFT_RETENTION_DAYS * 24));
        let stagings = before(SignedDuration::from_hours(STAGING_RETENTION_HOURS));
        let now = micros(now);
        self.write(|transaction| {
            let delete = |sql: &str, until: i64| execute(transaction, sql, [until]).map(|rows| rows as u64);
            let old = "SELECT * FROM import_stagings WHERE created <= ?1 ORDER BY id";
            let purged = Purged {
                sessions: delete(
                    "DELETE FROM sessions WHERE expires <= ?1 OR last_seen + idle_seconds * 1000000 <= ?1",
                    now,
                )?,
                api_tokens: delete("DELETE FROM api_tokens WHERE expires <= ?1", now)?,
                login_failures: delete("DELETE FROM login_failures WHERE at <= ?1", failures)?,
                drafts: delete("DELETE FROM drafts WHERE updated <= ?1", drafts)?,
                stagings: rows(transaction, old, [stagings], work::staging)?,
            };
            delete("DELETE FROM import_stagings WHERE created <= ?1", stagings)?;
            Ok(purged)
        })
    }

    fn scrub(&self) -> Result<(), OperationalError> {
        Ok(self.database.truncate_log()?)
    }

    fn integrity(&self) -> Result<Vec<String>, OperationalError> {
        Ok(self.database.integrity()?)
    }
}

fn execute(connection: &Connection, sql: &str, parameters: impl Params) -> Result<usize, OperationalError> {
    let changed = connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(parameters));
    Ok(changed.map_err(Fault::from)?)
}

/// As [`execute`], with the words for a row that is there already or for one that it needs and is not.
fn insert(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    taken: impl FnOnce() -> String,
    needed: impl FnOnce() -> String,
) -> Result<(), OperationalError> {
    let inserted = connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(parameters));
    match inserted {
        Ok(_) => Ok(()),
        Err(error) => match error.sqlite_extended_error_code() {
            Some(rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY | rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE) => {
                Err(OperationalError::Taken(taken()))
            }
            Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Err(OperationalError::NotFound(needed())),
            _ => Err(Fault::from(error).into()),
        },
    }
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    row: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(next) = rows.next()? {
        found.push(row(next)?);
    }
    Ok(found)
}

/// An update or delete that must have met a row.
fn met(changed: usize, what: impl FnOnce() -> String) -> Result<(), OperationalError> {
    if changed == 0 {
        Err(OperationalError::NotFound(what()))
    } else {
        Ok(())
    }
}
