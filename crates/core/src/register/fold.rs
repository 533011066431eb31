//! `apply`: how an entry changes the register. Total over every entry a released version wrote.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{Mention, Register};
use crate::envelope::{Envelope, EnvelopeError, Verb};
use crate::ids::{Actor, FieldKey, RecordId};
use crate::kind::FieldType;
use crate::patch::Patch;
use crate::record::Record;
use crate::value::Value;

/// An entry as it comes from a store.
#[derive(Clone, Copy, Debug)]
pub struct FoldEntry<'a> {
    /// Place in the ledger.
    pub index: u64,
    /// The envelope's bytes.
    pub leaf: &'a [u8],
    /// The patch's bytes; `None` once erased.
    pub payload: Option<&'a [u8]>,
}

/// An entry that is understood: what the fold does is decided by this and nothing else.
#[derive(Clone, Debug)]
pub struct FoldStep {
    /// Place in the ledger.
    pub index: u64,
    /// Who caused it.
    pub actor: Actor,
    /// When it was recorded, milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// What it does.
    pub verb: Verb,
    /// The record it changes.
    pub subject: RecordId,
    /// Whether it is material.
    pub material: bool,
    /// The patch under today's schema; `None` once erased.
    pub patch: Option<Patch>,
}

/// Why folding stops. The workspace is read-only from there on; nothing is skipped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// Written by a release newer than this one.
    #[error("entry {index} was written by a newer release of Probity ({what}): upgrade to go on writing")]
    Newer {
        /// Which entry.
        index: u64,
        /// What is not known here.
        what: String,
    },
    /// Not what any release writes.
    #[error("entry {index} cannot be read: {what}")]
    Damaged {
        /// Which entry.
        index: u64,
        /// What is wrong.
        what: String,
    },
    /// The next entry is not the one after the last.
    #[error("entry {index} came where entry {expected} was expected")]
    OutOfOrder {
        /// Which entry came.
        index: u64,
        /// Which was expected.
        expected: u64,
    },
}

impl FoldStep {
    /// Reads an entry, lifting its payload to today's schema.
    pub fn read(register: &Register, entry: &FoldEntry<'_>) -> Result<(Envelope, Self), FoldError> {
        let index = entry.index;
        let damaged = |what: String| FoldError::Damaged { index, what };
        let envelope = Envelope::parse(entry.leaf).map_err(|error| match error {
            EnvelopeError::Newer(version) => FoldError::Newer {
                index,
                what: format!("envelope format {version}"),
            },
            EnvelopeError::Malformed(what) => damaged(what),
        })?;
        let kinds = register.kinds;
        let newer = |what: String| FoldError::Newer { index, what };
        let subject = RecordId::parse(kinds, &envelope.subject)
            .ok_or_else(|| newer(format!("subject `{}`", envelope.subject)))?;
        let decl = kinds.decl(subject.kind);
        let version = envelope
            .schema
            .strip_prefix(decl.name)
            .and_then(|rest| rest.strip_prefix('/')?.parse::<u32>().ok())
            .ok_or_else(|| {
                damaged(format!(
                    "schema `{}` does not belong to `{}`",
                    envelope.schema, envelope.subject
                ))
            })?;
        if version > decl.schema {
            return Err(newer(format!("schema `{}`", envelope.schema)));
        }
        let actor =
            Actor::parse(&envelope.actor).ok_or_else(|| newer(format!("actor `{}`", envelope.actor)))?;
        let patch = match entry.payload {
            None => None,
            Some(bytes) => Some(read_patch(bytes, version, decl).map_err(damaged)?),
        };
        let step = Self {
            index,
            actor,
            at: envelope.at,
            verb: envelope.verb,
            subject,
            material: envelope.material,
            patch,
        };
        Ok((envelope, step))
    }
}

/// Payload bytes to a patch under today's schema.
pub(crate) fn read_patch(bytes: &[u8], version: u32, decl: &crate::kind::KindDecl) -> Result<Patch, String> {
    if version == decl.schema {
        return serde_json::from_slice(bytes).map_err(|error| format!("its payload is not a patch: {error}"));
    }
    let mut json: serde_json::Map<String, Json> =
        serde_json::from_slice(bytes).map_err(|error| format!("its payload is not a patch: {error}"))?;
    for step in version..decl.schema {
        if let Some(upcast) = decl.upcast {
            json = upcast(step, json);
        }
    }
    serde_json::from_value(Json::Object(json))
        .map_err(|error| format!("its lifted payload is not a patch: {error}"))
}

impl Register {
    /// Folds one entry from a store.
    pub fn apply(&mut self, entry: &FoldEntry<'_>) -> Result<RecordId, FoldError> {
        let (_, step) = FoldStep::read(self, entry)?;
        self.apply_step(&step)?;
        Ok(step.subject)
    }

    /// Folds one understood entry. The same function serves rebuild, tail and `decide`'s overlay.
    pub fn apply_step(&mut self, step: &FoldStep) -> Result<(), FoldError> {
        if step.index != self.size {
            return Err(FoldError::OutOfOrder {
                index: step.index,
                expected: self.size,
            });
        }
        let old = self.get(step.subject).cloned();
        let mut record = match &old {
            Some(record) => Record::clone(record),
            None => Record::new(step.subject, step.actor, step.at, step.index),
        };
        record.revision += 1;
        record.updated_at = step.at;
        record.last_index = step.index;
        if step.material || old.is_none() {
            record.material_index = step.index;
        }
        if step.verb == Verb::Erase {
            let all = record.fields().iter().map(|(key, _)| (*key, None)).collect();
            record.change(all);
            record.state = 0;
            record.archived = false;
        }
        if let Some(patch) = &step.patch {
            self.apply_patch(&mut record, patch, step.index)?;
        }
        self.put(old.as_deref(), record);
        self.follow_mentions(step);
        self.size += 1;
        self.at = step.at;
        Ok(())
    }

