//! A file of records brought in, and taken back.

use probity_app::AppError;
use probity_app::operations::import::{Mapping, Progress};
use probity_app::operations::import_file::{ImportFile, import_file};
use probity_app::operations::undo_import::undo_import;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::base64::Base64;
use super::{Operation, as_json};
use crate::scope::Scope;

/// Imports a file.
pub struct Import;

/// The file, and how it is read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// As it is named.
    pub name: String,
    /// Its content.
    pub content: Base64,
    /// What a row is, where no mapping says it.
    pub kind: String,
    /// How columns become fields; proposed when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::openapi::reports::mapping_or_null")]
    pub mapping: Option<Mapping>,
    /// Only say what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// Bring in the good rows although others are refused.
    #[serde(default)]
    pub partial: bool,
    /// The id of the command, for safe repetition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl Operation for Import {
    const NAME: &'static str = "import";
    type Request = ImportRequest;
    /// `probity_app::operations::import::ImportReport`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, request: ImportRequest) -> Result<Json, AppError> {
        let ctx = scope.ctx_with(request.id.as_deref())?;
        let ImportRequest {
            name,
            content,
            kind,
            mapping,
            dry_run,
            partial,
            ..
        } = &request;
        let asked = ImportFile {
            name,
            bytes: &content.0,
            kind,
            mapping: mapping.as_ref(),
            dry_run: *dry_run,
            partial: *partial,
        };
        let report = import_file(&ctx, &asked, &mut |progress| match progress {
            Progress::Read { rows, of } => (scope.progress)(rows as u64, 2 * of as u64),
            Progress::Planned { rows, of } => (scope.progress)((of + rows) as u64, 2 * of as u64),
            Progress::Writing { entries } => (scope.progress)(0, entries as u64),
        })?;
        as_json(&report)
    }
}

/// Takes an import back.
pub struct UndoImport;

/// Which import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoRequest {
    /// The import's own record, `IPT-3`.
    pub import: String,
}

impl Operation for UndoImport {
    const NAME: &'static str = "undo-import";
    type Request = UndoRequest;
    /// `probity_app::operations::undo_import::Undone`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, request: UndoRequest) -> Result<Json, AppError> {
        as_json(&undo_import(&scope.ctx()?, &request.import)?)
    }
}
