//! `probity create`.

use std::process::ExitCode;

use probity_api::operations::{Change, ChangeRequest, Deed};

use super::words::{Beside, Kind, done, field, kind};
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Make a record.
///
/// Choices are written by code or label, links by id, lists separated by `;`. `probity show` and
/// the filter language use the same names of fields.
///
/// Examples:
///   probity create person name="Ada Example" email=ada@example.org --state active
///   probity create system name="Claims triage" origin=built owner=PER-2 techniques=nlp,generative
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The kind of record; `probity list --help` names them all.
    #[arg(value_parser = kind(), hide_possible_values = true)]
    kind: Kind,
    /// Its fields.
    #[arg(value_name = "FIELD=VALUE", value_parser = field, required = true)]
    fields: Vec<(String, String)>,
    /// The state it is in, where it is not new to the organisation.
    #[arg(long, value_name = "CODE")]
    state: Option<String>,
    #[command(flatten)]
    beside: Beside,
}

/// Prints the new id.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Make)?;
    let Beside {
        reason,
        stated,
        revision,
        command_id,
    } = args.beside;
    let deed = Deed::Create {
        kind: args.kind.0,
        state: args.state,
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
    output.answer(&answer, || done("made", &answer))?;
    Ok(ExitCode::SUCCESS)
}
