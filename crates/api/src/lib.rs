//! The face for machines: operations by name, each with one request and one answer as JSON.
//!
//! - [`operations`]: one file for each. A command line runs them in its own process or sends them
//!   here; both run the same function, so both print the same.
//! - [`scope`]: who calls, in which workspace.
//! - [`problem`]: why something was not done, as sent (RFC 9457).
//! - `rest`: every address below `/api/v1`, one file for each resource; the operations are among them.
//! - [`openapi`]: the description, made from the same list of addresses.
//! - `reference`: the description as pages for people.
//! - [`router`]: the addresses of this face, with a bearer token.
//!
//! **Invariant:** rights are those of the register. A token only says who calls.

pub mod internal;
pub mod openapi;
pub mod operations;
pub mod problem;
mod reference;
mod rest;
pub mod router;
pub mod scope;

pub use operations::Operation;
pub use problem::Problem;
pub use router::{ApiState, router};
pub use scope::{Caller, Scope};
