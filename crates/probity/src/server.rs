//! One address with pages and API on it, until somebody ends it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use probity_api::ApiState;
use probity_app::Instance;
use probity_store::folder::RunningServer;
use probity_ui::{Access, UiState};
use tokio::signal::unix::{SignalKind, signal};
use tower_http::trace::TraceLayer;

use crate::error::{CliError, CliResult};
use crate::home::{Home, random_token};
use crate::output::Output;

/// How long requests that run may take to end once the server is told to.
const GRACE: Duration = Duration::from_secs(10);
/// How often what has expired is removed.
const PURGE_EVERY: Duration = Duration::from_secs(60 * 60);

/// Takes an address; nothing answers on it yet.
pub fn bind(listen: &str) -> CliResult<TcpListener> {
    TcpListener::bind(listen).map_err(|error| {
        let failed = |reason: String| CliError::refused(format!("cannot listen on `{listen}`: {reason}"));
        match error.kind() {
            std::io::ErrorKind::AddrInUse => failed("another program listens there".to_owned()).hint(
                "end that program, or choose another address: `--listen 127.0.0.1:0` picks a free port",
            ),
            std::io::ErrorKind::InvalidInput => {
                CliError::usage(format!("`{listen}` is not an address with a port"))
                    .hint("such as `127.0.0.1:42001`")
            }
            _ => failed(error.to_string()),
        }
    })
}

/// What is told before and after the server answers.
pub struct Events<'a> {
    /// Called with the address once it answers.
    pub answering: &'a dyn Fn(&str),
}

/// A server before it answers. From here on SIGTERM and Ctrl-C end it in good order.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    told: tokio::sync::watch::Receiver<bool>,
}

impl Server {
    /// Makes threads and listens for signals.
    pub fn prepare() -> CliResult<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| failed(&error))?;
        let (tell, told) = tokio::sync::watch::channel(false);
        let stop = runtime
            .block_on(async { stopped() })
            .map_err(|error| failed(&error))?;
        runtime.spawn(async move {
            stop.await;
            // Nobody waits when the server has ended by itself.
            let _ = tell.send(true);
        });
        Ok(Self { runtime, told })
    }

    /// Whether somebody wants it to end.
    pub fn is_told_to_stop(&self) -> bool {
        *self.told.borrow()
    }

    /// Serves the workspaces of a folder until SIGTERM or Ctrl-C.
    pub fn serve(
        self,
        home: &Home,
        listener: TcpListener,
        access: Access,
        output: Output,
        events: &Events<'_>,
    ) -> CliResult<()> {
        let address = format!(
            "http://{}",
            listener.local_addr().map_err(|error| failed(&error))?
        );
        let token = random_token()?;
        let routes = routes(home, access, &token)?;
        listener.set_nonblocking(true).map_err(|error| failed(&error))?;
        let Self { runtime, told } = self;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| failed(&error))?;
            home.folder.announce_server(&RunningServer {
                address: address.clone(),
                token,
            })?;
            tokio::spawn(purge(Arc::clone(&home.instance)));
            // Connections are taken from here on.
            output.text(format!("listening on {address}\n"))?;
            (events.answering)(&address);
            run(listener, routes, told).await.map_err(|error| failed(&error))
        });
        home.folder.withdraw_server()?;
        runtime.shutdown_timeout(GRACE);
        served
    }
}

fn failed(error: &std::io::Error) -> CliError {
    CliError::refused(format!("the server cannot start: {error}"))
}

/// Answers until told to stop, then gives running requests some time to end.
async fn run(
    listener: tokio::net::TcpListener,
    routes: Router,
    told: tokio::sync::watch::Receiver<bool>,
) -> std::io::Result<()> {
    let told_to_stop = |mut told: tokio::sync::watch::Receiver<bool>| async move {
        // The sender lives as long as the signals are listened for.
        let _ = told.wait_for(|told| *told).await;
    };
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "small answers may wait");
        }
    });
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(told_to_stop(told.clone()));
    tokio::select! {
        ended = server.into_future() => ended,
        () = async {
            told_to_stop(told).await;
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    }
}

fn routes(home: &Home, access: Access, token: &str) -> CliResult<Router> {
    let pages = probity_ui::router(UiState::new(Arc::clone(&home.instance), access)?);
    let api = probity_api::router(ApiState::new(
        Arc::clone(&home.instance),
        Arc::clone(&home.stored),
        token,
    ));
    let nodes = probity_api::internal::routes(Arc::clone(&home.instance));
    Ok(pages.merge(api).merge(nodes).layer(TraceLayer::new_for_http()))
}

fn stopped() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}

/// Removes what has expired: sessions, tokens, drafts, staged files.
async fn purge(instance: Arc<Instance>) {
    let mut turns = tokio::time::interval(PURGE_EVERY);
    loop {
        turns.tick().await;
        let instance = Arc::clone(&instance);
        let purged = tokio::task::spawn_blocking(move || instance.operational().purge(instance.now())).await;
        match purged {
            Ok(Ok(purged)) => tracing::debug!(?purged, "what had expired was removed"),
            Ok(Err(error)) => tracing::warn!(%error, "what has expired could not be removed"),
            Err(error) => tracing::error!(%error, "removing what has expired ended by a panic"),
        }
    }
}
