//! Proof that an entry is in the ledger, as two files that need no server: see
//! `docs/guide/verify/README.md`.

use probity_core::envelope::{Envelope, hex};
use probity_core::ids::RecordId;
use probity_core::rules::rights::Permission;
use probity_ledger::Entry;
use probity_ledger::sequencer::{prove_consistency, prove_inclusion};
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::AppError;

/// The pair of files, and what they are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Place of the entry in the ledger.
    pub index: u64,
    /// The record.
    pub id: String,
    /// The revision that the entry made.
    pub revision: u32,
    /// `NAME.tlog-proof` (C2SP tlog-proof).
    pub tlog_proof: String,
    /// `NAME.json`: [`EntryFile`].
    pub json: String,
}

/// `NAME.json`: the entry that a proof is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFile {
    /// The leaf, to the byte: canonical JSON (RFC 8785).
    pub envelope: String,
    /// What the entry says; none once it was erased.
    pub payload: Option<String>,
    /// 32 random bytes in hexadecimal; none once it was erased.
    pub salt: Option<String>,
}

/// The proof of one revision of a record, or of its newest.
pub fn proof(ctx: &Ctx, id: &str, revision: Option<u32>) -> Result<Proof, AppError> {
    let view = ctx.view();
    let record = view
        .register
        .find(id)
        .filter(|record| ctx.visibility(&view).sees(&view.register, record));
    let record = record.ok_or_else(|| AppError::Missing(format!("there is no record `{id}`")))?;
    let wanted = revision.unwrap_or(record.revision);
    let subject = record.id.show(view.register.kinds());
    let entry = entry_of_revision(ctx, record.id, &subject, wanted)?;
    let tlog_proof = prove_inclusion(ctx.workspace.store(), entry.index, None)?.to_string();
    let json = entry_file(&entry)?;
    Ok(Proof {
        index: entry.index,
        id: subject,
        revision: wanted,
        tlog_proof,
        json,
    })
}

/// The proof of one entry by its place in the ledger. Needs the right to read the ledger.
pub fn proof_of_entry(ctx: &Ctx, index: u64) -> Result<Proof, AppError> {
    let _allowed = ctx.authorize(Permission::ReadLedger)?;
    let entry = ctx
        .workspace
        .store()
        .entries(index..index.saturating_add(1))?
        .into_iter()
        .next();
    let entry = entry.ok_or_else(|| AppError::Missing(format!("the ledger has no entry {index}")))?;
    let envelope = Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
    let tlog_proof = prove_inclusion(ctx.workspace.store(), index, None)?.to_string();
    let json = entry_file(&entry)?;
    Ok(Proof {
        index,
        id: envelope.subject,
        revision: envelope.revision,
        tlog_proof,
        json,
    })
}

fn entry_of_revision(ctx: &Ctx, record: RecordId, id: &str, revision: u32) -> Result<Entry, AppError> {
    let newest = ctx
        .view()
        .register
        .get(record)
        .map(|record| (record.revision, record.last_index));
    let entries = match newest {
        // The newest is found without reading the others.
        Some((newest, index)) if newest == revision => ctx.workspace.store().entries(index..index + 1)?,
        _ => ctx.workspace.store().subject_entries(id)?,
    };
    let makes = |entry: &Entry| {
        Envelope::parse(&entry.leaf)
            .is_ok_and(|envelope| envelope.subject == id && envelope.revision == revision)
    };
    entries.into_iter().find(makes).ok_or_else(|| {
        AppError::Missing(format!(
            "`{id}` has no revision {revision}: `probity history {id}` lists them"
        ))
    })
}

fn entry_file(entry: &Entry) -> Result<String, AppError> {
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|_| {
            AppError::Internal(format!("entry {} is not UTF-8: run `probity fsck`", entry.index))
        })
    };
    let file = EntryFile {
        envelope: text(&entry.leaf)?,
        payload: entry
            .content
            .as_ref()
            .map(|content| text(&content.payload))
            .transpose()?,
        salt: entry.content.as_ref().map(|content| hex(&content.salt)),
    };
    serde_json::to_string(&file).map_err(|error| AppError::Internal(error.to_string()))
}

/// Proof that the ledger only grew since a checkpoint that somebody kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    /// The checkpoint that was kept.
    pub old: String,
    /// The newest.
    pub new: String,
    /// Hashes in base64 (RFC 9162 §2.1.4).
    pub consistency: Vec<String>,
}

/// From a kept checkpoint to the newest. Refused when the kept one is of another ledger, is not signed
/// by its key, or speaks of more entries than there are: then the ledger was rolled back.
pub fn consistency(ctx: &Ctx, old: &str) -> Result<Consistency, AppError> {
    let _allowed = ctx.authorize(Permission::View)?;
    let open = |note: &str| ctx.workspace.keys().open(note);
    let kept = open(old).map_err(|error| AppError::Invalid(error.to_string()))?;
    let head = ctx.workspace.store().head()?;
    let new = head
        .checkpoint
        .ok_or_else(|| AppError::Missing("the ledger is empty".to_owned()))?;
    let newest = open(&new).map_err(|error| AppError::Internal(error.to_string()))?;
    let hashes = prove_consistency(ctx.workspace.store(), &kept, &newest)?;
    Ok(Consistency {
        old: old.to_owned(),
        new,
        consistency: hashes.into_iter().map(probity_ledger::Hash::to_base64).collect(),
    })
}
