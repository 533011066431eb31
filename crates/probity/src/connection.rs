//! Runs an operation: in this process, or on the server that has the data folder.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use probity_api::{Caller, Operation, Problem, Scope};
use probity_app::ports::{SystemClock, WorkspaceName};
use probity_store::folder::{FolderError, RunningServer, running_server};

use crate::agent::agent;
use crate::cli::Globals;
use crate::error::{CliError, CliResult};
use crate::home::{Home, Place, Stores};
use crate::output::progress_bar;

/// The workspace that is made when nobody has made one.
pub const MAIN: &str = "main";
/// How often, and how far apart, a folder is asked for that another command holds: 5 s in all.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Whether a command may make what is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The data folder must be there.
    Refuse,
    /// A first command makes the data folder and the workspace `main`.
    Make,
}

/// A way to run operations in one workspace.
pub struct Connection {
    way: Way,
    workspace: WorkspaceName,
}

enum Way {
    Here(Home),
    There {
        address: String,
        token: String,
        agent: ureq::Agent,
    },
}

impl Connection {
    /// By the global options: a server that was named, else the one that has the data folder, else here.
    pub fn open(globals: &Globals, missing: Missing) -> CliResult<Self> {
        let workspace = globals.workspace.clone();
        let way = match &globals.url {
            Some(url) => Way::to_server(
                url,
                globals.token.as_deref().unwrap_or_default(),
                globals.ca.as_deref(),
            )?,
            None => Way::to_place(&Place::chosen(globals)?, missing)?,
        };
        if let Way::Here(home) = &way
            && missing == Missing::Make
            && workspace.as_str() == MAIN
        {
            home.instance.workspace_or_new(&workspace)?;
        }
        Ok(Self { way, workspace })
    }

    /// Runs an operation, with a progress bar when it runs here.
    pub fn call<O: Operation>(&self, doing: &'static str, request: O::Request) -> CliResult<O::Answer> {
        match &self.way {
            Way::Here(home) => {
                let bar = progress_bar(doing);
                let progress = |done, total| {
                    bar.set_length(total);
                    bar.set_position(done);
                };
                let scope = Scope {
                    instance: &home.instance,
                    caller: &Caller::Local,
                    workspace: &self.workspace,
                    stored: &*home.stored,
                    progress: &progress,
                };
                let answer = O::run(&scope, request);
                bar.finish_and_clear();
                Ok(answer?)
            }
            Way::There {
                address,
                token,
                agent,
            } => {
                let place = format!(
                    "{address}/api/v1/operations/{}?workspace={}",
                    O::NAME,
                    self.workspace
                );
                post::<O>(agent, &place, token, &request)
            }
        }
    }
}

impl Way {
    fn to_place(place: &Place, missing: Missing) -> CliResult<Self> {
        let mut attempt = 1;
        loop {
            if let Some(RunningServer { address, token }) = running_server(&place.data)? {
                return Self::to_server(&address, &token, None);
            }
            let taken = match missing {
                Missing::Refuse => place.take(),
                Missing::Make => place.take_or_make(),
            };
            match taken {
                Ok(folder) => {
                    let stores = Stores::open(folder, place.store.as_ref(), Arc::new(SystemClock))?;
                    return Ok(Self::Here(stores.alone()));
                }
                Err(FolderError::InUse { .. }) if attempt < TRIES => {
                    attempt += 1;
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn to_server(url: &str, token: &str, ca: Option<&Path>) -> CliResult<Self> {
        let address = url.trim_end_matches('/').to_owned();
        let agent = agent(&address, ca)?;
        Ok(Self::There {
            address,
            token: token.to_owned(),
            agent,
        })
    }
}

fn post<O: Operation>(
    agent: &ureq::Agent,
    place: &str,
    token: &str,
    request: &O::Request,
) -> CliResult<O::Answer> {
    let unreachable = |error: &dyn std::fmt::Display| {
        let server = place.split("/api/").next().unwrap_or(place);
        CliError::refused(format!("the server at `{server}` does not answer: {error}"))
            .hint("look whether it runs, and at its log")
    };
    let sent = agent
        .post(place)
        .header("authorization", format!("Bearer {token}"))
        .send_json(request);
    let mut response = sent.map_err(|error| unreachable(&error))?;
    let status = response.status();
    let body = response
        .body_mut()
        .with_config()
        .limit(u64::MAX)
        .read_to_vec()
        .map_err(|error| unreachable(&error))?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|error| {
            CliError::refused(format!("the answer of the server cannot be understood: {error}"))
                .hint("is it of another release than this command?")
        });
    }
    let problem: Problem = serde_json::from_slice(&body).map_err(|_| {
        CliError::refused(format!(
            "the server answered with status {status}, and not as Probity does"
        ))
    })?;
    Err(problem.into())
}
