//! Tests in a real browser. They run by `cargo xtask test`, or with `--features browser`.

mod command;
mod contact_sheet;
mod crawl;
mod editing;
mod first_minutes;
mod harness;
mod importing;
mod keyboard;
mod lists;
mod merging;
mod palette;
mod phone;
mod proving;
mod questions;
mod sign_in;
mod without_script;
