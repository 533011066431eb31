//! The inside of a commit's transaction.
//!
//! Everything is sent at once, with no waiting for one answer before the next statement: over a
//! network that is two ways there and back, one for the statements and one for the end.

use std::collections::BTreeSet;

use probity_ledger::store::{Commit, NewEntry, StoreError};
use tokio_postgres::Statement;

use super::super::PATIENCE;
use super::super::columns::{signed, value};
use super::super::connection::{Backend, COMMIT, Connection};
use crate::fault::{Fault, Trouble};
use crate::sqlite::{command_sum, signed_text};

/// Bytes of entries that are sent in one statement.
const CHUNK_BYTES: usize = 4 << 20;
/// Entries that are sent in one statement.
const CHUNK_ENTRIES: usize = 4096;

/// What became of a commit.
pub(super) enum Outcome {
    /// It is durable.
    Committed,
    /// Nothing was written.
    Refused(StoreError),
    /// The connection was lost while the server was committing.
    Unknown(String),
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

/// Carries out a commit.
///
/// # Errors
/// [`Trouble::Lost`] when the connection was lost before the end: then nothing was written.
pub(super) async fn commit(
    connection: &Connection,
    ledger: i32,
    commit: &Commit<'_>,
) -> Result<Outcome, Trouble> {
    if let Some(index) = commit.erase.iter().find(|index| **index >= commit.expected_size) {
        let size = commit.expected_size;
        let why = format!("entry {index} cannot be erased: there are {size} entries");
        return Ok(Outcome::Refused(StoreError::Failed(why)));
    }
    let writing = Writing::new(connection, ledger, commit).await?;
    match in_time(connection, writing.write()).await? {
        Ok(Step::Done) => {}
        Ok(Step::Refused(error)) => {
            connection.roll_back().await;
            return Ok(Outcome::Refused(error));
        }
        Err(Trouble::Unique) => {
            connection.roll_back().await;
            return writing.explain_taken().await;
        }
        Err(trouble) => {
            connection.roll_back().await;
            return Err(trouble);
        }
    }
    match tokio::time::timeout(PATIENCE, connection.batch(COMMIT)).await {
        Ok(Ok(())) => Ok(Outcome::Committed),
        Ok(Err(Trouble::Lost(why))) => {
            connection.give_up();
            Ok(Outcome::Unknown(format!(
                "the connection to the database broke: {why}"
            )))
        }
        // An answer that is an error is an answer: the transaction was taken back.
        Ok(Err(other)) => Err(other),
        Err(_) => {
            connection.give_up();
            let seconds = PATIENCE.as_secs();
            Ok(Outcome::Unknown(format!(
                "the database did not answer within {seconds} s; does it wait for a standby?"
            )))
        }
    }
}

/// Nothing is written before the word to commit, so who waits too long for what comes before it is
/// told that nothing was.
async fn in_time<T>(
    connection: &Connection,
    work: impl Future<Output = Result<T, Trouble>>,
) -> Result<Result<T, Trouble>, Trouble> {
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| {
        connection.give_up();
        let seconds = PATIENCE.as_secs();
        Fault::Failed(format!("the database did not answer within {seconds} s")).into()
    })
}

/// Waits until the end of a transaction whose connection was lost while it was to be committed.
pub(super) async fn settle(connection: &Connection, ledger: i32, lost: &Backend) -> Result<(), Trouble> {
    // If the word to commit never got there, the server's side would wait for it in vain.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE pid = $1 AND backend_start::text = $2 AND state = 'idle in transaction'";
    connection.query(end, &[&lost.process, &lost.started]).await?;
    let lock = "SELECT id FROM ledgers WHERE id = $1 FOR UPDATE";
    connection.query(lock, &[&ledger]).await.map(drop)
}

enum Step {
    Done,
    Refused(StoreError),
}

const SIZE: &str = "UPDATE ledgers SET size = $3 WHERE id = $1 AND size = $2";
const COMMANDS: &str = "INSERT INTO commands (ledger, id, first, count, request_hash, sum)
    SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[])";
const ERASE: &str =
    "UPDATE entries SET erased = true, salt = NULL, payload = NULL WHERE ledger = $1 AND idx = ANY($2)";
const ENTRIES: &str = "INSERT INTO entries (ledger, idx, subject, leaf, erased, salt, payload)
    SELECT $1, $2 + place - 1, subject, leaf, false, salt, payload
    FROM unnest($3::text[], $4::bytea[], $5::bytea[], $6::bytea[])
        WITH ORDINALITY AS new (subject, leaf, salt, payload, place)";
/// A tile may only grow.
const TILES: &str = "INSERT INTO tiles AS old (ledger, level, idx, hashes)
    SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])
    ON CONFLICT (ledger, level, idx) DO UPDATE SET hashes = excluded.hashes
    WHERE substring(excluded.hashes FROM 1 FOR octet_length(old.hashes)) = old.hashes";
