//! `probity key`.

use std::process::ExitCode;

use probity_api::operations::{Key, Nothing};

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Print the key that proofs of this workspace verify under.
///
/// Give it to auditors by a way they trust; with it they check proofs without this server.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {}

/// Prints the key as verifiers pin it (C2SP signed-note).
pub fn run(globals: &Globals, _: &Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let answer = connection.call::<Key>("reading the key", Nothing {})?;
    output.answer(&answer, || answer.key.clone())?;
    Ok(ExitCode::SUCCESS)
}
