//! The cells of one sheet.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};

use calamine::{DataRef, ExcelDateTime, Xlsx};

use super::broken;
use crate::{
    delimited::cell_too_long,
    error::ReadError,
    grid::{Grid, Line, Span, too_many_cells},
    model::Cell,
    options::Limits,
    wording::counted,
};

/// Merged areas that are kept of one sheet.
const MERGED_AREAS: usize = 10_000;

/// What all sheets of a workbook together may still take. A text that is stored once can be
/// shown in millions of cells, and a single cell far to the right needs a whole row.
pub(super) struct Budget {
    cells: usize,
    text_bytes: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget {
            cells: limits.cells,
            text_bytes: limits.archive_bytes,
        }
    }

    fn take(&mut self, cells: usize, text: &str, limits: &Limits) -> Result<(), ReadError> {
        self.cells = self
            .cells
            .checked_sub(cells)
            .ok_or_else(|| too_many_cells(limits))?;
        let left = self.text_bytes.checked_sub(text.len() as u64);
        self.text_bytes = left.ok_or_else(|| ReadError::TooLarge {
            what: "the text of all cells".to_owned(),
            limit: format!("{} MB", limits.archive_bytes / 1_000_000),
            place: String::new(),
            remedy: "split the file",
        })?;
        Ok(())
    }
}

/// Reads the cells that hold something; formatting alone, however far it reaches, is nothing.
pub(super) fn grid<RS: Read + Seek>(
    book: &mut Xlsx<RS>,
    name: &str,
    budget: &mut Budget,
    limits: &Limits,
) -> Result<Grid, ReadError> {
    let in_sheet = |error| match error {
        ReadError::TooLarge {
            what,
            limit,
            place,
            remedy,
        } if place.is_empty() => ReadError::TooLarge {
            what,
            limit,
            place: format!(" in sheet `{name}`"),
            remedy,
        },
        other => other,
    };
    read_cells(book, name, budget, limits).map_err(in_sheet)
}

fn read_cells<RS: Read + Seek>(
    book: &mut Xlsx<RS>,
    name: &str,
    budget: &mut Budget,
    limits: &Limits,
) -> Result<Grid, ReadError> {
    let mut lines: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    let mut errors = 0_usize;
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|e| broken(name, &e.to_string()))?;
    while let Some(found) = reader.next_cell().map_err(|e| broken(name, &e.to_string()))? {
        let (row, column) = found.get_position();
        errors += usize::from(matches!(found.get_value(), DataRef::Error(_)));
        let cell = cell(found.get_value());
        if cell == Cell::Empty {
            continue;
        }
        let column = column as usize;
        check_cell(&cell, row, column, name, limits)?;
        let line = lines.entry(row).or_default();
        let more = (column + 1).saturating_sub(line.len());
        budget.take(more, &cell.text(), limits)?;
        if more > 0 {
            line.resize(column + 1, Cell::Empty);
        }
        line[column] = cell;
    }
    let mut grid = Grid::default();
    for (row, cells) in lines {
        grid.push(
            Line {
                number: row as usize + 1,
                cells,
            },
            limits,
        )?;
    }
    drop(reader);
    grid.merged = merged(book, name);
    grid.note_gaps();
    if errors > 0 {
        grid.notes.push(format!(
            "{} with the error of a formula, such as `#N/A`, kept as text",
            counted(errors, "cell")
        ));
    }
    Ok(grid)
}

fn check_cell(cell: &Cell, row: u32, column: usize, sheet: &str, limits: &Limits) -> Result<(), ReadError> {
    let length = cell.text().len();
    if length > limits.cell_bytes {
        return Err(cell_too_long(length, limits, row as usize + 1));
    }
    if column >= limits.columns && !cell.is_empty() {
        return Err(ReadError::TooLarge {
            what: "the number of columns".to_owned(),
            limit: format!("{} columns", limits.columns),
            place: format!(" in sheet `{sheet}`, line {}", row + 1),
            remedy: "leave out columns that are not needed",
        });
    }
    Ok(())
}

fn merged<RS: Read + Seek>(book: &mut Xlsx<RS>, name: &str) -> Vec<Span> {
    // Merged areas only help with headers; a sheet that lacks them reads well.
    let areas = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    let spans = areas.into_iter().take(MERGED_AREAS).map(|area| Span {
        first_line: area.start.0 as usize + 1,
        last_line: area.end.0 as usize + 1,
        first_column: area.start.1 as usize,
        last_column: area.end.1 as usize,
    });
    spans.collect()
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(number_text(*number)),
        DataRef::String(text) => Cell::from(text.as_str()),
        DataRef::SharedString(text) => Cell::from(*text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(serial) => date_cell(serial),
        DataRef::DateTimeIso(text) => Cell::Date(text.clone()),
        DataRef::DurationIso(text) => Cell::from(text.as_str()),
        DataRef::Error(error) => Cell::Text(error.to_string()),
    }
}

/// A date, a date with time, or a time of day or duration as `8:30:00`.
fn date_cell(serial: &ExcelDateTime) -> Cell {
    let days = serial.as_f64();
    if !(0.0..2_958_466.0).contains(&days) {
        return Cell::Number(number_text(days));
    }
    if serial.is_duration() || days < 1.0 {
        let seconds = (days * 86_400.0).round() as u64;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        return Cell::Text(format!("{hours:02}:{minutes:02}:{seconds:02}"));
    }
    let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    Cell::Date(match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    })
}

/// Shortest decimal text of a number; with exponent where that would be very long.
pub(crate) fn number_text(number: f64) -> String {
    let size = number.abs();
    if number == 0.0 {
        "0".to_owned()
    } else if (1e-7..1e21).contains(&size) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}
