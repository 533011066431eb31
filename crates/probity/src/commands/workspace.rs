//! `probity workspace`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use probity_api::operations::{
    CommandDone, CreateWorkspace, ExportWorkspace, ExportWorkspaceRequest, ListWorkspaces, Nothing,
    WorkspaceName,
};
use probity_app::operations::workspace_import::workspace_import;
use probity_app::ports::{self, Clock, StoredFiles, SystemClock};
use probity_app::{AppError, Ctx, Parts, Workspace};
use probity_core::ids::Actor;

use super::backup::whole_path;
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::home::{Place, stored_files};
use crate::output::Output;

/// List and make workspaces: one for each organisation, with its own ledger, key and files.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the workspaces.
    #[command(verbatim_doc_comment)]
    List,
    /// Make a workspace.
    ///
    /// Example: probity workspace create north --organisation "Northern branch"
    #[command(verbatim_doc_comment)]
    Create {
        /// Its name on this server: lower-case letters, digits and dashes.
        name: ports::WorkspaceName,
        /// What the organisation is called.
        #[arg(long, value_name = "NAME", default_value = "Our organisation")]
        organisation: String,
    },
    /// Write the workspace as a folder of plain files, without its history.
    ///
    /// Example: probity workspace export plain-files --workspace north
    #[command(verbatim_doc_comment)]
    Export {
        /// The folder, on the machine where the data folder is; it is made, or must be empty.
        folder: PathBuf,
    },
    /// Make a workspace from such a folder: equal ids, fields, links and states; history starts anew.
    ///
    /// Example: probity workspace import north-again plain-files
    #[command(verbatim_doc_comment)]
    Import {
        /// Its name on this server.
        name: ports::WorkspaceName,
        /// The folder.
        folder: PathBuf,
    },
}

/// Lists or makes.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    match args.action {
        Action::List => {
            let answer =
                Connection::open(globals, Missing::Refuse)?.call::<ListWorkspaces>("listing", Nothing {})?;
            output.answer(&answer, || answer.workspaces.join("\n"))?;
        }
        Action::Create { name, organisation } => {
            let connection = Connection::open(globals, Missing::Make)?;
            let request = WorkspaceName {
                name: name.to_string(),
                organisation,
            };
            let answer = connection.call::<CreateWorkspace>("making the workspace", request)?;
            output.answer(&answer, || {
                format!(
                    "made the workspace `{}`; its proofs verify under {}",
                    answer.name, answer.key
                )
            })?;
        }
        Action::Export { folder } => export(globals, &folder, output)?,
        Action::Import { name, folder } => import(globals, &name, &folder, output)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn export(globals: &Globals, folder: &Path, output: Output) -> CliResult<()> {
    let to = whole_path(folder)?;
    let connection = Connection::open(globals, Missing::Refuse)?;
    let manifest = connection.call::<ExportWorkspace>("exporting", ExportWorkspaceRequest { to })?;
    output.answer(&manifest, || {
        let kinds = manifest["kinds"].as_object().into_iter().flatten();
        let lines: String = kinds
            .map(|(kind, summary)| format!("{kind}: {}\n", summary["records"]))
            .collect();
        format!("{lines}written to {}", folder.display())
    })
}

/// A workspace that holds no record yet is needed, so this takes the data folder for itself.
fn import(globals: &Globals, name: &ports::WorkspaceName, folder: &Path, output: Output) -> CliResult<()> {
    if globals.url.is_some() {
        return Err(CliError::usage(
            "`workspace import` works on a data folder and cannot use `--url`: leave it out",
        ));
    }
    let read = |path: &str| -> Result<Option<Vec<u8>>, AppError> {
        match std::fs::read(folder.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(AppError::Invalid(format!(
                "cannot read `{}`: {error}",
                folder.join(path).display()
            ))),
        }
    };
    if read("workspace.json")?.is_none() {
        return Err(CliError::refused(format!(
            "there is no `workspace.json` in `{}`: this is not a whole exported workspace",
            folder.display()
        )));
    }
    let place = Place::chosen(globals)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let stored = stored_files(&place.take_or_make()?, place.store.as_ref(), &clock)?;
    let workspace = Workspace::open(empty_workspace(&*stored, name)?)?;
    let done = workspace_import(&Ctx::new(workspace, Actor::System), &read)?;
    let done = CommandDone::from(done);
    output.answer(&done, || {
        format!("made the workspace `{name}` with {} records", done.subjects.len())
    })
}

/// A new workspace, or the one that an import which failed left behind without an entry.
fn empty_workspace(workspaces: &dyn StoredFiles, name: &ports::WorkspaceName) -> Result<Parts, AppError> {
    if workspaces.list()?.contains(name) {
        let parts = workspaces.parts(name)?;
        if parts.store.head()?.size == 0 {
            return Ok(parts);
        }
    }
    workspaces.create(name)
}
