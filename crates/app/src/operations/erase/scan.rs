//! One pass over the ledger: which entries hold the words, which files they speak of.

use std::collections::{BTreeMap, BTreeSet};

use probity_core::envelope::{Envelope, Verb};
use probity_core::ids::RecordId;
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_core::register::Register;
use probity_ledger::Entry;
use probity_ledger::tree::leaf_hash;
use serde_json::Value as Json;

use super::needles::Needles;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::operations::fsck::{Files, Holder, hashes};
use crate::ports::BlobHash;
use crate::ports::operational::{KeptEntry, KeptRecord};
use crate::workspace::Done;

/// Entries read at a time.
const PAGE: u64 = 4096;

/// What the entries hold.
pub(super) struct Scan<'a> {
    /// Entries of the record itself that still have content.
    pub(super) own: Vec<KeptEntry>,
    /// Entries of other records that lose their content too.
    pub(super) others: BTreeMap<RecordId, Vec<KeptEntry>>,
    /// The fields of other records that held the words in those entries.
    fields_of_others: BTreeMap<RecordId, BTreeSet<String>>,
    /// Records with entries that hold the words and keep them.
    mentions: BTreeSet<RecordId>,
    /// Files that entries speak of which keep their content.
    held: Files,
    /// Files that the erased entries speak of.
    released: BTreeSet<BlobHash>,
    words: &'a Needles,
    which: Which<'a>,
}

