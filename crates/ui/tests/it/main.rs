//! The pages through the real router, over a real data folder.

mod back;
mod bulk;
mod changes;
mod contrast;
mod discovery;
mod faults;
mod files;
mod forms;
mod graph;
mod guard;
mod home;
mod hostile;
mod import;
mod inbox;
mod ledger;
mod lists;
mod palette;
mod progress;
mod records;
mod rights;
mod rights_hostile;
mod rights_matrix;
mod rights_questions;
mod sign_in;
mod support;
mod views;
