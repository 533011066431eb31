//! Is the list complete? What exports show, which record it belongs to, and what each unit states.
//!
//! - [`services`]: the table of widely used AI services. [`recognise()`]: whether a row speaks of one.
//!
//! **Invariant:** pure, as all of the core. Whoever was seen using a service is counted and never named.

pub mod recognise;
pub mod services;

pub use recognise::{Confidence, Facet, Sign, recognise};
pub use services::{Service, Services};
