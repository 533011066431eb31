//! Everything that a server needs, on one database.

use std::sync::Arc;

use probity_app::error::AppError;
use probity_app::ports::nodes::Nodes;
use probity_app::ports::{Clock, Operational, OperationalError};

use super::{Postgres, PostgresNodes, PostgresOperational, PostgresWorkspaces};
use crate::DataFolder;

/// All ports of a server on PostgreSQL.
pub struct PostgresHome {
    postgres: Postgres,
    workspaces: PostgresWorkspaces,
    operational: Arc<PostgresOperational>,
    nodes: Arc<PostgresNodes>,
}

impl PostgresHome {
    /// Opens a database for a server with this data folder, which holds its keys and snapshots.
    ///
    /// # Errors
    /// As [`Postgres::open`].
    pub fn open(url: &str, folder: Arc<DataFolder>, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let postgres = Postgres::open(url)?;
        Ok(Self {
            operational: Arc::new(PostgresOperational::in_database(&postgres, &folder)),
            workspaces: PostgresWorkspaces::new(&postgres, folder, clock)?,
            nodes: Arc::new(PostgresNodes::new(&postgres)),
            postgres,
        })
    }

    /// The database.
    pub fn database(&self) -> &Postgres {
        &self.postgres
    }

    /// The workspaces.
    pub fn workspaces(&self) -> PostgresWorkspaces {
        self.workspaces.clone()
    }

    /// Operational state, shared by all servers on the database.
    pub fn operational(&self) -> Arc<dyn Operational> {
        Arc::clone(&self.operational) as Arc<dyn Operational>
    }

    /// Who writes what.
    pub fn nodes(&self) -> Arc<dyn Nodes> {
        Arc::clone(&self.nodes) as Arc<dyn Nodes>
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not, with the reason.
    pub fn ping(&self) -> Result<(), OperationalError> {
        self.postgres.ping()
    }
}
