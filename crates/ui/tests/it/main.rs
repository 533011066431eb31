//! The pages through the real router, over a real data folder.

mod back;
mod contrast;
mod faults;
mod files;
mod forms;
mod guard;
mod hostile;
mod import;
mod lists;
mod progress;
mod records;
mod sign_in;
mod support;
mod views;
