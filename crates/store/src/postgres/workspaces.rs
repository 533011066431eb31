//! The workspaces of a database, as the application opens and makes them.
//!
//! The ledger, the files, the public keys and the reason for which nothing may be written lie in the
//! database. Each server keeps in its own data folder, under `postgres/NAME`, what must not be there
//! or need not be: the secret key and snapshots.

use std::sync::Arc;

use probity_app::error::AppError;
use probity_app::ports::{Blobs, Clock, WorkspaceName, Workspaces};
use probity_app::workspace::Parts;
use probity_ledger::keys::{Keys, PastKey};
use probity_ledger::note::{SignerKey, VerifierKey};

use super::columns::value;
use super::connection::Connection;
use super::{Postgres, PostgresBlobs, PostgresStore};
use crate::DataFolder;
use crate::fault::{Fault, Trouble};
use crate::folder::{FolderError, WorkspaceFolder, parse_past_keys};
use crate::workspaces::new_key;

/// `probity_app::ports::Workspaces` on PostgreSQL.
#[derive(Clone)]
pub struct PostgresWorkspaces {
    pub(super) postgres: Postgres,
    pub(super) folder: Arc<DataFolder>,
    clock: Arc<dyn Clock>,
    #[cfg(feature = "s3")]
    bucket: Option<crate::S3Bucket>,
}

/// The row of a workspace.
struct Stored {
    ledger: i32,
    keys: Keys,
    hold: Option<String>,
}

impl PostgresWorkspaces {
    /// The workspaces of a database, for a server with this data folder. Their files lie in the database,
    /// or in the bucket that the environment names.
    ///
    /// # Errors
    /// When a bucket is named and cannot be used.
    pub fn new(
        postgres: &Postgres,
        folder: Arc<DataFolder>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, AppError> {
        #[cfg(not(feature = "s3"))]
        if std::env::var_os(crate::BUCKET_VARIABLE).is_some() {
            let variable = crate::BUCKET_VARIABLE;
            return Err(AppError::Invalid(format!(
                "`{variable}` names a bucket, but this program was built without S3: build it with the feature `s3`"
            )));
        }
        Ok(Self {
            postgres: postgres.clone(),
            folder,
            clock,
            #[cfg(feature = "s3")]
            bucket: crate::S3Bucket::from_environment()?,
        })
    }

    fn stored(&self, name: &WorkspaceName) -> Result<Stored, AppError> {
        let sql = "SELECT id, verifier, past_keys, hold FROM ledgers WHERE workspace = $1";
        let stored = self.run(async |connection| {
            let row = connection.query_one(sql, &[&name.as_str()]).await?;
            row.map(|row| stored(&row, name)).transpose()
        })?;
        stored.ok_or_else(|| {
            let database = self.postgres.name();
            AppError::Missing(format!(
                "there is no workspace `{name}` in the database {database}"
            ))
        })
    }

    /// The secret key, if this server has it. One of another ledger is refused.
    fn key(&self, folder: &WorkspaceFolder, keys: &Keys) -> Result<Option<SignerKey>, AppError> {
        let text = match folder.key() {
            Ok(text) => text,
            Err(FolderError::NoKey { .. }) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        let key = parse_key(&text, folder.name())?;
        if key.verifier() == keys.current() {
            return Ok(Some(key));
        }
        let (name, variable) = (folder.name(), folder.key_variable());
        Err(AppError::Invalid(format!(
            "the key of the workspace `{name}` here is `{}`, but its ledger is signed by `{}`: put the right key into \
             the variable `{variable}` or into `{}`",
            key.name(),
            keys.current().name(),
            folder.root().join("key").display()
        )))
    }

    pub(super) fn parts_of(&self, folder: &WorkspaceFolder) -> Result<Parts, AppError> {
        let name = folder.name();
        let stored = self.stored(name)?;
        let store = PostgresStore::of(&self.postgres, name, stored.ledger);
        let snapshots = folder
            .snapshots()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Parts {
            name: name.clone(),
            blobs: self.blobs(&store),
            store: Arc::new(store),
            snapshots: Arc::new(snapshots),
            key: self.key(folder, &stored.keys)?,
            keys: stored.keys,
            clock: Arc::clone(&self.clock),
            hold: stored.hold,
        })
    }

    pub(super) fn blobs(&self, store: &PostgresStore) -> Arc<dyn Blobs> {
        #[cfg(feature = "s3")]
        if let Some(bucket) = &self.bucket {
            return Arc::new(bucket.blobs(store.workspace()));
        }
        Arc::new(PostgresBlobs::beside(&self.postgres, store))
    }

    pub(super) fn run<T>(
        &self,
        work: impl AsyncFn(&Connection) -> Result<T, Trouble>,
    ) -> Result<T, AppError> {
        Ok(self
            .postgres
            .run(work)
            .map_err(probity_ledger::StoreError::from)?)
    }

    /// Adds the row of a new workspace. `false` when there is one of this name.
    fn add(&self, name: &WorkspaceName, verifier: &VerifierKey) -> Result<bool, AppError> {
        let sql = "INSERT INTO ledgers (workspace, verifier) VALUES ($1, $2)";
        let verifier = verifier.to_string();
        self.run(async |connection| {
            let insert = async || connection.execute(sql, &[&name.as_str(), &verifier]).await;
            match connection.transaction(insert).await {
                Ok(_) => Ok(true),
                Err(Trouble::Unique) => Ok(false),
                Err(other) => Err(other),
            }
        })
    }
}

impl Workspaces for PostgresWorkspaces {
    fn list(&self) -> Result<Vec<WorkspaceName>, AppError> {
        let sql = "SELECT workspace FROM ledgers ORDER BY workspace";
        self.run(async |connection| {
            let rows = connection.query(sql, &[]).await?;
            let name = |row| {
                let text: String = value(row, 0, || "ledgers".to_owned())?;
                text.parse()
                    .map_err(|error: probity_app::ports::workspace_name::WorkspaceNameError| {
                        Fault::damaged("ledgers", error.to_string()).into()
                    })
            };
            rows.iter().map(name).collect()
        })
    }

