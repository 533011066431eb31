//! What a record kind declares, once: its fields, life cycle, links and words.
//!
//! Validation, forms, tables, filters, import and export columns and history labels are each
//! written once over [`KindDecl`]. A new kind is one file in this folder that defines
//! `pub static KIND: KindDecl`; the build lists the files.
//!
//! The English words stand in the declaration itself. Their message key is the place they stand
//! in (`system.owner.label`), so another language is a file of messages and not a second
//! declaration.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::ids::{FieldKey, KindId};

mod field;
mod lifecycle;
mod shared;

pub use field::{Choice, FieldDecl, FieldType, Marks};
pub use lifecycle::{Lifecycle, Phase, State, Transition};

include!(concat!(env!("OUT_DIR"), "/kinds.rs"));

/// Everything that is to know about one record kind.
#[derive(Debug)]
pub struct KindDecl {
    /// The name used in entries' schema, addresses, commands and files: `system`, `use_case`.
    pub name: &'static str,
    /// Prefix of ids, three letters: `SYS`.
    pub prefix: &'static str,
    /// What one is called: `AI system`.
    pub singular: &'static str,
    /// What several are called: `AI systems`.
    pub plural: &'static str,
    /// What the kind is for, in one or two plain sentences; shown on empty pages and in docs.
    pub purpose: &'static str,
    /// Where it comes from: clause, control or article, by identifier.
    pub source: &'static str,
    /// Where it stands in the navigation.
    pub group: Group,
    /// Version of the payload schema that is written today.
    pub schema: u32,
    /// Lifts a payload written under an older schema to the next one; called for each step.
    pub upcast: Option<Upcast>,
    /// The fields, in the order of forms. Only ever appended to in a released version.
    pub fields: &'static [FieldDecl],
    /// The states a record moves through, where it has a life of its own.
    pub lifecycle: Option<&'static Lifecycle>,
    /// The columns a list shows before anybody chooses others: field names, `id`, `state`.
    pub columns: &'static [&'static str],
    /// True for records the machinery keeps about the workspace; hidden from the navigation.
    pub internal: bool,
}

/// From a schema version and a payload written under it to the payload of the next version.
pub type Upcast =
    fn(u32, serde_json::Map<String, serde_json::Value>) -> serde_json::Map<String, serde_json::Value>;

/// The groups of the navigation, by job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Use cases, systems, models, data, vendors.
    Inventory,
    /// Risks, impact assessments, oversight.
    RiskAndImpact,
    /// Controls, evidence, Statement of Applicability.
    Controls,
    /// Requirements and how they are met.
    Assessment,
    /// Changes, incidents, concerns, tasks.
    Work,
    /// Programme, audits, nonconformities, management review, certificate.
    Audit,
    /// Documents and what people learned.
    Documents,
    /// What leaves the house.
    Reports,
    /// The organisation, its units, people and context.
    Organisation,
}

impl Group {
    /// Every group in the order of the navigation.
    pub const ALL: [Self; 9] = [
        Self::Inventory,
        Self::RiskAndImpact,
        Self::Controls,
        Self::Assessment,
        Self::Work,
        Self::Audit,
        Self::Documents,
        Self::Reports,
        Self::Organisation,
    ];

    /// The words in the navigation.
    pub fn label(self) -> &'static str {
        match self {
            Self::Inventory => "Inventory",
            Self::RiskAndImpact => "Risk and impact",
            Self::Controls => "Controls",
            Self::Assessment => "Assessment",
            Self::Work => "Work",
            Self::Audit => "Audit",
            Self::Documents => "Documents",
            Self::Reports => "Reports",
            Self::Organisation => "Organisation",
        }
    }
}

impl KindDecl {
    /// The key and declaration of a built-in field by name.
    pub fn field(&self, name: &str) -> Option<(FieldKey, &'static FieldDecl)> {
        let place = self.fields.iter().position(|field| field.name == name)?;
        Some((FieldKey(u16::try_from(place).ok()?), &self.fields[place]))
    }

    /// The built-in field of a key; `None` for custom fields.
    pub fn field_of(&self, key: FieldKey) -> Option<&'static FieldDecl> {
        self.fields.get(usize::from(key.0))
    }

    /// The field that names a record: always the first.
    pub fn title_field(&self) -> &'static FieldDecl {
        &self.fields[0]
    }

    /// Schema name and version as entries carry it: `system/1`.
    pub fn schema_tag(&self) -> String {
        format!("{}/{}", self.name, self.schema)
    }
}

impl Standing {
    fn of(decl: &KindDecl) -> Self {
        let key = |name| decl.field(name).map(|(key, _)| key);
        Self {
            unit: key("unit"),
            owners: [key("owner"), key("deputy")],
            is_unit: decl.name == "unit",
        }
    }
}

/// A set of kinds that a register is folded under.
#[derive(Debug)]
pub struct Kinds {
    decls: Vec<&'static KindDecl>,
    prefixes: BTreeMap<&'static str, KindId>,
    names: BTreeMap<&'static str, KindId>,
    standing: Vec<Standing>,
}

/// Where a kind says whose its records are. Asked for every record of every list.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The field that names the record's unit.
    pub unit: Option<FieldKey>,
    /// The fields that name who the record belongs to.
    pub owners: [Option<FieldKey>; 2],
    /// True for the kind whose records are units themselves.
    pub is_unit: bool,
}

static BUILT_IN_KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::new(BUILT_IN));

impl Kinds {
    /// The kinds of this release.
    pub fn built_in() -> &'static Self {
        &BUILT_IN_KINDS
    }

    /// A set of kinds. Prefixes and names must be distinct; a test over the built-in set holds it.
    pub fn new(decls: &[&'static KindDecl]) -> Self {
        let id = |place: usize| KindId(u8::try_from(place).expect("there are fewer than 256 kinds"));
        Self {
            decls: decls.to_vec(),
            prefixes: decls
                .iter()
                .enumerate()
                .map(|(place, decl)| (decl.prefix, id(place)))
                .collect(),
            names: decls
                .iter()
                .enumerate()
                .map(|(place, decl)| (decl.name, id(place)))
                .collect(),
            standing: decls.iter().map(|decl| Standing::of(decl)).collect(),
        }
    }

    /// Where a kind says whose its records are.
    pub fn standing(&self, kind: KindId) -> Standing {
        self.standing[usize::from(kind.0)]
    }

    /// The declaration of a kind of this set.
    pub fn decl(&self, kind: KindId) -> &'static KindDecl {
        self.decls[usize::from(kind.0)]
    }

    /// By prefix, upper case.
    pub fn by_prefix(&self, prefix: &str) -> Option<KindId> {
        self.prefixes.get(prefix).copied()
    }

    /// By name, as in addresses and commands.
    pub fn by_name(&self, name: &str) -> Option<KindId> {
        self.names.get(name).copied()
    }

    /// A kind that this release is known to have.
    ///
    /// # Panics
    /// When the set has no such kind; names in code are checked by the tests.
    pub fn known(&self, name: &str) -> KindId {
        self.by_name(name).expect("a kind named in code is declared")
    }

    /// All kinds in order.
    pub fn all(&self) -> impl Iterator<Item = (KindId, &'static KindDecl)> + '_ {
        self.decls
            .iter()
            .enumerate()
            .map(|(place, decl)| (KindId(u8::try_from(place).unwrap_or(u8::MAX)), *decl))
    }

    /// How many kinds.
    pub fn len(&self) -> usize {
        self.decls.len()
    }

    /// True for a set without kinds.
    pub fn is_empty(&self) -> bool {
        self.decls.is_empty()
    }
}
