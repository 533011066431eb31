//! The inside of a commit's transaction.

use probity_ledger::store::{Commit, CommittedCommand, NewEntry, StoreError};
use probity_ledger::tile::{Tile, TileCoordinates};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::{command_sum, read};
use crate::fault::Fault;

/// Writes everything of a commit, or says why not. The caller holds the write lock and rolls back
/// on an error.
pub(super) fn commit(transaction: &Transaction<'_>, commit: &Commit<'_>) -> Result<(), StoreError> {
    let head = read::head(transaction)?;
    if head.size != commit.expected_size {
        return Err(StoreError::Conflict {
            expected: commit.expected_size,
            actual: head.size,
        });
    }
    commands(transaction, commit.commands)?;
    erase(transaction, commit)?;
    entries(transaction, head.size, commit.entries)?;
    for (at, tile) in commit.tiles {
        put_tile(transaction, *at, tile)?;
    }
    checkpoint(
        transaction,
        head.size + commit.entries.len() as u64,
        commit.checkpoint,
    )
}

/// Makes something durable in place of a commit that may or may not have been.
pub(super) fn settle(writer: &mut Connection) -> Result<(), rusqlite::Error> {
    if !writer.is_autocommit() {
        writer.execute_batch("ROLLBACK")?;
    }
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("UPDATE meta SET value = value + 1 WHERE name = 'settled'", [])?;
    transaction.commit()
}

fn commands(transaction: &Transaction<'_>, commands: &[CommittedCommand]) -> Result<(), StoreError> {
    let sql = "INSERT INTO commands (id, first, count, request_hash, sum) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = transaction.prepare_cached(sql).map_err(Fault::from)?;
    for command in commands {
        let id = command.id.as_str();
        let sum = command_sum(command);
        let row = params![
            id,
            number(command.first)?,
            command.count,
            command.request_hash,
            sum
        ];
        statement
            .execute(row)
            .map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation) => StoreError::DuplicateCommand(id.to_owned()),
                _ => Fault::from(error).into(),
            })?;
    }
    Ok(())
}

fn erase(transaction: &Transaction<'_>, commit: &Commit<'_>) -> Result<(), StoreError> {
    // The lengths stay as they are on purpose: see the schema.
    let sql = "UPDATE entries SET erased = 1, salt = zeroblob(32), payload = zeroblob(length(payload)) WHERE idx = ?1";
    let mut statement = transaction.prepare_cached(sql).map_err(Fault::from)?;
    for index in commit.erase {
        if *index >= commit.expected_size {
            let size = commit.expected_size;
            return Err(StoreError::Failed(format!(
                "entry {index} cannot be erased: there are {size} entries"
            )));
        }
        if statement.execute([number(*index)?]).map_err(Fault::from)? != 1 {
            return Err(Fault::damaged(format!("entry {index}"), "it is missing").into());
        }
    }
    Ok(())
}

fn entries(transaction: &Transaction<'_>, first: u64, entries: &[NewEntry]) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO entries (idx, subject, leaf, erased, salt, payload) VALUES (?1, ?2, ?3, 0, ?4, ?5)";
    let mut statement = transaction.prepare_cached(sql).map_err(Fault::from)?;
    for (index, entry) in (first..).zip(entries) {
        let content = &entry.content;
        let row = params![
            number(index)?,
            entry.subject,
            entry.leaf,
            content.salt,
            content.payload
        ];
        statement.execute(row).map_err(Fault::from)?;
    }
    Ok(())
}

fn put_tile(transaction: &Transaction<'_>, at: TileCoordinates, tile: &Tile) -> Result<(), StoreError> {
    if let Some(old) = read::tile(transaction, at)?
        && !tile.0.starts_with(&old.0)
    {
        return Err(Fault::damaged(format!("tile {at}"), "it would lose or change hashes").into());
    }
    let sql = "INSERT INTO tiles (level, idx, hashes) VALUES (?1, ?2, ?3)
               ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes";
    let mut statement = transaction.prepare_cached(sql).map_err(Fault::from)?;
    statement
        .execute(params![at.level, number(at.index)?, tile.0])
        .map_err(Fault::from)?;
    Ok(())
}

/// Keeps the first checkpoint of a size; a later one may only differ in its signatures.
fn checkpoint(transaction: &Transaction<'_>, size: u64, note: &str) -> Result<(), StoreError> {
    let size = number(size)?;
    let old: Option<String> = transaction
        .prepare_cached("SELECT note FROM checkpoints WHERE size = ?1")
        .and_then(|mut statement| statement.query_row([size], |row| row.get(0)).optional())
        .map_err(Fault::from)?;
    match old {
        Some(old) if signed_text(&old) == signed_text(note) => Ok(()),
        Some(_) => {
            let what = "a checkpoint of the same size would say something else";
            Err(Fault::damaged(format!("checkpoint {size}"), what).into())
        }
        None => {
            let sql = "INSERT INTO checkpoints (size, note) VALUES (?1, ?2)";
            let mut statement = transaction.prepare_cached(sql).map_err(Fault::from)?;
            statement.execute(params![size, note]).map_err(Fault::from)?;
            Ok(())
        }
    }
}

/// A note without its signatures (C2SP signed-note: an empty line parts them).
pub(crate) fn signed_text(note: &str) -> &str {
    note.rfind("\n\n").map_or(note, |split| &note[..split])
}

/// A number that SQLite can hold; saturating here would write to the wrong row.
fn number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number)
        .map_err(|_| StoreError::Failed(format!("{number} is beyond what a ledger can hold")))
}
