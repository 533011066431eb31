//! Tables of texts and the dates they are read as.

use super::*;

fn shown(text: &str) -> String {
    let reading = |r: &DateReading| {
        let time = r.time.as_ref().map(|t| format!("T{t}")).unwrap_or_default();
        let note = if r.note.is_some() { " (noted)" } else { "" };
        format!("{}{time}{note}", r.iso)
    };
    match parse_date_text(text) {
        DateGuess::Date(found) => reading(&found),
        DateGuess::Ambiguous {
            month_first,
            day_first,
        } => {
            format!("{} or {}", reading(&month_first), reading(&day_first))
        }
        DateGuess::Not(why) => format!("{why:?}"),
    }
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expect) in cases {
        assert_eq!(shown(text), *expect, "for {text:?}");
    }
}

#[test]
fn days() {
    check(&[
        ("2024-01-31", "2024-01-31"),
        ("2024/1/31", "2024-01-31"),
        ("20240131", "2024-01-31"),
        ("31.1.2024", "2024-01-31"),
        ("5.1.2024", "2024-01-05"),
        ("1/31/2024", "2024-01-31"),
        ("31/01/2024", "2024-01-31"),
        ("9/1/2023", "2023-09-01 or 2023-01-09"),
        ("2/2/2023", "2023-02-02"),
        ("1/31/24", "2024-01-31 (noted)"),
        ("1/31/99", "1999-01-31 (noted)"),
        ("Jan 5, 2024", "2024-01-05"),
        ("5 January 2024", "2024-01-05"),
        ("January 5th, 2024", "2024-01-05"),
        ("Monday, 5 Feb 2024", "2024-02-05"),
        ("15-Jan-24", "2024-01-15 (noted)"),
        ("15-Sept-2024", "2024-09-15"),
        ("2024-Jan-05", "2024-01-05"),
        (" 2024-01-31\u{a0}", "2024-01-31"),
    ]);
}

#[test]
fn days_with_times() {
    check(&[
        ("2025-04-01 00:00:00", "2025-04-01"),
        ("05/01/2024 12:00:00 AM", "2024-05-01 or 2024-01-05"),
        ("05/31/2024 12:00:00 AM", "2024-05-31"),
        ("05/31/2024 1:05:09 PM", "2024-05-31T13:05:09"),
        ("1/5/2024 0:00", "2024-01-05 or 2024-05-01"),
        ("01/19/2024 00:00:00", "2024-01-19"),
        ("2025-06-26T07:39:09Z", "2025-06-26T07:39:09Z"),
        ("2025-06-26T07:39:09.123456+02:00", "2025-06-26T07:39:09+02:00"),
        ("2025-06-26T00:00:00Z", "2025-06-26T00:00:00Z"),
        ("2025-06-26 7:39", "2025-06-26T07:39"),
        ("2025-06-26 07:39 UTC", "2025-06-26T07:39Z"),
        ("2025-06-26 25:00", "Text"),
        ("2024 10:00", "Text"),
    ]);
}

#[test]
fn parts() {
    check(&[
        ("2020", "2020"),
        ("2024-01", "2024-01"),
        ("01/2024", "2024-01"),
        ("202401", "2024-01"),
        ("January 2024", "2024-01"),
        ("Jan, 2024", "2024-01"),
        ("Jan-24", "2024-01 (noted)"),
        ("Jul-22", "2022-07 (noted)"),
        ("2022-08 (estimated)", "2022-08 (noted)"),
        ("9/30/2022 (first step)", "2022-09-30 (noted)"),
    ]);
}

#[test]
fn mishaps_of_spreadsheets() {
    check(&[
        ("7/7/1905", "2015 (noted)"),
        ("7/14/1905", "2022 (noted)"),
        ("7/15/1905", "2023 (noted)"),
        ("7/16/1905", "2024 (noted)"),
        ("1905-07-14 00:00:00", "2022 (noted)"),
        ("1905-07-14", "2022 (noted)"),
        ("45322", "2024-01-31 (noted)"),
        ("45322.5", "2024-01-31 (noted)"),
        ("1906-01-01", "1906-01-01"),
    ]);
}

#[test]
fn no_dates() {
    check(&[
        ("", "Blank"),
        ("N/A", "Blank"),
        ("TBD", "Blank"),
        ("22-Jul", "Unclear"),
        ("Jan 24", "Unclear"),
        ("1/5", "Unclear"),
        ("2015-2022", "Period"),
        ("2015-22", "Period"),
        ("2015 – 2022", "Period"),
        ("Jan 2020 to Mar 2021", "Period"),
        ("2020 - present", "Period"),
        ("Pre-2021", "Text"),
        ("FY2024", "Text"),
        ("Q1 2024", "Text"),
        ("2024-02-15 (contract kick-off); 2024-08-23 (signed plan)", "Text"),
        ("13/2024", "Impossible"),
        ("2/30/2024", "Impossible"),
        ("31.2.2024", "Impossible"),
        ("1/1/0024", "Impossible"),
        ("123", "Text"),
        ("99999", "Text"),
        ("May", "Text"),
        ("-", "Blank"),
        (".", "Blank"),
        ("12:30", "Text"),
    ]);
}
