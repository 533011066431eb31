//! `probity export`.

use std::path::PathBuf;
use std::process::ExitCode;

use jiff::civil::Date;
use probity_api::operations::{Export, ExportRequest};
use serde::Serialize;

use super::words::{Kind, filter, kind};
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::Output;

/// Write records of one kind to a file.
///
/// CSV and XLSX are for people; the id column is exact, so a corrected file can be imported again.
/// NDJSON holds every value as entries carry it.
///
/// Example: probity export --kind system --format xlsx --as-of 2026-01-31 -o systems.xlsx
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The kind of record; `probity list --help` names them all.
    #[arg(long, value_name = "KIND", value_parser = kind(), hide_possible_values = true)]
    kind: Kind,
    /// What is written.
    #[arg(long, value_name = "FORMAT", value_parser = ["csv", "xlsx", "ndjson"])]
    format: String,
    /// As recorded by the end of this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Only records for which this holds.
    #[arg(long, value_name = "EXPR", value_parser = filter)]
    filter: Option<String>,
    /// Fields to sort by, separated by commas; `-` before one turns it round.
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// The columns, separated by commas; all without it.
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    columns: Vec<String>,
    /// Archived records too.
    #[arg(long)]
    archived: bool,
    /// The file; without it the standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Written {
    kind: String,
    format: String,
    records: usize,
    bytes: usize,
    size: u64,
    file: String,
}

/// Writes the file, whole or not at all.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    if output.is_json() && args.output.is_none() {
        return Err(CliError::usage(
            "with `--json` the standard output is for the report: name a file with `-o`",
        ));
    }
    let connection = Connection::open(globals, Missing::Refuse)?;
    let request = ExportRequest {
        kind: args.kind.0,
        format: args.format,
        filter: args.filter.unwrap_or_default(),
        sort: args.sort.unwrap_or_default(),
        as_of: args.as_of,
        archived: args.archived,
        columns: args.columns,
    };
    let file = connection.call::<Export>("exporting", request)?;
    let Some(path) = args.output else {
        output.text(&file.content.0)?;
        return Ok(ExitCode::SUCCESS);
    };
    write_whole(&path, &file.content.0)?;
    let written = Written {
        kind: file.kind,
        format: file.format,
        records: file.records,
        bytes: file.content.0.len(),
        size: file.size,
        file: path.display().to_string(),
    };
    output.answer(&written, || {
        format!("{} records in {}", written.records, written.file)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What was there before stays until the new file is whole.
fn write_whole(path: &PathBuf, bytes: &[u8]) -> CliResult<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    let failed = |error: std::io::Error| CliError::file("write", path, &error);
    let mut unfinished = tempfile::Builder::new()
        .prefix(".probity-")
        .tempfile_in(folder)
        .map_err(failed)?;
    std::io::Write::write_all(&mut unfinished, bytes).map_err(failed)?;
    unfinished.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
