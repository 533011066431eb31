//! Several servers on one ledger: who writes, what the others show, and what is left of a command
//! whose server was stopped, cut off or killed.

#![expect(
    clippy::disallowed_methods,
    reason = "what takes too long is given up, and leases run out"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use probity_app::error::ErrorClass;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::workspace::{Parts, Trouble};
use probity_app::{AppError, CommandId, Done};
use probity_core::envelope::Envelope;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{Content, NewEntry, Store};
use probity_testkit::nodes::{TIMING, TestCluster, TestNode};

const LONG: Duration = Duration::from_secs(60);

fn vendor(name: &str) -> Command {
    Command::Create {
        kind: "vendor".to_owned(),
        patch: Patch::set_one("name", name),
    }
}

fn make(node: &TestNode, name: &str) -> Result<Done, AppError> {
    node.workspace
        .submit(LOCAL_ADMINISTRATOR, CommandId::new(name), vendor(name))
}

fn names(node: &TestNode) -> Vec<String> {
    let view = node.workspace.current();
    let vendors = view.register.records(view.register.kinds().known("vendor"));
    let mut names: Vec<String> = vendors.map(|vendor| vendor.title().to_owned()).collect();
    names.sort_unstable();
    names
}

/// Waits for what must come sooner or later.
#[track_caller]
fn sooner_or_later(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + LONG;
    while !is_so() {
        assert!(Instant::now() < until, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[track_caller]
fn all_show_the_same(cluster: &TestCluster, nodes: &[&TestNode]) {
    let size = cluster.app.store.head().expect("in memory").size;
    let fresh = probity_app::Workspace::open(cluster.app.parts()).expect("opens");
    let expect = fresh.current().register.state_hash();
    for node in nodes {
        assert!(node.workspace.at_least(size, LONG).expect("reads"));
        assert_eq!(
            node.workspace.current().register.state_hash(),
            expect,
            "{}",
            node.node.id
        );
    }
}

#[test]
fn commands_at_any_node_leave_one_history_and_are_read_where_they_were_given() {
    let cluster = TestCluster::new();
    let nodes: Vec<TestNode> = (0..3).map(|_| cluster.start()).collect();
    std::thread::scope(|scope| {
        for client in 0..6 {
            let nodes = &nodes;
            scope.spawn(move || {
                for turn in 0..20_usize {
                    let name = format!("{client}-{turn}");
                    let done = make(&nodes[(client + turn) % 3], &name).expect("fits");
                    assert!(!done.repeated && done.count == 1);
                    let here = &nodes[(client + turn) % 3].workspace;
                    assert!(here.current().register.size() >= done.size, "not shown at once");
                    let next = &nodes[(client + turn + 1) % 3];
                    assert!(next.workspace.at_least(done.size, LONG).expect("reads"));
                    assert!(names(next).contains(&name), "`{name}` is not read elsewhere");
                }
            });
        }
    });
    let (one, two, three) = (&nodes[0], &nodes[1], &nodes[2]);
    all_show_the_same(&cluster, &[one, two, three]);
    assert_eq!(names(one).len(), 120);
}

#[test]
fn others_see_what_was_written_without_asking_for_it() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    make(&one, "Seen").expect("fits");
    sooner_or_later("the other node follows", || names(&two) == ["Seen"]);
    assert_eq!(cluster.writer(), Some(one.node.id.clone()));
    assert_eq!(two.workspace.trouble(), None);
}

#[test]
fn a_size_that_is_not_in_the_ledger_is_not_waited_for() {
    let cluster = TestCluster::new();
    let node = cluster.start();
    assert!(!node.workspace.at_least(1_000_000, LONG).expect("reads"));
}

#[test]
fn a_node_takes_over_from_one_that_was_killed() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    make(&one, "Before").expect("fits");
    make(&two, "Sent on").expect("fits");
    assert_eq!(cluster.writer(), Some(one.node.id.clone()));
    one.kill();
    make(&two, "After").expect("taken over");
    assert_eq!(cluster.writer(), Some(two.node.id.clone()));
    assert_eq!(names(&two), ["After", "Before", "Sent on"]);
    all_show_the_same(&cluster, &[&two]);
}

#[test]
fn a_node_that_ends_in_good_order_leaves_its_lease_at_once() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    make(&one, "Before").expect("fits");
    one.workspace.close();
    assert!(make(&one, "Closed").is_err());
    one.kill();
    make(&two, "After").expect("taken over");
    assert_eq!(names(&two), ["After", "Before"]);
}

