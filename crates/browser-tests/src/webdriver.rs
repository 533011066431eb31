//! A small client of the W3C WebDriver protocol, as far as the tests need it.
//!
//! A client crate would switch on `serde_json`'s `preserve_order` for the whole workspace, so that
//! tests would see other JSON than the released binary writes.

use std::cell::Cell;
use std::fmt::Display;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine;
use serde_json::{Value, json};

/// How long anything may take that a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);
/// The key under which the protocol wraps a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Whether the scripts of pages run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// As usual.
    On,
    /// As for somebody who has switched them off.
    Off,
}

/// One open browser window.
pub struct Session {
    agent: ureq::Agent,
    address: String,
    closed: Cell<bool>,
}

/// An element of the page that is open.
pub struct Element<'a> {
    session: &'a Session,
    id: String,
}

impl Session {
    /// Opens a window at the driver that listens at `driver`, such as `http://127.0.0.1:9515`.
    pub fn start(driver: &str, capabilities: &Value) -> Self {
        let config = ureq::Agent::config_builder();
        let config = config
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE * 4))
            .proxy(None)
            .build();
        let mut session = Self {
            agent: config.new_agent(),
            address: format!("{driver}/session"),
            closed: Cell::new(false),
        };
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = session.post("", &wanted);
        let id = opened["sessionId"]
            .as_str()
            .expect("the driver names the session it opened");
        session.address = format!("{driver}/session/{id}");
        let patience = u64::try_from(PATIENCE.as_millis()).expect("a short time");
        session.post(
            "/timeouts",
            &json!({ "implicit": patience / 3, "pageLoad": patience, "script": patience }),
        );
        session
    }

    /// Goes to an address and waits until the page has loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        self.post("/refresh", &json!({}));
    }

    /// The address of the page that is open.
    #[track_caller]
    pub fn url(&self) -> String {
        text(&self.get("/url"))
    }

    /// The HTTP status of the page that is open.
    #[track_caller]
    pub fn status(&self) -> u64 {
        let status = self.run(
            "return performance.getEntriesByType('navigation')[0].responseStatus",
            &[],
        );
        status.as_u64().expect("a page was opened")
    }

    /// The title of the page that is open.
    #[track_caller]
    pub fn title(&self) -> String {
        text(&self.get("/title"))
    }

    /// The first element that a CSS selector names; waits until there is one.
    #[track_caller]
    pub fn find(&self, selector: &str) -> Element<'_> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }));
        Element {
            session: self,
            id: text(&found[ELEMENT]),
        }
    }

    /// How many elements a CSS selector names right now.
    #[track_caller]
    pub fn count(&self, selector: &str) -> u64 {
        let count = self.run(
            "return document.querySelectorAll(arguments[0]).length",
            &[selector.into()],
        );
        count.as_u64().expect("a count is a number")
    }

    /// Runs the body of a function in the page: what it returns.
    #[track_caller]
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Presses a key or types text wherever the focus is; for the keyboard palette and shortcuts.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let strokes = |kind: &'static str| move |key: char| json!({ "type": kind, "value": key.to_string() });
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| [strokes("keyDown")(key), strokes("keyUp")(key)])
            .collect();
        self.post(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        );
    }

    /// Presses a key while another, such as control, is held.
    #[track_caller]
    pub fn press_with(&self, held: &str, key: &str) {
        let stroke = |kind: &str, key: &str| json!({ "type": kind, "value": key });
        let actions = [
            stroke("keyDown", held),
            stroke("keyDown", key),
            stroke("keyUp", key),
            stroke("keyUp", held),
        ];
        self.post(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        );
    }

    /// Waits until the condition holds; fails with `what` if it does not in time.
    #[track_caller]
    pub fn wait_until(&self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = now() + PATIENCE;
        while !condition(self) {
            assert!(now() < deadline, "in vain, waited for: {what}; at {}", self.url());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Calls the browser's own DevTools protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// Whether the scripts of pages run from now on; those of the test run in any case.
    #[track_caller]
    pub fn set_scripts(&self, scripts: Scripts) {
        let off = json!({ "value": scripts == Scripts::Off });
        self.devtools("Emulation.setScriptExecutionDisabled", &off);
    }

    /// What the page complained about since the last call: script errors, refused styles, failed loads.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "browser" }));
        let entries = log.as_array().into_iter().flatten();
        let bad = entries.filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")));
        bad.map(|entry| text(&entry["message"])).collect()
    }

    /// A picture of the visible part of the page, as PNG.
    #[track_caller]
    pub fn picture(&self) -> Vec<u8> {
        self.try_picture().unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Session::picture`], for the moment when a test has failed already.
    pub fn try_picture(&self) -> Result<Vec<u8>, String> {
        let picture = self.answer(self.agent.get(self.at("/screenshot")).call())?;
        base64::engine::general_purpose::STANDARD
            .decode(text(&picture))
            .map_err(|error| error.to_string())
    }

    /// Closes the window. Errors are of no use any more.
    pub fn close(&self) {
        if !self.closed.replace(true) {
            let _ = self.agent.delete(&self.address).call();
        }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.answer(self.agent.get(self.at(path)).call())
            .unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.answer(self.agent.post(self.at(path)).send_json(body));
        answer.unwrap_or_else(|error| panic!("{path} {body}: {error}"))
    }

    fn answer(
        &self,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, String> {
        let lost = |error: &dyn Display| format!("the driver does not answer: {error}");
        let mut response = response.map_err(|error| lost(&error))?;
        let refused = !response.status().is_success();
        let body = response.body_mut().with_config().limit(64 << 20);
        let mut answer: Value = body.read_json().map_err(|error| lost(&error))?;
        let value = answer["value"].take();
        if refused {
            Err(format!("{}: {}", text(&value["error"]), text(&value["message"])))
        } else {
            Ok(value)
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

impl Element<'_> {
    /// Scrolls to it and clicks on it.
    #[track_caller]
    pub fn click(&self) {
        // The driver scrolls to the nearest edge, where the head of the page may lie over it. An option
        // is not scrolled to: its list opens.
        let script = "const it = arguments[0]; const box = it.getBoundingClientRect();
            if (!it.matches('option') && (box.top < 60 || box.bottom > innerHeight - 80))
              it.scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.session.run(script, &[json!({ ELEMENT: self.id })]);
        self.post("/click", &json!({}));
    }

    /// Removes what stands in a field.
    #[track_caller]
    pub fn clear(&self) {
        self.post("/clear", &json!({}));
    }

    /// Types into a field.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        self.post("/value", &json!({ "text": text }));
    }

    /// Gives a file to a file field.
    #[track_caller]
    pub fn choose_file(&self, file: &Path) {
        self.type_text(file.to_str().expect("test files have plain names"));
    }

    /// The text that a person sees.
    #[track_caller]
    pub fn text(&self) -> String {
        text(&self.get("/text"))
    }

    /// The value of an attribute, `None` if it is not set.
    #[track_caller]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.get(&format!("/attribute/{name}"))
            .as_str()
            .map(str::to_owned)
    }

    /// The current value of a property, such as what stands in a field (`value`).
    #[track_caller]
    pub fn property(&self, name: &str) -> Value {
        self.get(&format!("/property/{name}"))
    }

    /// Whether a person sees it.
    #[track_caller]
    pub fn is_shown(&self) -> bool {
        self.get("/displayed") == Value::Bool(true)
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.session.get(&format!("/element/{}{path}", self.id))
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) {
        self.session.post(&format!("/element/{}{path}", self.id), body);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "only a deadline, so that a failing test ends"
)]
fn now() -> Instant {
    Instant::now()
}
