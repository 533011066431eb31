//! What the person who imports should know, one note for all rows it holds for.

use std::collections::BTreeMap;

use serde::Serialize;

/// Rows and an example that a note names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Letter of the column; empty for the file as a whole.
    pub column: String,
    /// Header of the column.
    pub header: String,
    /// What is to know, following the cell's text or the column.
    pub what: String,
    /// In how many rows.
    pub count: usize,
    /// The first of these rows, by number.
    pub rows: Vec<usize>,
    /// What one of these cells says, shortened.
    pub example: String,
}

/// How many rows a note names.
const ROWS_NAMED: usize = 20;

/// Collects notes.
#[derive(Default)]
pub(super) struct Notes {
    of_cells: BTreeMap<(usize, String), Note>,
    of_file: Vec<Note>,
}

/// The column that a note is about.
#[derive(Clone, Copy)]
pub(super) struct NotedColumn<'a> {
    pub place: usize,
    pub letter: &'a str,
    pub header: &'a str,
}

impl Notes {
    /// About the file as a whole.
    pub fn file(&mut self, what: impl Into<String>) {
        let (column, header, example) = (String::new(), String::new(), String::new());
        self.of_file.push(Note {
            column,
            header,
            what: what.into(),
            count: 0,
            rows: Vec::new(),
            example,
        });
    }

    /// About one cell.
    pub fn cell(&mut self, column: NotedColumn<'_>, row: usize, what: &str, text: &str) {
        let note = self
            .of_cells
            .entry((column.place, what.to_owned()))
            .or_insert_with(|| Note {
                column: column.letter.to_owned(),
                header: column.header.to_owned(),
                what: what.to_owned(),
                count: 0,
                rows: Vec::new(),
                example: super::cells::shortened(&probity_tabular::text::clean(text), 80),
            });
        note.count += 1;
        if note.rows.len() < ROWS_NAMED {
            note.rows.push(row);
        }
    }

    /// All notes: of the file first, then by column.
    pub fn into_list(self) -> Vec<Note> {
        self.of_file
            .into_iter()
            .chain(self.of_cells.into_values())
            .collect()
    }
}
