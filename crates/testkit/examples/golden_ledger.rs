//! Prints a ledger in which every kind, field, choice, state and verb of this release occurs.
//!
//! Run once for each release, and keep what it prints as `crates/core/tests/golden/VERSION.ndjson`:
//! later releases must fold it to the same state for ever. The first line states size and state hash.

use probity_app::ports::Blobs as _;
use probity_core::kind::{FieldDecl, FieldType, KindDecl, Kinds};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_testkit::app::TestApp;
use serde_json::{Value as Json, json};

fn main() {
    let app = TestApp::new();
    app.create_with(
        "custom_field",
        Patch::set_one("name", "cost_centre")
            .with("label", "Cost centre")
            .with("of_kind", "system")
            .with("type", "text"),
    );
    let ordinary = || {
        Kinds::built_in()
            .all()
            .map(|(_, decl)| decl)
            .filter(|decl| !decl.internal)
    };
    for decl in ordinary() {
        app.create_with(
            decl.name,
            Patch::set_one(decl.title_field().name, format!("First {}", decl.singular)),
        );
    }
    for decl in ordinary() {
        let rounds = decl
            .fields
            .iter()
            .map(|field| field.choice_list().len())
            .max()
            .unwrap_or(1)
            .max(2);
        for round in 0..rounds {
            let patch = filled(&app, decl, round);
            app.create_with(decl.name, patch);
        }
        walk(&app, decl);
    }
    app.revise("SYS-1", Patch::set_one("FLD-1", "4711"));
    app.revise(
        "USE-1",
        Patch {
            stated: Some("2026-02".to_owned()),
            ..Patch::set_one("intended_purpose", "Said late.")
        },
    );
    app.revise(
        "USE-1",
        Patch {
            unset: vec!["intended_purpose".to_owned()],
            ..Patch::default()
        },
    );
    let link = |add: bool| {
        let links = std::collections::BTreeMap::from([("systems".to_owned(), vec!["SYS-1".to_owned()])]);
        if add {
            Patch {
                link: links,
                ..Patch::default()
            }
        } else {
            Patch {
                unlink: links,
                ..Patch::default()
            }
        }
    };
    app.revise("USE-1", link(true));
    app.revise("USE-1", link(false));
    app.submit(Command::Comment {
        id: "SYS-1".to_owned(),
        text: "A remark.".to_owned(),
    });
    app.submit(Command::Archive {
        id: "SYS-2".to_owned(),
        archived: true,
        reason: Some("twice".to_owned()),
    });
    app.submit(Command::Merge {
        keep: "VEN-1".to_owned(),
        absorb: vec!["VEN-2".to_owned()],
    });
    erase(&app, "PER-3");
    print(&app);
}

/// A patch with every field that people fill.
fn filled(app: &TestApp, decl: &'static KindDecl, round: usize) -> Patch {
    let mut patch = Patch::default();
    for field in decl.fields.iter().filter(|field| !field.marks.computed) {
        if let Some(value) = sample(app, field, round) {
            patch = patch.with(field.name, value);
        }
    }
    patch
}

fn sample(app: &TestApp, field: &FieldDecl, round: usize) -> Option<Json> {
    let record = || {
        let target = field.targets().iter().find(|name| {
            Kinds::built_in()
                .by_name(name)
                .is_some_and(|kind| !Kinds::built_in().decl(kind).internal)
        })?;
        Some(format!(
            "{}-1",
            Kinds::built_in().decl(Kinds::built_in().known(target)).prefix
        ))
    };
    Some(match field.field_type {
        FieldType::Text => json!(format!("{} {round}", field.label)),
        FieldType::LongText => json!(format!(
            "{}.\n\nSecond paragraph, with ü, 漢 and `code`.",
            field.label
        )),
        FieldType::Choice(choices) => json!(choices[round % choices.len()].code),
        FieldType::Choices(choices) => json!([choices[round % choices.len()].code, choices[0].code]),
        FieldType::YesNo => json!(round.is_multiple_of(2)),
        FieldType::Integer => json!(round as i64 - 1),
        FieldType::Decimal => json!(["0.25", "-3.5", "120"][round % 3]),
        FieldType::Date => json!(["2025", "2025-06", "2025-06-30"][round % 3]),
        FieldType::Reference(_) => json!(record()?),
        FieldType::References(_) => json!([record()?]),
        FieldType::Texts => json!(["one", "two"]),
        FieldType::OutsideIds => json!([{"source": "a register", "id": format!("{round}")}]),
        FieldType::Link => json!("https://www.example.org/"),
        FieldType::Email => json!(format!("somebody.{round}@example.org")),
        FieldType::File => {
            let hash = app.blobs.put(field.label.as_bytes()).expect("memory");
            json!({"sha256": hash.to_string(), "name": "file.txt", "size": field.label.len()})
        }
    })
}

/// Moves the first record through every state.
fn walk(app: &TestApp, decl: &'static KindDecl) {
    let Some(lifecycle) = decl.lifecycle else { return };
    for state in lifecycle.states.iter().skip(1) {
        app.submit(Command::Move {
            id: format!("{}-2", decl.prefix),
            expected_revision: None,
            to: state.code.to_owned(),
            patch: Patch {
                reason: Some("to show every state".to_owned()),
                ..Patch::default()
            },
            as_fact: true,
        });
    }
}

fn erase(app: &TestApp, id: &str) {
    let entries = app
        .store
        .subject_entries(id)
        .expect("memory")
        .iter()
        .map(|entry| entry.index)
        .collect();
    let (fields, reason) = (Vec::new(), "asked for".to_owned());
    app.submit(Command::Erase {
        id: id.to_owned(),
        fields,
        entries,
        reason,
    });
}

fn print(app: &TestApp) {
    let view = app.workspace.current();
    println!(
        "{}",
        json!({"size": view.register.size(), "state_hash": view.register.state_hash()})
    );
    for entry in app.store.entries(0..view.register.size()).expect("memory") {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("canonical JSON is UTF-8");
        println!(
            "{}",
            json!({"leaf": text(entry.leaf), "payload": entry.content.map(|content| text(content.payload))})
        );
    }
}
