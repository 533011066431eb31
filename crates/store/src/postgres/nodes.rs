//! Leases of workspaces and news of their ledgers. Time is the database's clock only.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use probity_app::ports::nodes::{Claim, Node, Nodes};
use probity_app::ports::{OperationalError, WorkspaceName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, NoTls, Row};

use super::Postgres;
use super::address::Address;
use super::columns::value;
use super::news::CHANNEL;
use crate::fault::{Fault, Trouble};

/// How long a waiting node goes without asking: while it hears news, and while it does not.
const ASK_AGAIN: Duration = Duration::from_secs(2);
const ASK_AGAIN_DEAF: Duration = Duration::from_millis(200);
/// Between two tries to listen.
const LISTEN_AGAIN: Duration = Duration::from_millis(500);

/// `probity_app::ports::Nodes` on PostgreSQL, with one connection that listens.
pub struct PostgresNodes {
    postgres: Postgres,
    news: Arc<News>,
    listener: Option<JoinHandle<()>>,
}

impl PostgresNodes {
    /// Begins to listen. It need not succeed now: it is tried again until this value goes.
    pub fn new(postgres: &Postgres) -> Self {
        let news = Arc::new(News::default());
        let listen = listen(postgres.shared.address.clone(), Arc::clone(&news));
        let listener = postgres.background().spawn(listen);
        Self {
            postgres: postgres.clone(),
            news,
            listener,
        }
    }

    fn size(&self, workspace: &WorkspaceName) -> Result<u64, OperationalError> {
        let sql = "SELECT size FROM ledgers WHERE workspace = $1";
        let size = self.postgres.run(async |connection| {
            let row = connection.query_one(sql, &[&workspace.as_str()]).await?;
            let size = row
                .map(|row| value::<i64>(&row, 0, || "ledgers".to_owned()))
                .transpose()?;
            Ok(size.unwrap_or(0))
        })?;
        Ok(u64::try_from(size).unwrap_or(0))
    }
}

impl Drop for PostgresNodes {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            listener.abort();
        }
    }
}

impl std::fmt::Debug for PostgresNodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgresNodes({})", self.postgres.name())
    }
}

impl Nodes for PostgresNodes {
    fn claim(&self, workspace: &WorkspaceName, me: &Node, ttl: Duration) -> Result<Claim, OperationalError> {
        // The end is reckoned before a wait for the row, so at worst a lease is shorter.
        let take = "INSERT INTO leases AS held (workspace, node, address, token, expires)
            VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))
            ON CONFLICT (workspace) DO UPDATE
            SET node = excluded.node, address = excluded.address, token = excluded.token, expires = excluded.expires
            WHERE held.node = excluded.node OR held.address = excluded.address OR held.expires <= clock_timestamp()";
        let seconds = ttl.as_secs_f64();
        let name = workspace.as_str();
        Ok(self.postgres.run(async |connection| {
            let row: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
                [&name, &me.id, &me.address, &me.token, &seconds];
            if connection.execute(take, &row).await? > 0 {
                return Ok(Claim::Mine);
            }
            match connection.query_one(LAST, &[&name]).await? {
                Some(row) => Ok(Claim::Theirs(node(&row)?)),
                // Rows are never removed.
                None => {
                    Err(Fault::damaged("leases", format!("the lease of `{workspace}` has vanished")).into())
                }
            }
        })?)
    }

    fn release(&self, workspace: &WorkspaceName, me: &Node) -> Result<(), OperationalError> {
        let sql = "UPDATE leases SET expires = least(expires, clock_timestamp()) WHERE workspace = $1 AND node = $2";
        let released = self
            .postgres
            .run(async |connection| connection.execute(sql, &[&workspace.as_str(), &me.id]).await);
        Ok(released.map(drop)?)
    }

    fn last(&self, workspace: &WorkspaceName) -> Result<Option<Node>, OperationalError> {
        Ok(self.postgres.run(async |connection| {
            let row = connection.query_one(LAST, &[&workspace.as_str()]).await?;
            row.map(|row| node(&row)).transpose()
        })?)
    }

    fn wait_for_change(
        &self,
        workspace: &WorkspaceName,
        known_size: u64,
        timeout: Duration,
    ) -> Result<(), OperationalError> {
        let mut left = timeout;
        loop {
            if self.size(workspace)? > known_size || left.is_zero() {
                return Ok(());
            }
            let waited = left.min(if self.news.is_listening() {
                ASK_AGAIN
            } else {
                ASK_AGAIN_DEAF
            });
            if self.news.wait(workspace, known_size, waited) {
                return Ok(());
            }
            left -= waited;
        }
    }
}

const LAST: &str = "SELECT node, address, token FROM leases WHERE workspace = $1";

fn node(row: &Row) -> Result<Node, Trouble> {
    let place = || "leases".to_owned();
    Ok(Node {
        id: value(row, 0, place)?,
        address: value(row, 1, place)?,
        token: value(row, 2, place)?,
    })
}

/// What was heard: the largest size of each workspace.
#[derive(Default)]
struct News {
    heard: Mutex<Heard>,
    changed: Condvar,
}

#[derive(Default)]
struct Heard {
    listening: bool,
    sizes: BTreeMap<String, u64>,
}

impl News {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_listening(&self) -> bool {
        self.heard().listening
    }

    fn set_listening(&self, listening: bool) {
        self.heard().listening = listening;
    }

    /// Takes in a message of the channel; one that is not understood is no news.
    fn hear(&self, message: &str) {
        let Some((workspace, size)) = message.split_once(' ') else {
            return;
        };
        let Ok(size) = size.parse::<u64>() else { return };
        let mut heard = self.heard();
        let known = heard.sizes.entry(workspace.to_owned()).or_default();
        *known = size.max(*known);
        drop(heard);
        self.changed.notify_all();
    }

    /// Waits for news of a larger size; whether there were any.
    fn wait(&self, workspace: &WorkspaceName, known_size: u64, timeout: Duration) -> bool {
        let old = |heard: &mut Heard| {
            heard
                .sizes
                .get(workspace.as_str())
                .is_none_or(|size| *size <= known_size)
        };
        let waited = self.changed.wait_timeout_while(self.heard(), timeout, old);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

/// Listens for ever, on one connection after the other.
async fn listen(address: Address, news: Arc<News>) {
    loop {
        // Why it ended does not matter: asking goes on.
        let _ = listen_once(&address, &news).await;
        news.set_listening(false);
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

async fn listen_once(address: &Address, news: &Arc<News>) -> Result<(), tokio_postgres::Error> {
    match &address.tls {
        Some(tls) => {
            let (client, connection) = address.config.connect(tls.clone()).await?;
            follow(&client, connection, news).await
        }
        None => {
            let (client, connection) = address.config.connect(NoTls).await?;
            follow(&client, connection, news).await
        }
    }
}

async fn follow<S, T>(
    client: &tokio_postgres::Client,
    mut connection: tokio_postgres::Connection<S, T>,
    news: &Arc<News>,
) -> Result<(), tokio_postgres::Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let begin = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        news.set_listening(true);
        // The connection is what ends.
        std::future::pending::<Result<(), tokio_postgres::Error>>().await
    };
    let hear = async {
        while let Some(message) = std::future::poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(notification) = message? {
                news.hear(notification.payload());
            }
        }
        Ok(())
    };
    tokio::select! {
        ended = begin => ended,
        ended = hear => ended,
    }
}
