//! Office Open XML workbooks (ECMA-376): sheets to grids, and which sheet to take.

mod cells;
mod choose;

use std::{io::Cursor, panic::AssertUnwindSafe};

use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::{
    archive,
    error::ReadError,
    grid::Grid,
    model::{Format, SheetInfo, Workbook},
    options::{Limits, ReadOptions},
};

pub(crate) use cells::number_text;

/// One sheet as read; what is wrong with it only matters once it is chosen.
struct Sheet {
    name: String,
    hidden: bool,
    grid: Result<Grid, ReadError>,
}

/// Reads a workbook.
///
/// Of several sheets, the one that looks most like a table of records is taken: see
/// [`choose::by_shape`].
///
/// # Errors
/// Those of [`archive::check`] and of [`Grid::into_table`]; [`ReadError::NoSuchSheet`],
/// [`ReadError::EmptyFile`].
pub(crate) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Workbook, ReadError> {
    archive::check(bytes, &options.limits)?;
    // The parser is not ours and the file may be made to break it; a panic is a broken file.
    let sheets = std::panic::catch_unwind(AssertUnwindSafe(|| sheets(bytes, &options.limits)))
        .unwrap_or_else(|_| Err(broken("", "its parts do not fit together")))?;
    let infos: Vec<SheetInfo> = sheets.iter().map(info).collect();
    let mut notes = Vec::new();
    let chosen = match &options.sheet {
        Some(wanted) => choose::by_name(&sheets, wanted)?,
        None => choose::by_shape(&sheets, options)?,
    };
    if sheets.len() > 1 && options.sheet.is_none() {
        notes.push(choice_note(&infos, chosen));
    }
    let mut sheets = sheets;
    let Sheet { name, grid, .. } = sheets.swap_remove(chosen);
    let grid = grid?;
    if grid.lines.is_empty() {
        return Err(ReadError::EmptySheet { sheet: name });
    }
    let (table, header_line) = grid.into_table(&name, options, &mut notes)?;
    Ok(Workbook {
        format: Format::Xlsx,
        encoding: None,
        delimiter: None,
        sheets: infos,
        sheet: name,
        header_line,
        table,
        notes,
    })
}

fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => ReadError::Encrypted,
        other => broken("", &other.to_string()),
    })?;
    let list: Vec<_> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut budget = cells::Budget::new(limits);
    let mut sheets = Vec::new();
    for (name, hidden) in list {
        let grid = cells::grid(&mut book, &name, &mut budget, limits);
        sheets.push(Sheet { name, hidden, grid });
    }
    if sheets.is_empty() {
        Err(ReadError::EmptyFile)
    } else {
        Ok(sheets)
    }
}

fn info(sheet: &Sheet) -> SheetInfo {
    let (rows, columns) = sheet
        .grid
        .as_ref()
        .map_or((0, 0), |grid| (grid.lines.len(), grid.width()));
    SheetInfo {
        name: sheet.name.clone(),
        hidden: sheet.hidden,
        rows,
        columns,
    }
}

fn choice_note(infos: &[SheetInfo], chosen: usize) -> String {
    let hidden = infos.iter().filter(|sheet| sheet.hidden).count();
    let hidden = if hidden > 0 {
        format!(" ({hidden} hidden)")
    } else {
        String::new()
    };
    format!("sheet `{}` chosen of {}{hidden}", infos[chosen].name, infos.len())
}

fn broken(sheet: &str, reason: &str) -> ReadError {
    let place = if sheet.is_empty() {
        String::new()
    } else {
        format!(" in sheet `{sheet}`")
    };
    ReadError::BrokenWorkbook {
        place,
        reason: reason.to_owned(),
    }
}
