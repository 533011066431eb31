//! The pass over the entries: what the ledger itself, which reads no envelope, cannot tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use probity_core::Kinds;
use probity_core::envelope::{BatchPlace, Envelope, Verb, commitment};
use probity_core::ids::RecordId;
use probity_core::register::{FOLD_VERSION, FoldEntry, FoldError, FoldStep, Register};
use probity_ledger::Entry;

use super::files::{Files, Holder};
use super::{Problem, problem};
use crate::ports::Snapshots;

/// The batch that is being read, and the entry of it that was read last.
struct OpenBatch {
    place: BatchPlace,
    actor: String,
    at: i64,
    index: u64,
    subject: String,
}

pub(super) struct Pass<'a> {
    snapshots: &'a dyn Snapshots,
    /// Names of the snapshots of this fold, by size.
    kept: BTreeMap<u64, Vec<String>>,
    register: Register,
    /// The fold goes on only while everything before was sound.
    folding: bool,
    /// Index that the next entry has when none is missing.
    next: u64,
    /// The entry before was missing or unreadable, so what must follow it is not known.
    blind: bool,
    batch: Option<OpenBatch>,
    at: i64,
    revisions: HashMap<RecordId, u32>,
    files: Files,
    /// Entries without content, by index, as they are named.
    gone: BTreeMap<u64, String>,
    /// Entries that erasures took the content of.
    erased: BTreeSet<u64>,
    /// What was found about snapshots on the way.
    found: Vec<Problem>,
}

impl<'a> Pass<'a> {
    pub(super) fn new(snapshots: &'a dyn Snapshots) -> Self {
        let mut found = Vec::new();
        let mut kept: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        match snapshots.list() {
            Ok(names) => {
                for name in names {
                    if let Some(size) = size_of(&name) {
                        kept.entry(size).or_default().push(name);
                    }
                }
            }
            Err(error) => found.push(problem("snapshots", error.to_string())),
        }
        Self {
            snapshots,
            kept,
            register: Register::new(Kinds::built_in()),
            folding: true,
            next: 0,
            blind: false,
            batch: None,
            at: i64::MIN,
            revisions: HashMap::new(),
            files: Files::default(),
            gone: BTreeMap::new(),
            erased: BTreeSet::new(),
            found,
        }
    }

    /// What is wrong with the next entry.
    pub(super) fn entry(&mut self, entry: &Entry) -> Vec<String> {
        let mut problems = Vec::new();
        if entry.index != self.next {
            // The gap itself is named by the ledger's own check.
            self.lose_sight();
        }
        self.next = entry.index.saturating_add(1);
        let payload = entry.content.as_ref().map(|content| content.payload.as_slice());
        match FoldStep::read(
            &self.register,
            &FoldEntry {
                index: entry.index,
                leaf: &entry.leaf,
                payload,
            },
        ) {
            Ok((envelope, step)) => {
                self.envelope(entry, &envelope, &mut problems);
                self.revision(step.subject, &envelope, &mut problems);
                if let Some(patch) = step.patch.as_ref().filter(|_| step.verb == Verb::Erase) {
                    self.erased.extend(&patch.erased);
                }
                if problems.is_empty() && self.folding {
                    self.fold(&step, &mut problems);
                }
            }
            Err(error) => {
                problems.push(in_words(&error));
                // A payload that cannot be read may still stand beside a sound envelope.
                match Envelope::parse(&entry.leaf) {
                    Ok(envelope) => self.envelope(entry, &envelope, &mut problems),
                    Err(_) => self.lose_sight(),
                }
            }
        }
        if payload.is_none() {
            self.gone
                .insert(entry.index, name_of(entry.index, &entry.subject));
        }
        if let Some(payload) = payload {
            self.files.note(payload, || Holder {
                index: entry.index,
                subject: entry.subject.clone(),
            });
        }
        self.folding &= problems.is_empty();
        problems
    }

    fn lose_sight(&mut self) {
        self.folding = false;
        self.blind = true;
        self.batch = None;
        self.revisions.clear();
    }

    fn envelope(&mut self, entry: &Entry, envelope: &Envelope, problems: &mut Vec<String>) {
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
        if envelope.at < self.at {
            problems.push("it was recorded before the entry before it".to_owned());
        }
        // Not the later of both: one wrong time is named once.
        self.at = envelope.at;
        self.batch(entry, envelope, problems);
    }

    /// A batch is contiguous, whole, and of one actor and moment.
    fn batch(&mut self, entry: &Entry, envelope: &Envelope, problems: &mut Vec<String>) {
        let now = &envelope.batch;
        let (before, blind) = (problems.len(), std::mem::take(&mut self.blind));
        match &self.batch {
            Some(open) if open.place.id == now.id => {
                if now.place != open.place.place.saturating_add(1) || now.count != open.place.count {
                    problems.push(format!(
                        "it is number {} of {} where its batch goes on with another",
                        now.place, now.count
                    ));
                }
                if envelope.actor != open.actor || envelope.at != open.at {
                    problems.push("it has another actor or time than its batch".to_owned());
                }
            }
            Some(open) => problems.push(format!("it begins before batch `{}` is whole", open.place.id)),
            None if now.place != 0 && !blind => {
                problems.push(format!("its batch begins with number {}", now.place));
            }
            None => {}
        }
        let whole = now.place.saturating_add(1) >= now.count;
        if problems.len() > before {
            // One fault is named once: what comes next is not held against it.
            (self.batch, self.blind) = (None, true);
            return;
        }
        match &mut self.batch {
            _ if whole => self.batch = None,
            Some(open) => {
                open.place.place = now.place;
                open.index = entry.index;
                open.subject.clone_from(&entry.subject);
            }
            None => {
                self.batch = Some(OpenBatch {
                    place: now.clone(),
                    actor: envelope.actor.clone(),
                    at: envelope.at,
                    index: entry.index,
                    subject: entry.subject.clone(),
                });
            }
        }
    }

