//! One JSON object per line.

use crate::model::Cell;

/// Writes a table as one JSON object per line, keyed by column in order; empty cells are left
/// out. Numbers stay numbers where JSON can say them, dates are text.
#[must_use]
pub fn write_ndjson(columns: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<u8> {
    let keys: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let mut out = Vec::new();
    for row in rows {
        out.push(b'{');
        let mut first = true;
        for (key, cell) in keys.iter().zip(&row) {
            let value = match cell {
                Cell::Empty => continue,
                Cell::Number(number) if is_json_number(number) => number.clone(),
                Cell::Bool(value) => value.to_string(),
                other => quoted(&other.text()),
            };
            if !first {
                out.push(b',');
            }
            first = false;
            out.extend_from_slice(key.as_bytes());
            out.push(b':');
            out.extend_from_slice(value.as_bytes());
        }
        out.extend_from_slice(b"}\n");
    }
    out
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split(['.', 'e', 'E']).next().unwrap_or_default();
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    !leading_zero
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
        && digits.starts_with(|c: char| c.is_ascii_digit())
}
