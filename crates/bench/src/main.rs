//! What the product needs on this machine, beside what it may need: `cargo xtask bench`.
//!
//! A measurement is a function from a [`Setting`] to some [`Row`]s, in the file of its theme, and
//! a line in [`MEASUREMENTS`]. All run one after the other, so that none disturbs another. What is
//! measured is a release build; the load that a measurement makes is part of its figure.
//!
//! Everything that is read was written by commands before, in the way of a user's: see [`ledgers`].

mod chance;
mod checking;
mod graphs;
mod http;
mod ledgers;
mod lists;
mod machine;
mod past;
mod server;
mod starting;
mod table;
mod writing;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ledgers::{Ledgers, Size};
use table::Row;

/// What a measurement may use.
struct Setting {
    /// The product, built for release.
    binary: PathBuf,
    /// An empty folder on the disk that is measured; removed at the end.
    folder: tempfile::TempDir,
    /// Whether smaller ledgers do.
    quick: bool,
    /// Ledgers that several measurements read, each made when it is first asked for.
    ledgers: Ledgers,
}

impl Setting {
    /// The large ledger: 1,000,000 entries of 100,000 records.
    fn large(&self) -> Size {
        if self.quick {
            Size::new(10_000, 100_000)
        } else {
            Size::new(100_000, 1_000_000)
        }
    }

    /// The usual ledger: 100,000 entries of 25,000 records.
    fn usual(&self) -> Size {
        if self.quick {
            Size::new(2_500, 10_000)
        } else {
            Size::new(25_000, 100_000)
        }
    }
}

type Measurement = fn(&Setting) -> Result<Vec<Row>, String>;

/// All measurements by name; `cargo xtask bench WORD` takes those whose name contains the word.
const MEASUREMENTS: &[(&str, Measurement)] = &[
    ("binary-size", machine::binary_size),
    ("disk-flushes", machine::flushes),
    ("commands", writing::commands),
    ("batches", writing::batches),
    ("start-usual", starting::usual),
    ("start-large", starting::large),
    ("graphs", graphs::graphs),
    ("lists", lists::lists),
    ("as-of", past::as_of),
    ("history", past::history),
    ("proofs", past::proofs),
    ("fsck-ledger", checking::ledger),
    ("fsck-fold", checking::fold),
    ("fsck-blobs", checking::blobs),
    ("demo", starting::demo),
    ("http-start", http::start),
    ("http-pages", http::pages),
    ("http-mix", http::mix),
    ("http-writes", http::writes),
];

fn main() -> ExitCode {
    let mut quick = false;
    let mut word = String::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => quick = true,
            _ => word = argument,
        }
    }
    match measure(quick, &word) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints the table; an error when a budget is missed or a measurement failed.
fn measure(quick: bool, word: &str) -> Result<(), String> {
    let setting = setting(quick)?;
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (name, measurement) in MEASUREMENTS.iter().filter(|(name, _)| name.contains(word)) {
        eprintln!("measuring {name}");
        match measurement(&setting) {
            Ok(measured) => rows.extend(measured),
            Err(why) => problems.push(format!("{name}: {why}")),
        }
    }
    if rows.is_empty() && problems.is_empty() {
        let names: Vec<&str> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "no measurement is called `{word}`; there are: {}",
            names.join(", ")
        ));
    }
    if quick {
        println!("quick: the ledgers have a tenth of the size that the budgets speak of");
    }
    print!("{}", table::table(&rows));
    problems.extend(
        rows.iter()
            .filter(|row| !row.ok())
            .map(|row| format!("over budget: {}", row.what)),
    );
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

/// The product lies beside this program, and the target folder on the disk that is measured.
fn setting(quick: bool) -> Result<Setting, String> {
    let own = std::env::current_exe().map_err(|e| format!("the folder of this program is unknown: {e}"))?;
    let folder = own.parent().ok_or("this program lies in no folder")?;
    let folder = tempfile::tempdir_in(folder).map_err(|e| format!("no folder to measure in: {e}"))?;
    Ok(Setting {
        binary: own.with_file_name("probity"),
        ledgers: Ledgers::new(folder.path()),
        folder,
        quick,
    })
}

/// The time of now, for measuring.
#[expect(
    clippy::disallowed_methods,
    reason = "measuring durations is what this program is for"
)]
fn now() -> Instant {
    Instant::now()
}

/// What a piece of work gives, and how long it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = now();
    let done = work();
    (done, started.elapsed())
}

/// A duration in milliseconds.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Any error as the text that is printed.
fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A whole number for people: `1,000,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
