//! What is written is read back the same, whatever the text.

use probity_tabular::{
    Cell, ReadOptions, Workbook, read, write_csv, write_csv_for_excel, write_ndjson, write_xlsx,
};
use proptest::prelude::*;

const COLUMNS: usize = 3;

/// Text with all that has ever broken an import: quotes, separators, line ends, formulas, escapes.
fn nasty_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'"),
        Just("\""),
        Just("="),
        Just("+1"),
        Just("-"),
        Just("@x"),
        Just(","),
        Just(";"),
        Just("\t"),
        Just("\r"),
        Just("\n"),
        Just("\r\n"),
        Just(" "),
        Just("\u{a0}"),
        Just("_x000D_"),
        Just("_x005F_"),
        Just("_x0012"),
        Just("_x"),
        Just("\\"),
        Just("é"),
        Just("😀"),
        Just("＝"),
        Just("<b>&amp;"),
        Just("]]>"),
        Just("0012"),
        Just("1e5"),
        Just("TRUE"),
        Just("2024-01-31"),
        Just("http://a.b/c"),
        Just("{\"a\":1}"),
        Just("[x]"),
        Just("\u{feff}"),
        Just("\u{1}"),
        Just("\u{7f}"),
        Just("word"),
    ];
    prop_oneof![
        3 => prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{1,12}",
        1 => Just("<r><t>x</t></r>".to_owned()),
    ]
}

/// Nothing, or text that is more than white space.
fn nasty_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![1 => Just(Cell::Empty), 4 => nasty_text().prop_map(Cell::Text)]
}

fn typed_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        nasty_cell(),
        any::<i32>().prop_map(|number| Cell::Number(number.to_string())),
        (-1e9..1e9_f64).prop_map(|number| Cell::Number(number.to_string())),
        any::<bool>().prop_map(Cell::Bool),
        (1901..2099_i16, 1..=12_i8, 1..=28_i8)
            .prop_map(|(y, m, d)| Cell::Date(format!("{y:04}-{m:02}-{d:02}"))),
        (2000..2050_i16, 0..24_u8, 0..60_u8, 0..60_u8)
            .prop_map(|(y, h, m, s)| Cell::Date(format!("{y:04}-02-03T{h:02}:{m:02}:{s:02}"))),
    ]
}

/// Rows that hold something: a blank row is no row.
fn rows(cell: impl Strategy<Value = Cell>) -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let row = prop::collection::vec(cell, COLUMNS).prop_filter("a blank row is no row", |row| {
        row.iter().any(|cell| !cell.is_empty())
    });
    prop::collection::vec(row, 1..6)
}

fn headers() -> impl Strategy<Value = Vec<String>> {
    let header = nasty_text().prop_filter("a header says something", |text| !text.trim().is_empty());
    prop::collection::vec(header, COLUMNS)
}

fn read_back(name: &str, bytes: &[u8], delimiter: Option<u8>) -> Workbook {
    let options = ReadOptions {
        header_row: Some(1),
        delimiter,
        ..ReadOptions::default()
    };
    read(name, bytes, &options).unwrap()
}

fn raw_headers(book: &Workbook) -> Vec<String> {
    book.table
        .columns
        .iter()
        .map(|column| column.raw_header.clone())
        .collect()
}

fn cells(book: &Workbook) -> Vec<Vec<Cell>> {
    book.table.rows.iter().map(|row| row.cells.clone()).collect()
}

/// Delimited text knows no types.
fn as_text(rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| row.iter().map(|cell| cell.text().into_owned()).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn csv(headers in headers(), rows in rows(typed_cell())) {
        for bytes in [
            write_csv(&headers, rows.clone().into_iter()),
            write_csv_for_excel(&headers, rows.clone().into_iter()),
        ] {
            let book = read_back("x.csv", &bytes, Some(b','));
            prop_assert_eq!(raw_headers(&book), headers.clone());
            prop_assert_eq!(as_text(&cells(&book)), as_text(&rows));
        }
    }

    #[test]
    fn csv_is_what_other_readers_read(rows in rows(nasty_cell())) {
        let headers = vec!["a".to_owned(); COLUMNS];
        let bytes = write_csv(&headers, rows.clone().into_iter());
        let mut other = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
        for (record, row) in other.records().zip(&rows) {
            for (found, cell) in record.unwrap().iter().zip(row) {
                let text = cell.text();
                let protected = format!("'{text}");
                prop_assert!(found == text || found == protected, "{found:?} for {text:?}");
                prop_assert!(!found.starts_with(['=', '@', '\t', '\r', '＝']));
            }
        }
    }

    #[test]
    fn xlsx(headers in headers(), rows in rows(typed_cell())) {
        let bytes = write_xlsx("Register", &headers, rows.clone().into_iter()).unwrap();
        prop_assert_eq!(&bytes, &write_xlsx("Register", &headers, rows.clone().into_iter()).unwrap());
        let book = read_back("x.xlsx", &bytes, None);
        prop_assert_eq!(raw_headers(&book), headers);
        prop_assert_eq!(cells(&book), rows);
    }

    #[test]
    fn ndjson(rows in rows(typed_cell())) {
        let headers: Vec<String> = ["first", "'=s\"e\n", "😀"].map(str::to_owned).to_vec();
        let bytes = write_ndjson(&headers, rows.clone().into_iter());
        let book = read("x.ndjson", &bytes, &ReadOptions::default()).unwrap();
        prop_assert_eq!(book.table.rows.len(), rows.len());
        for (found, row) in book.table.rows.iter().zip(&rows) {
            for (header, cell) in headers.iter().zip(row) {
                let column = book.table.columns.iter().find(|c| c.raw_header == *header);
                let found = column.map_or(Cell::Empty, |c| found.cells[c.index].clone());
                match cell {
                    Cell::Date(text) => prop_assert_eq!(found, Cell::Text(text.clone())),
                    _ => prop_assert_eq!(&found, cell),
                }
            }
        }
    }
}
