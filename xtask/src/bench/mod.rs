//! `cargo xtask bench`: what the product needs on this machine, beside what it may need.
//!
//! A measurement is a function that returns a [`Row`]; the list [`MEASUREMENTS`] is the bench. All
//! run one after the other on a release build, so that none disturbs another.

mod machine;

use std::path::{Path, PathBuf};

use crate::step::{self, cargo};

/// What a measurement may use.
pub struct Setting {
    /// The product, built for release.
    pub binary: PathBuf,
    /// An empty folder on the disk that is measured; removed at the end.
    pub folder: PathBuf,
}

/// What limits a measured figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// The figure may be this high.
    AtMost(f64),
    /// Nothing is asked; the figure is there to compare others with.
    None,
}

/// A measured figure beside its budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was measured, in words, with its unit.
    pub what: &'static str,
    /// What it may be.
    pub budget: Budget,
    /// What it is, in the same unit.
    pub measured: f64,
}

impl Row {
    /// Whether the budget is kept.
    pub fn ok(&self) -> bool {
        match self.budget {
            Budget::AtMost(most) => self.measured <= most,
            Budget::None => true,
        }
    }

    /// The figure as a part of its budget: 1.0 uses it up.
    fn ratio(&self) -> Option<f64> {
        match self.budget {
            Budget::AtMost(most) => Some(self.measured / most),
            Budget::None => None,
        }
    }
}

type Measurement = fn(&Setting) -> Result<Row, String>;

const MEASUREMENTS: &[Measurement] = &[machine::binary_size, machine::flushes];

/// Builds, measures, prints the table; an error when a budget is missed or a measurement failed.
pub fn run() -> Result<(), String> {
    step::run(cargo(&["build", "--release", "--package", "probity"]))?;
    let setting = setting()?;
    let outcomes: Vec<Result<Row, String>> = MEASUREMENTS.iter().map(|measure| measure(&setting)).collect();
    std::fs::remove_dir_all(&setting.folder)
        .map_err(|e| format!("`{}` could not be removed: {e}", setting.folder.display()))?;
    let rows: Vec<Row> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().ok())
        .cloned()
        .collect();
    print!("{}", table(&rows));
    let mut problems: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
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

fn setting() -> Result<Setting, String> {
    let own = std::env::current_exe().map_err(|e| format!("the folder of this program is unknown: {e}"))?;
    let target = own
        .parent()
        .and_then(Path::parent)
        .ok_or("this program does not lie in a target folder")?;
    let binary = target.join("release").join("probity");
    let folder = target.join(format!("bench-{}", std::process::id()));
    std::fs::create_dir(&folder).map_err(|e| format!("`{}` could not be made: {e}", folder.display()))?;
    Ok(Setting { binary, folder })
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    let mut text = format!(
        "{:width$}  {:>12}  {:>12}  {:>6}\n",
        "what", "budget", "measured", "ratio"
    );
    for row in rows {
        let budget = match row.budget {
            Budget::AtMost(most) => format!("≤ {}", figure(most)),
            Budget::None => "–".to_owned(),
        };
        let ratio = row
            .ratio()
            .map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let mark = if row.ok() { "" } else { "  MISSED" };
        let line = format!(
            "{:width$}  {budget:>12}  {:>12}  {ratio:>6}{mark}",
            row.what,
            figure(row.measured)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Three digits that matter, no more.
fn figure(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_what_is_missed() {
        let row = |what, budget, measured| Row {
            what,
            budget,
            measured,
        };
        let rows = [
            row("small (MB)", Budget::AtMost(100.0), 25.0),
            row("slow (ms)", Budget::AtMost(4.0), 5.0),
            row("for comparison", Budget::None, 1234.0),
        ];
        let text = table(&rows);
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[1], ["small", "(MB)", "≤", "100", "25.0", "0.25"]);
        assert_eq!(lines[2], ["slow", "(ms)", "≤", "4.00", "5.00", "1.25", "MISSED"]);
        assert_eq!(lines[3], ["for", "comparison", "–", "1234", "–"]);
    }
}
