//! The files in which a server keeps everything, for backup and restore.

use std::path::Path;
use std::sync::Arc;

use probity_ledger::keys::{Keys, PastKey};
use probity_ledger::{Head, Store};

use super::operational::{ImportStaging, KeptErasure};
use super::{Blobs, Operational, Snapshots, WorkspaceName, Workspaces};
use crate::error::AppError;
use crate::workspace::Parts;

/// A workspace that was put in its place and is not open.
pub struct Placed {
    /// Its ledger.
    pub store: Arc<dyn Store>,
    /// Its files, none yet.
    pub blobs: Arc<dyn Blobs>,
    /// Its kept folds, none yet.
    pub snapshots: Arc<dyn Snapshots>,
}

/// What a backup takes from, and what a restore puts into.
pub trait StoredFiles: Workspaces {
    /// Whether nothing is kept here: no workspace and no operational state. A list of erasures may be.
    fn is_empty(&self) -> Result<bool, AppError>;

    /// The folder that holds everything; unfinished files of a restore lie in it for a while.
    fn root(&self) -> &Path;

    /// Copies the ledger of a workspace, as it is at one moment, to a new file, and gives its head.
    /// Writers go on.
    fn copy_ledger(&self, name: &WorkspaceName, to: &Path) -> Result<Head, AppError>;

    /// Copies the operational state, as it is at one moment, to a new file.
    fn copy_server_state(&self, to: &Path) -> Result<(), AppError>;

    /// The secret key of a workspace as text.
    fn key(&self, name: &WorkspaceName) -> Result<String, AppError>;

    /// The operational state that is in its place.
    fn server_state(&self) -> Result<Arc<dyn Operational>, AppError>;

    /// Adds erasures to the list that is kept here, those aside that it has, and gives the
    /// whole list. It is durable on return.
    fn place_erasures(&self, erasures: &[KeptErasure]) -> Result<Vec<KeptErasure>, AppError>;

    /// Removes from a copy of operational state what a restore does not bring back: sessions, failed
    /// sign-ins, and staged imports, which are given.
    fn forget_passing(&self, server_state: &Path) -> Result<Vec<ImportStaging>, AppError>;

    /// Puts operational state in its place. It is durable on return.
    fn place_server_state(&self, from: &Path) -> Result<(), AppError>;

    /// Puts a workspace in its place, without a key where there is none. It is durable on return.
    fn place_workspace(
        &self,
        name: &WorkspaceName,
        ledger: &Path,
        key: Option<&str>,
    ) -> Result<Placed, AppError>;

    /// Keeps the public keys of a workspace, that in force and those before it. It is durable on return.
    fn place_keys(&self, name: &WorkspaceName, keys: &Keys) -> Result<(), AppError>;

    /// Gives a workspace a fresh key and origin, with these as the keys before it. It is durable on return.
    fn new_epoch(&self, name: &WorkspaceName, past: &[PastKey]) -> Result<Parts, AppError>;

    /// Keeps a workspace from being written to, with the reason that people are told.
    fn hold(&self, name: &WorkspaceName, reason: &str) -> Result<(), AppError>;
}
