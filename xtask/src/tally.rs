//! Reads the closing lines of `cargo test` and `cargo nextest` and sums what they report.

use std::fmt;

/// Which program runs tests. What a failed test printed may look like the other's closing line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// `cargo test`, doc tests included.
    Cargo,
    /// `cargo nextest run`.
    Nextest,
}

/// Sums over test runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// How many closing lines were read.
    pub summaries: u64,
}

impl Tally {
    /// Whether nothing was reported yet.
    pub fn is_empty(&self) -> bool {
        self.summaries == 0
    }

    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.summaries += other.summaries;
    }

    /// Counts the line if it is the runner's closing line.
    pub fn read_line(&mut self, runner: Runner, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        let counts = match runner {
            Runner::Cargo => line
                .strip_prefix("test result: ")
                .and_then(|rest| rest.split_once(". ")),
            Runner::Nextest => line
                .strip_prefix("Summary [")
                .and_then(|rest| rest.split_once(" run: ")),
        };
        let Some((_, counts)) = counts else { return };
        self.summaries += 1;
        self.passed += count_before(counts, "passed");
        self.failed += count_before(counts, "failed") + count_before(counts, "timed out");
        self.skipped += count_before(counts, "skipped") + count_before(counts, "ignored");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// The number in front of a word, as in `3 passed`; 0 when the word is not there.
fn count_before(counts: &str, word: &str) -> u64 {
    counts
        .split([',', ';', '('])
        .filter_map(|part| part.trim().split_once(' '))
        .filter(|(_, rest)| rest.trim_end_matches(')').trim() == word)
        .find_map(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        if c == '\u{1b}' {
            // An escape sequence of colours ends with `m`.
            let _ = characters.by_ref().find(|&c| c == 'm');
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(runner: Runner, line: &str, expect: Option<&str>) {
        let mut tally = Tally::default();
        tally.read_line(runner, line);
        assert_eq!((!tally.is_empty()).then(|| tally.to_string()).as_deref(), expect);
    }

    #[test]
    fn reads_cargo_test() {
        let check = |line, expect| check(Runner::Cargo, line, expect);
        check(
            "test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.00s",
            Some("12 passed, 0 failed, 2 skipped"),
        );
        check(
            "test result: FAILED. 1 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
            Some("1 passed, 4 failed"),
        );
        check("the test result: ok. 3 passed;", None);
        check("running 3 tests", None);
        check("Summary [ 1s] 1 test run: 1 passed", None);
    }

    #[test]
    fn reads_nextest() {
        let check = |line, expect| check(Runner::Nextest, line, expect);
        check(
            "     Summary [   0.005s] 10 tests run: 10 passed, 0 skipped",
            Some("10 passed, 0 failed"),
        );
        check(
            "     Summary [  61.0s] 9/10 tests run: 7 passed (2 slow, 1 flaky), 2 failed, 1 skipped",
            Some("7 passed, 2 failed, 1 skipped"),
        );
        check(
            "\u{1b}[32;1m     Summary\u{1b}[0m [ 1s] 1 test run: \u{1b}[1m1\u{1b}[0m passed",
            Some("1 passed, 0 failed"),
        );
        check("    test result: FAILED. 0 passed; 1 failed; 0 ignored;", None);
    }
}
