//! Proofs, their check, erasure and `fsck`.

use serde_json::{Value as Json, json};

use crate::sandbox::Sandbox;

fn with_proof() -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "person", "name=Ada Example", "email=ada@example.org"]);
    sandbox.json(&["set", "PER-2", "job_title=Analyst"]);
    let written = sandbox.json(&["proof", "PER-2", "--revision", "1", "-o", "ada"]);
    assert_eq!(
        (&written["id"], &written["revision"], &written["files"]),
        (&json!("PER-2"), &json!(1), &json!(["ada.tlog-proof", "ada.json"]))
    );
    let key = sandbox.run(&["key"]).expect(0).stdout.trim().to_owned();
    (sandbox, key)
}

#[test]
fn a_proof_is_verified_without_the_data() {
    let (sandbox, key) = with_proof();
    std::fs::remove_dir_all(sandbox.data()).expect("the data folder");
    let ran = sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &key])
        .expect(0);
    assert!(ran.stdout.starts_with("PROVEN: "), "{ran:?}");
    let verdict = sandbox.json(&["verify", "ada.tlog-proof", "--key", &key]);
    assert_eq!(
        (&verdict["verdict"], &verdict["envelope"]["subject"]),
        (&json!("proven"), &json!("PER-2"))
    );
}

#[test]
fn an_altered_proof_is_not_proven() {
    let (sandbox, key) = with_proof();
    let (proof, entry) = (sandbox.read("ada.tlog-proof"), sandbox.read("ada.json"));
    sandbox.write("ada.json", entry.replace("Ada Example", "Eve Example"));
    let ran = sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &key, "--json"])
        .expect(1);
    assert_eq!(ran.json()["verdict"], json!("not_proven"));
    sandbox.write("ada.json", entry.replace("PER-1", "PER-2"));
    sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &key])
        .expect(1);
    sandbox.write("ada.json", &entry);
    sandbox.write("ada.tlog-proof", proof.replace("index 3", "index 2"));
    sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &key])
        .expect(1);
    let other = Sandbox::new();
    other.json(&["create", "vendor", "name=Other"]);
    let other_key = other.run(&["key"]).expect(0).stdout.trim().to_owned();
    sandbox.write("ada.tlog-proof", &proof);
    sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &other_key])
        .expect(1);
    sandbox
        .run(&["verify", "ada.tlog-proof", "--key", "no key"])
        .expect(1);
    sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &key])
        .expect(0);
}

#[test]
fn erased_content_is_told_and_the_entry_stays_proven() {
    let (sandbox, key) = with_proof();
    let erased = sandbox.json(&["erase", "PER-2", "--reason", "asked for by letter", "--yes"]);
    assert_eq!((&erased["id"], &erased["entries"]), (&json!("PER-2"), &json!(2)));
    sandbox.json(&["proof", "PER-2", "--revision", "1", "-o", "erased"]);
    let entry: Json = serde_json::from_str(&sandbox.read("erased.json")).expect("JSON");
    assert_eq!((&entry["payload"], &entry["salt"]), (&Json::Null, &Json::Null));
    let ran = sandbox
        .run(&["verify", "erased.tlog-proof", "--key", &key])
        .expect(0);
    assert!(ran.stdout.starts_with("PROVEN, ERASED: "), "{ran:?}");
    sandbox
        .run(&["verify", "ada.tlog-proof", "--key", &key])
        .expect(0);
    assert_eq!(sandbox.json(&["fsck"])["problems"], json!([]));
}

#[test]
fn fsck_gives_the_document_of_the_contract() {
    let (sandbox, _) = with_proof();
    let report = sandbox.json(&["fsck"]);
    let keys: Vec<&String> = report.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["entries", "problems", "root", "size"]);
    assert_eq!(
        (&report["entries"], &report["size"], &report["problems"]),
        (&json!(5), &json!(5), &json!([]))
    );
}
