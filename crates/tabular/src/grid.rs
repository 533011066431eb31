//! Lines of cells as they stand in a sheet, and how they become a table.

use std::ops::Range;

use crate::{
    error::ReadError,
    header::{self, Header},
    model::{Cell, Row, Table},
    options::{Limits, ReadOptions},
    wording::counted,
};

/// Lines that may stand above a header, on top of the rows that are allowed.
const LINES_ABOVE: usize = 100;

/// A sheet: its lines with any content, in order.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) lines: Vec<Line>,
    /// Merged areas, for workbooks.
    pub(crate) merged: Vec<Span>,
    pub(crate) notes: Vec<String>,
    /// Blank lines since the last line with content.
    blank_at_end: usize,
    /// Blank lines before the last line with content.
    blank_between: usize,
    /// Cells held.
    cells: usize,
}

/// One line of a sheet.
#[derive(Debug)]
pub(crate) struct Line {
    /// Where it stands, from 1.
    pub(crate) number: usize,
    pub(crate) cells: Vec<Cell>,
}

/// A merged area; lines from 1, columns from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first_line: usize,
    pub(crate) last_line: usize,
    pub(crate) first_column: usize,
    pub(crate) last_column: usize,
}

impl Line {
    /// Cells up to the last with content.
    pub(crate) fn width(&self) -> usize {
        self.cells
            .iter()
            .rposition(|cell| !cell.is_empty())
            .map_or(0, |last| last + 1)
    }

    /// Place of the first cell with content.
    fn first_filled(&self) -> usize {
        self.cells
            .iter()
            .position(|cell| !cell.is_empty())
            .unwrap_or(usize::MAX)
    }

    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

impl Grid {
    /// Adds a line; blank ones are only counted.
    pub(crate) fn push(&mut self, mut line: Line, limits: &Limits) -> Result<(), ReadError> {
        if line.width() == 0 {
            self.blank_at_end += 1;
            return Ok(());
        }
        while line.cells.last() == Some(&Cell::Empty) {
            line.cells.pop();
        }
        if !self.lines.is_empty() {
            self.blank_between += self.blank_at_end;
        }
        self.blank_at_end = 0;
        self.cells += line.cells.len();
        self.lines.push(line);
        if self.lines.len() > limits.rows.saturating_add(LINES_ABOVE) {
            return Err(too_many_rows(limits));
        }
        if self.cells > limits.cells {
            return Err(too_many_cells(limits));
        }
        Ok(())
    }

    /// Counts the lines that are missing between the others, for sheets whose blank lines are
    /// never pushed.
    pub(crate) fn note_gaps(&mut self) {
        let gaps = self
            .lines
            .windows(2)
            .map(|pair| pair[1].number - pair[0].number - 1);
        self.blank_between = gaps.sum();
        self.blank_at_end = 0;
    }

    /// Columns up to the last one with content.
    pub(crate) fn width(&self) -> usize {
        self.lines.iter().map(Line::width).max().unwrap_or(0)
    }

    /// Makes the table: finds the header (or takes the line that was asked for), names the
    /// columns and drops what stands above. Gives the line of the header with it.
    pub(crate) fn into_table(
        mut self,
        sheet: &str,
        options: &ReadOptions,
        notes: &mut Vec<String>,
    ) -> Result<(Table, Option<usize>), ReadError> {
        notes.append(&mut self.notes);
        let header = self.header(sheet, options)?;
        self.note_header(header, notes);
        let (first, above_data) = header.map_or((0, 0), |header| (header.first, header.last + 1));
        let width = self.lines[first..].iter().map(Line::width).max().unwrap_or(0);
        let rows = self.lines.len() - above_data;
        if rows > options.limits.rows {
            return Err(too_many_rows(&options.limits));
        }
        if rows.saturating_mul(width) > options.limits.cells {
            return Err(too_many_cells(&options.limits));
        }
        let left = self.lines[first..]
            .iter()
            .map(Line::first_filled)
            .min()
            .unwrap_or(0);
        let columns = header::columns(&self, header, left..width);
        self.note_odd_lines(&columns, (left, above_data), notes);
        let header_line = header.map(|header| self.lines[header.last].number);
        let rows = self.lines.drain(..).skip(above_data).zip(1..);
        let rows = rows.map(|(line, number)| Row {
            number,
            line: line.number,
            cells: fitted(line.cells, left..width),
        });
        Ok((
            Table {
                rows: rows.collect(),
                columns,
            },
            header_line,
        ))
    }

