//! `probity discover`.

use std::path::PathBuf;
use std::process::ExitCode;

use probity_api::operations::{Base64, Discover, DiscoverRequest, Discovery, Nothing};
use serde_json::Value as Json;

use super::words::texts;
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::{Output, table};

/// Look through an export for AI that nobody registered.
///
/// An export is what you already have: applications of the single sign-on, a proxy log, expenses, a
/// list of vendors, dependencies of repositories. Its source is declared first, with what it can and
/// cannot see: `probity create discovery_source`. What looks like AI becomes a candidate that
/// somebody decides on. People are counted and never kept; the same export again changes nothing,
/// and `probity undo` takes a run back as one.
///
/// Examples:
///   probity discover apps.csv --source SRC-1 --dry-run
///   probity discover requirements.txt --source SRC-5 --as-of 2026-03-01
///   probity discover --list
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The export: CSV, XLSX, JSON, `requirements.txt` or `package.json`.
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,
    /// The declared source; `probity list discovery_source` lists them.
    #[arg(long, value_name = "SRC", required_unless_present = "list")]
    source: Option<String>,
    /// The day the export is of, if not today.
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// A name that is AI although it was not recognised; can be given several times.
    #[arg(long, value_name = "NAME")]
    also: Vec<String>,
    /// Leave out what rests on a word only.
    #[arg(long)]
    without_weak: bool,
    /// Only say what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Tell how complete the list is: sources, what waits, statements of units.
    #[arg(long, conflicts_with_all = ["file", "source", "as_of", "also", "without_weak", "dry_run"])]
    list: bool,
}

/// Prints what an export shows, or how complete the list is.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    let (Some(file), Some(source)) = (&args.file, &args.source) else {
        let connection = Connection::open(globals, Missing::Refuse)?;
        let overview = connection.call::<Discovery>("reading", Nothing {})?;
        output.answer(&overview, || overview_words(&overview))?;
        return Ok(ExitCode::SUCCESS);
    };
    let content = std::fs::read(file).map_err(|error| CliError::file("read", file, &error))?;
    let connection = Connection::open(globals, Missing::Refuse)?;
    let request = DiscoverRequest {
        name: file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        content: Base64(content),
        source: source.clone(),
        as_of: args.as_of.clone(),
        columns: std::collections::BTreeMap::new(),
        also: args.also.clone(),
        without_weak: args.without_weak,
        dry_run: args.dry_run,
        id: None,
    };
    let report = connection.call::<Discover>("looking through", request)?;
    output.answer(&report, || run_words(&report, args.dry_run))?;
    Ok(ExitCode::SUCCESS)
}

fn part<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}

fn heads(heads: &[&str]) -> Vec<String> {
    heads.iter().map(|head| (*head).to_owned()).collect()
}

fn run_words(report: &Json, dry_run: bool) -> String {
    let services = report["services"].as_array().into_iter().flatten();
    let rows: Vec<Vec<String>> = services
        .map(|service| {
            let outcome = match part(service, "outcome") {
                "known" => format!("known as {}", part(service, "target")),
                "changed" => format!("{} brought up to date", part(service, "id")),
                "unchanged" => format!("{} says so already", part(service, "id")),
                "decided" => format!("{} stays {}", part(service, "id"), part(service, "decision")),
                "returned" => format!("{} comes back: {}", part(service, "id"), part(service, "because")),
                _ => "new".to_owned(),
            };
            let figures = |key: &str| service[key].to_string();
            vec![
                part(service, "name").to_owned(),
                part(service, "confidence").to_owned(),
                figures("people"),
                figures("rows"),
                outcome,
            ]
        })
        .collect();
    let mut out = match rows.is_empty() {
        true => String::new(),
        false => table(
            &heads(&["Service", "Sign", "People", "Rows", "What becomes of it"]),
            &rows,
        ),
    };
    for note in texts(report, "notes") {
        out += &format!("note: {note}\n");
    }
    out += &format!(
        "{} rows, {} looked like AI, {} did not\n",
        report["rows"], report["matched"], report["rest"]
    );
    out + &match report["import"].as_str() {
        Some(import) => format!("recorded as {import}; `probity undo {import}` takes it back"),
        None if dry_run => "a dry run: nothing was written".to_owned(),
        None => "all of it is recorded already: nothing was written".to_owned(),
    }
}

/// From one part of the overview to a line of a table.
type RowOf = fn(&Json) -> Vec<String>;

fn overview_words(overview: &Json) -> String {
    let mut out = String::new();
    for gap in overview["gaps"].as_array().into_iter().flatten() {
        let ids = texts(gap, "records");
        let about = if ids.is_empty() {
            String::new()
        } else {
            format!(": {}", ids.join(", "))
        };
        out += &format!("missing: {}{about}\n", part(gap, "what"));
    }
    let tables: [(&str, &[&str], RowOf); 3] = [
        (
            "sources",
            &["Source", "Name", "Last run", "Next", "Waiting"],
            source_row,
        ),
        (
            "waiting",
            &["Candidate", "Seen", "Sign", "People", "Days", "May be"],
            waiting_row,
        ),
        (
            "units",
            &["Unit", "Name", "Stated until", "Uses", "Waiting"],
            unit_row,
        ),
    ];
    for (key, columns, row) in tables {
        let rows: Vec<Vec<String>> = overview[key].as_array().into_iter().flatten().map(row).collect();
        if !rows.is_empty() {
            out += &format!("\n{}", table(&heads(columns), &rows));
        }
    }
    if out.is_empty() {
        "nothing speaks against the list".to_owned()
    } else {
        out
    }
}

fn source_row(source: &Json) -> Vec<String> {
    let next = match (source["overdue_days"].as_i64(), source["last_run"].as_str()) {
        (Some(days), _) => format!("overdue by {days} days"),
        (None, None) => "never run".to_owned(),
        (None, Some(_)) => source["due"]
            .as_str()
            .map_or_else(String::new, |due| format!("due {due}")),
    };
    vec![
        part(source, "id").to_owned(),
        part(source, "name").to_owned(),
        part(source, "last_run").to_owned(),
        next,
        source["waiting"].to_string(),
    ]
}

fn waiting_row(candidate: &Json) -> Vec<String> {
    let returned = if candidate["returned"] == true {
        " (came back)"
    } else {
        ""
    };
    vec![
        part(candidate, "id").to_owned(),
        format!("{}{returned}", part(candidate, "name")),
        part(candidate, "confidence").to_owned(),
        candidate["people"].to_string(),
        candidate["days"].to_string(),
        part(candidate, "proposed").to_owned(),
    ]
}

fn unit_row(unit: &Json) -> Vec<String> {
    vec![
        part(unit, "id").to_owned(),
        part(unit, "name").to_owned(),
        unit["valid_until"].as_str().unwrap_or("never stated").to_owned(),
        unit["uses"].to_string(),
        unit["waiting"].to_string(),
    ]
}
