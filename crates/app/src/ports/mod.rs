//! What the application needs from outside, as traits: storage of blobs, snapshots and
//! operational state, and the time.
//!
//! The ledger has its own contract, `probity_ledger::Store`. Implementations live in
//! `probity-store`; tests bring their own. Every trait states what is durable when a call
//! returns, because the order of writes (blob, then commit, then answer) rests on it.

pub mod blobs;
pub mod clock;
pub mod nodes;
pub mod operational;
pub mod snapshots;
pub mod stored_files;
pub mod workspace_name;
pub mod workspaces;

pub use blobs::{BlobError, BlobHash, BlobProblem, Blobs};
pub use clock::{Clock, SystemClock};
pub use nodes::{Claim, Forward, ForwardError, Forwarded, Node, Nodes};
pub use operational::{Operational, OperationalError};
pub use snapshots::{SnapshotError, Snapshots};
pub use stored_files::{Placed, StoredFiles};
pub use workspace_name::WorkspaceName;
pub use workspaces::Workspaces;
