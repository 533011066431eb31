//! `probity list`.

use std::process::ExitCode;

use jiff::civil::Date;
use probity_api::operations::{List, ListAnswer, ListRequest};

use super::words::{Kind, filter, kind};
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::{Output, table};

/// List records of one kind.
///
/// Examples:
///   probity list system
///   probity list use_case --filter 'state = in_use and owner is empty' --sort review_date
///   probity list system --as-of 2026-01-31 --json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The kind of record: `system`, `use_case`, `person` …
    #[arg(value_parser = kind())]
    kind: Kind,
    /// Only records for which this holds.
    #[arg(long, value_name = "EXPR", value_parser = filter)]
    filter: Option<String>,
    /// Only records in which all these words occur.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Fields to sort by, separated by commas; `-` before one turns it round.
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// As recorded by the end of this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Archived records too.
    #[arg(long)]
    archived: bool,
    /// At most so many records.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Records to skip.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// The columns to show, separated by commas.
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    columns: Vec<String>,
}

/// Prints the records.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let request = ListRequest {
        kind: args.kind.0,
        filter: args.filter.unwrap_or_default(),
        search: args.search.unwrap_or_default(),
        sort: args.sort.unwrap_or_default(),
        as_of: args.as_of,
        archived: args.archived,
        offset: args.offset,
        limit: args.limit,
        columns: args.columns,
    };
    let answer = connection.call::<List>("listing", request)?;
    output.answer(&answer, || words(&answer))?;
    if !output.is_json() {
        output.note(format!("{} of {}", answer.records.len(), answer.total));
    }
    Ok(ExitCode::SUCCESS)
}

fn words(answer: &ListAnswer) -> String {
    let heads: Vec<String> = answer.columns.iter().map(|column| column.label.clone()).collect();
    let cell = |row: &probity_api::operations::ListedRow, name: &String| {
        row.shown.get(name).cloned().unwrap_or_default()
    };
    let rows: Vec<Vec<String>> = answer
        .records
        .iter()
        .map(|row| {
            answer
                .columns
                .iter()
                .map(|column| cell(row, &column.name))
                .collect()
        })
        .collect();
    table(&heads, &rows)
}
