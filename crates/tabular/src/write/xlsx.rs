//! An Office Open XML workbook of one sheet.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::{error::WriteError, model::Cell};

/// Characters that a cell may hold (ECMA-376 leaves it open; every program stops here).
const CELL_CHARACTERS: usize = 32_767;
/// Widths of columns in characters, and how many rows are looked at to find them.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;
const ROWS_FOR_WIDTH: u32 = 200;

/// Writes a table as a workbook with one sheet: bold header that stays in view, filter, columns
/// as wide as their content within reason. Text is written as text, never as formula or link,
/// whatever it begins with; dates as dates, numbers as numbers where the program can hold them
/// exactly. The same table always gives the same bytes.
///
/// # Errors
/// [`WriteError`] if the name, a cell or the table is beyond what the format allows.
pub fn write_xlsx(
    sheet_name: &str,
    columns: &[String],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(other)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet
        .set_name(sheet_name)
        .map_err(|_| WriteError::BadSheetName(sheet_name.to_owned()))?;
    let mut widths = vec![0; columns.len()];
    let header = Format::new().set_bold().set_text_wrap();
    for (place, column) in columns.iter().enumerate() {
        check_length(0, column, column)?;
        let place = column_number(place)?;
        write_text(sheet, (0, place), column, &header)?;
        widths[usize::from(place)] = widest_line(column).min(40);
    }
    let formats = DateFormats::new();
    let mut last_row = 0;
    for (row, cells) in (1_u32..).zip(rows) {
        last_row = row;
        for (place, (cell, column)) in cells.iter().zip(columns).enumerate() {
            check_length(row as usize, column, &cell.text())?;
            write_cell(sheet, (row, column_number(place)?), cell, &formats)?;
            if row <= ROWS_FOR_WIDTH {
                widths[place] = widths[place].max(widest_line(&cell.text()));
            }
        }
    }
    arrange(sheet, &widths, last_row)?;
    workbook.save_to_buffer().map_err(other)
}

struct DateFormats {
    day: Format,
    second: Format,
}

