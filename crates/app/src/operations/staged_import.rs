//! An import between upload and ledger: the file is kept, looked at, its mapping corrected, and then
//! carried out or dropped. Nothing of it is in the ledger before it is kept.

use std::collections::BTreeMap;

use probity_core::envelope::hex;
use probity_core::rules::rights::Permission;
use probity_tabular::{Workbook, read};
use serde::Serialize;

use super::first_look::{FirstLook, first_look};
use super::import::{
    ImportOptions, ImportReport, Mapping, Progress, RowPlan, SourceFile, plan, propose, run,
};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::{AccountId, ImportStaging, StagingState};

/// Different values of a column that are listed.
const VALUES: usize = 60;

/// One column of the file, as a person needs it to correct the mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnLook {
    /// Its letter.
    pub letter: String,
    /// Its header.
    pub header: String,
    /// How many rows say something in it.
    pub filled: usize,
    /// Its different values with their counts, the commonest first; at most 60.
    pub values: Vec<(String, usize)>,
}

/// A staged file, looked at.
pub struct Preview {
    /// The staging.
    pub staging: ImportStaging,
    /// What would become of it.
    pub report: ImportReport,
    /// Row by row.
    pub rows: Vec<RowPlan>,
    /// What the list says, when it is one of AI uses.
    pub look: Option<FirstLook>,
    /// Its columns.
    pub columns: Vec<ColumnLook>,
    /// The sheet that was read and the others, for a workbook of several.
    pub sheets: Vec<String>,
    /// What was noticed while reading.
    pub notes: Vec<String>,
}

/// Keeps an uploaded file and proposes how to read it: the id of the staging.
///
/// # Errors
/// [`AppError::Invalid`] when the file cannot be read, and whatever keeping it gives.
pub fn stage(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    file_name: &str,
    bytes: &[u8],
) -> Result<String, AppError> {
    let _allowed = ctx.authorize(Permission::Import)?;
    let view = ctx.view();
    let book = open(file_name, bytes, None)?;
    let mapping = propose(&view.register, &book, "system", file_name)?;
    let blob = ctx.workspace.blobs().put(bytes)?;
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
    let staging = ImportStaging {
        id: hex(&random),
        workspace: ctx.workspace.name().clone(),
        account: account.clone(),
        file_name: file_name.chars().take(200).collect(),
        blob,
        mapping: Some(as_json(&mapping)?),
        state: StagingState::Uploaded,
        created: ctx.workspace.now(),
    };
    operational.create_staging(&staging)?;
    Ok(staging.id)
}

