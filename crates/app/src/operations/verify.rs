//! Checks proofs: needs no workspace, only the files and a key from a source that is trusted.

use probity_core::envelope::{Envelope, commitment};
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::note::VerifierKey;
use probity_ledger::proof::verify_consistency;
use probity_ledger::tlog_proof::TlogProof;
use probity_ledger::tree::Hash;
use serde::Serialize;

use super::proof::{Consistency, EntryFile};
use crate::error::AppError;

/// What a pair of proof files comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// The entry and what it says are those of the ledger.
    Proven(Proven),
    /// The entry is that of the ledger; what it said was removed for good.
    ProvenErased(Proven),
    /// Something was changed, or the key is of another ledger.
    NotProven {
        /// Why.
        reason: String,
    },
}

/// What is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proven {
    /// The ledger.
    pub origin: String,
    /// Place of the entry.
    pub index: u64,
    /// Entries in the ledger that was signed.
    pub size: u64,
    /// The entry itself.
    pub envelope: Envelope,
}

impl Verdict {
    /// Whether the entry stands as it was sequenced.
    pub fn is_proven(&self) -> bool {
        !matches!(self, Self::NotProven { .. })
    }

    /// The verdict in words.
    pub fn words(&self) -> String {
        let entry = |proven: &Proven| {
            let Proven {
                origin,
                index,
                size,
                envelope,
            } = proven;
            let at = super::export::recorded(envelope.at);
            format!(
                "entry {index} of {size} in the ledger `{origin}`: `{}` was {} by `{}` on {at}, revision {}",
                envelope.subject,
                envelope.verb.label(),
                envelope.actor,
                envelope.revision
            )
        };
        match self {
            Self::Proven(proven) => format!("PROVEN: {}", entry(proven)),
            Self::ProvenErased(proven) => {
                format!(
                    "PROVEN, ERASED: {}; what it said was removed from the ledger for good and cannot be replaced",
                    entry(proven)
                )
            }
            Self::NotProven { reason } => format!("NOT PROVEN: {reason}"),
        }
    }
}

/// Checks `NAME.tlog-proof` and `NAME.json` under a verifier key.
///
/// # Errors
/// [`AppError::Invalid`] when the key is not a key; everything wrong with the files is a verdict.
pub fn verify(tlog_proof: &str, json: &str, key: &str) -> Result<Verdict, AppError> {
    let key = parse_key(key)?;
    Ok(checked(tlog_proof, json, &key).unwrap_or_else(|reason| Verdict::NotProven { reason }))
}

/// Checks that the ledger of the newer checkpoint continues that of the older. `Ok(Err(..))` says why not.
///
/// # Errors
/// [`AppError::Invalid`] when the key is not a key.
pub fn check_consistency(
    files: &Consistency,
    key: &str,
) -> Result<Result<(Checkpoint, Checkpoint), String>, AppError> {
    let key = parse_key(key)?;
    Ok(consistent(files, &key))
}

fn consistent(files: &Consistency, key: &VerifierKey) -> Result<(Checkpoint, Checkpoint), String> {
    let old = Checkpoint::open(&files.old, key).map_err(|error| error.to_string())?;
    let new = Checkpoint::open(&files.new, key).map_err(|error| error.to_string())?;
    let hashes: Option<Vec<Hash>> = files
        .consistency
        .iter()
        .map(|text| Hash::from_base64(text))
        .collect();
    let hashes = hashes.ok_or("a line of the proof is not a hash in base64")?;
    verify_consistency(old.size, old.root, new.size, new.root, &hashes).map_err(|error| error.to_string())?;
    Ok((old, new))
}

fn parse_key(key: &str) -> Result<VerifierKey, AppError> {
    VerifierKey::parse(key.trim())
        .map_err(|error| AppError::Invalid(format!("`{}` is not a verifier key: {error}", key.trim())))
}

fn checked(tlog_proof: &str, json: &str, key: &VerifierKey) -> Result<Verdict, String> {
    let proof = TlogProof::parse(tlog_proof).map_err(|error| error.to_string())?;
    let entry: EntryFile = serde_json::from_str(json)
        .map_err(|error| format!("the entry's file cannot be understood: {error}"))?;
    let checkpoint = proof
        .verify(entry.envelope.as_bytes(), key)
        .map_err(|error| error.to_string())?;
    let envelope = Envelope::parse(entry.envelope.as_bytes()).map_err(|error| error.to_string())?;
    let committed = envelope.content.clone();
    let proven = Proven {
        origin: checkpoint.origin,
        index: proof.index,
        size: checkpoint.size,
        envelope,
    };
    match (entry.payload, entry.salt) {
        (None, None) => Ok(Verdict::ProvenErased(proven)),
        (Some(payload), Some(salt)) => {
            let salt = salt_bytes(&salt).ok_or("the salt is not 64 hexadecimal digits")?;
            if commitment(&salt, payload.as_bytes()) == committed {
                Ok(Verdict::Proven(proven))
            } else {
                Err("the content is not the content that the entry was sequenced with".to_owned())
            }
        }
        _ => Err("payload and salt must be there together".to_owned()),
    }
}

fn salt_bytes(text: &str) -> Option<[u8; 32]> {
    // The same form as that of a blob's hash.
    text.parse::<crate::ports::BlobHash>()
        .ok()
        .map(|bytes| *bytes.as_bytes())
}