impl DateFormats {
    fn new() -> DateFormats {
        DateFormats {
            day: Format::new().set_num_format("yyyy-mm-dd"),
            second: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &DateFormats,
) -> Result<(), WriteError> {
    let written = match cell {
        Cell::Empty => return Ok(()),
        Cell::Bool(value) => sheet.write_boolean(row, column, *value),
        Cell::Number(text) => match exact_number(text) {
            Some(number) => sheet.write_number(row, column, number),
            None => sheet.write_string(row, column, text),
        },
        Cell::Date(text) => match date_serial(text) {
            Some((date, true)) => sheet.write_datetime_with_format(row, column, date, &formats.second),
            Some((date, false)) => sheet.write_datetime_with_format(row, column, date, &formats.day),
            None => sheet.write_string(row, column, text),
        },
        Cell::Text(text) => return write_text(sheet, (row, column), text, &Format::new()),
    };
    written.map(|_| ()).map_err(other)
}

/// Text as text.
fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), WriteError> {
    let runs = runs(text);
    let written = if runs.len() == 1 {
        sheet.write_string_with_format(row, column, text, format)
    } else {
        let plain = Format::default();
        let runs: Vec<String> = runs.into_iter().map(with_codes_escaped).collect();
        let runs: Vec<(&Format, &str)> = runs.iter().map(|run| (&plain, run.as_str())).collect();
        sheet.write_rich_string_with_format(row, column, &runs, format)
    };
    written.map(|_| ()).map_err(other)
}

/// The text in the runs that it has to be written in, most often one. It is parted where the
/// writer or a reader would otherwise misunderstand it: `<r>..</r>` would count as finished
/// markup, and `_x0012` before a character that is written as `_x0001_` would become an escape.
fn runs(text: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    if text.starts_with("<r>") && text.ends_with("</r>") {
        cuts.push(1);
    }
    let escaped = |c: char| (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let after_code = |at: usize| {
        let code = at
            .checked_sub("_x0012".len())
            .and_then(|start| text.get(start..at));
        let digits = code.and_then(|code| code.strip_prefix("_x"));
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    cuts.extend(
        text.char_indices()
            .filter(|(at, c)| escaped(*c) && after_code(*at))
            .map(|(at, _)| at),
    );
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(text.len()));
    starts.zip(ends).map(|(start, end)| &text[start..end]).collect()
}

/// Length of `_x0012`, an escape but for its end.
const OPEN_CODE: usize = "_x0012".len();

fn starts_with_code(text: &[u8]) -> bool {
    text.len() >= OPEN_CODE && text.starts_with(b"_x") && text[2..OPEN_CODE].iter().all(u8::is_ascii_hexdigit)
}

/// Keeps what looks like an escape from being one, which the writer does for all but runs.
fn with_codes_escaped(run: &str) -> String {
    let mut escaped = String::with_capacity(run.len());
    for (at, c) in run.char_indices() {
        let rest = &run.as_bytes()[at..];
        if starts_with_code(rest) && rest.get(OPEN_CODE) == Some(&b'_') {
            escaped.push_str("_x005F");
        }
        escaped.push(c);
    }
    escaped
}

/// The number, if it comes back as the same text.
fn exact_number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    (crate::spreadsheet::number_text(number) == text).then_some(number)
}

/// Date and whether it has a time; none for dates that a sheet cannot hold.
fn date_serial(text: &str) -> Option<(ExcelDateTime, bool)> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time.parse::<jiff::civil::Time>().ok()?)),
        None => (text, None),
    };
    let date: jiff::civil::Date = date.parse().ok()?;
    // Up to February 1900 spreadsheets count a day that never was.
    if text.len() < 10 || date < jiff::civil::date(1900, 3, 1) {
        return None;
    }
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    let mut serial = ExcelDateTime::from_ymd(year, month, day).ok()?;
    if let Some(time) = time {
        let (hour, minute) = (time.hour().unsigned_abs(), time.minute().unsigned_abs());
        serial = serial
            .and_hms(hour.into(), minute, f64::from(time.second()))
            .ok()?;
    }
    let same = match time {
        Some(time) => format!("{date}T{}", time.strftime("%H:%M:%S")) == text,
        None => true,
    };
    same.then_some((serial, time.is_some()))
}

fn arrange(sheet: &mut Worksheet, widths: &[usize], last_row: u32) -> Result<(), WriteError> {
    for (place, width) in widths.iter().enumerate() {
        let width = (*width + 2).clamp(*WIDTHS.start(), *WIDTHS.end());
        sheet
            .set_column_width(column_number(place)?, width as f64)
            .map_err(other)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(other)?;
    if let Some(last) = widths.len().checked_sub(1) {
        sheet
            .autofilter(0, 0, last_row, column_number(last)?)
            .map_err(other)?;
    }
    Ok(())
}

fn column_number(place: usize) -> Result<u16, WriteError> {
    u16::try_from(place)
        .ok()
        .filter(|place| *place < 16_384)
        .ok_or(WriteError::SheetFull)
}

fn check_length(row: usize, column: &str, text: &str) -> Result<(), WriteError> {
    // Spreadsheets count UTF-16 units, and each may need its escape of seven characters.
    if text.len() <= CELL_CHARACTERS {
        return Ok(());
    }
    let length = text.encode_utf16().count();
    if length <= CELL_CHARACTERS {
        return Ok(());
    }
    Err(WriteError::CellTooLong {
        row,
        column: column.to_owned(),
        length,
    })
}

/// Characters of the longest line.
fn widest_line(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

fn other(error: XlsxError) -> WriteError {
    match error {
        XlsxError::RowColumnLimitError => WriteError::SheetFull,
        error => WriteError::Workbook(error.to_string()),
    }
}
