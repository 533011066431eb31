//! `probity import`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use probity_api::operations::{Base64, Import, ImportRequest};
use probity_app::operations::import::Mapping;
use serde_json::Value as Json;

use super::words::{Kind, kind, texts};
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::Output;

/// Bring in a list: CSV, XLSX, JSON or NDJSON.
///
/// Encoding, delimiter and header are found out. Without a mapping one is proposed, used and
/// printed; correct it and give it with `--mapping`. Columns that fit no field become fields of
/// your own. The same file again changes nothing, and `probity undo` takes an import back as one.
///
/// Examples:
///   probity import ai-uses.xlsx --dry-run
///   probity import ai-uses.xlsx --json > report.json
///   jq .mapping report.json > mapping.json
///   probity import ai-uses.xlsx --mapping mapping.json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The file.
    file: PathBuf,
    /// What a row is; `system` gives a system and its use case. `probity list --help` names all kinds.
    #[arg(long, value_name = "KIND", default_value = "system", value_parser = kind(), hide_possible_values = true, conflicts_with = "mapping")]
    kind: Kind,
    /// How columns become fields, as JSON or TOML.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Only say what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Bring in the good rows although others are refused.
    #[arg(long)]
    partial: bool,
}

/// Prints the report. Exit 1 when rows are refused.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    let content = std::fs::read(&args.file).map_err(|error| CliError::file("read", &args.file, &error))?;
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    let connection = Connection::open(globals, Missing::Make)?;
    let request = ImportRequest {
        name: args
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        content: Base64(content),
        kind: args.kind.0.clone(),
        mapping,
        dry_run: args.dry_run,
        partial: args.partial,
        id: None,
    };
    let report = connection.call::<Import>("importing", request)?;
    output.answer(&report, || words(&report, args.dry_run))?;
    Ok(if report["refused"].as_u64() == Some(0) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn read_mapping(path: &Path) -> CliResult<Mapping> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file("read", path, &error))?;
    let unfit = |why: String| {
        CliError::refused(format!(
            "the mapping `{}` cannot be understood: {why}",
            path.display()
        ))
        .hint(
            "take the one that `probity import FILE --dry-run --json` prints under `mapping`, and correct it",
        )
    };
    if path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
    {
        return toml::from_str(&text).map_err(|error| unfit(error.message().to_owned()));
    }
    serde_json::from_str(&text).map_err(|error| unfit(error.to_string()))
}

fn words(report: &Json, dry_run: bool) -> String {
    let count = |key: &str| report[key].as_u64().unwrap_or(0);
    let mut out = String::from("mapping:\n");
    for column in report["mapping"]["columns"].as_array().into_iter().flatten() {
        let part = |key: &str| column[key].as_str().unwrap_or_default();
        out += &format!(
            "  {:>3}  {} → {}\n",
            part("column"),
            part("header").replace('\n', " "),
            part("target")
        );
    }
    for rule in texts(report, "rule") {
        out += &format!("{rule}\n");
    }
    for note in report["notes"].as_array().into_iter().flatten() {
        let part = |key: &str| note[key].as_str().unwrap_or_default();
        out += &format!(
            "note: {} {}, in {} rows\n",
            part("column"),
            part("what"),
            note["count"]
        );
    }
    for refusal in report["refusals"].as_array().into_iter().flatten() {
        let column = refusal["column"].as_str().unwrap_or_default();
        let column = if column.is_empty() {
            String::new()
        } else {
            format!(", column {column}")
        };
        out += &format!(
            "refused: row {}, line {}{column}: {}\n",
            refusal["row"],
            refusal["line"],
            refusal["reason"].as_str().unwrap_or_default()
        );
    }
    for warning in texts(report, "warnings") {
        out += &format!("note: {warning}\n");
    }
    out += &format!(
        "{} rows: {} created, {} updated, {} unchanged, {} refused\n",
        count("rows"),
        count("created"),
        count("updated"),
        count("unchanged"),
        count("refused")
    );
    let written = report["written"].as_bool() == Some(true);
    out + &match (written, report["import"].as_str()) {
        (true, import) => {
            let import = import.unwrap_or_default();
            format!("imported as {import}; `probity undo {import}` takes it back")
        }
        (false, _) if dry_run => "a dry run: nothing was written".to_owned(),
        (false, _) if count("refused") > 0 => {
            "nothing was imported, since rows are refused: correct them, or give `--partial`".to_owned()
        }
        (false, _) => "nothing had to change".to_owned(),
    }
}
