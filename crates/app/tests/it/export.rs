//! Lists taken out: what is shown, in forms that come back.

use std::sync::Arc;

use probity_app::operations::export::{Export, Format, export};
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_tabular::Cell;
use probity_testkit::app::TestApp;
use serde_json::json;

fn sample() -> TestApp {
    let app = TestApp::new();
    let field = Patch::set_one("name", "cost_centre")
        .with("label", "Cost centre")
        .with("of_kind", "vendor")
        .with("type", "text");
    assert_eq!(app.create_with("custom_field", field), "FLD-1");
    let first = Patch::set_one("name", "=Example, \"Ltd\"")
        .with("criticality", "high")
        .with("FLD-1", "007")
        .with("assessed_on", "2026-02");
    app.create_with(
        "vendor",
        first
            .with("assessor", "PER-1")
            .with("certificates", json!(["ISO/IEC 27001", "SOC 2"])),
    );
    app.create("vendor", "Plain GmbH");
    app
}

#[track_caller]
fn written(app: &TestApp, columns: &[&str], format: Format) -> Vec<u8> {
    let view = app.workspace.current();
    let kind = view.register.kinds().known("vendor");
    let records: Vec<Arc<Record>> = view.register.records(kind).cloned().collect();
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    export(
        &app.ctx(),
        &view,
        &Export {
            kind,
            records: &records,
            columns: &columns,
            format,
        },
    )
    .unwrap()
}

#[track_caller]
fn check(columns: &[&str], format: Format, expect: &str) {
    assert_eq!(
        String::from_utf8(written(&sample(), columns, format)).unwrap(),
        expect
    );
}

#[test]
fn csv_has_the_columns_of_the_list_in_words_for_people() {
    check(
        &[
            "id",
            "name",
            "criticality",
            "cost_centre",
            "assessed_on",
            "assessor",
            "created",
        ],
        Format::Csv,
        "ID,Name,Criticality,Cost centre (FLD-1),Assessed on,Assessed by,Created\r\n\
         VEN-1,\"'=Example, \"\"Ltd\"\"\",High: a process stops within a day,007,2026-02,PER-1,2026-03-02\r\n\
         VEN-2,Plain GmbH,,,,,2026-03-02\r\n",
    );
}

#[test]
fn ndjson_has_the_exact_values_under_their_names() {
    check(
        &[
            "id",
            "name",
            "criticality",
            "FLD-1",
            "assessed_on",
            "certificates",
            "revision",
            "updated",
        ],
        Format::NdJson,
        "{\"id\":\"VEN-1\",\"name\":\"=Example, \\\"Ltd\\\"\",\"criticality\":\"high\",\"FLD-1\":\"007\",\"assessed_on\":\"2026-02\",\
         \"certificates\":[\"ISO/IEC 27001\",\"SOC 2\"],\"revision\":1,\"updated\":\"2026-03-02T09:00:00Z\"}\n\
         {\"id\":\"VEN-2\",\"name\":\"Plain GmbH\",\"revision\":1,\"updated\":\"2026-03-02T09:00:00Z\"}\n",
    );
}

#[test]
fn a_workbook_reads_back_the_same() {
    let bytes = written(&sample(), &["id", "name", "cost_centre", "created"], Format::Xlsx);
    let book = probity_tabular::read("list.xlsx", &bytes, &probity_tabular::ReadOptions::default()).unwrap();
    let heads: Vec<&str> = book
        .table
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    assert_eq!(heads, ["ID", "Name", "Cost centre (FLD-1)", "Created"]);
    let first = &book.table.rows[0].cells;
    assert_eq!(
        first[..3],
        [
            Cell::from("VEN-1"),
            Cell::from("=Example, \"Ltd\""),
            Cell::from("007")
        ]
    );
    assert_eq!(first[3], Cell::Date("2026-03-02".to_owned()));
}

#[test]
fn without_columns_everything_a_record_holds_is_written() {
    let text = String::from_utf8(written(&sample(), &[], Format::Csv)).unwrap();
    let heads: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let kinds = probity_core::Kinds::built_in();
    let decl = kinds.decl(kinds.known("vendor"));
    for field in decl.fields {
        assert!(
            heads.iter().any(|head| head.trim_matches('"') == field.label),
            "no column for `{}`",
            field.label
        );
    }
    assert!(heads.contains(&"Cost centre (FLD-1)") && heads.contains(&"ID") && !heads.contains(&"Phase"));
}

#[test]
fn an_unknown_column_and_a_missing_right_are_refused() {
    let app = sample();
    let view = app.workspace.current();
    let kind = view.register.kinds().known("vendor");
    let columns = ["colour".to_owned()];
    let wanted = Export {
        kind,
        records: &[],
        columns: &columns,
        format: Format::Csv,
    };
    let error = export(&app.ctx(), &view, &wanted).unwrap_err();
    assert!(error.to_string().contains("no column `colour`"), "{error}");
    let viewer = app.ctx_with_role("viewer");
    let error = export(
        &viewer,
        &view,
        &Export {
            columns: &[],
            ..wanted
        },
    )
    .unwrap_err();
    assert!(error.to_string().contains("you may not export"), "{error}");
}

#[test]
fn what_somebody_may_not_see_is_not_in_their_export() {
    let app = TestApp::new();
    let here = app.create("unit", "Here");
    let there = app.create("unit", "There");
    let hidden = app.create_with(
        "system",
        Patch::set_one("name", "Hidden").with("unit", there.as_str()),
    );
    app.create_with(
        "system",
        Patch::set_one("name", "Seen")
            .with("unit", here.as_str())
            .with("feeds", json!([hidden])),
    );
    let ctx = app.ctx_with_role_in("contributor", &here);
    let view = app.workspace.current();
    let kind = view.register.kinds().known("system");
    let records: Vec<Arc<Record>> = view.register.records(kind).cloned().collect();
    let columns = ["id".to_owned(), "feeds".to_owned()];
    let wanted = Export {
        kind,
        records: &records,
        columns: &columns,
        format: Format::Csv,
    };
    let text = String::from_utf8(export(&ctx, &view, &wanted).unwrap()).unwrap();
    assert_eq!(text, "ID,Feeds systems\r\nSYS-2,(restricted)\r\n");
}
