//! Probity: a self-hosted AI management system.
fn main() {}