/// The first checkpoint of a size stays.
const CHECKPOINT: &str =
    "INSERT INTO checkpoints (ledger, size, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

struct Writing<'a> {
    connection: &'a Connection,
    ledger: i32,
    commit: &'a Commit<'a>,
    old_size: i64,
    new_size: i64,
    size: Statement,
    entries: Statement,
    checkpoint: Statement,
}

impl<'a> Writing<'a> {
    async fn new(connection: &'a Connection, ledger: i32, commit: &'a Commit<'a>) -> Result<Self, Trouble> {
        Ok(Self {
            connection,
            ledger,
            commit,
            old_size: number(commit.expected_size)?,
            new_size: number(commit.expected_size + commit.entries.len() as u64)?,
            size: connection.prepared(SIZE).await?,
            entries: connection.prepared(ENTRIES).await?,
            checkpoint: connection.prepared(CHECKPOINT).await?,
        })
    }

    async fn write(&self) -> Result<Step, Trouble> {
        // Prepared here, where nothing is in the way.
        for sql in [COMMANDS, ERASE, TILES] {
            self.connection.prepared(sql).await?;
        }
        let mut chunks = Chunks {
            first: self.old_size,
            left: self.commit.entries,
        };
        let first = chunks.next();
        // In this order; each is sent when it is first polled.
        let (began, size, commands, erased, entries, tiles, checkpoint) = tokio::join!(
            biased;
            self.connection.batch("BEGIN"),
            self.take_size(),
            self.put_commands(),
            self.erase(),
            self.put_entries(first),
            self.put_tiles(),
            self.put_checkpoint(),
        );
        began?;
        // Which failed first says why; those behind it fail for that reason.
        if size? == 0 {
            return self.explain_size().await;
        }
        commands?;
        if let Step::Refused(error) = erased? {
            return Ok(Step::Refused(error));
        }
        entries?;
        if let Step::Refused(error) = tiles? {
            return Ok(Step::Refused(error));
        }
        let kept = checkpoint?;
        for chunk in chunks {
            self.put_entries(Some(chunk)).await?;
        }
        if kept == 0 {
            self.compare_checkpoint().await
        } else {
            Ok(Step::Done)
        }
    }

    /// The compare-and-swap, and the lock: who comes second waits here and then sees the new size.
    async fn take_size(&self) -> Result<u64, Trouble> {
        let client = self.connection.client();
        Ok(client
            .execute(&self.size, &[&self.ledger, &self.old_size, &self.new_size])
            .await?)
    }

    async fn explain_size(&self) -> Result<Step, Trouble> {
        let sql = "SELECT size FROM ledgers WHERE id = $1";
        // What was sent behind may have failed for this reason, and then nothing is answered here.
        self.connection.roll_back().await;
        let Some(row) = self.connection.query_one(sql, &[&self.ledger]).await? else {
            return Err(Fault::damaged("ledgers", "the row of this ledger is gone").into());
        };
        let actual: i64 = value(&row, 0, || "ledgers".to_owned())?;
        Ok(Step::Refused(StoreError::Conflict {
            expected: self.commit.expected_size,
            actual: u64::try_from(actual).unwrap_or(0),
        }))
    }

    async fn put_commands(&self) -> Result<(), Trouble> {
        let commands = self.commit.commands;
        if commands.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = commands.iter().map(|command| command.id.as_str()).collect();
        let firsts = commands.iter().map(|command| number(command.first));
        let firsts = firsts.collect::<Result<Vec<i64>, _>>()?;
        let counts: Vec<i64> = commands.iter().map(|command| i64::from(command.count)).collect();
        let hashes: Vec<&[u8]> = commands
            .iter()
            .map(|command| command.request_hash.as_slice())
            .collect();
        let sums: Vec<[u8; 8]> = commands.iter().map(command_sum).collect();
        let sums: Vec<&[u8]> = sums.iter().map(<[u8; 8]>::as_slice).collect();
        let row = [&ids as _, &firsts as _, &counts as _, &hashes as _, &sums as _];
        let [ids, firsts, counts, hashes, sums] = row;
        self.connection
            .execute(COMMANDS, &[&self.ledger, ids, firsts, counts, hashes, sums])
            .await
            .map(drop)
    }

    async fn erase(&self) -> Result<Step, Trouble> {
        let indices: BTreeSet<i64> = self.commit.erase.iter().map(|index| signed(*index)).collect();
        if indices.is_empty() {
            return Ok(Step::Done);
        }
        let indices: Vec<i64> = indices.into_iter().collect();
        let met = self.connection.execute(ERASE, &[&self.ledger, &indices]).await?;
        if met == indices.len() as u64 {
            return Ok(Step::Done);
        }
        let missing = indices.len() as u64 - met;
        let what = format!("{missing} of the entries that are to be erased are missing");
        Ok(Step::Refused(Fault::damaged("entries", what).into()))
    }

