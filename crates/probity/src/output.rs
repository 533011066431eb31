//! What scripts rely on: one JSON document on stdout; messages and progress on stderr.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::error::CliResult;

/// The widest cell of a table, in characters; `--json` gives all of it.
const CELL_MAX_CHARS: usize = 48;

/// Where a command writes.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
}

impl Output {
    /// Words for people, or JSON.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether one JSON document is wanted.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Prints the answer: as JSON if that is wanted, else in words.
    pub fn answer<T: Serialize>(self, answer: &T, words: impl FnOnce() -> String) -> CliResult<()> {
        if self.json {
            return self.document(answer);
        }
        let text = words();
        self.text(if text.is_empty() || text.ends_with('\n') {
            text
        } else {
            text + "\n"
        })
    }

    /// Prints one JSON document.
    pub fn document<T: Serialize>(self, document: &T) -> CliResult<()> {
        let json = serde_json::to_string_pretty(document)
            .map_err(|error| probity_app::AppError::Internal(error.to_string()))?;
        self.text(json + "\n")
    }

    /// Prints text as it is.
    pub fn text(self, text: impl AsRef<[u8]>) -> CliResult<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            // `probity list | head` has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(crate::error::CliError::refused(format!(
                "cannot write to the standard output: {error}"
            ))),
        }
    }

    /// Tells something beside the answer.
    pub fn note(self, message: impl AsRef<str>) {
        eprintln!("{}", message.as_ref());
    }
}

/// A progress bar on stderr; shows nothing when stderr is not a terminal.
pub fn progress_bar(what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// Lines of aligned columns under heads.
pub fn table(heads: &[String], rows: &[Vec<String>]) -> String {
    let cut = |text: &String| -> String {
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(CELL_MAX_CHARS) {
            Some(_) => line.chars().take(CELL_MAX_CHARS - 1).chain(['…']).collect(),
            None => line,
        }
    };
    let lines: Vec<Vec<String>> = std::iter::once(heads)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(cut).collect())
        .collect();
    let width = |place: usize| {
        lines
            .iter()
            .filter_map(|row| row.get(place))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    lines.iter().fold(String::new(), |mut out, row| {
        let line: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        out.push_str(line.join("  ").trim_end());
        out.push('\n');
        out
    })
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_aligned_and_long_cells_are_cut() {
        let heads = ["ID".to_owned(), "Name".to_owned()];
        let rows = vec![
            vec!["SYS-1".to_owned(), "a\nb".to_owned()],
            vec!["SYS-12".to_owned(), "x".repeat(60)],
        ];
        let long = format!("{}…", "x".repeat(47));
        assert_eq!(
            table(&heads, &rows),
            format!("ID      Name\nSYS-1   a b\nSYS-12  {long}\n")
        );
    }
}
