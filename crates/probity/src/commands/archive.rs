//! `probity archive`.

use std::process::ExitCode;

use probity_api::operations::{CommandRequest, RunCommand};
use probity_core::rules::Command;

use super::words::done;
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Put a record away: lists leave it out, and its history stays.
///
/// Example: probity archive SYS-12 --reason "never used"
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
    /// Bring it back.
    #[arg(long)]
    undo: bool,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Prints the record.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let command = Command::Archive {
        id: args.id,
        archived: !args.undo,
        reason: args.reason,
    };
    let answer = connection.call::<RunCommand>("writing", CommandRequest { id: None, command })?;
    output.answer(&answer, || {
        done(if args.undo { "brought back" } else { "put away" }, &answer)
    })?;
    Ok(ExitCode::SUCCESS)
}
