//! Records that cells name: found by name, or made.

use std::collections::{BTreeMap, BTreeSet};

use probity_core::ids::{KindId, RecordId};
use probity_core::register::{Register, Visibility};
use probity_core::value::{OutsideId, Value};

use super::keys::{outside_ids_field, spelling};
use super::names::Name;

/// A record that is there, or that an item of this batch makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// There already.
    Known(RecordId),
    /// Made by this item.
    New(usize),
}

impl Found {
    /// As a command names it.
    pub fn reference(self, register: &Register) -> String {
        match self {
            Self::Known(id) => id.show(register.kinds()),
            Self::New(item) => format!("new:{item}"),
        }
    }
}

/// Where a named record is looked for. Only units lie within others.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// Wherever it is.
    Anywhere,
    /// Not within another.
    Top,
    /// Within this one, of this name.
    Within(Found, &'a Name),
}

/// The records of one kind by name; for units also by the unit they are part of.
pub(super) struct Directory {
    source: String,
    by_name: BTreeMap<String, Found>,
    by_parent: BTreeMap<(Option<Found>, String), Found>,
    by_email: BTreeMap<String, Found>,
    with_email: BTreeSet<Found>,
    by_outside_id: BTreeMap<OutsideId, Found>,
}

impl Directory {
    /// The records that are not put away and may be seen. `source` is that of the import.
    pub fn of(register: &Register, visibility: &Visibility, kind: KindId, source: &str) -> Self {
        let mut directory = Self {
            source: format!("{source}#name"),
            by_name: BTreeMap::new(),
            by_parent: BTreeMap::new(),
            by_email: BTreeMap::new(),
            with_email: BTreeSet::new(),
            by_outside_id: BTreeMap::new(),
        };
        let outside_ids = outside_ids_field(register, kind);
        for record in register
            .records(kind)
            .filter(|record| !record.archived && visibility.sees(register, record))
        {
            let found = Found::Known(record.id);
            let text = |field: &str| match register.value(record, field) {
                Some(Value::Text(text)) => Some(text.to_lowercase()),
                _ => None,
            };
            let parent = match register.value(record, "parent") {
                Some(Value::Reference(parent)) => Some(Found::Known(*parent)),
                _ => None,
            };
            directory.enter(spelling(record.title()), parent, text("email"), found);
            if let Some(short) = text("short_name") {
                directory.enter(spelling(&short), parent, None, found);
            }
            if let Some(Value::OutsideIds(ids)) = outside_ids.and_then(|field| register.value(record, field))
            {
                for id in ids.iter() {
                    directory.by_outside_id.entry(id.clone()).or_insert(found);
                }
            }
        }
        directory
    }

    /// Finds by e-mail address, by the name an earlier import of this source knew it under, then by name.
    pub fn find(&self, name: &Name, place: Place<'_>) -> Option<Found> {
        let by_email = name.email.as_ref().and_then(|email| self.by_email.get(email));
        let known = || self.by_outside_id.get(&self.outside_id(name, place));
        let spelt = || spelling(&name.text);
        let by_name = || match place {
            Place::Anywhere => self.by_name.get(&spelt()),
            Place::Top => self.by_parent.get(&(None, spelt())),
            Place::Within(parent, _) => self.by_parent.get(&(Some(parent), spelt())),
        };
        // Two people of one name are told apart by their addresses.
        let another = |found: &&Found| name.email.is_none() || !self.with_email.contains(*found);
        by_email
            .or_else(known)
            .or_else(|| by_name().filter(another))
            .copied()
    }

    /// Remembers a record that the batch makes.
    pub fn add(&mut self, name: &Name, place: Place<'_>, item: usize) -> Found {
        let found = Found::New(item);
        let parent = match place {
            Place::Within(parent, _) => Some(parent),
            Place::Anywhere | Place::Top => None,
        };
        self.enter(spelling(&name.text), parent, name.email.clone(), found);
        found
    }

    /// Remembers the address of a record of this batch that had none. `false` when it had one.
    pub fn learn_email(&mut self, found: Found, email: &str) -> bool {
        let fresh = self.with_email.insert(found);
        if fresh {
            self.by_email.entry(email.to_owned()).or_insert(found);
        }
        fresh
    }

    /// What is kept on a record so that it is found again after it was renamed, moved or merged.
    pub fn outside_id(&self, name: &Name, place: Place<'_>) -> OutsideId {
        let id = match place {
            Place::Within(_, parent) => format!("{} | {}", spelling(&parent.text), spelling(&name.text)),
            Place::Anywhere | Place::Top => spelling(&name.text),
        };
        OutsideId {
            source: self.source.as_str().into(),
            id: id.into(),
        }
    }

    fn enter(&mut self, name: String, parent: Option<Found>, email: Option<String>, found: Found) {
        if let Some(email) = email {
            self.with_email.insert(found);
            self.by_email.entry(email).or_insert(found);
        }
        self.by_parent.entry((parent, name.clone())).or_insert(found);
        self.by_name.entry(name).or_insert(found);
    }
}
