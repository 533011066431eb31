//! Where the header stands and what the columns are called.
//!
//! The rule, over the first 50 lines with content:
//!
//! 1. The *usual width* is the largest number of filled cells in one line; if no other line has
//!    two thirds of it, the second largest.
//! 2. The header is the first line with at least six tenths of the usual width filled, and in it
//!    at least three of four filled cells labels: text that is no number and no date; or all of
//!    them labels and several distinct years. Titles and section banners are too narrow.
//! 3. A line that fits is still a banner if it has two or more gaps between its cells and the
//!    line below fills at least a quarter more, all of it distinct labels, and reaches nine tenths
//!    of the usual width. Then the line below is the header.
//! 4. In a workbook, cells of the header line that are merged downwards (up to three lines)
//!    make those lines part of the header; the texts of a column are joined by ` / `.
//! 5. Without any such line there is no header and columns are named by their letters.
//!
//! A caller overrides this with [`ReadOptions::header_row`](crate::ReadOptions::header_row).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use crate::{
    dates::{DateGuess, parse_date_text},
    grid::{Grid, Line},
    model::{Cell, Column, column_letter},
    text::clean,
};

/// How many lines are looked at.
const LINES: usize = 50;
/// How many lines a header may have.
const HEADER_LINES: usize = 3;

/// Places of the header among the lines of a grid, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// Finds the header by the rule of this module.
pub(crate) fn find(grid: &Grid) -> Option<Header> {
    let lines = &grid.lines[..grid.lines.len().min(LINES)];
    let usual = usual_width(lines);
    let first = lines
        .iter()
        .position(|line| line.filled() * 10 >= usual * 6 && is_labelled(line))?;
    let below = lines.get(first + 1);
    let banner = below.is_some_and(|below| is_banner(&lines[first], below, usual));
    Some(starting_at(grid, first + usize::from(banner)))
}

/// The header that starts at a line, with the lines that merged cells add.
pub(crate) fn starting_at(grid: &Grid, first: usize) -> Header {
    let line = grid.lines[first].number;
    let end = grid
        .merged
        .iter()
        .filter(|span| span.first_line == line && span.last_line < line + HEADER_LINES)
        .map(|span| span.last_line)
        .max()
        .unwrap_or(line);
    let last = grid.lines[first..]
        .iter()
        .take_while(|line| line.number <= end)
        .count();
    Header {
        first,
        last: first + last.max(1) - 1,
    }
}

fn usual_width(lines: &[Line]) -> usize {
    let mut filled: Vec<usize> = lines.iter().map(Line::filled).collect();
    filled.sort_unstable_by(|a, b| b.cmp(a));
    match filled[..] {
        [largest, second, ..] if second * 3 < largest * 2 => second,
        [largest, ..] => largest,
        [] => 0,
    }
}

fn is_labelled(line: &Line) -> bool {
    let labels = line.cells.iter().filter(|cell| is_label(cell)).count();
    if labels * 4 >= line.filled() * 3 {
        return true;
    }
    let texts = line.cells.iter().map(Cell::text);
    let years: BTreeSet<i32> = texts
        .filter_map(|text| text.trim().parse().ok())
        .filter(|y| (1900..=2100).contains(y))
        .collect();
    labels > 0 && years.len() > 1 && labels + years.len() == line.filled()
}

fn is_label(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim();
    let starts_like_number = text.starts_with(|c: char| c.is_ascii_digit() || "+-.,($€£".contains(c));
    let is_number = starts_like_number
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.,()$€£% \u{a0}eE".contains(c));
    let is_date = || {
        text.len() <= 40
            && text.bytes().any(|b| b.is_ascii_digit())
            && !matches!(parse_date_text(text), DateGuess::Not(_))
    };
    !text.is_empty() && !is_number && !is_date()
}

fn is_banner(line: &Line, below: &Line, usual: usize) -> bool {
    let gaps = line.width() - line.filled();
    let distinct: BTreeSet<String> = below
        .cells
        .iter()
        .filter(|cell| is_label(cell))
        .map(|cell| clean(&cell.text()))
        .collect();
    gaps >= 2
        && below.filled() * 4 > line.filled() * 5
        && below.filled() * 10 >= usual * 9
        && distinct.len() == below.filled()
}

