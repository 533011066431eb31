//! Who may do what: closed sets of roles and permissions, and one `authorize()`.
//!
//! **Invariant:** whatever changes governance state asks for an [`Authorized`], which only
//! [`authorize`] makes. Rights come from role grants in the register, never from a session.

use crate::ids::{Actor, RecordId};
use crate::record::Record;
use crate::register::{Register, Visibility};
use crate::value::Value;

/// What somebody may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Everything, people and set-up included.
    Admin,
    /// Runs the AI management system.
    AimsManager,
    /// Owns records: sees the scope, changes what they own.
    Owner,
    /// Enters and changes records in the scope.
    Contributor,
    /// Decides on what is asked.
    Approver,
    /// Audits from inside.
    InternalAuditor,
    /// Examines from outside, without changing anything.
    ExternalAuditor,
    /// Sees the whole and decides at the top.
    Board,
    /// Sees the scope.
    Viewer,
    /// A machine that delivers records.
    Ingest,
    /// Somebody outside with a share.
    Guest,
}

/// What can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// See records, their history and proofs.
    View,
    /// Make new records.
    Create,
    /// Change records of the scope.
    Edit,
    /// Change records one owns.
    EditOwn,
    /// Decide on what others asked for.
    Approve,
    /// Put away and bring back.
    Archive,
    /// Bring in many records at once, and undo that.
    Import,
    /// Take lists out.
    Export,
    /// Declare the workspace's own fields.
    ManageFields,
    /// Grant and revoke roles.
    ManageAccess,
    /// Read envelopes: who did what and when, over the whole workspace.
    ReadLedger,
    /// Merge duplicates.
    Merge,
    /// Remove content for good.
    Erase,
    /// Back up, restore, repair.
    Operate,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 14] = [
        Self::View,
        Self::Create,
        Self::Edit,
        Self::EditOwn,
        Self::Approve,
        Self::Archive,
        Self::Import,
        Self::Export,
        Self::ManageFields,
        Self::ManageAccess,
        Self::ReadLedger,
        Self::Merge,
        Self::Erase,
        Self::Operate,
    ];

    /// What it lets somebody do, after "you may not".
    pub fn words(self) -> &'static str {
        match self {
            Self::View => "see this",
            Self::Create => "make records here",
            Self::Edit | Self::EditOwn => "change this record",
            Self::Approve => "decide on this",
            Self::Archive => "archive this record",
            Self::Import => "import",
            Self::Export => "export",
            Self::ManageFields => "declare fields",
            Self::ManageAccess => "grant or revoke roles",
            Self::ReadLedger => "read the ledger",
            Self::Merge => "merge records",
            Self::Erase => "erase content",
            Self::Operate => "operate this workspace",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Admin,
        Self::AimsManager,
        Self::Owner,
        Self::Contributor,
        Self::Approver,
        Self::InternalAuditor,
        Self::ExternalAuditor,
        Self::Board,
        Self::Viewer,
        Self::Ingest,
        Self::Guest,
    ];

    /// The code in role grants.
    pub fn code(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::AimsManager => "aims_manager",
            Self::Owner => "owner",
            Self::Contributor => "contributor",
            Self::Approver => "approver",
            Self::InternalAuditor => "internal_auditor",
            Self::ExternalAuditor => "external_auditor",
            Self::Board => "board",
            Self::Viewer => "viewer",
            Self::Ingest => "ingest",
            Self::Guest => "guest",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The one table of rights.
    pub fn allows(self, permission: Permission) -> bool {
        use Permission::{
            Approve, Archive, Create, Edit, EditOwn, Erase, Export, Import, ManageAccess, ManageFields,
            Merge, Operate, ReadLedger, View,
        };
        match self {
            Self::Admin => true,
            Self::AimsManager => match permission {
                View | Create | Edit | EditOwn | Approve | Archive | Import | Export | ManageFields
                | ReadLedger | Merge => true,
                ManageAccess | Erase | Operate => false,
            },
            Self::Contributor => matches!(
                permission,
                View | Create | Edit | EditOwn | Archive | Import | Export
            ),
            Self::Owner => matches!(permission, View | Create | EditOwn | Export),
            Self::Approver => matches!(permission, View | Approve | Export),
            Self::InternalAuditor | Self::ExternalAuditor => matches!(permission, View | Export | ReadLedger),
            Self::Board => matches!(permission, View | Approve | Export),
            Self::Viewer => matches!(permission, View),
            Self::Ingest => matches!(permission, View | Create | Edit),
            Self::Guest => false,
        }
    }
}

/// A role held in the whole workspace or in one unit and the units below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grant {
    /// Which role.
    pub role: Role,
    /// `None` for the whole workspace.
    pub unit: Option<RecordId>,
}

/// Somebody who acts, with the roles they hold now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub actor: Actor,
    /// What they hold.
    pub grants: Vec<Grant>,
}

impl Principal {
    /// Probity itself: sets workspaces up and keeps them.
    pub fn system() -> Self {
        Self {
            actor: Actor::System,
            grants: vec![Grant {
                role: Role::Admin,
                unit: None,
            }],
        }
    }

