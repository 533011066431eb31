//! One record as the register holds it.

use serde::{Deserialize, Serialize};

use crate::ids::{Actor, FieldKey, RecordId};
use crate::value::Value;

/// A record: a sorted array of fields and what the fold knows of its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Counts its entries, from 1; a change names the revision it was made on.
    pub revision: u32,
    /// Place in the life cycle's list of states; 0 for kinds without one.
    pub state: u8,
    /// Put away: left out of lists unless asked for.
    pub archived: bool,
    /// Who caused its first entry: separation of duties asks for it.
    pub created_by: Actor,
    /// When its first entry was recorded, milliseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When its newest entry was recorded.
    pub updated_at: i64,
    /// Index of its first entry in the ledger.
    pub first_index: u64,
    /// Index of its newest entry.
    pub last_index: u64,
    /// Index of its newest material entry: what approvals bind to.
    pub material_index: u64,
    /// Sorted by key.
    fields: Box<[(FieldKey, Value)]>,
}

impl Record {
    /// A record without fields, as its first entry makes it.
    pub fn new(id: RecordId, created_by: Actor, at: i64, index: u64) -> Self {
        Self {
            id,
            revision: 0,
            state: 0,
            archived: false,
            created_by,
            created_at: at,
            updated_at: at,
            first_index: index,
            last_index: index,
            material_index: index,
            fields: Box::new([]),
        }
    }

    /// The value of a field.
    pub fn get(&self, key: FieldKey) -> Option<&Value> {
        self.fields
            .binary_search_by_key(&key, |(key, _)| *key)
            .ok()
            .map(|place| &self.fields[place].1)
    }

    /// All fields that hold a value, by key.
    pub fn fields(&self) -> &[(FieldKey, Value)] {
        &self.fields
    }

    /// Applies many changes at once; `None` removes. Later changes of the same field win.
    pub fn change(&mut self, changes: Vec<(FieldKey, Option<Value>)>) {
        let mut fields = std::mem::take(&mut self.fields).into_vec();
        for (key, value) in changes {
            match (fields.binary_search_by_key(&key, |(key, _)| *key), value) {
                (Ok(place), Some(value)) => fields[place].1 = value,
                (Ok(place), None) => {
                    fields.remove(place);
                }
                (Err(place), Some(value)) => fields.insert(place, (key, value)),
                (Err(_), None) => {}
            }
        }
        self.fields = fields.into_boxed_slice();
    }

    /// Every reference it holds, with the field that holds it.
    pub fn references(&self) -> impl Iterator<Item = (FieldKey, RecordId)> + '_ {
        self.fields
            .iter()
            .flat_map(|(key, value)| value.references().iter().map(|id| (*key, *id)))
    }

    /// Text of a field, for text-like fields.
    pub fn text(&self, key: FieldKey) -> Option<&str> {
        match self.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The title: the first declared field.
    pub fn title(&self) -> &str {
        self.text(FieldKey(0)).unwrap_or("(no name)")
    }
}
