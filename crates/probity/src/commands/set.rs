//! `probity set`.

use std::process::ExitCode;

use probity_api::operations::{Change, ChangeRequest, Deed};

use super::words::{Beside, done, field};
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Change fields of a record. An empty value takes the value away.
///
/// Example: probity set SYS-12 owner=PER-7 notes= --reason "handed over"
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
    /// The fields.
    #[arg(value_name = "FIELD=VALUE", value_parser = field, required = true)]
    fields: Vec<(String, String)>,
    #[command(flatten)]
    beside: Beside,
}

/// Prints what changed.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let Beside {
        reason,
        stated,
        revision,
        command_id,
    } = args.beside;
    let request = ChangeRequest {
        deed: Deed::Set { id: args.id },
        fields: args.fields,
        revision,
        stated,
        reason,
        id: command_id,
    };
    let answer = connection.call::<Change>("writing", request)?;
    output.answer(&answer, || done("changed", &answer))?;
    Ok(ExitCode::SUCCESS)
}