    /// An actor with the grants that are in force on a day.
    pub fn of(register: &Register, actor: Actor, today: jiff::civil::Date) -> Self {
        let grants = match actor {
            Actor::System => return Self::system(),
            Actor::Person(number) => {
                let person = RecordId {
                    kind: register.kinds().known("person"),
                    number,
                };
                grants_of(register, person, today)
            }
            Actor::Service(_) | Actor::Guest(_) | Actor::Anonymous => Vec::new(),
        };
        Self { actor, grants }
    }

    /// The person's record, when the actor is a person.
    pub fn person(&self, register: &Register) -> Option<RecordId> {
        match self.actor {
            Actor::Person(number) => Some(RecordId {
                kind: register.kinds().known("person"),
                number,
            }),
            _ => None,
        }
    }
}

fn grants_of(register: &Register, person: RecordId, today: jiff::civil::Date) -> Vec<Grant> {
    held_by(register, person, today)
        .into_iter()
        .map(|held| held.grant)
        .collect()
}

/// A role that is in force, with the record that grants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The role grant.
    pub record: RecordId,
    /// What it grants.
    pub grant: Grant,
}

/// The roles that a person holds on a day, in the order of [`Principal::grants`]. Nobody who left or was
/// put away holds any.
pub fn held_by(register: &Register, person: RecordId, today: jiff::civil::Date) -> Vec<Held> {
    let left = register
        .get(person)
        .is_none_or(|record| record.archived || register.state_code(record) == Some("left"));
    if left {
        return Vec::new();
    }
    let grant_kind = register.kinds().known("role_grant");
    register
        .links_to(person)
        .filter(|(source, _)| source.kind == grant_kind)
        .filter_map(|(source, _)| register.get(source))
        .filter(|record| !record.archived && register.state_code(record) == Some("active"))
        .filter(|record| {
            let date = |field| match register.value(record, field) {
                Some(Value::Date(date)) => Some(*date),
                _ => None,
            };
            date("from").is_none_or(|from| from.first_day() <= today)
                && date("until").is_none_or(|until| until.last_day() >= today)
        })
        .filter_map(|record| {
            let (_, decl) = register.decl(record.id).field("role")?;
            let role = match register.value(record, "role")? {
                Value::Choice(place) => Role::from_code(decl.choice_list().get(usize::from(*place))?.code)?,
                _ => return None,
            };
            let unit = match register.value(record, "unit") {
                Some(Value::Reference(unit)) => Some(*unit),
                _ => None,
            };
            Some(Held {
                record: record.id,
                grant: Grant { role, unit },
            })
        })
        .collect()
}

/// What is to be done something with.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// The workspace as a whole.
    Workspace,
    /// One record.
    Record(&'a Record),
    /// A record that does not exist yet, in this unit.
    NewIn(Option<RecordId>),
}

/// The proof that somebody may do something. Only [`authorize`] makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Authorized {
    actor: Actor,
    permission: Permission,
}

impl Authorized {
    /// Who was allowed.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// What was allowed.
    pub fn permission(&self) -> Permission {
        self.permission
    }
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The record is not in what the principal sees; said exactly like a missing one.
    #[error("there is no such record")]
    Missing,
    /// Seen, but not allowed.
    #[error("you may not {}: ask an administrator of this workspace for the right", .0.words())]
    Forbidden(Permission),
}

/// Allows or refuses. Nothing else decides about rights.
pub fn authorize(
    register: &Register,
    principal: &Principal,
    permission: Permission,
    target: Target<'_>,
) -> Result<Authorized, Denied> {
    if let Target::Record(record) = target
        && !Visibility::of(register, principal).sees(register, record)
    {
        return Err(Denied::Missing);
    }
    if grounds(register, principal, permission, target).next().is_some() {
        return Ok(Authorized {
            actor: principal.actor,
            permission,
        });
    }
    Err(Denied::Forbidden(permission))
}

/// What something is allowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The role allows it.
    Role,
    /// The role allows it for records of one's own, and this is one.
    Ownership,
}

/// Which of a principal's grants allow something, by their places. Whether a record is seen at all is
/// asked by [`authorize`] before.
pub(super) fn grounds(
    register: &Register,
    principal: &Principal,
    permission: Permission,
    target: Target<'_>,
) -> impl Iterator<Item = (usize, Ground)> {
    let is_own = permission == Permission::Edit
        && matches!(target, Target::Record(record) if owns(register, principal, record));
    let ground = move |grant: &Grant| {
        if grant.role.allows(permission) && reaches(register, grant, permission, target) {
            return Some(Ground::Role);
        }
        (is_own && grant.role.allows(Permission::EditOwn)).then_some(Ground::Ownership)
    };
    let grants = principal.grants.iter().enumerate();
    grants.filter_map(move |(place, grant)| Some((place, ground(grant)?)))
}

/// A grant in one unit reaches the unit's records; records of no unit are seen by all and changed only by
/// who holds the right over the whole workspace.
fn reaches(register: &Register, grant: &Grant, permission: Permission, target: Target<'_>) -> bool {
    let reads = matches!(permission, Permission::View | Permission::Export);
    let Some(granted) = grant.unit else { return true };
    let place = match target {
        Target::Workspace => return reads,
        Target::NewIn(place) => place,
        Target::Record(record) => register.unit_of(record),
    };
    place.map_or(reads, |place| register.unit_closure(granted).contains(&place))
}

fn owns(register: &Register, principal: &Principal, record: &Record) -> bool {
    principal
        .person(register)
        .is_some_and(|person| register.is_owned_by(record, person))
}
