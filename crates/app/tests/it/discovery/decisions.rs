//! What is decided on a finding, and what brings it back.

use super::*;

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
