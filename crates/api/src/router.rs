//! The addresses of this face, and what every request can reach.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use probity_app::ports::StoredFiles;
use probity_app::ports::operational::TokenHash;
use probity_app::{AppError, Instance};

use crate::problem::{self as problems, PROBLEMS, Problem};
use crate::reference;
use crate::rest;
use crate::rest::dispatch;
use crate::scope::Caller;

pub use crate::rest::BODY_MAX_BYTES;

/// What every request can reach. Cheap to clone.
#[derive(Clone)]
pub struct ApiState {
    instance: Arc<Instance>,
    stored: Arc<dyn StoredFiles>,
    local_token: TokenHash,
}

impl ApiState {
    /// The state of a server; `local_token` is what it announces in its data folder.
    pub fn new(instance: Arc<Instance>, stored: Arc<dyn StoredFiles>, local_token: &str) -> Self {
        Self {
            instance,
            stored,
            local_token: TokenHash::of(local_token),
        }
    }

    pub(crate) fn instance(&self) -> &Instance {
        &self.instance
    }

    pub(crate) fn stored(&self) -> &dyn StoredFiles {
        &*self.stored
    }

    /// Who calls, by the bearer token (RFC 6750).
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let value = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = value
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(Problem::unknown_caller)?;
        let hash = TokenHash::of(token);
        if hash == self.local_token {
            return Ok(Caller::Local);
        }
        let operational = self.instance.operational();
        let failed = |error| Problem::from(AppError::from(error));
        let token = operational
            .api_token(&hash, self.instance.now())
            .map_err(failed)?
            .ok_or_else(Problem::unknown_caller)?;
        let account = operational.account(&token.account).map_err(failed)?;
        account
            .filter(|account| account.disabled.is_none())
            .map(Caller::Account)
            .ok_or_else(Problem::unknown_caller)
    }
}

/// The addresses of this face.
pub fn router(state: ApiState) -> Router {
    dispatch::routes(rest::endpoints())
        .merge(reference::routes())
        .route("/api/{*rest}", any(nothing))
        .route("/problems/{slug}", get(explained))
        .layer(middleware::from_fn(headers))
        .with_state(state)
}

async fn nothing(request: Request) -> Problem {
    Problem::of(
        problems::NOT_FOUND,
        format!(
            "there is nothing at `{}`: `/api/v1/openapi.json` describes what there is",
            request.uri().path()
        ),
    )
}

/// What a kind of problem means, in plain words.
async fn explained(Path(slug): Path<String>) -> Response {
    match PROBLEMS.iter().find(|kind| kind.slug == slug) {
        Some(kind) => {
            let text = format!("{} ({})\n\n{}\n", kind.title, kind.status, kind.explanation);
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
        None => Problem::of(problems::NOT_FOUND, "there is no such kind of problem").into_response(),
    }
}

/// Operations wait for disks; they do it where they keep nobody else waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request ended by a panic");
        Err(Problem::from(AppError::Internal(
            "the log tells where".to_owned(),
        )))
    })
}

/// Answers are for the caller alone, never a page, and not kept unless the answer says so.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        ));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
