//! An append-only, tamper-evident ledger of opaque entries.
//!
//! - [`tree`]: RFC 6962 / RFC 9162 Merkle tree hashing, the growing right edge, roots.
//! - [`tile`]: the C2SP tlog-tiles layout of hashes.
//! - [`proof`]: inclusion and consistency proofs, made from tiles and verified without them.
//! - [`note`]: C2SP signed notes, Ed25519 signers and verifiers.
//! - [`checkpoint`]: C2SP tlog-checkpoint.
//! - [`keys`]: which key checkpoints verify under, where a ledger had several.
//! - [`tlog_proof`]: C2SP tlog-proof, the file that leaves the house.
//! - [`store`]: the contract a store keeps; [`memory`]: the store without a disk.
//! - [`sequencer`]: the only code that appends: assigns indices, grows the tree, signs.
//! - [`fsck`]: re-derives everything that a store holds and names what does not fit.
//!
//! **Invariant:** nothing here parses an entry. A leaf, a subject key and a payload are bytes;
//! what they mean is decided a layer above. This crate has no dependency on any other crate of
//! Probity and can be built alone by an auditor.

pub mod checkpoint;
pub mod fsck;
pub mod keys;
pub mod memory;
pub mod note;
pub mod proof;
pub mod sequencer;
pub mod store;
pub mod tile;
pub mod tlog_proof;
pub mod tree;

pub use store::{CommandId, Commit, CommittedCommand, Content, Entry, Head, NewEntry, Store, StoreError};
pub use tree::Hash;
