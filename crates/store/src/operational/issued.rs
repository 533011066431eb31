//! Files that left the house.

use probity_app::ports::operational::{IssuedFile, IssuedFiles, IssuedKind};
use probity_app::ports::{OperationalError, WorkspaceName};

use super::OperationalTables;
use super::columns::{column, micros, moment, workspace_name};
use super::tables::{Row, Tables, values};
use crate::fault::Fault;

impl<T: Tables> IssuedFiles for OperationalTables<T> {
    fn record_issued(&self, file: &IssuedFile) -> Result<(), OperationalError> {
        let sql = "INSERT INTO issued_files (workspace, at, kind, name, actor) VALUES ($1, $2, $3, $4, $5)";
        let row = values![
            file.workspace.as_str(),
            micros(file.at),
            file.kind.as_str(),
            &file.name,
            &file.actor,
        ];
        self.execute(sql, row).map(drop)
    }

    fn issued_files(&self, workspace: &WorkspaceName) -> Result<Vec<IssuedFile>, OperationalError> {
        let sql = "SELECT * FROM issued_files WHERE workspace = $1 ORDER BY at, rowid";
        self.query(sql, values![workspace.as_str()], issued)
    }
}

fn issued(row: &Row) -> Result<IssuedFile, Fault> {
    let stored: String = column(row, "kind")?;
    let kind = IssuedKind::ALL.into_iter().find(|kind| kind.as_str() == stored);
    Ok(IssuedFile {
        workspace: workspace_name(row, "workspace")?,
        at: moment(row, "at")?,
        kind: kind.ok_or_else(|| {
            Fault::damaged("column `kind`", format!("`{stored}` is no kind of issued file"))
        })?,
        name: column(row, "name")?,
        actor: column(row, "actor")?,
    })
}
