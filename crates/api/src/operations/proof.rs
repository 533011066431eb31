//! Proof of one entry as a pair of files.

use probity_app::AppError;
use probity_app::operations::proof::{proof, proof_of_entry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::scope::Scope;

/// Proves that an entry is in the ledger.
pub struct Proof;

/// Which entry: by record and revision, or by its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofRequest {
    /// The record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its revision; the newest when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// Place in the ledger, in place of record and revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
}

/// The pair of files, and what they are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProofFiles {
    /// Place of the entry in the ledger.
    pub index: u64,
    /// The record.
    pub id: String,
    /// The revision that the entry made.
    pub revision: u32,
    /// `NAME.tlog-proof` (C2SP tlog-proof).
    pub tlog_proof: String,
    /// `NAME.json`: envelope, payload, salt.
    pub json: String,
}

impl Operation for Proof {
    const NAME: &'static str = "proof";
    type Request = ProofRequest;
    type Answer = ProofFiles;

    fn run(scope: &Scope<'_>, request: ProofRequest) -> Result<ProofFiles, AppError> {
        let ctx = scope.ctx()?;
        let found = match (request.id, request.index) {
            (Some(id), None) => proof(&ctx, &id, request.revision)?,
            (None, Some(index)) => proof_of_entry(&ctx, index)?,
            _ => {
                return Err(AppError::Invalid(
                    "a proof is of one record or of one entry: give `id` or `index`".to_owned(),
                ));
            }
        };
        let probity_app::operations::proof::Proof {
            index,
            id,
            revision,
            tlog_proof,
            json,
        } = found;
        Ok(ProofFiles {
            index,
            id,
            revision,
            tlog_proof,
            json,
        })
    }
}
