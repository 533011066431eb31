//! Which character separates the cells.

use crate::{delimited::Records, options::Limits};

/// Delimiters that are tried, the likeliest first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of the text is looked at.
const SAMPLE_BYTES: usize = 256 << 10;
const SAMPLE_RECORDS: usize = 200;

/// The delimiter that Excel was told in a first line `sep=;`, and the text after that line.
pub(crate) fn declared(text: &str) -> Option<(u8, &str)> {
    let rest = text
        .strip_prefix("sep=")
        .or_else(|| text.strip_prefix("\"sep="))?;
    let delimiter = *rest.as_bytes().first()?;
    let after = &rest.get(1..)?;
    let after = after.strip_prefix('"').unwrap_or(after);
    let line_end = ["\r\n", "\n", "\r"].iter().find(|end| after.starts_with(**end))?;
    delimiter
        .is_ascii()
        .then(|| (delimiter, &after[line_end.len()..]))
}

/// The delimiter under which the records agree best on their number of cells. One that splits
/// the first record as well counts double, so that decimal commas do not win over semicolons.
/// Text that none of them splits has one column.
pub(crate) fn delimiter(text: &str, extension: &str) -> u8 {
    let sample = sample(text);
    let mut best = (b',', 0.0);
    for candidate in CANDIDATES {
        let mut score = score(sample, candidate);
        if candidate == b'\t' && matches!(extension, "tsv" | "tab") {
            score *= 2.0;
        }
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

fn sample(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let end = text.floor_char_boundary(SAMPLE_BYTES);
    let whole_lines = text[..end].rfind('\n').map_or(end, |at| at + 1);
    &text[..whole_lines]
}

fn score(sample: &str, candidate: u8) -> f64 {
    let limits = Limits {
        columns: 10_000,
        cell_bytes: usize::MAX,
        ..Limits::default()
    };
    let mut records = Records::new(sample, candidate, &limits);
    let mut widths = Vec::new();
    // An error only means that the sample ends within a quoted cell.
    while let Ok(Some(record)) = records.next_record() {
        if record.cells.iter().any(|cell| !cell.is_empty()) {
            widths.push(record.cells.len());
        }
        if widths.len() == SAMPLE_RECORDS {
            break;
        }
    }
    let Some(first) = widths.first().copied() else {
        return 0.0;
    };
    let total = widths.len();
    widths.retain(|width| *width > 1);
    widths.sort_unstable();
    let Some((width, count)) = widths
        .chunk_by(|a, b| a == b)
        .map(|same| (same[0], same.len()))
        .max_by_key(|(width, count)| (*count, *width))
    else {
        return 0.0;
    };
    let agreement = count as f64 / total as f64;
    let splits_first = if first > 1 { 2.0 } else { 1.0 };
    agreement * splits_first * (1.0 + (width as f64).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found() {
        let decimal_commas = format!("name;height\n{}", "oak;1,5\n1,2;2,5\n".repeat(50));
        let cases = [
            ("a,b\n1,2\n", b','),
            ("a;b\n1;2\n", b';'),
            ("a\tb\n1\t2\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("a;b\nx, y;z\nu, v;w\n", b';'),
            ("a,b\n\"x;y;z\",1\n\"u;v;w\",2\n", b','),
            ("Register of plants\na;b;c\n1;2;3\n", b';'),
            ("one\ntwo\n", b','),
            ("", b','),
            (&decimal_commas, b';'),
        ];
        for (text, expect) in cases {
            assert_eq!(delimiter(text, "csv"), expect, "for {text:?}");
        }
    }

    #[test]
    fn a_declared_delimiter_is_taken() {
        assert_eq!(declared("sep=;\r\na;b"), Some((b';', "a;b")));
        assert_eq!(declared("\"sep=|\"\na|b"), Some((b'|', "a|b")));
        assert_eq!(declared("sep=é\na"), None);
        assert_eq!(declared("separate,b"), None);
    }
}
