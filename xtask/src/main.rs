//! Chores of this repository: `cargo xtask test | tidy | bench | contact-sheet | hammer`.

mod api;
mod contact_sheet;
mod hammer;
mod packages;
mod step;
mod tally;
mod test;
mod tidy;
mod workspace;

use std::path::Path;
use std::process::{Command, ExitCode};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [--quick] [--no-browser]   the whole proof: packages, format, tidy, lints, tests, browser tests
                                  --quick leaves out the installing of packages, doc tests and browser tests
                                  --no-browser leaves out the browser tests only
  test --api                      the API of a demo against its description, by schemathesis: five minutes
  tidy                            the rules of this repository that the compiler does not know
  bench [--quick] [WORD]          measured figures beside their budgets, on a release build; only those
                                  whose name contains the word, if there is one; --quick uses smaller ledgers
  contact-sheet                   pictures of every page, on a desk and on a phone, by day and by night, in
                                  target/contact-sheet
  hammer kill [--times N]         kills the server under eight writers, 1000 times unless told otherwise
  hammer full                     fills the disk under a running server and gives the room back
  hammer writers                  three writers with 64 clients share one ledger in one file
  hammer nodes [--seconds N]      three servers on one PostgreSQL under 64 clients, for a minute unless told otherwise;
                                  one is paused, one is killed, PostgreSQL is killed twice

With CI=true a suite that lacks a program it needs fails instead of being skipped.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test", flags @ ..] => match test::Options::parse(flags) {
            Ok(options) => test::run(options),
            Err(unknown) => return wrong_usage(&unknown),
        },
        ["tidy"] => tidy::run(),
        ["bench", words @ ..] => bench(words),
        ["contact-sheet"] => contact_sheet::run(),
        ["hammer", words @ ..] => match hammer::Hammer::parse(words) {
            Ok(hammer) => hammer.run(),
            Err(unknown) => return wrong_usage(&unknown),
        },
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [other, ..] => return wrong_usage(other),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the product and the program that measures it, and runs the latter.
fn bench(words: &[&str]) -> Result<(), String> {
    step::run(step::cargo(&[
        "build",
        "--release",
        "--package",
        "probity",
        "--package",
        "probity-bench",
    ]))?;
    let own = std::env::current_exe().map_err(|e| format!("the folder of this program is unknown: {e}"))?;
    let target = own
        .parent()
        .and_then(Path::parent)
        .ok_or("this program does not lie in a target folder")?;
    let mut measure = Command::new(target.join("release").join("probity-bench"));
    measure.args(words);
    step::run(measure)
}

fn wrong_usage(word: &str) -> ExitCode {
    eprintln!("`{word}` is not understood here\n\n{USAGE}");
    ExitCode::from(2)
}
