//! Probity: a self-hosted AI management system.
//!
//! - `cli`: the command line. `commands`: one file per command, whose doc comments are its help.
//! - `connection`: runs an operation in this process, or on the server that has the data folder. `agent`:
//!   the way to a server.
//! - `server`: wires stores, workspaces, pages and API to one address.
//! - `home`: the data folder, and the database where one is named. `forward`: the way to other servers.
//! - `settings`: flags, environment and `probity.toml`.
//! - `output`, `error`: what scripts rely on: one JSON document on stdout, everything else on
//!   stderr; exit 0 done, 1 problems found or refused, 2 wrong usage.

mod agent;
mod cli;
mod commands;
mod connection;
mod error;
mod forward;
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

/// Warnings go to stderr; `PROBITY_LOG=info` shows more, `PROBITY_LOG=warn,tower_http=debug` more of one part.
fn start_log() {
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::util::SubscriberInitExt as _;
    let wanted = std::env::var("PROBITY_LOG").unwrap_or_default();
    let usual = tracing_subscriber::filter::Targets::new().with_default(tracing::Level::WARN);
    let targets = if wanted.is_empty() {
        usual
    } else {
        wanted.parse().unwrap_or(usual)
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(targets).with(lines).init();
}
