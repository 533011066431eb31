//! Is the list complete: exports looked through, findings decided on, lists stated.

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
fn what_was_matched_once_is_known_in_every_source() {
    let app = site();
    let vendor = app.create("vendor", "OpenAI Ireland Ltd");
    let system = Patch::set_one("name", "Office assistant").with("vendors", vec![vendor.as_str()]);
    app.create_with("system", system);
    bring(&app, EXPORT);
    let id = by_name(&app, "ChatGPT");
    let waiting = overview(&app.ctx()).waiting;
    let proposed = waiting.iter().find(|waiting| waiting.id == id).unwrap();
    assert_eq!(proposed.proposed.as_deref(), Some("SYS-1"));
    assert_eq!(proposed.why.as_deref(), Some("it is supplied by OpenAI"));

    known(&app.ctx(), &id, None, "SYS-1", "").unwrap();
    assert_eq!(
        (state(&app, &id).as_str(), shown(&app, &id, "became").as_str()),
        ("decided", "SYS-1")
    );
    assert_eq!(shown(&app, &id, "decided_by"), "PER-1");
    assert_eq!(shown(&app, "SYS-1", "outside_ids"), "discovery: chatgpt");

    let proxy = Patch::set_one("name", "Proxy").with("type", "network");
    app.create_with("discovery_source", proxy);
    let log = "timestamp,user,host,hits\n2026-02-02,u,chat.openai.com,12\n";
    let (looked, _) = run(
        &app.ctx(),
        file(log),
        &Asked {
            source: "SRC-2".to_owned(),
            ..Asked::default()
        },
    )
    .unwrap();
    assert_eq!(
        looked.planned[0].outcome,
        Outcome::Known {
            target: "SYS-1".to_owned()
        }
    );
    let again = known(&app.ctx(), &id, None, "SYS-1", "").unwrap_err();
    assert!(again.to_string().contains("decided already"), "{again}");
}

#[test]
fn a_use_of_one_unit_is_not_the_same_service_elsewhere() {
    let app = site();
    bring(&app, EXPORT);
    app.create_with(
        "use_case",
        Patch::set_one("name", "Letters").with("unit", "UNT-1"),
    );
    known(&app.ctx(), &by_name(&app, "ChatGPT"), None, "USE-1", "").unwrap();
    app.create_with(
        "discovery_source",
        Patch::set_one("name", "Proxy").with("type", "network"),
    );
    let asked = Asked {
        source: "SRC-2".to_owned(),
        ..Asked::default()
    };
    let log = |unit: &str| format!("timestamp,user,host,department\n2026-02-02,u,chat.openai.com,{unit}\n");
    let outcome = |unit: &str| {
        look(&app.ctx(), file(&log(unit)), &asked)
            .unwrap()
            .planned
            .remove(0)
            .outcome
    };
    assert_eq!(
        outcome("Claims"),
        Outcome::Known {
            target: "USE-1".to_owned()
        }
    );
    assert_eq!(outcome("Service"), Outcome::New);
    assert_eq!(outcome("Legal"), Outcome::New);
}

#[test]
fn registering_makes_all_of_it_or_nothing() {
    let app = site();
    bring(&app, EXPORT);
    let id = by_name(&app, "Otter.ai");
    let new = Registration {
        name: "Meeting notes".to_owned(),
        description: "Writes notes of meetings.".to_owned(),
        with_system: true,
        with_use_case: true,
        purpose: "Notes of internal meetings.".to_owned(),
        unit: Some("UNT-1".to_owned()),
        owner: Some("PER-1".to_owned()),
        vendor: Some("Otter.ai".to_owned()),
        stage: "in_use".to_owned(),
        ..Registration::default()
    };
    let before = app.workspace.size();
    let wrong = Registration {
        unit: Some("UNT-99".to_owned()),
        ..new.clone()
    };
    register(&app.ctx(), &id, None, &wrong).unwrap_err();
    assert_eq!(app.workspace.size(), before);
    assert_eq!(
        refused_field(register(&app.ctx(), &id, None, &Registration::default()).unwrap_err()),
        "name"
    );

    register(&app.ctx(), &id, None, &new).unwrap();
    assert_eq!(shown(&app, &id, "became"), "SYS-1; USE-1");
    assert_eq!(shown(&app, "USE-1", "systems"), "SYS-1");
    assert_eq!(shown(&app, "SYS-1", "vendors"), "VEN-1");
    assert_eq!(
        (state(&app, "USE-1").as_str(), state(&app, "SYS-1").as_str()),
        ("in_use", "in_operation")
    );
    assert_eq!(shown(&app, "USE-1", "in_use_since"), "2026-02-03");
    let (looked, _) = bring(&app, EXPORT);
    assert_eq!(looked.counts().decided, 1);
}

