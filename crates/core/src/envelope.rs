//! The envelope: the leaf of the ledger's tree. Ids only, no names and no content.
//!
//! Canonical JSON (RFC 8785): strings, booleans and integers below 2^53. What an entry says lies
//! beside it and is committed to by `content = SHA-256(salt ‖ payload)`, so both can be erased
//! while every proof stays valid.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The version of the envelope's own form.
pub const FORMAT: u32 = 1;

/// What an entry does. Stored by name; a name never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// The first entry of a record.
    Create,
    /// Fields or links change.
    Revise,
    /// The state changes.
    Move,
    /// A remark.
    Comment,
    /// Put away or brought back.
    Archive,
    /// Content of earlier entries was removed for good.
    Erase,
    /// What survives of erased content is said again.
    Restate,
}

impl Verb {
    /// The word for people, in the past.
    pub fn label(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Revise => "changed",
            Self::Move => "moved",
            Self::Comment => "commented",
            Self::Archive => "archived",
            Self::Erase => "erased",
            Self::Restate => "restated",
        }
    }
}

/// Which batch an entry belongs to. Folding, as-of and checkpoints step on batch ends only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPlace {
    /// Id of the command that made the batch.
    pub id: String,
    /// Place in the batch, from 0.
    pub place: u32,
    /// Entries in the batch.
    pub count: u32,
}

/// The leaf of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Who caused it: an id.
    pub actor: String,
    /// When it was recorded, in milliseconds since 1970-01-01 UTC; never before the entry before it.
    pub at: i64,
    /// The batch it belongs to.
    pub batch: BatchPlace,
    /// `SHA-256(salt ‖ payload)`, lower-case hexadecimal.
    pub content: String,
    /// True when the declaration of its day marked a changed field or link as material.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub material: bool,
    /// Revision of the subject after this entry, from 1.
    pub revision: u32,
    /// Name and version of the payload's schema: `system/1`.
    pub schema: String,
    /// The record it speaks of: `SYS-12`.
    pub subject: String,
    /// Version of this form.
    pub v: u32,
    /// What it does.
    pub verb: Verb,
}

/// Why a leaf cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Written by a newer release: stop here, do not skip.
    #[error(
        "the entry has format {0}, which is newer than this release of Probity reads: upgrade to open this workspace for writing"
    )]
    Newer(u32),
    /// Not an envelope.
    #[error("the entry is not a readable envelope: {0}")]
    Malformed(String),
}

impl Envelope {
    /// Canonical JSON: the bytes that are hashed into the tree.
    pub fn to_leaf(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self).expect("an envelope holds only strings, booleans and integers")
    }

    /// Reads a leaf.
    pub fn parse(leaf: &[u8]) -> Result<Self, EnvelopeError> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        match serde_json::from_slice::<Self>(leaf) {
            Ok(envelope) if envelope.v == FORMAT => Ok(envelope),
            Ok(envelope) => Err(EnvelopeError::Newer(envelope.v)),
            Err(error) => match serde_json::from_slice::<Version>(leaf) {
                Ok(version) if version.v > FORMAT => Err(EnvelopeError::Newer(version.v)),
                _ => Err(EnvelopeError::Malformed(error.to_string())),
            },
        }
    }
}

/// `SHA-256(salt ‖ payload)` in lower-case hexadecimal.
pub fn commitment(salt: &[u8; 32], payload: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(payload);
    hex(&hash.finalize())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |place: u8| char::from(DIGITS[usize::from(place)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
