//! Operational state of a server, written once over tables that lie in SQLite or in PostgreSQL.
//!
//! Statements are in the SQL that both understand, with parameters `$1`, `$2`, …. The tables have the
//! same names and columns in both, so that rows can be copied from one to the other.

mod accounts;
mod columns;
mod copy;
mod erasures;
mod issued;
mod login_failures;
mod registry;
mod sessions;
mod settings;
pub(crate) mod tables;
mod tokens;
mod work;

use jiff::{SignedDuration, Timestamp};
use probity_app::ports::operational::work::{DRAFT_RETENTION_DAYS, STAGING_RETENTION_HOURS};
use probity_app::ports::operational::{FailureCount, ImportStaging, KeptErasures, Purged};
use probity_app::ports::{Operational, OperationalError};

use crate::fault::{Fault, Trouble};
use columns::micros;
pub(crate) use copy::copy_tables;
use tables::{Row, Statements, Tables, Value, values};

/// `probity_app::ports::Operational` over tables of some kind, and a list of erasures.
pub struct OperationalTables<T> {
    tables: T,
    erasures: Box<dyn KeptErasures + Send + Sync>,
}

impl<T> OperationalTables<T> {
    pub(crate) fn of(tables: T, erasures: Box<dyn KeptErasures + Send + Sync>) -> Self {
        Self { tables, erasures }
    }

    pub(crate) fn tables(&self) -> &T {
        &self.tables
    }
}

impl<T: Tables> OperationalTables<T> {
    /// Removes what a restore does not bring back: sessions, failed sign-ins and staged imports, which
    /// are given.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_passing(&self) -> Result<Vec<ImportStaging>, OperationalError> {
        let staged = self.write(|transaction| {
            let sql = "SELECT * FROM import_stagings ORDER BY id";
            let staged = rows(&transaction.query(sql, &[])?, work::staging)?;
            for sql in [
                "DELETE FROM sessions",
                "DELETE FROM login_failures",
                "DELETE FROM import_stagings",
            ] {
                transaction.execute(sql, &[])?;
            }
            Ok(staged)
        })?;
        self.tables.scrub()?;
        Ok(staged)
    }

    /// One transaction: all of `change` or nothing. It may be called twice.
    fn write<A>(
        &self,
        change: impl Fn(&dyn Statements) -> Result<A, Trouble>,
    ) -> Result<A, OperationalError> {
        Ok(self.tables.write(change)?)
    }

    /// One statement that changes rows; says how many.
    fn execute(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, OperationalError> {
        self.write(|transaction| transaction.execute(sql, parameters))
    }

    /// The rows of a query, each read by `row`.
    fn query<A>(
        &self,
        sql: &'static str,
        parameters: &[Value<'_>],
        row: impl Fn(&Row) -> Result<A, Fault>,
    ) -> Result<Vec<A>, OperationalError> {
        Ok(rows(&self.tables.query(sql, parameters)?, row)?)
    }

    /// The first row of a query.
    fn query_one<A>(
        &self,
        sql: &'static str,
        parameters: &[Value<'_>],
        row: impl Fn(&Row) -> Result<A, Fault>,
    ) -> Result<Option<A>, OperationalError> {
        Ok(self.query(sql, parameters, row)?.into_iter().next())
    }
}

impl<T: Tables> Operational for OperationalTables<T> {
    fn purge(&self, now: Timestamp) -> Result<Purged, OperationalError> {
        let before = |duration: SignedDuration| now.checked_sub(duration).map_or(i64::MIN, micros);
        let failures = before(SignedDuration::from_mins(FailureCount::WINDOW_MINUTES));
        let drafts = before(SignedDuration::from_hours(DRAFT_RETENTION_DAYS * 24));
        let stagings = before(SignedDuration::from_hours(STAGING_RETENTION_HOURS));
        let now = micros(now);
        self.write(|transaction| {
            let delete = |sql: &'static str, until: i64| transaction.execute(sql, values![until]);
            let old = "SELECT * FROM import_stagings WHERE created <= $1 ORDER BY id";
            let purged = Purged {
                sessions: delete(
                    "DELETE FROM sessions WHERE expires <= $1 OR last_seen + idle_seconds * 1000000 <= $1",
                    now,
                )?,
                api_tokens: delete("DELETE FROM api_tokens WHERE expires <= $1", now)?,
                login_failures: delete("DELETE FROM login_failures WHERE at <= $1", failures)?,
                drafts: delete("DELETE FROM drafts WHERE updated <= $1", drafts)?,
                stagings: rows(&transaction.query(old, values![stagings])?, work::staging)?,
            };
            delete("DELETE FROM import_stagings WHERE created <= $1", stagings)?;
            Ok(purged)
        })
    }

    fn scrub(&self) -> Result<(), OperationalError> {
        Ok(self.tables.scrub()?)
    }

    fn integrity(&self) -> Result<Vec<String>, OperationalError> {
        Ok(self.tables.integrity()?)
    }
}

/// A statement that adds a row, with the words for one that is there already or for one that it needs
/// and is not there.
fn insert(
    transaction: &dyn Statements,
    sql: &'static str,
    parameters: &[Value<'_>],
    taken: impl FnOnce() -> String,
    needed: impl FnOnce() -> String,
) -> Result<(), Trouble> {
    match transaction.execute(sql, parameters) {
        Ok(_) => Ok(()),
        Err(Trouble::Unique) => Err(OperationalError::Taken(taken()).into()),
        Err(Trouble::ForeignKey) => Err(OperationalError::NotFound(needed()).into()),
        Err(other) => Err(other),
    }
}

fn rows<A>(rows: &[Row], read: impl Fn(&Row) -> Result<A, Fault>) -> Result<Vec<A>, Fault> {
    rows.iter().map(read).collect()
}

/// An update or delete that must have met a row.
fn met(changed: u64, what: impl FnOnce() -> String) -> Result<(), OperationalError> {
    if changed == 0 {
        Err(OperationalError::NotFound(what()))
    } else {
        Ok(())
    }
}
