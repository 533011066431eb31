//! JSON and lines of JSON: records to a table.

mod flatten;
mod parse;
mod records;

use crate::{
    error::ReadError,
    grid::{too_many_cells, too_many_rows},
    header::distinct_columns,
    model::{Cell, Format, Row, SheetInfo, Table, Workbook},
    options::ReadOptions,
    wording::counted,
};

use flatten::flatten;
use records::Records;

/// Reads a JSON document or lines of JSON.
///
/// The rows are the objects of one array: the document itself, or the one inside it that holds
/// most objects. An object whose values are all objects is a table by key. Nested objects become
/// columns `a.b`; how arrays become text stands at [`flatten()`]. Columns stand in the order in
/// which they first occur.
///
/// # Errors
/// [`ReadError::BadJson`], [`ReadError::NoRecords`], [`ReadError::NoSuchSheet`],
/// [`ReadError::TooLarge`].
pub(crate) fn read(
    stem: &str,
    text: &str,
    as_lines: bool,
    options: &ReadOptions,
) -> Result<Workbook, ReadError> {
    let roots = parse::values(text, &options.limits)?;
    let format = if as_lines || roots.len() > 1 {
        Format::NdJson
    } else {
        Format::Json
    };
    let mut found = records::find(stem, roots, format)?;
    let chosen = choose(&found, options)?;
    let mut notes = Vec::new();
    if found.len() > 1 {
        let name = &found[chosen].name;
        notes.push(format!("list `{name}` chosen of {}", found.len()));
    }
    let mut sheets: Vec<SheetInfo> = found.iter().map(Records::info).collect();
    let records = found.swap_remove(chosen);
    if records.skipped > 0 {
        notes.push(format!(
            "{} skipped for not being objects",
            counted(records.skipped, "element")
        ));
    }
    let sheet = records.name.clone();
    let table = table(records, options, &mut notes)?;
    sheets[chosen].columns = table.columns.len();
    Ok(Workbook {
        format,
        encoding: None,
        delimiter: None,
        sheets,
        sheet,
        header_line: None,
        table,
        notes,
    })
}

fn choose(found: &[Records], options: &ReadOptions) -> Result<usize, ReadError> {
    if let Some(wanted) = &options.sheet {
        let fits = |records: &Records| records.name.trim().eq_ignore_ascii_case(wanted.trim());
        return found.iter().position(fits).ok_or_else(|| ReadError::NoSuchSheet {
            wanted: wanted.clone(),
            present: names(found),
        });
    }
    // The first of the largest.
    let largest = found
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(_, records)| records.objects.len());
    largest.map(|(index, _)| index).ok_or(ReadError::NoRecords)
}

fn names(found: &[Records]) -> String {
    let quoted: Vec<String> = found
        .iter()
        .map(|records| format!("`{}`", records.name))
        .collect();
    quoted.join(", ")
}

fn table(records: Records, options: &ReadOptions, notes: &mut Vec<String>) -> Result<Table, ReadError> {
    let limits = &options.limits;
    if records.objects.len() > limits.rows {
        return Err(too_many_rows(limits));
    }
    let mut columns = flatten::Columns::default();
    let mut sparse = Vec::with_capacity(records.objects.len());
    let mut blank = 0;
    for (line, object) in records.objects {
        let cells = flatten(object, line, &mut columns, limits)?;
        if cells.iter().all(|(_, cell)| cell.is_empty()) {
            blank += 1;
            continue;
        }
        sparse.push((line, cells));
    }
    if blank > 0 {
        notes.push(format!("{} without any value skipped", counted(blank, "object")));
    }
    let keys = columns.into_keys();
    if sparse.len().saturating_mul(keys.len()) > limits.cells {
        return Err(too_many_cells(limits));
    }
    let rows = sparse.into_iter().zip(1..).map(|((line, filled), number)| {
        let mut cells = vec![Cell::Empty; keys.len()];
        for (column, cell) in filled {
            cells[column] = cell;
        }
        Row { number, line, cells }
    });
    let rows = rows.collect();
    let cleaned = keys.iter().map(|key| crate::text::clean(key)).collect();
    Ok(Table {
        columns: distinct_columns(cleaned, keys, 0),
        rows,
    })
}

#[cfg(test)]
mod tests;
