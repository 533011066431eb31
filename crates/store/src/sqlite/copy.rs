//! A whole ledger, row by row, into a file or out of one.

use probity_ledger::store::{CommittedCommand, Entry, StoreError};
use probity_ledger::tile::{Tile, TileCoordinates};
use rusqlite::{Transaction, TransactionBehavior, params};

use super::{SqliteStore, command_sum, read};
use crate::fault::Fault;

impl SqliteStore {
    /// Takes away what an earlier try to fill it left.
    pub(crate) fn clear(&self) -> Result<(), Fault> {
        let all = "DELETE FROM entries; DELETE FROM tiles; DELETE FROM commands; DELETE FROM checkpoints";
        self.fill(|rows| Ok(rows.0.execute_batch(all)?))
    }

    /// Fills an empty ledger with rows as they are elsewhere, all of them or none.
    pub(crate) fn fill<A, E: From<Fault>>(
        &self,
        rows: impl FnOnce(&Filling<'_>) -> Result<A, E>,
    ) -> Result<A, E> {
        let mut writer = self.database.writer();
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Fault::from)?;
        let answer = rows(&Filling(&transaction))?;
        transaction.commit().map_err(Fault::from)?;
        Ok(answer)
    }

    /// The tiles after one, in order, at most so many.
    pub(crate) fn tiles_after(
        &self,
        last: Option<TileCoordinates>,
        count: u32,
    ) -> Result<Vec<(TileCoordinates, Tile)>, StoreError> {
        let sql = "SELECT level, idx FROM tiles WHERE (level, idx) > (?1, ?2) ORDER BY level, idx LIMIT ?3";
        let (level, index) = last.map_or((0, -1), |last| (last.level, read::signed(last.index)));
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut places = statement.query(params![level, index, count])?;
            let mut tiles = Vec::new();
            while let Some(row) = places.next()? {
                let index = u64::try_from(row.get::<_, i64>(1)?);
                let place = TileCoordinates {
                    level: row.get(0)?,
                    index: index.map_err(|_| Fault::damaged("tiles", "an index is less than 0"))?,
                };
                // It was there a moment ago, and tiles are never removed.
                tiles.extend(read::tile(connection, place)?.map(|tile| (place, tile)));
            }
            Ok(tiles)
        })
    }
}

/// The inside of [`SqliteStore::fill`].
pub(crate) struct Filling<'a>(&'a Transaction<'a>);

impl Filling<'_> {
    pub(crate) fn entry(&self, entry: &Entry) -> Result<(), Fault> {
        let sql =
            "INSERT INTO entries (idx, subject, leaf, erased, salt, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (salt, payload) = match &entry.content {
            Some(content) => (content.salt, content.payload.as_slice()),
            None => ([0; 32], &[][..]),
        };
        let erased = entry.content.is_none();
        let index = read::signed(entry.index);
        let row = params![index, entry.subject, entry.leaf, erased, salt, payload];
        self.0.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    pub(crate) fn tile(&self, at: TileCoordinates, tile: &Tile) -> Result<(), Fault> {
        let sql = "INSERT INTO tiles (level, idx, hashes) VALUES (?1, ?2, ?3)";
        let row = params![at.level, read::signed(at.index), tile.0];
        self.0.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    pub(crate) fn command(&self, command: &CommittedCommand) -> Result<(), Fault> {
        let sql = "INSERT INTO commands (id, first, count, request_hash, sum) VALUES (?1, ?2, ?3, ?4, ?5)";
        let first = read::signed(command.first);
        let (id, sum) = (command.id.as_str(), command_sum(command));
        let row = params![id, first, command.count, command.request_hash, sum];
        self.0.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    pub(crate) fn checkpoint(&self, size: i64, note: &str) -> Result<(), Fault> {
        let sql = "INSERT INTO checkpoints (size, note) VALUES (?1, ?2)";
        self.0.prepare_cached(sql)?.execute(params![size, note])?;
        Ok(())
    }
}
