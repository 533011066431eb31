//! Who sees which records. Every query takes a [`Visibility`]; what is not in it looks missing.

use std::collections::BTreeSet;

use super::Register;
use crate::ids::RecordId;
use crate::record::Record;
use crate::rules::rights::{Permission, Principal};
use crate::value::Value;

/// The records a principal may see in one version of the register.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Everything in the workspace.
    All,
    /// Records of these units and of none, and records the person owns.
    Units {
        /// The units granted, with all units below them.
        units: BTreeSet<RecordId>,
        /// The person, for records they own.
        person: Option<RecordId>,
    },
    /// Nothing.
    None,
}

impl Visibility {
    /// What a principal may see.
    pub fn of(register: &Register, principal: &Principal) -> Self {
        let mut units = BTreeSet::new();
        let mut any = false;
        for grant in principal
            .grants
            .iter()
            .filter(|grant| grant.role.allows(Permission::View))
        {
            any = true;
            match grant.unit {
                None => return Self::All,
                Some(unit) => units.extend(register.unit_closure(unit)),
            }
        }
        match any {
            true => Self::Units {
                units,
                person: principal.person(register),
            },
            false => Self::None,
        }
    }

    /// Whether a record is in it.
    pub fn sees(&self, register: &Register, record: &Record) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Units { units, person } => {
                person.is_some_and(|person| register.is_owned_by(record, person))
                    || register.unit_of(record).is_none_or(|unit| units.contains(&unit))
            }
        }
    }
}

impl Register {
    /// The unit a record belongs to; a unit belongs to itself.
    pub fn unit_of(&self, record: &Record) -> Option<RecordId> {
        let standing = self.kinds.standing(record.id.kind);
        if standing.is_unit {
            return Some(record.id);
        }
        match record.get(standing.unit?) {
            Some(Value::Reference(unit)) => Some(*unit),
            _ => None,
        }
    }

    /// Whether a person is a record's owner or deputy.
    pub fn is_owned_by(&self, record: &Record, person: RecordId) -> bool {
        let owners = self.kinds.standing(record.id.kind).owners;
        owners
            .into_iter()
            .flatten()
            .any(|key| matches!(record.get(key), Some(Value::Reference(id)) if *id == person))
    }

    /// A unit and all units below it; safe against circles.
    pub fn unit_closure(&self, unit: RecordId) -> BTreeSet<RecordId> {
        let mut found = BTreeSet::from([unit]);
        let mut open = vec![unit];
        while let Some(next) = open.pop() {
            for (source, field) in self.links_to(next) {
                let below = self.decl(source).name == "unit"
                    && self
                        .decl(source)
                        .field("parent")
                        .is_some_and(|(key, _)| key == field);
                if below && found.insert(source) {
                    open.push(source);
                }
            }
        }
        found
    }
}
