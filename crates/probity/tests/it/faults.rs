//! Face × fault: what a command says when its file or its folder is not as it should be. Nothing is
//! lost by any of it.

use std::process::Stdio;
use std::sync::Arc;

use probity_core::envelope::{BatchPlace, Envelope, Verb, commitment};
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{CommandId, Content, NewEntry};
use probity_store::DataFolder;
use probity_testkit::fault::{Fault, Kind, library};
use serde_json::json;

use crate::sandbox::Sandbox;

/// A file that cannot be imported, and what is said about it.
#[track_caller]
fn check_file(name: &str, content: impl AsRef<[u8]>, message: &str) {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    sandbox.write(name, content);
    let ran = sandbox.run(&["import", name, "--json"]).expect(1);
    assert!(ran.error().contains(message), "{ran:?}");
    assert_eq!(ran.json()["detail"], json!(ran.error()));
    assert_eq!(sandbox.json(&["fsck"])["size"], json!(4), "nothing was written");
}

#[test]
fn files_that_cannot_be_imported() {
    check_file(
        "empty.csv",
        "",
        "`empty.csv` cannot be imported: the file is empty",
    );
    check_file(
        "broken.csv",
        "id,name\n1,\"never closed\n",
        "a quotation mark opened in line 2",
    );
    check_file(
        "broken.json",
        "[{\"name\": \"Chat\"",
        "the JSON is not valid in line 1",
    );
    check_file(
        "broken.xlsx",
        b"PK\x03\x04 and then nothing",
        "cannot be imported: ",
    );
    check_file(
        "picture.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "cannot be imported: ",
    );
    let large = "name\n".to_owned() + &"x\n".repeat(60_000);
    check_file("large.csv", large, "50000");
}

#[test]
fn files_that_are_not_there_or_not_what_they_should_be() {
    let sandbox = Sandbox::new();
    let error = |args: &[&str]| sandbox.run(args).expect(1).error().to_owned();
    assert_eq!(
        error(&["import", "none.csv"]),
        "cannot read `none.csv`: there is no such file or folder"
    );
    sandbox.write("uses.csv", "id,AI use\n1,Chat\n");
    sandbox.write("mapping.json", "{\"columns\": 3}");
    assert!(
        error(&["import", "uses.csv", "--mapping", "mapping.json"])
            .starts_with("the mapping `mapping.json` cannot be understood: ")
    );
    assert_eq!(
        error(&["restore", "none.zip"]),
        "cannot read `none.zip`: there is no such file or folder"
    );
    sandbox.write("b.zip", "no archive");
    assert!(error(&["restore", "b.zip"]).contains("`b.zip` is not a backup of Probity, or was cut off"));
    sandbox.write("a.tlog-proof", b"\xff\xfe");
    assert!(error(&["verify", "a.tlog-proof", "--key", "k"]).contains("is not UTF-8 text"));
    assert_eq!(
        error(&["list", "system", "--data", "nowhere"]),
        "there is no data folder `nowhere`"
    );
    assert_eq!(
        error(&[
            "export",
            "--kind",
            "vendor",
            "--format",
            "csv",
            "-o",
            "no/where.csv",
            "--data",
            "nowhere"
        ]),
        "there is no data folder `nowhere`"
    );
}

#[test]
fn a_folder_that_another_process_holds() {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    let held = DataFolder::open(&sandbox.data()).expect("the folder is free");
    let ran = sandbox.run(&["list", "vendor"]).expect(1);
    let holder = format!("is in use by process {}", std::process::id());
    assert!(ran.error().contains(&holder), "{ran:?}");
    assert!(
        ran.stderr.contains("hint: wait until the other command is done"),
        "{ran:?}"
    );
    drop(held);
    assert_eq!(sandbox.json(&["list", "vendor"])["total"], json!(1));
}

