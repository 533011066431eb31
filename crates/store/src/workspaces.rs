//! The workspaces of a data folder, as the application opens and makes them.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use probity_app::error::AppError;
use probity_app::ports::operational::{ImportStaging, KeptErasure, KeptErasures};
use probity_app::ports::{Clock, Operational, Placed, StoredFiles, WorkspaceName, Workspaces};
use probity_app::workspace::Parts;
use probity_ledger::keys::{Keys, PastKey};
use probity_ledger::note::SignerKey;
use probity_ledger::{Head, Store as _};

use crate::erasure_list::ErasureList;
use crate::folder::{FolderError, WorkspaceFolder};
use crate::{DataFolder, ServerDb, SqliteStore, durable};

/// Beside the ledger of a workspace that must not be written to: the reason.
const HOLD: &str = "read-only";

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
            AppError::Invalid(format!(
                "the key of the workspace `{}` cannot be used: {error}",
                folder.name()
            ))
        })?;
        let snapshots = folder
            .snapshots()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Parts {
            name: folder.name().clone(),
            store: Arc::new(folder.ledger()?),
            blobs: Arc::new(folder.blobs()?),
            snapshots: Arc::new(snapshots),
            keys: keys_of(folder, &key)?,
            key: Some(key),
            clock: Arc::clone(&self.clock),
            hold: hold_of(folder)?,
        })
    }
}

fn keys_of(folder: &WorkspaceFolder, key: &SignerKey) -> Result<Keys, AppError> {
    Keys::new(folder.past_keys()?, key.verifier().clone()).ok_or_else(|| {
        let name = folder.name();
        AppError::Invalid(format!(
            "the past keys of the workspace `{name}` are not in order: restore its file `past-keys`"
        ))
    })
}

fn hold_of(folder: &WorkspaceFolder) -> Result<Option<String>, AppError> {
    let file = folder.root().join(HOLD);
    match fs::read_to_string(&file) {
        Ok(reason) => Ok(Some(reason.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("cannot read", &file, &error)),
    }
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> AppError {
    crate::folder::failed(doing, path, error).into()
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

impl StoredFiles for FolderWorkspaces {
    fn is_empty(&self) -> Result<bool, AppError> {
        Ok(self.folder.list_workspaces()?.is_empty() && !self.folder.root().join("server.db").exists())
    }

    fn root(&self) -> &Path {
        self.folder.root()
    }

    fn copy_ledger(&self, name: &WorkspaceName, to: &Path) -> Result<Head, AppError> {
        self.folder.workspace(name)?.ledger()?.backup_to(to)?;
        Ok(SqliteStore::open(to)?.head()?)
    }

    fn copy_server_state(&self, to: &Path) -> Result<(), AppError> {
        Ok(self.folder.server_db()?.backup_to(to)?)
    }

    fn key(&self, name: &WorkspaceName) -> Result<String, AppError> {
        Ok(self.folder.workspace(name)?.key()?)
    }

    fn server_state(&self) -> Result<Arc<dyn Operational>, AppError> {
        Ok(Arc::new(self.folder.server_db()?))
    }

    fn place_erasures(&self, erasures: &[KeptErasure]) -> Result<Vec<KeptErasure>, AppError> {
        place_erasures(&ErasureList::of(self.folder.root()), erasures)
    }

    fn forget_passing(&self, server_state: &Path) -> Result<Vec<ImportStaging>, AppError> {
        Ok(ServerDb::open(server_state)?.forget_passing()?)
    }

    fn place_server_state(&self, from: &Path) -> Result<(), AppError> {
        let place = self.folder.root().join("server.db");
        put_whole(from, &place)?;
        ServerDb::open(&place)?;
        Ok(())
    }

    fn place_workspace(
        &self,
        name: &WorkspaceName,
        ledger: &Path,
        key: Option<&str>,
    ) -> Result<Placed, AppError> {
        let folder = self.folder.create_workspace(name, key.unwrap_or_default())?;
        if key.is_none() {
            let file = folder.root().join("key");
            durable::remove(&file).map_err(|error| failed("cannot remove", &file, &error))?;
        }
        put_whole(ledger, &folder.root().join("ledger.db"))?;
        let snapshots = folder
            .snapshots()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Placed {
            store: Arc::new(folder.ledger()?),
            blobs: Arc::new(folder.blobs()?),
            snapshots: Arc::new(snapshots),
        })
    }

    fn place_keys(&self, name: &WorkspaceName, keys: &Keys) -> Result<(), AppError> {
        // The one in force is that of the secret key.
        Ok(self.folder.workspace(name)?.replace_past_keys(keys.past())?)
    }

    fn new_epoch(&self, name: &WorkspaceName, past: &[PastKey]) -> Result<Parts, AppError> {
        let folder = self.folder.workspace(name)?;
        let key = new_key(name)?;
        folder.replace_past_keys(past)?;
        folder.replace_key(&key.to_secret_text())?;
        let parts = self.parts_of(&folder)?;
        if parts.keys.current() != key.verifier() {
            let variable = folder.key_variable();
            return Err(AppError::Invalid(format!(
                "the variable `{variable}` holds the key that `{name}` had before: take it out of the environment and restore again"
            )));
        }
        Ok(parts)
    }

    fn hold(&self, name: &WorkspaceName, reason: &str) -> Result<(), AppError> {
        let file = self.folder.workspace(name)?.root().join(HOLD);
        durable::write_whole(&file, reason.as_bytes()).map_err(|error| failed("cannot write", &file, &error))
    }
}

/// Adds erasures to a list, those aside that it has, and gives the whole list.
pub(crate) fn place_erasures(
    list: &dyn KeptErasures,
    erasures: &[KeptErasure],
) -> Result<Vec<KeptErasure>, AppError> {
    let there = list.kept_erasures()?;
    for erasure in erasures.iter().filter(|erasure| !there.contains(erasure)) {
        list.keep_erasure(erasure)?;
    }
    Ok(list.kept_erasures()?)
}

/// A copy under its final name, whole and durable or not there.
fn put_whole(from: &Path, to: &Path) -> Result<(), AppError> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let unfinished = durable::temporary_path(folder);
    let copied = copy(from, &unfinished)
        .and_then(|()| fs::rename(&unfinished, to))
        .and_then(|()| durable::sync_folder(folder));
    copied.map_err(|error| failed("cannot write", to, &error))
}

/// Of mode 0600 whatever the other file has.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut copy = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)?;
    io::copy(&mut fs::File::open(from)?, &mut copy)?;
    copy.sync_all()
}

/// A fresh key. Its name, the ledger's origin, has a random end, so that two workspaces of one
/// name on two machines are never taken for the same ledger.
pub fn new_key(name: &WorkspaceName) -> Result<SignerKey, AppError> {
    let mut chance = [0; 36];
    getrandom::fill(&mut chance).map_err(|error| {
        AppError::Internal(format!("the operating system gives no random bytes: {error}"))
    })?;
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
