//! Queries. Each is one statement and so sees one state; what does not have the form it must have
//! comes out as damage, with the row named.

use std::ops::Range;

use probity_ledger::store::{CommandId, CommittedCommand, Content, Entry, Head};
use probity_ledger::tile::{TILE_WIDTH, Tile, TileCoordinates};
use tokio_postgres::Row;

use super::super::columns::{fixed, signed, unsigned, value};
use super::super::connection::Connection;
use crate::fault::{Fault, Trouble};
use crate::sqlite::command_sum;

/// The size, and the checkpoint over exactly that size.
pub(super) async fn head(connection: &Connection, ledger: i32) -> Result<Head, Trouble> {
    let sql =
        "SELECT ledgers.size, (SELECT max(idx) + 1 FROM entries WHERE ledger = $1), newest.size, newest.note
               FROM ledgers LEFT JOIN LATERAL (
                   SELECT size, note FROM checkpoints WHERE ledger = $1 ORDER BY size DESC LIMIT 1
               ) AS newest ON true WHERE id = $1";
    let row = connection.query_one(sql, &[&ledger]).await?;
    let Some(row) = row else {
        return Err(Fault::damaged("ledgers", "the row of this ledger is gone").into());
    };
    let place = || "checkpoints".to_owned();
    let size = unsigned(value(&row, 0, place)?, place)?;
    let stored = unsigned(value::<Option<i64>>(&row, 1, place)?.unwrap_or(0), place)?;
    let signed = value::<Option<i64>>(&row, 2, place)?;
    // Entries that were cut off at the end would otherwise pass for an older, sound ledger.
    if stored != size {
        let what = format!("{size} entries are noted but the entries end at {stored}");
        return Err(Fault::damaged("ledgers", what).into());
    }
    match signed {
        None if size == 0 => Ok(Head::default()),
        None => Err(Fault::damaged(
            "checkpoints",
            format!("{size} entries are stored and no checkpoint"),
        )
        .into()),
        Some(signed) if u64::try_from(signed) == Ok(size) => Ok(Head {
            size,
            checkpoint: Some(value(&row, 3, place)?),
        }),
        Some(signed) => {
            let what =
                format!("the newest checkpoint is over {signed} entries but the entries end at {size}");
            Err(Fault::damaged("checkpoints", what).into())
        }
    }
}

