//! `probity show`.

use std::process::ExitCode;

use jiff::civil::Date;
use probity_api::operations::{Show, ShowAnswer, ShowRequest};

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Show one record with its links.
///
/// Example: probity show SYS-12 --as-of 2026-01-31
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
    /// As recorded by the end of this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// Prints the record.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let answer = connection.call::<Show>(
        "reading",
        ShowRequest {
            id: args.id,
            as_of: args.as_of,
        },
    )?;
    output.answer(&answer, || words(&answer))?;
    Ok(ExitCode::SUCCESS)
}

fn words(answer: &ShowAnswer) -> String {
    let row = &answer.row;
    let archived = if row.archived { ", archived" } else { "" };
    let state = if answer.state_label.is_empty() {
        String::new()
    } else {
        format!("{}, ", answer.state_label)
    };
    let mut out = format!(
        "{} {}\n{state}revision {}{archived}, changed {}\n\n",
        row.id, row.title, row.revision, row.updated
    );
    let width = answer
        .shown
        .iter()
        .map(|field| field.label.chars().count())
        .max()
        .unwrap_or(0);
    for field in &answer.shown {
        let indented = field.text.replace('\n', &format!("\n{:width$}  ", ""));
        out += &format!("{:width$}  {indented}\n", field.label);
    }
    if !answer.missing.is_empty() {
        out += &format!("\nmissing: {}\n", answer.missing.join(", "));
    }
    if !answer.links.is_empty() {
        out += "\n";
    }
    for link in &answer.links {
        out += &format!("{}: {} {}\n", link.label, link.id, link.title);
    }
    out
}
