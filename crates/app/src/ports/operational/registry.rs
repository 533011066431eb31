//! Which workspaces this server has.

use jiff::Timestamp;

use super::OperationalError;
use crate::ports::WorkspaceName;

/// A workspace as the server knows it. What is in it, its title included, is in its ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredWorkspace {
    /// Its name.
    pub name: WorkspaceName,
    /// Its folder, relative to the data folder.
    pub folder: String,
    /// When it was made here or restored.
    pub created: Timestamp,
    /// The origin line of its checkpoints (C2SP tlog-checkpoint).
    pub origin: String,
}

/// The workspaces of the server.
pub trait WorkspaceRegistry {
    /// Adds a workspace. [`OperationalError::Taken`] when name or origin is in use.
    fn register_workspace(&self, workspace: &RegisteredWorkspace) -> Result<(), OperationalError>;

    /// The workspace of a name.
    fn workspace(&self, name: &WorkspaceName) -> Result<Option<RegisteredWorkspace>, OperationalError>;

    /// All workspaces, sorted by name.
    fn workspaces(&self) -> Result<Vec<RegisteredWorkspace>, OperationalError>;

    /// Forgets a workspace with all drafts, stagings, mappings, views and marks that belong to it.
    /// `false` when there was none. Its folder is not touched.
    fn unregister_workspace(&self, name: &WorkspaceName) -> Result<bool, OperationalError>;
}
