//! One file per command. The doc comment of its `Args` is its help.

pub mod completions;
pub mod demo;
pub mod fsck;
pub mod history;
pub mod key;
pub mod list;
pub mod proof;
pub mod serve;
pub mod show;
pub mod user;
pub mod verify;
mod words;
pub mod workspace;

use crate::cli::{Cli, Command};
use crate::error::CliResult;
use crate::output::Output;

/// Runs what was typed.
pub fn run(cli: Cli, output: &Output) -> CliResult {
    let Cli { globals, command } = cli;
    match command {
        Command::Serve(args) => serve::run(&globals, &args, *output),
        Command::Demo(args) => demo::run(&globals, &args, *output),
        Command::List(args) => list::run(&globals, args, *output),
        Command::Show(args) => show::run(&globals, args, *output),
        Command::History(args) => history::run(&globals, args, *output),
        Command::Proof(args) => proof::run(&globals, args, *output),
        Command::Verify(args) => verify::run(&args, *output),
        Command::Key(args) => key::run(&globals, &args, *output),
        Command::Fsck(args) => fsck::run(&globals, &args, *output),
        Command::Workspace(args) => workspace::run(&globals, args, *output),
        Command::User(args) => user::run(&globals, args, *output),
        Command::Completions(args) => completions::run(&args, *output),
    }
}
