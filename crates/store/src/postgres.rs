//! PostgreSQL under everything that a server keeps, so that several servers can share it.
//!
//! [`Postgres`] is one database as one process uses it: a few connections and one thread that
//! moves their bytes. Everything else stands on it: the ledgers ([`PostgresStore`]), operational
//! state, blobs, workspaces, and the leases of nodes.
//!
//! **Who waits.** Calls block, on any thread: the caller's thread polls the future itself and sleeps
//! in between, so a call from inside another runtime cannot fail, it only holds that thread.
//!
//! **Lost connections.** A connection that is lost before its transaction was to be committed has
//! changed nothing, and the work is done once more on a fresh one. One that is lost while the server
//! was committing leaves the outcome open, and that is what the caller is told.

mod address;
mod blobs;
mod columns;
mod connection;
mod home;
mod ledger;
mod migrate;
mod news;
mod nodes;
mod schema;
mod stored_files;
mod tables;
mod trouble;
mod workspaces;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use probity_app::ports::OperationalError;
use tokio::sync::Semaphore;

use crate::background::Background;
use crate::fault::{Fault, Trouble};
use address::Address;
use connection::Connection;

pub use blobs::PostgresBlobs;
pub use home::PostgresHome;
pub use ledger::PostgresStore;
pub use nodes::PostgresNodes;
pub use tables::{PostgresOperational, PostgresTables};
pub use workspaces::PostgresWorkspaces;

/// Connections that one process opens at most, the one that listens aside.
const MAX_CONNECTIONS: usize = 12;
/// How long one piece of work may take before it is given up. Statements end before.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long opening waits for a server that is only just starting.
const STARTING: Duration = Duration::from_secs(10);
const STARTING_STEP: Duration = Duration::from_millis(250);

/// One database, as one process uses it. Clones share its connections.
#[derive(Clone)]
pub struct Postgres {
    shared: Arc<Shared>,
}

struct Shared {
    address: Address,
    background: Background,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Postgres {
    /// Opens a database by its address, such as `postgresql://probity@db.example/probity`, and brings
    /// its tables to this program's version. Waits some seconds for a server that is starting.
    ///
    /// # Errors
    /// When the address cannot be used, the server does not answer, or the tables were made by a
    /// newer program.
    pub fn open(url: &str) -> Result<Self, OperationalError> {
        let postgres = Self::at(url)?;
        postgres.wait(async {
            let mut left = STARTING;
            while let Err(error) = postgres.connect().await {
                if left.is_zero() || !error.may_pass() {
                    return Err(Fault::from(error));
                }
                tokio::time::sleep(STARTING_STEP).await;
                left = left.saturating_sub(STARTING_STEP);
            }
            Ok(())
        })?;
        postgres.run_long(async |connection| migrate::migrate(connection).await)?;
        Ok(postgres)
    }

    fn at(url: &str) -> Result<Self, Fault> {
        let address = Address::parse(url)?;
        let background = Background::start("postgres")?;
        Ok(Self {
            shared: Arc::new(Shared {
                address,
                background,
                idle: Mutex::default(),
                turns: Semaphore::new(MAX_CONNECTIONS),
            }),
        })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not, with the reason.
    pub fn ping(&self) -> Result<(), OperationalError> {
        Ok(self.run(async |connection| connection.batch("SELECT 1").await)?)
    }

    /// What the database is called in messages; no password.
    pub fn name(&self) -> &str {
        self.shared.address.name()
    }

    /// Why what the database calls committed may be lost with the machine, if that is so.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn not_durable_because(&self) -> Result<Option<String>, OperationalError> {
        let setting = |name: &'static str| format!("SELECT current_setting('{name}')");
        let off = self.run(async |connection| {
            let mut off = Vec::new();
            for name in ["fsync", "full_page_writes"] {
                if connection.first_word(&setting(name)).await? == "off" {
                    off.push(name);
                }
            }
            Ok(off)
        })?;
        let why = format!(
            "the PostgreSQL server has `{}` off: a crash of its machine loses data",
            off.join("`, `")
        );
        Ok((!off.is_empty()).then_some(why))
    }

    /// Does some work with a connection. `work` is done once more when the connection was lost
    /// before anything could have changed; see [`Trouble::Lost`].
    fn run<T>(&self, work: impl AsyncFn(&Connection) -> Result<T, Trouble>) -> Result<T, Fault> {
        Ok(self.attempt_twice(work)?)
    }

    /// As [`Self::run`], with the trouble as it was.
    fn attempt_twice<T>(&self, work: impl AsyncFn(&Connection) -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.run_for(Some(PATIENCE), work)
    }

    /// As [`Self::run`], for work that may take as long as it takes.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "closures are written where they are passed"
    )]
    fn run_long<T>(&self, work: impl AsyncFn(&Connection) -> Result<T, Trouble>) -> Result<T, Fault> {
        let answer = self.run_for(None, async |connection: &Connection| {
            connection.batch(connection::NO_LIMITS).await?;
            let answer = work(connection).await;
            connection.batch(connection::SETTINGS).await?;
            answer
        });
        Ok(answer?)
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "closures are written where they are passed"
    )]
    fn run_for<T>(
        &self,
        patience: Option<Duration>,
        work: impl AsyncFn(&Connection) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        self.wait(async {
            let _turn = self.turn().await?;
            let first = self.kept_or_new().await?;
            match self.attempt(&first, patience, &work).await {
                Err(Trouble::Lost(_)) => {
                    // The others are most likely lost too.
                    self.idle().clear();
                    let second = self.connect().await?;
                    let answer = self.attempt(&second, patience, &work).await;
                    self.keep(second);
                    answer
                }
                answer => {
                    self.keep(first);
                    answer
                }
            }
        })
    }

    async fn attempt<T>(
        &self,
        connection: &Connection,
        patience: Option<Duration>,
        work: &impl AsyncFn(&Connection) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let Some(patience) = patience else {
            return work(connection).await;
        };
        match tokio::time::timeout(patience, work(connection)).await {
            Ok(answer) => answer,
            Err(_) => {
                // Nobody knows what it would answer next.
                connection.give_up();
                let name = self.name();
                let why = format!(
                    "the database `{name}` did not answer within {} s",
                    patience.as_secs()
                );
                Err(Fault::Failed(why).into())
            }
        }
    }

    /// A place among the connections of this process.
    async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Fault> {
        let busy =
            || Fault::Failed("all connections to the database are busy; try again in a moment".to_owned());
        let turn = tokio::time::timeout(PATIENCE, self.shared.turns.acquire()).await;
        turn.map_err(|_| busy())?.map_err(|_| busy())
    }

    async fn kept_or_new(&self) -> Result<Connection, Trouble> {
        loop {
            let kept = self.idle().pop();
            match kept {
                Some(connection) if connection.is_usable() => return Ok(connection),
                Some(_) => {}
                None => return self.connect().await,
            }
        }
    }

    async fn connect(&self) -> Result<Connection, Trouble> {
        Connection::open(&self.shared.address).await
    }

    fn keep(&self, connection: Connection) {
        if connection.is_usable() {
            self.idle().push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn background(&self) -> &Background {
        &self.shared.background
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.background().wait(future)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({})", self.name())
    }
}
