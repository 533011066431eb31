//! The API through the real router and real stores.

mod bulk;
mod conforms;
mod description;
mod ledger;
mod lists;
mod others;
mod problems;
mod records;
mod rights;
mod rights_hostile;
mod rights_matrix;
mod rights_questions;
mod support;
