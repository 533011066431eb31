//! What reading a file gives: a workbook with one chosen table of plain cells.

use std::{borrow::Cow, fmt};

/// A file that was read: what was found in it and the table that was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// What kind of file it is, by its content.
    pub format: Format,
    /// The text encoding that was used, such as `UTF-8` or `windows-1252`; none for workbooks,
    /// which always say it themselves.
    pub encoding: Option<String>,
    /// The character between cells, for delimited text.
    pub delimiter: Option<char>,
    /// Every sheet of the file; delimited text and JSON count as one.
    pub sheets: Vec<SheetInfo>,
    /// Name of the sheet that [`Workbook::table`] was read from.
    pub sheet: String,
    /// Line of the header in that sheet, from 1; none when the table has no header line.
    pub header_line: Option<usize>,
    /// The chosen table.
    pub table: Table,
    /// What was detected, decided or left out, in sentences for the person who brought the file.
    pub notes: Vec<String>,
}

/// The kinds of file that [`read`](crate::read) understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Delimited text: CSV, TSV and their relatives.
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
    /// One JSON document.
    Json,
    /// One JSON object per line.
    NdJson,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Csv => "CSV",
            Format::Xlsx => "XLSX",
            Format::Json => "JSON",
            Format::NdJson => "NDJSON",
        })
    }
}

/// One sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Name as written in the file.
    pub name: String,
    /// Whether the author hid the sheet.
    pub hidden: bool,
    /// Lines with any content, header and titles included.
    pub rows: usize,
    /// Columns up to the last one with any content.
    pub columns: usize,
}

/// Named columns and the rows below them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// The rows with any content, top to bottom.
    pub rows: Vec<Row>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Place in [`Table::columns`] and in [`Row::cells`], from 0.
    pub index: usize,
    /// Header on one line, without surplus white space, distinct within the table: the second
    /// `Remarks` is `Remarks (2)`, a column without header is `column D`.
    pub header: String,
    /// Header exactly as it stands in the file; empty when there is none.
    pub raw_header: String,
    /// Letter of the column in its sheet: `A`, `B`, .. `Z`, `AA`. Blank columns on the left of the
    /// table are not in it, so it may begin with `B`.
    pub letter: String,
    /// For a header that occurs several times, the nearest header before it that does not: a
    /// third `If other, explain` is only understood after the question that it belongs to.
    pub context: Option<String>,
    /// Text of the banner above the header that spans this column.
    pub section: Option<String>,
}

impl Column {
    /// Header with the question that it depends on in front, where there is one.
    #[must_use]
    pub fn title(&self) -> Cow<'_, str> {
        match &self.context {
            Some(context) => Cow::Owned(format!("{context} / {}", crate::text::clean(&self.raw_header))),
            None => Cow::Borrowed(&self.header),
        }
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which data row it is, from 1, header and blank lines not counted.
    pub number: usize,
    /// Where it stands in the file, from 1: the line on which a CSV record starts, the row of a
    /// sheet, the line on which a JSON object starts.
    pub line: usize,
    /// One cell for each column of the table.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text exactly as in the file.
    Text(String),
    /// A number as its shortest decimal text.
    Number(String),
    /// A truth value.
    Bool(bool),
    /// A date `2024-01-31` or a date with time `2024-01-31T08:30:00` (ISO 8601).
    Date(String),
}

impl Cell {
    /// The cell as text; truth values as `true` and `false`.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Number(text) | Cell::Date(text) => Cow::Borrowed(text),
            Cell::Bool(true) => Cow::Borrowed("true"),
            Cell::Bool(false) => Cow::Borrowed("false"),
        }
    }

    /// Whether there is nothing to read in the cell; white space alone is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) => false,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::from(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    }
}

/// Letter of the column at `index` (from 0) in a spreadsheet: `A` to `Z`, then `AA`.
#[must_use]
pub fn column_letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_like_a_spreadsheet() {
        let cases = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (36, "AK"),
            (701, "ZZ"),
            (702, "AAA"),
        ];
        for (index, letter) in cases {
            assert_eq!(column_letter(index), letter);
        }
    }
}
