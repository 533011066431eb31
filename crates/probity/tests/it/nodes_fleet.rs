//! Several servers on one PostgreSQL, each of which is paused, killed and started again.

#![expect(
    clippy::disallowed_methods,
    reason = "what takes too long is given up, and leases run out"
)]

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use probity_app::ports::{SystemClock, WorkspaceName};
use probity_ledger::note::SignerKey;
use probity_store::{DataFolder, PostgresHome};
use probity_testkit::postgres::TestPostgres;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::running::Running;

/// How long anything may take that must come sooner or later.
pub const LONG: Duration = Duration::from_secs(120);

/// Servers on one database, and the database.
pub struct Fleet {
    postgres: Mutex<TestPostgres>,
    home: PostgresHome,
    key: String,
    folders: Vec<TempDir>,
    servers: RwLock<Vec<Server>>,
    _looking: TempDir,
}

struct Server {
    running: Option<Running>,
    way: Arc<Way>,
}

/// How a client reaches a server.
pub struct Way {
    pub address: String,
    pub token: String,
}

impl Fleet {
    /// Starts PostgreSQL and so many servers. `None` where PostgreSQL is not installed.
    pub fn start(count: usize) -> Option<Self> {
        let postgres = TestPostgres::start()?;
        let looking = TempDir::new().expect("a temporary folder");
        let folder = DataFolder::open(looking.path()).expect("it is free");
        let home = PostgresHome::open(&postgres.url(), Arc::new(folder), Arc::new(SystemClock))
            .expect("PostgreSQL answers");
        let key = SignerKey::from_seed("probity.local/fleet-00000001", [9; 32]).expect("a constant");
        let fleet = Self {
            postgres: Mutex::new(postgres),
            home,
            key: key.to_secret_text(),
            folders: (0..count)
                .map(|_| TempDir::new().expect("a temporary folder"))
                .collect(),
            servers: RwLock::default(),
            _looking: looking,
        };
        for number in 0..count {
            let server = fleet.serve(number);
            fleet
                .servers
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .push(server);
        }
        Some(fleet)
    }

    fn serve(&self, number: usize) -> Server {
        let url = self.postgres.lock().unwrap_or_else(PoisonError::into_inner).url();
        let running = Running::start_with(&self.data(number), |command| {
            command
                .env("PROBITY_STORE", url)
                .env("PROBITY_KEY_MAIN", &self.key);
        });
        let way = Arc::new(Way {
            address: running.address().to_owned(),
            token: running.token().to_owned(),
        });
        Server {
            running: Some(running),
            way,
        }
    }

    fn data(&self, number: usize) -> PathBuf {
        self.folders[number].path().join("data")
    }

    /// How many servers there are, running or not.
    pub fn len(&self) -> usize {
        self.folders.len()
    }

    /// The way to a server as it runs now, or ran last.
    pub fn way(&self, number: usize) -> Arc<Way> {
        let servers = self.servers.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&servers[number].way)
    }

    /// The server that holds the lease, by its number.
    pub fn writer(&self) -> Option<usize> {
        let name: WorkspaceName = "main".parse().expect("a name");
        let last = self.home.nodes().last(&name).ok()??;
        (0..self.len()).find(|number| self.way(*number).address == last.address)
    }

    /// The database, for looking at it without a server.
    pub fn home(&self) -> &PostgresHome {
        &self.home
    }

    fn signal(&self, number: usize, signal: Signal) {
        let servers = self.servers.read().unwrap_or_else(PoisonError::into_inner);
        let running = servers[number].running.as_ref().expect("it runs");
        let process = Pid::from_raw(i32::try_from(running.process()).expect("a process id"));
        kill_process(process.expect("a process id"), signal).expect("it runs");
    }

    /// Stops a server where it is.
    pub fn pause(&self, number: usize) {
        self.signal(number, Signal::STOP);
    }

    /// Lets a server go on.
    pub fn go_on(&self, number: usize) {
        self.signal(number, Signal::CONT);
    }

    /// Ends a server without a word.
    pub fn kill(&self, number: usize) {
        let mut servers = self.servers.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut running) = servers[number].running.take() {
            running.kill();
        }
    }

    /// Starts a server that was killed, at another address.
    pub fn start_again(&self, number: usize) {
        let server = self.serve(number);
        self.servers.write().unwrap_or_else(PoisonError::into_inner)[number] = server;
    }

    /// Kills PostgreSQL, and starts it again after a while.
    pub fn restart_postgres(&self, away: Duration) {
        let mut postgres = self.postgres.lock().unwrap_or_else(PoisonError::into_inner);
        postgres.kill();
        std::thread::sleep(away);
        postgres.start_again();
    }

    /// What a server has written to stderr.
    pub fn errors(&self, number: usize) -> String {
        let servers = self.servers.read().unwrap_or_else(PoisonError::into_inner);
        servers[number]
            .running
            .as_ref()
            .map_or_else(String::new, Running::errors)
    }

    /// Waits until every server says that it is well.
    #[track_caller]
    pub fn all_are_well(&self) {
        let until = Instant::now() + LONG;
        for number in 0..self.len() {
            while health(&self.way(number)) != Some(200) {
                assert!(
                    Instant::now() < until,
                    "server {number} does not recover: {}",
                    self.errors(number)
                );
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// The status of the health page.
pub fn health(way: &Way) -> Option<u16> {
    let answer = agent(Duration::from_secs(5))
        .get(format!("{}/health", way.address))
        .call();
    answer.ok().map(|response| response.status().as_u16())
}

/// A client of its own that gives up after a while.
pub fn agent(patience: Duration) -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_connect(Some(Duration::from_secs(1)))
        .timeout_recv_response(Some(patience))
        .build()
        .into()
}
