//! Delimited text (RFC 4180 and its relatives): text to records.

use crate::{
    error::ReadError,
    grid::{Grid, Line},
    model::Cell,
    options::Limits,
    wording::counted,
    write::unprotected,
};

/// Reads all records into a grid; `first_line` is the line on which the text starts.
///
/// Records end with CR LF, LF or CR, in any mixture. A quotation mark opens a quoted cell only at
/// the start of a cell; within, two stand for one, and what follows the closing one up to the
/// next delimiter is kept. An apostrophe that protects from a formula is taken away
/// (the rule stands at [`write_csv`](crate::write_csv)).
///
/// # Errors
/// [`ReadError::UnclosedQuote`] and [`ReadError::TooLarge`].
pub(crate) fn grid(text: &str, delimiter: u8, first_line: usize, limits: &Limits) -> Result<Grid, ReadError> {
    let mut grid = Grid::default();
    let mut records = Records {
        line: first_line,
        ..Records::new(text, delimiter, limits)
    };
    while let Some(line) = records.next_record()? {
        grid.push(line, limits)?;
    }
    if records.unprotected > 0 {
        let cells = counted(records.unprotected, "cell");
        grid.notes
            .push(format!("apostrophe against formulas taken away from {cells}"));
    }
    Ok(grid)
}

/// Reads one record after the other.
pub(crate) struct Records<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    delimiter: u8,
    limits: &'a Limits,
    unprotected: usize,
}

/// What ends a cell.
enum End {
    Cell,
    Record,
}

impl<'a> Records<'a> {
    pub(crate) fn new(text: &'a str, delimiter: u8, limits: &'a Limits) -> Records<'a> {
        Records {
            text,
            at: 0,
            line: 1,
            delimiter,
            limits,
            unprotected: 0,
        }
    }

    /// The next record, blank ones too; none at the end of the text.
    pub(crate) fn next_record(&mut self) -> Result<Option<Line>, ReadError> {
        if self.at >= self.text.len() {
            return Ok(None);
        }
        let mut record = Line {
            number: self.line,
            cells: Vec::new(),
        };
        let mut column = 0;
        loop {
            let (cell, end) = self.next_cell(column)?;
            if !cell.is_empty() && column >= self.limits.columns {
                return Err(too_many_columns(self.limits, record.number));
            }
            if column < self.limits.columns {
                record.cells.push(cell);
            }
            column += 1;
            if matches!(end, End::Record) {
                return Ok(Some(record));
            }
        }
    }

    fn next_cell(&mut self, column: usize) -> Result<(Cell, End), ReadError> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'"') {
            let text = self.quoted(column)?;
            let end = self.take_end();
            return Ok((self.cell(&text)?, end));
        }
        let text = self.take_plain();
        let cell = self.cell(text)?;
        Ok((cell, self.take_end()))
    }

    /// Text up to the next delimiter or line end, which stays.
    fn take_plain(&mut self) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        let length = memchr::memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
        let text = &self.text[self.at..self.at + length];
        self.at += length;
        text
    }

    fn quoted(&mut self, column: usize) -> Result<String, ReadError> {
        let opened = self.line;
        let mut content = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = memchr::memchr(b'"', rest.as_bytes()) else {
                return Err(ReadError::UnclosedQuote {
                    line: opened,
                    column: column + 1,
                });
            };
            content.push_str(&rest[..length]);
            self.line += count_line_ends(&rest[..length]);
            self.at += length + 1;
            if self.text.as_bytes().get(self.at) != Some(&b'"') {
                break;
            }
            content.push('"');
            self.at += 1;
        }
        content.push_str(self.take_plain());
        Ok(content)
    }

    fn take_end(&mut self) -> End {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if *byte == self.delimiter => {
                self.at += 1;
                return End::Cell;
            }
            Some(b'\r') if self.text.as_bytes().get(self.at + 1) == Some(&b'\n') => self.at += 2,
            Some(_) => self.at += 1,
            None => return End::Record,
        }
        self.line += 1;
        End::Record
    }

    fn cell(&mut self, text: &str) -> Result<Cell, ReadError> {
        if text.len() > self.limits.cell_bytes {
            return Err(cell_too_long(text.len(), self.limits, self.line));
        }
        Ok(match unprotected(text) {
            Some(inner) => {
                self.unprotected += 1;
                Cell::from(inner)
            }
            None => Cell::from(text),
        })
    }
}

