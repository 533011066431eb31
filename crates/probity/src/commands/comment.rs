//! `probity comment`.

use std::process::ExitCode;

use probity_api::operations::{CommandRequest, RunCommand};
use probity_core::rules::Command;

use super::words::done;
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Remark on a record. It changes nothing and stays in its history.
///
/// Example: probity comment SYS-12 "looked at with the vendor"
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
    /// The remark.
    text: String,
}

/// Prints the record.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let command = Command::Comment {
        id: args.id,
        text: args.text,
    };
    let answer = connection.call::<RunCommand>("writing", CommandRequest { id: None, command })?;
    output.answer(&answer, || done("remarked on", &answer))?;
    Ok(ExitCode::SUCCESS)
}
