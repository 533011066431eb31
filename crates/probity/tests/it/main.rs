//! The real binary, as scripts and people use it.

mod changes;
mod demo;
mod faults;
mod help;
mod import;
mod proofs;
mod reading;
mod sandbox;
mod server;
mod whole;
