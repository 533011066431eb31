//! Chores of this repository: `cargo xtask test | tidy | bench`.

mod bench;
mod packages;
mod step;
mod tally;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [--quick] [--no-browser]   the whole proof: packages, format, tidy, lints, tests, browser tests
                                  --quick leaves out the installing of packages, doc tests and browser tests
                                  --no-browser leaves out the browser tests only
  tidy                            the rules of this repository that the compiler does not know
  bench                           measured figures beside their budgets, on a release build

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
        ["bench"] => bench::run(),
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

fn wrong_usage(word: &str) -> ExitCode {
    eprintln!("`{word}` is not understood here\n\n{USAGE}");
    ExitCode::from(2)
}
