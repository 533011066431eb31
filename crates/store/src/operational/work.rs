//! Unfinished work: drafts and staged imports.

use probity_app::ports::operational::{
    AccountId, Draft, Drafts, ImportStaging, ImportStagings, StagingState,
};
use probity_app::ports::{BlobHash, OperationalError, WorkspaceName};

use super::columns::{account_id, column, micros, moment, workspace_name};
use super::tables::{Row, Tables, values};
use super::{OperationalTables, insert, met};
use crate::fault::Fault;

impl<T: Tables> Drafts for OperationalTables<T> {
    fn save_draft(&self, draft: &Draft) -> Result<(), OperationalError> {
        let sql = "INSERT INTO drafts (account, workspace, key, json, updated) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (account, workspace, key) DO UPDATE SET json = excluded.json, updated = excluded.updated";
        let (account, workspace) = (draft.account.as_str(), draft.workspace.as_str());
        self.execute(
            sql,
            values![account, workspace, &draft.key, &draft.json, micros(draft.updated)],
        )
        .map(drop)
    }

    fn draft(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        key: &str,
    ) -> Result<Option<Draft>, OperationalError> {
        let sql = "SELECT * FROM drafts WHERE account = $1 AND workspace = $2 AND key = $3";
        self.query_one(sql, values![account.as_str(), workspace.as_str(), key], draft)
    }

    fn drafts(&self, account: &AccountId, workspace: &WorkspaceName) -> Result<Vec<Draft>, OperationalError> {
        let sql = "SELECT * FROM drafts WHERE account = $1 AND workspace = $2 ORDER BY updated DESC, key";
        self.query(sql, values![account.as_str(), workspace.as_str()], draft)
    }

    fn delete_draft(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        key: &str,
    ) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM drafts WHERE account = $1 AND workspace = $2 AND key = $3";
        Ok(self.execute(sql, values![account.as_str(), workspace.as_str(), key])? > 0)
    }
}

fn draft(row: &Row) -> Result<Draft, Fault> {
    Ok(Draft {
        account: account_id(row, "account")?,
        workspace: workspace_name(row, "workspace")?,
        key: column(row, "key")?,
        json: column(row, "json")?,
        updated: moment(row, "updated")?,
    })
}

impl<T: Tables> ImportStagings for OperationalTables<T> {
    fn create_staging(&self, staging: &ImportStaging) -> Result<(), OperationalError> {
        let sql =
            "INSERT INTO import_stagings (id, workspace, account, file_name, blob, mapping, state, created)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let row = values![
            &staging.id,
            staging.workspace.as_str(),
            staging.account.as_str(),
            &staging.file_name,
            staging.blob.as_bytes(),
            staging.mapping.as_deref(),
            staging.state.as_str(),
            micros(staging.created),
        ];
        let what = || name(&staging.id);
        self.write(|transaction| insert(transaction, sql, row, what, what))
    }

    fn staging(&self, id: &str) -> Result<Option<ImportStaging>, OperationalError> {
        self.query_one(
            "SELECT * FROM import_stagings WHERE id = $1",
            values![id],
            staging,
        )
    }

    fn stagings(&self, workspace: &WorkspaceName) -> Result<Vec<ImportStaging>, OperationalError> {
        let sql = "SELECT * FROM import_stagings WHERE workspace = $1 ORDER BY created DESC, id";
        self.query(sql, values![workspace.as_str()], staging)
    }

    fn update_staging(
        &self,
        id: &str,
        mapping: Option<&str>,
        state: StagingState,
    ) -> Result<(), OperationalError> {
        let sql = "UPDATE import_stagings SET mapping = $2, state = $3 WHERE id = $1";
        met(self.execute(sql, values![id, mapping, state.as_str()])?, || {
            name(id)
        })
    }

    fn delete_staging(&self, id: &str) -> Result<bool, OperationalError> {
        Ok(self.execute("DELETE FROM import_stagings WHERE id = $1", values![id])? > 0)
    }
}

/// A row of `import_stagings`.
pub(super) fn staging(row: &Row) -> Result<ImportStaging, Fault> {
    let stored: String = column(row, "state")?;
    let state = StagingState::ALL
        .into_iter()
        .find(|state| state.as_str() == stored);
    Ok(ImportStaging {
        id: column(row, "id")?,
        workspace: workspace_name(row, "workspace")?,
        account: account_id(row, "account")?,
        file_name: column(row, "file_name")?,
        blob: BlobHash::from_bytes(column(row, "blob")?),
        mapping: column(row, "mapping")?,
        state: state.ok_or_else(|| {
            Fault::damaged("column `state`", format!("`{stored}` is no state of an import"))
        })?,
        created: moment(row, "created")?,
    })
}

fn name(id: &str) -> String {
    format!("the staged import `{id}`")
}
