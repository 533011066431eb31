//! Everything a server keeps in one file, and a workspace as plain files: written where the server runs.

use std::fs;
use std::path::{Path, PathBuf};

use probity_app::AppError;
use probity_app::operations::backup::backup;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::workspace_export::workspace_export;
use probity_app::ports::operational::{IssuedFile, IssuedKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Operation, as_json};
use crate::scope::{Caller, Scope};

/// Backs up every workspace.
pub struct Backup;

/// Where to.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupRequest {
    /// The new file, by its whole path on the machine of the server.
    pub to: PathBuf,
    /// Wraps the keys; without one they are left out.
    #[serde(default)]
    pub passphrase: Option<String>,
}

impl Operation for Backup {
    const NAME: &'static str = "backup";
    type Request = BackupRequest;
    /// `probity_app::operations::backup::BackupReport`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, request: BackupRequest) -> Result<Json, AppError> {
        at_the_machine(scope)?;
        as_json(&backup(
            scope.instance,
            LOCAL_ADMINISTRATOR,
            scope.stored,
            &request.to,
            request.passphrase.as_deref(),
        )?)
    }
}

/// Writes a workspace as plain files.
pub struct ExportWorkspace;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportWorkspaceRequest {
    /// The folder, by its whole path on the machine of the server. It is made, or must be empty.
    pub to: PathBuf,
}

impl Operation for ExportWorkspace {
    const NAME: &'static str = "export-workspace";
    type Request = ExportWorkspaceRequest;
    /// `probity_app::operations::workspace_export::Manifest`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, request: ExportWorkspaceRequest) -> Result<Json, AppError> {
        at_the_machine(scope)?;
        let ctx = scope.ctx()?;
        let root = &request.to;
        make_empty(root)?;
        let manifest = workspace_export(&ctx, &mut |path, bytes| {
            let file = root.join(path);
            let written = file
                .parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(&file, bytes));
            written.map_err(|error| failed("write", &file, &error))
        })?;
        scope.instance.operational().record_issued(&IssuedFile {
            workspace: scope.workspace.clone(),
            at: scope.instance.now(),
            kind: IssuedKind::WorkspaceExport,
            name: root
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            actor: ctx.actor.to_string(),
        })?;
        as_json(&manifest)
    }
}

/// Only whoever may read the data folder names files on its machine.
fn at_the_machine(scope: &Scope<'_>) -> Result<(), AppError> {
    match scope.caller {
        Caller::Local => Ok(()),
        Caller::Account(_) => Err(AppError::Invalid(
            "this writes files where the server runs: do it there, as whoever may read its data folder"
                .to_owned(),
        )),
    }
}

fn make_empty(root: &Path) -> Result<(), AppError> {
    fs::create_dir_all(root).map_err(|error| failed("make", root, &error))?;
    let mut entries = fs::read_dir(root).map_err(|error| failed("read", root, &error))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(AppError::Invalid(format!(
            "the folder `{}` is not empty: name a new one",
            root.display()
        ))),
    }
}

fn failed(doing: &str, path: &Path, error: &std::io::Error) -> AppError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => AppError::Full,
        _ => AppError::Invalid(format!("cannot {doing} `{}`: {error}", path.display())),
    }
}
