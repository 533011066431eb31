//! Lists brought in, taken back and taken out.

use serde_json::{Value as Json, json};

use crate::sandbox::Sandbox;

const LIST: &str =
    "id,AI use,Owner,Status,Colour\n1,Chat for members,Ann Example,In use,red\n2,Ranking,,Pilot,blue\n";

fn counts(report: &Json) -> Json {
    json!([
        report["rows"],
        report["created"],
        report["updated"],
        report["unchanged"],
        report["refused"]
    ])
}

#[test]
fn a_list_is_imported_once_changed_and_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.write("uses.csv", LIST);
    let dry = sandbox.json(&["import", "uses.csv", "--dry-run"]);
    assert_eq!(
        (counts(&dry), &dry["written"]),
        (json!([2, 2, 0, 0, 0]), &json!(false))
    );
    assert_eq!(sandbox.json(&["list", "use_case"])["total"], json!(0));
    let first = sandbox.json(&["import", "uses.csv"]);
    assert_eq!(
        (counts(&first), &first["unmapped"], &first["refusals"]),
        (json!([2, 2, 0, 0, 0]), &json!(["Colour"]), &json!([]))
    );
    assert_eq!(
        counts(&sandbox.json(&["import", "uses.csv"])),
        json!([2, 0, 0, 2, 0])
    );
    sandbox.write("uses.csv", LIST.replace("Ranking", "Ranking of applicants"));
    assert_eq!(
        counts(&sandbox.json(&["import", "uses.csv"])),
        json!([2, 0, 1, 1, 0])
    );
    let undone = sandbox.json(&["undo", "IPT-2"]);
    assert_eq!(undone["left"], json!([]));
    assert_eq!(sandbox.json(&["show", "USE-2"])["title"], json!("Ranking"));
}

#[test]
fn a_printed_mapping_can_be_corrected_and_given() {
    let sandbox = Sandbox::new();
    sandbox.write("uses.csv", LIST);
    let mut mapping = sandbox.json(&["import", "uses.csv", "--dry-run"])["mapping"].clone();
    let columns = mapping["columns"].as_array_mut().expect("columns");
    let colour = columns
        .iter_mut()
        .find(|column| column["header"] == json!("Colour"))
        .expect("the column");
    colour["target"] = json!("ignore");
    sandbox.write("mapping.json", mapping.to_string());
    let report = sandbox.json(&["import", "uses.csv", "--mapping", "mapping.json"]);
    assert_eq!(
        (counts(&report), &report["unmapped"]),
        (json!([2, 2, 0, 0, 0]), &json!([]))
    );
}

#[test]
fn refused_rows_keep_the_others_out_unless_told() {
    let sandbox = Sandbox::new();
    sandbox.write("uses.csv", "id,AI use,Owner\n1,Chat,Ann Example\n2,,Ann Example\n3,Ranking,Ann Example\n4,Search,\n5,Summaries,\n");
    let mut mapping = sandbox.json(&["import", "uses.csv", "--dry-run"])["mapping"].clone();
    mapping["on_missing_name"] = json!("refuse");
    sandbox.write("mapping.json", mapping.to_string());
    let ran = sandbox
        .run(&["import", "uses.csv", "--mapping", "mapping.json", "--json"])
        .expect(1);
    let report = ran.json();
    assert_eq!(counts(&report), json!([5, 4, 0, 0, 1]));
    let refusal = &report["refusals"][0];
    assert_eq!((&refusal["row"], &refusal["line"]), (&json!(2), &json!(3)));
    assert!(
        refusal["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty()),
        "{refusal}"
    );
    assert_eq!(sandbox.json(&["list", "use_case"])["total"], json!(0));
    let partial = sandbox
        .run(&[
            "import",
            "uses.csv",
            "--mapping",
            "mapping.json",
            "--partial",
            "--json",
        ])
        .expect(1)
        .json();
    assert_eq!(
        (counts(&partial), &partial["written"]),
        (json!([5, 4, 0, 0, 1]), &json!(true))
    );
    assert_eq!(sandbox.json(&["list", "use_case"])["total"], json!(4));
}

#[test]
fn an_export_imports_again_to_the_same() {
    let sandbox = Sandbox::new();
    for name in ["name=Tide Ltd", "name=Ebb, and Flow \"Ltd\""] {
        sandbox.json(&["create", "vendor", name, "country=Norland"]);
    }
    for format in ["csv", "xlsx", "ndjson"] {
        let file = format!("vendors.{format}");
        let written = sandbox.json(&["export", "--kind", "vendor", "--format", format, "-o", &file]);
        assert_eq!((&written["records"], &written["file"]), (&json!(2), &json!(file)));
        assert!(sandbox.path(&file).metadata().expect("the file").len() > 100);
    }
    let printed = sandbox
        .run(&["export", "--kind", "vendor", "--format", "csv"])
        .expect(0)
        .stdout;
    assert_eq!(printed, sandbox.read("vendors.csv"));
    assert!(printed.contains("VEN-2,Proposed,"), "{printed}");
    sandbox
        .run(&["export", "--kind", "vendor", "--format", "csv", "--json"])
        .expect(2);
}
