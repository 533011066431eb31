//! What must hold between the rows of a ledger, and in the indexes where `amcheck` is installed.

use probity_ledger::checkpoint::Checkpoint;
use tokio_postgres::Row;

use super::super::columns::value;
use super::super::connection::{Connection, ONE_MOMENT};
use super::read;
use crate::fault::{Fault, Trouble};

/// Everything that is wrong, in words.
pub(super) async fn findings(connection: &Connection, ledger: i32) -> Result<Vec<String>, Trouble> {
    // One state, so that a commit in between cannot look like damage.
    connection.batch(ONE_MOMENT).await?;
    let found = in_one_state(connection, ledger).await;
    connection.roll_back().await;
    let mut findings = found?;
    indexes(connection, &mut findings).await?;
    Ok(findings)
}

async fn in_one_state(connection: &Connection, ledger: i32) -> Result<Vec<String>, Trouble> {
    let mut findings = Vec::new();
    note(read::head(connection, ledger).await.map(drop), &mut findings)?;
    for (sql, what) in [
        (GAPS, "is missing before it"),
        (BEYOND_THE_END, "speaks of entries that are not there"),
    ] {
        for row in connection.query(sql, &[&ledger]).await? {
            let place: String = value(&row, 0, || "entries".to_owned())?;
            findings.push(format!("{place} {what}"));
        }
    }
    let commands = "SELECT id, first, count, request_hash, sum FROM commands WHERE ledger = $1 ORDER BY id";
    for row in connection.query(commands, &[&ledger]).await? {
        note(read::committed_command(&row).map(drop), &mut findings)?;
    }
    let checkpoints = "SELECT size, note FROM checkpoints WHERE ledger = $1 ORDER BY size";
    for row in connection.query(checkpoints, &[&ledger]).await? {
        findings.extend(misplaced_checkpoint(&row)?);
    }
    Ok(findings)
}

/// Damage is a finding, everything else is a failure.
fn note(checked: Result<(), Trouble>, findings: &mut Vec<String>) -> Result<(), Trouble> {
    match checked {
        Err(Trouble::Fault(Fault::Damaged { place, what })) => {
            findings.push(format!("{place}: {what}"));
            Ok(())
        }
        other => other,
    }
}

/// A note is found by the size in its row, so that must be the size it speaks of.
fn misplaced_checkpoint(row: &Row) -> Result<Option<String>, Trouble> {
    let place = || "checkpoints".to_owned();
    let size: i64 = value(row, 0, place)?;
    let text: &str = value(row, 1, place)?;
    // What cannot be read at all is named by the check of the ledger.
    let Ok((of, _)) = Checkpoint::parse_note(text) else {
        return Ok(None);
    };
    let fits = i64::try_from(of.size) == Ok(size);
    Ok((!fits).then(|| format!("checkpoint {size}: its note is over {} entries", of.size)))
}

/// `bt_index_check` of the extension `amcheck`, where it is and may be called.
async fn indexes(connection: &Connection, findings: &mut Vec<String>) -> Result<(), Trouble> {
    let function = "SELECT to_regprocedure(quote_ident(nspname) || '.bt_index_check(regclass)')
                    FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'amcheck'";
    let function = connection.first_word(function).await?;
    if function.is_empty() {
        return Ok(());
    }
    let allowed = format!("SELECT has_function_privilege('{function}', 'EXECUTE')");
    if connection.first_word(&allowed).await? != "t" {
        return Ok(());
    }
    let function = function.trim_end_matches("(regclass)");
    let indexes = "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                   WHERE relnamespace = 'probity'::regnamespace ORDER BY 1";
    for row in connection.query(indexes, &[]).await? {
        let index: String = value(&row, 0, || "pg_index".to_owned())?;
        match connection
            .first_word(&format!("SELECT {function}('{index}'::regclass)"))
            .await
        {
            Ok(_) => {}
            Err(Trouble::Lost(why)) => return Err(Trouble::Lost(why)),
            Err(other) => {
                let why = probity_ledger::StoreError::from(Fault::from(other));
                findings.push(format!("index `{index}`: {why}"));
            }
        }
    }
    Ok(())
}

const GAPS: &str = "
    SELECT 'entry ' || idx || ': entry ' || (idx - 1) FROM (
        SELECT idx, lag(idx, 1, -1::bigint) OVER (ORDER BY idx) AS before FROM entries WHERE ledger = $1
    ) AS e WHERE before <> idx - 1 ORDER BY idx LIMIT 20";

const BEYOND_THE_END: &str = "
    SELECT 'command `' || id || '`' FROM commands
    WHERE ledger = $1 AND first + count > (SELECT coalesce(max(idx) + 1, 0) FROM entries WHERE ledger = $1)
    ORDER BY first, count, id LIMIT 20";
