//! What one process makes of a data folder.

use std::path::Path;
use std::sync::Arc;

use probity_app::Instance;
use probity_app::ports::Clock;
use probity_store::folder::FolderError;
use probity_store::{DataFolder, FolderWorkspaces};

/// A data folder that this process holds, with its workspaces.
pub struct Home {
    /// The folder, locked.
    pub folder: Arc<DataFolder>,
    /// Its workspaces and operational state.
    pub instance: Arc<Instance>,
    /// The same for backups.
    pub stored: Arc<FolderWorkspaces>,
}

impl Home {
    /// Takes a folder that is there.
    pub fn open(root: &Path, clock: Arc<dyn Clock>) -> Result<Self, FolderError> {
        Self::over(DataFolder::open_existing(root)?, clock)
    }

    /// Takes a folder, making it if need be.
    pub fn open_or_make(root: &Path, clock: Arc<dyn Clock>) -> Result<Self, FolderError> {
        Self::over(DataFolder::open(root)?, clock)
    }

    fn over(folder: DataFolder, clock: Arc<dyn Clock>) -> Result<Self, FolderError> {
        let folder = Arc::new(folder);
        let operational = Arc::new(folder.server_db()?);
        let workspaces = FolderWorkspaces::new(Arc::clone(&folder), Arc::clone(&clock));
        let stored = Arc::new(FolderWorkspaces::new(Arc::clone(&folder), Arc::clone(&clock)));
        let instance = Arc::new(Instance::new(Box::new(workspaces), operational, clock));
        Ok(Self {
            folder,
            instance,
            stored,
        })
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.instance.close();
    }
}