    fn revision(&mut self, subject: RecordId, envelope: &Envelope, problems: &mut Vec<String>) {
        let before = self.revisions.insert(subject, envelope.revision);
        let expected = before.map_or(1, |before| before.saturating_add(1));
        // Once an entry was missing, nothing is known of how often its record was changed.
        let unknown = before.is_none() && !self.folding;
        if envelope.revision != expected && !unknown {
            problems.push(format!(
                "it makes revision {} of its record where {expected} comes next",
                envelope.revision
            ));
        }
    }

    fn fold(&mut self, step: &FoldStep, problems: &mut Vec<String>) {
        if let Err(error) = self.register.apply_step(step) {
            problems.push(in_words(&error));
            return;
        }
        for name in self.kept.remove(&self.register.size()).unwrap_or_default() {
            self.snapshot(&name);
        }
    }

    /// A snapshot that equals the fold of as many entries leads, with the tail, to the same state.
    fn snapshot(&mut self, name: &str) {
        let place = format!("snapshot `{name}`");
        let what = match self.snapshots.read(name) {
            Ok(None) => return,
            Err(error) => error.to_string(),
            // The same state has the same bytes, which is quickly told.
            Ok(Some(bytes)) if bytes == self.register.to_snapshot() => return,
            Ok(Some(bytes)) => match Register::from_snapshot(self.register.kinds(), &bytes) {
                // Of another release: it is passed over when the workspace opens.
                Err(probity_core::register::SnapshotError::OtherRelease) => return,
                Err(error) => error.to_string(),
                Ok(kept)
                    if kept.at() == self.register.at() && kept.state_hash() == self.register.state_hash() =>
                {
                    return;
                }
                Ok(_) => "it is not what the entries fold to: remove it".to_owned(),
            },
        };
        self.found.push(problem(place, what));
    }

    /// What can be told at the end only. Gives the files that entries speak of.
    pub(super) fn finish(
        mut self,
        size: u64,
        shown: &dyn Fn(u64) -> Option<String>,
        problems: &mut Vec<Problem>,
    ) -> Files {
        if let Some(open) = &self.batch {
            let what = format!(
                "its batch `{}` has {} entries, and the ledger ends after {}",
                open.place.id,
                open.place.count,
                open.place.place.saturating_add(1)
            );
            problems.push(problem(name_of(open.index, &open.subject), what));
        }
        self.erasures(problems);
        problems.append(&mut self.found);
        for name in self
            .kept
            .range(size.saturating_add(1)..)
            .flat_map(|(_, names)| names)
        {
            problems.push(problem(
                format!("snapshot `{name}`"),
                format!("it is of more entries than the {size} there are"),
            ));
        }
        if self.folding
            && let Some(shown) = shown(self.register.size())
            && shown != self.register.state_hash()
        {
            problems.push(problem(
                "register",
                "what readers see is not what the entries fold to: restart, and report this",
            ));
        }
        self.files
    }
}

impl Pass<'_> {
    /// Content goes by an erasure, which is an entry, and by nothing else; and what an erasure took is gone.
    fn erasures(&self, problems: &mut Vec<Problem>) {
        for (_, name) in self.gone.iter().filter(|(index, _)| !self.erased.contains(index)) {
            problems.push(problem(name, "its content is gone, and no erasure took it"));
        }
        for index in self
            .erased
            .iter()
            .filter(|index| **index < self.next && !self.gone.contains_key(index))
        {
            problems.push(problem(
                format!("entry {index}"),
                "an erasure took its content, which is there",
            ));
        }
    }
}

/// What an entry is called in a report; the ledger's own check calls it the same.
fn name_of(index: u64, subject: &str) -> String {
    format!("entry {index} (`{subject}`)")
}

/// Entries in a snapshot of this fold, by its name.
fn size_of(name: &str) -> Option<u64> {
    let (size, rest) = name.split_once('-')?;
    rest.starts_with(&format!("f{FOLD_VERSION}-"))
        .then(|| size.parse().ok())
        .flatten()
}

/// The error without the index, which stands beside it.
fn in_words(error: &FoldError) -> String {
    match error {
        FoldError::Newer { what, .. } => format!("it was written by a newer release ({what})"),
        FoldError::Damaged { what, .. } => format!("it cannot be read: {what}"),
        FoldError::OutOfOrder { expected, .. } => format!("it came where entry {expected} was expected"),
    }
}
