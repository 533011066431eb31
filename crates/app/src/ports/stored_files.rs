//! The files in which a server keeps everything, for backup and restore.

use std::path::Path;
use std::sync::Arc;

use probity_ledger::{Head, Store};

use super::{Blobs, Snapshots, WorkspaceName};
use crate::error::AppError;

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
pub trait StoredFiles: Send + Sync {
    /// Whether nothing is kept here: no workspace and no operational state.
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

    /// Puts operational state in its place. It is durable on return.
    fn place_server_state(&self, from: &Path) -> Result<(), AppError>;

    /// Puts a workspace in its place, without a key where there is none. It is durable on return.
    fn place_workspace(
        &self,
        name: &WorkspaceName,
        ledger: &Path,
        key: Option<&str>,
    ) -> Result<Placed, AppError>;

    /// Keeps a workspace from being written to, with the reason that people are told.
    fn hold(&self, name: &WorkspaceName, reason: &str) -> Result<(), AppError>;
}
