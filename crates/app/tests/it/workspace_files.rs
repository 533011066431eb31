//! A whole workspace out and in again.

use std::collections::BTreeMap;

use probity_app::operations::workspace_export::workspace_export;
use probity_app::operations::workspace_import::workspace_import;
use probity_app::ports::{BlobHash, Blobs as _};
use probity_app::{AppError, Ctx};
use probity_core::ids::Actor;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_testkit::app::TestApp;
use serde_json::{Value, json};

type Files = BTreeMap<String, Vec<u8>>;

fn out(app: &TestApp) -> Files {
    let mut files = Files::new();
    workspace_export(&app.ctx_of(Actor::System), &mut |path, bytes| {
        assert!(
            files.insert(path.to_owned(), bytes.to_vec()).is_none(),
            "`{path}` twice"
        );
        Ok(())
    })
    .unwrap();
    files
}

fn bring_in(app: &TestApp, files: &Files) -> Result<(), AppError> {
    let ctx = Ctx::new(app.workspace.clone(), Actor::System);
    workspace_import(&ctx, &|path| Ok(files.get(path).cloned())).map(drop)
}

/// The lines of every kind without what an import cannot keep: revisions and times.
fn comparable(files: &Files) -> Vec<Value> {
    let kinds = files.iter().filter(|(path, _)| path.starts_with("kinds/"));
    let lines = kinds.flat_map(|(_, bytes)| std::str::from_utf8(bytes).unwrap().lines());
    let stripped = lines.map(|line| {
        let mut json: Value = serde_json::from_str(line).unwrap();
        for name in ["revision", "created", "updated"] {
            json.as_object_mut().unwrap().remove(name).unwrap();
        }
        json
    });
    stripped.collect()
}

fn sample() -> TestApp {
    let app = TestApp::new();
    let field = Patch::set_one("name", "cost_centre")
        .with("label", "Cost centre")
        .with("of_kind", "system")
        .with("type", "texts");
    let field = app.create_with("custom_field", field);
    // Each points at one with a later number, and at one of a kind that comes later.
    let first = app.create("system", "First");
    let second = app.create_with(
        "system",
        Patch::set_one("name", "Second").with(&field, json!(["a", "b"])),
    );
    app.revise(
        &first,
        Patch::set_one("feeds", json!([second]))
            .with("owner", "PER-1")
            .with("retired_on", "2025"),
    );
    let vendor = app.create_with(
        "vendor",
        Patch::set_one("name", "Example Ltd").with("outside_ids", json!([{"source": "erp", "id": "17"}])),
    );
    app.revise(&first, Patch::set_one("vendors", json!([vendor])));
    app.submit(Command::Archive {
        id: second,
        archived: true,
        reason: None,
    });
    let person = app.create_with(
        "person",
        Patch {
            state: Some("active".to_owned()),
            ..Patch::set_one("name", "Ada Sample")
        },
    );
    let number = person.trim_start_matches("PER-").to_owned();
    assert_eq!(number, "2");
    app
}

#[test]
fn a_workspace_comes_back_equal() {
    let app = sample();
    let file = app.blobs.put(b"a certificate").unwrap();
    let evidence = json!({"sha256": file.to_string(), "name": "certificate.pdf", "size": 13});
    app.create_with(
        "evidence",
        Patch::set_one("name", "Certificate").with("file", evidence),
    );
    let first = out(&app);
    let copy = TestApp::empty();
    bring_in(&copy, &first).unwrap();
    let second = out(&copy);
    assert_eq!(comparable(&first), comparable(&second));
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    assert_eq!(copy.blobs.get(file).unwrap(), b"a certificate");
    assert_eq!(
        copy.workspace.current().register.total(),
        app.workspace.current().register.total()
    );
    // The next number is above all that came in, and the grants work as before.
    assert_eq!(copy.create("system", "Third"), "SYS-3");
}

#[test]
fn gaps_in_the_numbers_stay() {
    let app = sample();
    let mut files = out(&app);
    let lines = String::from_utf8(files["kinds/system.ndjson"].clone())
        .unwrap()
        .replace("\"SYS-2\"", "\"SYS-40\"");
    files.insert("kinds/system.ndjson".to_owned(), lines.into_bytes());
    let copy = TestApp::empty();
    bring_in(&copy, &files).unwrap();
    assert_eq!(copy.record("SYS-40").title(), "Second");
    assert_eq!(copy.create("system", "Third"), "SYS-41");
}

