//! A whole ledger from PostgreSQL to a SQLite file and back, as it is: for backup and restore.

use probity_app::ports::WorkspaceName;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::store::{CommittedCommand, Entry, Head, Store as _, StoreError};
use probity_ledger::tile::{Tile, TileCoordinates};

use super::super::Postgres;
use super::super::columns::{signed, value};
use super::super::connection::{Connection, ONE_MOMENT};
use super::{PostgresStore, read};
use crate::SqliteStore;
use crate::fault::{Fault, Trouble};
use crate::sqlite::{Filling, command_sum};

/// Rows in one answer or statement.
const PAGE: i64 = 2000;
const TILES: u32 = 500;

impl PostgresStore {
    /// Copies the ledger, as it is at one moment, into an empty one, and gives its head. Writers go on.
    ///
    /// # Errors
    /// When either fails; then the copy is empty.
    pub fn copy_into(&self, copy: &SqliteStore) -> Result<Head, StoreError> {
        self.settle()?;
        let head = self.postgres.run_long(async |connection| {
            connection.batch(ONE_MOMENT).await?;
            let copied = fill(connection, self.ledger, copy).await;
            connection.roll_back().await;
            copied
        })?;
        Ok(head)
    }

    /// Makes a ledger with all that a SQLite file holds. There must be none of this name.
    ///
    /// # Errors
    /// When there is one or either fails; then nothing was made.
    pub fn create_from(
        postgres: &Postgres,
        workspace: &WorkspaceName,
        from: &SqliteStore,
    ) -> Result<Self, StoreError> {
        let size = from.head()?.size;
        let made = postgres.run_long(async |connection| {
            let made = connection
                .transaction(async || {
                    let sql = "INSERT INTO ledgers (workspace, size) VALUES ($1, $2) RETURNING id";
                    let row = connection
                        .query_one(sql, &[&workspace.as_str(), &signed(size)])
                        .await?;
                    let place = || "ledgers".to_owned();
                    let row = row.ok_or_else(|| Fault::damaged(place(), "a new row is not there"))?;
                    let ledger: i32 = value(&row, 0, place)?;
                    let target = Target { connection, ledger };
                    target.take(from, size).await.map(|()| ledger)
                })
                .await;
            match made {
                Err(Trouble::Unique) => Ok(None),
                made => made.map(Some),
            }
        })?;
        let exists = || StoreError::Failed(format!("the ledger of `{workspace}` exists already"));
        Ok(Self::of(postgres, workspace, made.ok_or_else(exists)?))
    }
}

async fn fill(connection: &Connection, ledger: i32, copy: &SqliteStore) -> Result<Head, Trouble> {
    let head = read::head(connection, ledger).await?;
    let source = Source { connection, ledger };
    copy.clear()?;
    // Each page is a transaction of its own: the file is nobody's before all of it is there.
    let mut next = 0;
    loop {
        let page = source.entries(next).await?;
        copy.fill(|rows| page.iter().try_for_each(|entry| rows.entry(entry)))?;
        match page.last() {
            Some(last) => next = last.index + 1,
            None => break,
        }
    }
    let mut last = None;
    loop {
        let page = source.tiles(last).await?;
        copy.fill(|rows| page.iter().try_for_each(|(at, tile)| rows.tile(*at, tile)))?;
        match page.last() {
            Some((at, _)) => last = Some(*at),
            None => break,
        }
    }
    let mut last = String::new();
    loop {
        let page = source.commands(&last).await?;
        copy.fill(|rows| page.iter().try_for_each(|command| rows.command(command)))?;
        match page.last() {
            Some(command) => command.id.as_str().clone_into(&mut last),
            None => break,
        }
    }
    let mut last = -1;
    loop {
        let page = source.checkpoints(last).await?;
        let put = |rows: &Filling<'_>| {
            page.iter()
                .try_for_each(|(size, note)| rows.checkpoint(*size, note))
        };
        copy.fill::<_, Fault>(put)?;
        match page.last() {
            Some((size, _)) => last = *size,
            None => break,
        }
    }
    Ok(head)
}

/// A ledger that is read in pages, inside a transaction that sees one moment.
struct Source<'a> {
    connection: &'a Connection,
    ledger: i32,
}

