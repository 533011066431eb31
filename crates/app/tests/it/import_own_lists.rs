//! Lists that Probity wrote itself, changed in a spreadsheet program and brought back.

use std::sync::Arc;

use probity_app::operations::export::{Export, Format, export};
use probity_app::operations::import::{
    ImportOptions, ImportReport, Mapping, Outcome, RowOutcome, SourceFile, Target, propose, run,
};
use probity_core::ids::KindId;
use probity_core::kind::{FieldDecl, FieldType, KindDecl};
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_core::rules::Command;
use probity_tabular::{ReadOptions, read};
use probity_testkit::app::TestApp;
use serde_json::{Value as Json, json};

use crate::import::{counts, in_force};

fn export_all(
    app: &TestApp,
    ctx: &probity_app::Ctx,
    kind: KindId,
    format: Format,
    columns: &[&str],
) -> Vec<u8> {
    let view = app.workspace.current();
    let records: Vec<Arc<Record>> = view.register.records(kind).cloned().collect();
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    export(
        ctx,
        &view,
        &Export {
            kind,
            records: &records,
            columns: &columns,
            format,
        },
    )
    .expect("exports")
}

fn csv(app: &TestApp, kind: &str, columns: &[&str]) -> String {
    let kind = app.workspace.current().register.kinds().known(kind);
    String::from_utf8(export_all(app, &app.ctx(), kind, Format::Csv, columns)).expect("UTF-8")
}

