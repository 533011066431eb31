//! `probity workspace`.

use std::process::ExitCode;

use probity_api::operations::{CreateWorkspace, ListWorkspaces, Nothing, WorkspaceName};
use probity_app::ports;

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// List and make workspaces: one for each organisation, with its own ledger, key and files.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the workspaces.
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
}

/// Lists or makes.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    match args.action {
        Action::List => {
            let answer = Connection::open(globals, Missing::Refuse)?.call::<ListWorkspaces>("listing", Nothing {})?;
            output.answer(&answer, || answer.workspaces.join("\n"))?;
        }
        Action::Create { name, organisation } => {
            let connection = Connection::open(globals, Missing::Make)?;
            let request = WorkspaceName { name: name.to_string(), organisation };
            let answer = connection.call::<CreateWorkspace>("making the workspace", request)?;
            output.answer(&answer, || format!("made the workspace `{}`; its proofs verify under {}", answer.name, answer.key))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
