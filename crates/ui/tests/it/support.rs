//! A server without a socket: the router over a temporary folder, and a clock that tests move.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::SignedDuration;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::{WorkspaceName, Workspaces};
use probity_app::{AppError, Ctx, Instance, Parts};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_store::{DataFolder, FolderWorkspaces};
use probity_testkit::clock::FixedClock;
use probity_testkit::failing::FailingStore;
use probity_ui::{Access, UiState, router};
use tower::ServiceExt as _;

/// Where the clock stands when a site is made.
pub const START: &str = "2026-03-02T09:00:00Z";

/// A server with one workspace, `main`.
pub struct Site {
    pub instance: Arc<Instance>,
    pub clock: Arc<FixedClock>,
    router: Router,
    stores: Arc<Mutex<Vec<Arc<FailingStore>>>>,
    folder: tempfile::TempDir,
}

/// The workspaces of a folder, each over a store that fails when a test says so.
struct Home {
    inner: FolderWorkspaces,
    stores: Arc<Mutex<Vec<Arc<FailingStore>>>>,
    hold: Option<String>,
}

impl Home {
    fn over(&self, parts: Parts) -> Parts {
        let store = Arc::new(FailingStore::over(parts.store));
        self.stores.lock().unwrap().push(Arc::clone(&store));
        let hold = self.hold.clone().or(parts.hold);
        Parts { store, hold, ..parts }
    }
}

impl Workspaces for Home {
    fn list(&self) -> Result<Vec<WorkspaceName>, AppError> {
        self.inner.list()
    }

    fn parts(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        self.inner.parts(name).map(|parts| self.over(parts))
    }

    fn create(&self, name: &WorkspaceName) -> Result<Parts, AppError> {
        self.inner.create(name).map(|parts| self.over(parts))
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Site {
    pub fn new(access: Access) -> Self {
        Self::over(tempfile::tempdir().unwrap(), access, None)
    }

    /// The same folder served again, with the ledger held for a reason.
    pub fn held(self, reason: &str) -> Self {
        self.instance.close();
        let Self {
            instance,
            router,
            folder,
            ..
        } = self;
        drop((instance, router));
        Self::over(folder, Access::Loopback, Some(reason.to_owned()))
    }

    fn over(folder: tempfile::TempDir, access: Access, hold: Option<String>) -> Self {
        let stores = Arc::new(Mutex::new(Vec::new()));
        let clock = Arc::new(FixedClock::at(START.parse().unwrap()));
        let data = Arc::new(DataFolder::open(folder.path()).unwrap());
        let operational = Arc::new(data.server_db().unwrap());
        let home = Home {
            inner: FolderWorkspaces::new(Arc::clone(&data), clock.clone()),
            stores: Arc::clone(&stores),
            hold,
        };
        let instance = Arc::new(Instance::new(Box::new(home), operational, clock.clone()));
        instance.workspace_or_new(&"main".parse().unwrap()).unwrap();
        let router = router(UiState::new(Arc::clone(&instance), access).unwrap());
        Self {
            instance,
            clock,
            router,
            stores,
            folder,
        }
    }

    /// At the machine, nobody signs in.
    pub fn local() -> Self {
        Self::new(Access::Loopback)
    }

    pub fn ctx(&self) -> Ctx {
        Ctx::new(
            self.instance.workspace(&"main".parse().unwrap()).unwrap(),
            LOCAL_ADMINISTRATOR,
        )
    }

    /// The store of the workspace that was opened last.
    pub fn store(&self) -> Arc<FailingStore> {
        Arc::clone(self.stores.lock().unwrap().last().unwrap())
    }

    pub fn pass_days(&self, days: i64) {
        self.clock.advance(SignedDuration::from_hours(24 * days));
    }

    #[track_caller]
    pub fn create(&self, kind: &str, patch: Patch) -> String {
        let done = self
            .ctx()
            .submit(Command::Create {
                kind: kind.to_owned(),
                patch,
            })
            .unwrap();
        done.subjects[0].show(self.ctx().view().register.kinds())
    }

    #[track_caller]
    pub fn revise(&self, id: &str, patch: Patch) {
        let command = Command::Revise {
            id: id.to_owned(),
            expected_revision: None,
            patch,
            materiality: None,
        };
        self.ctx().submit(command).unwrap();
    }

    /// Sends any request from a client at the machine, with the usual host unless it names one.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
        if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        request
            .headers_mut()
            .entry(header::HOST)
            .or_insert("127.0.0.1:42001".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// The token that forms of this site carry.
    pub async fn token(&self) -> String {
        self.get("/w/main/import").await.token()
    }

    /// Sends a form with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .copied()
            .chain([("token", token.as_str())])
            .collect();
        self.send(form(path, &fields)).await
    }

    /// Sends a file with its token.
    pub async fn upload(&self, name: &str, content: &[u8]) -> Answer {
        self.post_files("/w/main/import", &[], &[("file", name, content)])
            .await
    }

    /// Sends a form that has files, with its token: input, name and content of each.
    pub async fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let token = self.token().await;
        self.send(form_with_files(path, &token, fields, files)).await
    }
}

/// A form with files as a browser sends it.
pub fn form_with_files(
    path: &str,
    token: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in [("token", token)].iter().chain(fields) {
        let part = format!("--sep\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (input, name, content) in files {
        let head =
            format!("--sep\r\nContent-Disposition: form-data; name=\"{input}\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--sep--\r\n");
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=sep")
        .body(Body::from(body))
        .unwrap()
}

/// A form as a browser sends it.
pub fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let encode = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(pairs.join("&")))
        .unwrap()
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn location(&self) -> String {
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }

    pub fn token(&self) -> String {
        let text = self.text();
        let (_, rest) = text
            .split_once("name=\"token\" value=\"")
            .expect("the page has a form");
        rest.split('"').next().unwrap().to_owned()
    }

    #[track_caller]
    pub fn has(&self, part: &str) {
        assert!(
            self.text().contains(part),
            "`{part}` is not in: {}",
            body_of(&self.text())
        );
    }

    #[track_caller]
    pub fn has_not(&self, part: &str) {
        assert!(
            !self.text().contains(part),
            "`{part}` is in: {}",
            body_of(&self.text())
        );
    }
}

fn body_of(page: &str) -> &str {
    let body = page.split_once("<main").map_or(page, |(_, main)| main);
    body.char_indices().nth(4000).map_or(body, |(at, _)| &body[..at])
}
