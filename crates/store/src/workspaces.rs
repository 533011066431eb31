//! The workspaces of a data folder, as the application opens and makes them.

use std::sync::Arc;

use probity_app::error::AppError;
use probity_app::ports::{Clock, WorkspaceName, Workspaces};
use probity_app::workspace::Parts;
use probity_ledger::note::SignerKey;

use crate::folder::{FolderError, WorkspaceFolder};
use crate::DataFolder;

/// `probity_app::ports::Workspaces` on a data folder.
pub struct FolderWorkspaces {
    folder: Arc<DataFolder>,
    clock: Arc<dyn Clock>,
}

impl FolderWorkspaces {
    /// The workspaces of a folder that this process holds.
    pub fn new(folder: Arc<DataFolder>, clock: Arc<dyn Clock>) -> Self {
        Self { folder, clock }
    }

    fn parts_of(&self, folder: &WorkspaceFolder) -> Result<Parts, AppError> {
        let key = folder.key()?;
        let key = SignerKey::parse(&key).map_err(|error| {
            AppError::Invalid(format!("the key of the workspace `{}` cannot be used: {error}", folder.name()))
        })?;
        let snapshots = folder.snapshots().map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Parts {
            name: folder.name().clone(),
            store: Arc::new(folder.ledger()?),
            blobs: Arc::new(folder.blobs()?),
            snapshots: Arc::new(snapshots),
            key,
            clock: Arc::clone(&self.clock),
        })
    }
}

impl Workspaces for FolderWorkspaces {
    fn list(&self) -> Result<Vec<WorkspaceName>, AppError> {
        Ok(self.folder.list_workspaces()?)
    }

    fn parts(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        self.parts_of(&self.folder.workspace(name)?)
    }

    fn create(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        let key = new_key(name)?;
        self.parts_of(&self.folder.create_workspace(name, &key.to_secret_text())?)
    }
}

/// A fresh key. Its name, the ledger's origin, has a random end, so that two workspaces of one
/// name on two machines are never taken for the same ledger.
pub fn new_key(name: &WorkspaceName) -> Result<SignerKey, AppError> {
    let mut chance = [0; 36];
    getrandom::fill(&mut chance)
        .map_err(|error| AppError::Internal(format!("the operating system gives no random bytes: {error}")))?;
    let [a, b, c, d, seed @ ..] = chance;
    let origin = format!("probity.local/{name}-{a:02x}{b:02x}{c:02x}{d:02x}");
    SignerKey::from_seed(&origin, seed)
        .map_err(|error| AppError::Internal(format!("`{origin}` cannot name a key: {error}")))
}

impl From<FolderError> for AppError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Full => Self::Full,
            FolderError::NoFolder(_) | FolderError::NoWorkspace(_) | FolderError::NoKey { .. } => {
                Self::Missing(error.to_string())
            }
            FolderError::WorkspaceExists(_) | FolderError::InUse { .. } => Self::Invalid(error.to_string()),
            FolderError::Ledger(error) => error.into(),
            FolderError::Operational(error) => error.into(),
            FolderError::Failed(why) => Self::Internal(why),
        }
    }
}
