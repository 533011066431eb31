//! One entry with its proof, as a page shows it: the files, what the server itself finds when it checks
//! them, and what a browser needs to check them without the server's word.

use probity_core::envelope::Envelope;

use super::proof::{EntryFile, Proof, proof, proof_of_entry};
use super::verify::{Verdict, verify};
use crate::ctx::Ctx;
use crate::error::AppError;

/// An entry, its proof, and the server's own check of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedEntry {
    /// The pair of files.
    pub files: Proof,
    /// What checking them comes to, under the workspace's key.
    pub verdict: Verdict,
    /// The entry's envelope.
    pub envelope: Envelope,
    /// The leaf, to the byte.
    pub leaf: String,
    /// What the entry says, as canonical JSON; none once it was erased.
    pub payload: Option<String>,
}

/// One entry by its place. Needs the right to read the ledger.
///
/// # Errors
/// Those of [`proof_of_entry`].
pub fn checked_entry(ctx: &Ctx, index: u64) -> Result<CheckedEntry, AppError> {
    checked(ctx, proof_of_entry(ctx, index)?)
}

/// The newest entry of a record that the actor sees.
///
/// # Errors
/// Those of [`proof`].
pub fn checked_record(ctx: &Ctx, id: &str) -> Result<CheckedEntry, AppError> {
    checked(ctx, proof(ctx, id, None)?)
}

fn checked(ctx: &Ctx, files: Proof) -> Result<CheckedEntry, AppError> {
    let broken = |what: &dyn std::fmt::Display| AppError::Internal(what.to_string());
    let verdict = verify(&files.tlog_proof, &files.json, ctx.workspace.verifier_key())?;
    let entry: EntryFile = serde_json::from_str(&files.json).map_err(|error| broken(&error))?;
    let envelope = Envelope::parse(entry.envelope.as_bytes()).map_err(|error| broken(&error))?;
    Ok(CheckedEntry {
        files,
        verdict,
        envelope,
        leaf: entry.envelope,
        payload: entry.payload,
    })
}