    fn header(&self, sheet: &str, options: &ReadOptions) -> Result<Option<Header>, ReadError> {
        match options.header_row {
            Some(0) => Ok(None),
            Some(wanted) => self
                .lines
                .iter()
                .position(|line| line.number == wanted)
                .map(|index| Some(header::starting_at(self, index)))
                .ok_or_else(|| ReadError::BlankHeader {
                    sheet: sheet.to_owned(),
                    line: wanted,
                }),
            None => Ok(header::find(self)),
        }
    }

    fn note_header(&self, header: Option<Header>, notes: &mut Vec<String>) {
        let Some(Header { first, last }) = header else {
            notes.push("no header line; the columns are named by their letters".to_owned());
            return;
        };
        let above = match first {
            0 => String::new(),
            count => format!("; {} above left out", counted(count, "line")),
        };
        let (from, to) = (self.lines[first].number, self.lines[last].number);
        if from != to {
            notes.push(format!("header found in lines {from} to {to}{above}"));
        } else if from != 1 || first != 0 {
            notes.push(format!("header found in line {from}{above}"));
        }
    }

    fn note_odd_lines(
        &self,
        columns: &[crate::model::Column],
        (left, above_data): (usize, usize),
        notes: &mut Vec<String>,
    ) {
        for (count, place) in [(self.blank_between, "between"), (self.blank_at_end, "below")] {
            if count > 0 {
                notes.push(format!(
                    "{} {place} the others skipped",
                    counted(count, "blank line")
                ));
            }
        }
        let named = columns.iter().rposition(|column| !column.raw_header.is_empty());
        let named = named.map_or(0, |last| last + 1);
        // Blank columns on the left are not among the columns.
        let named = if named == columns.len() {
            usize::MAX
        } else {
            named + left
        };
        let longer = self.lines[above_data..]
            .iter()
            .filter(|line| line.width() > named);
        if let Some((first, count)) = first_and_count(longer.map(|line| line.number))
            && named > left
        {
            let lines = counted(count, "line");
            notes.push(format!("{lines} longer than the header, first line {first}; the rest stands in columns without header"));
        }
        let data_starts = self.lines.get(above_data).map_or(usize::MAX, |line| line.number);
        let merged = self.merged.iter().filter(|span| span.first_line >= data_starts);
        if let Some((first, count)) = first_and_count(merged.map(|span| span.first_line)) {
            let areas = counted(count, "merged area");
            notes.push(format!(
                "{areas} among the rows, first in line {first}: only the first cell of each holds its value"
            ));
        }
    }
}

fn first_and_count(mut numbers: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    let first = numbers.next()?;
    Some((first, 1 + numbers.count()))
}

/// The cells of these columns, filled up with empty ones; those outside are blank.
fn fitted(mut cells: Vec<Cell>, columns: Range<usize>) -> Vec<Cell> {
    cells.resize(columns.end, Cell::Empty);
    cells.drain(..columns.start);
    cells
}

/// The error for more than [`Limits::rows`].
pub(crate) fn too_many_rows(limits: &Limits) -> ReadError {
    ReadError::TooLarge {
        what: "the number of rows".to_owned(),
        limit: format!("{} rows", limits.rows),
        place: String::new(),
        remedy: "split the file",
    }
}

/// The error for more than [`Limits::cells`].
pub(crate) fn too_many_cells(limits: &Limits) -> ReadError {
    ReadError::TooLarge {
        what: "the number of cells".to_owned(),
        limit: format!("{} cells", limits.cells),
        place: String::new(),
        remedy: "split the file, or leave out columns that are not needed",
    }
}
