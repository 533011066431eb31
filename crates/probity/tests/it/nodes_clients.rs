//! Clients who change and read at whichever server they come to.

#![expect(
    clippy::disallowed_methods,
    reason = "what takes too long is given up, and leases run out"
)]

use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::nodes_fleet::{Fleet, LONG, agent};

/// How long a client waits for one answer before it asks another server.
const PATIENCE: Duration = Duration::from_secs(5);

/// A command that was acknowledged.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    /// The command's id, and the name of the vendor that it made.
    pub id: String,
    /// Index of its entry.
    pub first: u64,
    /// When.
    pub at: Instant,
    /// How long it took, attempts included.
    pub took: Duration,
    /// How often it was sent.
    pub attempts: u32,
    /// Whether what was written was read at another server at once.
    pub read_elsewhere: bool,
}

/// Sends commands from so many clients until a moment, each to a server by chance, and reads each at
/// another. What has no answer is sent again under the same id until it has one.
pub fn run(fleet: &Fleet, clients: usize, until: Instant) -> Vec<Acknowledged> {
    let all = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for number in 0..clients {
            let all = &all;
            scope.spawn(move || {
                let mut client = Client::new(fleet, number);
                let mut own = Vec::new();
                while Instant::now() < until {
                    own.push(client.turn());
                }
                all.lock().expect("no client panicked").extend(own);
            });
        }
    });
    all.into_inner().expect("no client panicked")
}

struct Client<'a> {
    fleet: &'a Fleet,
    number: usize,
    turn: u32,
    chance: u64,
    agent: ureq::Agent,
}

impl<'a> Client<'a> {
    fn new(fleet: &'a Fleet, number: usize) -> Self {
        Self {
            fleet,
            number,
            turn: 0,
            chance: 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(number as u64 + 1),
            agent: agent(PATIENCE),
        }
    }

    /// A server by chance (xorshift, so that a run can be repeated).
    fn any(&mut self) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance % self.fleet.len() as u64) as usize
    }

    fn turn(&mut self) -> Acknowledged {
        self.turn += 1;
        let id = format!("client-{}-{}", self.number, self.turn);
        let begun = Instant::now();
        let mut attempts = 0;
        let (server, done) = loop {
            attempts += 1;
            let server = self.any();
            if let Some(done) = self.make(server, &id) {
                break (server, done);
            }
            assert!(begun.elapsed() < LONG, "`{id}` is never acknowledged");
            std::thread::sleep(Duration::from_millis(20));
        };
        let (at, took) = (Instant::now(), begun.elapsed());
        let number = |field: &str| done[field].as_u64().unwrap_or_else(|| panic!("{done}"));
        let record = done["subjects"][0].as_str().unwrap_or_else(|| panic!("{done}"));
        let read_elsewhere = self.read(server, record, &id, number("size"));
        Acknowledged {
            first: number("first"),
            id,
            at,
            took,
            attempts,
            read_elsewhere,
        }
    }

    /// Sends a command; `None` when it is not known what became of it.
    fn make(&self, server: usize, id: &str) -> Option<Json> {
        let way = self.fleet.way(server);
        let command = json!({ "create": { "kind": "vendor", "patch": { "set": { "name": id } } } });
        let sent = self
            .agent
            .post(format!(
                "{}/api/v1/operations/command?workspace=main",
                way.address
            ))
            .header("authorization", format!("Bearer {}", way.token))
            .send_json(json!({ "id": id, "command": command }));
        let mut response = sent.ok()?;
        let status = response.status().as_u16();
        let body: Json = response.body_mut().read_json().ok()?;
        match status {
            200 => Some(body),
            500.. => None,
            _ => panic!("`{id}` is answered with {status}: {body}"),
        }
    }

    /// Reads the page of the record at another server, which must have it. Whether one could be asked.
    fn read(&mut self, written_at: usize, record: &str, name: &str, size: u64) -> bool {
        for _ in 0..self.fleet.len() * 2 {
            let server = self.any();
            if server == written_at {
                continue;
            }
            let way = self.fleet.way(server);
            // People and programs say in their own ways what they know.
            let asked = if self.turn.is_multiple_of(2) {
                self.agent
                    .get(format!("{}/w/main/r/{record}", way.address))
                    .header("cookie", format!("probity_size=main:{size}"))
            } else {
                self.agent
                    .get(format!("{}/api/v1/workspaces/main/records/{record}", way.address))
                    .header("authorization", format!("Bearer {}", way.token))
                    .header("probity-ledger-size", size.to_string())
            };
            let Ok(mut page) = asked.call() else { continue };
            let status = page.status().as_u16();
            let Ok(body) = page.body_mut().read_to_string() else {
                continue;
            };
            match status {
                200 => {
                    assert!(body.contains(name), "{record} at server {server} is not `{name}`");
                    return true;
                }
                500.. => {}
                _ => panic!("{record} was made in an entry before {size} and is {status} at server {server}"),
            }
        }
        false
    }
}
