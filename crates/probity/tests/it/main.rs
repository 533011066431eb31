//! The real binary, as scripts and people use it.

mod changes;
mod demo;
mod faults;
mod full;
mod help;
mod import;
mod kill;
mod proofs;
mod reading;
mod remote;
mod running;
mod sandbox;
mod server;
mod whole;
mod writes;