    /// A remark mentions people until its content is erased or its time is over.
    fn follow_mentions(&mut self, step: &FoldStep) {
        if let Some(patch) = &step.patch {
            for index in &patch.erased {
                self.mentions.forget(*index);
            }
            let person = self.kinds.by_name("person");
            let mut people: Vec<u32> = patch
                .mentions
                .iter()
                .filter_map(|id| RecordId::parse(self.kinds, id))
                .filter(|id| Some(id.kind) == person)
                .map(|id| id.number)
                .collect();
            people.sort_unstable();
            people.dedup();
            if !people.is_empty() {
                self.mentions.note(Mention {
                    record: step.subject,
                    index: step.index,
                    at: step.at,
                    by: step.actor,
                    people: people.into(),
                });
            }
        }
        self.mentions.expire(step.at);
    }

    fn apply_patch(&self, record: &mut Record, patch: &Patch, index: u64) -> Result<(), FoldError> {
        let decl = self.kinds.decl(record.id.kind);
        let mut changes = Vec::with_capacity(patch.set.len() + patch.unset.len());
        for name in &patch.unset {
            changes.push((self.field_for_fold(record.id, name, index)?.0, None));
        }
        for (name, json) in &patch.set {
            let (key, field_type) = self.field_for_fold(record.id, name, index)?;
            changes.push((key, lenient(self, field_type, json)));
        }
        for (name, ids) in &patch.link {
            let (key, _) = self.field_for_fold(record.id, name, index)?;
            let mut linked = linked_after(record, &changes, key);
            linked.extend(ids.iter().filter_map(|id| RecordId::parse(self.kinds, id)));
            linked.sort_unstable();
            linked.dedup();
            changes.push((key, references(linked)));
        }
        for (name, ids) in &patch.unlink {
            let (key, _) = self.field_for_fold(record.id, name, index)?;
            let gone: Vec<RecordId> = ids
                .iter()
                .filter_map(|id| RecordId::parse(self.kinds, id))
                .collect();
            let mut linked = linked_after(record, &changes, key);
            linked.retain(|id| !gone.contains(id));
            changes.push((key, references(linked)));
        }
        record.change(changes);
        if let Some(code) = &patch.state {
            let unknown = || FoldError::Newer {
                index,
                what: format!("state `{code}`"),
            };
            record.state = decl
                .lifecycle
                .and_then(|lifecycle| lifecycle.state(code))
                .ok_or_else(unknown)?;
        }
        if let Some(archived) = patch.archived {
            record.archived = archived;
        }
        Ok(())
    }

    fn field_for_fold(
        &self,
        id: RecordId,
        name: &str,
        index: u64,
    ) -> Result<(FieldKey, FieldType), FoldError> {
        if let Some((key, decl)) = self.kinds.decl(id.kind).field(name) {
            return Ok((key, decl.field_type));
        }
        match self.custom_field(name) {
            Some(view) => Ok((view.key, view.field_type)),
            None => Err(FoldError::Newer {
                index,
                what: format!("field `{name}` of `{}`", id.show(self.kinds)),
            }),
        }
    }

    fn put(&mut self, old: Option<&Record>, record: Record) {
        let id = record.id;
        let before: Vec<_> = old.map(|old| old.references().collect()).unwrap_or_default();
        let after: Vec<_> = record.references().collect();
        for (field, target) in before.iter().filter(|link| !after.contains(link)) {
            self.reverse.remove(&(*target, id, *field));
        }
        for (field, target) in after.iter().filter(|link| !before.contains(link)) {
            self.reverse.insert((*target, id, *field));
        }
        let table = &mut self.tables[usize::from(id.kind.0)];
        table.highest = table.highest.max(id.number);
        table.records.insert(id.number, Arc::new(record));
    }

    pub(super) fn restore_table(&mut self, kind: crate::ids::KindId, highest: u32, records: Vec<Record>) {
        for record in &records {
            for (field, target) in record.references() {
                self.reverse.insert((target, record.id, field));
            }
        }
        let table = &mut self.tables[usize::from(kind.0)];
        table.highest = highest;
        table.records = records
            .into_iter()
            .map(|record| (record.id.number, Arc::new(record)))
            .collect();
    }

    pub(super) fn restore_mentions(&mut self, mentions: Vec<Mention>) {
        mentions
            .into_iter()
            .for_each(|mention| self.mentions.note(mention));
    }

    pub(super) fn restore_head(&mut self, size: u64, at: i64) {
        self.size = size;
        self.at = at;
    }

    pub(super) fn highest(&self, kind: crate::ids::KindId) -> u32 {
        self.tables[usize::from(kind.0)].highest
    }
}

/// What a field of several references holds after the changes so far.
fn linked_after(record: &Record, changes: &[(FieldKey, Option<Value>)], key: FieldKey) -> Vec<RecordId> {
    let changed = changes.iter().rev().find(|(known, _)| *known == key);
    let held = changed.map_or_else(|| record.get(key), |(_, value)| value.as_ref());
    held.map(|value| value.references().to_vec()).unwrap_or_default()
}

fn references(ids: Vec<RecordId>) -> Option<Value> {
    (!ids.is_empty()).then(|| Value::References(ids.into()))
}

/// A value that today's rules would refuse was legal when it was written: it is kept as text.
fn lenient(register: &Register, field_type: FieldType, json: &Json) -> Option<Value> {
    Value::from_json(register.kinds, field_type, json).unwrap_or_else(|_| {
        let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
        Some(Value::Text(text.into()))
    })
}
