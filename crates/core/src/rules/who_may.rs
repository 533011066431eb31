//! Who may do what, told: the one table of rights and the role grants of a register, asked the other way
//! round.
//!
//! **Invariant:** nothing is decided here. What is answered for a record or for the workspace is what
//! [`authorize`] answers to the same person, and a test holds it for every combination.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::checks;
use super::rights::{Ground, Held, Permission, Principal, Role, Target, authorize, grounds, held_by};
use crate::ids::{Actor, KindId, RecordId};
use crate::record::Record;
use crate::register::Register;

/// What people ask about, in their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Look at records, their history and their proofs.
    See,
    /// Enter new records.
    Create,
    /// Change what is stated.
    Change,
    /// Decide on what others asked for.
    Approve,
    /// Put away and bring back: the usual way to delete.
    Archive,
    /// Remove content for good.
    Erase,
    /// Make one record of two.
    Merge,
    /// Bring in lists, and undo that.
    Import,
    /// Take lists out.
    Export,
    /// Read the ledger.
    ReadLedger,
    /// Declare fields of the workspace's own.
    DeclareFields,
    /// Grant and revoke roles.
    GrantRoles,
    /// Back up, restore, repair.
    Operate,
}

impl Act {
    /// Every act, in the order in which people ask.
    pub const ALL: [Self; 13] = [
        Self::See,
        Self::Create,
        Self::Change,
        Self::Approve,
        Self::Archive,
        Self::Erase,
        Self::Merge,
        Self::Import,
        Self::Export,
        Self::ReadLedger,
        Self::DeclareFields,
        Self::GrantRoles,
        Self::Operate,
    ];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Create => "create",
            Self::Change => "change",
            Self::Approve => "approve",
            Self::Archive => "archive",
            Self::Erase => "erase",
            Self::Merge => "merge",
            Self::Import => "import",
            Self::Export => "export",
            Self::ReadLedger => "ledger",
            Self::DeclareFields => "fields",
            Self::GrantRoles => "roles",
            Self::Operate => "operate",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// Whether it is done to single records. The others are done to the workspace as a whole.
    pub fn is_done_to_records(self) -> bool {
        match self {
            Self::See
            | Self::Create
            | Self::Change
            | Self::Approve
            | Self::Archive
            | Self::Erase
            | Self::Merge
            | Self::Export => true,
            Self::Import | Self::ReadLedger | Self::DeclareFields | Self::GrantRoles | Self::Operate => false,
        }
    }

    /// What it needs, where the kind of record matters: who holds which role is changed by who may grant
    /// roles only.
    fn of_kind(self, register: &Register, kind: KindId) -> Permission {
        let create = checks::permission_to_create(register.kinds().decl(kind));
        match (self, create) {
            (Self::Create, needed) => needed,
            (Self::Change | Self::Archive, special) if special != Permission::Create => special,
            (act, _) => act.permission(),
        }
    }

    /// What it needs on one record.
    fn on_record(self, register: &Register, record: &Record) -> Permission {
        match self {
            Self::Create => checks::permission_to_create(register.decl(record.id)),
            Self::Change => checks::permission_to_change(register, record),
            Self::Archive => checks::permission_to_archive(register, record),
            act => act.permission(),
        }
    }

    /// What it needs in general.
    fn permission(self) -> Permission {
        match self {
            Self::See => Permission::View,
            Self::Create => Permission::Create,
            Self::Change => Permission::Edit,
            Self::Approve => Permission::Approve,
            Self::Archive => Permission::Archive,
            Self::Erase => Permission::Erase,
            Self::Merge => Permission::Merge,
            Self::Import => Permission::Import,
            Self::Export => Permission::Export,
            Self::ReadLedger => Permission::ReadLedger,
            Self::DeclareFields => Permission::ManageFields,
            Self::GrantRoles => Permission::ManageAccess,
            Self::Operate => Permission::Operate,
        }
    }
}

/// What it is done to.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// The workspace as a whole.
    Workspace,
    /// Records of a kind, whichever; every answer says where.
    Kind(KindId),
    /// One record.
    Record(&'a Record),
}

/// A role that allows something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowing {
    /// The role.
    pub role: Role,
    /// By the role alone, or for records of one's own.
    pub ground: Ground,
}

/// Somebody who may, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub person: RecordId,
    /// The grant that allows it.
    pub held: Held,
    /// By the role alone, or as the owner.
    pub ground: Ground,
}

/// The right that an act on a subject needs.
pub fn needed(register: &Register, act: Act, subject: Subject<'_>) -> Permission {
    match subject {
        Subject::Workspace => act.permission(),
        Subject::Kind(kind) => act.of_kind(register, kind),
        Subject::Record(record) => act.on_record(register, record),
    }
}

/// The roles that allow something, in the order of [`Role::ALL`]: rows of the one table of rights.
pub fn roles(permission: Permission) -> Vec<Allowing> {
    let allowing = |role: Role| ground_of(role, permission).map(|ground| Allowing { role, ground });
    Role::ALL.into_iter().filter_map(allowing).collect()
}

/// Everybody who may do something on a day, by person, with each grant that allows it. Of a kind, whoever
/// may do it to some record of it.
pub fn holders(register: &Register, act: Act, subject: Subject<'_>, today: Date) -> Vec<Holder> {
    let everybody = people_with_grants(register).into_iter();
    everybody
        .flat_map(|person| allowed(register, person, act, subject, today))
        .collect()
}

/// By what one person may do something on a day; empty when they may not.
pub fn allowed(
    register: &Register,
    person: RecordId,
    act: Act,
    subject: Subject<'_>,
    today: Date,
) -> Vec<Holder> {
    let permission = needed(register, act, subject);
    let held = held_by(register, person, today);
    let holder = |(place, ground): (usize, Ground)| {
        held.get(place).map(|held| Holder {
            person,
            held: *held,
            ground,
        })
    };
    let target = match subject {
        Subject::Workspace => Target::Workspace,
        Subject::Record(record) if act == Act::Create => Target::NewIn(register.unit_of(record)),
        Subject::Record(record) => Target::Record(record),
        Subject::Kind(_) => {
            let grounds = held.iter().enumerate();
            return grounds
                .filter_map(|(place, held)| Some((place, ground_of(held.grant.role, permission)?)))
                .filter_map(holder)
                .collect();
        }
    };
    let principal = Principal::of(register, Actor::Person(person.number), today);
    if authorize(register, &principal, permission, target).is_err() {
        return Vec::new();
    }
    grounds(register, &principal, permission, target)
        .filter_map(holder)
        .collect()
}

/// By what a role allows something at all.
fn ground_of(role: Role, permission: Permission) -> Option<Ground> {
    if role.allows(permission) {
        return Some(Ground::Role);
    }
    let as_owner = permission == Permission::Edit && role.allows(Permission::EditOwn);
    as_owner.then_some(Ground::Ownership)
}

/// Everybody whom some role grant names.
fn people_with_grants(register: &Register) -> BTreeSet<RecordId> {
    let person = register.kinds().known("person");
    let grants = register.records(register.kinds().known("role_grant"));
    let named = grants.flat_map(|grant| grant.references().map(|(_, id)| id));
    named.filter(|id| id.kind == person).collect()
}