#[test]
fn dismissing_needs_a_reason_and_what_is_forbidden_an_end() {
    let app = site();
    bring(&app, EXPORT);
    assert_eq!(
        refused_field(dismissed(&app, "ChatGPT", "forbidden", "").unwrap_err()),
        "stopped_by"
    );
    assert_eq!(
        refused_field(dismissed(&app, "ChatGPT", "known", "").unwrap_err()),
        "decision"
    );
    let ids = [(by_name(&app, "ChatGPT"), None), ("CAN-99".to_owned(), None)];
    let dismissal = Dismissal {
        decision: "not_ai".to_owned(),
        reason: "Not.".to_owned(),
        stopped_by: String::new(),
    };
    let before = app.workspace.size();
    dismiss(&app.ctx(), &ids, &dismissal).unwrap_err();
    assert_eq!(app.workspace.size(), before, "all of them or none");
    let all: Vec<(String, Option<u32>)> = ["ChatGPT", "Otter.ai", "Acme AI Notes"]
        .map(|name| (by_name(&app, name), None))
        .into();
    dismiss(&app.ctx(), &all, &dismissal).unwrap();
    assert_eq!(overview(&app.ctx()).decided_this_year, [0, 0, 3]);
}

/// What brings a dismissed candidate back.
#[track_caller]
fn check_return(decision: &str, later: &str, expect: Option<&str>) {
    let app = site();
    bring(&app, EXPORT);
    let id = dismissed(&app, "ChatGPT", decision, "Blocked at the proxy.").unwrap();
    app.pass(SignedDuration::from_hours(24 * 30));
    let (looked, _) = bring(
        &app,
        &format!("Application,User,Department,Last sign-in\n{later}"),
    );
    let chatgpt = looked
        .planned
        .iter()
        .find(|planned| planned.found.key == "chatgpt")
        .unwrap();
    match expect {
        Some(because) => {
            let Outcome::Returned { because: found, .. } = &chatgpt.outcome else {
                panic!("{decision}: {:?}", chatgpt.outcome)
            };
            assert_eq!(found, because);
            assert_eq!(
                (
                    state(&app, &id).as_str(),
                    shown(&app, &id, "returned_because").as_str()
                ),
                ("looked_at", because)
            );
        }
        None => {
            assert!(
                matches!(chatgpt.outcome, Outcome::Decided { .. }),
                "{:?}",
                chatgpt.outcome
            );
            assert_eq!(state(&app, &id), "decided");
        }
    }
}

#[test]
fn a_dismissed_one_returns_only_for_something_material() {
    let row = |user: &str, unit: &str, day: &str| format!("ChatGPT,{user},{unit},{day}\n");
    let same = row("a", "Claims", "2026-03-20")
        + &row("b", "Claims", "2026-03-20")
        + &row("c", "Claims", "2026-03-20");
    let many: String = (0..6)
        .map(|user| row(&format!("u{user}"), "Claims", "2026-03-20"))
        .collect();
    check_return("out_of_scope", &same, None);
    check_return(
        "out_of_scope",
        &many,
        Some("6 people use it; when it was dismissed there were 2"),
    );
    check_return(
        "out_of_scope",
        &row("a", "Service", "2026-03-20"),
        Some("it is now seen in Service"),
    );
    check_return(
        "out_of_scope",
        &row("a", "Legal", "2026-03-20"),
        Some("it is now seen in Legal"),
    );
    check_return("forbidden", &row("a", "Claims", "2026-03-02"), None);
    let again = "it was forbidden on 2026-03-02 and was seen again on 2026-03-20";
    check_return("forbidden", &row("a", "Claims", "2026-03-20"), Some(again));
}

