//! Tests of the stores, in one binary.

mod blobs;
mod damage;
mod faults;
mod folder;
mod ledger;
mod operational;
mod sample;
