//! `probity demo`.

use std::net::TcpListener;
use std::ops::ControlFlow;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use probity_app::AppError;
use probity_app::demo::{DemoClock, Plan, build};
use probity_app::ports::{Clock as _, SystemClock};
use probity_ui::Access;

use crate::cli::Globals;
use crate::connection::MAIN;
use crate::error::{CliError, CliResult};
use crate::home::Home;
use crate::output::{Output, progress_bar};
use crate::server::{Events, Server, bind};
use crate::settings::DEFAULT_LISTEN;

/// Look around in a fictional organisation.
///
/// Makes an organisation that does not exist, with three years of history, in a folder that is
/// thrown away at the end, and serves it. Nobody has to sign in; nothing is kept.
///
/// Example: probity demo --systems 10000 --no-open
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// How many AI systems it has.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    systems: u32,
    /// Another seed makes another organisation; the same makes the same.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Address and port on this machine; port 0 picks a free one. [default: 127.0.0.1:42001, or a free port when it is taken]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Do not open the browser.
    #[arg(long)]
    no_open: bool,
}

/// Builds, serves, throws away.
pub fn run(globals: &Globals, args: &Args, output: Output) -> CliResult {
    if globals.url.is_some() {
        return Err(CliError::usage(
            "`demo` runs here and cannot use `--url`: leave it out",
        ));
    }
    let listener = listener(args.listen.as_deref())?;
    let server = Server::prepare()?;
    let folder = tempfile::Builder::new().prefix("probity-demo-").tempdir();
    let folder =
        folder.map_err(|error| CliError::refused(format!("cannot make a folder for the demo: {error}")))?;
    let clock = Arc::new(DemoClock::new(Arc::new(SystemClock)));
    let home = Home::open_or_make(folder.path(), Arc::<DemoClock>::clone(&clock))?;
    let main = MAIN
        .parse()
        .map_err(|error| CliError::usage(format!("{error}")))?;
    let bar = progress_bar("making an organisation");
    let plan = Plan {
        systems: args.systems,
        seed: args.seed,
        until: clock.now(),
    };
    let built = build(&home.instance, &main, &clock, &plan, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
        if server.is_told_to_stop() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    bar.finish_and_clear();
    let Some(built) = built else {
        return Ok(ExitCode::SUCCESS);
    };
    output.note(format!(
        "{}: {} records and {} entries, all made up; press Ctrl-C to end and remove it",
        built.organisation, built.records, built.entries
    ));
    let answering = |address: &str| {
        if !args.no_open {
            open_browser(address);
        }
    };
    server.serve(
        &home,
        listener,
        Access::Loopback,
        output,
        &Events {
            answering: &answering,
        },
    )?;
    drop(home);
    folder.close().map_err(|error| {
        CliError::refused(format!("the folder of the demo could not be removed: {error}"))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn listener(listen: Option<&str>) -> CliResult<TcpListener> {
    let listener = match listen {
        Some(listen) => bind(listen)?,
        None => bind(DEFAULT_LISTEN).or_else(|_| bind("127.0.0.1:0"))?,
    };
    let address = listener
        .local_addr()
        .map_err(|error| AppError::Internal(error.to_string()))?;
    if !address.ip().to_canonical().is_loopback() {
        return Err(CliError::usage(format!(
            "the demo needs no sign-in, so it answers on this machine only, not on `{address}`"
        ))
        .hint("leave `--listen` out, or use 127.0.0.1"));
    }
    Ok(listener)
}

/// Without a browser the address is printed all the same.
fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let started = Command::new(opener)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        tracing::debug!(%error, "no browser was opened");
    }
}
