//! Queries. Each is one statement and so sees one state; what does not have the form it must have
//! comes out as damage, with the row named.

use std::ops::Range;

use probity_ledger::store::{CommandId, CommittedCommand, Content, Entry, Head};
use probity_ledger::tile::{Tile, TileCoordinates};
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::command_sum;
use crate::fault::Fault;

/// The size, and the checkpoint over exactly that size.
pub(super) fn head(connection: &Connection) -> Result<Head, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT max(idx) + 1 FROM entries), (SELECT max(size) FROM checkpoints),
                (SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1)",
    )?;
    let mut rows = statement.query([])?;
    let row = rows
        .next()?
        .ok_or_else(|| Fault::damaged("the head", "it cannot be read"))?;
    let place = || "checkpoints".to_owned();
    let stored = unsigned(value::<Option<i64>>(row, 0, place)?.unwrap_or(0), place)?;
    let Some(signed) = value::<Option<i64>>(row, 1, place)? else {
        return if stored == 0 {
            Ok(Head::default())
        } else {
            Err(Fault::damaged(
                "checkpoints",
                format!("{stored} entries are stored and no checkpoint"),
            ))
        };
    };
    let signed = unsigned(signed, place)?;
    // Entries that were cut off at the end would otherwise pass for an older, sound ledger.
    if signed == stored {
        Ok(Head {
            size: stored,
            checkpoint: Some(value(row, 2, place)?),
        })
    } else {
        let what = format!("the newest checkpoint is over {signed} entries but the entries end at {stored}");
        Err(Fault::damaged("checkpoints", what))
    }
}

/// Entries of a range, without a gap.
pub(super) fn entries(connection: &Connection, range: Range<u64>) -> Result<Vec<Entry>, Fault> {
    // Read first: rows that come after it in time can only be more.
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(idx) FROM entries")?
        .query_row([], |row| row.get(0))?;
    let end = signed(range.end);
    let mut statement = connection.prepare_cached(
        "SELECT idx, leaf, subject, erased, salt, payload FROM entries WHERE idx >= ?1 AND idx < ?2 ORDER BY idx",
    )?;
    let mut rows = statement.query(params![signed(range.start), end])?;
    let mut found = Vec::new();
    let mut next = signed(range.start);
    while let Some(row) = rows.next()? {
        let entry = entry(row)?;
        if signed(entry.index) != next {
            return Err(missing(next));
        }
        next += 1;
        found.push(entry);
    }
    match last {
        Some(last) if next <= last && next < end => Err(missing(next)),
        _ => Ok(found),
    }
}

fn missing(index: i64) -> Fault {
    Fault::damaged(format!("entry {index}"), "it is missing")
}

/// Entries of one subject, oldest first.
pub(super) fn subject_entries(connection: &Connection, subject: &str) -> Result<Vec<Entry>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT idx, leaf, subject, erased, salt, payload FROM entries WHERE subject = ?1 ORDER BY idx",
    )?;
    let mut rows = statement.query([subject])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(entry(row)?);
    }
    Ok(found)
}

fn entry(row: &Row<'_>) -> Result<Entry, Fault> {
    let index = unsigned(value(row, 0, || "entries".to_owned())?, || "entries".to_owned())?;
    let place = || format!("entry {index}");
    let content = match value::<i64>(row, 3, place)? {
        0 => Some(Content {
            salt: value(row, 4, place)?,
            payload: value(row, 5, place)?,
        }),
        1 => None,
        other => {
            return Err(Fault::damaged(
                place(),
                format!("it is marked neither kept nor erased but {other}"),
            ));
        }
    };
    Ok(Entry {
        index,
        leaf: value(row, 1, place)?,
        subject: value(row, 2, place)?,
        content,
    })
}

