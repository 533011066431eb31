//! What is read out of JSON, and what is refused.

use crate::{Cell, Format, ReadError, ReadOptions, Workbook, options::Limits, read};

fn book(text: &str) -> Workbook {
    read("data.json", text.as_bytes(), &ReadOptions::default()).unwrap()
}

#[track_caller]
fn check(text: &str, headers: &[&str], rows: &[(usize, &[&str])]) {
    let table = book(text).table;
    let names: Vec<&str> = table.columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!(names, headers, "for {text}");
    let found: Vec<(usize, Vec<String>)> = table
        .rows
        .iter()
        .map(|row| {
            (
                row.line,
                row.cells.iter().map(|c| c.text().into_owned()).collect(),
            )
        })
        .collect();
    let expect: Vec<(usize, Vec<String>)> = rows
        .iter()
        .map(|(line, cells)| (*line, cells.iter().map(ToString::to_string).collect()))
        .collect();
    assert_eq!(found, expect, "for {text}");
}

#[test]
fn shapes_of_documents() {
    check(
        r#"[{"a":1},{"b":2,"a":3}]"#,
        &["a", "b"],
        &[(1, &["1", ""]), (1, &["3", "2"])],
    );
    check(
        "{\"n\":2,\"rows\":[\n{\"a\":\"x\"},\n{\"a\":\"y\"}]}",
        &["a"],
        &[(2, &["x"]), (3, &["y"])],
    );
    check(
        r#"{"few":[{"a":1}],"deep":{"many":[{"b":1},{"b":2}]}}"#,
        &["b"],
        &[(1, &["1"]), (1, &["2"])],
    );
    check(
        r#"{"x":{"a":1},"y":{"a":2}}"#,
        &["key", "a"],
        &[(1, &["x", "1"]), (1, &["y", "2"])],
    );
    check(r#"{"a":1,"b":{"c":2}}"#, &["a", "b.c"], &[(1, &["1", "2"])]);
    check("{\"a\":1}\n\n{\"a\":2}\n", &["a"], &[(1, &["1"]), (3, &["2"])]);
    assert_eq!(book("{\"a\":1}\n{\"a\":2}").format, Format::NdJson);
}

#[test]
fn values_become_cells() {
    let table = book(r#"[{"n":1.50,"big":12345678901234567890,"e":1E5,"t":true,"z":null,"s":""}]"#).table;
    let number = |text: &str| Cell::Number(text.to_owned());
    let expect = [
        number("1.50"),
        number("12345678901234567890"),
        number("1E5"),
        Cell::Bool(true),
        Cell::Empty,
        Cell::Empty,
    ];
    assert_eq!(table.rows[0].cells, expect);
    check(
        r#"[{"l":["a",1,null],"o":[{"k":1.0}],"s":["x;y","z"],"e":[],"n":[[1],[2]]}]"#,
        &["l", "o", "s", "e", "n"],
        &[(1, &["a; 1", r#"[{"k":1.0}]"#, r#"["x;y","z"]"#, "", "[[1],[2]]"])],
    );
    check(
        r#"[{"s":"\u00e9\ud83d\ude00\n\"\/\ud800!"}]"#,
        &["s"],
        &[(1, &["é😀\n\"/\u{fffd}!"])],
    );
}

#[test]
fn the_list_can_be_named() {
    let options = ReadOptions {
        sheet: Some("Few".into()),
        ..ReadOptions::default()
    };
    let text = br#"{"few":[{"a":1}],"many":[{"b":1},{"b":2}]}"#;
    let book = read("x.json", text, &options).unwrap();
    assert_eq!(book.sheet, "few");
    assert_eq!(book.sheets.len(), 2);
    let options = ReadOptions {
        sheet: Some("none".into()),
        ..ReadOptions::default()
    };
    let error = read("x.json", text, &options).unwrap_err().to_string();
    assert!(error.contains("`few`, `many`"), "{error}");
}

#[test]
fn errors_say_where() {
    let cases = [
        ("[{\"a\":1},\n {\"a\":}]", 2, 7),
        ("[1,2] x", 1, 7),
        ("[{\"a\":\"x]", 1, 7),
        ("[{\"a\":01}]", 1, 7),
        ("{\"a\":1}\n{\"a\":2", 2, 7),
        ("[{a:1}]", 1, 3),
        ("[\"é\" 1]", 1, 6),
    ];
    for (text, line, column) in cases {
        match read("x.json", text.as_bytes(), &ReadOptions::default()) {
            Err(ReadError::BadJson {
                line: l, column: c, ..
            }) => assert_eq!((l, c), (line, column), "for {text}"),
            other => panic!("for {text}: {other:?}"),
        }
    }
    let deep = "[".repeat(100_000);
    let error = read("x.json", deep.as_bytes(), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("limit of 64 levels"), "{error}");
    let none = read("x.json", b"[1, 2]", &ReadOptions::default()).unwrap_err();
    assert_eq!(none, ReadError::NoRecords);
}

#[test]
fn bounds_are_kept() {
    let limits = Limits {
        rows: 1,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let error = read("x.json", br#"[{"a":1},{"a":2}]"#, &options).unwrap_err();
    assert!(error.to_string().contains("1 rows"), "{error}");
    let limits = Limits {
        columns: 1,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let error = read("x.json", br#"[{"a":1,"b":2}]"#, &options).unwrap_err();
    assert!(error.to_string().contains("1 columns"), "{error}");
}