#[test]
fn one_that_came_back_is_decided_anew() {
    let app = site();
    bring(&app, EXPORT);
    let id = dismissed(&app, "ChatGPT", "out_of_scope", "").unwrap();
    bring(
        &app,
        "Application,User,Department,Last sign-in\nChatGPT,a,Service,2026-02-20\n",
    );
    assert!(
        overview(&app.ctx())
            .waiting
            .iter()
            .any(|waiting| waiting.id == id && waiting.returned)
    );
    dismissed(&app, "ChatGPT", "forbidden", "Blocked.").unwrap();
    assert_eq!(
        (
            shown(&app, &id, "returned_because"),
            shown(&app, &id, "stopped_by")
        ),
        (String::new(), "Blocked.".to_owned())
    );
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

fn said(unit: &str, person: &str, lines: &[(&str, Line)]) -> Statement {
    Statement {
        unit: unit.to_owned(),
        declared_by: person.to_owned(),
        role: "Head of the unit".to_owned(),
        from: "2025-03-01".to_owned(),
        until: "2026-02-28".to_owned(),
        looked_where: "The list, the team meeting and the exports.".to_owned(),
        exceptions: String::new(),
        lines: lines
            .iter()
            .map(|(id, line)| ((*id).to_owned(), *line))
            .collect::<BTreeMap<_, _>>(),
    }
}

#[test]
fn a_unit_states_its_list_line_by_line() {
    let app = site();
    let active = |name: &str| Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", name)
    };
    let own = app.create_with("person", active("Own").with("unit", "UNT-1"));
    let stranger = app.create_with("person", active("Stranger").with("unit", "UNT-2"));
    for name in ["Triage", "Letters", "Forecast"] {
        let patch = Patch::set_one("name", name).with("unit", "UNT-1");
        app.create_with(
            "use_case",
            Patch {
                state: Some("in_use".to_owned()),
                ..patch
            },
        );
    }
    let ctx = app.ctx();
    let lines = [
        ("USE-1", Line::StillUsed),
        ("USE-2", Line::Ended),
        ("USE-3", Line::NotKnown),
    ];
    let field = |said: &Statement| refused_field(state_complete(&ctx, said).unwrap_err());
    assert_eq!(field(&said("UNT-1", &stranger, &lines)), "declared_by");
    assert_eq!(field(&said("UNT-1", "", &lines)), "declared_by");
    assert_eq!(field(&said("UNT-1", &own, &lines[..2])), "lines");
    assert_eq!(
        field(&Statement {
            role: " ".to_owned(),
            ..said("UNT-1", &own, &lines)
        }),
        "declared_role"
    );
    assert_eq!(
        field(&Statement {
            until: "2027-01-01".to_owned(),
            ..said("UNT-1", &own, &lines)
        }),
        "period_until"
    );
    let before = app.workspace.size();
    bring(&app, EXPORT);
    assert_eq!(
        field(&said("UNT-1", &own, &lines)),
        "exceptions",
        "candidates wait"
    );
    undo_import(&ctx, "IPT-1").unwrap();

    let stated = state_complete(&ctx, &said("UNT-1", &own, &lines)).unwrap();
    assert!(app.workspace.size() > before);
    assert_eq!((stated.still_used, stated.ended, stated.to_find_out), (1, 1, 1));
    assert_eq!(shown(&app, &stated.declaration, "counted"), "2");
    assert_eq!(shown(&app, &stated.declaration, "valid_until"), "2027-03-01");
    assert_eq!(shown(&app, &stated.declaration, "ended"), "USE-2");
    assert_eq!(state(&app, "USE-2"), "ended");
    assert_eq!(shown(&app, "USE-2", "ended_on"), "2026-03-02");
    assert_eq!(
        (shown(&app, "TSK-1", "about"), shown(&app, "TSK-1", "due")),
        ("USE-3".to_owned(), "2026-04-01".to_owned())
    );
    let unit = overview(&ctx)
        .units
        .into_iter()
        .find(|unit| unit.id == "UNT-1")
        .unwrap();
    assert_eq!(
        (unit.valid_until.as_deref(), unit.uses, unit.reasons.len()),
        (Some("2027-03-01"), 2, 0)
    );
    bring(&app, EXPORT);
    let unit = overview(&ctx)
        .units
        .into_iter()
        .find(|unit| unit.id == "UNT-1")
        .unwrap();
    assert_eq!(unit.reasons, ["3 candidates of this unit still to be decided"]);
}
