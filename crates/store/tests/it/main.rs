//! Tests of the stores, in one binary.

mod backup;
mod blobs;
mod damage;
mod demo;
mod erase;
mod erased_again;
mod faults;
mod folder;
mod ledger;
mod new_epoch;
mod nodes;
mod operational;
mod operational_accounts;
mod operational_copy;
mod postgres_home;
mod postgres_ledger;
mod postgres_lost;
mod postgres_server;
mod sample;
mod saved_views;
mod server;
mod tamper;