/// Appends an entry that only a later release understands.
fn write_newer_entry(sandbox: &Sandbox) {
    let folder = DataFolder::open(&sandbox.data()).expect("the folder is free");
    let workspace = folder
        .workspace(&"main".parse().expect("a name"))
        .expect("the workspace");
    let key = SignerKey::parse(&workspace.key().expect("its key")).expect("a key");
    let origin = key.name().to_owned();
    let content = Content {
        salt: [7; 32],
        payload: b"{}".to_vec(),
    };
    let envelope = Envelope {
        actor: "PER-1".to_owned(),
        at: 4_102_444_800_000,
        batch: BatchPlace {
            id: "newer".to_owned(),
            place: 0,
            count: 1,
        },
        content: commitment(&content.salt, &content.payload),
        material: false,
        revision: 2,
        schema: "vendor/1".to_owned(),
        subject: "VEN-1".to_owned(),
        v: 9,
        verb: Verb::Comment,
    };
    let entry = NewEntry {
        leaf: envelope.to_leaf(),
        subject: "VEN-1".to_owned(),
        content,
    };
    let mut sequencer =
        Sequencer::open(Arc::new(workspace.ledger().expect("the ledger")), key, &origin).expect("it opens");
    let id = CommandId::new("newer").expect("an id");
    sequencer
        .append(
            vec![PendingCommand {
                id,
                request_hash: [0; 32],
                entries: vec![entry],
            }],
            &[],
        )
        .expect("it is durable");
}

#[test]
fn a_ledger_of_a_newer_release_is_read_and_not_written() {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    write_newer_entry(&sandbox);
    assert_eq!(
        sandbox.json(&["list", "vendor"])["total"],
        json!(1),
        "what came before is shown"
    );
    let ran = sandbox.run(&["set", "VEN-1", "name=Ebb Ltd"]).expect(1);
    assert!(
        ran.error().starts_with("this workspace is read-only: ") && ran.error().contains("newer"),
        "{ran:?}"
    );
    let report = sandbox.run(&["fsck", "--json"]).expect(1).json();
    assert!(
        report["problems"][0]["what"]
            .as_str()
            .is_some_and(|what| what.contains("newer")),
        "{report}"
    );
}

#[test]
fn a_damaged_ledger_is_named_by_fsck() {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    let path = sandbox.data().join("workspaces/main/ledger.db");
    let mut bytes = std::fs::read(&path).expect("the ledger");
    let place = bytes
        .windows(8)
        .position(|window| window == b"Tide Ltd")
        .expect("the payload lies in the file");
    bytes[place] = b'H';
    std::fs::write(&path, bytes).expect("the ledger is writable");
    let report = sandbox.run(&["fsck", "--json"]).expect(1).json();
    let problem = &report["problems"][0];
    assert!(
        problem["where"]
            .as_str()
            .is_some_and(|place| place.contains("VEN-1")),
        "{report}"
    );
    std::fs::write(&path, b"not a database at all").expect("the ledger is writable");
    let ran = sandbox.run(&["fsck"]).expect(1);
    assert!(!ran.error().is_empty(), "{ran:?}");
}

#[test]
fn a_full_disk_loses_nothing() {
    let Some(library) = library() else {
        println!("skipped: there is no C compiler for the library that makes writes fail");
        return;
    };
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    for path in ["ledger.db", "workspaces"] {
        let mut command = sandbox.command(&["set", "VEN-1", "name=Ebb Ltd"]);
        Fault::new(Kind::Enospc, 1, path).put_on(&mut command, &library);
        let output = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .expect("the binary runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{path}: {told}");
        assert!(
            told.contains("error: no space left on the disk"),
            "{path}: {told}"
        );
        assert_eq!(sandbox.json(&["show", "VEN-1"])["title"], json!("Tide Ltd"));
        assert_eq!(sandbox.json(&["fsck"])["problems"], json!([]));
    }
    sandbox.write("out.csv", "what was there before");
    let mut command = sandbox.command(&["export", "--kind", "vendor", "--format", "csv", "-o", "out.csv"]);
    Fault::new(Kind::Enospc, 1, ".probity-").put_on(&mut command, &library);
    let output = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .expect("the binary runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(told, "error: cannot write `out.csv`: no space left on the disk\n");
    assert_eq!(sandbox.read("out.csv"), "what was there before");
}
