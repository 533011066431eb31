//! Is the list complete? What exports show, which record it belongs to, and what each unit states.
//!
//! - [`services`]: the table of widely used AI services. [`recognise()`]: whether a row speaks of one.
//! - [`matching`]: the system or use case that a candidate may belong to.
//! - [`facts`]: how fresh sources are, what waits, which unit stated what until when.
//!   [`gaps`]: what is missing.
//!
//! **Invariant:** pure, as all of the core. Whoever was seen using a service is counted and never named.

pub mod facts;
pub mod gaps;
pub mod matching;
mod reader;
pub mod recognise;
#[cfg(test)]
mod samples;
pub mod services;

pub use facts::{Facts, Freshness, QueueFacts, SourceFacts, StatementState, UnitFacts, Waiting};
pub use gaps::{Gap, GapCode};
pub use matching::{Matcher, Proposal, Sure, Wanted};
pub use reader::Reader;
pub use recognise::{Confidence, Facet, Sign, recognise, recognise_all};
pub use services::{Service, Services};
