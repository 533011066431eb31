//! A whole workspace as plain files, which [`super::workspace_import`] reads again.
//!
//! ```text
//! workspace.json         what it is: format, ledger, size, checkpoint, state hash, records by kind
//! kinds/KIND.ndjson      one record on each line, by number
//! files/SHA256           every file that a record holds
//! ```
//!
//! The files hold the state, not the history: for history and proofs there is a backup.

use std::collections::{BTreeMap, BTreeSet};

use probity_core::ids::KindId;
use probity_core::record::Record;
use probity_core::register::Register;
use probity_core::rules::rights::Permission;
use probity_core::value::Value;
use serde::{Deserialize, Serialize};

use super::export::recorded;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::BlobHash;

/// The form of the files that is written today.
pub const FORMAT: u32 = 1;

/// `workspace.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the files.
    pub format: u32,
    /// The origin of the ledger that the state was folded from.
    pub origin: String,
    /// The key that its checkpoints verify under.
    pub key: String,
    /// Entries that were folded.
    pub size: u64,
    /// The signed note over them; none for an empty ledger.
    pub checkpoint: Option<String>,
    /// The hash of the state.
    pub state_hash: String,
    /// What is in `kinds/`, by name of the kind.
    pub kinds: BTreeMap<String, KindSummary>,
}

/// One file of `kinds/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSummary {
    /// Records in the file.
    pub records: u64,
    /// Version of the kind's declaration that the fields follow.
    pub schema: u32,
}

/// One line of a file of `kinds/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordLine {
    /// Its id.
    pub id: String,
    /// Its state, for kinds that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Whether it is put away.
    pub archived: bool,
    /// Entries it had; the import starts to count anew.
    pub revision: u32,
    /// When its first entry was recorded.
    pub created: String,
    /// When its newest entry was recorded.
    pub updated: String,
    /// Its values by name, in the form that entries carry; custom fields by the id of their declaration.
    pub fields: BTreeMap<String, serde_json::Value>,
}

/// Takes one file: its path, with `/`, and its content.
pub type WriteFile<'a> = &'a mut dyn FnMut(&str, &[u8]) -> Result<(), AppError>;

/// Writes the newest state of a workspace, all of it from one moment.
pub fn workspace_export(ctx: &Ctx, write: WriteFile<'_>) -> Result<Manifest, AppError> {
    let _allowed = ctx.authorize(Permission::Operate)?;
    let view = ctx.view();
    let register = &view.register;
    let mut manifest = Manifest {
        format: FORMAT,
        origin: origin(ctx.workspace.verifier_key()),
        key: ctx.workspace.verifier_key().to_owned(),
        size: register.size(),
        checkpoint: ctx.workspace.store().checkpoint_at_most(register.size())?,
        state_hash: register.state_hash(),
        kinds: BTreeMap::new(),
    };
    let mut files = BTreeSet::new();
    for (kind, decl) in register
        .kinds()
        .all()
        .filter(|(kind, _)| register.count(*kind) > 0)
    {
        let mut lines = Vec::new();
        for record in register.records(kind) {
            files.extend(files_of(record).map(|hash| (hash, record.id)));
            let line = record_line(register, kind, record);
            serde_json::to_writer(&mut lines, &line)
                .map_err(|error| AppError::Internal(error.to_string()))?;
            lines.push(b'\n');
        }
        write(&format!("kinds/{}.ndjson", decl.name), &lines)?;
        let records = register.count(kind) as u64;
        manifest.kinds.insert(
            decl.name.to_owned(),
            KindSummary {
                records,
                schema: decl.schema,
            },
        );
    }
    let mut written = None;
    for (hash, holder) in files {
        if written.replace(hash) == Some(hash) {
            continue;
        }
        let bytes = ctx.workspace.blobs().get(hash).map_err(|error| {
            let holder = holder.show(register.kinds());
            AppError::Missing(format!(
                "`{holder}` holds a file that cannot be read: {error}; run `probity fsck`"
            ))
        })?;
        write(&format!("files/{hash}"), &bytes)?;
    }
    // Last, so that a folder that was cut short is not taken for a whole one.
    let json = serde_json::to_vec_pretty(&manifest).map_err(|error| AppError::Internal(error.to_string()))?;
    write("workspace.json", &json)?;
    Ok(manifest)
}

fn record_line(register: &Register, kind: KindId, record: &Record) -> RecordLine {
    let fields = record.fields().iter().map(|(key, value)| {
        let (name, field_type) = register.name_and_type(kind, *key);
        (name, value.to_json(register.kinds(), field_type))
    });
    RecordLine {
        id: record.id.show(register.kinds()),
        state: register.state_code(record).map(str::to_owned),
        archived: record.archived,
        revision: record.revision,
        created: recorded(record.created_at).to_string(),
        updated: recorded(record.updated_at).to_string(),
        fields: fields.collect(),
    }
}

/// The files that a record holds now.
pub(super) fn files_of(record: &Record) -> impl Iterator<Item = BlobHash> + '_ {
    record.fields().iter().filter_map(|(_, value)| match value {
        Value::File(file) => file.sha256.parse().ok(),
        _ => None,
    })
}

/// The name of a verifier key, which is the origin of its ledger.
pub(super) fn origin(verifier_key: &str) -> String {
    verifier_key.split('+').next().unwrap_or_default().to_owned()
}