/// Which entries of other records lose their content.
#[derive(Clone, Copy)]
pub(super) enum Which<'a> {
    /// Those that hold these words.
    Holding(&'a Needles),
    /// These, and of the record itself these only: an erasure that is carried out again.
    Listed(&'a BTreeSet<u64>),
}

impl<'a> Scan<'a> {
    pub(super) fn of(
        ctx: &Ctx,
        register: &Register,
        subject: RecordId,
        words: &'a Needles,
        which: Which<'a>,
    ) -> Result<Self, AppError> {
        let mut scan = Self {
            own: Vec::new(),
            others: BTreeMap::new(),
            fields_of_others: BTreeMap::new(),
            mentions: BTreeSet::new(),
            held: Files::default(),
            released: BTreeSet::new(),
            words,
            which,
        };
        let import = register.kinds().known("import");
        let mut start = 0;
        while start < register.size() {
            let end = register.size().min(start + PAGE);
            for entry in ctx.workspace.store().entries(start..end)? {
                scan.entry(register, subject, import, &entry);
            }
            start = end;
        }
        Ok(scan)
    }

    fn entry(&mut self, register: &Register, subject: RecordId, import: probity_core::KindId, entry: &Entry) {
        let (Some(content), Some(id)) = (&entry.content, RecordId::parse(register.kinds(), &entry.subject))
        else {
            return;
        };
        let payload = content.payload.as_slice();
        // An erasure holds nothing but its reason and which entries it took; `fsck` rests on it.
        if Envelope::parse(&entry.leaf).is_ok_and(|envelope| envelope.verb == Verb::Erase) {
            return;
        }
        let goes = match self.which {
            Which::Listed(entries) => entries.contains(&entry.index),
            Which::Holding(_) => id == subject || self.holds(id.kind == import, payload),
        };
        if goes {
            self.released.extend(hashes(payload));
            let kept = KeptEntry {
                index: entry.index,
                leaf: leaf_hash(&entry.leaf).to_base64(),
            };
            if id == subject {
                self.own.push(kept);
            } else {
                self.others.entry(id).or_default().push(kept);
                self.note_fields(id, id.kind == import, payload);
            }
        } else {
            if id != subject && self.words.stand_in(payload) {
                self.mentions.insert(id);
            }
            self.held.note(payload, || Holder {
                index: entry.index,
                subject: entry.subject.clone(),
            });
        }
    }

    /// Whether something of another record goes. How an import read a file is no fact about anybody: it
    /// goes without being asked for.
    fn holds(&self, import: bool, bytes: &[u8]) -> bool {
        let everywhere = match self.which {
            Which::Holding(words) => words.stand_in(bytes),
            Which::Listed(_) => false,
        };
        everywhere || (import && self.words.stand_in(bytes))
    }

    fn note_fields(&mut self, id: RecordId, import: bool, payload: &[u8]) {
        let Ok(patch) = serde_json::from_slice::<Patch>(payload) else {
            return;
        };
        let with_words = patch
            .set
            .iter()
            .filter(|(_, json)| self.holds(import, json.to_string().as_bytes()));
        let names: Vec<String> = with_words.map(|(name, _)| name.clone()).collect();
        self.fields_of_others.entry(id).or_default().extend(names);
    }

    /// How many entries lose their content.
    pub(super) fn erased_entries(&self) -> u64 {
        let others: usize = self.others.values().map(Vec::len).sum();
        (self.own.len() + others) as u64
    }

    /// The fields of another record that hold the words now.
    pub(super) fn fields_with_words(&self, register: &Register, record: &Record) -> Vec<String> {
        let import = register.decl(record.id).name == "import";
        let with_words = record.fields().iter().filter_map(|(key, value)| {
            let (name, field_type) = register.name_and_type(record.id.kind, *key);
            let json = value.to_json(register.kinds(), field_type).to_string();
            self.holds(import, json.as_bytes()).then_some(name)
        });
        with_words.collect()
    }

    /// What is kept of this erasure, so that it can be carried out again on an older state. There other
    /// fields may hold the words, so all that ever did are named.
    pub(super) fn kept(&self, register: &Register, subject: RecordId, fields: &[String]) -> Vec<KeptRecord> {
        let own = KeptRecord {
            id: subject.show(register.kinds()),
            fields: fields.to_vec(),
            entries: self.own.clone(),
        };
        let others = self.others.iter().map(|(id, entries)| {
            let mut fields = self.fields_of_others.get(id).cloned().unwrap_or_default();
            fields.extend(
                register
                    .get(*id)
                    .into_iter()
                    .flat_map(|record| self.fields_with_words(register, record)),
            );
            KeptRecord {
                id: id.show(register.kinds()),
                fields: fields.into_iter().collect(),
                entries: entries.clone(),
            }
        });
        std::iter::once(own).chain(others).collect()
    }

    /// Records that keep the words, those aside that lost content just now.
    pub(super) fn mentions(&self, register: &Register, done: &Done) -> Vec<String> {
        let kept = self.mentions.iter().filter(|id| !done.subjects.contains(id));
        kept.map(|id| id.show(register.kinds())).collect()
    }
}

/// When no field of a record goes and entries of its past do, a field that holds nothing is named, so
/// that all fields stay.
pub(super) fn or_an_empty_one(register: &Register, record: &Record, fields: Vec<String>) -> Vec<String> {
    if !fields.is_empty() {
        return fields;
    }
    let empty = register
        .fields(record.id.kind)
        .into_iter()
        .find(|field| record.get(field.key).is_none());
    empty.map(|field| field.name).into_iter().collect()
}

/// Every word that the fields held, in all entries of the record, and all remarks on it.
pub(super) fn words(
    ctx: &Ctx,
    register: &Register,
    subject: RecordId,
    fields: &[String],
) -> Result<Vec<String>, AppError> {
    let mut words = BTreeSet::new();
    for entry in ctx
        .workspace
        .store()
        .subject_entries(&subject.show(register.kinds()))?
    {
        let patch = entry
            .content
            .and_then(|content| serde_json::from_slice::<Patch>(&content.payload).ok());
        let Some(patch) = patch else { continue };
        for (name, json) in patch.set.iter().filter(|(name, _)| fields.contains(name)) {
            let free = register
                .field(subject.kind, name)
                .is_none_or(|field| super::is_free(field.field_type));
            if free {
                collect(json, &mut words);
            }
        }
        words.extend(patch.comment);
    }
    Ok(words.into_iter().collect())
}

fn collect(json: &Json, words: &mut BTreeSet<String>) {
    match json {
        Json::String(text) => {
            words.insert(text.clone());
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, words)),
        // The source of an outside id names a register, not a person.
        Json::Object(parts) => parts
            .iter()
            .filter(|(name, _)| *name == "id" || *name == "name")
            .for_each(|(_, part)| collect(part, words)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// Removes files that only erased entries or staged imports spoke of, and others that hold the words
/// and that no record holds. Gives those, and those that records still hold.
pub(super) fn remove_files(
    ctx: &Ctx,
    scan: &Scan<'_>,
    staged: &BTreeSet<BlobHash>,
    words: &Needles,
    unfinished: &mut Vec<String>,
) -> (Vec<String>, Vec<String>) {
    let blobs = ctx.workspace.blobs();
    let view = ctx.view();
    let mut held_now = BTreeSet::new();
    for (kind, _) in view.register.kinds().all() {
        held_now.extend(
            view.register
                .records(kind)
                .flat_map(|record| super::super::workspace_export::files_of(record).collect::<Vec<_>>()),
        );
    }
    let (mut removed, mut kept) = (Vec::new(), Vec::new());
    let list = blobs.list().unwrap_or_else(|error| {
        unfinished.push(format!("the files could not be looked at: {error}"));
        Vec::new()
    });
    for hash in list {
        let held = scan.held.holds(hash) || held_now.contains(&hash);
        let goes = scan.released.contains(&hash) || staged.contains(&hash);
        let holds_words = || match blobs.get(hash) {
            Ok(bytes) => words.stand_in_file(&bytes),
            Err(_) => true,
        };
        if held {
            if holds_words() {
                kept.push(hash.to_string());
            }
        } else if goes || holds_words() {
            match blobs.delete(hash) {
                Ok(_) => removed.push(hash.to_string()),
                Err(error) => unfinished.push(format!("the file `{hash}` could not be removed: {error}")),
            }
        }
    }
    (removed, kept)
}
