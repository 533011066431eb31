//! Tables out again; [`read`](crate::read) reads them back the same.

mod csv;
mod ndjson;
mod xlsx;

pub(crate) use csv::unprotected;
pub use csv::{write_csv, write_csv_for_excel};
pub use ndjson::write_ndjson;
pub use xlsx::write_xlsx;
