//! The product as a running server, for tests that kill it and starve it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};

/// A server on a data folder; killed with this value.
pub struct Running {
    child: Child,
    address: String,
    token: String,
    agent: ureq::Agent,
    errors: Arc<Mutex<String>>,
}

/// What a request came to.
#[derive(Debug)]
pub enum Answer {
    /// Status 200.
    Done(Json),
    /// Another status, with the problem.
    Problem(u16, Json),
    /// No whole answer: nobody knows what became of it.
    Lost,
}

impl Answer {
    /// The answer of something that must succeed.
    #[track_caller]
    pub fn done(self) -> Json {
        match self {
            Self::Done(answer) => answer,
            other => panic!("{other:?}"),
        }
    }
}

impl Running {
    /// Starts `probity serve` on a folder and waits until it answers.
    #[track_caller]
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, |_| ())
    }

    /// The same with a command that was changed before, as by a fault.
    #[track_caller]
    pub fn start_with(folder: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let binary = std::env::var_os("PROBITY_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_probity").into());
        let mut command = Command::new(binary);
        command
            .arg("--data")
            .arg(folder)
            .args(["serve", "--listen", "127.0.0.1:0"]);
        command
            .env_remove("DATABASE_URL")
            .env_remove("PROBITY_STORE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().expect("the product starts");
        let errors = collect(child.stderr.take().expect("piped above"));
        let mut lines = BufReader::new(child.stdout.take().expect("piped above"))
            .lines()
            .map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.strip_prefix("listening on ")?.to_owned()));
        // Whatever it prints later has to go somewhere, or it would block.
        std::thread::spawn(move || lines.for_each(drop));
        let Some(address) = address else {
            let _ = child.kill();
            let status = child.wait();
            panic!(
                "the server ended without listening: {status:?}: {}",
                read(&errors)
            );
        };
        let file = std::fs::read(folder.join("server.json")).expect("a server announces itself");
        let file: Json = serde_json::from_slice(&file).expect("the announcement is JSON");
        let token = file["token"]
            .as_str()
            .expect("the announcement has a token")
            .to_owned();
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None);
        Self {
            child,
            address,
            token,
            agent: config.build().into(),
            errors,
        }
    }

    /// Asks for an operation.
    pub fn call(&self, operation: &str, request: &Json) -> Answer {
        let url = format!("{}/api/v1/operations/{operation}", self.address);
        let sent = self
            .agent
            .post(url)
            .header("authorization", format!("Bearer {}", self.token))
            .send_json(request);
        let Ok(mut response) = sent else {
            return Answer::Lost;
        };
        let status = response.status().as_u16();
        match response.body_mut().read_json() {
            Ok(body) if status == 200 => Answer::Done(body),
            Ok(body) => Answer::Problem(status, body),
            Err(_) => Answer::Lost,
        }
    }

    /// Sends a command under an id.
    pub fn command(&self, id: &str, command: &Json) -> Answer {
        self.call("command", &json!({ "id": id, "command": command }))
    }

    /// Where it answers.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What whoever may read its data folder shows it.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// `SIGKILL`, and waits for the end.
    pub fn kill(&mut self) {
        self.child.kill().expect("a running child can be killed");
        self.child.wait().expect("a killed child ends");
    }

    /// What it wrote to stderr so far.
    pub fn errors(&self) -> String {
        read(&self.errors)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The ledger file of the workspace that a server makes by itself.
pub fn ledger_file(folder: &Path) -> PathBuf {
    folder.join("workspaces").join("main").join("ledger.db")
}

/// How often a long test is to do what it does; `short` unless a chore says otherwise.
pub fn times(short: u32) -> u32 {
    std::env::var("PROBITY_HAMMER")
        .ok()
        .and_then(|times| times.parse().ok())
        .unwrap_or(short)
}

fn collect(mut from: impl std::io::Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let to = Arc::clone(&text);
    std::thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut part) {
            to.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&String::from_utf8_lossy(&part[..count]));
        }
    });
    text
}

fn read(text: &Mutex<String>) -> String {
    text.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
