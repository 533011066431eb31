//! Reading and writing whole files.

mod hostile;
mod inventories;
mod round_trip;
mod workbooks;
