//! `probity merge`.

use std::process::ExitCode;

use probity_api::operations::{Merge, MergeRequest};

use super::words::done;
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Make duplicates one: links move to the record that stays, and the others are put away.
///
/// Example: probity merge VEN-3 VEN-9 VEN-14
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record that stays.
    keep: String,
    /// The records that go.
    #[arg(required = true)]
    absorb: Vec<String>,
    /// An id of your own for the command: sent twice, it is done once.
    #[arg(long, value_name = "ID")]
    command_id: Option<String>,
}

/// Prints the record that stays.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let request = MergeRequest {
        keep: args.keep,
        absorb: args.absorb,
        id: args.command_id,
    };
    let answer = connection.call::<Merge>("merging", request)?;
    output.answer(&answer, || done("merged into", &answer))?;
    Ok(ExitCode::SUCCESS)
}
