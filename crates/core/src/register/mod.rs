//! The register: a pure fold of a ledger's entries into an immutable snapshot.
//!
//! Cloning is cheap (persistent maps), so a reader holds one version without a lock while the
//! writer makes the next, and `decide` works on a private overlay.
//!
//! **Invariant:** incremental fold = rebuild from zero = snapshot + tail, by [`Register::state_hash`].
//! **Invariant:** an entry changes only the record that is its subject, and who is mentioned.

mod fold;
mod hash;
mod mentions;
mod snapshot;
mod visibility;

use std::sync::Arc;

use crate::ids::{FieldKey, KindId, RecordId};
use crate::kind::{FieldDecl, FieldType, KindDecl, Kinds};
use crate::record::Record;
use crate::value::Value;

pub use fold::{FoldEntry, FoldError, FoldStep};
pub use hash::FOLD_VERSION;
pub use mentions::{MENTION_DAYS, MENTIONS_GIVEN, Mention};
pub use snapshot::SnapshotError;
pub use visibility::Visibility;

/// All records of one kind, and the highest number ever given.
#[derive(Clone, Debug, Default)]
struct Table {
    records: imbl::OrdMap<u32, Arc<Record>>,
    highest: u32,
}

/// One version of a workspace's governance state.
#[derive(Clone, Debug)]
pub struct Register {
    kinds: &'static Kinds,
    /// How many entries are folded in.
    size: u64,
    /// Time of the newest entry, milliseconds since 1970-01-01 UTC.
    at: i64,
    tables: Vec<Table>,
    /// (target, source, field of the source): links the other way, derived and never hashed.
    reverse: imbl::OrdSet<(RecordId, RecordId, FieldKey)>,
    /// Who was mentioned in which remark.
    mentions: mentions::Mentions,
}

/// A field as a form, table or filter sees it: declared in code or by the workspace.
#[derive(Clone, Debug)]
pub struct FieldView {
    /// Its key in records.
    pub key: FieldKey,
    /// Its name in entries: the declared name, or `FLD-3` for a custom field.
    pub name: String,
    /// Shown.
    pub label: String,
    /// What it holds.
    pub field_type: FieldType,
    /// The declaration, for a field declared in code.
    pub decl: Option<&'static FieldDecl>,
}

impl Register {
    /// The register of an empty ledger.
    pub fn new(kinds: &'static Kinds) -> Self {
        let tables = vec![Table::default(); kinds.len()];
        Self {
            kinds,
            size: 0,
            at: 0,
            tables,
            reverse: imbl::OrdSet::new(),
            mentions: mentions::Mentions::default(),
        }
    }