/// Entries of a range, without a gap.
pub(super) async fn entries(
    connection: &Connection,
    ledger: i32,
    range: Range<u64>,
) -> Result<Vec<Entry>, Trouble> {
    let (start, end) = (signed(range.start), signed(range.end));
    let sql = "SELECT idx, leaf, subject, erased, salt, payload FROM entries
               WHERE ledger = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";
    let last = "SELECT max(idx) FROM entries WHERE ledger = $1";
    // Asked first: rows that come after it in time can only be more.
    let last = connection.query_one(last, &[&ledger]).await?;
    let last: Option<i64> = match last {
        Some(row) => value(&row, 0, || "entries".to_owned())?,
        None => None,
    };
    let mut found = Vec::new();
    let mut next = start;
    for row in connection.query(sql, &[&ledger, &start, &end]).await? {
        let entry = entry(&row)?;
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

fn missing(index: i64) -> Trouble {
    Fault::damaged(format!("entry {index}"), "it is missing").into()
}

/// Entries of one subject, oldest first.
pub(super) async fn subject_entries(
    connection: &Connection,
    ledger: i32,
    subject: &str,
) -> Result<Vec<Entry>, Trouble> {
    let sql = "SELECT idx, leaf, subject, erased, salt, payload FROM entries
               WHERE ledger = $1 AND subject = $2 ORDER BY idx";
    let rows = connection.query(sql, &[&ledger, &subject]).await?;
    rows.iter().map(entry).collect()
}

/// A row of `entries` with index, leaf, subject, erased, salt and payload.
pub(super) fn entry(row: &Row) -> Result<Entry, Trouble> {
    let entries = || "entries".to_owned();
    let index = unsigned(value(row, 0, entries)?, entries)?;
    let place = || format!("entry {index}");
    let content = if value::<bool>(row, 3, place)? {
        None
    } else {
        Some(Content {
            salt: fixed(row, 4, place)?,
            payload: value(row, 5, place)?,
        })
    };
    Ok(Entry {
        index,
        leaf: value(row, 1, place)?,
        subject: value(row, 2, place)?,
        content,
    })
}

/// The tile of these coordinates.
pub(super) async fn tile(
    connection: &Connection,
    ledger: i32,
    at: TileCoordinates,
) -> Result<Option<Tile>, Trouble> {
    let sql = "SELECT hashes FROM tiles WHERE ledger = $1 AND level = $2 AND idx = $3";
    let row = connection
        .query_one(sql, &[&ledger, &i16::from(at.level), &signed(at.index)])
        .await?;
    let Some(row) = row else { return Ok(None) };
    let place = || format!("tile {at}");
    let hashes: Vec<u8> = value(&row, 0, place)?;
    if hashes.is_empty() || !hashes.len().is_multiple_of(32) || hashes.len() > 32 * TILE_WIDTH {
        let what = format!("it has {} bytes, which is not 1 to 256 hashes", hashes.len());
        return Err(Fault::damaged(place(), what).into());
    }
    Ok(Some(Tile(hashes)))
}

/// The command of an id.
pub(super) async fn command(
    connection: &Connection,
    ledger: i32,
    id: &CommandId,
) -> Result<Option<CommittedCommand>, Trouble> {
    let sql = "SELECT id, first, count, request_hash, sum FROM commands WHERE ledger = $1 AND id = $2";
    let row = connection.query_one(sql, &[&ledger, &id.as_str()]).await?;
    row.as_ref().map(committed_command).transpose()
}

/// Commands by the first entry of their batch.
pub(super) async fn commands(
    connection: &Connection,
    ledger: i32,
    first: Range<u64>,
) -> Result<Vec<CommittedCommand>, Trouble> {
    let sql = "SELECT id, first, count, request_hash, sum FROM commands
               WHERE ledger = $1 AND first >= $2 AND first < $3 ORDER BY first, count, id";
    let rows = connection
        .query(sql, &[&ledger, &signed(first.start), &signed(first.end)])
        .await?;
    rows.iter().map(committed_command).collect()
}

/// A row of `commands`, with its sum.
pub(super) fn committed_command(row: &Row) -> Result<CommittedCommand, Trouble> {
    let text: String = value(row, 0, || "commands".to_owned())?;
    let place = || format!("command `{text}`");
    let id = CommandId::new(text.clone())
        .ok_or_else(|| Fault::damaged(place(), "this cannot be a command's id"))?;
    let count = u32::try_from(value::<i64>(row, 2, place)?)
        .map_err(|_| Fault::damaged(place(), "its count of entries is out of range"))?;
    let command = CommittedCommand {
        id,
        first: unsigned(value(row, 1, place)?, place)?,
        count,
        request_hash: fixed(row, 3, place)?,
    };
    if fixed::<8>(row, 4, place)? == command_sum(&command) {
        Ok(command)
    } else {
        Err(Fault::damaged(place(), "its row was changed: the sum does not fit").into())
    }
}

/// The newest checkpoint up to a size.
pub(super) async fn checkpoint_at_most(
    connection: &Connection,
    ledger: i32,
    size: u64,
) -> Result<Option<String>, Trouble> {
    let sql = "SELECT note FROM checkpoints WHERE ledger = $1 AND size <= $2 ORDER BY size DESC LIMIT 1";
    let row = connection.query_one(sql, &[&ledger, &signed(size)]).await?;
    let place = || format!("the newest checkpoint up to size {size}");
    Ok(row.map(|row| value(&row, 0, place)).transpose()?)
}

/// Checkpoints by size.
pub(super) async fn checkpoints(
    connection: &Connection,
    ledger: i32,
    sizes: Range<u64>,
) -> Result<Vec<String>, Trouble> {
    let sql = "SELECT note FROM checkpoints WHERE ledger = $1 AND size >= $2 AND size < $3 ORDER BY size";
    let rows = connection
        .query(sql, &[&ledger, &signed(sizes.start), &signed(sizes.end)])
        .await?;
    let note = |row: &Row| Ok(value(row, 0, || "checkpoints".to_owned())?);
    rows.iter().map(note).collect()
}
