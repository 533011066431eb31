//! What was seen, in words: figures, days, units and money, never a person and never a row.

use jiff::civil::Date;

use super::found::Found;

/// Units that are named one by one.
const UNITS: usize = 8;

/// Where and how it was seen.
pub(super) fn words(found: &Found, first: Date, last: Date) -> String {
    let mut lines = Vec::new();
    let signs: Vec<String> = found
        .signs
        .iter()
        .map(|(why, rows)| format!("{why} ({})", counted(*rows, "row", "rows")))
        .collect();
    lines.push(format!("Told by {}.", signs.join(", ")));
    let mut seen = counted(found.rows, "row", "rows");
    if found.hits > 0 {
        seen += &format!(" with {} requests", found.hits);
    }
    seen += &if first == last {
        format!(", {first}")
    } else {
        format!(", {first} to {last}")
    };
    lines.push(format!("{seen}."));
    if found.people > 0 {
        lines.push(format!(
            "{}.",
            counted(found.people, "person or device", "people or devices")
        ));
    }
    if !found.units.is_empty() {
        let named: Vec<String> = found
            .units
            .iter()
            .take(UNITS)
            .map(|(unit, rows)| format!("{unit} ({rows})"))
            .collect();
        let others = found.units.len().saturating_sub(UNITS);
        let more = if others > 0 {
            format!(" and {others} more")
        } else {
            String::new()
        };
        lines.push(format!("By unit: {}{more}.", named.join(", ")));
    }
    if found.places > 0 {
        lines.push(format!(
            "{}.",
            counted(found.places, "repository or file", "repositories or files")
        ));
    }
    if !found.spend.is_empty() {
        lines.push(format!("Spent: {}.", found.spend.join(", ")));
    }
    lines.join("\n")
}

/// A line that fits a field of one line.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