    /// The declarations it is folded under.
    pub fn kinds(&self) -> &'static Kinds {
        self.kinds
    }

    /// How many entries are folded in: the version of this register.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Time of the newest entry, milliseconds since 1970-01-01 UTC; 0 when empty.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// A record by id.
    pub fn get(&self, id: RecordId) -> Option<&Arc<Record>> {
        self.tables.get(usize::from(id.kind.0))?.records.get(&id.number)
    }

    /// A record by the id people write.
    pub fn find(&self, id: &str) -> Option<&Arc<Record>> {
        self.get(RecordId::parse(self.kinds, id)?)
    }

    /// All records of a kind by number, archived ones too.
    pub fn records(&self, kind: KindId) -> impl DoubleEndedIterator<Item = &Arc<Record>> + '_ {
        self.tables[usize::from(kind.0)].records.values()
    }

    /// How many records of a kind there are, archived ones too.
    pub fn count(&self, kind: KindId) -> usize {
        self.tables[usize::from(kind.0)].records.len()
    }

    /// How many records there are of all kinds.
    pub fn total(&self) -> usize {
        self.tables.iter().map(|table| table.records.len()).sum()
    }

    /// The number the next record of a kind gets: never one that was given before.
    pub fn next_number(&self, kind: KindId) -> u32 {
        self.tables[usize::from(kind.0)].highest + 1
    }

    /// The declaration of a record's kind.
    pub fn decl(&self, id: RecordId) -> &'static KindDecl {
        self.kinds.decl(id.kind)
    }

    /// Who points at a record: source and the field that holds the link, by source.
    pub fn links_to(&self, target: RecordId) -> impl Iterator<Item = (RecordId, FieldKey)> + '_ {
        let first = RecordId {
            kind: KindId(0),
            number: 0,
        };
        self.reverse
            .range((target, first, FieldKey(0))..)
            .take_while(move |(to, _, _)| *to == target)
            .map(|(_, from, field)| (*from, *field))
    }

    /// The value of a field by its declared name; `None` when the kind has no such field.
    pub fn value<'a>(&self, record: &'a Record, field: &str) -> Option<&'a Value> {
        let (key, _) = self.decl(record.id).field(field)?;
        record.get(key)
    }

    /// The code of a record's state; `None` for kinds without a life cycle.
    pub fn state_code(&self, record: &Record) -> Option<&'static str> {
        let lifecycle = self.decl(record.id).lifecycle?;
        lifecycle
            .states
            .get(usize::from(record.state))
            .map(|state| state.code)
    }

    /// Fields of a kind in the order of forms: declared ones, then the workspace's own.
    pub fn fields(&self, kind: KindId) -> Vec<FieldView> {
        let declared = self
            .kinds
            .decl(kind)
            .fields
            .iter()
            .enumerate()
            .map(|(place, decl)| FieldView {
                key: FieldKey(u16::try_from(place).unwrap_or(u16::MAX)),
                name: decl.name.to_owned(),
                label: decl.label.to_owned(),
                field_type: decl.field_type,
                decl: Some(decl),
            });
        declared.chain(self.custom_fields(kind)).collect()
    }

    /// A field of a kind by name: declared, custom by id (`FLD-3`), or custom by its machine name.
    pub fn field(&self, kind: KindId, name: &str) -> Option<FieldView> {
        if let Some((key, decl)) = self.kinds.decl(kind).field(name) {
            let (name, label) = (decl.name.to_owned(), decl.label.to_owned());
            return Some(FieldView {
                key,
                name,
                label,
                field_type: decl.field_type,
                decl: Some(decl),
            });
        }
        if let Some(view) = self.custom_field(name) {
            let of_kind = self
                .find(name)
                .and_then(|record| self.text_of(record, "of_kind").map(str::to_owned));
            return (of_kind.as_deref() == Some(self.kinds.decl(kind).name)).then_some(view);
        }
        let of_kind = self.kinds.decl(kind).name;
        let records = self.records(self.kinds.by_name("custom_field")?);
        let record = records.into_iter().find(|record| {
            self.text_of(record, "of_kind") == Some(of_kind) && record.title().eq_ignore_ascii_case(name)
        })?;
        self.custom_view(record)
    }

    fn custom_fields(&self, kind: KindId) -> impl Iterator<Item = FieldView> + '_ {
        let of_kind = self.kinds.decl(kind).name;
        let records = self.kinds.by_name("custom_field").map(|kind| self.records(kind));
        records.into_iter().flatten().filter_map(move |record| {
            let fits = !record.archived && self.text_of(record, "of_kind") == Some(of_kind);
            fits.then(|| self.custom_view(record)).flatten()
        })
    }

    /// A custom field by its id as entries write it, `FLD-3`.
    pub(crate) fn custom_field(&self, name: &str) -> Option<FieldView> {
        let record = self
            .find(name)
            .filter(|record| self.decl(record.id).name == "custom_field")?;
        self.custom_view(record)
    }

    fn custom_view(&self, record: &Record) -> Option<FieldView> {
        let code = match self.value(record, "type")? {
            Value::Choice(place) => {
                let (_, decl) = self.decl(record.id).field("type")?;
                decl.choice_list().get(usize::from(*place))?.code
            }
            _ => return None,
        };
        Some(FieldView {
            key: FieldKey::custom(record.id.number)?,
            name: record.id.show(self.kinds),
            label: self.text_of(record, "label").unwrap_or(record.title()).to_owned(),
            field_type: custom_type(code)?,
            decl: None,
        })
    }

    fn text_of<'a>(&self, record: &'a Record, field: &str) -> Option<&'a str> {
        match self.value(record, field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The type of a custom field by the code of its declaration.
fn custom_type(code: &str) -> Option<FieldType> {
    Some(match code {
        "text" => FieldType::Text,
        "long_text" => FieldType::LongText,
        "yes_no" => FieldType::YesNo,
        "integer" => FieldType::Integer,
        "decimal" => FieldType::Decimal,
        "date" => FieldType::Date,
        "texts" => FieldType::Texts,
        "link" => FieldType::Link,
        _ => return None,
    })
}
