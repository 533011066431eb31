//! `probity serve`.

use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;

use probity_app::ports::SystemClock;
use probity_ui::Access;

use crate::cli::Globals;
use crate::connection::MAIN;
use crate::error::{CliError, CliResult};
use crate::home::{Place, Stores};
use crate::output::Output;
use crate::server::{Events, Server, bind};
use crate::settings::{DEFAULT_LISTEN, Settings, StoreUrl};

/// Serve pages and API.
///
/// Makes the data folder and the workspace `main` at the first time. On a loopback address whoever
/// sits at the machine is the local administrator; on any other address everybody signs in, so an
/// account has to be there first: `probity user set-password admin`.
///
/// Prints `listening on http://ADDRESS` as a line of its own once it answers. Settings may stand in
/// `probity.toml` in the data folder: `listen`, `sign_in`, `store`, `node_address`.
///
/// With `--store` everything is kept in PostgreSQL, and several servers may run on one database,
/// each with a data folder of its own for keys and snapshots.
///
/// `GET /health` answers 200 while the server can do its work, else 503 with the reason.
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
    /// With `--store`: where other servers on the same database reach this one. [default: the address
    /// that it listens on]
    #[arg(long, value_name = "URL", env = "PROBITY_NODE_ADDRESS")]
    node_address: Option<String>,
}

/// Where other servers on the same database reach this one.
fn node_address(named: Option<&String>, listener: &TcpListener, place: &Place) -> CliResult<String> {
    if let Some(named) = named {
        let is_address = ["http://", "https://"]
            .iter()
            .any(|start| named.starts_with(start));
        return if is_address {
            Ok(named.clone())
        } else {
            Err(CliError::usage(format!(
                "`{named}` is not an address that other servers can reach: it must begin with `http://` or `https://`"
            )))
        };
    }
    let address = listener
        .local_addr()
        .map_err(|error| CliError::refused(format!("the server cannot start: {error}")))?;
    if place.store.is_some() && address.ip().is_unspecified() {
        return Err(CliError::usage(format!(
            "other servers on the same database cannot reach this one under `{address}`"
        ))
        .hint("name the address of this machine, such as `--node-address http://10.0.0.5:42001`"));
    }
    Ok(format!("http://{address}"))
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
    let store = StoreUrl::chosen(globals, &settings)?;
    let place = Place {
        data: globals.data.clone(),
        store,
    };
    let stores = Stores::open(place.take_or_make()?, place.store.as_ref(), Arc::new(SystemClock))?;
    let listener = bind(listen)?;
    let address = args.node_address.as_ref().or(settings.node_address.as_ref());
    let home = stores.among_others(&node_address(address, &listener, &place)?)?;
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
            .iter()
            .all(|account| account.password_hash.is_empty())
    {
        return Err(CliError::refused(format!(
            "nobody could sign in at `{listen}`: there is no account with a password yet"
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
