//! Workbooks and text files as people make them, built here.

use probity_tabular::{Cell, Limits, ReadOptions, Workbook, WriteError, read, write_csv, write_xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Book};

fn open(mut book: Book) -> Workbook {
    let bytes = book.save_to_buffer().unwrap();
    read("x.xlsx", &bytes, &ReadOptions::default()).unwrap()
}

fn fill(book: &mut Book, name: &str, lines: &[&[&str]]) {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(*line) {
            if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
}

fn headers(book: &Workbook) -> Vec<&str> {
    book.table
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect()
}

#[test]
fn the_table_is_preferred_to_cover_lists_and_hidden_sheets() {
    let mut book = Book::new();
    fill(
        &mut book,
        "Cover",
        &[&["Register of plants"], &["kept by the gardener"]],
    );
    let terms: Vec<&[&str]> = std::iter::once::<&[&str]>(&["term", "meaning"])
        .chain(std::iter::repeat_n::<&[&str]>(&["leaf", "green part"], 60))
        .collect();
    fill(&mut book, "Terms", &terms);
    let plant: &[&str] = &["oak", "tree", "21", "green", "north", "1804", "wood", "none"];
    let plants: Vec<&[&str]> =
        std::iter::once::<&[&str]>(&["name", "kind", "height", "colour", "bed", "year", "use", "risk"])
            .chain(std::iter::repeat_n(plant, 10))
            .collect();
    fill(&mut book, "Plants", &plants);
    let many: Vec<&[&str]> = std::iter::repeat_n(plant, 500).collect();
    fill(&mut book, "Old", &many);
    book.worksheet_from_name("Old").unwrap().set_hidden(true);
    let book = open(book);
    assert_eq!(book.sheet, "Plants");
    assert_eq!(book.table.rows.len(), 10);
    assert!(
        book.notes
            .contains(&"sheet `Plants` chosen of 4 (1 hidden)".to_owned()),
        "{:?}",
        book.notes
    );
}

#[test]
fn a_sheet_can_be_named() {
    let mut book = Book::new();
    fill(&mut book, "One", &[&["a", "b"], &["1", "2"]]);
    fill(&mut book, "Two ", &[&["c"], &["3"]]);
    fill(&mut book, "None", &[]);
    let bytes = book.save_to_buffer().unwrap();
    let named = |name: &str| {
        read(
            "x.xlsx",
            &bytes,
            &ReadOptions {
                sheet: Some(name.into()),
                ..ReadOptions::default()
            },
        )
    };
    assert_eq!(headers(&named("two").unwrap()), ["c"]);
    assert_eq!(
        named("Three").unwrap_err().to_string(),
        "there is no sheet `Three`; the file has `One`, `Two `, `None`"
    );
    assert_eq!(
        named("None").unwrap_err().to_string(),
        "sheet `None` is empty; choose another sheet"
    );
}

#[test]
fn cells_keep_their_types() {
    let mut book = Book::new();
    fill(
        &mut book,
        "S",
        &[
            &["text", "number", "truth", "day", "moment", "time", "error"],
            &["a_x000D_b"],
        ],
    );
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let time = Format::new().set_num_format("hh:mm:ss");
    let date = ExcelDateTime::from_ymd(2024, 1, 31).unwrap();
    let sheet = book.worksheet_from_name("S").unwrap();
    sheet.write_number(1, 1, 0.1 + 0.2).unwrap();
    sheet.write_boolean(1, 2, true).unwrap();
    sheet.write_with_format(1, 3, &date, &day).unwrap();
    sheet
        .write_with_format(1, 4, date.clone().and_hms(8, 30, 0.0).unwrap(), &moment)
        .unwrap();
    sheet.write_number_with_format(1, 5, 0.5, &time).unwrap();
    sheet
        .write_formula(1, 6, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    let book = open(book);
    let text = |text: &str| Cell::Text(text.to_owned());
    let expect = [
        text("a_x000D_b"),
        Cell::Number("0.30000000000000004".into()),
        Cell::Bool(true),
        Cell::Date("2024-01-31".into()),
        Cell::Date("2024-01-31T08:30:00".into()),
        text("12:00:00"),
        text("#DIV/0!"),
    ];
    assert_eq!(book.table.rows[0].cells, expect);
}

#[test]
fn formatting_alone_is_no_content() {
    let mut book = Book::new();
    fill(&mut book, "S", &[&["a", "b"], &["1", "2"], &[], &["3", " "]]);
    let bold = Format::new().set_bold();
    let sheet = book.worksheet_from_name("S").unwrap();
    for row in (10..1_048_576).step_by(997) {
        sheet.write_blank(row, 0, &bold).unwrap();
        sheet.write_blank(row, 16_000, &bold).unwrap();
    }
    let book = open(book);
    assert_eq!((book.table.rows.len(), book.table.columns.len()), (2, 2));
    assert_eq!(book.table.rows[1].line, 4);
    assert!(
        book.notes
            .contains(&"1 blank line between the others skipped".to_owned())
    );
}

#[test]
fn headers_merged_over_lines_are_joined() {
    let mut book = Book::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 1, 0, "id", &plain).unwrap();
    sheet.merge_range(0, 1, 1, 1, "name", &plain).unwrap();
    sheet.merge_range(0, 2, 0, 3, "contact", &plain).unwrap();
    sheet.merge_range(0, 4, 1, 4, "note", &plain).unwrap();
    for (column, text) in [(2, "mail"), (3, "phone")] {
        sheet.write_string(1, column, text).unwrap();
    }
    for column in 0..5 {
        sheet.write_string(2, column, "x").unwrap();
    }
    let book = open(book);
    assert_eq!(
        headers(&book),
        ["id", "name", "contact / mail", "contact / phone", "note"]
    );
    assert_eq!(book.table.rows.len(), 1);
}

#[test]
fn an_export_looks_like_one_and_never_computes() {
    let columns = ["name".to_owned(), "link".to_owned()];
    let row = vec![
        Cell::Text("=HYPERLINK(\"x\")".into()),
        Cell::Text("https://example.org".into()),
    ];
    let bytes = write_xlsx("Plants", &columns, std::iter::once(row)).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = std::io::read_to_string(archive.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(
        sheet.contains("<autoFilter") && sheet.contains("state=\"frozen\""),
        "{sheet}"
    );
    assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"), "{sheet}");
}

#[test]
fn exports_beyond_the_format_are_refused() {
    let columns = ["name".to_owned()];
    let long = vec![Cell::Text("x".repeat(32_768))];
    let error = write_xlsx("S", &columns, std::iter::once(long)).unwrap_err();
    assert_eq!(
        error,
        WriteError::CellTooLong {
            row: 1,
            column: "name".into(),
            length: 32_768
        }
    );
    let error = write_xlsx("a/b", &columns, std::iter::empty()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`a/b` cannot be the name of a sheet")
    );
}

#[test]
fn ragged_lines_keep_everything() {
    let text = b"a,b\n1\n1,2,3,,4\n\n5,6,,,\n,,\n\n";
    let book = read("x.csv", text, &ReadOptions::default()).unwrap();
    assert_eq!(headers(&book), ["a", "b", "column C", "column D", "column E"]);
    let lines: Vec<(usize, usize)> = book.table.rows.iter().map(|row| (row.number, row.line)).collect();
    assert_eq!(lines, [(1, 2), (2, 3), (3, 5)]);
    assert_eq!(book.table.rows[0].cells[1], Cell::Empty);
    assert_eq!(book.table.rows[1].cells[4], Cell::Text("4".into()));
    let expect = [
        "1 blank line between the others skipped",
        "2 blank lines below the others skipped",
        "1 line longer than the header, first line 3; the rest stands in columns without header",
    ];
    assert_eq!(book.notes, expect);
}

#[test]
fn row_limits_are_named() {
    let limits = Limits {
        rows: 3,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    assert!(read("x.csv", b"a,b\n1,2\n1,2\n1,2\n", &options).is_ok());
    let error = read("x.csv", b"a,b\n1,2\n1,2\n1,2\n1,2\n", &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the number of rows is over the limit of 3 rows; split the file"
    );
}

#[test]
fn declared_delimiters_keep_line_numbers() {
    let book = read("x.csv", b"sep=;\r\na;b\r\n1;2\r\n", &ReadOptions::default()).unwrap();
    assert_eq!(book.header_line, Some(2));
    assert_eq!((book.delimiter, book.table.rows[0].line), (Some(';'), 3));
}

#[test]
fn fifty_thousand_rows_are_read() {
    let columns: Vec<String> = (0..40).map(|column| format!("question {column}")).collect();
    let row: Vec<Cell> = (0..40)
        .map(|column| Cell::Text(format!("answer, {column}")))
        .collect();
    let bytes = write_csv(&columns, std::iter::repeat_n(row, 50_000));
    let book = read("x.csv", &bytes, &ReadOptions::default()).unwrap();
    assert_eq!((book.table.rows.len(), book.table.columns.len()), (50_000, 40));
    assert_eq!(book.table.rows[49_999].line, 50_001);
}
