//! Tables thrown together, and very long ones.

use std::fmt::Write as _;

use probity_app::operations::import::{ImportReport, plan};
use probity_app::operations::undo_import::undo_import;
use probity_tabular::read;
use probity_testkit::app::TestApp;
use proptest::prelude::*;

use crate::import::{book, counts, import, in_force, proposed, try_import};

/// Column heads as people write them.
const HEADERS: &[&str] = &[
    "Use case name",
    "ID",
    "Owner",
    "Department",
    "Team",
    "Stage",
    "Vendor",
    "Product",
    "In use since",
    "PII",
    "High impact",
    "Notes",
    "Floor",
    "Floor",
    "If other, explain",
    "If other, explain",
    "Tags",
    "Website",
    "Number affected",
    "",
    "Status",
    "Name",
    "Human oversight",
];

/// Cells as people leave them.
const CELLS: &[&str] = &[
    "",
    "",
    " ",
    "N/A",
    "n/a",
    "None",
    "TBD",
    "-",
    "Yes",
    "no ",
    "YES",
    "Deployed",
    "deployed – since May",
    "Pilot",
    "Retired",
    "A-1",
    "A-2",
    "7",
    "1,200",
    "10,00",
    "22-Jul",
    "1/5/2024",
    "13/5/2024",
    "2024",
    "2015-2022",
    "7/7/1905",
    "High-impact",
    "Neither",
    "ada@example.org",
    "Ada Example <ADA@example.org>",
    "Ben Example; Ada Example",
    "Example Corp, Inc.",
    "Sample Ltd; Example Corp, Inc.",
    "Various",
    "[\"a\", \"b\"]",
    "['x']",
    "[]",
    "https://example.org",
    "line one\nline two",
    "  spaced  out ",
    "_x000D_",
    "true",
    "0",
    "#2",
    "chat #2",
    "Ærø",
    "目的",
    "…",
    "`",
    "=1+1",
    "in the loop",
    "a) Yes",
    "FLD-1",
    "PER-1",
];

/// Heads and cells thrown together.
fn tables() -> impl Strategy<Value = String> {
    let header = proptest::sample::select(HEADERS);
    let cell = proptest::sample::select(CELLS);
    (2_usize..9, 1_usize..14).prop_flat_map(move |(columns, rows)| {
        let headers = proptest::collection::vec(header.clone(), columns);
        let cells = proptest::collection::vec(proptest::collection::vec(cell.clone(), columns), rows);
        (headers, cells).prop_map(|(headers, cells)| {
            let line = |cells: &[&str]| {
                cells
                    .iter()
                    .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                    .collect::<Vec<_>>()
                    .join(",")
            };
            let mut text = line(&headers);
            for row in &cells {
                text.push('\n');
                text.push_str(&line(row));
            }
            text
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_imports_once_and_is_undone_whole(text in tables()) {
        let options = probity_tabular::ReadOptions::default();
        let Ok(table) = read("list.csv", text.as_bytes(), &options) else { return Ok(()) };
        let app = TestApp::new();
        let mapping = proposed(&app, &text);
        let first = try_import(&app.ctx(), &text, &mapping, true);
        let first = ImportReport::of_outcome(&first.map_err(|error| TestCaseError::fail(format!("{error}")))?);
        prop_assert_eq!(counts(&first)[0] + counts(&first)[3], table.table.rows.len());
        let size = app.workspace.current().register.size();
        let again = ImportReport::of_outcome(&try_import(&app.ctx(), &text, &proposed(&app, &text), true).expect("imports"));
        prop_assert_eq!(counts(&again), [0, 0, first.created, first.refused], "{:?} {:?}", again.notes, again.mapping);
        prop_assert_eq!(app.workspace.current().register.size(), size);
        if let Some(import) = first.import {
            let undone = undo_import(&app.ctx(), &import).expect("undone");
            prop_assert!(undone.left.is_empty(), "{:?}", undone.left);
            let register = &app.workspace.current().register;
            prop_assert!(in_force(register, "use_case").is_empty() && in_force(register, "custom_field").is_empty());
            prop_assert_eq!(in_force(register, "person").len(), 1);
        }
    }
}

#[test]
fn a_head_that_looks_like_the_id_of_a_field_stays_a_head() {
    let app = TestApp::new();
    let list = "Use case name,Neither,FLD-1\nSorting,x,y\n";
    let first = ImportReport::of_outcome(
        &try_import(&app.ctx(), list, &proposed(&app, list), false).expect("imports"),
    );
    assert_eq!(counts(&first), [1, 0, 0, 0]);
    let again = ImportReport::of_outcome(
        &try_import(&app.ctx(), list, &proposed(&app, list), false).expect("imports"),
    );
    assert_eq!(counts(&again), [0, 0, 1, 0]);
}

#[test]
fn fifty_thousand_rows_are_one_batch_and_one_more_is_too_many() {
    let app = TestApp::new();
    let mut list = String::from("ID,Use case name,Department,Owner,Stage,Vendor,Floor\n");
    for row in 0..50_000 {
        writeln!(
            list,
            "R-{row},Use {row},Unit {},owner{}@example.org,Deployed,Vendor {},{row}",
            row % 40,
            row % 300,
            row % 90
        )
        .expect("memory");
    }
    let start = started();
    let report = import(&app, &list);
    assert_eq!(counts(&report), [50_000, 0, 0, 0]);
    println!(
        "50,000 rows, {} entries: {:.1?}",
        app.workspace.current().register.size(),
        start.elapsed()
    );
    let start = started();
    assert_eq!(counts(&import(&app, &list)), [0, 0, 50_000, 0]);
    println!("the same rows again: {:.1?}", start.elapsed());
    let mut book = book(&list);
    let mapping = proposed(&app, &list);
    book.table.rows.push(book.table.rows[0].clone());
    let view = app.workspace.current();
    let error = plan(
        &view.register,
        &app.ctx().visibility(&view),
        &book,
        &mapping,
        &mut |_| (),
    )
    .expect_err("too many");
    assert!(error.to_string().contains("at most 50000"), "{error}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "printed for whoever reads the run; nothing depends on it"
)]
fn started() -> std::time::Instant {
    std::time::Instant::now()
}
