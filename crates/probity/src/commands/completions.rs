//! `probity completions`.

use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::error::CliResult;
use crate::output::Output;

/// Print completions for a shell.
///
/// Example: probity completions bash > ~/.local/share/bash-completion/completions/probity
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The shell.
    shell: Shell,
}

/// Writes the script to stdout.
pub fn run(args: &Args, output: Output) -> CliResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "probity", &mut script);
    output.text(script)?;
    Ok(ExitCode::SUCCESS)
}
