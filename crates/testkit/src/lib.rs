//! Test harness: builders, fixed clock, store contract suite. Never shipped.

pub mod app;
pub mod clock;
pub mod failing;
pub mod fault;
pub mod memory;
pub mod nodes;
pub mod postgres;
pub mod store_contract;
