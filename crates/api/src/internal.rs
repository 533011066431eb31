//! What servers on one database say to each other, and what a watcher asks. No part of the public
//! description.
//!
//! - `POST /api/v1/internal/submit`: a command for the node that writes. The node that sends it has
//!   made sure who acts, so whoever knows this node's token may act as anybody; the token is made at
//!   random at every start and stands in the database alone.
//! - `GET /health`: whether this server can do its work. Says nothing of what it holds.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use probity_app::Instance;
use probity_app::instance::Health;
use probity_app::ports::operational::TokenHash;
use probity_app::workspace::sent::{SentAnswer, SentCommand};

use crate::problem::Problem;
use crate::router::BODY_MAX_BYTES;

/// Where a node takes commands of others.
pub const SUBMIT: &str = "/api/v1/internal/submit";

/// The addresses.
pub fn routes(instance: Arc<Instance>) -> Router {
    let nodes = Router::new()
        .route(SUBMIT, post(submit))
        // Before the body is read: only nodes may send much.
        .layer(middleware::from_fn_with_state(Arc::clone(&instance), nodes_only))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES));
    nodes.route("/health", get(health)).with_state(instance)
}

async fn nodes_only(State(instance): State<Arc<Instance>>, request: Request, next: Next) -> Response {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let known = instance.cluster().map(|cluster| cluster.me.token.as_str());
    match (token, known) {
        (Some(token), Some(known)) if is_same(token, known) => next.run(request).await,
        _ => Problem::unknown_caller().into_response(),
    }
}

/// Compares sums, and all of them: how long it takes tells nothing about the token.
fn is_same(token: &str, known: &str) -> bool {
    let (token, known) = (TokenHash::of(token), TokenHash::of(known));
    let pairs = token.as_bytes().iter().zip(known.as_bytes());
    pairs.fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

async fn submit(State(instance): State<Arc<Instance>>, body: Bytes) -> Response {
    let sent: Result<SentCommand, _> = serde_json::from_slice(&body);
    let Some(forwarded) = sent.ok().and_then(SentCommand::read) else {
        return Problem::malformed("this is not a command of a node of this release").into_response();
    };
    let done = tokio::task::spawn_blocking(move || instance.submit_as_writer(forwarded)).await;
    match done {
        Ok(done) => axum::Json(SentAnswer::from(done)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a command of another node ended by a panic");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn health(State(instance): State<Arc<Instance>>) -> Response {
    let health = tokio::task::spawn_blocking(move || instance.health()).await;
    let (status, words) = match health {
        Ok(Health::Good) => (StatusCode::OK, "good"),
        Ok(Health::Bad(words)) => (StatusCode::SERVICE_UNAVAILABLE, words),
        Err(error) => {
            tracing::error!(%error, "looking at the health of this server ended by a panic");
            (StatusCode::INTERNAL_SERVER_ERROR, "broken: the log tells where")
        }
    };
    let mut response = (status, format!("{words}\n")).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