#[track_caller]
fn check_refused(change: impl Fn(&mut Files), words: &str) {
    let mut files = out(&sample());
    change(&mut files);
    let copy = TestApp::empty();
    let error = bring_in(&copy, &files).unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
    assert_eq!(copy.workspace.current().register.size(), 0, "nothing came in");
}

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{text}");
    files.insert(path.to_owned(), text.replace(from, to).into_bytes());
}

#[test]
fn files_that_do_not_fit_are_refused_whole_and_named() {
    check_refused(
        |files| drop(files.remove("workspace.json")),
        "no `workspace.json`",
    );
    check_refused(
        |files| drop(files.remove("kinds/vendor.ndjson")),
        "`kinds/vendor.ndjson` is missing",
    );
    check_refused(
        |files| replace(files, "workspace.json", "\"format\": 1", "\"format\": 2"),
        "upgrade first",
    );
    check_refused(
        |files| replace(files, "workspace.json", "\"vendor\"", "\"starship\""),
        "no kind of record called `starship`",
    );
    check_refused(
        |files| replace(files, "kinds/vendor.ndjson", "VEN-1", "SYS-9"),
        "line 1 of `kinds/vendor.ndjson`",
    );
    check_refused(
        |files| replace(files, "kinds/vendor.ndjson", "VEN-1", "VEN-0"),
        "`VEN-0` is not an id",
    );
    check_refused(
        |files| replace(files, "kinds/vendor.ndjson", "VEN-1", "VEN-2"),
        "points at `VEN-1`",
    );
    check_refused(
        |files| {
            replace(
                files,
                "kinds/system.ndjson",
                "\"SYS-2\",\"state",
                "\"SYS-1\",\"state",
            );
        },
        "was given before",
    );
    check_refused(
        |files| replace(files, "kinds/system.ndjson", "\"FLD-1\"", "\"FLD-2\""),
        "no field `FLD-2`",
    );
    check_refused(
        |files| {
            replace(
                files,
                "kinds/system.ndjson",
                "\"retired_on\":\"2025\"",
                "\"retired_on\":\"soon\"",
            );
        },
        "soon",
    );
    check_refused(
        |files| replace(files, "kinds/vendor.ndjson", "}\n", "}\n\n{"),
        "line 3 of `kinds/vendor.ndjson`",
    );
}

#[test]
fn a_file_that_is_missing_or_changed_is_refused() {
    let app = sample();
    let file = app.blobs.put(b"a certificate").unwrap();
    app.create_with(
        "evidence",
        Patch::set_one("name", "Certificate").with(
            "file",
            json!({"sha256": file.to_string(), "name": "c.pdf", "size": 13}),
        ),
    );
    let sound = out(&app);
    for (content, words) in [(None, "is missing"), (Some(b"another".to_vec()), "was changed")] {
        let mut files = sound.clone();
        files.remove(&format!("files/{file}"));
        if let Some(content) = content {
            files.insert(format!("files/{file}"), content);
        }
        let error = bring_in(&TestApp::empty(), &files).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("EVD-1"), "{error}");
    }
    app.blobs.damage(BlobHash::of(b"a certificate"), b"x");
    let error = workspace_export(&app.ctx(), &mut |_, _| Ok(()))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`EVD-1` holds a file that cannot be read"),
        "{error}"
    );
}

#[test]
fn only_an_operator_moves_a_workspace_and_only_into_an_empty_one() {
    let app = sample();
    let manager = app.ctx_with_role("aims_manager");
    assert!(
        workspace_export(&manager, &mut |_, _| Ok(()))
            .unwrap_err()
            .to_string()
            .contains("you may not operate")
    );
    let error = bring_in(&app, &out(&app)).unwrap_err().to_string();
    assert!(error.contains("into a new one only"), "{error}");
    let restore = Command::Restore {
        id: "VEN-9".to_owned(),
        patch: Patch::set_one("name", "Nine"),
    };
    assert!(
        manager
            .submit(restore)
            .unwrap_err()
            .to_string()
            .contains("you may not operate")
    );
}
