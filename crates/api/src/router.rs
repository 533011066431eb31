//! `POST /api/v1/operations/NAME?workspace=NAME`.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use probity_app::ports::operational::TokenHash;
use probity_app::ports::{StoredFiles, WorkspaceName};
use probity_app::{AppError, Instance};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::operations::run_by_name;
use crate::problem::Problem;
use crate::scope::{Caller, Scope};

/// The largest request, in bytes: files travel in it as base64.
pub const BODY_MAX_BYTES: usize = 256 * 1024 * 1024;

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

    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let value = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = value
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::trim)
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
    Router::new()
        .route("/api/v1/operations/{name}", post(operation))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(middleware::from_fn(headers))
        .with_state(state)
}

#[derive(Deserialize)]
struct Where {
    #[serde(default = "main_workspace")]
    workspace: String,
}

fn main_workspace() -> String {
    "main".to_owned()
}

/// Who calls is asked before the body is read.
async fn operation(
    State(state): State<ApiState>,
    Path(name): Path<String>,
    Query(place): Query<Where>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let known = state.clone();
    let caller = blocking(move || known.caller(&headers)).await?;
    let body = axum::body::to_bytes(request.into_body(), BODY_MAX_BYTES)
        .await
        .map_err(|_| {
            Problem::new(
                413,
                "too large",
                format!("the request is larger than {BODY_MAX_BYTES} bytes, or broke off: send less at once"),
            )
        })?;
    blocking(move || answer(&state, &caller, &name, &place.workspace, &body)).await
}

fn answer(
    state: &ApiState,
    caller: &Caller,
    name: &str,
    workspace: &str,
    body: &Bytes,
) -> Result<Response, Problem> {
    let request: Json = match body.is_empty() {
        true => Json::Object(serde_json::Map::new()),
        false => serde_json::from_slice(body)
            .map_err(|error| Problem::malformed(format!("the request is not JSON: {error}")))?,
    };
    let workspace: WorkspaceName = workspace
        .parse()
        .map_err(|error| Problem::malformed(format!("{error}")))?;
    let scope = Scope {
        instance: &state.instance,
        caller,
        workspace: &workspace,
        stored: &*state.stored,
        progress: &|_, _| (),
    };
    let answer = run_by_name(&scope, name, request)?;
    Ok(axum::Json(answer).into_response())
}

/// Operations wait for disks; they do it where they keep nobody else waiting.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an operation ended by a panic");
        Err(Problem::from(AppError::Internal(
            "the log tells where".to_owned(),
        )))
    })
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

/// Answers are for the caller alone, and never a page.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    );
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
