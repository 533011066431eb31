//! `probity history`.

use std::process::ExitCode;

use probity_api::operations::{FieldChanged, History, HistoryRequest, Item};

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::Output;

/// Tell what happened to a record, oldest first: who, when, and each field before and after.
///
/// Example: probity history USE-3
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    id: String,
}

/// Prints the history.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let answer = connection.call::<History>("reading", HistoryRequest { id: args.id })?;
    output.answer(&answer, || {
        answer.entries.iter().map(item).collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn item(item: &Item) -> String {
    let who = if item.actor_name.is_empty() {
        item.actor.clone()
    } else {
        format!("{} ({})", item.actor_name, item.actor)
    };
    let mut out = format!(
        "revision {}, {}: {} by {who}",
        item.revision, item.recorded, item.verb
    );
    if let Some(stated) = &item.stated {
        out += &format!(", stated for {stated}");
    }
    if let Some(days) = item.late_days {
        out += &format!(", {days} days late");
    }
    out += "\n";
    if item.erased {
        out += "  (what it said was removed for good)\n";
    }
    for (word, text) in [("reason", &item.reason), ("comment", &item.comment)] {
        if let Some(text) = text {
            out += &format!("  {word}: {text}\n");
        }
    }
    item.changes.iter().fold(out, |out, change| out + &line(change))
}

fn line(FieldChanged { label, old, new, .. }: &FieldChanged) -> String {
    match (old, new) {
        (None, Some(new)) => format!("  + {label}: {new}\n"),
        (Some(old), None) => format!("  - {label}: {old}\n"),
        (Some(old), Some(new)) => format!("  ~ {label}: {old} → {new}\n"),
        (None, None) => String::new(),
    }
}
