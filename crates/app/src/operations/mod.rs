//! What web, API and CLI call: one file per operation.

pub mod set_up;
pub mod list;
pub mod record;