impl Source<'_> {
    async fn entries(&self, from: u64) -> Result<Vec<Entry>, Trouble> {
        let sql = "SELECT idx, leaf, subject, erased, salt, payload FROM entries
                   WHERE ledger = $1 AND idx >= $2 ORDER BY idx LIMIT $3";
        let rows = self
            .connection
            .query(sql, &[&self.ledger, &signed(from), &PAGE])
            .await?;
        rows.iter().map(read::entry).collect()
    }

    async fn tiles(&self, last: Option<TileCoordinates>) -> Result<Vec<(TileCoordinates, Tile)>, Trouble> {
        let sql = "SELECT level, idx, hashes FROM tiles
                   WHERE ledger = $1 AND (level, idx) > ($2, $3) ORDER BY level, idx LIMIT $4";
        let (level, index) = last.map_or((0, -1), |last| (i16::from(last.level), signed(last.index)));
        let count = i64::from(TILES);
        let rows = self
            .connection
            .query(sql, &[&self.ledger, &level, &index, &count])
            .await?;
        let place = || "tiles".to_owned();
        let tile = |row| -> Result<_, Fault> {
            let (level, index): (i16, i64) = (value(row, 0, place)?, value(row, 1, place)?);
            let (Ok(level), Ok(index)) = (u8::try_from(level), u64::try_from(index)) else {
                return Err(Fault::damaged(
                    place(),
                    format!("there is no tile {level}/{index}"),
                ));
            };
            Ok((TileCoordinates { level, index }, Tile(value(row, 2, place)?)))
        };
        Ok(rows.iter().map(tile).collect::<Result<_, _>>()?)
    }

    async fn commands(&self, last: &str) -> Result<Vec<CommittedCommand>, Trouble> {
        let sql = "SELECT id, first, count, request_hash, sum FROM commands
                   WHERE ledger = $1 AND id > $2 ORDER BY id LIMIT $3";
        let rows = self.connection.query(sql, &[&self.ledger, &last, &PAGE]).await?;
        rows.iter().map(read::committed_command).collect()
    }

    async fn checkpoints(&self, last: i64) -> Result<Vec<(i64, String)>, Trouble> {
        let sql = "SELECT size, note FROM checkpoints WHERE ledger = $1 AND size > $2 ORDER BY size LIMIT $3";
        let rows = self.connection.query(sql, &[&self.ledger, &last, &PAGE]).await?;
        let place = || "checkpoints".to_owned();
        let note = |row| -> Result<_, Fault> { Ok((value(row, 0, place)?, value(row, 1, place)?)) };
        Ok(rows.iter().map(note).collect::<Result<_, _>>()?)
    }
}

/// A ledger that is being made.
struct Target<'a> {
    connection: &'a Connection,
    ledger: i32,
}

impl Target<'_> {
    async fn take(&self, from: &SqliteStore, size: u64) -> Result<(), Trouble> {
        let read = |error: StoreError| Fault::Failed(error.to_string());
        let page = PAGE.unsigned_abs();
        for start in (0..size).step_by(PAGE as usize) {
            self.entries(&from.entries(start..start.saturating_add(page)).map_err(read)?)
                .await?;
            self.commands(
                &from
                    .commands(start..start + page.min(size - start))
                    .map_err(read)?,
            )
            .await?;
            self.checkpoints(
                &from
                    .checkpoints(start..start + page.min(size - start))
                    .map_err(read)?,
            )
            .await?;
        }
        // Those that made no entries after the last one, and the checkpoint over all.
        self.commands(&from.commands(size..u64::MAX).map_err(read)?)
            .await?;
        self.checkpoints(&from.checkpoints(size..u64::MAX).map_err(read)?)
            .await?;
        let mut last = None;
        loop {
            let page = from.tiles_after(last, TILES).map_err(read)?;
            let Some((at, _)) = page.last() else { return Ok(()) };
            last = Some(*at);
            self.tiles(&page).await?;
        }
    }

    async fn entries(&self, entries: &[Entry]) -> Result<(), Trouble> {
        let sql = "INSERT INTO entries (ledger, idx, subject, leaf, erased, salt, payload)
                   SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bytea[], $5::boolean[], $6::bytea[], $7::bytea[])";
        let indices: Vec<i64> = entries.iter().map(|entry| signed(entry.index)).collect();
        let subjects: Vec<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
        let leaves: Vec<&[u8]> = entries.iter().map(|entry| entry.leaf.as_slice()).collect();
        let erased: Vec<bool> = entries.iter().map(|entry| entry.content.is_none()).collect();
        let contents: Vec<_> = entries.iter().map(|entry| entry.content.as_ref()).collect();
        let salts: Vec<Option<&[u8]>> = contents
            .iter()
            .map(|content| content.map(|content| content.salt.as_slice()))
            .collect();
        let payloads: Vec<Option<&[u8]>> = contents
            .iter()
            .map(|content| content.map(|content| content.payload.as_slice()))
            .collect();
        let row: [&(dyn tokio_postgres::types::ToSql + Sync); 7] = [
            &self.ledger,
            &indices,
            &subjects,
            &leaves,
            &erased,
            &salts,
            &payloads,
        ];
        self.connection.execute(sql, &row).await.map(drop)
    }

    async fn commands(&self, commands: &[CommittedCommand]) -> Result<(), Trouble> {
        let sql = "INSERT INTO commands (ledger, id, first, count, request_hash, sum) VALUES ($1, $2, $3, $4, $5, $6)";
        for command in commands {
            let (id, hash) = (command.id.as_str(), command.request_hash.as_slice());
            let (first, count) = (signed(command.first), i64::from(command.count));
            let sum = command_sum(command);
            let row: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
                [&self.ledger, &id, &first, &count, &hash, &sum.as_slice()];
            self.connection.execute(sql, &row).await?;
        }
        Ok(())
    }

    async fn checkpoints(&self, notes: &[String]) -> Result<(), Trouble> {
        let sql = "INSERT INTO checkpoints (ledger, size, note) VALUES ($1, $2, $3)";
        for note in notes {
            let (checkpoint, _) = Checkpoint::parse_note(note)
                .map_err(|error| Fault::damaged("checkpoints", error.to_string()))?;
            self.connection
                .execute(sql, &[&self.ledger, &signed(checkpoint.size), note])
                .await?;
        }
        Ok(())
    }

    async fn tiles(&self, tiles: &[(TileCoordinates, Tile)]) -> Result<(), Trouble> {
        let sql = "INSERT INTO tiles (ledger, level, idx, hashes) VALUES ($1, $2, $3, $4)";
        for (at, tile) in tiles {
            let (level, index) = (i16::from(at.level), signed(at.index));
            self.connection
                .execute(sql, &[&self.ledger, &level, &index, &tile.0])
                .await?;
        }
        Ok(())
    }
}
