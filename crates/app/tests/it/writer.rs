//! The single writer: order, repetition, races, failures.

use std::sync::Arc;

use probity_app::error::ErrorClass;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::workspace::{AsOf, Parts};
use probity_app::{AppError, Workspace};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_ledger::{CommandId, Store, StoreError};
use probity_testkit::app::TestApp;
use probity_testkit::failing::FailingStore;

fn vendor(name: &str) -> Command {
    Command::Create {
        kind: "vendor".to_owned(),
        patch: Patch::set_one("name", name),
    }
}

fn id(text: &str) -> Option<CommandId> {
    CommandId::new(text)
}

#[test]
fn a_command_id_works_once_and_answers_the_same_again() {
    let app = TestApp::new();
    let first = app
        .workspace
        .submit(LOCAL_ADMINISTRATOR, id("a"), vendor("One"))
        .expect("fits");
    let again = app
        .workspace
        .submit(LOCAL_ADMINISTRATOR, id("a"), vendor("One"))
        .expect("the same");
    assert!(again.repeated && !first.repeated);
    assert_eq!(
        (again.first, again.count, &again.subjects),
        (first.first, first.count, &first.subjects)
    );
    assert_eq!(app.workspace.current().register.size(), first.size);
    let other = app
        .workspace
        .submit(LOCAL_ADMINISTRATOR, id("a"), vendor("Two"))
        .expect_err("another request");
    assert_eq!(other.class(), ErrorClass::Conflict);
}

#[test]
fn many_writers_at_once_leave_one_history() {
    let app = TestApp::new();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let workspace = &app.workspace;
            scope.spawn(move || {
                for count in 0..25 {
                    let done = workspace
                        .submit(LOCAL_ADMINISTRATOR, None, vendor(&format!("{writer}-{count}")))
                        .expect("fits");
                    assert!(
                        workspace.current().register.size() >= done.size,
                        "a writer reads its own write"
                    );
                }
            });
        }
    });
    let register = &app.workspace.current().register;
    let kind = register.kinds().known("vendor");
    assert_eq!(register.count(kind), 200);
    let numbers: Vec<u32> = register.records(kind).map(|record| record.id.number).collect();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
}

#[test]
fn two_servers_on_one_ledger_never_fork_it() {
    let app = TestApp::new();
    let other = Workspace::open(app.parts()).expect("opens");
    std::thread::scope(|scope| {
        for workspace in [&app.workspace, &other] {
            scope.spawn(move || {
                for count in 0..40 {
                    workspace
                        .submit(LOCAL_ADMINISTRATOR, None, vendor(&format!("V {count}")))
                        .expect("wins in the end");
                }
            });
        }
    });
    app.workspace
        .submit(LOCAL_ADMINISTRATOR, None, vendor("last"))
        .expect("catches up");
    other
        .submit(LOCAL_ADMINISTRATOR, None, vendor("very last"))
        .expect("catches up");
    let fresh = Workspace::open(app.parts()).expect("opens");
    let (a, b) = (fresh.current(), other.current());
    assert_eq!(a.register.state_hash(), b.register.state_hash());
    assert_eq!(a.register.count(a.register.kinds().known("vendor")), 82);
}

