//! Files in the database, so that servers need no disk in common.

use probity_app::ports::{BlobError, BlobHash, BlobProblem, Blobs};

use super::columns::{fixed, unsigned, value};
use super::connection::Connection;
use super::{Postgres, PostgresStore};
use crate::fault::{Fault, Trouble};

/// Bytes of one part.
const PART: usize = 1 << 20;
/// How often the same file may be put at the same time by somebody else.
const RACES: u32 = 5;

/// The files of one workspace in PostgreSQL, in parts of 1 MiB.
#[derive(Debug)]
pub struct PostgresBlobs {
    postgres: Postgres,
    ledger: i32,
}

impl PostgresBlobs {
    /// The files of the workspace whose ledger this is.
    pub fn beside(postgres: &Postgres, store: &PostgresStore) -> Self {
        Self {
            postgres: postgres.clone(),
            ledger: store.number(),
        }
    }

    fn run<T>(&self, work: impl AsyncFn(&Connection) -> Result<T, Trouble>) -> Result<T, BlobError> {
        self.postgres.run(work).map_err(|fault| match fault {
            Fault::Full => BlobError::Full,
            Fault::Damaged { place, what } => BlobError::Failed(format!("{place}: {what}")),
            Fault::Failed(why) => BlobError::Failed(why),
        })
    }

    /// Whether a file is there and its parts are these. Its bytes stay where they are.
    async fn is_whole(&self, connection: &Connection, hash: BlobHash, bytes: &[u8]) -> Result<bool, Trouble> {
        let sql = "SELECT size, part, sha256(bytes) FROM blobs LEFT JOIN blob_parts USING (ledger, hash)
                   WHERE ledger = $1 AND hash = $2 ORDER BY part";
        let rows = connection
            .query(sql, &[&self.ledger, &hash.as_bytes().as_slice()])
            .await?;
        let Some(first) = rows.first() else {
            return Ok(false);
        };
        let place = || format!("file `{hash}`");
        if unsigned(value(first, 0, place)?, place)? != bytes.len() as u64 {
            return Ok(false);
        }
        let mut parts = rows.iter();
        if bytes.is_empty() {
            return Ok(rows.len() == 1 && value::<Option<i32>>(first, 1, place)?.is_none());
        }
        for (number, part) in (0_i32..).zip(bytes.chunks(PART)) {
            let Some(row) = parts.next() else { return Ok(false) };
            let sum: Option<&[u8]> = value(row, 2, place)?;
            if value::<Option<i32>>(row, 1, place)? != Some(number)
                || sum != Some(BlobHash::of(part).as_bytes().as_slice())
            {
                return Ok(false);
            }
        }
        Ok(parts.next().is_none())
    }

    /// Writes a file in place of whatever is there under its hash.
    async fn write(&self, connection: &Connection, hash: BlobHash, bytes: &[u8]) -> Result<(), Trouble> {
        let name = hash.as_bytes().as_slice();
        let size = bytes.len() as i64;
        connection
            .transaction(async || {
                let remove = "DELETE FROM blobs WHERE ledger = $1 AND hash = $2";
                connection.execute(remove, &[&self.ledger, &name]).await?;
                let add = "INSERT INTO blobs (ledger, hash, size) VALUES ($1, $2, $3)";
                connection.execute(add, &[&self.ledger, &name, &size]).await?;
                for (number, part) in (0_i32..).zip(bytes.chunks(PART)) {
                    let add = "INSERT INTO blob_parts (ledger, hash, part, bytes) VALUES ($1, $2, $3, $4)";
                    connection
                        .execute(add, &[&self.ledger, &name, &number, &part])
                        .await?;
                }
                Ok(())
            })
            .await
    }
}