/// Names the columns at these places by the header, the lines above it giving sections and
/// filling gaps.
pub(crate) fn columns(grid: &Grid, header: Option<Header>, places: Range<usize>) -> Vec<Column> {
    let raw: Vec<String> = places
        .clone()
        .map(|column| raw_header(grid, header, column))
        .collect();
    let cleaned: Vec<String> = raw.iter().map(|raw| clean(raw)).collect();
    let mut columns = distinct_columns(cleaned, raw, places.start);
    let sections = sections(grid, header, places.end);
    for (column, section) in columns.iter_mut().zip(sections.into_iter().skip(places.start)) {
        column.section = section;
    }
    columns
}

/// Columns from their cleaned and raw headers, the first of which stands at place `first` of the
/// sheet: distinct names, and the context of repeated ones.
pub(crate) fn distinct_columns(cleaned: Vec<String>, raw: Vec<String>, first: usize) -> Vec<Column> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for header in &cleaned {
        *counts.entry(header.to_lowercase()).or_default() += 1;
    }
    let is_repeated = |header: &str| counts.get(&header.to_lowercase()).is_some_and(|n| *n > 1);
    let mut taken: BTreeSet<String> = counts.keys().cloned().collect();
    let mut seen = BTreeSet::new();
    let mut context: Option<String> = None;
    let mut columns = Vec::with_capacity(cleaned.len());
    for (index, (header, raw_header)) in cleaned.into_iter().zip(raw).enumerate() {
        let letter = column_letter(first + index);
        let own_context = if header.is_empty() {
            None
        } else if is_repeated(&header) {
            context.clone()
        } else {
            context = Some(header.clone());
            None
        };
        let header = if header.is_empty() {
            unused(format!("column {letter}"), &mut taken)
        } else if seen.insert(header.to_lowercase()) {
            header
        } else {
            unused(header, &mut taken)
        };
        columns.push(Column {
            index,
            header,
            raw_header,
            letter,
            context: own_context,
            section: None,
        });
    }
    columns
}

/// The name with the first number that makes it new.
fn unused(name: String, taken: &mut BTreeSet<String>) -> String {
    if taken.insert(name.to_lowercase()) {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let mut numbered = numbered.filter(|candidate| taken.insert(candidate.to_lowercase()));
    numbered.next().unwrap_or(name)
}

fn raw_header(grid: &Grid, header: Option<Header>, column: usize) -> String {
    let Some(Header { first, last }) = header else {
        return String::new();
    };
    if first == last {
        let own = text_at(&grid.lines[first], column);
        return if own.is_empty() {
            text_above(grid, first, column)
        } else {
            own
        };
    }
    let mut parts: Vec<String> = Vec::new();
    for line in &grid.lines[first..=last] {
        let text = merged_text(grid, line, column).unwrap_or_else(|| text_at(line, column));
        if !text.is_empty() && parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts.join(" / ")
}

fn text_at(line: &Line, column: usize) -> String {
    line.cells
        .get(column)
        .filter(|cell| !cell.is_empty())
        .map(|c| c.text().into_owned())
        .unwrap_or_default()
}

/// The text just above an empty header cell, if that line is more than a title.
fn text_above(grid: &Grid, header: usize, column: usize) -> String {
    match header.checked_sub(1).map(|above| &grid.lines[above]) {
        Some(above) if above.filled() > 1 => text_at(above, column),
        _ => String::new(),
    }
}

/// Text of the merged area that a cell lies in, which stands in the first cell of that area.
fn merged_text(grid: &Grid, line: &Line, column: usize) -> Option<String> {
    let span = grid.merged.iter().find(|span| {
        (span.first_line..=span.last_line).contains(&line.number)
            && (span.first_column..=span.last_column).contains(&column)
    })?;
    let first = grid.lines.iter().find(|other| other.number == span.first_line)?;
    Some(text_at(first, span.first_column))
}

/// The banner above the header, each text carried to the right until the next one.
fn sections(grid: &Grid, header: Option<Header>, width: usize) -> Vec<Option<String>> {
    let none = vec![None; width];
    let Some(above) = header.and_then(|header| header.first.checked_sub(1)) else {
        return none;
    };
    let banner = &grid.lines[above];
    if banner.filled() < 2 {
        return none;
    }
    let mut current = None;
    (0..width)
        .map(|column| {
            let text = clean(&text_at(banner, column));
            if !text.is_empty() {
                current = Some(text);
            }
            current.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests;
