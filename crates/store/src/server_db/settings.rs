//! What people set once and want to find again: mappings, views, read marks.

use probity_app::ports::operational::{
    AccountId, ReadMarks, SavedMapping, SavedMappings, SavedView, SavedViews,
};
use probity_app::ports::{OperationalError, WorkspaceName};
use rusqlite::{Row, params};

use super::ServerDb;
use super::columns::{account_id, column, micros, moment, workspace_name};
use crate::fault::Fault;

impl SavedMappings for ServerDb {
    fn save_mapping(&self, mapping: &SavedMapping) -> Result<(), OperationalError> {
        let sql = "INSERT INTO saved_mappings (workspace, name, json, updated) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT DO UPDATE SET json = excluded.json, updated = excluded.updated";
        let row = params![
            mapping.workspace.as_str(),
            mapping.name,
            mapping.json,
            micros(mapping.updated)
        ];
        self.execute(sql, row).map(drop)
    }

    fn mapping(
        &self,
        workspace: &WorkspaceName,
        name: &str,
    ) -> Result<Option<SavedMapping>, OperationalError> {
        let sql = "SELECT * FROM saved_mappings WHERE workspace = ?1 AND name = ?2";
        self.query_one(sql, params![workspace.as_str(), name], mapping)
    }

    fn mappings(&self, workspace: &WorkspaceName) -> Result<Vec<SavedMapping>, OperationalError> {
        self.query(
            "SELECT * FROM saved_mappings WHERE workspace = ?1 ORDER BY name",
            [workspace.as_str()],
            mapping,
        )
    }

    fn delete_mapping(&self, workspace: &WorkspaceName, name: &str) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM saved_mappings WHERE workspace = ?1 AND name = ?2";
        Ok(self.execute(sql, params![workspace.as_str(), name])? > 0)
    }
}

fn mapping(row: &Row<'_>) -> Result<SavedMapping, Fault> {
    Ok(SavedMapping {
        workspace: workspace_name(row, "workspace")?,
        name: column(row, "name")?,
        json: column(row, "json")?,
        updated: moment(row, "updated")?,
    })
}

impl SavedViews for ServerDb {
    fn save_view(&self, view: &SavedView) -> Result<(), OperationalError> {
        let sql =
            "INSERT INTO saved_views (account, workspace, list, name, query) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT DO UPDATE SET query = excluded.query";
        let row = params![
            view.account.as_str(),
            view.workspace.as_str(),
            view.list,
            view.name,
            view.query
        ];
        self.execute(sql, row).map(drop)
    }

    fn views(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<Vec<SavedView>, OperationalError> {
        let sql =
            "SELECT * FROM saved_views WHERE account = ?1 AND workspace = ?2 AND list = ?3 ORDER BY name";
        self.query(sql, params![account.as_str(), workspace.as_str(), list], view)
    }

    fn delete_view(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
        name: &str,
    ) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM saved_views WHERE account = ?1 AND workspace = ?2 AND list = ?3 AND name = ?4";
        Ok(self.execute(sql, params![account.as_str(), workspace.as_str(), list, name])? > 0)
    }
}

fn view(row: &Row<'_>) -> Result<SavedView, Fault> {
    Ok(SavedView {
        account: account_id(row, "account")?,
        workspace: workspace_name(row, "workspace")?,
        list: column(row, "list")?,
        name: column(row, "name")?,
        query: column(row, "query")?,
    })
}

impl ReadMarks for ServerDb {
    fn set_read_mark(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        size: u64,
    ) -> Result<(), OperationalError> {
        let sql = "INSERT INTO read_marks (account, workspace, size) VALUES (?1, ?2, ?3)
                   ON CONFLICT DO UPDATE SET size = max(size, excluded.size)";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.execute(sql, params![account.as_str(), workspace.as_str(), size])
            .map(drop)
    }

    fn read_mark(&self, account: &AccountId, workspace: &WorkspaceName) -> Result<u64, OperationalError> {
        let sql = "SELECT size FROM read_marks WHERE account = ?1 AND workspace = ?2";
        let size = self.query_one(sql, params![account.as_str(), workspace.as_str()], |row| {
            let stored: i64 = column(row, "size")?;
            u64::try_from(stored)
                .map_err(|_| Fault::damaged("column `size`", format!("{stored} is less than 0")))
        })?;
        Ok(size.unwrap_or(0))
    }
}
