//! Test harness: builders, fixed clock, store contract suite. Never shipped.

pub mod clock;
pub mod fault;
pub mod store_contract;
