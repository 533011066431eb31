//! `probity fsck`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use probity_api::operations::{Fsck, FsckRequest};
use probity_app::operations::fsck::{Report, Subject, fsck};
use probity_app::ports::{Clock, SystemClock};
use probity_store::folder::running_server;

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::home::{Place, stored_files};
use crate::output::{Output, progress_bar};

/// Check everything a workspace keeps, and name what does not fit by record.
///
/// Reads every entry, hashes the tree again, checks signatures, contents, files and snapshots, and
/// folds the register from zero. Works on a workspace that is too damaged to open. Exit 1 when
/// something does not fit.
///
/// Example: probity fsck --checkpoint kept-last-year.txt
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// A signed checkpoint that was kept elsewhere; the ledger must still contain what it speaks of.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

/// Prints the report.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    let read =
        |path: &PathBuf| std::fs::read_to_string(path).map_err(|error| CliError::file("read", path, &error));
    let checkpoint = args.checkpoint.as_ref().map(read).transpose()?;
    let served = globals.url.is_some() || running_server(&globals.data)?.is_some();
    let report = match served {
        true => Connection::open(globals, Missing::Refuse)?
            .call::<Fsck>("checking", FsckRequest { checkpoint })?,
        false => check_closed(globals, checkpoint.as_deref())?,
    };
    output.answer(&report, || words(&report))?;
    Ok(if report.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn check_closed(globals: &Globals, checkpoint: Option<&str>) -> CliResult<Report> {
    let place = Place::chosen(globals)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let stored = stored_files(&place.take()?, place.store.as_ref(), &clock)?;
    let parts = stored.parts(&globals.workspace)?;
    let bar = progress_bar("checking");
    if let Ok(head) = parts.store.head() {
        bar.set_length(head.size);
    }
    let report = fsck(Subject::of_parts(&parts), checkpoint, &mut |read| {
        bar.set_position(read);
    });
    bar.finish_and_clear();
    Ok(report)
}

fn words(report: &Report) -> String {
    let Report {
        entries,
        size,
        root,
        problems,
    } = report;
    let verdict = match problems.len() {
        0 => "everything fits".to_owned(),
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    };
    let lines: String = problems
        .iter()
        .map(|problem| format!("{}: {}\n", problem.place, problem.what))
        .collect();
    format!("{lines}{entries} of {size} entries, root {root}: {verdict}")
}