impl Blobs for PostgresBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(bytes);
        self.run(async |connection| {
            for _ in 0..RACES {
                // What can be seen is durable: the server shows a commit when it is on the disk.
                if self.is_whole(connection, hash, bytes).await? {
                    return Ok(hash);
                }
                match self.write(connection, hash, bytes).await {
                    Ok(()) => return Ok(hash),
                    // Somebody else has just put it.
                    Err(Trouble::Unique) => {}
                    Err(other) => return Err(other),
                }
            }
            let why = format!("the file `{hash}` is being written by many at once; try again in a moment");
            Err(Fault::Failed(why).into())
        })
    }

    fn get(&self, hash: BlobHash) -> Result<Vec<u8>, BlobError> {
        let sql = "SELECT bytes FROM blobs LEFT JOIN blob_parts USING (ledger, hash)
                   WHERE ledger = $1 AND hash = $2 ORDER BY part";
        let found = self.run(async |connection| {
            let rows = connection
                .query(sql, &[&self.ledger, &hash.as_bytes().as_slice()])
                .await?;
            let mut bytes = Vec::new();
            for row in &rows {
                let part: Option<&[u8]> = value(row, 0, || format!("file `{hash}`"))?;
                bytes.extend_from_slice(part.unwrap_or_default());
            }
            Ok((!rows.is_empty()).then_some(bytes))
        })?;
        match found {
            None => Err(BlobError::Missing(hash)),
            Some(bytes) if BlobHash::of(&bytes) == hash => Ok(bytes),
            Some(_) => Err(BlobError::Damaged(hash)),
        }
    }

    fn exists(&self, hash: BlobHash) -> Result<bool, BlobError> {
        Ok(self.size(hash)?.is_some())
    }

    fn size(&self, hash: BlobHash) -> Result<Option<u64>, BlobError> {
        let sql = "SELECT size FROM blobs WHERE ledger = $1 AND hash = $2";
        let place = || format!("file `{hash}`");
        self.run(async |connection| {
            let row = connection
                .query_one(sql, &[&self.ledger, &hash.as_bytes().as_slice()])
                .await?;
            let size = row.map(|row| unsigned(value(&row, 0, place)?, place)).transpose();
            Ok(size?)
        })
    }

    fn list(&self) -> Result<Vec<BlobHash>, BlobError> {
        let sql = "SELECT hash FROM blobs WHERE ledger = $1 ORDER BY hash";
        self.run(async |connection| {
            let rows = connection.query(sql, &[&self.ledger]).await?;
            let hash = |row| Ok(BlobHash::from_bytes(fixed(row, 0, || "blobs".to_owned())?));
            rows.iter().map(hash).collect()
        })
    }

    fn delete(&self, hash: BlobHash) -> Result<bool, BlobError> {
        let sql = "DELETE FROM blobs WHERE ledger = $1 AND hash = $2";
        self.run(async |connection| {
            let delete = async || {
                connection
                    .execute(sql, &[&self.ledger, &hash.as_bytes().as_slice()])
                    .await
            };
            Ok(connection.transaction(delete).await? > 0)
        })
    }

    fn verify_all(&self, report: &mut dyn FnMut(BlobHash, BlobProblem)) -> Result<u64, BlobError> {
        let hashes = self.list()?;
        let sql = "SELECT bytes FROM blob_parts WHERE ledger = $1 AND hash = $2 ORDER BY part";
        for hash in &hashes {
            let read = self.run(async |connection| {
                let rows = connection
                    .query(sql, &[&self.ledger, &hash.as_bytes().as_slice()])
                    .await?;
                let mut bytes = Vec::new();
                for row in &rows {
                    bytes.extend_from_slice(value(row, 0, || format!("file `{hash}`"))?);
                }
                Ok(bytes)
            });
            match read {
                Ok(bytes) => {
                    let actual = BlobHash::of(&bytes);
                    // Removed since it was listed, if it is not there any more.
                    if actual != *hash && self.exists(*hash)? {
                        report(*hash, BlobProblem::Changed { actual });
                    }
                }
                Err(error) => report(*hash, BlobProblem::Unreadable(error.to_string())),
            }
        }
        Ok(hashes.len() as u64)
    }
}
