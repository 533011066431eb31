//! The colours of both themes can be read: WCAG 2.2, 1.4.3 and 1.4.11.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../src/assets/css/tokens.css");

/// Text and what it stands on: at least 4.5 to 1.
const TEXT: &[(&str, &str)] = &[
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "tint"),
    ("ink", "added"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("soft", "tint"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "tint"),
    ("accent", "accent-tint"),
    ("accent-ink", "accent"),
    ("planned", "sheet"),
    ("trial", "sheet"),
    ("active", "sheet"),
    ("paused", "sheet"),
    ("ended", "sheet"),
    ("planned", "tint"),
    ("trial", "tint"),
    ("active", "tint"),
    ("paused", "tint"),
    ("ended", "tint"),
    ("wrong", "paper"),
    ("wrong", "tint"),
    ("wrong", "wrong-tint"),
    ("ink", "wrong-tint"),
    ("warn", "warn-tint"),
    ("warn", "paper"),
    // Names of lines and verdicts stand on the page itself, steps of a check on a tint.
    ("active", "paper"),
    ("trial", "paper"),
    ("planned", "paper"),
    ("paused", "paper"),
    ("ended", "paper"),
    ("active", "tint"),
];

/// Edges of inputs and what they stand on: at least 3 to 1.
const EDGES: &[(&str, &str)] = &[
    ("strong-line", "sheet"),
    ("strong-line", "paper"),
    ("accent", "paper"),
    // Lines and bars of charts.
    ("active", "paper"),
    ("trial", "paper"),
    ("paused", "paper"),
    ("ended", "paper"),
    ("warn", "warn-tint"),
];

#[test]
fn colours_can_be_read_by_day_and_by_night() {
    let (day, rest) = STYLE
        .split_once("prefers-color-scheme: dark")
        .expect("there are two themes");
    let day = tokens(day);
    let mut night = day.clone();
    night.extend(tokens(rest.split_once("\n}").expect("the theme ends").0));
    for (theme, colours) in [("day", &day), ("night", &night)] {
        for (pairs, least) in [(TEXT, 4.5), (EDGES, 3.0)] {
            for (front, back) in pairs {
                let ratio = contrast(colours[*front], colours[*back]);
                assert!(ratio >= least, "{front} on {back} by {theme}: {ratio:.2}");
            }
        }
    }
}

fn tokens(style: &str) -> BTreeMap<&str, [u8; 3]> {
    let lines = style
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    lines
        .filter_map(|(name, digits)| {
            let digits = digits.trim_end_matches(';');
            let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
            Some((name, [byte(0)?, byte(2)?, byte(4)?]))
        })
        .collect()
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|byte| {
        let part = f64::from(byte) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
