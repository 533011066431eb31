//! Which sheet holds the table.

use super::Sheet;
use crate::{error::ReadError, grid::Grid, header, options::ReadOptions};

/// The sheet of that name; letter case and outer white space do not matter.
pub(super) fn by_name(sheets: &[Sheet], wanted: &str) -> Result<usize, ReadError> {
    let exact = sheets.iter().position(|sheet| sheet.name == wanted);
    let folded = |name: &str| name.trim().to_lowercase();
    let alike = || {
        sheets
            .iter()
            .position(|sheet| folded(&sheet.name) == folded(wanted))
    };
    exact.or_else(alike).ok_or_else(|| {
        let names: Vec<String> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
        ReadError::NoSuchSheet {
            wanted: wanted.to_owned(),
            present: names.join(", "),
        }
    })
}

/// The sheet that looks most like a table of records, the first of equals; hidden sheets only if
/// no other holds anything.
///
/// The measure is columns^1.5 × √rows × share of filled cells: a list of terms has many rows and
/// few columns, a pick list has columns of unequal length, a cover sheet has neither. A sheet that
/// cannot be read counts as very large, as a reader should learn of it.
pub(super) fn by_shape(sheets: &[Sheet], options: &ReadOptions) -> Result<usize, ReadError> {
    for hidden in [false, true] {
        let mut best: Option<(usize, f64)> = None;
        for (index, sheet) in sheets
            .iter()
            .enumerate()
            .filter(|(_, sheet)| sheet.hidden == hidden)
        {
            let score = sheet
                .grid
                .as_ref()
                .map_or(f64::INFINITY, |grid| score(grid, options));
            if score > best.map_or(0.0, |(_, score)| score) {
                best = Some((index, score));
            }
        }
        if let Some((index, _)) = best {
            return Ok(index);
        }
    }
    Err(ReadError::EmptyFile)
}

fn score(grid: &Grid, options: &ReadOptions) -> f64 {
    if grid.lines.is_empty() {
        return 0.0;
    }
    let start = match options.header_row {
        Some(0) => 0,
        Some(line) => grid.lines.iter().take_while(|other| other.number <= line).count(),
        None => header::find(grid).map_or(0, |header| header.last + 1),
    };
    let rows = &grid.lines[start.min(grid.lines.len())..];
    let columns = rows.iter().map(crate::grid::Line::width).max().unwrap_or(0) as f64;
    let filled: usize = rows.iter().map(crate::grid::Line::filled).sum();
    let share = filled as f64 / (columns * rows.len() as f64).max(1.0);
    // A sheet of headers alone is still more than an empty one.
    columns.powf(1.5) * (rows.len() as f64).sqrt() * share + 0.001
}
