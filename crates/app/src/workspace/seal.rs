//! From a decided draft to the bytes the ledger keeps, with chance from the operating system.

use probity_core::envelope::{Envelope, commitment, hex};
use probity_core::rules::Decision;
use probity_ledger::note::SignerKey;
use probity_ledger::{CommandId, Content, Entry, NewEntry};
use sha2::{Digest as _, Sha256};

use crate::error::AppError;

/// The longest envelope, in bytes.
const ENVELOPE_MAX_BYTES: usize = 1024;

/// The entries of a batch: envelopes, payloads and fresh salts.
pub(super) fn seal(
    decision: &Decision,
    batch: &str,
    actor: &str,
    at: i64,
) -> Result<Vec<NewEntry>, AppError> {
    let mut entries = Vec::with_capacity(decision.drafts.len());
    let mut salts = vec![0; decision.drafts.len() * 32];
    fill(&mut salts)?;
    for (place, draft) in decision.drafts.iter().enumerate() {
        let payload = draft.patch.to_bytes();
        let mut salt = [0; 32];
        salt.copy_from_slice(&salts[place * 32..(place + 1) * 32]);
        let envelope = decision.envelope(place, batch, actor, at, commitment(&salt, &payload));
        let leaf = envelope.to_leaf();
        if leaf.len() > ENVELOPE_MAX_BYTES {
            return Err(AppError::Internal(format!("an envelope of {} bytes", leaf.len())));
        }
        entries.push(NewEntry {
            leaf,
            subject: envelope.subject,
            content: Content { salt, payload },
        });
    }
    Ok(entries)
}

/// An id for a command whose caller did not bring one.
pub(super) fn random_command_id() -> Result<CommandId, AppError> {
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    CommandId::new(hex(&bytes)).ok_or_else(|| AppError::Internal("a random id has a wrong form".to_owned()))
}

/// A secret of the workspace, derived from its key and good for nothing else.
pub(super) fn request_secret(key: &SignerKey) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update("probity request secret v1\n");
    hash.update(key.to_secret_text());
    hash.finalize().into()
}

fn fill(bytes: &mut [u8]) -> Result<(), AppError> {
    getrandom::fill(bytes)
        .map_err(|error| AppError::Internal(format!("the operating system gives no random bytes: {error}")))
}

/// What is wrong with one stored entry, as only a reader of envelopes can tell. For `fsck`.
pub fn check_commitment(entry: &Entry) -> Vec<String> {
    let envelope = match Envelope::parse(&entry.leaf) {
        Ok(envelope) => envelope,
        Err(error) => return vec![error.to_string()],
    };
    let mut problems = Vec::new();
    if envelope.subject != entry.subject {
        problems.push(format!(
            "it is filed under `{}` and speaks of `{}`",
            entry.subject, envelope.subject
        ));
    }
    if let Some(content) = &entry.content
        && commitment(&content.salt, &content.payload) != envelope.content
    {
        problems.push("its content is not the content it was sequenced with".to_owned());
    }
    problems
}
