//! Exports looked through from the command line.

use serde_json::json;

use crate::sandbox::Sandbox;

const EXPORT: &str = "Application,User,Department\nChatGPT,a.secret@example.org,Claims\n\
    ChatGPT,b.secret@example.org,Claims\nAirtable,a.secret@example.org,Claims\n";

#[test]
fn an_export_is_tried_recorded_once_and_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.json(&[
        "create",
        "discovery_source",
        "name=Sign-on",
        "type=sign_on",
        "every_days=30",
    ]);
    sandbox.write("apps.csv", EXPORT);
    let dry = sandbox.json(&["discover", "apps.csv", "--source", "SRC-1", "--dry-run"]);
    assert_eq!(
        (&dry["rows"], &dry["matched"], &dry["rest"], &dry["written"]),
        (&json!(3), &json!(2), &json!(1), &json!(false))
    );
    assert_eq!(dry["services"][0]["name"], json!("ChatGPT"));
    assert_eq!(dry["services"][0]["people"], json!(2));
    let done = sandbox
        .run(&["discover", "apps.csv", "--source", "SRC-1"])
        .expect(0)
        .stdout;
    assert!(done.contains("recorded as IPT-1"), "{done}");
    assert!(!done.contains("secret"), "{done}");
    let again = sandbox.json(&["discover", "apps.csv", "--source", "SRC-1"]);
    assert_eq!(
        (&again["written"], &again["counts"]["unchanged"]),
        (&json!(false), &json!(1))
    );
    let list = sandbox.run(&["discover", "--list"]).expect(0).stdout;
    for part in ["SRC-1", "CAN-1", "ChatGPT", "missing: no unit in scope"] {
        assert!(list.contains(part), "`{part}` is not in {list}");
    }
    assert_eq!(
        sandbox.json(&["discover", "--list"])["waiting"][0]["id"],
        json!("CAN-1")
    );
    sandbox.run(&["undo", "IPT-1"]).expect(0);
    assert_eq!(sandbox.json(&["discover", "--list"])["waiting"], json!([]));
}

#[test]
fn what_cannot_be_looked_through_is_told() {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "discovery_source", "name=Sign-on", "type=sign_on"]);
    sandbox.write("apps.csv", EXPORT);
    sandbox.write("empty.csv", "");
    for (args, code) in [
        (&["discover", "apps.csv", "--source", "SRC-9"][..], 1),
        (&["discover", "empty.csv", "--source", "SRC-1"], 1),
        (&["discover", "missing.csv", "--source", "SRC-1"], 1),
        (
            &[
                "discover",
                "apps.csv",
                "--source",
                "SRC-1",
                "--as-of",
                "2999-01-01",
            ],
            1,
        ),
        (&["discover", "apps.csv"], 2),
        (&["discover", "--list", "--dry-run"], 2),
    ] {
        let ran = sandbox.run(args).expect(code);
        assert!(ran.stderr.starts_with("error: "), "{ran:?}");
    }
}