#[test]
fn a_paused_node_wakes_up_to_what_happened_meanwhile() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    make(&one, "Before").expect("fits");
    one.pause();
    std::thread::scope(|scope| {
        let stuck = scope.spawn(|| make(&one, "Begun before the pause"));
        let taken_over = make(&two, "Meanwhile").expect("taken over");
        assert_eq!(cluster.writer(), Some(two.node.id.clone()));
        // The one that sleeps has the old state until it wakes up.
        one.go_on();
        let done = stuck.join().expect("no panic").expect("carried out after all");
        assert!(done.size > taken_over.size, "it was decided on what came before");
    });
    assert_eq!(names(&one), ["Before", "Begun before the pause", "Meanwhile"]);
    all_show_the_same(&cluster, &[&one, &two]);
}

#[test]
fn a_paused_node_does_not_refuse_on_what_was_true_before() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    let made = make(&one, "First").expect("fits");
    let kinds = one.workspace.current().register.kinds();
    let id = made.subjects[0].show(kinds);
    let revise = |expected: u32, name: &str| Command::Revise {
        id: id.clone(),
        expected_revision: Some(expected),
        patch: Patch::set_one("name", name),
        materiality: None,
    };
    one.pause();
    std::thread::scope(|scope| {
        // Refused on the state that this node knows, and right on the state there is.
        let stuck = scope.spawn(|| {
            one.workspace
                .submit(LOCAL_ADMINISTRATOR, None, revise(2, "Third"))
        });
        two.workspace
            .submit(LOCAL_ADMINISTRATOR, None, revise(1, "Second"))
            .expect("taken over");
        one.go_on();
        stuck
            .join()
            .expect("no panic")
            .expect("decided on the newest state");
    });
    assert_eq!(names(&two), ["Third"]);
}

#[test]
fn a_command_whose_node_stopped_in_the_middle_happens_once() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    for round in 0..5 {
        make(&one, &format!("before {round}")).expect("fits");
        let name = format!("in flight {round}");
        std::thread::scope(|scope| {
            // Sent on to a node that sleeps, which gets it all the same when it wakes up.
            one.pause();
            let sent = scope.spawn(|| make(&two, &name));
            let done = sent.join().expect("no panic").expect("taken over");
            assert_eq!(done.count, 1);
            one.go_on();
        });
        make(&one, &format!("after {round}")).expect("fits");
        std::thread::sleep(TIMING.poll);
    }
    assert_eq!(
        names(&two).iter().filter(|name| name.starts_with("in")).count(),
        5
    );
    all_show_the_same(&cluster, &[&one, &two]);
}

#[test]
fn a_node_without_the_key_sends_commands_on_and_never_writes() {
    let cluster = TestCluster::new();
    let keyless = cluster.start_with(|parts| Parts { key: None, ..parts });
    assert_eq!(keyless.workspace.read_only(), None);
    let error = make(&keyless, "Nowhere").expect_err("nobody has the key");
    assert_eq!(error.class(), ErrorClass::NotNow, "{error}");
    let one = cluster.start();
    make(&one, "Here").expect("fits");
    // However long nobody wrote, it is known who can.
    std::thread::sleep(TIMING.lease * 2);
    make(&keyless, "There").expect("sent on");
    assert_eq!(names(&keyless), ["Here", "There"]);
    assert_eq!(cluster.writer(), Some(one.node.id.clone()));
}

#[test]
fn a_node_that_only_the_database_reaches_gives_way() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    make(&one, "Before").expect("fits");
    one.cut_off();
    make(&two, "After").expect("taken over when the lease has run out");
    assert_eq!(names(&two), ["After", "Before"]);
    // It is not the writer any more, and reaches the one that is.
    make(&one, "Back").expect("sent on");
    assert_eq!(cluster.writer(), Some(two.node.id.clone()));
}

