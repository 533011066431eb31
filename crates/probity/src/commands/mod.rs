//! One file per command. The doc comment of its `Args` is its help.

pub mod archive;
pub mod backup;
pub mod change_state;
pub mod comment;
pub mod completions;
pub mod create;
pub mod demo;
pub mod discover;
pub mod erase;
pub mod export;
pub mod fsck;
pub mod history;
pub mod import;
pub mod key;
pub mod list;
pub mod merge;
pub mod proof;
pub mod restore;
pub mod serve;
pub mod set;
pub mod show;
pub mod token;
pub mod undo;
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
        Command::Import(args) => import::run(&globals, &args, *output),
        Command::Discover(args) => discover::run(&globals, &args, *output),
        Command::Undo(args) => undo::run(&globals, args, *output),
        Command::Export(args) => export::run(&globals, args, *output),
        Command::List(args) => list::run(&globals, args, *output),
        Command::Show(args) => show::run(&globals, args, *output),
        Command::History(args) => history::run(&globals, args, *output),
        Command::Create(args) => create::run(&globals, args, *output),
        Command::Set(args) => set::run(&globals, args, *output),
        Command::Move(args) => change_state::run(&globals, args, *output),
        Command::Comment(args) => comment::run(&globals, args, *output),
        Command::Archive(args) => archive::run(&globals, args, *output),
        Command::Merge(args) => merge::run(&globals, args, *output),
        Command::Erase(args) => erase::run(&globals, args, *output),
        Command::Proof(args) => proof::run(&globals, args, *output),
        Command::Verify(args) => verify::run(&args, *output),
        Command::Key(args) => key::run(&globals, &args, *output),
        Command::Fsck(args) => fsck::run(&globals, &args, *output),
        Command::Backup(args) => backup::run(&globals, &args, *output),
        Command::Restore(args) => restore::run(&globals, &args, *output),
        Command::Workspace(args) => workspace::run(&globals, args, *output),
        Command::User(args) => user::run(&globals, args, *output),
        Command::Token(args) => token::run(&globals, args, *output),
        Command::Completions(args) => completions::run(&args, *output),
    }
}