/// The tile of these coordinates.
pub(super) fn tile(connection: &Connection, at: TileCoordinates) -> Result<Option<Tile>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT hashes FROM tiles WHERE level = ?1 AND idx = ?2")?;
    let mut rows = statement.query(params![at.level, signed(at.index)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let place = || format!("tile {at}");
    let hashes: Vec<u8> = value(row, 0, place)?;
    if hashes.is_empty()
        || !hashes.len().is_multiple_of(32)
        || hashes.len() > 32 * probity_ledger::tile::TILE_WIDTH
    {
        return Err(Fault::damaged(
            place(),
            format!("it has {} bytes, which is not 1 to 256 hashes", hashes.len()),
        ));
    }
    Ok(Some(Tile(hashes)))
}

/// The command of an id.
pub(super) fn command(connection: &Connection, id: &CommandId) -> Result<Option<CommittedCommand>, Fault> {
    let mut statement = connection
        .prepare_cached("SELECT id, first, count, request_hash, sum FROM commands WHERE id = ?1")?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(committed_command).transpose()
}

/// Commands by the first entry of their batch.
pub(super) fn commands(connection: &Connection, first: Range<u64>) -> Result<Vec<CommittedCommand>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, first, count, request_hash, sum FROM commands WHERE first >= ?1 AND first < ?2
         ORDER BY first, count, id",
    )?;
    let mut rows = statement.query(params![signed(first.start), signed(first.end)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(committed_command(row)?);
    }
    Ok(found)
}

/// A row of `commands`, with its sum.
pub(super) fn committed_command(row: &Row<'_>) -> Result<CommittedCommand, Fault> {
    let text: String = value(row, 0, || "commands".to_owned())?;
    let place = || format!("command `{text}`");
    let id = CommandId::new(text.clone())
        .ok_or_else(|| Fault::damaged(place(), "this cannot be a command's id"))?;
    let count = u32::try_from(value::<i64>(row, 2, place)?)
        .map_err(|_| Fault::damaged(place(), "its count of entries is out of range"))?;
    let first = unsigned(value(row, 1, place)?, place)?;
    let command = CommittedCommand {
        id,
        first,
        count,
        request_hash: value(row, 3, place)?,
    };
    if value::<[u8; 8]>(row, 4, place)? == command_sum(&command) {
        Ok(command)
    } else {
        Err(Fault::damaged(
            place(),
            "its row was changed: the sum does not fit",
        ))
    }
}

/// The newest checkpoint up to a size.
pub(super) fn checkpoint_at_most(connection: &Connection, size: u64) -> Result<Option<String>, Fault> {
    let sql = "SELECT note FROM checkpoints WHERE size <= ?1 ORDER BY size DESC LIMIT 1";
    let note = connection
        .prepare_cached(sql)?
        .query_row([signed(size)], |row| row.get(0))
        .optional();
    note.map_err(|error| placed(error, || format!("the newest checkpoint up to size {size}")))
}

/// Checkpoints by size.
pub(super) fn checkpoints(connection: &Connection, sizes: Range<u64>) -> Result<Vec<String>, Fault> {
    let sql = "SELECT size, note FROM checkpoints WHERE size >= ?1 AND size < ?2 ORDER BY size";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![signed(sizes.start), signed(sizes.end)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let size: i64 = value(row, 0, || "checkpoints".to_owned())?;
        found.push(value(row, 1, || format!("checkpoint {size}"))?);
    }
    Ok(found)
}

/// SQLite's numbers end at 2^63 - 1; so does every ledger, and larger bounds mean "to the end".
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64, place: impl Fn() -> String) -> Result<u64, Fault> {
    u64::try_from(number).map_err(|_| Fault::damaged(place(), format!("{number} is less than 0")))
}

/// A column, or damage at the named place when it is of another type or size.
fn value<T: FromSql>(row: &Row<'_>, column: usize, place: impl Fn() -> String) -> Result<T, Fault> {
    row.get(column).map_err(|error| placed(error, place))
}

fn placed(error: rusqlite::Error, place: impl Fn() -> String) -> Fault {
    match Fault::from(error) {
        Fault::Damaged { what, .. } => Fault::Damaged { place: place(), what },
        other => other,
    }
}
