//! The data folder: one process at a time, one layout.
//!
//! ```text
//! DIR/lock                    held by the process that uses the folder; its id is inside
//! DIR/server.db               operational state
//! DIR/server.json             address and local token of the running server, mode 0600
//! DIR/workspaces/NAME/        one folder for each workspace:
//!     ledger.db  key  past-keys  snapshots/  blobs/
//! DIR/postgres/NAME/          one folder for each workspace whose ledger lies in a database:
//!     key  snapshots/
//! ```

mod lock;
mod server_file;
mod workspace;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use probity_app::ports::{OperationalError, WorkspaceName};
use probity_ledger::StoreError;

use crate::fault::Fault;
use crate::{ServerDb, durable};

pub use server_file::{RunningServer, running_server};
pub use workspace::WorkspaceFolder;
pub(crate) use workspace::{parse_past_keys, past_keys_text};

/// Why the data folder or something in it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process has the folder.
    #[error("the folder `{}` is in use by {holder} (probity serve?)", folder.display())]
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// `process N`, or `another process` when it did not leave its id.
        holder: String,
    },
    /// There is no such data folder.
    #[error("there is no data folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// There is no workspace of this name.
    #[error("there is no workspace `{0}` in this data folder")]
    NoWorkspace(WorkspaceName),
    /// There is one already.
    #[error("the workspace `{0}` exists already")]
    WorkspaceExists(WorkspaceName),
    /// The key of a workspace is neither in its folder nor in the environment.
    #[error("the key of the workspace `{workspace}` is missing: neither `{}` nor the variable `{variable}` is there", file.display())]
    NoKey {
        /// Whose key.
        workspace: WorkspaceName,
        /// Where the file should be.
        file: PathBuf,
        /// The variable that is looked at first.
        variable: String,
    },
    /// No room; nothing was written.
    #[error("no space left on the disk that holds the data folder: nothing was written")]
    Full,
    /// The file system answered with an error.
    #[error("the data folder failed: {0}")]
    Failed(String),
    /// The ledger of a workspace cannot be made or opened.
    #[error(transparent)]
    Ledger(#[from] StoreError),
    /// The server database cannot be made or opened.
    #[error(transparent)]
    Operational(#[from] OperationalError),
}

/// A data folder that this process alone uses, for as long as this value lives.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    _lock: lock::Lock,
}

impl DataFolder {
    /// Takes the folder, making it with mode 0700 if need be. [`FolderError::InUse`] when another
    /// process has it.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        make_with_parents(root)?;
        let lock = lock::Lock::take(root)?;
        let folder = Self {
            root: root.to_owned(),
            _lock: lock,
        };
        let workspaces = folder.workspaces_path();
        make(&workspaces)?;
        // What a crash left: an announcement of a server that is gone, and half-made workspaces.
        folder.withdraw_server()?;
        workspace::remove_unfinished(&workspaces)?;
        durable::remove_temporary_files(root).map_err(|error| failed("cannot clean", root, &error))?;
        Ok(folder)
    }

    /// Takes a folder that must be there already, as every command but the first does.
    pub fn open_existing(root: &Path) -> Result<Self, FolderError> {
        if root.join("workspaces").is_dir() {
            Self::open(root)
        } else {
            Err(FolderError::NoFolder(root.to_owned()))
        }
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Opens the server database, making it at the first time.
    pub fn server_db(&self) -> Result<ServerDb, FolderError> {
        let path = self.root.join("server.db");
        Ok(if path.exists() {
            ServerDb::open(&path)?
        } else {
            ServerDb::create(&path)?
        })
    }

    /// Tells other processes how to reach the server that runs on this folder.
    pub fn announce_server(&self, server: &RunningServer) -> Result<(), FolderError> {
        server_file::write(&self.root, server)
    }

    /// Takes the announcement back. Nothing happens when there is none.
    pub fn withdraw_server(&self) -> Result<(), FolderError> {
        server_file::remove(&self.root)
    }

    /// The workspaces, by the folders that are there, sorted. Other folders are left alone.
    pub fn list_workspaces(&self) -> Result<Vec<WorkspaceName>, FolderError> {
        let path = self.workspaces_path();
        let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = entries.map_err(|error| failed("cannot list", &path, &error))?;
        let folders = entries.iter().filter(|entry| entry.path().is_dir());
        let mut names: Vec<WorkspaceName> = folders
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The folder of a workspace that is there.
    pub fn workspace(&self, name: &WorkspaceName) -> Result<WorkspaceFolder, FolderError> {
        let root = self.workspaces_path().join(name.as_str());
        if root.is_dir() {
            Ok(WorkspaceFolder::new(root, name.clone()))
        } else {
            Err(FolderError::NoWorkspace(name.clone()))
        }
    }

    /// Makes a workspace with an empty ledger and this key (text that is not looked at). It appears
    /// whole and durable under its name or not at all.
    pub fn create_workspace(&self, name: &WorkspaceName, key: &str) -> Result<WorkspaceFolder, FolderError> {
        let root = self.workspaces_path().join(name.as_str());
        if root.exists() {
            return Err(FolderError::WorkspaceExists(name.clone()));
        }
        workspace::create(&self.workspaces_path(), &root, key)?;
        Ok(WorkspaceFolder::new(root, name.clone()))
    }

    /// The folder of a workspace whose ledger lies in a database, made if need be. It is apart from
    /// the others, so that no key is taken for that of another ledger of the same name.
    pub(crate) fn database_workspace(&self, name: &WorkspaceName) -> Result<WorkspaceFolder, FolderError> {
        let all = self.root.join("postgres");
        let root = all.join(name.as_str());
        make(&all)?;
        make(&root)?;
        Ok(WorkspaceFolder::new(root, name.clone()))
    }

    fn workspaces_path(&self) -> PathBuf {
        self.root.join("workspaces")
    }
}

fn make(folder: &Path) -> Result<(), FolderError> {
    durable::make_folder(folder).map_err(|error| failed("cannot make", folder, &error))
}

/// Folders above the data folder get the usual mode: they are not ours alone.
fn make_with_parents(root: &Path) -> Result<(), FolderError> {
    if let Some(parent) = root.parent()
        && !parent.as_os_str().is_empty()
    {
        fs::create_dir_all(parent).map_err(|error| failed("cannot make", parent, &error))?;
    }
    make(root)
}

pub(crate) fn failed(doing: &str, path: &Path, error: &io::Error) -> FolderError {
    match Fault::io(doing, path, error) {
        Fault::Full => FolderError::Full,
        Fault::Damaged { what, .. } => FolderError::Failed(what),
        Fault::Failed(why) => FolderError::Failed(why),
    }
}