    fn parts(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        // Asked before anything is made in the folder.
        self.stored(name)?;
        self.parts_of(&self.folder.database_workspace(name)?)
    }

    fn create(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        let exists = || AppError::from(FolderError::WorkspaceExists(name.clone()));
        if self.list()?.contains(name) {
            return Err(exists());
        }
        let folder = self.folder.database_workspace(name)?;
        let (key, is_new) = match folder.key() {
            Ok(text) if std::env::var_os(folder.key_variable()).is_some() => (parse_key(&text, name)?, false),
            Ok(_) => {
                let file = folder.root().join("key");
                return Err(AppError::Invalid(format!(
                    "`{}` is the key of another ledger of this name: use another data folder, or move the file away",
                    file.display()
                )));
            }
            Err(FolderError::NoKey { .. }) => (new_key(name)?, true),
            Err(other) => return Err(other.into()),
        };
        // The key is durable before anything that it must sign.
        if is_new {
            folder.replace_key(&key.to_secret_text())?;
        }
        if !self.add(name, key.verifier())? {
            if is_new {
                folder.remove_key()?;
            }
            return Err(exists());
        }
        self.parts_of(&folder)
    }
}

fn stored(row: &tokio_postgres::Row, name: &WorkspaceName) -> Result<Stored, Trouble> {
    let place = || format!("ledger `{name}`");
    let verifier: String = value(row, 1, place)?;
    let verifier = VerifierKey::parse(&verifier)
        .map_err(|error| Fault::damaged(place(), format!("its public key cannot be used: {error}")))?;
    let past: String = value(row, 2, place)?;
    let past: Vec<PastKey> = parse_past_keys(&past).map_err(|line| {
        Fault::damaged(
            place(),
            format!("line {line} of its past keys is no size and key"),
        )
    })?;
    let keys =
        Keys::new(past, verifier).ok_or_else(|| Fault::damaged(place(), "its past keys are not in order"))?;
    Ok(Stored {
        ledger: value(row, 0, place)?,
        keys,
        hold: value(row, 3, place)?,
    })
}

fn parse_key(text: &str, name: &WorkspaceName) -> Result<SignerKey, AppError> {
    SignerKey::parse(text).map_err(|error| {
        AppError::Invalid(format!(
            "the key of the workspace `{name}` cannot be used: {error}"
        ))
    })
}
