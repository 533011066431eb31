//! The domain of Probity, pure: no input or output, clock, randomness or async.
//!
//! - [`kind`]: one declaration per record kind, from which forms, tables, filters, imports and
//!   history are made; one file per kind in `src/kind/`.
//! - [`ids`], [`value`], [`record`]: what a record is.
//! - [`envelope`], [`patch`]: what an entry of the ledger says.
//! - [`register`]: the fold of a ledger into an immutable snapshot, its hash, its links.
//! - [`rules`]: who may do what, and what a command turns into: `decide`.
//! - [`query`]: filter, search, sort.
//! - [`completeness`]: is the list complete: signs of AI in exports, statements of units.
//! - [`history`]: what changed between entries, for people.
//! - [`graph`]: what hangs together with what.
//!
//! **Invariant:** no storage, no network, no clock here. Time and chance come in as arguments.
//! **Invariant:** the register is a pure fold of entries; what is shown is computed from it.

pub mod completeness;
pub mod envelope;
pub mod graph;
pub mod history;
pub mod ids;
pub mod kind;
pub mod patch;
pub mod query;
pub mod record;
pub mod register;
pub mod rules;
pub mod value;

pub use ids::{Actor, FieldKey, KindId, RecordId};
pub use kind::{FieldDecl, FieldType, KindDecl, Kinds};
pub use record::Record;
pub use register::Register;
pub use value::Value;