#[test]
fn refusals_come_back_in_the_same_words() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    make(&one, "Here").expect("fits");
    let wrong = || Command::Revise {
        id: "VEN-9".to_owned(),
        expected_revision: None,
        patch: Patch::set_one("name", "Nothing"),
        materiality: None,
    };
    let words = |node: &TestNode| {
        let refused = node.workspace.submit(LOCAL_ADMINISTRATOR, None, wrong());
        refused.expect_err("no such record").to_string()
    };
    assert_eq!(words(&one), words(&two));
    let reused = two
        .workspace
        .submit(LOCAL_ADMINISTRATOR, CommandId::new("Here"), vendor("Other"));
    assert!(matches!(reused, Err(AppError::CommandIdReused(_))));
    let again = make(&two, "Here").expect("the same");
    assert!(again.repeated);
}

#[test]
fn an_erasure_reaches_what_other_nodes_keep() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    let person = Command::Create {
        kind: "person".to_owned(),
        patch: Patch::set_one("name", "Somebody Else"),
    };
    let done = one
        .workspace
        .submit(LOCAL_ADMINISTRATOR, None, person)
        .expect("fits");
    let id = done.subjects[0].show(one.workspace.current().register.kinds());
    make(&one, "Later").expect("fits");
    assert!(two.workspace.at_least(done.size + 1, LONG).expect("reads"));
    // A past view and a snapshot that hold the name.
    let past = |node: &TestNode| {
        let view = node.workspace.at_size(done.size).expect("reads");
        let record = view.register.find(&id).expect("there");
        record.title().to_owned()
    };
    assert_eq!(past(&two), "Somebody Else");
    let kept = two.workspace.current().register.to_snapshot();
    two.workspace
        .snapshots()
        .write("000000000001-f0-x", &kept)
        .expect("in memory");
    let erase = Command::Erase {
        id: id.clone(),
        fields: Vec::new(),
        entries: vec![done.first],
        reason: "asked for".to_owned(),
    };
    let erased = one
        .workspace
        .submit(LOCAL_ADMINISTRATOR, None, erase)
        .expect("may");
    assert!(two.workspace.at_least(erased.size, LONG).expect("reads"));
    assert_ne!(past(&two), "Somebody Else");
    assert_eq!(two.workspace.snapshots().list().expect("in memory"), [""; 0]);
    all_show_the_same(&cluster, &[&one, &two]);
}

#[test]
fn an_entry_of_a_newer_release_stops_a_node_and_shows_in_its_health() {
    let cluster = TestCluster::new();
    let (one, two) = (cluster.start(), cluster.start());
    let done = make(&one, "Known").expect("fits");
    assert!(two.workspace.at_least(done.size, LONG).expect("reads"));
    one.kill();
    append_by_a_newer_release(&cluster);
    sooner_or_later("the node stops", || {
        two.workspace.trouble() == Some(Trouble::Newer)
    });
    assert_eq!(two.workspace.current().register.size(), done.size);
    assert!(two.workspace.read_only().is_some());
    let refused = make(&two, "Not any more").expect_err("read-only");
    assert!(matches!(refused, AppError::ReadOnly(_)), "{refused}");
    assert_eq!(names(&two), ["Known"], "what is known is still shown");
}

/// A batch of two whose second entry this release does not understand.
fn append_by_a_newer_release(cluster: &TestCluster) {
    let store: Arc<dyn Store> = Arc::clone(&cluster.app.store);
    let last = store.head().expect("in memory").size - 1;
    let entry = store.entries(last..last + 1).expect("in memory").remove(0);
    let leaf = |place: u64, format: u64| {
        let mut json: serde_json::Value = serde_json::from_slice(&entry.leaf).expect("JSON");
        json["v"] = format.into();
        json["batch"]["place"] = place.into();
        json["batch"]["count"] = 2.into();
        serde_json::to_vec(&json).expect("JSON")
    };
    assert!(Envelope::parse(&leaf(0, 1)).is_ok(), "only the format is newer");
    let content = Content {
        salt: [0; 32],
        payload: b"{}".to_vec(),
    };
    let entries = [leaf(0, 1), leaf(1, 9)].map(|leaf| NewEntry {
        leaf,
        subject: entry.subject.clone(),
        content: content.clone(),
    });
    let parts = cluster.app.parts();
    let key: SignerKey = parts.key.expect("has one");
    let mut sequencer = Sequencer::open_with(store, key, parts.keys).expect("opens");
    let pending = PendingCommand {
        id: CommandId::new("newer").expect("fits"),
        request_hash: [0; 32],
        entries: entries.to_vec(),
    };
    sequencer.append(vec![pending], &[]).expect("appends");
}