/// Looks at a staged file through its mapping. Only who brought it sees it.
///
/// # Errors
/// [`AppError::Missing`] when there is none of that id, [`AppError::Invalid`] for a mapping that does not fit.
pub fn preview(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<Preview, AppError> {
    let _allowed = ctx.authorize(Permission::Import)?;
    let Opened {
        staging,
        mapping,
        book,
        ..
    } = open_staged(ctx, operational, account, id)?;
    let view = ctx.view();
    let planned = plan(
        &view.register,
        &ctx.visibility(&view),
        &book,
        &mapping,
        &mut |_| {},
    )?;
    let look = match mapping.row_kind() {
        "use_case" => Some(first_look(&view.register, &book, &mapping)?),
        _ => None,
    };
    Ok(Preview {
        staging,
        report: ImportReport::of_plan(&planned),
        rows: planned.rows,
        look,
        columns: columns_of(&book),
        sheets: book.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        notes: book.notes,
    })
}

/// Replaces the mapping of a staged file by a corrected one, after checking that it fits.
///
/// # Errors
/// As [`preview`].
pub fn remap(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
    mapping: &Mapping,
) -> Result<(), AppError> {
    let opened = open_staged(ctx, operational, account, id)?;
    let book = open(&opened.staging.file_name, &opened.bytes, Some(mapping))?;
    let view = ctx.view();
    plan(
        &view.register,
        &ctx.visibility(&view),
        &book,
        mapping,
        &mut |_| {},
    )?;
    operational.update_staging(id, Some(&as_json(mapping)?), StagingState::Mapped)?;
    Ok(())
}

/// Proposes a fresh mapping that reads each row as a record of this kind, from this sheet.
///
/// # Errors
/// As [`preview`].
pub fn reread(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
    kind: &str,
    sheet: Option<&str>,
) -> Result<(), AppError> {
    let opened = open_staged(ctx, operational, account, id)?;
    let old = Mapping {
        sheet: sheet.map(str::to_owned),
        header_row: None,
        ..opened.mapping
    };
    let book = open(&opened.staging.file_name, &opened.bytes, Some(&old))?;
    let mapping = propose(&ctx.view().register, &book, kind, &opened.staging.file_name)?;
    operational.update_staging(id, Some(&as_json(&mapping)?), StagingState::Mapped)?;
    Ok(())
}

/// The bytes of a staged file.
///
/// # Errors
/// As [`preview`].
pub fn size(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<u64, AppError> {
    let _allowed = ctx.authorize(Permission::Import)?;
    let staging = own_staging(ctx, operational, account, id)?;
    let bytes = ctx.workspace.blobs().size(staging.blob)?;
    bytes.ok_or_else(missing)
}

/// Carries out a staged import as one batch, and drops the staging once it is written. Progress is told
/// from the thread that calls.
///
/// # Errors
/// As [`run`].
pub fn keep(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
    options: ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, AppError> {
    let Opened {
        staging,
        mapping,
        book,
        bytes,
    } = open_staged(ctx, operational, account, id)?;
    let file = SourceFile {
        name: &staging.file_name,
        bytes: &bytes,
        book: &book,
    };
    let outcome = run(ctx, &file, &mapping, options, progress)?;
    if outcome.written {
        operational.delete_staging(id)?;
    }
    Ok(ImportReport::of_outcome(&outcome))
}

struct Opened {
    staging: ImportStaging,
    mapping: Mapping,
    book: Workbook,
    bytes: Vec<u8>,
}

fn open_staged(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<Opened, AppError> {
    let staging = own_staging(ctx, operational, account, id)?;
    let mapping = staging
        .mapping
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok());
    let mapping: Mapping = mapping.ok_or_else(|| {
        AppError::Internal("the mapping of this file cannot be read: bring it again".to_owned())
    })?;
    let bytes = ctx.workspace.blobs().get(staging.blob)?;
    let book = open(&staging.file_name, &bytes, Some(&mapping))?;
    Ok(Opened {
        staging,
        mapping,
        book,
        bytes,
    })
}

/// A staging of this workspace that this account brought.
fn own_staging(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<ImportStaging, AppError> {
    let staging = operational.staging(id)?.ok_or_else(missing)?;
    let is_own = staging.workspace == *ctx.workspace.name() && staging.account == *account;
    is_own.then_some(staging).ok_or_else(missing)
}

fn missing() -> AppError {
    AppError::Missing(
        "there is no such file waiting: it was kept, dropped, or is older than a day; bring it again"
            .to_owned(),
    )
}

fn open(file_name: &str, bytes: &[u8], mapping: Option<&Mapping>) -> Result<Workbook, AppError> {
    let options = mapping.map(Mapping::read_options).unwrap_or_default();
    read(file_name, bytes, &options).map_err(|error| AppError::Invalid(error.to_string()))
}

fn as_json(mapping: &Mapping) -> Result<String, AppError> {
    serde_json::to_string(mapping).map_err(|error| AppError::Internal(error.to_string()))
}

fn columns_of(book: &Workbook) -> Vec<ColumnLook> {
    let look = |column: &probity_tabular::Column| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in &book.table.rows {
            if let Some(cell) = row.cells.get(column.index).filter(|cell| !cell.is_empty()) {
                *counts.entry(cell.text().into_owned()).or_default() += 1;
            }
        }
        let filled = counts.values().sum();
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(VALUES);
        ColumnLook {
            letter: column.letter.clone(),
            header: column.header.clone(),
            filled,
            values,
        }
    };
    book.table.columns.iter().map(look).collect()
}
