//! What one process makes of a data folder, and of a database where one is named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use probity_app::ports::{Clock, Node, Nodes, StoredFiles};
use probity_app::workspace::{Cluster, Timing};
use probity_app::{AppError, Instance};
use probity_store::folder::FolderError;
use probity_store::{DataFolder, FolderWorkspaces, PostgresHome};

use crate::cli::Globals;
use crate::error::{CliError, CliResult};
use crate::forward::HttpForward;
use crate::settings::{Settings, StoreUrl};

/// Where everything is kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder. With a database it holds keys and snapshots.
    pub data: PathBuf,
    /// The database, where it is not the data folder.
    pub store: Option<StoreUrl>,
}

impl Place {
    /// As options, environment and `probity.toml` say.
    pub fn chosen(globals: &Globals) -> CliResult<Self> {
        let settings = Settings::read(&globals.data)?;
        Ok(Self {
            data: globals.data.clone(),
            store: StoreUrl::chosen(globals, &settings)?,
        })
    }

    /// A data folder and nothing else.
    pub fn folder(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            store: None,
        }
    }

    /// Takes the data folder that is there. With a database it may be made: nothing is lost with it
    /// that a reader needs.
    pub fn take(&self) -> Result<Arc<DataFolder>, FolderError> {
        match self.store {
            None => DataFolder::open_existing(&self.data).map(Arc::new),
            Some(_) => self.take_or_make(),
        }
    }

    /// Takes the data folder, making it if need be.
    pub fn take_or_make(&self) -> Result<Arc<DataFolder>, FolderError> {
        DataFolder::open(&self.data).map(Arc::new)
    }
}

/// What backups are taken from and restored to, without opening or making anything in it.
pub fn stored_files(
    folder: &Arc<DataFolder>,
    store: Option<&StoreUrl>,
    clock: &Arc<dyn Clock>,
) -> CliResult<Arc<dyn StoredFiles>> {
    Ok(match store {
        None => Arc::new(FolderWorkspaces::new(Arc::clone(folder), Arc::clone(clock))),
        Some(store) => {
            let home = PostgresHome::open(store.expose(), Arc::clone(folder), Arc::clone(clock))?;
            Arc::new(home.workspaces())
        }
    })
}

/// The stores of a place, before any workspace is open.
pub struct Stores {
    folder: Arc<DataFolder>,
    stored: Arc<dyn StoredFiles>,
    instance: Instance,
    nodes: Option<Arc<dyn Nodes>>,
}

impl Stores {
    /// Opens the stores of a folder that this process has taken.
    pub fn open(folder: Arc<DataFolder>, store: Option<&StoreUrl>, clock: Arc<dyn Clock>) -> CliResult<Self> {
        let Some(store) = store else {
            let workspaces = || FolderWorkspaces::new(Arc::clone(&folder), Arc::clone(&clock));
            let operational = Arc::new(folder.server_db()?);
            return Ok(Self {
                stored: Arc::new(workspaces()),
                instance: Instance::new(Box::new(workspaces()), operational, Arc::clone(&clock)),
                nodes: None,
                folder,
            });
        };
        let home = PostgresHome::open(store.expose(), Arc::clone(&folder), Arc::clone(&clock))?;
        if let Some(why) = home.database().not_durable_because().map_err(AppError::from)? {
            tracing::warn!("what this database acknowledges may be lost in a power failure: {why}");
        }
        Ok(Self {
            folder,
            stored: Arc::new(home.workspaces()),
            instance: Instance::new(Box::new(home.workspaces()), home.operational(), clock),
            nodes: Some(home.nodes()),
        })
    }

    /// For one command, or for a server that has its store alone.
    pub fn alone(self) -> Home {
        Home {
            folder: self.folder,
            instance: Arc::new(self.instance),
            stored: self.stored,
        }
    }

    /// For a server that others on the same database reach under an address; alone where the store
    /// is the data folder.
    pub fn among_others(self, address: &str) -> CliResult<Home> {
        let Some(nodes) = self.nodes else {
            return Ok(self.alone());
        };
        let me = Node {
            id: random_token()?,
            address: address.trim_end_matches('/').to_owned(),
            token: random_token()?,
        };
        tracing::info!(?me, "one of the servers on this database");
        let cluster = Cluster {
            nodes,
            forward: Arc::new(HttpForward::new()),
            me,
            timing: Timing::default(),
        };
        Ok(Home {
            folder: self.folder,
            instance: Arc::new(self.instance.among(cluster)),
            stored: self.stored,
        })
    }
}

/// A data folder that this process holds, with its workspaces.
pub struct Home {
    /// The folder, locked.
    pub folder: Arc<DataFolder>,
    /// The workspaces and operational state.
    pub instance: Arc<Instance>,
    /// The same for backups.
    pub stored: Arc<dyn StoredFiles>,
}

impl Home {
    /// Takes a data folder, making it if need be, and keeps everything in it.
    pub fn open_or_make(root: &Path, clock: Arc<dyn Clock>) -> CliResult<Self> {
        let folder = Place::folder(root).take_or_make()?;
        Ok(Stores::open(folder, None, clock)?.alone())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.instance.close();
    }
}

/// A token that nobody guesses.
pub fn random_token() -> CliResult<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        CliError::from(AppError::Internal(format!(
            "the operating system gives no random bytes: {error}"
        )))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
