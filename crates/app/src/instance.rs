//! One running server or command: its workspaces, opened when first asked for, and its
//! operational state.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use probity_core::ids::Actor;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::{Clock, ForwardError, Forwarded, Operational, WorkspaceName, Workspaces};
use crate::workspace::moment;
use crate::workspace::{Cluster, Done, Parts, Trouble, Workspace};

/// How long the names of workspaces are taken to be known.
const NAMES_KEPT: Duration = Duration::from_secs(2);

/// The whole of one process.
pub struct Instance {
    home: Box<dyn Workspaces>,
    operational: Arc<dyn Operational>,
    clock: Arc<dyn Clock>,
    cluster: Option<Arc<Cluster>>,
    /// What [`Self::workspaces`] said last, and when.
    names: Mutex<Option<(Instant, Vec<WorkspaceName>)>>,
    open: Mutex<BTreeMap<WorkspaceName, Arc<Workspace>>>,
}

/// How a server is, for who watches over it. Nothing about what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The database answers and every open workspace follows its ledger.
    Good,
    /// What is wrong, and what to do.
    Bad(&'static str),
}

impl Instance {
    /// An instance over a place where workspaces are kept.
    pub fn new(home: Box<dyn Workspaces>, operational: Arc<dyn Operational>, clock: Arc<dyn Clock>) -> Self {
        Self {
            home,
            operational,
            clock,
            cluster: None,
            names: Mutex::new(None),
            open: Mutex::new(BTreeMap::new()),
        }
    }

    /// The same as one of several servers on one database.
    #[must_use]
    pub fn among(mut self, cluster: Cluster) -> Self {
        self.cluster = Some(Arc::new(cluster));
        self
    }

    /// The servers this one is one of, if there can be several.
    pub fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_deref()
    }

    /// Accounts, sessions, drafts and the like.
    pub fn operational(&self) -> &Arc<dyn Operational> {
        &self.operational
    }

    /// The present moment.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// All workspaces, sorted.
    pub fn workspaces(&self) -> Result<Vec<WorkspaceName>, AppError> {
        self.home.list()
    }

    /// All workspaces, sorted, as they were a moment ago; with `wanted` among them if there is one of
    /// that name. Where several servers share a database this asks it seldom, and answers from what was
    /// known when it does not answer.
    pub fn known_workspaces(&self, wanted: &WorkspaceName) -> Result<Vec<WorkspaceName>, AppError> {
        if self.cluster.is_none() {
            return self.workspaces();
        }
        let known = self.names.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, names)) = &known
            && at.elapsed() < NAMES_KEPT
            && names.contains(wanted)
        {
            return Ok(names.clone());
        }
        match (self.workspaces(), known) {
            (Ok(names), _) => {
                let now = (moment::now(), names.clone());
                *self.names.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
                Ok(names)
            }
            (Err(_), Some((_, names))) if names.contains(wanted) => Ok(names),
            (Err(error), _) => Err(error),
        }
    }

    /// A workspace, opened if it was not.
    pub fn workspace(&self, name: &WorkspaceName) -> Result<Arc<Workspace>, AppError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(workspace) = open.get(name) {
            return Ok(Arc::clone(workspace));
        }
        let workspace = Workspace::open_on(self.home.parts(name)?, self.cluster.as_ref())?;
        crate::operations::erase::replay_at_opening(&workspace, &*self.operational);
        open.insert(name.clone(), Arc::clone(&workspace));
        Ok(workspace)
    }

    /// What a workspace is made of, for who checks one that may be damaged beyond opening.
    pub fn parts(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        self.home.parts(name)
    }

    /// Makes a workspace without a single entry, for what is moved here as a whole.
    pub fn create_empty_workspace(&self, name: &WorkspaceName) -> Result<Arc<Workspace>, AppError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let workspace = Workspace::open_on(self.home.create(name)?, self.cluster.as_ref())?;
        open.insert(name.clone(), Arc::clone(&workspace));
        Ok(workspace)
    }

    /// Makes a workspace and sets it up: the organisation, and a first administrator.
    pub fn create_workspace(
        &self,
        name: &WorkspaceName,
        organisation: &str,
    ) -> Result<Arc<Workspace>, AppError> {
        let workspace = self.create_empty_workspace(name)?;
        crate::operations::set_up::set_up(&Ctx::new(Arc::clone(&workspace), Actor::System), organisation)?;
        Ok(workspace)
    }

    /// A workspace, made and set up when it is not there yet. A set-up that was cut short is completed.
    pub fn workspace_or_new(&self, name: &WorkspaceName) -> Result<Arc<Workspace>, AppError> {
        let workspace = if self.home.list()?.contains(name) {
            self.workspace(name)?
        } else {
            match self.create_empty_workspace(name) {
                Ok(workspace) => workspace,
                // Another server was first.
                Err(_) if self.home.list()?.contains(name) => self.workspace(name)?,
                Err(error) => return Err(error),
            }
        };
        if workspace.current().register.total() == 0 && workspace.read_only().is_none() {
            crate::operations::set_up::set_up(
                &Ctx::new(Arc::clone(&workspace), Actor::System),
                "Our organisation",
            )?;
        }
        Ok(workspace)
    }

    /// Carries out a command that another node sends, if this one writes the workspace.
    ///
    /// # Errors
    /// As the other node is to take them.
    pub fn submit_as_writer(&self, forwarded: Forwarded) -> Result<Done, ForwardError> {
        let workspace = self.workspace(&forwarded.workspace);
        workspace
            .map_err(ForwardError::Again)?
            .submit_as_writer(forwarded)
    }

    /// Entries in the ledger of a workspace as far as anybody was told here: what a client brings to
    /// its next request, so that it reads its own writes on every server. `None` when it is not open
    /// here, so nobody was told anything.
    pub fn size(&self, name: &WorkspaceName) -> Option<u64> {
        self.opened(name).map(|workspace| workspace.size())
    }

    /// Waits until a workspace shows at least `size` entries here. `false` when there are not that
    /// many, or no such workspace.
    ///
    /// # Errors
    /// When the ledger could not be read in time.
    pub fn at_least(&self, name: &WorkspaceName, size: u64, patience: Duration) -> Result<bool, AppError> {
        let workspace = match self.opened(name) {
            Some(workspace) => workspace,
            None if !self.workspaces()?.contains(name) => return Ok(false),
            None => self.workspace(name)?,
        };
        workspace.at_least(size, patience)
    }

    /// Whether the database answers and every open workspace follows its ledger.
    pub fn health(&self) -> Health {
        if let Err(error) = self.home.list() {
            tracing::warn!(%error, "workspaces cannot be listed");
            return Health::Bad("the database does not answer: look whether it runs, and at the log");
        }
        let open: Vec<Arc<Workspace>> = {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.values().cloned().collect()
        };
        let troubles = open.iter().filter_map(|workspace| workspace.trouble());
        troubles.min().map_or(Health::Good, |trouble| {
            Health::Bad(match trouble {
                Trouble::Newer => {
                    "a newer release of Probity has written to this database: upgrade this server"
                }
                Trouble::NotFollowing => "a ledger cannot be followed: the log tells why",
            })
        })
    }

    fn opened(&self, name: &WorkspaceName) -> Option<Arc<Workspace>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(name).cloned()
    }

    /// Ends every writer and keeps snapshots.
    pub fn close(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all = std::mem::take(&mut *open);
        // At once: each may wait a moment for its threads.
        std::thread::scope(|scope| {
            for workspace in all.values() {
                scope.spawn(|| workspace.close());
            }
        });
    }
}
