//! Published inventories with all the habits of the people who keep them. The counts were taken
//! with other programs (Python's `csv` and `openpyxl`).

use std::path::{Path, PathBuf};

use probity_tabular::dates::{ColumnOrder, DateReading, Precision, parse_date_text};
use probity_tabular::{Cell, Format, ReadOptions, Workbook, read};

/// File, encoding (none for workbooks), sheet, line of the header (a banner of several lines may
/// stand above), rows, columns, filled cells below the header.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    usize,
    usize,
    usize,
    usize,
);

const CASES: [Case; 22] = [
    ("uk_atrs_records.csv", "UTF-8", "", 1, 136, 4, 538),
    ("us_federal_2024_v2.csv", "windows-1252", "", 1, 2133, 62, 53371),
    ("us_federal_2025_cots.csv", "UTF-8", "", 1, 900, 5, 3582),
    ("us_federal_2025_cots.xlsx", "", "Sheet1", 1, 900, 5, 3582),
    (
        "us_federal_2025_individual_part.csv",
        "UTF-8",
        "",
        1,
        812,
        36,
        14322,
    ),
    ("us_federal_2025_recoding.csv", "UTF-8", "", 1, 179, 4, 716),
    (
        "us_agency_2025_raw/commodity-futures-trading-commission.csv",
        "UTF-8",
        "",
        1,
        3,
        5,
        15,
    ),
    (
        "us_agency_2025_raw/department-of-commerce.xlsx",
        "",
        "2025 DOC AI Use Case Inventory ",
        2,
        223,
        6,
        1139,
    ),
    (
        "us_agency_2025_raw/department-of-energy.xlsx",
        "",
        "FINAL",
        2,
        340,
        33,
        6991,
    ),
    (
        "us_agency_2025_raw/department-of-homeland-security.xlsx",
        "",
        "All Use Cases",
        2,
        239,
        33,
        3918,
    ),
    (
        "us_agency_2025_raw/department-of-justice.xlsx",
        "",
        "Reportable AI Use Cases",
        2,
        314,
        34,
        6184,
    ),
    (
        "us_agency_2025_raw/department-of-state.csv",
        "windows-1252",
        "",
        12,
        60,
        33,
        959,
    ),
    (
        "us_agency_2025_raw/department-of-the-treasury.csv",
        "UTF-8",
        "",
        2,
        129,
        34,
        4386,
    ),
    (
        "us_agency_2025_raw/department-of-veterans-affairs.xlsx",
        "",
        "All Use Cases",
        2,
        367,
        14,
        3637,
    ),
    (
        "us_agency_2025_raw/environmental-protection-agency.xlsx",
        "",
        "All Use Cases",
        2,
        26,
        34,
        437,
    ),
    (
        "us_agency_2025_raw/federal-deposit-insurance-corporation.csv",
        "windows-1252",
        "",
        12,
        50,
        25,
        722,
    ),
    (
        "us_agency_2025_raw/federal-housing-finance-agency.csv",
        "UTF-8",
        "",
        12,
        18,
        34,
        328,
    ),
    (
        "us_agency_2025_raw/federal-trade-commission.csv",
        "windows-1252",
        "",
        1,
        16,
        34,
        400,
    ),
    (
        "us_agency_2025_raw/national-archives-and-records-administration.xlsx",
        "",
        "All Use Cases",
        2,
        14,
        34,
        348,
    ),
    (
        "us_agency_2025_raw/national-science-foundation.xlsx",
        "",
        "Sheet1",
        2,
        17,
        7,
        119,
    ),
    (
        "us_agency_2025_raw/pension-benefit-guaranty-corporation.csv",
        "UTF-8",
        "",
        1,
        17,
        12,
        170,
    ),
    (
        "us_agency_2025_raw/tennessee-valley-authority.csv",
        "UTF-8",
        "",
        1,
        59,
        5,
        294,
    ),
];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/inventories");
    if !folder.is_dir() {
        println!("skipped: the published inventories are not here");
        return None;
    }
    Some(folder)
}

