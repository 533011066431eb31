//! Tests in a real browser. They run by `cargo xtask test`, or with `--features browser`.

mod harness;
