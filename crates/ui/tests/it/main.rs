//! The pages through the real router, over a real data folder.

mod contrast;
mod forms;
mod guard;
mod hostile;
mod import;
mod lists;
mod records;
mod sign_in;
mod support;
