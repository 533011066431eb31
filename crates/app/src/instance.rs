//! One running server or command: its workspaces, opened when first asked for, and its
//! operational state.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use probity_core::ids::Actor;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::{Clock, Operational, WorkspaceName, Workspaces};
use crate::workspace::{Parts, Workspace};

/// The whole of one process.
pub struct Instance {
    home: Box<dyn Workspaces>,
    operational: Arc<dyn Operational>,
    clock: Arc<dyn Clock>,
    open: Mutex<BTreeMap<WorkspaceName, Arc<Workspace>>>,
}

impl Instance {
    /// An instance over a place where workspaces are kept.
    pub fn new(home: Box<dyn Workspaces>, operational: Arc<dyn Operational>, clock: Arc<dyn Clock>) -> Self {
        Self {
            home,
            operational,
            clock,
            open: Mutex::new(BTreeMap::new()),
        }
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

    /// A workspace, opened if it was not.
    pub fn workspace(&self, name: &WorkspaceName) -> Result<Arc<Workspace>, AppError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(workspace) = open.get(name) {
            return Ok(Arc::clone(workspace));
        }
        let workspace = Workspace::open(self.home.parts(name)?)?;
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
        let workspace = Workspace::open(self.home.create(name)?)?;
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
        if !self.home.list()?.contains(name) {
            return self.create_workspace(name, "Our organisation");
        }
        let workspace = self.workspace(name)?;
        if workspace.current().register.total() == 0 && workspace.read_only().is_none() {
            crate::operations::set_up::set_up(
                &Ctx::new(Arc::clone(&workspace), Actor::System),
                "Our organisation",
            )?;
        }
        Ok(workspace)
    }

    /// Ends every writer and keeps snapshots.
    pub fn close(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for workspace in std::mem::take(&mut *open).into_values() {
            workspace.close();
        }
    }
}
