//! A file imported in one step, as scripts do: read, mapping proposed where none is given, dry run or
//! import, one report.

use probity_tabular::{ReadOptions, read};

use super::import::{ImportOptions, ImportReport, Mapping, Progress, SourceFile, plan, propose, run};
use crate::ctx::Ctx;
use crate::error::AppError;
use probity_core::rules::rights::Permission;

/// What is imported, and how.
#[derive(Clone, Copy, Debug)]
pub struct ImportFile<'a> {
    /// As the file is named; tells its source. Never used as a path.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// What a row is, where no mapping says it.
    pub kind: &'a str,
    /// How columns become fields; proposed where there is none.
    pub mapping: Option<&'a Mapping>,
    /// Only say what would happen.
    pub dry_run: bool,
    /// Bring in the good rows although others are refused.
    pub partial: bool,
}

/// Imports the file, or says what importing it would do.
///
/// # Errors
/// [`AppError::Invalid`] for a file that cannot be read and a mapping that does not fit; what the
/// rules refuse.
pub fn import_file(
    ctx: &Ctx,
    asked: &ImportFile<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, AppError> {
    let _allowed = ctx.authorize(Permission::Import)?;
    let options = asked
        .mapping
        .map_or_else(ReadOptions::default, Mapping::read_options);
    let unreadable = |error| AppError::Invalid(format!("`{}` cannot be imported: {error}", asked.name));
    let book = read(asked.name, asked.bytes, &options).map_err(unreadable)?;
    let view = ctx.view();
    let mapping = match asked.mapping {
        Some(mapping) => mapping.clone(),
        None => propose(&view.register, &book, asked.kind, asked.name)?,
    };
    if asked.dry_run {
        let plan = plan(&view.register, &ctx.visibility(&view), &book, &mapping, progress)?;
        return Ok(ImportReport::of_plan(&plan));
    }
    let file = SourceFile {
        name: asked.name,
        bytes: asked.bytes,
        book: &book,
    };
    let outcome = run(
        ctx,
        &file,
        &mapping,
        ImportOptions {
            partial: asked.partial,
        },
        progress,
    )?;
    Ok(ImportReport::of_outcome(&outcome))
}
