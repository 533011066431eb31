//! Pieces of pages, each built once.

pub mod attached;
pub mod chart;
pub mod chip;
pub mod dates;
pub mod form;
pub mod held;
pub mod input;
pub mod numbers;
pub mod value;
