//! What the product needs on this machine, beside what it may need: `cargo xtask bench`.
//!
//! A measurement is a small function from a [`Setting`] to a [`Row`], in the file of its theme, and
//! a line in [`MEASUREMENTS`]. All run one after the other, so that none disturbs another. What is
//! measured is a release build; the load that a measurement makes is part of its figure.

mod machine;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use table::Row;

/// What a measurement may use.
struct Setting {
    /// The product, built for release.
    binary: PathBuf,
    /// An empty folder on the disk that is measured; removed at the end.
    folder: tempfile::TempDir,
}

type Measurement = fn(&Setting) -> Result<Row, String>;

/// All measurements by name; `cargo xtask bench WORD` takes those whose name contains the word.
const MEASUREMENTS: &[(&str, Measurement)] = &[
    ("binary-size", machine::binary_size),
    ("disk-flushes", machine::flushes),
];

fn main() -> ExitCode {
    let word = std::env::args().nth(1).unwrap_or_default();
    match measure(&word) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints the table; an error when a budget is missed or a measurement failed.
fn measure(word: &str) -> Result<(), String> {
    let setting = setting()?;
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (name, measurement) in MEASUREMENTS.iter().filter(|(name, _)| name.contains(word)) {
        eprintln!("measuring {name}");
        match measurement(&setting) {
            Ok(row) => rows.push(row),
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
fn setting() -> Result<Setting, String> {
    let own = std::env::current_exe().map_err(|e| format!("the folder of this program is unknown: {e}"))?;
    let folder = own.parent().ok_or("this program lies in no folder")?;
    let folder = tempfile::tempdir_in(folder).map_err(|e| format!("no folder to measure in: {e}"))?;
    Ok(Setting {
        binary: own.with_file_name("probity"),
        folder,
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
