//! Lists, records and histories, for machines and for people.

use serde_json::json;

use crate::sandbox::Sandbox;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .run(&[
            "create",
            "person",
            "name=Ada Example",
            "email=ada@example.org",
            "--state",
            "active",
        ])
        .expect(0);
    sandbox
        .run(&[
            "create",
            "system",
            "name=Claims triage",
            "origin=built",
            "owner=PER-2",
            "techniques=nlp, generative",
        ])
        .expect(0);
    sandbox
        .run(&["create", "system", "name=Assistant", "origin=bought"])
        .expect(0);
    sandbox
}

#[test]
fn a_list_is_one_json_document() {
    let list = sandbox().json(&["list", "system"]);
    assert_eq!(
        (
            &list["kind"],
            &list["total"],
            list["records"].as_array().map(Vec::len)
        ),
        (&json!("system"), &json!(2), Some(2))
    );
    let first = &list["records"][0];
    assert_eq!(
        (
            &first["id"],
            &first["title"],
            &first["revision"],
            &first["archived"]
        ),
        (&json!("SYS-1"), &json!("Claims triage"), &json!(1), &json!(false))
    );
    assert_eq!(
        first["fields"],
        json!({"name": "Claims triage", "origin": "built", "owner": "PER-2", "techniques": ["generative", "nlp"]})
    );
    assert_eq!(first["shown"]["owner"], json!("Ada Example (PER-2)"));
}

#[test]
fn lists_are_filtered_sorted_and_cut() {
    let sandbox = sandbox();
    let ids = |args: &[&str]| -> Vec<String> {
        let list = sandbox.json(&[&["list", "system"], args].concat());
        list["records"]
            .as_array()
            .expect("records")
            .iter()
            .map(|row| row["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    assert_eq!(ids(&["--filter", "owner is empty"]), ["SYS-2"]);
    assert_eq!(ids(&["--sort", "name"]), ["SYS-2", "SYS-1"]);
    assert_eq!(ids(&["--sort", "-name"]), ["SYS-1", "SYS-2"]);
    assert_eq!(ids(&["--limit", "1", "--offset", "1"]), ["SYS-2"]);
    assert_eq!(ids(&["--search", "assist"]), ["SYS-2"]);
    assert_eq!(ids(&["--as-of", "2020-01-01"]), Vec::<String>::new());
}

#[test]
fn a_list_for_people_is_a_table() {
    let ran = sandbox()
        .run(&["list", "system", "--columns", "id,name,owner"])
        .expect(0);
    assert_eq!(
        ran.stdout,
        "ID     Name           Owner\nSYS-1  Claims triage  Ada Example (PER-2)\nSYS-2  Assistant\n"
    );
    assert_eq!(ran.stderr, "2 of 2\n");
}

#[test]
fn a_record_shows_its_links_and_what_is_missing() {
    let sandbox = sandbox();
    let shown = sandbox.json(&["show", "per-2"]);
    assert_eq!(
        shown["links"],
        json!([{"id": "SYS-1", "title": "Claims triage", "kind": "system", "field": "owner", "label": "owns"}])
    );
    let system = sandbox.json(&["show", "SYS-2"]);
    assert!(
        system["missing"]
            .as_array()
            .expect("a list")
            .contains(&json!("owner")),
        "{system}"
    );
    let words = sandbox.run(&["show", "SYS-1"]).expect(0).stdout;
    assert!(words.starts_with("SYS-1 Claims triage\n"), "{words}");
}

#[test]
fn history_tells_each_field_before_and_after() {
    let sandbox = sandbox();
    sandbox
        .run(&[
            "set",
            "SYS-2",
            "name=Office assistant",
            "owner=PER-2",
            "--reason",
            "renamed",
        ])
        .expect(0);
    let history = sandbox.json(&["history", "SYS-2"]);
    let entries = history["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (&entries[1]["verb"], &entries[1]["reason"], &entries[1]["actor"]),
        (&json!("changed"), &json!("renamed"), &json!("PER-1"))
    );
    let changes = entries[1]["changes"].as_array().expect("changes");
    assert!(
        changes.contains(
            &json!({"field": "name", "label": "Name", "old": "Assistant", "new": "Office assistant"})
        ),
        "{changes:?}"
    );
    let words = sandbox.run(&["history", "SYS-2"]).expect(0).stdout;
    assert!(
        words.contains("  ~ Name: Assistant → Office assistant\n"),
        "{words}"
    );
}

#[test]
fn what_is_not_there_is_refused_with_a_document() {
    let ran = sandbox().run(&["show", "SYS-99", "--json"]).expect(1);
    assert_eq!(
        ran.json(),
        json!({"title": "not found", "type": "/problems/not-found", "detail": "there is no record `SYS-99`", "status": 404, "record": "SYS-99"})
    );
    assert_eq!(ran.stderr, "error: there is no record `SYS-99`\n");
}
