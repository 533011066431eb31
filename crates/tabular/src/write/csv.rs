//! Comma-separated values (RFC 4180).

use std::borrow::Cow;

use crate::model::Cell;

/// Writes a table as comma-separated values: UTF-8, CR LF, quoted where needed (RFC 4180).
///
/// A text that a spreadsheet program would take for a formula gets an apostrophe in front
/// ([`protected`]), which [`read`](crate::read) takes away again.
#[must_use]
pub fn write_csv(columns: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<u8> {
    write(Vec::new(), columns, rows)
}

/// Like [`write_csv`], with a byte order mark in front: without one, Excel takes UTF-8 for the
/// encoding of its own country.
#[must_use]
pub fn write_csv_for_excel(columns: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<u8> {
    write("\u{feff}".as_bytes().to_vec(), columns, rows)
}

fn write(mut out: Vec<u8>, columns: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<u8> {
    write_record(&mut out, columns.iter().map(|column| protected(column)));
    for row in rows {
        write_record(&mut out, row.iter().map(field));
    }
    out
}

fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => protected(text),
        other => other.text(),
    }
}

fn write_record<'a>(out: &mut Vec<u8>, fields: impl Iterator<Item = Cow<'a, str>>) {
    let start = out.len();
    let mut count = 0;
    for field in fields {
        if count > 0 {
            out.push(b',');
        }
        write_field(out, &field);
        count += 1;
    }
    // A record of one empty field would be a blank line, which is no record.
    if count == 1 && out.len() == start {
        out.extend_from_slice(b"\"\"");
    }
    out.extend_from_slice(b"\r\n");
}

fn write_field(out: &mut Vec<u8>, field: &str) {
    let needs_quotes = field.contains([',', '"', '\r', '\n', ';', '\t', '|'])
        || field.starts_with([' ', '\u{feff}'])
        || field.ends_with(' ');
    if needs_quotes {
        out.push(b'"');
        out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(field.as_bytes());
    }
}

/// Puts an apostrophe before a text that a spreadsheet program would run as a formula.
///
/// The rule: a text that begins with `=`, `+`, `-`, `@`, their full-width forms, tab, CR or LF
/// is protected, unless it is a plain number such as `-5` or `+1.5e3`. A text that begins with
/// apostrophes before such a character gets one more. [`unprotected`] therefore always takes
/// exactly one away and every text survives.
pub(crate) fn protected(text: &str) -> Cow<'_, str> {
    if is_risky_after_apostrophes(text) && !is_plain_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The inverse of [`protected`]; none if there is nothing to take away.
pub(crate) fn unprotected(text: &str) -> Option<&str> {
    text.strip_prefix('\'')
        .filter(|rest| is_risky_after_apostrophes(rest))
}

fn is_risky_after_apostrophes(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−',
    ])
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'))
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_come_back() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+a", "'+a"),
            ("- prose", "'- prose"),
            ("@sum", "'@sum"),
            ("\ttab", "'\ttab"),
            ("\rcr", "'\rcr"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("''-5", "'''-5"),
            ("'-5", "''-5"),
            ("-5+cmd", "'-5+cmd"),
            ("-", "'-"),
        ];
        for (text, expect) in cases {
            assert_eq!(protected(text), expect);
            assert_eq!(unprotected(expect), Some(text));
        }
        for text in ["-5", "+1.5e3", "-.5", "a=b", "'tis", "'", "", "2024-01-31", "1-2"] {
            assert_eq!(protected(text), text);
            assert_eq!(unprotected(text), None);
        }
    }

    #[test]
    fn records_follow_the_rfc() {
        let columns = ["a".to_owned(), "b".to_owned()];
        let rows = vec![
            vec![Cell::Text("x,\"y\"".into()), Cell::Text("l1\nl2".into())],
            vec![Cell::Number("-1.5".into()), Cell::Empty],
            vec![Cell::Bool(true), Cell::Date("2024-01-31".into())],
        ];
        let written = String::from_utf8(write_csv(&columns, rows.into_iter())).unwrap();
        assert_eq!(
            written,
            "a,b\r\n\"x,\"\"y\"\"\",\"l1\nl2\"\r\n-1.5,\r\ntrue,2024-01-31\r\n"
        );
        let excel = write_csv_for_excel(&columns, std::iter::empty());
        assert_eq!(excel, b"\xef\xbb\xbfa,b\r\n");
        assert_eq!(
            write_csv(&columns[..1], [vec![Cell::Empty]].into_iter()),
            b"a\r\n\"\"\r\n"
        );
    }
}
