//! The trend, the changes of a period and who may do what, as somebody sees them who sees only a part.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::Date;
use probity_app::Ctx;
use probity_app::error::ErrorClass;
use probity_app::operations::changes::{ChangesRequest, Told, changes};
use probity_app::operations::entries::{EntriesRequest, entries};
use probity_app::operations::trend::{Trends, sample_days};
use probity_app::operations::who_may::{what_may, who_may};
use probity_app::workspace::AsOf;
use probity_core::envelope::Verb;
use probity_core::ids::Actor;
use probity_core::kind::Phase;
use probity_core::patch::Patch;
use probity_core::query::{Filter, Query, Scope, count};
use probity_core::rules::Command;
use probity_core::rules::who_may::{Act, Subject};
use probity_testkit::app::TestApp;
use proptest::prelude::*;

/// Makes a record; its id.
fn make(app: &TestApp, kind: &str, patch: Patch) -> String {
    let command = Command::Create {
        kind: kind.to_owned(),
        patch,
    };
    let done = app.ctx().submit(command).expect("fits");
    done.subjects[0].show(app.workspace.current().register.kinds())
}

fn person_with(app: &TestApp, role: &str, unit: Option<&str>) -> Actor {
    let person = make(app, "person", Patch::set_one("name", role));
    let mut grant = Patch::set_one("name", role)
        .with("person", person.as_str())
        .with("role", role);
    if let Some(unit) = unit {
        grant = grant.with("unit", unit);
    }
    make(app, "role_grant", grant);
    Actor::parse(&person).expect("an id of a person")
}

/// Two units, the second below the first, and one apart.
fn units(app: &TestApp) -> [String; 3] {
    let upper = make(app, "unit", Patch::set_one("name", "Upper"));
    let lower = make(
        app,
        "unit",
        Patch::set_one("name", "Lower").with("parent", upper.as_str()),
    );
    [upper, lower, make(app, "unit", Patch::set_one("name", "Apart"))]
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// How many records of each phase a list as of a day has for somebody.
fn listed(ctx: &Ctx, on: Date, kind: &str) -> BTreeMap<&'static str, usize> {
    let view = ctx.workspace.as_of(AsOf::Day(on)).expect("is read");
    let visibility = ctx.visibility(&view);
    let scope = Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: on,
    };
    let kind = view.register.kinds().known(kind);
    ["planned", "trial", "active", "paused", "ended"]
        .into_iter()
        .map(|phase| {
            let filter = Filter::parse(&format!("phase = {phase}")).expect("fits");
            (
                phase,
                count(&scope, &Query::new(kind, 0).filtered(filter)).expect("is answered"),
            )
        })
        .collect()
}

/// The trend of somebody equals the lists as of each of its days.
fn holds_for(app: &TestApp, trends: &Trends, ctx: &Ctx) {
    let view = app.workspace.current();
    let last = app.workspace.today();
    let trend = trends
        .until(&app.workspace, &view.register, &ctx.principal(), last)
        .expect("is read")
        .expect("is short");
    assert_eq!(trend.days.last(), Some(&last));
    for kind in ["system", "use_case"] {
        let id = view.register.kinds().known(kind);
        for (place, on) in trend.days.iter().enumerate() {
            for (phase, expect) in listed(ctx, *on, kind) {
                let told = trend.line(id, phase_of(phase))[place];
                assert_eq!(told, expect, "{kind} {phase} on {on} for {:?}", ctx.actor);
            }
        }
    }
}

fn phase_of(word: &str) -> Phase {
    match word {
        "planned" => Phase::Planned,
        "trial" => Phase::Trial,
        "active" => Phase::Active,
        "paused" => Phase::Paused,
        _ => Phase::Ended,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever happens to systems and units, the trend equals the lists of its days: for whoever sees all,
    /// for who sees a unit, for who owns some; carried on step by step, and read anew.
    #[test]
    fn the_trend_equals_the_lists_of_its_days(steps in prop::collection::vec((0_u8..9, 0_usize..6, 0_usize..3), 1..40)) {
        let app = TestApp::new();
        let units = units(&app);
        let local = person_with(&app, "contributor", Some(&units[0]));
        let owner = person_with(&app, "owner", Some(&units[2]));
        let all = app.ctx();
        let trends = Trends::default();
        let mut systems: Vec<String> = Vec::new();
        for (what, which, unit) in steps {
            let patch = match what {
                0 | 1 => {
                    let states = ["design", "pilot", "in_operation", "retired", "suspended", "not_stated"];
                    let state = Some(states[which].to_owned());
                    let named = Patch::set_one("name", "System").with("unit", units[unit].as_str());
                    systems.push(make(&app, "system", Patch { state, ..named }));
                    continue;
                }
                2 => { app.clock.advance(SignedDuration::from_hours(24 * 20)); continue; }
                3 => { holds_for(&app, &trends, &all); continue; }
                4 => Patch::set_one("unit", units[unit].as_str()),
                5 => Patch::set_one("owner", owner.to_string()),
                6 => Patch { unset: vec!["unit".to_owned(), "owner".to_owned()], ..Patch::default() },
                _ => Patch::default(),
            };
            let Some(id) = systems.get(which % systems.len().max(1)).cloned() else { continue };
            let command = match what {
                7 => Command::Archive { id, archived: unit > 0, reason: None },
                8 => {
                    let entries = app.store.subject_entries(&id).expect("is read");
                    let entries = entries.iter().filter(|entry| entry.content.is_some()).map(|entry| entry.index).collect();
                    Command::Erase { id, fields: vec!["name".to_owned()], entries, reason: "asked for".to_owned() }
                }
                _ => Command::Revise { id, expected_revision: None, patch, materiality: None },
            };
            app.ctx().submit(command).expect("fits");
        }
        for ctx in [&all, &app.ctx_of(local), &app.ctx_of(owner)] {
            holds_for(&app, &trends, ctx);
            holds_for(&app, &Trends::default(), ctx);
        }
    }
}

#[test]
fn samples_end_on_the_day_and_follow_the_calendar() {
    for (first, last, expect) in [
        ("2026-03-12", "2026-03-12", &["2026-03-12"][..]),
        (
            "2026-03-10",
            "2026-03-12",
            &["2026-03-10", "2026-03-11", "2026-03-12"],
        ),
        (
            "2026-02-15",
            "2026-03-12",
            &["2026-02-19", "2026-02-26", "2026-03-05", "2026-03-12"],
        ),
        (
            "2025-11-20",
            "2026-03-12",
            &[
                "2025-11-30",
                "2025-12-31",
                "2026-01-31",
                "2026-02-28",
                "2026-03-12",
            ],
        ),
        (
            "2024-11-20",
            "2026-03-12",
            &[
                "2024-12-31",
                "2025-03-31",
                "2025-06-30",
                "2025-09-30",
                "2025-12-31",
                "2026-03-12",
            ],
        ),
    ] {
        let found: Vec<String> = sample_days(day(first), day(last))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, expect, "{first} to {last}");
    }
    assert!(sample_days(day("1990-01-01"), day("2026-03-12")).len() <= 15);
}

