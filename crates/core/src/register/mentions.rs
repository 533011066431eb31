//! Who was mentioned in which remark: what an inbox starts from.
//!
//! **Invariant:** what is kept depends on the entries that still have their content and on the time of
//! the newest entry, never on how many were kept before: so an erasure leaves the same as a rebuild.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::ids::{Actor, RecordId};

/// For how many days before the newest entry mentions are kept.
pub const MENTION_DAYS: i64 = 180;
/// How many mentions of one person are given at most, newest first.
pub const MENTIONS_GIVEN: usize = 200;

const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1000;

/// A remark that mentions somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The record that was remarked on.
    pub record: RecordId,
    /// Place of the remark in the ledger.
    pub index: u64,
    /// When it was recorded, milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who remarked.
    pub by: Actor,
    /// Who is mentioned: numbers of person records, ascending.
    pub people: Box<[u32]>,
}

/// All mentions that are kept, and the way to those of one person.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentions {
    by_index: imbl::OrdMap<u64, Arc<Mention>>,
    /// (person, place in the ledger): derived and never hashed.
    of_person: imbl::OrdSet<(u32, u64)>,
}

impl Mentions {
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Mention>> {
        self.by_index.values()
    }

    pub(super) fn note(&mut self, mention: Mention) {
        for person in &mention.people {
            self.of_person.insert((*person, mention.index));
        }
        self.by_index.insert(mention.index, Arc::new(mention));
    }

    /// Drops the mentions of an entry whose content is gone.
    pub(super) fn forget(&mut self, index: u64) {
        let Some(gone) = self.by_index.remove(&index) else {
            return;
        };
        for person in &gone.people {
            self.of_person.remove(&(*person, index));
        }
    }

    /// Drops what is too old at the time of the newest entry.
    pub(super) fn expire(&mut self, now: i64) {
        let oldest = now.saturating_sub(MENTION_DAYS * DAY_MILLISECONDS);
        while let Some((index, first)) = self.by_index.get_min() {
            if first.at >= oldest {
                return;
            }
            let index = *index;
            self.forget(index);
        }
    }
}

impl Register {
    /// The remarks of the last [`MENTION_DAYS`] days that mention a person, newest first, at most
    /// [`MENTIONS_GIVEN`].
    pub fn mentions_of(&self, person: RecordId) -> impl Iterator<Item = &Arc<Mention>> + '_ {
        let number = person.number;
        self.mentions
            .of_person
            .range((number, 0)..=(number, u64::MAX))
            .rev()
            .filter_map(|(_, index)| self.mentions.by_index.get(index))
            .take(MENTIONS_GIVEN)
    }
}
