//! Backups, whole workspaces and accounts.

use serde_json::json;

use crate::sandbox::Sandbox;

fn filled() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    sandbox.json(&["create", "system", "name=Chat", "vendors=VEN-1"]);
    sandbox
}

#[test]
fn a_backup_restores_history_and_proofs() {
    let sandbox = filled();
    sandbox.write("words.txt", "seven plain grey words for a key\n");
    let key = sandbox.json(&["key"]);
    let report = sandbox.json(&["backup", "-o", "b.zip", "--passphrase-file", "words.txt"]);
    assert_eq!(report["manifest"]["workspaces"]["main"]["size"], json!(5));
    let restored = sandbox.json(&[
        "restore",
        "b.zip",
        "--data",
        "again",
        "--passphrase-file",
        "words.txt",
    ]);
    assert_eq!(restored["workspaces"]["main"]["fsck"]["problems"], json!([]));
    assert_eq!(sandbox.json(&["key", "--data", "again"]), key);
    assert_eq!(
        sandbox.json(&["history", "SYS-1", "--data", "again"]),
        sandbox.json(&["history", "SYS-1"])
    );
    sandbox.json(&["set", "SYS-1", "name=Chat two", "--data", "again"]);
    let twice = sandbox.run(&["restore", "b.zip", "--data", "again"]).expect(1);
    assert!(twice.error().contains("restored into an empty one"), "{twice:?}");
    let over = sandbox.run(&["backup", "-o", "b.zip"]).expect(1);
    assert!(over.error().contains("exists already"), "{over:?}");
}

#[test]
fn a_workspace_moves_as_plain_files() {
    let sandbox = filled();
    let manifest = sandbox.json(&["workspace", "export", "files"]);
    assert_eq!(manifest["kinds"]["system"]["records"], json!(1));
    sandbox.json(&["workspace", "import", "second", "files"]);
    assert_eq!(
        sandbox.json(&["workspace", "list"]),
        json!({"workspaces": ["main", "second"]})
    );
    let fields =
        |workspace: &str| sandbox.json(&["show", "SYS-1", "--workspace", workspace])["fields"].clone();
    assert_eq!(fields("second"), fields("main"));
    let full = sandbox.run(&["workspace", "export", "files"]).expect(1);
    assert!(full.error().contains("is not empty"), "{full:?}");
    let none = sandbox.run(&["workspace", "import", "third", "."]).expect(1);
    assert!(none.error().contains("no `workspace.json`"), "{none:?}");
}

#[test]
fn workspaces_are_apart() {
    let sandbox = filled();
    let made = sandbox.json(&["workspace", "create", "north", "--organisation", "North"]);
    assert_eq!(made["name"], json!("north"));
    assert_eq!(
        sandbox.json(&["list", "vendor", "--workspace", "north"])["total"],
        json!(0)
    );
    assert_eq!(
        sandbox.json(&["show", "ORG-1", "--workspace", "north"])["title"],
        json!("North")
    );
    assert_ne!(
        sandbox.json(&["key", "--workspace", "north"]),
        sandbox.json(&["key"])
    );
    sandbox.run(&["workspace", "create", "north"]).expect(1);
}

#[test]
fn passwords_come_from_the_standard_input() {
    let sandbox = Sandbox::new();
    let short = sandbox
        .run_with(&["user", "set-password", "admin"], "short\n")
        .expect(1);
    assert!(short.error().contains("use at least 12"), "{short:?}");
    sandbox.run_with(&["user", "set-password", "admin"], "").expect(2);
    sandbox
        .run_with(&["user", "set-password", "admin"], "four plain grey words\n")
        .expect(0);
    let users = sandbox.json(&["user", "list"]);
    assert_eq!(users["users"][0]["login"], json!("admin"));
}
