//! `probity restore`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use probity_app::operations::restore::{KeyRestored, Restore, RestoreReport, restore};
use probity_app::ports::{Clock, SystemClock};

use super::backup::Passphrase;
use crate::cli::Globals;
use crate::error::{CliError, CliResult};
use crate::home::{Place, stored_files};
use crate::output::Output;

/// Put a backup into an empty data folder, and check everything in it.
///
/// A ledger that is behind a checkpoint that was kept elsewhere is restored read-only: writing to
/// it would make a second history. Exit 1 when something does not fit.
///
/// Example: probity restore probity-2026-03-31.zip --data /srv/probity --passphrase-file words.txt
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The backup.
    file: PathBuf,
    /// A signed checkpoint that was kept elsewhere; can be given several times.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// The list of erasures (`erasures.ndjson`) of the data folder that was backed up: what was erased
    /// since is erased again. One that lies in the new data folder already is used without being named.
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// Let a ledger that is behind a checkpoint go on under a new origin and key. Verifiers have to be
    /// told the new key; what was recorded after the backup stays lost.
    #[arg(long, requires = "checkpoints")]
    new_epoch: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// Prints what was restored.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    if globals.url.is_some() {
        return Err(CliError::usage(
            "`restore` works on a data folder and cannot use `--url`: leave it out",
        ));
    }
    let read =
        |path: &PathBuf| std::fs::read_to_string(path).map_err(|error| CliError::file("read", path, &error));
    let known = args
        .checkpoints
        .iter()
        .map(read)
        .collect::<Result<Vec<String>, _>>()?;
    let passphrase = args.passphrase.read()?;
    if !args.file.is_file() {
        return Err(CliError::file(
            "read",
            &args.file,
            &std::io::ErrorKind::NotFound.into(),
        ));
    }
    let place = Place::chosen(globals)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let stored = stored_files(&place.take_or_make()?, place.store.as_ref(), &clock)?;
    let report = restore(
        &*stored,
        &args.file,
        &Restore {
            passphrase: passphrase.as_deref(),
            known: &known,
            erasures: args.erasures.as_deref(),
            new_epoch: args.new_epoch,
        },
    )?;
    output.answer(&report, || words(&report))?;
    Ok(if report.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn words(report: &RestoreReport) -> String {
    let mut out = format!("the backup was written at {}\n", report.created);
    for (name, restored) in &report.workspaces {
        let key = match restored.key {
            KeyRestored::Restored => "with its key",
            KeyRestored::NoPassphrase => "without its key: no passphrase was given",
            KeyRestored::New => "under a new key",
            KeyRestored::NotInBackup => "without its key: the backup has none",
        };
        out += &format!("{name}: {} entries, {key}\n", restored.size);
        if let Some(key) = &restored.new_epoch {
            out += &format!("  goes on under a new origin and key, which verifiers have to be told: {key}\n");
        }
        if let Some(reason) = &restored.read_only {
            out += &format!("  read-only: {reason}\n");
        }
        for again in &restored.erasures.erased {
            out += &format!(
                "  erased again: `{}`, {} entries, first on {}\n",
                again.id, again.entries, again.at
            );
        }
        for id in &restored.erasures.pending {
            out += &format!("  `{id}` was erased since the backup, and its content is here again\n");
        }
        for what in &restored.erasures.unfinished {
            out += &format!("  not finished: {what}\n");
        }
        for problem in &restored.fsck.problems {
            out += &format!("  {}: {}\n", problem.place, problem.what);
        }
    }
    out
}
