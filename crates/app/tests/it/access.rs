//! Nobody gives themselves rights that they were not given.

use probity_app::error::ErrorClass;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_testkit::app::TestApp;

fn revise(id: &str, patch: Patch) -> Command {
    Command::Revise {
        id: id.to_owned(),
        expected_revision: None,
        patch,
        materiality: None,
    }
}

fn move_to(id: &str, to: &str, patch: Patch, as_fact: bool) -> Command {
    let patch = Patch {
        reason: Some("because".to_owned()),
        ..patch
    };
    Command::Move {
        id: id.to_owned(),
        expected_revision: None,
        to: to.to_owned(),
        patch,
        as_fact,
    }
}

/// Every way somebody who may not grant roles could try to get more rights.
fn attempts(own: &str, person: &str, grant: &str) -> Vec<(&'static str, Command)> {
    let archive = |id: &str| Command::Archive {
        id: id.to_owned(),
        archived: true,
        reason: None,
    };
    let merge = |keep: &str, gone: &str| Command::Merge {
        keep: keep.to_owned(),
        absorb: vec![gone.to_owned()],
    };
    let create = |kind: &str, patch: Patch| Command::Create {
        kind: kind.to_owned(),
        patch,
    };
    let granted = Patch::set_one("name", "mine")
        .with("person", own)
        .with("role", "admin");
    vec![
        ("grants a role", create("role_grant", granted.clone())),
        (
            "grants it in a batch",
            Command::Batch(vec![
                create("vendor", Patch::set_one("name", "V")),
                create("role_grant", granted),
            ]),
        ),
        ("changes a grant", revise(grant, Patch::set_one("role", "admin"))),
        (
            "points a grant at somebody else",
            revise(grant, Patch::set_one("person", person)),
        ),
        (
            "moves a grant",
            move_to(grant, "revoked", Patch::default(), false),
        ),
        (
            "moves a grant and changes it with the move",
            move_to(grant, "revoked", Patch::set_one("role", "admin"), true),
        ),
        ("archives a grant", archive(grant)),
        (
            "takes the account of another",
            revise("PER-1", Patch::set_one("account", "mine")),
        ),
        (
            "makes a person with an account",
            create("person", Patch::set_one("name", "Twin").with("account", "mine")),
        ),
        (
            "takes an account with a move",
            move_to(person, "left", Patch::set_one("account", "mine"), true),
        ),
        ("merges an administrator into themselves", merge(own, "PER-1")),
        ("archives an administrator", archive("PER-1")),
        (
            "lets an administrator leave",
            move_to("PER-1", "left", Patch::default(), true),
        ),
    ]
}

#[test]
fn nobody_without_the_right_to_grant_roles_gets_more_rights() {
    for role in [
        "aims_manager",
        "contributor",
        "owner",
        "approver",
        "board",
        "internal_auditor",
        "external_auditor",
        "viewer",
        "ingest",
        "guest",
    ] {
        let app = TestApp::new();
        let ctx = app.ctx_with_role(role);
        let own = ctx.actor.to_string();
        let person = app.create("person", "Somebody");
        let view = app.workspace.current();
        let grants = view.register.kinds().known("role_grant");
        let grant = view
            .register
            .records(grants)
            .last()
            .expect("the role")
            .id
            .show(view.register.kinds());
        let before = view.register.state_hash();
        for (what, command) in attempts(&own, &person, &grant) {
            let error = ctx.submit(command).expect_err(what);
            let refused = matches!(error.class(), ErrorClass::Forbidden | ErrorClass::Missing);
            assert!(refused, "{role} {what}: {error}");
        }
        assert_eq!(app.workspace.current().register.state_hash(), before, "{role}");
    }
}

#[test]
fn an_administrator_may_do_each_of_them() {
    for place in 0..13 {
        let app = TestApp::new();
        let _ = app.ctx_with_role("contributor");
        let (own, person) = ("PER-2".to_owned(), app.create("person", "Somebody"));
        let (what, command) = attempts(&own, &person, "GRT-2").swap_remove(place);
        if let Err(error) = app.try_submit(command) {
            panic!("{what}: {error}");
        }
    }
}

#[test]
fn who_may_only_approve_fills_what_the_move_asks_for_and_nothing_else() {
    let app = TestApp::new();
    let ctx = app.ctx_with_role("approver");
    let owner = app.create("person", "Owner");
    let patch = Patch::set_one("name", "Use")
        .with("owner", owner)
        .with("intended_purpose", "Sorts letters.");
    let id = app.create_with(
        "use_case",
        Patch {
            state: Some("requested".to_owned()),
            ..patch
        },
    );
    let limits = Patch::set_one("trial_limits", "Ten people.").with("trial_ends_on", "2026-06-30");
    let error = ctx
        .submit(move_to(&id, "trial", limits.clone().with("notes", "more"), false))
        .expect_err("one field too many");
    assert_eq!(error.class(), ErrorClass::Forbidden);
    ctx.submit(move_to(&id, "trial", limits, false))
        .expect("what the move asks for");
}
