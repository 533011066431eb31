//! Is the list complete: exports looked through, findings decided on, lists stated.

mod decisions;
mod statements;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use probity_app::operations::discovery::decide::{Dismissal, Registration, dismiss, known, register};
use probity_app::operations::discovery::{
    Asked, ExportFile, Line, Looked, Outcome, RunReport, Statement, Written, look, overview, run,
    state_complete,
};
use probity_app::operations::undo_import::undo_import;
use probity_app::{AppError, Ctx};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_testkit::app::TestApp;

const EXPORT: &str = "Application,User,Department,Last sign-in\n\
    ChatGPT,ada.secret@example.org,Claims,2026-02-01\n\
    ChatGPT,bo.secret@example.org,Claims,2026-02-03\n\
    Otter.ai,bo.secret@example.org,Claims,2026-02-03\n\
    Acme AI Notes,cy.secret@example.org,Claims,2026-02-03\n\
    Airtable,ada.secret@example.org,Claims,2026-02-03\n\
    Jira,ada.secret@example.org,Claims,2026-02-03\n";

fn site() -> TestApp {
    let app = TestApp::new();
    app.create("unit", "Claims");
    app.create("unit", "Service");
    let source = Patch::set_one("name", "Sign-on")
        .with("type", "sign_on")
        .with("every_days", 30);
    app.create_with("discovery_source", source);
    app
}

fn asked() -> Asked {
    Asked {
        source: "SRC-1".to_owned(),
        ..Asked::default()
    }
}

fn file(content: &str) -> ExportFile<'_> {
    ExportFile {
        name: "apps.csv",
        bytes: content.as_bytes(),
    }
}

fn bring(app: &TestApp, content: &str) -> (Looked, Written) {
    run(&app.ctx(), file(content), &asked()).expect("an export")
}

/// new, known, changed, unchanged, decided, returned
fn counts(looked: &Looked) -> [usize; 6] {
    let counts = looked.counts();
    [
        counts.new,
        counts.known,
        counts.changed,
        counts.unchanged,
        counts.decided,
        counts.returned,
    ]
}

fn shown(app: &TestApp, id: &str, field: &str) -> String {
    let view = app.workspace.current();
    let record = view
        .register
        .find(id)
        .unwrap_or_else(|| panic!("there is no `{id}`"));
    let field = view.register.field(record.id.kind, field).expect("a field");
    record.get(field.key).map_or_else(String::new, |value| {
        value.show(view.register.kinds(), field.field_type)
    })
}

fn state(app: &TestApp, id: &str) -> String {
    let view = app.workspace.current();
    view.register
        .state_code(&app.record(id))
        .unwrap_or_default()
        .to_owned()
}

fn by_name(app: &TestApp, name: &str) -> String {
    let view = app.workspace.current();
    let kinds = view.register.kinds();
    let mut records = view
        .register
        .records(kinds.known("candidate"))
        .filter(|record| !record.archived);
    records
        .find(|record| record.title() == name)
        .map_or_else(|| panic!("no `{name}`"), |record| record.id.show(kinds))
}

fn dismissed(app: &TestApp, name: &str, decision: &str, stopped_by: &str) -> Result<String, AppError> {
    let id = by_name(app, name);
    let dismissal = Dismissal {
        decision: decision.to_owned(),
        reason: "Looked at.".to_owned(),
        stopped_by: stopped_by.to_owned(),
    };
    dismiss(&app.ctx(), &[(id.clone(), None)], &dismissal).map(|_| id)
}

