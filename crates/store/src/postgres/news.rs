//! Telling other nodes that a ledger has grown. It is a hint: who misses it finds out by asking.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use probity_app::ports::WorkspaceName;
use tokio_postgres::types::ToSql;

use super::connection::Connection;

/// The channel of `LISTEN`. A message is the workspace's name, a space, and its new size.
pub(super) const CHANNEL: &str = "probity_ledger";

/// In a small transaction of its own that nobody waits for: inside the commit's it would make all
/// commits of the database wait for each other. It need not survive a crash.
const TELL: &str = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";

/// Sends news without waiting for the answer. It is sent before this returns, so that it cannot get
/// into the next transaction on this connection.
pub(super) async fn tell(connection: &Connection, workspace: &WorkspaceName, size: u64) {
    let Ok(statement) = connection.prepared(TELL).await else {
        // Missed news are found by asking.
        return;
    };
    let message = format!("{workspace} {size}");
    let parameters: [&(dyn ToSql + Sync); 2] = [&CHANNEL, &message];
    let mut asked = pin!(connection.client().query(&statement, &parameters));
    poll_fn(|context| {
        // It is sent when it is first polled.
        let _ = asked.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}
