//! Several servers on one PostgreSQL. One is paused, one is killed, and so is PostgreSQL: there is one
//! history, nothing acknowledged is lost or doubled, and who wrote reads it wherever they ask next.
//!
//! Some seconds here, and as long as asked by `cargo xtask hammer nodes`.

#![expect(
    clippy::disallowed_methods,
    reason = "what takes too long is given up, and leases run out"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use probity_app::Workspace;
use probity_app::ports::Workspaces as _;
use probity_ledger::CommandId;
use serde_json::{Value as Json, json};

use crate::nodes_clients::{Acknowledged, run};
use crate::nodes_fleet::{Fleet, agent, health};
use crate::running::times;

/// What was done to the servers, and when.
struct Event {
    what: &'static str,
    at: Instant,
}

#[test]
fn servers_on_one_database_leave_one_history_whatever_happens_to_them() {
    let seconds = times(8);
    let clients = if seconds > 20 { 64 } else { 8 };
    let Some(fleet) = Fleet::start(3) else {
        return;
    };
    fleet.all_are_well();
    let begun = Instant::now();
    let length = Duration::from_secs(u64::from(seconds));
    let (acknowledged, events) = std::thread::scope(|scope| {
        let clients = scope.spawn(|| run(&fleet, clients, begun + length));
        let events = disturb(&fleet, begun, length);
        (clients.join().expect("no client found anything wrong"), events)
    });
    fleet.all_are_well();
    tell(&acknowledged, &events, begun.elapsed());
    one_history(&fleet, &acknowledged);
    assert!(acknowledged.len() > clients, "the clients came to nothing");
    let read = acknowledged.iter().filter(|one| one.read_elsewhere).count();
    assert!(
        read * 2 > acknowledged.len(),
        "only {read} of {} were read at another server",
        acknowledged.len()
    );
}

/// Pauses the writer for half of the time, kills the one that took over, and kills PostgreSQL twice.
fn disturb(fleet: &Fleet, begun: Instant, length: Duration) -> Vec<Event> {
    let mut events = Vec::new();
    let wait = |part: u32| {
        std::thread::sleep((begun + length * part / 100).saturating_duration_since(Instant::now()));
    };
    let mut happens = |what| {
        events.push(Event {
            what,
            at: Instant::now(),
        });
    };
    wait(10);
    let paused = fleet.writer().expect("somebody writes");
    happens("the writer is paused");
    fleet.pause(paused);
    wait(20);
    happens("PostgreSQL is killed");
    fleet.restart_postgres(Duration::from_millis(300));
    happens("PostgreSQL answers again");
    // The one that took over, by now or as soon as somebody asks.
    wait(45);
    let killed = fleet
        .writer()
        .filter(|writer| *writer != paused)
        .unwrap_or((paused + 1) % fleet.len());
    happens("the new writer is killed");
    fleet.kill(killed);
    wait(60);
    happens("the paused server goes on");
    fleet.go_on(paused);
    happens("the killed server is started again");
    fleet.start_again(killed);
    wait(80);
    happens("PostgreSQL is killed");
    fleet.restart_postgres(Duration::from_millis(300));
    happens("PostgreSQL answers again");
    events
}

/// Every server shows the same, and the database holds every acknowledged command once.
fn one_history(fleet: &Fleet, acknowledged: &[Acknowledged]) {
    let reports: Vec<Json> = (0..fleet.len()).map(|number| checked(fleet, number)).collect();
    for report in &reports {
        assert_eq!(report["problems"], json!([]));
        assert_eq!(
            (&report["size"], &report["root"]),
            (&reports[0]["size"], &reports[0]["root"])
        );
    }
    let parts = fleet
        .home()
        .workspaces()
        .parts(&"main".parse().expect("a name"))
        .expect("its parts");
    for one in acknowledged {
        let id = CommandId::new(one.id.as_str()).expect("an id");
        let command = parts.store.command(&id).expect("readable");
        let command = command.unwrap_or_else(|| panic!("`{}` was acknowledged and is lost", one.id));
        assert_eq!((command.first, command.count), (one.first, 1), "`{}`", one.id);
    }
    let workspace = Workspace::open(parts).expect("opens");
    let view = workspace.current();
    let mut made: BTreeMap<&str, u32> = BTreeMap::new();
    for vendor in view.register.records(view.register.kinds().known("vendor")) {
        *made.entry(vendor.title()).or_default() += 1;
    }
    for (name, times) in &made {
        assert_eq!(*times, 1, "`{name}` was made {times} times");
    }
    for one in acknowledged {
        assert!(made.contains_key(one.id.as_str()), "`{}` is not a record", one.id);
    }
}

/// What a server finds when it checks its ledger and holds what it shows against it.
fn checked(fleet: &Fleet, number: usize) -> Json {
    let way = fleet.way(number);
    let asked = agent(Duration::from_secs(120))
        .post(format!("{}/api/v1/operations/fsck?workspace=main", way.address))
        .header("authorization", format!("Bearer {}", way.token))
        .send_json(json!({}));
    let mut answer = asked.expect("the server answers");
    answer.body_mut().read_json().expect("JSON")
}

/// What was measured, for who reads the output.
fn tell(acknowledged: &[Acknowledged], events: &[Event], took: Duration) {
    let mut times: Vec<Instant> = acknowledged.iter().map(|one| one.at).collect();
    times.sort_unstable();
    let mut latencies: Vec<Duration> = acknowledged.iter().map(|one| one.took).collect();
    latencies.sort_unstable();
    let at = |part: usize| latencies[(latencies.len() - 1) * part / 1000];
    println!(
        "{} commands acknowledged in {:.1} s, {:.0}/s; half within {:.1} ms, 99 % within {:.1} ms, the longest {:.1} s; \
         {} needed more than one attempt",
        acknowledged.len(),
        took.as_secs_f64(),
        acknowledged.len() as f64 / took.as_secs_f64(),
        at(500).as_secs_f64() * 1e3,
        at(990).as_secs_f64() * 1e3,
        at(1000).as_secs_f64(),
        acknowledged.iter().filter(|one| one.attempts > 1).count(),
    );
    if let (Some(first), Some(begun)) = (events.first(), times.first()) {
        let before = times.partition_point(|time| *time < first.at);
        let seconds = (first.at - *begun).as_secs_f64();
        println!("  before anything happened: {:.0}/s", before as f64 / seconds);
    }
    for event in events {
        // The longest silence that began in the second after it.
        let after = times.partition_point(|time| *time < event.at);
        let silence = times[after.saturating_sub(1)..]
            .windows(2)
            .take_while(|pair| pair[0] < event.at + Duration::from_secs(1))
            .map(|pair| pair[1] - pair[0])
            .max()
            .unwrap_or_default();
        println!(
            "  {}: nothing acknowledged for {:.2} s",
            event.what,
            silence.as_secs_f64()
        );
    }
}

#[test]
fn a_server_says_that_it_cannot_work_while_its_database_is_away() {
    let Some(fleet) = Fleet::start(1) else {
        return;
    };
    fleet.all_are_well();
    std::thread::scope(|scope| {
        let restarted = scope.spawn(|| fleet.restart_postgres(Duration::from_secs(2)));
        let way = fleet.way(0);
        let mut seen = false;
        while !restarted.is_finished() {
            seen |= health(&way) == Some(503);
            std::thread::sleep(Duration::from_millis(20));
        }
        restarted.join().expect("PostgreSQL comes back");
        assert!(seen, "never said so");
    });
    fleet.all_are_well();
}
