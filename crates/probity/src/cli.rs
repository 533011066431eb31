//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use probity_app::ports::WorkspaceName;

use crate::commands;
use crate::settings::StoreUrl;

/// Probity: a self-hosted AI management system.
///
/// Everything an organisation states about its AI is an entry in one append-only ledger, and
/// everything shown is computed from it. Start with `probity demo` to look around, or with
/// `probity serve` and a spreadsheet.
#[derive(Debug, Parser)]
#[command(name = "probity", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Globals {
    /// The data folder. A server that runs on it is found and used.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "PROBITY_DATA",
        default_value = "./probity-data"
    )]
    pub data: PathBuf,
    /// A PostgreSQL database to keep everything in, in place of the data folder, such as
    /// `postgresql://user@host/database`. The data folder then holds keys and snapshots. `DATABASE_URL`
    /// is looked at when this is not given.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "PROBITY_STORE",
        hide_env_values = true,
        value_parser = StoreUrl::typed
    )]
    pub store: Option<StoreUrl>,
    /// The workspace: one organisation with its own ledger, key and files.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "PROBITY_WORKSPACE",
        default_value = "main"
    )]
    pub workspace: WorkspaceName,
    /// A running server to use in place of a data folder, such as `https://probity.example.org`.
    #[arg(long, global = true, value_name = "URL", env = "PROBITY_URL")]
    pub url: Option<String>,
    /// The token for that server.
    #[arg(
        long,
        global = true,
        value_name = "TOKEN",
        env = "PROBITY_TOKEN",
        hide_env_values = true
    )]
    pub token: Option<String>,
    /// Certificates (PEM) that a server's own must be signed by, in place of the public ones.
    #[arg(long, global = true, value_name = "FILE", env = "PROBITY_CA")]
    pub ca: Option<PathBuf>,
    /// Print one JSON document on the standard output.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(commands::serve::Args),
    Demo(commands::demo::Args),
    Import(commands::import::Args),
    Discover(commands::discover::Args),
    Undo(commands::undo::Args),
    Export(commands::export::Args),
    List(commands::list::Args),
    Show(commands::show::Args),
    History(commands::history::Args),
    Create(commands::create::Args),
    Set(commands::set::Args),
    Move(commands::change_state::Args),
    Comment(commands::comment::Args),
    Archive(commands::archive::Args),
    Merge(commands::merge::Args),
    Erase(commands::erase::Args),
    Proof(commands::proof::Args),
    Verify(commands::verify::Args),
    Key(commands::key::Args),
    Fsck(commands::fsck::Args),
    Backup(commands::backup::Args),
    Restore(commands::restore::Args),
    Workspace(commands::workspace::Args),
    User(commands::user::Args),
    Token(commands::token::Args),
    Completions(commands::completions::Args),
}
