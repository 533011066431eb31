//! Dates as people type them and as spreadsheet programs mangle them.

mod order;
mod parse;
mod time;
mod tokens;

pub use order::ColumnOrder;
pub use parse::{DateGuess, DateReading, NotADate, Precision, parse_date_text};
