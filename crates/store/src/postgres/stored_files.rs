//! Backup and restore of a database. The archive is the one that a data folder makes: what is taken
//! from here can be put into a folder, and the other way round.

use std::path::Path;
use std::sync::Arc;

use probity_app::error::AppError;
use probity_app::ports::operational::{ImportStaging, KeptErasure};
use probity_app::ports::{Operational, Placed, StoredFiles, WorkspaceName};
use probity_app::workspace::Parts;
use probity_ledger::keys::{Keys, PastKey};
use probity_ledger::{Head, StoreError};

use super::tables::PostgresOperational;
use super::{PostgresStore, PostgresWorkspaces};
use crate::folder::past_keys_text;
use crate::operational::copy_tables;
use crate::workspaces::{new_key, place_erasures};
use crate::{ServerDb, SqliteStore};

impl PostgresWorkspaces {
    fn tables(&self) -> PostgresOperational {
        PostgresOperational::in_database(&self.postgres, &self.folder)
    }

    /// Sets the public keys of a workspace.
    fn set_keys(&self, name: &WorkspaceName, current: &str, past: &[PastKey]) -> Result<(), AppError> {
        let sql = "UPDATE ledgers SET verifier = $2, past_keys = $3 WHERE workspace = $1";
        let past = past_keys_text(past);
        self.run(async |connection| {
            let update = async || connection.execute(sql, &[&name.as_str(), &current, &past]).await;
            connection.transaction(update).await
        })?;
        Ok(())
    }
}

impl StoredFiles for PostgresWorkspaces {
    fn is_empty(&self) -> Result<bool, AppError> {
        let sql = "SELECT EXISTS (SELECT FROM ledgers) OR EXISTS (SELECT FROM accounts)
                       OR EXISTS (SELECT FROM workspaces) OR EXISTS (SELECT FROM drafts)";
        self.run(async |connection| Ok(connection.first_word(sql).await? == "f"))
    }

    fn root(&self) -> &Path {
        self.folder.root()
    }

    fn copy_ledger(&self, name: &WorkspaceName, to: &Path) -> Result<Head, AppError> {
        let ledger = PostgresStore::open(&self.postgres, name)?;
        Ok(ledger.copy_into(&SqliteStore::create(to)?)?)
    }

    fn copy_server_state(&self, to: &Path) -> Result<(), AppError> {
        let copied = copy_tables(self.tables().tables(), ServerDb::create(to)?.tables());
        Ok(copied.map_err(StoreError::from)?)
    }

    fn key(&self, name: &WorkspaceName) -> Result<String, AppError> {
        Ok(self.folder.database_workspace(name)?.key()?)
    }

    fn server_state(&self) -> Result<Arc<dyn Operational>, AppError> {
        Ok(Arc::new(self.tables()))
    }

    fn place_erasures(&self, erasures: &[KeptErasure]) -> Result<Vec<KeptErasure>, AppError> {
        place_erasures(&self.tables(), erasures)
    }

    fn forget_passing(&self, server_state: &Path) -> Result<Vec<ImportStaging>, AppError> {
        Ok(ServerDb::open(server_state)?.forget_passing()?)
    }

    fn place_server_state(&self, from: &Path) -> Result<(), AppError> {
        let placed = copy_tables(ServerDb::open(from)?.tables(), self.tables().tables());
        Ok(placed.map_err(StoreError::from)?)
    }

    fn place_workspace(
        &self,
        name: &WorkspaceName,
        ledger: &Path,
        key: Option<&str>,
    ) -> Result<Placed, AppError> {
        let folder = self.folder.database_workspace(name)?;
        // The key is durable before the ledger that it must sign.
        if let Some(key) = key {
            folder.replace_key(key)?;
        }
        let store = PostgresStore::create_from(&self.postgres, name, &SqliteStore::open(ledger)?)?;
        let snapshots = folder
            .snapshots()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Placed {
            blobs: self.blobs(&store),
            store: Arc::new(store),
            snapshots: Arc::new(snapshots),
        })
    }

    fn place_keys(&self, name: &WorkspaceName, keys: &Keys) -> Result<(), AppError> {
        self.set_keys(name, &keys.current().to_string(), keys.past())
    }

    fn new_epoch(&self, name: &WorkspaceName, past: &[PastKey]) -> Result<Parts, AppError> {
        let folder = self.folder.database_workspace(name)?;
        let variable = folder.key_variable();
        if std::env::var_os(&variable).is_some() {
            return Err(AppError::Invalid(format!(
                "the variable `{variable}` holds the key that `{name}` had before: take it out of the environment and restore again"
            )));
        }
        let key = new_key(name)?;
        folder.replace_key(&key.to_secret_text())?;
        self.set_keys(name, &key.verifier().to_string(), past)?;
        self.parts_of(&folder)
    }

    fn hold(&self, name: &WorkspaceName, reason: &str) -> Result<(), AppError> {
        let sql = "UPDATE ledgers SET hold = $2 WHERE workspace = $1";
        self.run(async |connection| {
            let update = async || connection.execute(sql, &[&name.as_str(), &reason]).await;
            connection.transaction(update).await
        })?;
        Ok(())
    }
}
