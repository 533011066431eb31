//! `probity undo`.

use std::process::ExitCode;

use probity_api::operations::{UndoImport, UndoRequest};
use serde_json::Value as Json;

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Take an import back as one.
///
/// What it made is put away, what it changed gets its old values back. What somebody has touched
/// since stays as it is and is told.
///
/// Example: probity undo IPT-3
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The import's own record; `probity list import` lists them.
    import: String,
}

/// Prints what was taken back.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let answer = connection.call::<UndoImport>("undoing", UndoRequest { import: args.import })?;
    output.answer(&answer, || words(&answer))?;
    Ok(ExitCode::SUCCESS)
}

fn words(answer: &Json) -> String {
    let left = answer["left"].as_array().into_iter().flatten();
    let lines: String = left
        .map(|left| {
            let part = |key: &str| left[key].as_str().unwrap_or_default();
            format!(
                "left as it is: {} {}: {}\n",
                part("id"),
                part("name"),
                part("reason")
            )
        })
        .collect();
    format!(
        "{lines}{} records put away, {} changed back",
        answer["put_away"], answer["restored"]
    )
}
