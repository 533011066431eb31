//! By which key a row finds the record of an earlier import.

use std::collections::BTreeMap;
use std::sync::Arc;

use probity_core::Record;
use probity_core::ids::KindId;
use probity_core::kind::FieldType;
use probity_core::register::{Register, Visibility};
use probity_core::value::{OutsideId, Value};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::cells::{Wish, shortened};
use super::rows::RowReading;
use super::words::normal;

/// Keys of content that are longer end in a hash.
const KEY_MAX_CHARS: usize = 180;

/// The keys of all rows, and the source they are of.
pub(super) struct RowKeys<'a> {
    pub source: &'a str,
    pub keys: Vec<OutsideId>,
}

/// The key of every row: its id where that is its own, else its content and a number among equals.
///
/// Refused rows are counted too, so that the numbers of others do not depend on them.
pub(super) fn row_keys<'a>(title: &str, source: &'a str, rows: &[RowReading]) -> RowKeys<'a> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for id in rows.iter().filter_map(|row| row.id.as_deref()) {
        *times.entry(id).or_default() += 1;
    }
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut key = |source: String, content: String| {
        let occurrence = seen.entry((source.clone(), content.clone())).or_default();
        *occurrence += 1;
        let id = if *occurrence > 1 {
            format!("{content} #{occurrence}")
        } else {
            content
        };
        OutsideId {
            source: source.into(),
            id: id.into(),
        }
    };
    let keys = rows
        .iter()
        .map(|row| match row.id.as_deref() {
            Some(id) if times[id] == 1 => OutsideId {
                source: source.into(),
                id: id.into(),
            },
            Some(id) => key(
                format!("{source}#repeat"),
                bounded(&format!("{id} | {}", content(title, row))),
            ),
            None => key(format!("{source}#content"), bounded(&content(title, row))),
        })
        .collect();
    RowKeys { source, keys }
}

/// Name and unit of a row, without spelling.
fn content(title: &str, row: &RowReading) -> String {
    let name = match row.fields.get(title) {
        Some((_, Wish::Value(Json::String(name)))) => spelling(name),
        _ => String::new(),
    };
    let units = [&row.unit, &row.subunit]
        .into_iter()
        .flatten()
        .map(|unit| spelling(&unit.text));
    std::iter::once(name).chain(units).collect::<Vec<_>>().join(" | ")
}

/// The normalised text; the text itself where nothing would be left of it.
pub(super) fn spelling(text: &str) -> String {
    let normal = normal(text);
    if normal.is_empty() {
        text.to_lowercase()
    } else {
        normal
    }
}

/// The key of a system that several rows share.
pub(super) fn group_key(source: &str, group: &str) -> OutsideId {
    OutsideId {
        source: format!("{source}#system").into(),
        id: bounded(&spelling(group)).into(),
    }
}

fn bounded(text: &str) -> String {
    if text.chars().count() <= KEY_MAX_CHARS {
        return text.to_owned();
    }
    let hash = Sha256::digest(text);
    let digits: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{} {digits}", shortened(text, KEY_MAX_CHARS))
}

/// The outside ids of the records of one kind that are not put away and may be seen.
pub(super) struct KeyIndex<'a> {
    records: BTreeMap<OutsideId, &'a Arc<Record>>,
}

impl<'a> KeyIndex<'a> {
    pub fn of(register: &'a Register, visibility: &Visibility, kind: KindId) -> Self {
        let mut records = BTreeMap::new();
        let Some(field) = outside_ids_field(register, kind) else {
            return Self { records };
        };
        for record in register
            .records(kind)
            .filter(|record| !record.archived && visibility.sees(register, record))
        {
            if let Some(Value::OutsideIds(ids)) = register.value(record, field) {
                for id in ids.iter() {
                    records.entry(id.clone()).or_insert(record);
                }
            }
        }
        Self { records }
    }

    pub fn get(&self, key: &OutsideId) -> Option<&'a Arc<Record>> {
        self.records.get(key).copied()
    }
}

/// The field of a kind that holds outside ids.
pub(super) fn outside_ids_field(register: &Register, kind: KindId) -> Option<&'static str> {
    let fields = register.kinds().decl(kind).fields;
    fields
        .iter()
        .find(|field| matches!(field.field_type, FieldType::OutsideIds))
        .map(|field| field.name)
}

#[cfg(test)]
mod tests {
    use super::super::names::Name;
    use super::*;

    fn all_distinct(keys: &[OutsideId]) -> bool {
        keys.iter().collect::<std::collections::BTreeSet<_>>().len() == keys.len()
    }

    fn row(name: &str, unit: &str, id: Option<&str>) -> RowReading {
        let wish = (FieldType::Text, Wish::Value(name.into()));
        RowReading {
            fields: BTreeMap::from([("name", wish)]),
            unit: Some(Name {
                text: unit.to_owned(),
                email: None,
            }),
            id: id.map(str::to_owned),
            ..RowReading::default()
        }
    }

    #[test]
    fn a_row_has_a_key_of_its_own() {
        let rows = [
            row("Chatbot", "North", Some("A-1")),
            row("Chatbot", "North", Some("A-2")),
            row("Chatbot", "North", None),
            row("CHATBOT ", "north", None),
            row("Chatbot", "South", None),
            row("Search", "North", Some("TBC-7")),
            row("Triage", "North", Some("TBC-7")),
            row("Triage", "North", Some("TBC-7")),
        ];
        let keys = row_keys("name", "list", &rows).keys;
        let shown: Vec<String> = keys
            .iter()
            .map(|key| format!("{}: {}", key.source, key.id))
            .collect();
        let expect = [
            "list: A-1",
            "list: A-2",
            "list#content: chatbot | north",
            "list#content: chatbot | north #2",
            "list#content: chatbot | south",
            "list#repeat: TBC-7 | search | north",
            "list#repeat: TBC-7 | triage | north",
            "list#repeat: TBC-7 | triage | north #2",
        ];
        assert_eq!(shown, expect);
        assert!(all_distinct(&keys));
    }

    #[test]
    fn long_content_keeps_a_key_of_its_own() {
        let long = "word ".repeat(100);
        let rows = [
            row(&format!("{long} one"), "North", None),
            row(&format!("{long} two"), "North", None),
        ];
        let keys = row_keys("name", "list", &rows).keys;
        assert!(all_distinct(&keys) && keys.iter().all(|key| key.id.chars().count() < 250));
    }
}
