//! What people set once and want to find again: mappings, views, how lists looked, read marks.

use probity_app::ports::operational::{
    AccountId, ListMemories, ListMemory, ReadMarks, SavedMapping, SavedMappings, SavedView, SavedViews,
};
use probity_app::ports::{OperationalError, WorkspaceName};

use super::columns::{account_id, column, micros, moment, workspace_name};
use super::tables::{Row, Tables, values};
use super::{OperationalTables, insert};
use crate::fault::Fault;

impl<T: Tables> SavedMappings for OperationalTables<T> {
    fn save_mapping(&self, mapping: &SavedMapping) -> Result<(), OperationalError> {
        let sql = "INSERT INTO saved_mappings (workspace, name, json, updated) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (workspace, name) DO UPDATE SET json = excluded.json, updated = excluded.updated";
        let row = values![
            mapping.workspace.as_str(),
            &mapping.name,
            &mapping.json,
            micros(mapping.updated)
        ];
        self.execute(sql, row).map(drop)
    }

    fn mapping(
        &self,
        workspace: &WorkspaceName,
        name: &str,
    ) -> Result<Option<SavedMapping>, OperationalError> {
        let sql = "SELECT * FROM saved_mappings WHERE workspace = $1 AND name = $2";
        self.query_one(sql, values![workspace.as_str(), name], mapping)
    }

    fn mappings(&self, workspace: &WorkspaceName) -> Result<Vec<SavedMapping>, OperationalError> {
        self.query(
            "SELECT * FROM saved_mappings WHERE workspace = $1 ORDER BY name",
            values![workspace.as_str()],
            mapping,
        )
    }

    fn delete_mapping(&self, workspace: &WorkspaceName, name: &str) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM saved_mappings WHERE workspace = $1 AND name = $2";
        Ok(self.execute(sql, values![workspace.as_str(), name])? > 0)
    }
}

fn mapping(row: &Row) -> Result<SavedMapping, Fault> {
    Ok(SavedMapping {
        workspace: workspace_name(row, "workspace")?,
        name: column(row, "name")?,
        json: column(row, "json")?,
        updated: moment(row, "updated")?,
    })
}

impl<T: Tables> SavedViews for OperationalTables<T> {
    fn save_view(&self, view: &SavedView) -> Result<(), OperationalError> {
        let sql = "INSERT INTO saved_views (id, account, workspace, list, name, query, shared)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query, shared = excluded.shared";
        let row = values![
            &view.id,
            view.account.as_str(),
            view.workspace.as_str(),
            &view.list,
            &view.name,
            &view.query,
            view.shared
        ];
        let what = || format!("a view called `{}`", view.name);
        self.write(|transaction| insert(transaction, sql, row, what, what))
    }

    fn view(&self, workspace: &WorkspaceName, id: &str) -> Result<Option<SavedView>, OperationalError> {
        let sql = "SELECT * FROM saved_views WHERE workspace = $1 AND id = $2";
        self.query_one(sql, values![workspace.as_str(), id], view)
    }

    fn views(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<Vec<SavedView>, OperationalError> {
        let sql =
            "SELECT * FROM saved_views WHERE workspace = $1 AND list = $2 AND (shared = 1 OR account = $3)
                   ORDER BY name, id";
        self.query(sql, values![workspace.as_str(), list, account.as_str()], view)
    }

    fn all_views(&self, workspace: &WorkspaceName) -> Result<Vec<SavedView>, OperationalError> {
        let sql = "SELECT * FROM saved_views WHERE workspace = $1 ORDER BY id";
        self.query(sql, values![workspace.as_str()], view)
    }

    fn delete_view(&self, workspace: &WorkspaceName, id: &str) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM saved_views WHERE workspace = $1 AND id = $2";
        Ok(self.execute(sql, values![workspace.as_str(), id])? > 0)
    }
}

fn view(row: &Row) -> Result<SavedView, Fault> {
    Ok(SavedView {
        id: column(row, "id")?,
        account: account_id(row, "account")?,
        workspace: workspace_name(row, "workspace")?,
        list: column(row, "list")?,
        name: column(row, "name")?,
        query: column(row, "query")?,
        shared: column(row, "shared")?,
    })
}

impl<T: Tables> ListMemories for OperationalTables<T> {
    fn remember_list(&self, memory: &ListMemory) -> Result<(), OperationalError> {
        let sql =
            "INSERT INTO list_memories (account, workspace, list, query, first_view) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (account, workspace, list) DO UPDATE
                   SET query = excluded.query, first_view = excluded.first_view";
        let row = values![
            memory.account.as_str(),
            memory.workspace.as_str(),
            &memory.list,
            &memory.query,
            memory.first_view.as_deref()
        ];
        self.execute(sql, row).map(drop)
    }

    fn list_memory(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<Option<ListMemory>, OperationalError> {
        let sql = "SELECT * FROM list_memories WHERE account = $1 AND workspace = $2 AND list = $3";
        self.query_one(sql, values![account.as_str(), workspace.as_str(), list], memory)
    }

    fn list_memories(&self, workspace: &WorkspaceName) -> Result<Vec<ListMemory>, OperationalError> {
        let sql = "SELECT * FROM list_memories WHERE workspace = $1 ORDER BY account, list";
        self.query(sql, values![workspace.as_str()], memory)
    }

    fn forget_list(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM list_memories WHERE account = $1 AND workspace = $2 AND list = $3";
        Ok(self.execute(sql, values![account.as_str(), workspace.as_str(), list])? > 0)
    }
}

fn memory(row: &Row) -> Result<ListMemory, Fault> {
    Ok(ListMemory {
        account: account_id(row, "account")?,
        workspace: workspace_name(row, "workspace")?,
        list: column(row, "list")?,
        query: column(row, "query")?,
        first_view: column(row, "first_view")?,
    })
}

impl<T: Tables> ReadMarks for OperationalTables<T> {
    fn set_read_mark(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        size: u64,
    ) -> Result<(), OperationalError> {
        let sql = "INSERT INTO read_marks (account, workspace, size) VALUES ($1, $2, $3)
                   ON CONFLICT (account, workspace) DO UPDATE SET size = excluded.size
                   WHERE read_marks.size < excluded.size";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.execute(sql, values![account.as_str(), workspace.as_str(), size])
            .map(drop)
    }

    fn read_mark(&self, account: &AccountId, workspace: &WorkspaceName) -> Result<u64, OperationalError> {
        let sql = "SELECT size FROM read_marks WHERE account = $1 AND workspace = $2";
        let size = self.query_one(sql, values![account.as_str(), workspace.as_str()], |row| {
            let stored: i64 = column(row, "size")?;
            u64::try_from(stored)
                .map_err(|_| Fault::damaged("column `size`", format!("{stored} is less than 0")))
        })?;
        Ok(size.unwrap_or(0))
    }
}