/// As it is proposed, with the kind that is asked for where nobody says one.
fn bring_back(app: &TestApp, ctx: &probity_app::Ctx, name: &str, bytes: &[u8]) -> (Mapping, Outcome) {
    let book = read(name, bytes, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mapping =
        propose(&app.workspace.current().register, &book, "system", name).expect("a kind that is there");
    let file = SourceFile {
        name,
        bytes,
        book: &book,
    };
    let outcome = run(ctx, &file, &mapping, ImportOptions::default(), &mut |_| ())
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    (mapping, outcome)
}

fn report(app: &TestApp, list: &str) -> ImportReport {
    ImportReport::of_outcome(&bring_back(app, &app.ctx(), "list.csv", list.as_bytes()).1)
}

fn size(app: &TestApp) -> u64 {
    app.workspace.current().register.size()
}

/// A value as awkward as a field of this type can hold.
fn awkward(app: &TestApp, field: &FieldDecl) -> Option<Json> {
    let register = &app.workspace.current().register;
    let codes = |all: bool| -> Vec<&str> {
        let list = field.choice_list();
        let from = if all { 0 } else { list.len().saturating_sub(1) };
        list[from..].iter().map(|choice| choice.code).collect()
    };
    let first = |kind: &str| in_force(register, kind).first().cloned();
    Some(match field.field_type {
        FieldType::Text => json!("=N/A, \"so\"; to say  (SYS-1)"),
        FieldType::LongText => json!("- one, two;\n\n\ttwo \u{201c}three\u{201d} _x0041_\nNone"),
        FieldType::Choice(_) => json!(codes(false)[0]),
        FieldType::Choices(_) => json!(codes(true)),
        FieldType::YesNo => json!(false),
        FieldType::Integer => json!(-1_234_567),
        FieldType::Decimal => json!("1234.5"),
        FieldType::Date if field.name.ends_with('n') => json!("2025-11"),
        FieldType::Date => json!("2025-12-03"),
        FieldType::Reference(targets) => json!(first(targets[0])?),
        FieldType::References(targets) => targets.iter().filter_map(|kind| first(kind)).collect(),
        FieldType::Texts => json!(["one, two", "N/A", "-5"]),
        FieldType::OutsideIds => json!([{"source": "a: b", "id": "7; 8"}]),
        FieldType::Link => json!("https://example.org/a;b?c=d,e"),
        FieldType::Email => json!("ada@example.org"),
        FieldType::File => return None,
    })
}

fn usual_kinds(app: &TestApp) -> Vec<(KindId, &'static KindDecl)> {
    app.workspace
        .current()
        .register
        .kinds()
        .all()
        .filter(|(_, decl)| !decl.internal)
        .collect()
}

/// Every kind with a bare record, one that fills every field, and one that was put away.
fn full_workspace() -> TestApp {
    let app = TestApp::new();
    let kinds = usual_kinds(&app);
    for (_, decl) in &kinds {
        let _ = app.create(decl.name, &format!("None {}", decl.plural));
    }
    for (kind, decl) in &kinds {
        let own = [
            ("own_note", "long_text", json!("a\nb")),
            ("own_code", "text", json!("007")),
            ("own_tags", "texts", json!(["x, y", "z"])),
            ("own_weight", "decimal", json!("0.10")),
            ("own_day", "date", json!("2024")),
            ("own_good", "yes_no", json!(true)),
        ];
        let mut patch = Patch::default();
        for (name, field_type, value) in own {
            let field = Patch::set_one("name", name)
                .with("label", decl.fields[0].label)
                .with("of_kind", decl.name)
                .with("type", field_type);
            let _ = app.create_with("custom_field", field);
            patch = patch.with(name, value);
        }
        for field in decl
            .fields
            .iter()
            .filter(|field| !field.marks.computed && !field.marks.access)
        {
            if let Some(value) = awkward(&app, field) {
                patch.set.insert(field.name.to_owned(), value);
            }
        }
        patch.state = decl
            .lifecycle
            .and_then(|lifecycle| lifecycle.states.last())
            .map(|state| state.code.to_owned());
        let full = app.create_with(decl.name, patch);
        let bare = app.create(decl.name, "Put away");
        app.submit(Command::Archive {
            id: bare,
            archived: true,
            reason: Some("a test".to_owned()),
        });
        assert!(app.record(&full).id.kind == *kind);
    }
    app
}

#[test]
fn every_list_comes_back_without_changing_anything() {
    let app = full_workspace();
    let before = size(&app);
    for (kind, decl) in usual_kinds(&app) {
        for format in [Format::Csv, Format::Xlsx, Format::NdJson] {
            let bytes = export_all(&app, &app.ctx(), kind, format, &[]);
            let name = format!("{}.{}", decl.name, format.extension());
            let (mapping, outcome) = bring_back(&app, &app.ctx(), &name, &bytes);
            assert_eq!(mapping.kind, decl.name, "{name}");
            let differing: Vec<_> = outcome
                .plan
                .rows
                .iter()
                .filter(|row| !matches!(row.outcome, RowOutcome::Unchanged { .. }))
                .collect();
            assert!(
                differing.is_empty(),
                "{name}: {differing:?} {:?}",
                outcome.plan.refusals
            );
            assert!(
                !outcome.written && outcome.plan.notes.is_empty(),
                "{name}: {:?}",
                outcome.plan.notes
            );
            assert!(
                mapping.unmapped().iter().all(|header| header.contains("FLD-")),
                "{name}: {:?}",
                mapping.unmapped()
            );
        }
    }
    assert_eq!(size(&app), before);
}

#[test]
fn one_cell_that_was_edited_changes_one_record() {
    let app = full_workspace();
    for (_, decl) in usual_kinds(&app) {
        let list = csv(&app, decl.name, &[]);
        let bare = format!("None {}", decl.plural);
        let renamed = list.replacen(&bare, "Renamed by hand", 1);
        assert_ne!(list, renamed, "{}", decl.name);
        let before = size(&app);
        let changed = report(&app, &renamed);
        let [created, updated, _, refused] = counts(&changed);
        assert_eq!(
            (created, updated, refused),
            (0, 1, 0),
            "{}: {:?}",
            decl.name,
            changed.refusals
        );
        assert_eq!(size(&app), before + 2, "{}: the record and the import", decl.name);
        assert_eq!(counts(&report(&app, &renamed))[1], 0, "{}", decl.name);
    }
}

fn sample() -> TestApp {
    let app = TestApp::new();
    let field = Patch::set_one("name", "cost_centre")
        .with("label", "Cost centre")
        .with("of_kind", "use_case")
        .with("type", "text");
    let _ = app.create_with("custom_field", field);
    let _ = app.create("system", "Scorer, large");
    let _ = app.create("system", "Sorter");
    let first = Patch::set_one("name", "Claims")
        .with("systems", json!(["SYS-1", "SYS-2"]))
        .with("FLD-1", "007")
        .with("owner", "PER-1");
    let _ = app.create_with("use_case", first);
    let _ = app.create("use_case", "Letters");
    app
}

fn shown(app: &TestApp, id: &str, field: &str) -> String {
    let view = app.workspace.current();
    let field = view
        .register
        .field(app.record(id).id.kind, field)
        .expect("a field");
    app.record(id).get(field.key).map_or_else(String::new, |value| {
        value.show(view.register.kinds(), field.field_type)
    })
}

#[test]
fn a_list_of_uses_makes_no_systems() {
    let app = sample();
    let list = csv(
        &app,
        "use_case",
        &[
            "id",
            "name",
            "state",
            "systems",
            "owner",
            "cost_centre",
            "revision",
            "updated",
        ],
    );
    let (mapping, _) = bring_back(&app, &app.ctx(), "list.csv", list.as_bytes());
    let targets: Vec<String> = mapping
        .columns
        .iter()
        .map(|column| column.target.to_string())
        .collect();
    let expect = [
        "record",
        "use_case.name",
        "use_case.state",
        "use_case.systems",
        "use_case.owner",
        "custom.FLD-1",
        "ignore",
        "ignore",
    ];
    assert_eq!(
        (mapping.kind.as_str(), targets),
        ("use_case", expect.map(str::to_owned).to_vec())
    );
    let edited = list
        .replace("SYS-1; SYS-2", "\"Scorer, large (SYS-1)\"")
        .replace("\"\"", "\"")
        .replace("007", "008")
        .replace("USE-2,Letters", "USE-2,Post");
    let done = report(&app, &edited);
    assert_eq!(
        (counts(&done), done.new_systems),
        ([0, 2, 0, 0], 0),
        "{:?}",
        done.refusals
    );
    assert_eq!(
        (
            shown(&app, "USE-1", "systems"),
            shown(&app, "USE-1", "FLD-1"),
            shown(&app, "USE-2", "name")
        ),
        ("SYS-1".into(), "008".into(), "Post".into())
    );
    assert_eq!(in_force(&app.workspace.current().register, "system").len(), 2);
    assert!(done.new_fields.is_empty());
}

#[test]
fn a_row_without_an_id_is_new_and_an_unknown_id_is_refused() {
    let app = sample();
    let list = csv(&app, "use_case", &["id", "name", "owner", "created"]);
    let longer = format!("{list},Search,PER-1,\r\n");
    assert_eq!(counts(&report(&app, &longer)), [1, 0, 2, 0]);
    assert_eq!(
        (shown(&app, "USE-3", "name"), shown(&app, "USE-3", "owner")),
        ("Search".into(), "PER-1".into())
    );
    assert_eq!(counts(&report(&app, &longer)), [0, 0, 3, 0]);

    let reasons = |list: &str| -> Vec<(usize, String, String)> {
        let report = report(&app, list);
        assert!(!report.written);
        report
            .refusals
            .into_iter()
            .map(|refusal| (refusal.row, refusal.column, refusal.reason))
            .collect()
    };
    let refused = reasons(&format!("{list}USE-99,Ghost,,\r\nUSE-2,Letters,,\r\n"));
    assert_eq!((refused[0].0, refused[0].1.as_str()), (3, "A"));
    assert!(
        refused[0].2.contains("`USE-99` is not the id of a record among"),
        "{refused:?}"
    );
    assert!(
        refused[1].2.contains("`USE-2` stands in row 2 already"),
        "{refused:?}"
    );
    let refused = reasons(&list.replace("Claims,PER-1", "Claims,PER-77"));
    assert_eq!(
        (
            refused[0].1.as_str(),
            refused[0].2.contains("`PER-77` is no record")
        ),
        ("C", true),
        "{refused:?}"
    );
    app.submit(Command::Archive {
        id: "USE-2".to_owned(),
        archived: true,
        reason: Some("a test".to_owned()),
    });
    let refused = reasons(&list.replace("Letters", "Post"));
    assert!(refused[0].2.contains("`USE-2` was put away"), "{refused:?}");
}

#[test]
fn a_kind_without_outside_ids_is_changed_and_not_added_to() {
    let app = full_workspace();
    let kinds = app.workspace.current().register.kinds();
    let without = |decl: &&KindDecl| {
        decl.fields
            .iter()
            .all(|field| !matches!(field.field_type, FieldType::OutsideIds))
    };
    let Some(decl) = usual_kinds(&app).into_iter().map(|(_, decl)| decl).find(without) else {
        return;
    };
    let title = decl.title_field().name;
    let list = csv(&app, decl.name, &["id", title, "created"]);
    let refused = report(&app, &format!("{list},New,\r\n"));
    assert_eq!(counts(&refused)[3], 1);
    assert!(
        refused.refusals[0].reason.contains("the row has no id"),
        "{} {:?}",
        kinds.decl(kinds.known(decl.name)).name,
        refused.refusals
    );
}

#[test]
fn an_older_list_says_that_it_is_older() {
    let app = sample();
    let list = csv(&app, "use_case", &["id", "name", "archived", "revision"]);
    app.revise("USE-2", Patch::set_one("name", "Post"));
    let done = report(&app, &list.replace("Claims,No", "Claims,Yes"));
    assert_eq!(counts(&done), [0, 1, 1, 0]);
    let notes: Vec<(&str, &[usize])> = done
        .notes
        .iter()
        .map(|note| (note.column.as_str(), note.rows.as_slice()))
        .collect();
    assert_eq!(notes, [("C", &[1][..]), ("D", &[2][..])], "{:?}", done.notes);
}

#[test]
fn somebody_elses_list_is_not_ours_for_its_ids() {
    let app = sample();
    let list = "ID,Use case name,Department,Vendor\nUSE-1,Parking,North,Example Ltd\nUSE-2,Lighting,South,\n";
    let (mapping, outcome) = bring_back(&app, &app.ctx(), "list.csv", list.as_bytes());
    assert_eq!(mapping.columns[0].target, Target::OutsideId);
    assert_eq!(outcome.plan.counts().created, 2);
}

#[test]
fn a_field_of_the_workspace_finds_itself_by_its_id_in_any_list() {
    let app = sample();
    let list = "Use case name,Cost centre (FLD-1)\nParking,9\n";
    let (mapping, _) = bring_back(&app, &app.ctx(), "list.csv", list.as_bytes());
    assert_eq!(mapping.columns[1].target, Target::Custom("FLD-1".to_owned()));
    assert_eq!(shown(&app, "USE-3", "FLD-1"), "9");
}

#[test]
fn links_that_a_list_could_not_show_stay() {
    let app = TestApp::new();
    let here = app.create("unit", "Here");
    let there = app.create("unit", "There");
    let hidden = app.create_with(
        "system",
        Patch::set_one("name", "Hidden").with("unit", there.as_str()),
    );
    let first = app.create_with(
        "system",
        Patch::set_one("name", "First").with("unit", here.as_str()),
    );
    let patch = Patch::set_one("name", "Second")
        .with("unit", here.as_str())
        .with("feeds", json!([hidden, first]));
    let second = app.create_with("system", patch);
    let reader = app.ctx_with_role_in("contributor", &here);
    let kind = app.workspace.current().register.kinds().known("system");
    let list = String::from_utf8(export_all(
        &app,
        &reader,
        kind,
        Format::Csv,
        &["id", "name", "feeds", "revision"],
    ))
    .expect("UTF-8");
    assert!(
        list.contains(&format!("{first}; (restricted)")) && !list.contains(&hidden),
        "{list}"
    );
    let done = report(&app, &list.replace("Second", "Third"));
    assert_eq!(counts(&done), [0, 1, 1, 0], "{:?}", done.refusals);
    assert!(
        done.notes
            .iter()
            .any(|note| note.column == "C" && note.what.contains("could not see")),
        "{:?}",
        done.notes
    );
    assert_eq!(
        (shown(&app, &second, "name"), shown(&app, &second, "feeds")),
        ("Third".into(), format!("{hidden}; {first}"))
    );
}
