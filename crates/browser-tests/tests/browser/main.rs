//! Tests in a real browser. They run by `cargo xtask test`, or with `--features browser`.

mod command;
mod crawl;
mod first_minutes;
mod harness;
mod sign_in;