fn request(from: &str, to: &str) -> ChangesRequest {
    ChangesRequest {
        from: day(from),
        to: day(to),
        actor: None,
        kind: None,
        unit: None,
        verb: None,
        batch: None,
        page: 1,
    }
}

#[test]
fn changes_of_what_one_may_not_see_are_neither_told_nor_counted() {
    let app = TestApp::new();
    let units = units(&app);
    let local = person_with(&app, "viewer", Some(&units[0]));
    app.clock.advance(SignedDuration::from_hours(48));
    let seen = make(
        &app,
        "system",
        Patch::set_one("name", "Seen").with("unit", units[1].as_str()),
    );
    make(
        &app,
        "system",
        Patch::set_one("name", "Hidden").with("unit", units[2].as_str()),
    );
    let view = app.workspace.current();
    let told = |ctx: &Ctx, request: &ChangesRequest| {
        changes(ctx, &view, &ctx.visibility(&view), request).expect("is read")
    };
    let period = request("2026-03-04", "2026-03-04");
    assert_eq!(told(&app.ctx(), &period).entries(), 2);
    let part = told(&app.ctx_of(local), &period);
    assert_eq!((part.entries(), part.records, part.groups.len()), (1, 1, 1));
    match &part.groups[0].told {
        Told::Record { id, items } => {
            assert_eq!(id.show(view.register.kinds()), seen);
            assert_eq!(items.len(), 1);
            assert_eq!(items[0].verb, Verb::Create);
        }
        other => panic!("{other:?}"),
    }
    let apart = view.register.find(&units[2]).expect("was made").id;
    let in_unit = ChangesRequest {
        unit: Some(apart),
        ..request("2026-03-01", "2026-03-31")
    };
    assert_eq!(told(&app.ctx_of(local), &in_unit).entries(), 0);
    assert_eq!(
        told(&app.ctx(), &in_unit).entries(),
        2,
        "the unit itself, and what is in it"
    );
}

#[test]
fn who_holds_roles_is_told_to_who_may_know_and_to_oneself() {
    let app = TestApp::new();
    let system = make(&app, "system", Patch::set_one("name", "A system"));
    let viewer = person_with(&app, "viewer", None);
    let auditor = person_with(&app, "internal_auditor", None);
    let view = app.workspace.current();
    let record = Arc::clone(view.register.find(&system).expect("was made"));
    let today = app.workspace.today();
    let ask = |ctx: &Ctx| who_may(ctx, &view, Act::Erase, Subject::Record(&record), today);
    for actor in [app.ctx().actor, auditor] {
        let people = ask(&app.ctx_of(actor)).people.expect("may know");
        let named: Vec<u32> = people.iter().map(|holder| holder.person.number).collect();
        assert_eq!(named, [1]);
    }
    let answer = ask(&app.ctx_of(viewer));
    assert_eq!(answer.people, None);
    assert_eq!(answer.roles.len(), 1, "the roles are no secret");
    let person = |actor: Actor| {
        app.ctx_of(actor)
            .principal()
            .person(&view.register)
            .expect("a person")
    };
    let own = what_may(
        &app.ctx_of(viewer),
        &view,
        person(viewer),
        Subject::Record(&record),
        today,
    );
    let may: Vec<Act> = own
        .expect("one's own")
        .into_iter()
        .filter(|(_, by)| !by.is_empty())
        .map(|(act, _)| act)
        .collect();
    assert_eq!(may, [Act::See]);
    assert_eq!(
        what_may(
            &app.ctx_of(viewer),
            &view,
            person(auditor),
            Subject::Workspace,
            today
        ),
        None
    );
}

#[test]
fn the_ledger_is_read_by_who_may() {
    let app = TestApp::new();
    let viewer = person_with(&app, "viewer", None);
    let size = app.workspace.current().register.size();
    let request = EntriesRequest {
        limit: 2,
        ..EntriesRequest::default()
    };
    let refused = entries(&app.ctx_of(viewer), &request, size).expect_err("may not");
    assert_eq!(refused.class(), ErrorClass::Forbidden);
    let first = entries(&app.ctx(), &request, size).expect("may");
    assert_eq!(
        first.lines.iter().map(|line| line.index).collect::<Vec<_>>(),
        [size - 1, size - 2]
    );
    assert_eq!(first.older, Some(size - 2));
}
