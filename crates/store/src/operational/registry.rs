//! The workspaces of the server.

use probity_app::ports::operational::{RegisteredWorkspace, WorkspaceRegistry};
use probity_app::ports::{OperationalError, WorkspaceName};

use super::columns::{column, micros, moment, workspace_name};
use super::tables::{Row, Tables, values};
use super::{OperationalTables, insert};
use crate::fault::Fault;

impl<T: Tables> WorkspaceRegistry for OperationalTables<T> {
    fn register_workspace(&self, workspace: &RegisteredWorkspace) -> Result<(), OperationalError> {
        let sql = "INSERT INTO workspaces (name, folder, created, origin) VALUES ($1, $2, $3, $4)";
        let row = values![
            workspace.name.as_str(),
            &workspace.folder,
            micros(workspace.created),
            &workspace.origin
        ];
        let what = || {
            format!(
                "the workspace `{}` or its origin `{}`",
                workspace.name, workspace.origin
            )
        };
        self.write(|transaction| insert(transaction, sql, row, what, what))
    }

    fn workspace(&self, name: &WorkspaceName) -> Result<Option<RegisteredWorkspace>, OperationalError> {
        self.query_one(
            "SELECT * FROM workspaces WHERE name = $1",
            values![name.as_str()],
            workspace,
        )
    }

    fn workspaces(&self) -> Result<Vec<RegisteredWorkspace>, OperationalError> {
        self.query("SELECT * FROM workspaces ORDER BY name", &[], workspace)
    }

    fn unregister_workspace(&self, name: &WorkspaceName) -> Result<bool, OperationalError> {
        self.write(|transaction| {
            for sql in [
                "DELETE FROM drafts WHERE workspace = $1",
                "DELETE FROM import_stagings WHERE workspace = $1",
                "DELETE FROM saved_mappings WHERE workspace = $1",
                "DELETE FROM saved_views WHERE workspace = $1",
                "DELETE FROM list_memories WHERE workspace = $1",
                "DELETE FROM read_marks WHERE workspace = $1",
                "DELETE FROM issued_files WHERE workspace = $1",
            ] {
                transaction.execute(sql, values![name.as_str()])?;
            }
            Ok(transaction.execute("DELETE FROM workspaces WHERE name = $1", values![name.as_str()])? > 0)
        })
    }
}

fn workspace(row: &Row) -> Result<RegisteredWorkspace, Fault> {
    Ok(RegisteredWorkspace {
        name: workspace_name(row, "name")?,
        folder: column(row, "folder")?,
        created: moment(row, "created")?,
        origin: column(row, "origin")?,
    })
}
