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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, to_bytes};
    use probity_app::ports::nodes::{Claim, Forward, ForwardError, Forwarded, Node, Nodes};
    use probity_app::ports::{SystemClock, WorkspaceName, Workspaces as _};
    use probity_app::workspace::{Cluster, Done, Timing};
    use probity_core::ids::Actor;
    use probity_store::{DataFolder, FolderWorkspaces};
    use probity_testkit::nodes::MemoryNodes;
    use serde_json::{Value as Json, json};
    use tower::ServiceExt as _;

    use super::*;

    /// No test here sends anything on.
    struct Nowhere;

    impl Forward for Nowhere {
        fn forward(&self, _: &Node, _: &Forwarded, _: Duration) -> Result<Done, ForwardError> {
            Err(ForwardError::Unreached("nowhere".to_owned()))
        }
    }

    struct Site {
        instance: Arc<Instance>,
        nodes: Arc<MemoryNodes>,
        _folder: tempfile::TempDir,
    }

    fn node(name: &str) -> Node {
        Node {
            id: name.to_owned(),
            address: format!("http://{name}.example"),
            token: format!("token of {name}"),
        }
    }

    fn main_workspace() -> WorkspaceName {
        "main".parse().unwrap()
    }

    fn site() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let data = Arc::new(DataFolder::open(folder.path()).unwrap());
        let home = FolderWorkspaces::new(Arc::clone(&data), Arc::new(SystemClock));
        let ledger = home.create(&main_workspace()).unwrap().store;
        let nodes = Arc::new(MemoryNodes::over(ledger));
        let operational = Arc::new(data.server_db().unwrap());
        let cluster = Cluster {
            nodes: Arc::<MemoryNodes>::clone(&nodes),
            forward: Arc::new(Nowhere),
            me: node("me"),
            timing: Timing::default(),
        };
        let instance = Instance::new(Box::new(home), operational, Arc::new(SystemClock)).among(cluster);
        let instance = Arc::new(instance);
        instance.workspace_or_new(&main_workspace()).unwrap();
        Site {
            instance,
            nodes,
            _folder: folder,
        }
    }

    async fn ask(site: &Site, token: Option<&str>, body: &Json) -> (u16, Json) {
        let mut request = Request::post(SUBMIT);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let response = routes(Arc::clone(&site.instance)).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    fn vendor(id: &str) -> Json {
        json!({
            "workspace": "main",
            "actor": Actor::Person(1).to_string(),
            "id": id,
            "command": { "create": { "kind": "vendor", "patch": { "set": { "name": "Tide Ltd" } } } },
        })
    }

    #[tokio::test]
    async fn only_who_knows_the_token_of_this_node_is_heard() {
        let site = site();
        for token in [
            None,
            Some(""),
            Some("token of you"),
            Some("token of m"),
            Some("token of mee"),
        ] {
            let (status, _) = ask(&site, token, &vendor("a")).await;
            assert_eq!(status, 401, "{token:?}");
        }
        let workspace = site.instance.workspace(&main_workspace()).unwrap();
        let register = &workspace.current().register;
        assert_eq!(register.count(register.kinds().known("vendor")), 0);
        // A server that is no node hears nobody.
        let alone = Router::new().merge(routes(Arc::new(Instance::new(
            Box::new(FolderWorkspaces::new(
                Arc::new(DataFolder::open(tempfile::tempdir().unwrap().path()).unwrap()),
                Arc::new(SystemClock),
            )),
            Arc::clone(site.instance.operational()),
            Arc::new(SystemClock),
        ))));
        let request = Request::post(SUBMIT)
            .header("authorization", "Bearer ")
            .body(Body::from(vendor("a").to_string()))
            .unwrap();
        assert_eq!(alone.oneshot(request).await.unwrap().status(), 401);
    }

    #[tokio::test]
    async fn the_writer_carries_out_what_it_is_sent_once() {
        let site = site();
        let (status, first) = ask(&site, Some("token of me"), &vendor("a")).await;
        assert_eq!(status, 200);
        assert_eq!(first["done"]["subjects"], json!(["VEN-1"]), "{first}");
        let (_, again) = ask(&site, Some("token of me"), &vendor("a")).await;
        assert_eq!(
            (&again["done"]["first"], &again["done"]["repeated"]),
            (&first["done"]["first"], &json!(true))
        );
        let (_, refused) = ask(
            &site,
            Some("token of me"),
            &json!({
                "workspace": "main", "actor": "PER-1", "id": "b",
                "command": { "comment": { "id": "VEN-9", "text": "?" } },
            }),
        )
        .await;
        assert_eq!(refused["answered"]["refused"]["kind"], "missing", "{refused}");
        let (status, _) = ask(&site, Some("token of me"), &json!({ "workspace": "Main" })).await;
        assert_eq!(status, 400);
    }

    #[tokio::test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a deadline of a test that waits for a lease to end"
    )]
    async fn who_does_not_write_says_so() {
        let site = site();
        let name = main_workspace();
        site.nodes.release(&name, &node("me")).unwrap();
        let claim = site.nodes.claim(&name, &node("you"), Duration::from_secs(600));
        assert_eq!(claim.unwrap(), Claim::Mine);
        // What this node believes of its own lease ends within the time of a lease.
        let until = std::time::Instant::now() + Duration::from_secs(60);
        let mut turn = 0;
        loop {
            turn += 1;
            let (_, answer) = ask(&site, Some("token of me"), &vendor(&format!("a{turn}"))).await;
            if answer == json!("elsewhere") {
                break;
            }
            assert!(std::time::Instant::now() < until, "{answer}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    #[tokio::test]
    async fn health_says_nothing_of_what_is_kept() {
        let site = site();
        let request = Request::get("/health").body(Body::empty()).unwrap();
        let response = routes(Arc::clone(&site.instance)).oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(&bytes[..], b"good\n");
    }
}
