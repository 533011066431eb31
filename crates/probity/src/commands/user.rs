//! `probity user`.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use probity_api::operations::{ListUsers, Nothing, SetPassword, SetPasswordRequest};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::{Output, table};

/// Accounts: how people sign in. Who they are and what they may do is in the ledger.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Set the password of an account, making the account when there is none.
    ///
    /// The password is read from the standard input, one line. The account `admin` is the local
    /// administrator; every other is the person whose field `account` has this name.
    ///
    /// Example: probity user set-password admin < password.txt
    #[command(verbatim_doc_comment)]
    SetPassword {
        /// The name to sign in with.
        login: String,
    },
    /// List the accounts.
    #[command(verbatim_doc_comment)]
    List,
}

/// Sets or lists.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    match args.action {
        Action::SetPassword { login } => {
            let password = read_password(&login)?;
            let connection = Connection::open(globals, Missing::Make)?;
            let answer = connection.call::<SetPassword>("hashing", SetPasswordRequest { login, password })?;
            output.answer(&answer, || {
                format!(
                    "`{}` can sign in with the new password; its sessions have ended",
                    answer.login
                )
            })?;
        }
        Action::List => {
            let answer =
                Connection::open(globals, Missing::Refuse)?.call::<ListUsers>("listing", Nothing {})?;
            let heads = ["Login", "Made", "Disabled"].map(str::to_owned);
            output.answer(&answer, || {
                let row = |user: &probity_api::operations::User| {
                    vec![
                        user.login.clone(),
                        user.created.clone(),
                        user.disabled.clone().unwrap_or_default(),
                    ]
                };
                table(&heads, &answer.users.iter().map(row).collect::<Vec<_>>())
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_password(login: &str) -> CliResult<String> {
    let unreadable = |error: &dyn std::fmt::Display| {
        CliError::refused(format!(
            "cannot read the password from the standard input: {error}"
        ))
    };
    let line = if io::stdin().is_terminal() {
        eprintln!("password for `{login}` (it is not shown):");
        without_echo(read_line).map_err(|error| unreadable(&error))?
    } else {
        read_line().map_err(|error| unreadable(&error))?
    };
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err(CliError::usage("no password came on the standard input")
            .hint(format!("probity user set-password {login} < FILE")));
    }
    Ok(password.to_owned())
}

fn read_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}

/// What is typed meanwhile is not shown on the terminal.
fn without_echo<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let terminal = io::stdin();
    let before = tcgetattr(&terminal)?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Flush, &silent)?;
    let read = read();
    tcsetattr(&terminal, OptionalActions::Flush, &before)?;
    read
}
