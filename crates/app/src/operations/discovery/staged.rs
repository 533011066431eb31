//! An export between upload and ledger: kept aside for a day, looked at, its columns corrected, then
//! recorded or dropped. Only who brought it sees it; the file itself is never recorded.

use std::collections::BTreeSet;

use probity_core::completeness::services::words;
use probity_core::envelope::hex;
use probity_core::rules::rights::Permission;
use probity_tabular::write_csv_for_excel;
use serde::{Deserialize, Serialize};

use super::run::{Asked, ExportFile, Looked, Written, look, run};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::{AccountId, ImportStaging, StagingState};

/// How a staged export says that it is one.
#[derive(Serialize, Deserialize)]
struct Kept {
    discovery: Asked,
}

/// A staged export, looked at.
pub struct Preview {
    /// The staging.
    pub id: String,
    /// What the file is called.
    pub file_name: String,
    /// How it is read.
    pub asked: Asked,
    /// What it shows.
    pub looked: Looked,
}

/// Keeps an uploaded export aside: the id of the staging.
///
/// # Errors
/// As [`look`]: a file that cannot be read is not kept.
pub fn stage(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    file: ExportFile<'_>,
    asked: &Asked,
) -> Result<String, AppError> {
    let looked = look(ctx, file, asked)?;
    let asked = Asked {
        source: looked.source,
        as_of: Some(looked.as_of.to_string()),
        ..asked.clone()
    };
    let blob = ctx.workspace.blobs().put(file.bytes)?;
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
    let staging = ImportStaging {
        id: hex(&random),
        workspace: ctx.workspace.name().clone(),
        account: account.clone(),
        file_name: file.name.chars().take(200).collect(),
        blob,
        mapping: Some(as_json(asked)?),
        state: StagingState::Uploaded,
        created: ctx.workspace.now(),
    };
    operational.create_staging(&staging)?;
    Ok(staging.id)
}

/// Looks at a staged export.
///
/// # Errors
/// [`AppError::Missing`] when there is none of that id, and as [`look`].
pub fn preview(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<Preview, AppError> {
    let (staging, asked, bytes) = open(ctx, operational, account, id)?;
    let file = ExportFile {
        name: &staging.file_name,
        bytes: &bytes,
    };
    let looked = look(ctx, file, &asked)?;
    Ok(Preview {
        id: staging.id,
        file_name: staging.file_name,
        asked,
        looked,
    })
}

/// Reads a staged export another way.
///
/// # Errors
/// As [`preview`].
pub fn correct(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
    change: impl FnOnce(Asked) -> Asked,
) -> Result<(), AppError> {
    let (staging, asked, bytes) = open(ctx, operational, account, id)?;
    let mut asked = change(asked);
    asked.also = asked
        .also
        .iter()
        .map(|name| words(name).join(" "))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let file = ExportFile {
        name: &staging.file_name,
        bytes: &bytes,
    };
    let _fits = look(ctx, file, &asked)?;
    operational.update_staging(id, Some(&as_json(asked)?), StagingState::Mapped)?;
    Ok(())
}

/// Records what a staged export shows, and drops the staging.
///
/// # Errors
/// As [`run`].
pub fn keep(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<(Looked, Written), AppError> {
    let (staging, asked, bytes) = open(ctx, operational, account, id)?;
    let file = ExportFile {
        name: &staging.file_name,
        bytes: &bytes,
    };
    let done = run(ctx, file, &asked)?;
    operational.delete_staging(id)?;
    Ok(done)
}

/// Drops a staged export.
///
/// # Errors
/// As [`preview`].
pub fn discard(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<(), AppError> {
    let (staging, ..) = open(ctx, operational, account, id)?;
    operational.delete_staging(&staging.id)?;
    Ok(())
}

/// The rows that do not look like AI, as they stand in the file.
///
/// # Errors
/// As [`preview`].
pub fn remainder(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<Vec<u8>, AppError> {
    let Looked { table, findings, .. } = preview(ctx, operational, account, id)?.looked;
    let heads: Vec<String> = table.columns.iter().map(|column| column.header.clone()).collect();
    let rows = findings
        .rest_rows
        .iter()
        .filter_map(|place| table.rows.get(*place));
    Ok(write_csv_for_excel(&heads, rows.map(|row| row.cells.clone())))
}

fn open(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<(ImportStaging, Asked, Vec<u8>), AppError> {
    let _allowed = ctx.authorize(Permission::Import)?;
    let missing = || {
        AppError::Missing(
            "there is no such export waiting: it was recorded, dropped, or is older than a day; bring it again".to_owned(),
        )
    };
    let staging = operational.staging(id)?.ok_or_else(missing)?;
    let is_own = staging.workspace == *ctx.workspace.name() && staging.account == *account;
    let kept = staging
        .mapping
        .as_deref()
        .and_then(|json| serde_json::from_str::<Kept>(json).ok());
    let Some(Kept { discovery: asked }) = kept.filter(|_| is_own) else {
        return Err(missing());
    };
    let bytes = ctx.workspace.blobs().get(staging.blob)?;
    Ok((staging, asked, bytes))
}

fn as_json(asked: Asked) -> Result<String, AppError> {
    serde_json::to_string(&Kept { discovery: asked }).map_err(|error| AppError::Internal(error.to_string()))
}
