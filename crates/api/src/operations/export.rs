//! A list taken out as a file.

use jiff::civil::Date;
use probity_app::AppError;
use probity_app::operations::export::{Export as Wanted, Format, export};
use probity_app::operations::list as app;
use probity_app::ports::operational::{IssuedFile, IssuedKind};
use probity_core::kind::Kinds;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use super::base64::Base64;
use super::list::{ListRequest, asked};
use crate::scope::{Scope, kind_of};

/// Exports records of one kind.
pub struct Export;

/// What is exported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// Name of the kind.
    pub kind: String,
    /// `csv`, `xlsx` or `ndjson`.
    pub format: String,
    /// The filter language; empty for all.
    #[serde(default)]
    pub filter: String,
    /// Fields to sort by.
    #[serde(default)]
    pub sort: String,
    /// Of which day; the newest state when none is given.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub as_of: Option<Date>,
    /// Put-away records too.
    #[serde(default)]
    pub archived: bool,
    /// The columns; all when empty.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExportedFile {
    /// Name of the kind.
    pub kind: String,
    /// How many records it holds.
    pub records: usize,
    /// Entries in the ledger that it rests on.
    pub size: u64,
    /// What it is written as.
    pub format: String,
    /// Its bytes.
    pub content: Base64,
}

impl Operation for Export {
    const NAME: &'static str = "export";
    type Request = ExportRequest;
    type Answer = ExportedFile;

    fn run(scope: &Scope<'_>, request: ExportRequest) -> Result<ExportedFile, AppError> {
        let ctx = scope.ctx()?;
        let (kind, decl) = kind_of(Kinds::built_in(), &request.kind)?;
        let format = Format::parse(&request.format).ok_or_else(|| {
            AppError::Invalid(format!(
                "`{}` is not a format: one of csv, xlsx, ndjson",
                request.format
            ))
        })?;
        let ExportRequest {
            filter,
            sort,
            as_of,
            archived,
            columns,
            ..
        } = request;
        let list = ListRequest {
            filter,
            sort,
            as_of,
            archived,
            ..ListRequest::default()
        };
        let list = app::list(&ctx, &asked(kind, &list))?;
        let records = &list.page.records;
        let content = export(
            &ctx,
            &list.view,
            &Wanted {
                kind,
                records,
                columns: &columns,
                format,
            },
        )?;
        scope.instance.operational().record_issued(&IssuedFile {
            workspace: scope.workspace.clone(),
            at: scope.instance.now(),
            kind: IssuedKind::Export,
            name: format!("{} as {}", decl.plural, format.extension()),
            actor: ctx.actor.to_string(),
        })?;
        Ok(ExportedFile {
            kind: decl.name.to_owned(),
            records: records.len(),
            size: list.view.register.size(),
            format: format.extension().to_owned(),
            content: Base64(content),
        })
    }
}
