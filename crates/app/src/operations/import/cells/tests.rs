//! Cells of each kind of target, and what is kept beside them.

use super::*;

fn reader(field_type: FieldType) -> CellReader {
    CellReader {
        shape: Shape::Value(field_type, Arc::default()),
        order: ColumnOrder::Undecided,
        values: BTreeMap::new(),
    }
}

#[track_caller]
fn check(reader: &CellReader, text: &str, expect: Option<Json>, keep_text: bool) {
    let reading = reader.read(&Cell::from(text)).unwrap();
    assert_eq!(
        (reading.wish, reading.keep_text),
        (expect.map(Wish::Value), keep_text),
        "for `{text}`"
    );
}

#[test]
fn what_a_field_cannot_show_is_kept_beside_it() {
    let date = reader(FieldType::Date);
    check(&date, "2024-03-01 00:00:00", Some("2024-03-01".into()), false);
    check(&date, "2024-03-01T07:39:09Z", Some("2024-03-01".into()), true);
    check(&date, "N/A", None, true);
    check(&date, " ", None, false);
    let truth = reader(FieldType::YesNo);
    check(&truth, "YES", Some(true.into()), false);
    check(
        &truth,
        "No – it is not operationally practical",
        Some(false.into()),
        true,
    );
    let text = reader(FieldType::Text);
    check(&text, "one\n two", Some("one two".into()), false);
    check(&text, "Not applicable", None, true);
    check(&reader(FieldType::Integer), "1,200", Some(1200.into()), false);
}

#[test]
fn unreadable_cells_are_not_guessed() {
    for (field_type, text) in [
        (FieldType::Date, "22-Jul"),
        (FieldType::Date, "2015-2022"),
        (FieldType::Date, "1/5/2024"),
        (FieldType::Integer, "10,00"),
        (FieldType::Integer, "1001-5000"),
        (FieldType::Decimal, "12%"),
        (FieldType::Link, "see https://example.org and others"),
        (FieldType::YesNo, "In-progress"),
    ] {
        let problem = reader(field_type).read(&Cell::from(text));
        assert!(
            matches!(&problem, Err(Unreadable::Misfit(_))),
            "for `{text}`: {problem:?}"
        );
    }
    let long = "x".repeat(LONG_TEXT_MAX_BYTES + 1);
    assert!(matches!(
        reader(FieldType::LongText).read(&Cell::from(long)),
        Err(Unreadable::TooLong(_))
    ));
}

#[test]
fn a_long_line_is_shortened_and_kept() {
    let long = "word ".repeat(200);
    let reading = reader(FieldType::Text).read(&Cell::from(long)).unwrap();
    let Some(Wish::Value(Json::String(short))) = reading.wish else {
        panic!("no text")
    };
    assert!(short.ends_with("word…") && short.chars().count() <= TEXT_MAX_CHARS);
    assert!(reading.keep_text && reading.note.is_some());
}

#[test]
fn people_are_found_in_what_was_typed() {
    let reader = CellReader {
        shape: Shape::Name("person"),
        order: ColumnOrder::Undecided,
        values: BTreeMap::new(),
    };
    for (text, name, email, keep) in [
        ("Ada Example", "Ada Example", None, false),
        (
            "AI@Agency.example",
            "ai@agency.example",
            Some("ai@agency.example"),
            false,
        ),
        (
            "Ada Example <ada@agency.example>",
            "Ada Example",
            Some("ada@agency.example"),
            false,
        ),
        ("Ada Example; Ben Example", "Ada Example", None, true),
    ] {
        let reading = reader.read(&Cell::from(text)).unwrap();
        let expect = Name {
            text: name.to_owned(),
            email: email.map(str::to_owned),
        };
        assert_eq!(
            (reading.wish, reading.keep_text),
            (Some(Wish::Name("person", expect)), keep),
            "for `{text}`"
        );
    }
    assert!(
        reader
            .read(&Cell::from("https://agency.example/contact"))
            .is_err()
    );
}
