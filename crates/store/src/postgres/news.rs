//! Telling other nodes that a ledger has grown. It is a hint: who misses it finds out by asking.

use probity_app::ports::WorkspaceName;

use super::connection::Connection;

/// The channel of `LISTEN`. A message is the workspace's name, a space, and its new size.
pub(super) const CHANNEL: &str = "probity_ledger";

/// In a small transaction of its own that nobody waits for: inside the commit's it would make all
/// commits of the database wait for each other. It need not survive a crash.
const TELL: &str = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";

/// Sends news without waiting for the answer.
pub(super) async fn tell(connection: &Connection, workspace: &WorkspaceName, size: u64) {
    let Ok(statement) = connection.prepared(TELL).await else {
        return;
    };
    let client = std::sync::Arc::clone(connection.client());
    let message = format!("{workspace} {size}");
    tokio::spawn(async move {
        // Missed news are found by asking.
        let _ = client.query(&statement, &[&CHANNEL, &message]).await;
    });
}
