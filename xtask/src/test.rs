//! `cargo xtask test`: everything that shows that the repository is sound, from a fresh machine on.
//!
//! One feature set for all steps: each selects the whole workspace, so that no crate is built twice.

use std::path::PathBuf;

use crate::step::{self, Steps, cargo, run_tests};
use crate::tally::{Runner, Tally};
use crate::workspace::in_ci;
use crate::{api, packages, tidy};

/// Turns the browser tests on; without it they are not built.
const BROWSER: [&str; 2] = ["--features", "probity-browser-tests/browser"];

/// What to leave out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    quick: bool,
    no_browser: bool,
    api: bool,
}

impl Options {
    /// Reads the flags; the first that is unknown otherwise.
    pub fn parse(flags: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        for flag in flags {
            match *flag {
                "--quick" => options.quick = true,
                "--no-browser" => options.no_browser = true,
                "--api" => options.api = true,
                other => return Err(other.to_owned()),
            }
        }
        Ok(options)
    }
}

/// `cargo xtask test`.
pub fn run(options: Options) -> Result<(), String> {
    let mut steps = Steps::start();
    match options.api {
        true => _ = steps.step("api", |_| api::run()),
        false => run_steps(options, &mut steps),
    }
    steps.finish()
}

/// Runs every step; those that do not need a build go on after a failure.
fn run_steps(options: Options, steps: &mut Steps) {
    if !options.quick {
        steps.step("packages", |_| packages::install());
    }
    steps.step("format", |_| step::run(cargo(&["fmt", "--all", "--check"])));
    steps.step("tidy", |_| tidy::run());
    let lints = [
        &["clippy", "--workspace", "--all-targets"][..],
        &BROWSER,
        &["--", "--deny", "warnings"],
    ]
    .concat();
    steps.step("lints", |_| step::run(cargo(&lints)));
    let build = [&["build", "--workspace", "--all-targets"][..], &BROWSER].concat();
    if !steps.step("build", |_| step::run(cargo(&build))) {
        return;
    }
    // The browser tests stay out by not turning their feature on.
    let selected = ["--workspace", "--no-fail-fast"];
    steps.step("tests", |tally| run_selected(&selected, None, tally));
    if !options.quick {
        let doc_tests = [&["test", "--doc"][..], &selected].concat();
        steps.step("doc tests", |tally| {
            run_tests(Runner::Cargo, cargo(&doc_tests), tally)
        });
    }
    if !options.quick && !options.no_browser {
        steps.step("browser tests", run_browser_tests);
    }
}

fn run_browser_tests(tally: &mut Tally) -> Result<(), String> {
    if !packages::has_browser() {
        let message = "the browser tests need `chromium` and `chromedriver`, which are not on the PATH";
        if in_ci() {
            return Err(message.to_owned());
        }
        println!("skipped: {message}");
        return Ok(());
    }
    let selected = [
        &["--workspace", "--no-fail-fast", "--test", "browser"][..],
        &BROWSER,
    ]
    .concat();
    run_selected(&selected, Some(debug_binary()?), tally)
}

/// Runs the selected tests by nextest where it is installed, by `cargo test` otherwise.
fn run_selected(selected: &[&str], binary: Option<PathBuf>, tally: &mut Tally) -> Result<(), String> {
    let (runner, words): (Runner, &[&str]) = if packages::on_path("cargo-nextest") {
        (Runner::Nextest, &["nextest", "run"])
    } else if binary.is_none() {
        (Runner::Cargo, &["test", "--tests"])
    } else {
        (Runner::Cargo, &["test"])
    };
    let mut command = cargo(&[words, selected].concat());
    if let Some(binary) = binary {
        command.env("PROBITY_BIN", binary);
    }
    run_tests(runner, command, tally)
}

/// The product, built into the same folder as this program.
pub fn debug_binary() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|e| format!("the folder of this program is unknown: {e}"))?;
    let binary = own.with_file_name("probity");
    if binary.is_file() {
        Ok(binary)
    } else {
        Err(format!("no debug binary at `{}`", binary.display()))
    }
}
