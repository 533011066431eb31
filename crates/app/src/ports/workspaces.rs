//! Where workspaces are kept, so that the application can open and make them.

use super::WorkspaceName;
use crate::error::AppError;
use crate::workspace::Parts;

/// The workspaces of one server.
pub trait Workspaces: Send + Sync {
    /// All names, sorted.
    fn list(&self) -> Result<Vec<WorkspaceName>, AppError>;

    /// The parts of a workspace that is there.
    fn parts(&self, name: &WorkspaceName) -> Result<Parts, AppError>;

    /// Makes a workspace with an empty ledger and a fresh key. It is whole and durable on return.
    fn create(&self, name: &WorkspaceName) -> Result<Parts, AppError>;
}
