//! `probity backup`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use probity_api::operations::{Backup, BackupRequest};
use serde_json::Value as Json;

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::Output;

/// Write everything a server keeps to one new file, while work goes on.
///
/// All workspaces with history and proofs, files and accounts. Keys are in it only when a
/// passphrase is given, and then only wrapped by it. Whoever has the file can read the rest.
///
/// Example: probity backup -o /media/safe/probity-2026-03-31.zip --passphrase-file words.txt
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The new file, on the machine where the data folder is.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// Where the passphrase of the keys comes from.
#[derive(Debug, clap::Args)]
pub struct Passphrase {
    /// A file with the passphrase of the keys in its first line.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    /// The passphrase, if one was given.
    pub fn read(&self) -> CliResult<Option<String>> {
        let Some(path) = &self.passphrase_file else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(path).map_err(|error| CliError::file("read", path, &error))?;
        match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(Some(line.to_owned())),
            _ => Err(CliError::refused(format!(
                "the first line of `{}` is empty: it has to hold the passphrase",
                path.display()
            ))),
        }
    }
}

/// Prints what is in the backup.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    let passphrase = args.passphrase.read()?;
    let to = whole_path(&args.output)?;
    let connection = Connection::open(globals, Missing::Refuse)?;
    let answer = connection.call::<Backup>("backing up", BackupRequest { to, passphrase })?;
    output.answer(&answer, || words(&answer, &args.output))?;
    Ok(ExitCode::SUCCESS)
}

/// A server has another working folder than this command.
pub fn whole_path(path: &Path) -> CliResult<PathBuf> {
    std::path::absolute(path).map_err(|error| CliError::file("find", path, &error))
}

fn words(answer: &Json, file: &Path) -> String {
    let workspaces = answer["manifest"]["workspaces"].as_object().into_iter().flatten();
    let lines: String = workspaces
        .map(|(name, backed)| format!("{name}: {} entries\n", backed["size"]))
        .collect();
    format!(
        "{lines}backed up to {}\n{}",
        file.display(),
        answer["notice"].as_str().unwrap_or_default()
    )
}
