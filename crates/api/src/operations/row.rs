//! One record as machines and people read it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use probity_core::history::show_value;
use probity_core::query::Column;
use probity_core::register::{Register, Visibility};
use probity_core::value::Value;
use probity_core::{Record, RecordId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A record with its values in the form that entries carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Name of its kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Code of its state, for kinds that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// How many entries it has.
    pub revision: u32,
    /// Whether it is put away.
    pub archived: bool,
    /// When its first entry was recorded.
    pub created: String,
    /// When its newest entry was recorded.
    pub updated: String,
    /// Its values by name. Links to what the reader may not see are left out.
    pub fields: BTreeMap<String, Json>,
}

/// What records are read from.
pub(crate) struct Reader<'a> {
    pub register: &'a Register,
    pub visibility: &'a Visibility,
}

impl Reader<'_> {
    /// The record for machines.
    pub fn row(&self, record: &Record) -> Row {
        let kinds = self.register.kinds();
        let fields = record.fields().iter().filter_map(|(key, value)| {
            let (name, field_type) = self.register.name_and_type(record.id.kind, *key);
            self.seen(value)
                .map(|value| (name, value.to_json(kinds, field_type)))
        });
        Row {
            id: record.id.show(kinds),
            kind: self.register.decl(record.id).name.to_owned(),
            title: record.title().to_owned(),
            state: self.register.state_code(record).map(str::to_owned),
            revision: record.revision,
            archived: record.archived,
            created: moment(record.created_at),
            updated: moment(record.updated_at),
            fields: fields.collect(),
        }
    }

    /// A cell for people; empty where there is nothing.
    pub fn cell(&self, record: &Record, column: Column) -> String {
        match column {
            Column::Id => record.id.show(self.register.kinds()),
            Column::State => self.state_label(record),
            Column::Phase => self.phase(record),
            Column::Created => day(record.created_at),
            Column::Updated => day(record.updated_at),
            Column::Archived => (if record.archived { "Yes" } else { "No" }).to_owned(),
            Column::Revision => record.revision.to_string(),
            Column::Field(key) => {
                let (_, field_type) = self.register.name_and_type(record.id.kind, key);
                record
                    .get(key)
                    .map(|value| show_value(self.register, self.visibility, field_type, value))
                    .unwrap_or_default()
            }
        }
    }

    fn phase(&self, record: &Record) -> String {
        let lifecycle = self.register.decl(record.id).lifecycle;
        let state = lifecycle.and_then(|lifecycle| lifecycle.states.get(usize::from(record.state)));
        state
            .map(|state| format!("{:?}", state.phase).to_lowercase())
            .unwrap_or_default()
    }

    /// The state in words.
    pub fn state_label(&self, record: &Record) -> String {
        let lifecycle = self.register.decl(record.id).lifecycle;
        let state = lifecycle.and_then(|lifecycle| lifecycle.states.get(usize::from(record.state)));
        state.map(|state| state.label.to_owned()).unwrap_or_default()
    }

    fn seen(&self, value: &Value) -> Option<Value> {
        let sees = |id: &RecordId| {
            self.register
                .get(*id)
                .is_some_and(|record| self.visibility.sees(self.register, record))
        };
        match value {
            Value::Reference(id) if !sees(id) => None,
            Value::References(ids) if !ids.iter().all(sees) => {
                let left: Vec<RecordId> = ids.iter().copied().filter(sees).collect();
                (!left.is_empty()).then(|| Value::References(left.into()))
            }
            other => Some(other.clone()),
        }
    }
}

/// A time in milliseconds as RFC 3339 in UTC.
pub(crate) fn moment(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_string()
}

fn day(milliseconds: i64) -> String {
    moment(milliseconds).chars().take(10).collect()
}

/// The head of a column.
pub(super) fn label(register: &Register, kind: probity_core::KindId, column: Column) -> String {
    match column {
        Column::Id => "ID".to_owned(),
        Column::State => register
            .kinds()
            .decl(kind)
            .lifecycle
            .map_or("State", |lifecycle| lifecycle.label)
            .to_owned(),
        Column::Phase => "Phase".to_owned(),
        Column::Created => "Created".to_owned(),
        Column::Updated => "Updated".to_owned(),
        Column::Archived => "Archived".to_owned(),
        Column::Revision => "Revision".to_owned(),
        Column::Field(key) => {
            let fields = register.fields(kind);
            let found = fields.into_iter().find(|field| field.key == key);
            found.map_or_else(|| register.name_and_type(kind, key).0, |field| field.label)
        }
    }
}
