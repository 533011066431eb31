//! One connection: what is set on it, what is prepared on it, and when it is given up.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, SimpleQueryMessage, Statement};

use super::address::Address;
use crate::fault::{Fault, Trouble};

/// Set on every connection, whatever the server's own settings say.
///
/// A commit is on the disk before it is answered, and on the standby too where the server has one
/// that it waits for. Nobody holds a ledger's lock for long: not a statement, and not a node that
/// stopped in the middle of a transaction.
pub(super) const SETTINGS: &str = "
    SET synchronous_commit = on;
    SET statement_timeout = '30s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '5s';
    SET search_path = probity;
    SET client_min_messages = warning;
    SET default_transaction_isolation = 'read committed';
    SET jit = off";

/// For work that takes as long as it takes. [`SETTINGS`] puts the limits back.
pub(super) const NO_LIMITS: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

/// Begins a transaction that only reads, and sees one state however many statements it has.
pub(super) const ONE_MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Ends a transaction for good. A time limit that ends the wait for a standby would not take the commit
/// back but acknowledge it before the standby has it, so there is none here.
pub(super) const COMMIT: &str = "SET LOCAL statement_timeout = 0; COMMIT";

/// Parameters of a statement, in order.
pub(super) type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection that is in no transaction.
pub(super) struct Connection {
    client: Arc<Client>,
    prepared: Mutex<BTreeMap<&'static str, Statement>>,
    backend: Backend,
    given_up: AtomicBool,
}

/// The server's side of a connection, so that it can be found again after the connection is lost.
#[derive(Clone, Debug)]
pub(super) struct Backend {
    pub(super) process: i32,
    /// Process ids are used again; with this it is the same one.
    pub(super) started: String,
}

impl Connection {
    /// Must be called inside the runtime whose thread is to move the bytes.
    pub(super) async fn open(address: &Address) -> Result<Self, Trouble> {
        let client = match &address.tls {
            Some(tls) => {
                let (client, connection) = address.config.connect(tls.clone()).await?;
                tokio::spawn(connection);
                client
            }
            None => {
                let (client, connection) = address.config.connect(NoTls).await?;
                tokio::spawn(connection);
                client
            }
        };
        client.batch_execute(SETTINGS).await?;
        let row = client
            .query_one(
                "SELECT pg_backend_pid(), backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()",
                &[],
            )
            .await?;
        let backend = Backend {
            process: row.try_get(0)?,
            started: row.try_get(1)?,
        };
        Ok(Self {
            client: Arc::new(client),
            prepared: Mutex::default(),
            backend,
            given_up: AtomicBool::new(false),
        })
    }

    /// Whether it can be used again.
    pub(super) fn is_usable(&self) -> bool {
        !self.client.is_closed() && !self.given_up.load(Ordering::Relaxed)
    }

    /// Never to be used again: it may be in the middle of something.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    pub(super) fn backend(&self) -> &Backend {
        &self.backend
    }

    /// For what is sent without waiting for the answer.
    pub(super) fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// A statement, prepared on this connection once.
    pub(super) async fn prepared(&self, sql: &'static str) -> Result<Statement, Trouble> {
        let known = self.statements().get(sql).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(sql).await?;
        self.statements().insert(sql, statement.clone());
        Ok(statement)
    }

    fn statements(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, Statement>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of a query.
    pub(super) async fn query(
        &self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, Trouble> {
        let statement = self.prepared(sql).await?;
        Ok(self.client.query(&statement, parameters).await?)
    }

    /// The first row of a query, if there is one.
    pub(super) async fn query_one(
        &self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Option<Row>, Trouble> {
        Ok(self.query(sql, parameters).await?.into_iter().next())
    }

    /// Carries out a statement and says how many rows it met.
    pub(super) async fn execute(
        &self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<u64, Trouble> {
        let statement = self.prepared(sql).await?;
        Ok(self.client.execute(&statement, parameters).await?)
    }

    /// Statements without parameters or answers.
    pub(super) async fn batch(&self, sql: &str) -> Result<(), Trouble> {
        Ok(self.client.batch_execute(sql).await?)
    }

    /// The first value of the first row, as text; empty when there is none.
    pub(super) async fn first_word(&self, sql: &str) -> Result<String, Trouble> {
        let messages = self.client.simple_query(sql).await?;
        let value = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        Ok(value.unwrap_or_default())
    }

    /// All of `work` or nothing. A connection that is lost before the end has changed nothing; one that
    /// is lost during the commit gives a fault, because then it is not known.
    pub(super) async fn transaction<T>(
        &self,
        work: impl AsyncFnOnce() -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        self.batch("BEGIN").await?;
        match work().await {
            Ok(answer) => match self.batch(COMMIT).await {
                Ok(()) => Ok(answer),
                Err(Trouble::Lost(why)) => {
                    self.give_up();
                    let why = format!(
                        "the connection to the database broke, and it is not known whether the change was written: {why}"
                    );
                    Err(Fault::Failed(why).into())
                }
                Err(other) => Err(other),
            },
            Err(trouble) => {
                self.roll_back().await;
                Err(trouble)
            }
        }
    }

    /// Ends a transaction without a trace. If that fails the connection is given up, which does the same.
    pub(super) async fn roll_back(&self) {
        if self.batch("ROLLBACK").await.is_err() {
            self.give_up();
        }
    }
}
