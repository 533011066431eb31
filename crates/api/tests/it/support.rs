//! A server without a socket: the router over a temporary folder, and a clock that tests move. Every
//! answer is held against the description.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use probity_api::{ApiState, openapi, router};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::tokens::{account_or_new, create_token};
use probity_app::{Ctx, Instance};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_store::{DataFolder, FolderWorkspaces};
use probity_testkit::clock::FixedClock;
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;

use crate::conforms::conforms;

/// Where the clock stands when a site is made.
pub const START: &str = "2026-03-02T09:00:00Z";
/// The token of whoever may read the data folder.
pub const LOCAL: &str = "the local token";

static DOCUMENT: LazyLock<Json> = LazyLock::new(openapi::document);

/// A server with one workspace, `main`.
pub struct Site {
    pub instance: Arc<Instance>,
    pub clock: Arc<FixedClock>,
    router: Router,
    _folder: tempfile::TempDir,
}

/// What is sent.
pub struct Sending<'a> {
    site: &'a Site,
    method: &'static str,
    path: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Site {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(START.parse().unwrap()));
        let data = Arc::new(DataFolder::open(folder.path()).unwrap());
        let operational = Arc::new(data.server_db().unwrap());
        let home = || FolderWorkspaces::new(Arc::clone(&data), clock.clone());
        let instance = Arc::new(Instance::new(Box::new(home()), operational, clock.clone()));
        instance.workspace_or_new(&"main".parse().unwrap()).unwrap();
        let router = router(ApiState::new(Arc::clone(&instance), Arc::new(home()), LOCAL));
        Self {
            instance,
            clock,
            router,
            _folder: folder,
        }
    }

    pub fn ctx(&self) -> Ctx {
        let workspace = self.instance.workspace(&"main".parse().unwrap()).unwrap();
        Ctx::new(workspace, LOCAL_ADMINISTRATOR)
    }

    #[track_caller]
    pub fn create(&self, kind: &str, patch: Patch) -> String {
        let command = Command::Create {
            kind: kind.to_owned(),
            patch,
        };
        let done = self.ctx().submit(command).unwrap();
        done.subjects[0].show(self.ctx().view().register.kinds())
    }

    #[track_caller]
    pub fn vendor(&self, name: &str) -> String {
        self.create("vendor", Patch::set_one("name", name))
    }

    #[track_caller]
    pub fn rename(&self, id: &str, name: &str) {
        let command = Command::Revise {
            id: id.to_owned(),
            expected_revision: None,
            patch: Patch::set_one("name", name),
            materiality: None,
        };
        self.ctx().submit(command).unwrap();
    }

    /// The token of somebody who holds a role, in a unit or in the whole workspace.
    #[track_caller]
    pub fn token_of(&self, role: &str, unit: Option<&str>) -> String {
        let login = format!("{role}{}@example.org", unit.unwrap_or_default());
        let person = Patch {
            state: Some("active".to_owned()),
            ..Patch::set_one("name", role).with("account", login.as_str())
        };
        let person = self.create("person", person);
        let grant = Patch::set_one("name", role)
            .with("person", person)
            .with("role", role);
        self.create(
            "role_grant",
            match unit {
                Some(unit) => grant.with("unit", unit),
                None => grant,
            },
        );
        let operational = &**self.instance.operational();
        let (account, _) = account_or_new(operational, &login, self.instance.now()).unwrap();
        create_token(operational, &account.id, "test", None, self.instance.now())
            .unwrap()
            .secret
    }

    fn sending(&self, method: &'static str, path: &str) -> Sending<'_> {
        let path = match path.strip_prefix('/') {
            Some(_) => path.to_owned(),
            None => format!("/api/v1/workspaces/main/{path}"),
        };
        Sending {
            site: self,
            method,
            path,
            token: Some(LOCAL.to_owned()),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Reads; a path without a slash before it lies in the workspace.
    pub fn get(&self, path: &str) -> Sending<'_> {
        self.sending("GET", path)
    }

    pub fn post(&self, path: &str, body: &Json) -> Sending<'_> {
        self.sending("POST", path).json(body)
    }

    pub fn send(&self, method: &'static str, path: &str) -> Sending<'_> {
        self.sending(method, path)
    }

    pub fn patch(&self, id: &str, tag: &str, body: &Json) -> Sending<'_> {
        self.sending("PATCH", &format!("records/{id}"))
            .json(body)
            .header("if-match", tag)
    }
}

