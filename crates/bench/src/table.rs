//! Measured figures beside their budgets, and how they are printed.

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
