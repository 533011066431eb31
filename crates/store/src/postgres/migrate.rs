//! Bringing a database to this program's version. Several nodes may do it at once: one does.

use super::connection::Connection;
use super::schema::STEPS;
use crate::fault::{Fault, Trouble};

/// Any number, as long as nobody else takes an advisory lock of it in the same database: `PrPg`.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1349668967)";

/// Carries out the steps that are missing, all in one transaction.
pub(super) async fn migrate(connection: &Connection) -> Result<(), Trouble> {
    if connection
        .first_word("SELECT current_setting('server_encoding')")
        .await?
        != "UTF8"
    {
        let why = "the database does not hold its text in UTF-8: make one with `createdb --encoding=UTF8 --template=template0`";
        return Err(Fault::Failed(why.to_owned()).into());
    }
    if version(connection).await? == STEPS.len() {
        return Ok(());
    }
    let lock_timeout = "SET lock_timeout = '60s'";
    connection.batch(lock_timeout).await?;
    connection
        .transaction(async || {
            connection.batch(LOCK).await?;
            connection.batch(FIRST).await?;
            let from = version(connection).await?;
            for step in STEPS.iter().skip(from) {
                connection.batch(step).await?;
            }
            let record = format!("UPDATE probity.schema_version SET version = {}", STEPS.len());
            connection.batch(&record).await
        })
        .await
}

const FIRST: &str = "
    CREATE SCHEMA IF NOT EXISTS probity;
    CREATE TABLE IF NOT EXISTS probity.schema_version (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version  integer NOT NULL
    );
    INSERT INTO probity.schema_version (version) VALUES (0) ON CONFLICT DO NOTHING";

/// The version a database has, 0 when there is nothing of ours in it. A newer one is refused.
async fn version(connection: &Connection) -> Result<usize, Trouble> {
    if connection
        .first_word("SELECT to_regclass('probity.schema_version')")
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let text = connection
        .first_word("SELECT version FROM probity.schema_version")
        .await?;
    let version: usize = text
        .parse()
        .map_err(|_| Fault::damaged("probity.schema_version", format!("`{text}` is no version")))?;
    if version > STEPS.len() {
        let known = STEPS.len();
        return Err(Fault::Failed(format!(
            "the database has version {version} and this program knows versions up to {known}: it was written by a newer \
             Probity; install that version or later"
        ))
        .into());
    }
    Ok(version)
}
