//! Measured figures beside their budgets, and how they are printed.

/// What limits a measured figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// The figure may be this high.
    AtMost(f64),
    /// The figure has to be this high.
    AtLeast(f64),
    /// Nothing is asked; the figure is there to compare others with.
    None,
}

/// A measured figure beside its budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was measured, in words, with its unit.
    pub what: String,
    /// What it may be.
    pub budget: Budget,
    /// What it is, in the same unit.
    pub measured: f64,
}

impl Row {
    /// A figure that may be this high.
    pub fn at_most(what: impl Into<String>, most: f64, measured: f64) -> Self {
        Self {
            what: what.into(),
            budget: Budget::AtMost(most),
            measured,
        }
    }

    /// A figure that has to be this high.
    pub fn at_least(what: impl Into<String>, least: f64, measured: f64) -> Self {
        Self {
            what: what.into(),
            budget: Budget::AtLeast(least),
            measured,
        }
    }

    /// A figure of which nothing is asked.
    pub fn only(what: impl Into<String>, measured: f64) -> Self {
        Self {
            what: what.into(),
            budget: Budget::None,
            measured,
        }
    }

    /// Whether the budget is kept.
    pub fn ok(&self) -> bool {
        match self.budget {
            Budget::AtMost(most) => self.measured <= most,
            Budget::AtLeast(least) => self.measured >= least,
            Budget::None => true,
        }
    }

    /// The figure as a part of its budget.
    fn ratio(&self) -> Option<f64> {
        match self.budget {
            Budget::AtMost(limit) | Budget::AtLeast(limit) => Some(self.measured / limit),
            Budget::None => None,
        }
    }
}

/// The table of these rows, one line each under a heading.
pub fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    let mut text = format!(
        "{:width$}  {:>12}  {:>12}  {:>6}\n",
        "what", "budget", "measured", "ratio"
    );
    for row in rows {
        let budget = match row.budget {
            Budget::AtMost(most) => format!("≤ {}", figure(most)),
            Budget::AtLeast(least) => format!("≥ {}", figure(least)),
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
        let rows = [
            Row::at_most("small (MB)", 100.0, 25.0),
            Row::at_most("slow (ms)", 4.0, 5.0),
            Row::at_least("many (1/s)", 1000.0, 2500.0),
            Row::at_least("few (1/s)", 1000.0, 500.0),
            Row::only("for comparison", 1234.0),
        ];
        let text = table(&rows);
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[1], ["small", "(MB)", "≤", "100", "25.0", "0.25"]);
        assert_eq!(lines[2], ["slow", "(ms)", "≤", "4.00", "5.00", "1.25", "MISSED"]);
        assert_eq!(lines[3], ["many", "(1/s)", "≥", "1000", "2500", "2.50"]);
        assert_eq!(lines[4], ["few", "(1/s)", "≥", "1000", "500", "0.50", "MISSED"]);
        assert_eq!(lines[5], ["for", "comparison", "–", "1234", "–"]);
    }
}
