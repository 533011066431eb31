//! Rules: rights, and what a command turns into.

mod checks;
pub mod command;
pub mod decide;
mod fields;
mod mentions;
pub mod refusal;
pub mod rights;
mod special;
pub mod who_may;

pub use command::{Command, Materiality};
pub use decide::{Context, Decision, Draft, decide};
pub use refusal::{Refusal, RefusalKind};
