//! `probity serve`.

use std::process::ExitCode;
use std::sync::Arc;

use probity_app::ports::SystemClock;
use probity_ui::Access;

use crate::cli::Globals;
use crate::connection::MAIN;
use crate::error::{CliError, CliResult};
use crate::home::Home;
use crate::output::Output;
use crate::server::{Events, Server, bind};
use crate::settings::{DEFAULT_LISTEN, Settings};

/// Serve pages and API.
///
/// Makes the data folder and the workspace `main` at the first time. On a loopback address whoever
/// sits at the machine is the local administrator; on any other address everybody signs in, so an
/// account has to be there first: `probity user set-password admin`.
///
/// Prints `listening on http://ADDRESS` as a line of its own once it answers. Settings may stand in
/// `probity.toml` in the data folder: `listen`, `sign_in`.
///
/// Example: probity serve --data /srv/probity --listen 127.0.0.1:8080
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Address and port; port 0 picks a free one. [default: 127.0.0.1:42001]
    #[arg(long, value_name = "ADDR", env = "PROBITY_LISTEN")]
    listen: Option<String>,
    /// Everybody signs in, on a loopback address too: for a server behind a proxy.
    #[arg(long)]
    sign_in: bool,
}

/// Serves until SIGTERM or Ctrl-C.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    if globals.url.is_some() {
        return Err(CliError::usage(
            "`serve` runs here and cannot use `--url`: leave it out",
        ));
    }
    let settings = Settings::read(&globals.data)?;
    let listen = args
        .listen
        .as_deref()
        .or(settings.listen.as_deref())
        .unwrap_or(DEFAULT_LISTEN);
    let home = Home::open_or_make(&globals.data, Arc::new(SystemClock))?;
    let listener = bind(listen)?;
    let loopback = listener
        .local_addr()
        .is_ok_and(|address| address.ip().to_canonical().is_loopback());
    let access = if loopback && !args.sign_in && settings.sign_in != Some(true) {
        Access::Loopback
    } else {
        Access::Accounts
    };
    if access == Access::Accounts
        && home
            .instance
            .operational()
            .accounts()
            .map_err(probity_app::AppError::from)?
            .is_empty()
    {
        return Err(CliError::refused(format!(
            "nobody could sign in at `{listen}`: there is no account yet"
        ))
        .hint("make one first: `probity user set-password admin`"));
    }
    let main = MAIN
        .parse()
        .map_err(|error| CliError::usage(format!("{error}")))?;
    home.instance.workspace_or_new(&main)?;
    Server::prepare()?.serve(&home, listener, access, output, &Events { answering: &|_| () })?;
    Ok(ExitCode::SUCCESS)
}
