//! `probity erase`.

use std::process::ExitCode;

use probity_api::operations::{Erase, EraseRequest};
use serde_json::Value as Json;

use super::words::texts;
use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::Output;

/// Remove content about somebody for good.
///
/// The entries stay in the tree, and every proof stays valid; what they said goes, from ledger,
/// logs, snapshots, drafts and files. What cannot be reached is listed: files that left before.
/// This cannot be undone.
///
/// Example: probity erase PER-12 --reason "request of 2026-03-02, GDPR Art. 17" --yes
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
    /// The request or the rule that it answers.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// A field that goes; can be given several times. Without it, everything that speaks of a person.
    #[arg(long = "field", value_name = "FIELD")]
    fields: Vec<String>,
    /// A word that also goes from every other record; can be given several times.
    #[arg(long, value_name = "WORD")]
    everywhere: Vec<String>,
    /// You know that this cannot be undone.
    #[arg(long)]
    yes: bool,
}

/// Prints what went and what could not be reached.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    if !args.yes {
        let message = format!(
            "erasing `{}` cannot be undone, and `--yes` was not given: nothing was erased",
            args.id
        );
        return Err(CliError::usage(message).hint("give `--yes` as well"));
    }
    let connection = Connection::open(globals, Missing::Refuse)?;
    let Args {
        id,
        reason,
        fields,
        everywhere,
        ..
    } = args;
    let answer = connection.call::<Erase>(
        "erasing",
        EraseRequest {
            id,
            fields,
            reason,
            everywhere,
        },
    )?;
    output.answer(&answer, || words(&answer))?;
    let unfinished = texts(&answer, "unfinished");
    Ok(if unfinished.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn words(answer: &Json) -> String {
    let entries = answer["entries"].as_u64().unwrap_or(0);
    let mut out = format!(
        "erased the content of {entries} entries, of `{}` and what spoke of it\n",
        answer["id"].as_str().unwrap_or_default()
    );
    let lists = [
        ("others", "also changed"),
        ("mentions", "look at these, they hold the same words"),
        ("unfinished", "not finished"),
    ];
    for (key, label) in lists {
        let found = texts(answer, key);
        if !found.is_empty() {
            out += &format!("{label}: {}\n", found.join(", "));
        }
    }
    for file in answer["issued"].as_array().into_iter().flatten() {
        let part = |key: &str| file[key].as_str().unwrap_or_default();
        out += &format!(
            "left before, not reached: {} `{}` of {}\n",
            part("kind"),
            part("name"),
            part("at")
        );
    }
    out + answer["notice"].as_str().unwrap_or_default()
}
