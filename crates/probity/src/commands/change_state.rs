//! `probity move`.

use std::process::ExitCode;

use probity_api::operations::{Change, ChangeRequest, Deed};

use super::words::{Beside, done, field};
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Move a record to another state of its life.
///
/// What a state asks for can be given with it. What happened outside can be recorded as a fact:
/// then the rules warn and do not refuse.
///
/// Example: probity move USE-3 suspended --reason "wrong answers after the update"
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
    /// Code of the state.
    state: String,
    /// Fields that change with it.
    #[arg(value_name = "FIELD=VALUE", value_parser = field)]
    fields: Vec<(String, String)>,
    /// It happened outside: record it, whatever the rules ask for.
    #[arg(long)]
    as_fact: bool,
    #[command(flatten)]
    beside: Beside,
}

/// Prints what moved.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let Beside {
        reason,
        stated,
        revision,
        command_id,
    } = args.beside;
    let deed = Deed::Move {
        id: args.id,
        to: args.state,
        as_fact: args.as_fact,
    };
    let request = ChangeRequest {
        deed,
        fields: args.fields,
        revision,
        stated,
        reason,
        id: command_id,
    };
    let answer = connection.call::<Change>("writing", request)?;
    output.answer(&answer, || done("moved", &answer))?;
    Ok(ExitCode::SUCCESS)
}
