//! Use cases, one file per operation; the single writer of a workspace; ports.
//!
//! - [`ports`]: what the application needs from outside, as traits.
//! - [`instance`]: the workspaces of one process, and its operational state.
//! - [`workspace`]: one organisation's ledger, register and blobs, with its single writer.
//! - [`accounts`]: signing in.
//! - [`ctx`]: who acts, in which workspace.
//! - [`demo`]: a fictional organisation to look around in.
//! - [`operations`]: what web, API and CLI call; they call nothing else.
//! - [`error`]: why something could not be done, in words for people.
//!
//! **Invariant:** governance state changes only through [`workspace::Workspace::submit`].

pub mod accounts;
pub mod ctx;
pub mod demo;
pub mod error;
pub mod instance;
pub mod operations;
pub mod ports;
pub mod workspace;

pub use ctx::Ctx;
pub use error::AppError;
pub use instance::Instance;
pub use probity_ledger::CommandId;
pub use workspace::{Done, Parts, View, Workspace};