/// Line ends in a text: CR LF, LF and CR count one each.
pub(crate) fn count_line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let lone_returns = memchr::memchr_iter(b'\r', bytes)
        .filter(|at| bytes.get(at + 1) != Some(&b'\n'))
        .count();
    memchr::memchr_iter(b'\n', bytes).count() + lone_returns
}

fn too_many_columns(limits: &Limits, line: usize) -> ReadError {
    ReadError::TooLarge {
        what: "the number of columns".to_owned(),
        limit: format!("{} columns", limits.columns),
        place: format!(" in line {line}"),
        remedy: "leave out columns that are not needed, or name another delimiter",
    }
}

/// The error for a cell beyond [`Limits::cell_bytes`].
pub(crate) fn cell_too_long(length: usize, limits: &Limits, line: usize) -> ReadError {
    ReadError::TooLarge {
        what: format!("a cell of {length} bytes"),
        limit: format!("{} bytes", limits.cell_bytes),
        place: format!(" in line {line}"),
        remedy: "shorten it, or look for a quotation mark that is never closed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, delimiter: u8) -> Vec<(usize, Vec<String>)> {
        let limits = Limits::default();
        let mut records = Records::new(text, delimiter, &limits);
        let mut found = Vec::new();
        while let Some(line) = records.next_record().unwrap() {
            found.push((
                line.number,
                line.cells.iter().map(|c| c.text().into_owned()).collect(),
            ));
        }
        found
    }

    #[track_caller]
    fn check(text: &str, expect: &[(usize, &[&str])]) {
        let found = records(text, b',');
        let expect: Vec<(usize, Vec<String>)> = expect
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(ToString::to_string).collect()))
            .collect();
        assert_eq!(found, expect, "for {text:?}");
    }

    #[test]
    fn records_and_their_lines() {
        check("", &[]);
        check("a", &[(1, &["a"])]);
        check("a,b\nc,d", &[(1, &["a", "b"]), (2, &["c", "d"])]);
        check(
            "a\r\nb\rc\nd\n",
            &[(1, &["a"]), (2, &["b"]), (3, &["c"]), (4, &["d"])],
        );
        check("a,\n\n,b", &[(1, &["a", ""]), (2, &[""]), (3, &["", "b"])]);
        check(
            "\"a\nb\r\nc\rd\",x\ny",
            &[(1, &["a\nb\r\nc\rd", "x"]), (5, &["y"])],
        );
    }

    #[test]
    fn quotes() {
        check("\"a,b\",\"c\"\"d\"", &[(1, &["a,b", "c\"d"])]);
        check("\"\",x", &[(1, &["", "x"])]);
        check("a\"b\",c", &[(1, &["a\"b\"", "c"])]);
        check("\"a\" b,c", &[(1, &["a b", "c"])]);
        check("\"\"\"\"", &[(1, &["\""])]);
    }

    #[test]
    fn apostrophes_against_formulas() {
        check("'=1,''-x,'tis,'", &[(1, &["=1", "'-x", "'tis", "'"])]);
    }

    #[test]
    fn an_unclosed_quote_is_named() {
        let error = grid("a,b\n1,\"x\ny\nz", b',', 1, &Limits::default()).unwrap_err();
        assert_eq!(error, ReadError::UnclosedQuote { line: 2, column: 2 });
    }

    #[test]
    fn bounds_are_kept() {
        let limits = Limits {
            columns: 2,
            cell_bytes: 3,
            ..Limits::default()
        };
        assert!(grid("a,b,,,,\n", b',', 1, &limits).is_ok());
        let wide = grid("x\na,b,c\n", b',', 1, &limits).unwrap_err().to_string();
        assert!(wide.contains("limit of 2 columns in line 2"), "{wide}");
        let long = grid("x\nabcd\n", b',', 1, &limits).unwrap_err().to_string();
        assert!(long.contains("4 bytes") && long.contains("in line 2"), "{long}");
    }
}
