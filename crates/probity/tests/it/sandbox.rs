//! A folder of its own, and the binary run in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

/// A folder in which commands run; the data folder is `probity-data` in it.
pub struct Sandbox {
    folder: TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The one JSON document on stdout.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is not one JSON document: {error}\n{self:?}"))
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// The line that begins with `error: `.
    #[track_caller]
    pub fn error(&self) -> &str {
        let line = self.stderr.lines().find_map(|line| line.strip_prefix("error: "));
        line.unwrap_or_else(|| panic!("no error is told: {self:?}"))
    }
}

impl Sandbox {
    pub fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("probity-data")
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("the sandbox is writable");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a text file in the sandbox")
    }

    /// The binary, blind to the settings of whoever runs the tests.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("TMPDIR", self.folder.path())
            .env_remove("DATABASE_URL")
            .env_remove("COLUMNS");
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PROBITY_"))
        {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    pub fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        let mut command = self.command(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut pipe = child.stdin.take().expect("stdin is piped");
        // A command that does not read its input may be gone already.
        let _ = pipe.write_all(stdin.as_bytes());
        drop(pipe);
        let output = child.wait_with_output().expect("the binary ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs a command that must succeed, and gives its JSON.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Json {
        self.run(&[args, &["--json"]].concat()).expect(0).json()
    }

    /// Starts a server and waits until it says that it answers.
    #[track_caller]
    pub fn serve(&self, args: &[&str]) -> Served {
        let mut command = self.command(args);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let line = lines
            .next()
            .expect("the server says where it listens")
            .expect("stdout is UTF-8");
        let address = line
            .strip_prefix("listening on ")
            .expect("the line of the contract")
            .to_owned();
        Served { child, address }
    }
}

/// A server that ends with the test.
pub struct Served {
    child: Child,
    pub address: String,
}

impl Served {
    /// Ends it as an operator would, and gives its exit code.
    pub fn stop(mut self) -> Option<i32> {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("the server runs");
        self.child.wait().expect("the server ends").code()
    }

    /// Ends it as a power failure would.
    pub fn kill(mut self) {
        self.child.kill().expect("the server runs");
        self.child.wait().expect("the server ends");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Stopped already in most tests.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The token that a server leaves for whoever may read its data folder.
pub fn local_token(data: &Path) -> String {
    let text = std::fs::read_to_string(data.join("server.json")).expect("a running server announces itself");
    let json: Json = serde_json::from_str(&text).expect("the announcement is JSON");
    json["token"].as_str().expect("with a token").to_owned()
}
