//! `cargo xtask test --api`: the API of a running demo against its own description, by schemathesis with a
//! fixed seed. What is right to answer, with reasons, stands in `xtask/api/schemathesis.toml`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::packages;
use crate::step::{self, cargo};
use crate::workspace::{in_ci, root};

/// The programs of the check, as PyPI has them.
const PACKAGES: [&str; 2] = ["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"];
/// What decides which requests are made up.
const SEED: &str = "1";
/// How long requests are made up, in seconds.
const SECONDS: &str = "300";
/// AI systems of the demo.
const SYSTEMS: &str = "60";

/// Runs the whole check.
pub fn run() -> Result<(), String> {
    let folder = root().join("target").join("api-tests");
    let Some(programs) = install(&folder)? else {
        return Ok(());
    };
    step::run(cargo(&["build", "--package", "probity"]))?;
    let mut validate = Command::new(programs.join("openapi-spec-validator"));
    validate.arg(root().join("docs/api/openapi.json"));
    step::run(validate)?;
    let demo = Demo::start(&folder)?;
    let mut check = Command::new(programs.join("st"));
    check
        .current_dir(&folder)
        .env("PYTHONPATH", root().join("xtask/api"))
        .env("PROBITY_TOKEN", &demo.token)
        .arg("--no-color")
        .arg("--config-file")
        .arg(root().join("xtask/api/schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/api/v1/openapi.json", demo.address))
        .args(["--checks", "all", "--seed", SEED, "--max-time", SECONDS]);
    step::run(check)
}

/// The folder of the programs, installed into an environment of their own; `None` where that cannot be
/// done and need not be.
fn install(folder: &Path) -> Result<Option<PathBuf>, String> {
    let programs = folder.join("venv").join("bin");
    let known = PACKAGES.join(" ");
    let mark = folder.join("venv").join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == known) {
        return Ok(Some(programs));
    }
    let installed = make(folder, &programs).and_then(|()| {
        std::fs::write(&mark, &known)
            .map_err(|error| format!("`{}` cannot be written: {error}", mark.display()))
    });
    match installed {
        Ok(()) => Ok(Some(programs)),
        Err(message) if in_ci() => Err(message),
        Err(message) => {
            println!("skipped: schemathesis could not be installed: {message}");
            Ok(None)
        }
    }
}

fn make(folder: &Path, programs: &Path) -> Result<(), String> {
    if !packages::on_path("python3") {
        return Err("there is no `python3` on the PATH".to_owned());
    }
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]).arg(folder.join("venv"));
    step::run(venv)?;
    let mut install = Command::new(programs.join("pip"));
    install
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .args(PACKAGES);
    step::run(install)
}

/// A demo on a free port, which ends with this value.
struct Demo {
    child: Child,
    address: String,
    token: String,
}

impl Demo {
    fn start(folder: &Path) -> Result<Self, String> {
        let failed = |what: &str, error: &dyn std::fmt::Display| format!("the demo {what}: {error}");
        let place = folder.join("demo");
        // What an earlier run left would be taken for this one's.
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).map_err(|error| failed("has no folder", &error))?;
        let binary = crate::test::debug_binary()?;
        let mut child = Command::new(binary)
            .args(["demo", "--no-open", "--listen", "127.0.0.1:0"])
            .args(["--seed", SEED, "--systems", SYSTEMS])
            .env("TMPDIR", &place)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed("does not start", &error))?;
        let stdout = child.stdout.take();
        let mut demo = Self {
            child,
            address: String::new(),
            token: String::new(),
        };
        let mut lines = stdout.map(|stdout| BufReader::new(stdout).lines());
        let line = lines.as_mut().and_then(Iterator::next).and_then(Result::ok);
        demo.address = line
            .as_deref()
            .and_then(|line| line.strip_prefix("listening on "))
            .ok_or("the demo ended before it answered")?
            .to_owned();
        demo.token = token(&place)?;
        Ok(demo)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It is a program that serves; it may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the demo announces in its folder.
fn token(place: &Path) -> Result<String, String> {
    for _ in 0..50 {
        let folders = std::fs::read_dir(place).into_iter().flatten().flatten();
        for folder in folders {
            let text = std::fs::read_to_string(folder.path().join("server.json")).unwrap_or_default();
            let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            if let Some(token) = json["token"].as_str() {
                return Ok(token.to_owned());
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("the demo leaves no token in its folder".to_owned())
}
