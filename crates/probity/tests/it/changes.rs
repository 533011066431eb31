//! Records made, changed, moved, merged and put away by commands.

use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_record_is_made_changed_moved_and_put_away() {
    let sandbox = Sandbox::new();
    let made = sandbox.json(&[
        "create",
        "vendor",
        "name=Tide Ltd",
        "criticality=Low: work goes on without it",
    ]);
    assert_eq!(
        (&made["subjects"], &made["count"], &made["repeated"]),
        (&json!(["VEN-1"]), &json!(1), &json!(false))
    );
    sandbox.json(&[
        "set",
        "VEN-1",
        "criticality=high",
        "country=Norland",
        "--stated",
        "2025",
    ]);
    sandbox.json(&["set", "VEN-1", "country="]);
    sandbox.json(&["comment", "VEN-1", "called them"]);
    let moved = sandbox.json(&["move", "VEN-1", "ended", "--reason", "no longer used"]);
    assert_eq!(moved["subjects"], json!(["VEN-1"]));
    let shown = sandbox.json(&["show", "VEN-1"]);
    assert_eq!(
        (&shown["state"], &shown["revision"], &shown["fields"]),
        (
            &json!("ended"),
            &json!(5),
            &json!({"name": "Tide Ltd", "criticality": "high"})
        )
    );
    sandbox.json(&["archive", "VEN-1", "--reason", "old"]);
    assert_eq!(sandbox.json(&["list", "vendor"])["total"], json!(0));
    assert_eq!(sandbox.json(&["list", "vendor", "--archived"])["total"], json!(1));
}

#[test]
fn a_command_sent_twice_is_done_once() {
    let sandbox = Sandbox::new();
    let create = [
        "create",
        "vendor",
        "name=Tide Ltd",
        "--command-id",
        "first-vendor",
    ];
    let first = sandbox.json(&create);
    let second = sandbox.json(&create);
    assert_eq!(
        (&first["repeated"], &second["repeated"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(first["size"], second["size"]);
    let other = sandbox
        .run(&["create", "vendor", "name=Ebb Ltd", "--command-id", "first-vendor"])
        .expect(1);
    assert!(
        other.error().contains("`first-vendor` was used before"),
        "{other:?}"
    );
}

#[test]
fn an_old_revision_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    sandbox.json(&["set", "VEN-1", "country=Norland"]);
    let ran = sandbox
        .run(&["set", "VEN-1", "country=Veyland", "--revision", "1"])
        .expect(1);
    assert_eq!(
        ran.error(),
        "`VEN-1` was changed by somebody else: you saw revision 1, it is now at 2; look at both and save again"
    );
}

#[test]
fn duplicates_become_one() {
    let sandbox = Sandbox::new();
    for name in ["name=Tide Ltd", "name=Tide Limited"] {
        sandbox.json(&["create", "vendor", name]);
    }
    sandbox.json(&["create", "system", "name=Chat", "vendors=VEN-2"]);
    sandbox.json(&["merge", "VEN-1", "VEN-2"]);
    assert_eq!(
        sandbox.json(&["show", "SYS-1"])["fields"]["vendors"],
        json!(["VEN-1"])
    );
    assert_eq!(sandbox.json(&["list", "vendor"])["total"], json!(1));
}

#[track_caller]
fn check_refused(args: &[&str], message: &str) {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    let ran = sandbox.run(args).expect(1);
    assert!(ran.error().contains(message), "{ran:?}");
}

#[test]
fn refusals_say_what_and_which() {
    check_refused(
        &["set", "VEN-1", "nonsense=1"],
        "vendor records have no field `nonsense`: one of name, ",
    );
    check_refused(
        &["set", "VEN-1", "criticality=enormous"],
        "`enormous` is not one of the choices",
    );
    check_refused(&["set", "VEN-1", "name="], "Name cannot be empty");
    check_refused(
        &["set", "VEN-1", "owner=PER-77"],
        "points at `PER-77`, and there is no such record",
    );
    check_refused(
        &["move", "VEN-1", "approved"],
        "`VEN-1` is `Proposed` and cannot go to `Approved` from there",
    );
    check_refused(&["move", "VEN-1", "ended"], "a reason is needed");
    check_refused(
        &["set", "VEN-1", "country=Norland", "--stated", "2999"],
        "is in the future",
    );
    check_refused(
        &["show", "VEN-1", "--workspace", "other"],
        "there is no workspace `other`",
    );
}

#[test]
fn what_happened_outside_is_recorded_as_a_fact_with_a_note() {
    let sandbox = Sandbox::new();
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    let ran = sandbox.run(&["move", "VEN-1", "approved", "--as-fact"]).expect(0);
    assert!(
        ran.stdout.contains("note: recorded as a fact, although "),
        "{ran:?}"
    );
}