#[test]
fn a_snapshot_at_the_end_is_used_at_the_start_and_a_damaged_one_is_not() {
    use probity_app::ports::Snapshots as _;
    let mut app = TestApp::new();
    let batch = Command::Batch((0..1200).map(|count| vendor(&format!("V {count}"))).collect());
    app.submit(batch);
    let hash = app.workspace.current().register.state_hash();
    app.workspace.close();
    let names = app.snapshots.list().expect("memory");
    assert_eq!(names.len(), 1, "{names:?}");
    app.reopen();
    assert_eq!(app.workspace.current().register.state_hash(), hash);
    let mut bytes = app.snapshots.read(&names[0]).expect("memory").expect("there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    app.snapshots.write(&names[0], &bytes).expect("memory");
    app.reopen();
    assert_eq!(app.workspace.current().register.state_hash(), hash);
}

#[test]
fn as_of_a_day_is_what_was_recorded_by_its_end() {
    let app = TestApp::new();
    let vendor = app.create("vendor", "Before");
    let day = app.workspace.today();
    app.pass(jiff::SignedDuration::from_hours(48));
    app.revise(&vendor, Patch::set_one("name", "After"));
    app.pass(jiff::SignedDuration::from_hours(24));
    let title = |as_of| {
        let view = app.workspace.as_of(as_of).expect("readable");
        view.register
            .find(&vendor)
            .map(|record| record.title().to_owned())
    };
    assert_eq!(title(AsOf::Day(day)).as_deref(), Some("Before"));
    assert_eq!(title(AsOf::Day(day.yesterday().expect("in range"))), None);
    assert_eq!(
        title(AsOf::Day(day.tomorrow().expect("in range"))).as_deref(),
        Some("Before")
    );
    assert_eq!(title(AsOf::Now).as_deref(), Some("After"));
}

#[test]
fn who_lost_their_rights_is_refused_at_the_next_command() {
    let app = TestApp::new();
    let ctx = app.ctx_with_role("contributor");
    ctx.submit(vendor("Mine")).expect("may");
    let view = app.workspace.current();
    let grants = view.register.kinds().known("role_grant");
    let grant = view
        .register
        .records(grants)
        .last()
        .expect("there")
        .id
        .show(view.register.kinds());
    app.submit(Command::Move {
        id: grant,
        expected_revision: None,
        to: "revoked".to_owned(),
        patch: Patch {
            reason: Some("left the team".to_owned()),
            ..Patch::default()
        },
        as_fact: false,
    });
    let refusal = ctx.submit(vendor("Not any more")).expect_err("revoked");
    assert_eq!(refusal.class(), ErrorClass::Forbidden);
}

#[test]
fn an_erasure_reaches_entries_of_its_own_record_only() {
    let app = TestApp::new();
    let (one, two) = (app.create("person", "One"), app.create("person", "Two"));
    let entries = |id: &str| -> Vec<u64> {
        app.store
            .subject_entries(id)
            .expect("memory")
            .iter()
            .map(|entry| entry.index)
            .collect()
    };
    let erase = |entries| Command::Erase {
        id: one.clone(),
        fields: Vec::new(),
        entries,
        reason: "asked for".to_owned(),
    };
    let refusal = app
        .try_submit(erase(entries(&two)))
        .expect_err("of somebody else");
    assert!(
        refusal.to_string().contains("does not speak of `PER-2`"),
        "{refusal}"
    );
    app.submit(erase(entries(&one)));
    let live = app.workspace.current().register.state_hash();
    assert_eq!(
        Workspace::open(app.parts())
            .expect("opens")
            .current()
            .register
            .state_hash(),
        live
    );
}

#[test]
fn every_failure_of_a_commit_ends_in_a_clear_answer() {
    let app = TestApp::new();
    let store = Arc::new(FailingStore::over(Arc::clone(&app.store)));
    let parts = Parts {
        store: Arc::clone(&store) as Arc<dyn Store>,
        ..app.parts()
    };
    let workspace = Workspace::open(parts).expect("opens");
    let count = || {
        let view = workspace.current();
        view.register.count(view.register.kinds().known("vendor"))
    };
    let submit = |name: &str| workspace.submit(LOCAL_ADMINISTRATOR, None, vendor(name));
    let plan = |kept: bool, error: StoreError| store.fail_next(kept, error);

    plan(false, StoreError::Full);
    assert!(matches!(submit("full"), Err(AppError::Full)));
    assert_eq!(count(), 0);

    plan(false, StoreError::Failed("a bad sector".to_owned()));
    let error = submit("failed").expect_err("not written");
    assert!(error.to_string().contains("a bad sector"), "{error}");
    assert_eq!(count(), 0);

    plan(false, StoreError::Unknown("the disk went away".to_owned()));
    submit("unknown and lost").expect_err("the head tells that it was not written");
    assert_eq!(count(), 0);

    plan(true, StoreError::Unknown("the disk went away".to_owned()));
    let done = submit("unknown and kept").expect("the head tells that it was written");
    assert_eq!((count(), done.count), (1, 1));

    plan(
        false,
        StoreError::Conflict {
            expected: 1,
            actual: 2,
        },
    );
    submit("after a conflict").expect("decided again");
    assert_eq!(count(), 2);

    submit("and on").expect("goes on");
    let fresh = Workspace::open(app.parts()).expect("opens");
    assert_eq!(
        fresh.current().register.state_hash(),
        workspace.current().register.state_hash()
    );
}

#[test]
fn after_many_changes_lists_are_prepared_anew_beside_the_answers() {
    let app = TestApp::new();
    let many = (0..=probity_core::query::CHANGES_MAX).map(|number| vendor(&format!("Vendor {number}x")));
    app.submit(Command::Batch(many.collect()));
    let search = || {
        let view = app.workspace.current();
        let found = probity_core::query::Scope {
            register: &view.register,
            visibility: &probity_core::register::Visibility::All,
            index: &view.index,
            today: app.workspace.today(),
        };
        let hits = probity_core::query::search_all(&found, "Vendor 1000x", 5).len();
        (hits, view.index.is_stale())
    };
    assert_eq!(search(), (1, true));
    // Whoever reads next has it made, and nobody waits for it.
    while search() != (1, false) {
        std::thread::yield_now();
    }
}