    async fn put_entries(&self, chunk: Option<(i64, &[NewEntry])>) -> Result<(), Trouble> {
        let Some((first, entries)) = chunk else {
            return Ok(());
        };
        let subjects: Vec<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
        let leaves: Vec<&[u8]> = entries.iter().map(|entry| entry.leaf.as_slice()).collect();
        let salts: Vec<&[u8]> = entries
            .iter()
            .map(|entry| entry.content.salt.as_slice())
            .collect();
        let payloads: Vec<&[u8]> = entries
            .iter()
            .map(|entry| entry.content.payload.as_slice())
            .collect();
        self.connection
            .client()
            .execute(
                &self.entries,
                &[&self.ledger, &first, &subjects, &leaves, &salts, &payloads],
            )
            .await?;
        Ok(())
    }

    async fn put_tiles(&self) -> Result<Step, Trouble> {
        let tiles = self.commit.tiles;
        if tiles.is_empty() {
            return Ok(Step::Done);
        }
        let levels: Vec<i16> = tiles.iter().map(|(at, _)| i16::from(at.level)).collect();
        let indices = tiles.iter().map(|(at, _)| number(at.index));
        let indices = indices.collect::<Result<Vec<i64>, _>>()?;
        let hashes: Vec<&[u8]> = tiles.iter().map(|(_, tile)| tile.0.as_slice()).collect();
        let put = self
            .connection
            .execute(TILES, &[&self.ledger, &levels, &indices, &hashes])
            .await?;
        if put == tiles.len() as u64 {
            return Ok(Step::Done);
        }
        let names: Vec<String> = tiles.iter().map(|(at, _)| at.to_string()).collect();
        let place = format!("one of the tiles {}", names.join(", "));
        Ok(Step::Refused(
            Fault::damaged(place, "it would lose or change hashes").into(),
        ))
    }

    async fn put_checkpoint(&self) -> Result<u64, Trouble> {
        let client = self.connection.client();
        let row: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&self.ledger, &self.new_size, &self.commit.checkpoint];
        Ok(client.execute(&self.checkpoint, &row).await?)
    }

    /// A later checkpoint of the same size may only differ in its signatures.
    async fn compare_checkpoint(&self) -> Result<Step, Trouble> {
        let sql = "SELECT note FROM checkpoints WHERE ledger = $1 AND size = $2";
        let row = self
            .connection
            .query_one(sql, &[&self.ledger, &self.new_size])
            .await?;
        let place = || format!("checkpoint {}", self.new_size);
        let old: Option<String> = row.map(|row| value(&row, 0, place)).transpose()?;
        if old.is_some_and(|old| signed_text(&old) == signed_text(self.commit.checkpoint)) {
            return Ok(Step::Done);
        }
        let what = "a checkpoint of the same size would say something else";
        Ok(Step::Refused(Fault::damaged(place(), what).into()))
    }

    /// Which key was there already, after the transaction was taken back.
    async fn explain_taken(&self) -> Result<Outcome, Trouble> {
        let ids: Vec<&str> = self
            .commit
            .commands
            .iter()
            .map(|command| command.id.as_str())
            .collect();
        let sql = "SELECT id FROM commands WHERE ledger = $1 AND id = ANY($2) ORDER BY first, id LIMIT 1";
        if let Some(row) = self.connection.query_one(sql, &[&self.ledger, &ids]).await? {
            let id = value(&row, 0, || "commands".to_owned())?;
            return Ok(Outcome::Refused(StoreError::DuplicateCommand(id)));
        }
        let mut seen = BTreeSet::new();
        if let Some(twin) = ids.iter().find(|id| !seen.insert(**id)) {
            return Ok(Outcome::Refused(StoreError::DuplicateCommand((*twin).to_owned())));
        }
        let what = format!(
            "there are entries from {} on that the size does not count",
            self.old_size
        );
        Ok(Fault::damaged("entries", what).into())
    }
}

/// Entries in pieces that fit into one statement, each with the index of its first.
struct Chunks<'a> {
    first: i64,
    left: &'a [NewEntry],
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (i64, &'a [NewEntry]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = 0;
        let mut count = 0;
        for entry in self.left.iter().take(CHUNK_ENTRIES) {
            bytes += entry.leaf.len() + entry.content.payload.len();
            count += 1;
            if bytes >= CHUNK_BYTES {
                break;
            }
        }
        if count == 0 {
            return None;
        }
        let (chunk, left) = self.left.split_at(count);
        let first = self.first;
        self.first += chunk.len() as i64;
        self.left = left;
        Some((first, chunk))
    }
}

/// A number that PostgreSQL can hold; saturating here would write to the wrong row.
fn number(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|_| Fault::Failed(format!("{number} is beyond what a ledger can hold")))
}
