//! The real binary, as scripts and people use it.

mod changes;
mod demo;
mod discover;
mod faults;
mod full;
mod help;
mod import;
mod kill;
mod nodes;
mod nodes_clients;
mod nodes_fleet;
mod nodes_store;
mod proofs;
mod reading;
mod remote;
mod running;
mod sandbox;
mod server;
mod whole;
mod writes;
