//! `probity verify`.

use std::path::PathBuf;
use std::process::ExitCode;

use probity_app::operations::verify::verify;

use crate::error::{CliError, CliResult};
use crate::output::Output;

/// Check a proof, without any server.
///
/// Checks NAME.tlog-proof with NAME.json beside it under a key that you have from a source you
/// trust (`probity key`). Says so when the content was erased: the entry is proven all the same.
///
/// Example: probity verify sys-12.tlog-proof --key example.org/ledger+1a2b3c4d+AbCd…
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The proof.
    file: PathBuf,
    /// The verifier key.
    #[arg(long, value_name = "VKEY")]
    key: String,
}

/// Exit 0 when proven, erased content included.
pub fn run(args: &Args, output: Output) -> CliResult {
    let name = args.file.to_string_lossy();
    let Some(stem) = name.strip_suffix(".tlog-proof") else {
        return Err(CliError::usage(format!(
            "`{name}` does not end in `.tlog-proof`: name the proof, its `.json` is found beside it"
        )));
    };
    let proof = read(&args.file)?;
    let entry = read(&PathBuf::from(format!("{stem}.json")))?;
    let verdict = verify(&proof, &entry, &args.key)?;
    output.answer(&verdict, || verdict.words())?;
    Ok(if verdict.is_proven() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn read(path: &PathBuf) -> CliResult<String> {
    let bytes = std::fs::read(path).map_err(|error| CliError::file("read", path, &error))?;
    String::from_utf8(bytes).map_err(|_| {
        CliError::refused(format!(
            "`{}` is not UTF-8 text, so it is no file of a proof",
            path.display()
        ))
    })
}
