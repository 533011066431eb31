//! Probity: a self-hosted AI management system.
//!
//! - `cli`: the command line. `commands`: one file per command, whose doc comments are its help.
//! - `connection`: runs an operation in this process, or on the server that has the data folder.
//! - `server`: wires stores, workspaces, pages and API to one address.
//! - `settings`: flags, environment and `probity.toml`.
//! - `output`, `error`: what scripts rely on: one JSON document on stdout, everything else on
//!   stderr; exit 0 done, 1 problems found or refused, 2 wrong usage.

mod cli;
mod commands;
mod connection;
mod error;
mod home;
mod output;
mod server;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    start_log();
    let output = output::Output::new(cli.globals.json);
    match commands::run(cli, &output) {
        Ok(exit) => exit,
        Err(error) => error.report(&output),
    }
}

/// Warnings go to stderr; `PROBITY_LOG=info` shows more.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PROBITY_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
