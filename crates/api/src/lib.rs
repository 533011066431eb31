//! The face for machines: operations by name, each with one request and one answer as JSON.
//!
//! - [`operations`]: one file for each. A command line runs them in its own process or sends them
//!   here; both run the same function, so both print the same.
//! - [`scope`]: who calls, in which workspace.
//! - [`problem`]: why an operation was not done, as sent (RFC 9457).
//! - [`router`]: `POST /api/v1/operations/NAME?workspace=NAME`, with a bearer token.
//!
//! **Invariant:** rights are those of the register. A token only says who calls.

pub mod internal;
pub mod operations;
pub mod problem;
pub mod router;
pub mod scope;

pub use operations::Operation;
pub use problem::Problem;
pub use router::{ApiState, router};
pub use scope::{Caller, Scope};
