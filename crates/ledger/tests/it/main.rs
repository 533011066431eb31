//! Tests of the ledger through its public face.

mod fsck;
mod notes;
mod proofs;
mod sequencer;
mod support;
mod verifiers;

/// The suite that every store must pass. Taken by its path, because its crate depends on crates
/// above this one, which this crate must build and be tested without.
#[path = "../../../testkit/src/store_contract.rs"]
mod store_contract;