#[track_caller]
fn load(folder: &Path, name: &str) -> Workbook {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    read(name, &bytes, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn filled(book: &Workbook) -> usize {
    book.table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| !cell.is_empty())
        .count()
}

fn column(book: &Workbook, header: &str) -> Vec<String> {
    let column = book
        .table
        .columns
        .iter()
        .find(|c| c.header.starts_with(header))
        .unwrap()
        .index;
    book.table
        .rows
        .iter()
        .map(|row| row.cells[column].text().into_owned())
        .collect()
}

#[test]
fn every_inventory_reads_whole() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    for (name, encoding, sheet, header, rows, columns, cells) in CASES {
        let book = load(&folder, name);
        let found = (
            book.encoding.as_deref().unwrap_or(""),
            if book.format == Format::Csv {
                ""
            } else {
                &book.sheet
            },
            book.header_line.unwrap_or(0),
            book.table.rows.len(),
            book.table.columns.len(),
            filled(&book),
        );
        let expect = (encoding, sheet, header, rows, columns, cells);
        if found != expect {
            wrong.push(format!(
                "{name}: found {found:?}, expected {expect:?}; {:?}",
                book.notes
            ));
        }
        assert!(
            book.table.rows.iter().all(|row| row.cells.len() == columns),
            "{name}"
        );
        assert!(
            book.table.columns.iter().all(|c| !c.raw_header.is_empty()),
            "{name}"
        );
        assert!(
            book.table.rows.windows(2).all(|two| two[0].line < two[1].line),
            "{name}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn csv_cells_are_those_of_another_reader() {
    let Some(folder) = folder() else { return };
    for (name, encoding, ..) in CASES.iter().filter(|case| case.0.ends_with(".csv")) {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let encoding = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap();
        let (text, _) = encoding.decode_with_bom_removal(&bytes);
        let mut other = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let book = load(&folder, name);
        let first_header = &book.table.columns[0].raw_header;
        let records = other.records().map(Result::unwrap);
        let records = records.skip_while(|record| record[0] != **first_header).skip(1);
        let records = records.filter(|record| record.iter().any(|cell| !cell.trim().is_empty()));
        for (row, record) in book.table.rows.iter().zip(records) {
            for (cell, expect) in row.cells.iter().zip(record.iter()) {
                assert_eq!(cell.text(), expect, "{name}, line {}", row.line);
            }
        }
    }
}

#[test]
fn lines_are_those_of_the_file() {
    let Some(folder) = folder() else { return };
    let name = "us_federal_2024_v2.csv";
    let book = load(&folder, name);
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    for row in book.table.rows.iter().step_by(97) {
        let start = row.cells[0].text().into_owned();
        let ascii = start
            .split(|c: char| !c.is_ascii_alphanumeric() && c != ' ')
            .next()
            .unwrap();
        let line = String::from_utf8_lossy(lines[row.line - 1]);
        assert!(
            line.trim_start_matches('"').starts_with(ascii),
            "line {}: {ascii:?}",
            row.line
        );
    }
    let workbook = load(&folder, "us_agency_2025_raw/department-of-justice.xlsx");
    assert_eq!(
        (workbook.table.rows[0].line, workbook.table.rows[313].line),
        (3, 316)
    );
}

#[test]
fn repeated_questions_have_their_context() {
    let Some(folder) = folder() else { return };
    let book = load(&folder, "us_federal_2024_v2.csv");
    let repeated: Vec<_> = book
        .table
        .columns
        .iter()
        .filter(|c| c.raw_header == "If Other, please explain.")
        .collect();
    assert_eq!(repeated.len(), 9);
    assert_eq!(repeated[8].header, "If Other, please explain. (9)");
    for column in repeated {
        let before = &book.table.columns[column.index - 1].header;
        assert_eq!(column.context.as_ref(), Some(before));
    }
}

#[test]
fn banners_become_sections() {
    let Some(folder) = folder() else { return };
    let book = load(&folder, "us_agency_2025_raw/department-of-energy.xlsx");
    let section = |column: usize| book.table.columns[column].section.clone().unwrap();
    assert!(section(0).starts_with("SECTION 1") && section(4).starts_with("SECTION 1"));
    assert!(section(32).starts_with("SECTION 5"));
    assert_eq!(book.table.columns[0].header, "Use Case ID [Agency Abbrev.] – [#]");
    let justice = load(&folder, "us_agency_2025_raw/department-of-justice.xlsx");
    let hidden: Vec<bool> = justice.sheets.iter().map(|sheet| sheet.hidden).collect();
    assert_eq!(hidden, [false, false, true, true]);
    let told = justice.notes.join("\n");
    assert!(
        told.contains("sheet `Reportable AI Use Cases` chosen of 4 (2 hidden)"),
        "{told}"
    );
    assert!(
        told.contains("header found in line 2; 1 line above left out"),
        "{told}"
    );
}

#[test]
fn published_counts_of_answers_come_out() {
    let Some(folder) = folder() else { return };
    let book = load(&folder, "us_federal_2025_individual_part.csv");
    let count = |header: &str, answer: &str| {
        column(&book, header)
            .iter()
            .filter(|text| text.as_str() == answer)
            .count()
    };
    assert_eq!(count("development_stage", "Deployed"), 291);
    assert_eq!(count("development_stage", "Pre-deployment"), 251);
    assert_eq!(count("development_stage", "Retired"), 120);
    assert_eq!(count("development_stage", "Pilot"), 91);
    assert_eq!(count("development_stage", ""), 59);
    assert_eq!(count("id", ""), 201);
    assert_eq!(count("has_pii", "Yes"), 127);
}

#[test]
fn workbook_dates_are_iso() {
    let Some(folder) = folder() else { return };
    let book = load(
        &folder,
        "us_agency_2025_raw/national-archives-and-records-administration.xlsx",
    );
    let dates = column(&book, "Date when AI use case");
    assert_eq!(dates[..2], ["2025-09-01", "2025-10-01"]);
}

/// A workbook of 2024 typed years into date columns, and some columns never give a day over 12.
#[test]
fn dates_are_told_by_their_column() {
    let Some(folder) = folder() else { return };
    let resolved = |name: &str, header: &str| -> Vec<DateReading> {
        let texts = column(&load(&folder, name), header);
        let order = ColumnOrder::decide(texts.iter().map(String::as_str));
        texts
            .iter()
            .filter_map(|text| parse_date_text(text).resolve(order).cloned())
            .collect()
    };
    let started = resolved("us_federal_2024_v2.csv", "Date Initiated");
    let years = started.iter().filter(|date| date.precision == Precision::Year);
    assert_eq!((started.len(), years.count()), (1238, 48));
    assert!(started.iter().all(|date| !date.iso.starts_with("1905")));
    let housing = resolved(
        "us_agency_2025_raw/federal-housing-finance-agency.csv",
        "Date when",
    );
    assert_eq!((housing.len(), housing[0].iso.as_str()), (13, "2023-10-01"));
}

#[test]
fn the_json_register_reads_whole() {
    let Some(folder) = folder() else { return };
    let book = load(&folder, "nl_algoritmeregister_part.json");
    assert_eq!((book.format, book.sheet.as_str()), (Format::Json, "algoritmes"));
    assert_eq!((book.table.rows.len(), book.table.columns.len()), (510, 10));
    assert_eq!(book.table.columns[0].header, "doel");
    assert!(matches!(&book.table.rows[0].cells[2], Cell::Text(id) if id.len() == 8));
    let dictionary = load(&folder, "us_federal_2025_data_dictionary.json");
    assert_eq!(dictionary.table.rows.len(), 34);
    assert_eq!(dictionary.table.columns[0].header, "key");
}