fn refused_field(error: AppError) -> String {
    match error {
        AppError::Refused(refusal) => refusal.field.unwrap_or_default(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_dry_run_writes_nothing_and_a_run_is_one_batch() {
    let app = site();
    let before = app.workspace.size();
    let looked = look(&app.ctx(), file(EXPORT), &asked()).unwrap();
    assert_eq!(app.workspace.size(), before);
    assert_eq!(counts(&looked), [3, 0, 0, 0, 0, 0]);
    assert_eq!((looked.findings.rows, looked.findings.matched), (6, 4));

    let (_, written) = bring(&app, EXPORT);
    assert_eq!(written.import.as_deref(), Some("IPT-1"));
    let id = by_name(&app, "ChatGPT");
    assert_eq!(shown(&app, &id, "people"), "2");
    assert_eq!(shown(&app, &id, "unit"), "UNT-1");
    assert_eq!(shown(&app, &id, "found_by"), "SRC-1");
    assert_eq!(shown(&app, &id, "first_seen"), "2026-02-01");
    assert_eq!(shown(&app, &id, "outside_ids"), "discovery: SRC-1:chatgpt");
    assert_eq!(
        shown(&app, &by_name(&app, "Acme AI Notes"), "confidence"),
        "Weak: a word or an ending only"
    );
    assert_eq!(shown(&app, "SRC-1", "last_run"), "2026-03-02");
    assert_eq!(shown(&app, "SRC-1", "last_rows"), "6");
}

#[test]
fn the_same_export_again_changes_nothing() {
    let app = site();
    bring(&app, EXPORT);
    let before = app.workspace.size();
    let (looked, written) = bring(&app, EXPORT);
    assert_eq!(counts(&looked), [0, 0, 0, 3, 0, 0]);
    assert_eq!((written.import, app.workspace.size()), (None, before));
    // Also on another day: an export without dates does not become younger by being brought again.
    app.pass(SignedDuration::from_hours(24 * 9));
    let (looked, written) = bring(&app, EXPORT);
    assert_eq!(
        (looked.as_of.to_string().as_str(), looked.seen_before.as_deref()),
        ("2026-03-02", Some("IPT-1"))
    );
    assert_eq!((written.import, app.workspace.size()), (None, before));
}

#[test]
fn a_later_export_brings_figures_up_to_date() {
    let app = site();
    bring(&app, EXPORT);
    let later = "Application,User,Department,Last sign-in\n\
        ChatGPT,ada.secret@example.org,Claims,2026-02-20\nChatGPT,x@example.org,Claims,2026-02-21\n\
        ChatGPT,y@example.org,Service,2026-02-22\n";
    app.pass(SignedDuration::from_hours(24 * 9));
    let (looked, _) = bring(&app, later);
    assert_eq!(counts(&looked), [0, 0, 1, 0, 0, 0]);
    let id = by_name(&app, "ChatGPT");
    assert_eq!(
        (shown(&app, &id, "people"), shown(&app, &id, "last_seen")),
        ("3".to_owned(), "2026-02-22".to_owned())
    );
    assert_eq!(
        (shown(&app, &id, "units"), shown(&app, &id, "unit")),
        ("UNT-1; UNT-2".to_owned(), String::new())
    );
    // An older export adds earlier days and leaves the newer figures.
    let older = "Application,User,Department,Last sign-in\nChatGPT,z@example.org,Claims,2025-11-01\n";
    bring(&app, older);
    assert_eq!(
        (shown(&app, &id, "people"), shown(&app, &id, "first_seen")),
        ("3".to_owned(), "2025-11-01".to_owned())
    );
}

#[test]
fn nobody_who_was_seen_is_in_any_payload() {
    let app = site();
    let expenses = Patch::set_one("name", "Expenses").with("type", "spend");
    app.create_with("discovery_source", expenses);
    bring(&app, EXPORT);
    let spend = "Date,Merchant,Description,Amount,Currency,Employee\n\
        2026-02-02,OPENAI,ChatGPT for Dora Secret,20.00,USD,Dora Secret\n\
        2026-02-03,Dora Secret,AI workshop with Eli Secret,300,EUR,Dora Secret\n";
    run(
        &app.ctx(),
        file(spend),
        &Asked {
            source: "SRC-2".to_owned(),
            ..Asked::default()
        },
    )
    .unwrap();
    let entries = app.store.entries(0..app.workspace.size()).unwrap();
    for entry in entries {
        let payload = entry
            .content
            .map(|content| String::from_utf8(content.payload).unwrap())
            .unwrap_or_default();
        let payload = payload.to_lowercase();
        for name in ["secret", "dora", "eli ", "ada.", "bo.", "cy."] {
            assert!(!payload.contains(name), "`{name}` is in {payload}");
        }
    }
    assert_eq!(shown(&app, &by_name(&app, "ChatGPT"), "people"), "2");
}

#[test]
fn a_run_is_undone_as_one() {
    let app = site();
    bring(&app, EXPORT);
    let undone = undo_import(&app.ctx(), "IPT-1").unwrap();
    assert_eq!((undone.put_away, undone.restored), (3, 1));
    assert_eq!(shown(&app, "SRC-1", "last_run"), "");
    assert!(overview(&app.ctx()).waiting.is_empty());
    let (looked, _) = bring(&app, EXPORT);
    assert_eq!(counts(&looked), [3, 0, 0, 0, 0, 0]);
}

#[test]
fn who_may_not_import_looks_through_nothing_and_hidden_candidates_are_missing() {
    let app = site();
    bring(&app, EXPORT);
    let viewer = app.ctx_with_role("viewer");
    assert!(look(&viewer, file(EXPORT), &asked()).is_err());
    let id = by_name(&app, "ChatGPT");
    let dismissal = Dismissal {
        decision: "not_ai".to_owned(),
        reason: "x".to_owned(),
        stopped_by: String::new(),
    };
    assert!(dismiss(&viewer, &[(id.clone(), None)], &dismissal).is_err());

    let service = member(&app, "UNT-2");
    assert!(
        overview(&service).waiting.is_empty(),
        "candidates of another unit"
    );
    let missing = dismiss(&service, &[(id, None)], &dismissal).unwrap_err();
    assert!(missing.to_string().contains("there is no"), "{missing}");
    assert_eq!(overview(&service).units.len(), 1);
}

/// Somebody who enters records in one unit.
fn member(app: &TestApp, unit: &str) -> Ctx {
    let person = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", "Member")
    };
    let person = app.create_with("person", person.with("unit", unit));
    let grant = Patch::set_one("name", "Member")
        .with("person", person.as_str())
        .with("role", "contributor")
        .with("unit", unit);
    app.create_with("role_grant", grant);
    let number = person.trim_start_matches("PER-").parse().unwrap();
    app.ctx_of(probity_core::ids::Actor::Person(number))
}

#[test]
fn sources_and_files_that_cannot_be_used_are_told() {
    let app = site();
    for (source, content) in [
        ("SRC-9", EXPORT),
        ("UNT-1", EXPORT),
        ("", EXPORT),
        ("SRC-1", ""),
        ("SRC-1", "PK\u{3}\u{4}x"),
    ] {
        let asked = Asked {
            source: source.to_owned(),
            ..Asked::default()
        };
        assert!(
            look(&app.ctx(), file(content), &asked).is_err(),
            "{source} {content}"
        );
    }
    for day in ["2027-01-01", "yesterday"] {
        let asked = Asked {
            as_of: Some(day.to_owned()),
            ..asked()
        };
        assert!(look(&app.ctx(), file(EXPORT), &asked).is_err(), "{day}");
    }
    let patch = Patch {
        reason: Some("gone".to_owned()),
        ..Patch::default()
    };
    let retire = Command::Move {
        id: "SRC-1".to_owned(),
        expected_revision: None,
        to: "retired".to_owned(),
        patch,
        as_fact: false,
    };
    app.submit(retire);
    let told = look(&app.ctx(), file(EXPORT), &asked())
        .err()
        .map(|error| error.to_string());
    assert!(told.is_some_and(|told| told.contains("no longer used")));
}

#[test]
fn a_hostile_export_is_only_text() {
    let app = site();
    let content = "Application,User,Department,Last sign-in\n\
        \"=cmd|'/c calc'!A0 AI\",u,=1+1,2026-02-01\n<script>alert(1)</script> GPT,u,\"<b>&\",9999-99-99\n\
        \u{202e}IA AI \u{0},u,,\n";
    let (looked, written) = bring(&app, content);
    assert!(written.import.is_some());
    assert_eq!(
        looked.findings.rows,
        looked.findings.matched + looked.findings.rest_rows.len()
    );
    let report = serde_json::to_string(&RunReport::of(&looked, Some(&written))).unwrap();
    assert!(report.contains("\"written\":true"));
}
