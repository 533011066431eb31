//! The refused rows of an import as a list to correct: which row, which column, why.

use probity_tabular::{Cell, write_csv_for_excel};

use super::staged_import::Preview;

/// The refusals of a file that was looked at, as comma-separated values that spreadsheet programs open.
pub fn refused_rows(seen: &Preview) -> Vec<u8> {
    let heads = ["Row", "Line", "Name", "Column", "Header", "Why"].map(str::to_owned);
    let name = |row: usize| {
        let found = seen.rows.iter().find(|planned| planned.row == row);
        found.map_or_else(String::new, |planned| planned.name.clone())
    };
    let header = |letter: &str| {
        let found = seen.columns.iter().find(|look| look.letter == letter);
        found.map_or_else(String::new, |look| look.header.clone())
    };
    let rows = seen.report.refusals.iter().map(|refusal| {
        let texts = [
            refusal.row.to_string(),
            refusal.line.to_string(),
            name(refusal.row),
            refusal.column.clone(),
            header(&refusal.column),
            refusal.reason.clone(),
        ];
        texts.map(Cell::Text).to_vec()
    });
    write_csv_for_excel(&heads, rows)
}