impl Sending<'_> {
    pub fn json(self, body: &Json) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(mut self, media: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self.header("content-type", media)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn token(self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self
        }
    }

    pub fn nobody(self) -> Self {
        Self { token: None, ..self }
    }

    pub async fn go(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        };
        is_described(self.method, &self.path, &answer);
        answer
    }

    /// Sends and expects a status.
    pub async fn expect(self, status: u16) -> Answer {
        let told = format!("{} {}", self.method, self.path);
        let answer = self.go().await;
        assert_eq!(answer.status, status, "{told}: {}", answer.text());
        answer
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Every line as JSON.
    #[track_caller]
    pub fn lines(&self) -> Vec<Json> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no `{name}` in {:?}", self.headers))
            .to_str()
            .unwrap()
    }

    /// The kind of the problem.
    #[track_caller]
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let kind = self.json()["type"].as_str().unwrap().to_owned();
        kind.strip_prefix("/problems/").unwrap().to_owned()
    }
}

/// The answer stands in the description: status, headers, media type and form.
#[track_caller]
fn is_described(method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap_or_default();
    if method == "HEAD" || !path.starts_with("/api/v1/") {
        return;
    }
    let told = format!("{method} {path} answers {}: {}", answer.status, answer.text());
    if answer
        .headers
        .get("content-type")
        .is_some_and(|media| media == "application/problem+json")
    {
        fits(
            &told,
            &json!({"$ref": "#/components/schemas/Problem"}),
            &answer.json(),
        );
        assert_eq!(answer.json()["status"], answer.status, "{told}");
    }
    let Some(operation) = operation(method, path) else {
        assert!(matches!(answer.status, 404 | 405), "{told}");
        return;
    };
    let described = &operation["responses"][answer.status.to_string()];
    assert!(described.is_object(), "not described: {told}");
    let described = match described["$ref"].as_str() {
        Some(place) => DOCUMENT.pointer(&place[1..]).unwrap(),
        None => described,
    };
    let content = &described["content"];
    match answer.headers.get("content-type") {
        None => assert!(content.is_null() && answer.bytes.is_empty(), "{told}"),
        Some(media) => {
            let content = &content[media.to_str().unwrap()];
            assert!(content.is_object(), "{media:?} is not described: {told}");
            match media.to_str().unwrap() {
                "application/json" => fits(&told, &content["schema"], &answer.json()),
                "application/x-ndjson" if content["schema"].is_object() => answer
                    .lines()
                    .iter()
                    .for_each(|line| fits(&told, &content["schema"], line)),
                _ => {}
            }
        }
    }
    for name in described["headers"]
        .as_object()
        .into_iter()
        .flat_map(|headers| headers.keys())
    {
        let may_lack = matches!(name.as_str(), "Link" | "Retry-After" | "Location" | "ETag");
        assert!(
            may_lack || answer.headers.contains_key(name),
            "no `{name}`: {told}"
        );
    }
}

#[track_caller]
fn fits(told: &str, schema: &Json, value: &Json) {
    if let Err(why) = conforms(&DOCUMENT, schema, value) {
        panic!("{why}: {told}");
    }
}

/// The operation of a path: one whose template has no other words, the fewest names in braces first.
fn operation(method: &str, path: &str) -> Option<&'static Json> {
    let paths = DOCUMENT["paths"].as_object()?;
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        let rest = template.ends_with("{place}") && parts.len() > wanted.len();
        (parts.len() == wanted.len() || rest)
            && wanted
                .iter()
                .zip(&parts)
                .all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    };
    let found = paths.iter().filter(|(template, _)| fits(template));
    let (_, item) = found.min_by_key(|(template, _)| template.matches('{').count())?;
    item.get(method.to_lowercase())
}
