//! What must hold between the rows of a ledger, beyond what SQLite checks itself.

use probity_ledger::checkpoint::Checkpoint;
use rusqlite::Connection;

use super::read;
use crate::fault::Fault;

/// How many rows of one kind are named.
const NAMED: i64 = 20;

/// Everything that is wrong, in words.
pub(super) fn findings(connection: &Connection) -> Result<Vec<String>, Fault> {
    // One transaction, so that a commit in between cannot look like damage.
    let state = connection.unchecked_transaction()?;
    let mut findings = Vec::new();
    if let Err(Fault::Damaged { place, what }) = read::head(&state) {
        findings.push(format!("{place}: {what}"));
    }
    if has_gaps(&state)? {
        name(&state, GAPS, "is missing before it", &mut findings)?;
    }
    name(
        &state,
        NOT_ERASED,
        "is marked as erased but its content is still there",
        &mut findings,
    )?;
    name(
        &state,
        BEYOND_THE_END,
        "speaks of entries that are not there",
        &mut findings,
    )?;
    commands(&state, &mut findings)?;
    checkpoints(&state, &mut findings)?;
    Ok(findings)
}

/// Reads every command's row, which checks its sum.
fn commands(connection: &Connection, findings: &mut Vec<String>) -> Result<(), Fault> {
    let mut statement =
        connection.prepare("SELECT id, first, count, request_hash, sum FROM commands ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        match read::committed_command(row) {
            Ok(_) => {}
            Err(Fault::Damaged { place, what }) => findings.push(format!("{place}: {what}")),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// A note is found by the size in its row, so that must be the size it speaks of.
fn checkpoints(connection: &Connection, findings: &mut Vec<String>) -> Result<(), Fault> {
    let mut statement = connection.prepare("SELECT size, note FROM checkpoints ORDER BY size")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        // What cannot be read at all is named by the check of the ledger.
        let (Ok(size), Ok(note)) = (row.get::<_, i64>(0), row.get::<_, String>(1)) else {
            continue;
        };
        match Checkpoint::parse_note(&note) {
            Ok((of, _)) if i64::try_from(of.size) != Ok(size) => {
                let what = format!("checkpoint {size}: its note is over {} entries", of.size);
                findings.push(what);
            }
            _ => {}
        }
    }
    Ok(())
}

const GAPS: &str = "
    SELECT 'entry ' || idx || ': entry ' || (idx - 1) FROM entries AS e
    WHERE idx > 0 AND NOT EXISTS (SELECT 1 FROM entries AS before WHERE before.idx = e.idx - 1)
    ORDER BY idx LIMIT ?1";

const NOT_ERASED: &str = "
    SELECT 'entry ' || idx FROM entries
    WHERE erased = 1 AND (salt <> zeroblob(32) OR payload <> zeroblob(length(payload)))
    ORDER BY idx LIMIT ?1";

const BEYOND_THE_END: &str = "
    SELECT 'command `' || id || '`' FROM commands
    WHERE first + count > (SELECT coalesce(max(idx) + 1, 0) FROM entries)
    ORDER BY first, count, id LIMIT ?1";

fn has_gaps(connection: &Connection) -> Result<bool, Fault> {
    let sql = "SELECT count(*) <> coalesce(max(idx) + 1, 0) FROM entries";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

fn name(connection: &Connection, sql: &str, what: &str, findings: &mut Vec<String>) -> Result<(), Fault> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([NAMED])?;
    while let Some(row) = rows.next()? {
        findings.push(format!("{} {what}", row.get::<_, String>(0)?));
    }
    Ok(())
}
