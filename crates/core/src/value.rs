//! Values of fields, as compact as a register of many records needs them.

use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::ids::RecordId;
use crate::kind::{FieldType, Kinds};

/// The longest single line, in characters.
pub const TEXT_MAX_CHARS: usize = 500;
/// The longest paragraph text kept in an entry, in bytes; longer text is a file.
pub const LONG_TEXT_MAX_BYTES: usize = 32 * 1024;
/// How many items a list field may hold.
pub const LIST_MAX_ITEMS: usize = 500;

/// A day, a month or a year: as exact as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct PartialDate {
    year: i16,
    month: u8,
    day: u8,
}

impl PartialDate {
    /// A full day.
    pub fn day(date: jiff::civil::Date) -> Self {
        Self {
            year: date.year(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        }
    }

    /// Reads `2024`, `2024-03` or `2024-03-31`; the day must exist.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let digits = |part: &str, width: usize| {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())
                .flatten()
        };
        let year = digits(parts.next()?, 4)?;
        let month = parts
            .next()
            .map(|part| digits(part, 2).ok_or(()))
            .transpose()
            .ok()?;
        let day = parts
            .next()
            .map(|part| digits(part, 2).ok_or(()))
            .transpose()
            .ok()?;
        if parts.next().is_some() || !(1..=9999).contains(&year) {
            return None;
        }
        let month = i8::try_from(month.unwrap_or(0)).ok()?;
        let day_number = i8::try_from(day.unwrap_or(0)).ok()?;
        jiff::civil::Date::new(
            year,
            month.max(i8::from(day.is_none() && month == 0)),
            day_number.max(i8::from(day.is_none())),
        )
        .ok()?;
        Some(Self {
            year,
            month: month.unsigned_abs(),
            day: day_number.unsigned_abs(),
        })
    }

    /// The first day it can mean.
    pub fn first_day(self) -> jiff::civil::Date {
        let month = i8::try_from(self.month.max(1)).unwrap_or(1);
        let day = i8::try_from(self.day.max(1)).unwrap_or(1);
        jiff::civil::Date::new(self.year, month, day).unwrap_or(jiff::civil::Date::MIN)
    }

    /// The last day it can mean.
    pub fn last_day(self) -> jiff::civil::Date {
        let first = self.first_day();
        match (self.month, self.day) {
            (0, _) => first.last_of_year(),
            (_, 0) => first.last_of_month(),
            _ => first,
        }
    }

    /// True when a day is given.
    pub fn is_full(self) -> bool {
        self.day != 0
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

/// An id that another register uses, with the name of that register.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct OutsideId {
    /// Which register: a file's or a system's name. Ids repeat between sources.
    pub source: Arc<str>,
    /// The id there.
    pub id: Arc<str>,
}

/// A file kept by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct FileReference {
    /// SHA-256 of the content, lower-case hexadecimal.
    pub sha256: Arc<str>,
    /// As it was named when it came in; never used as a path.
    pub name: Arc<str>,
    /// In bytes.
    pub size: u64,
}

/// What a field holds. Absence is the absence of the field, never a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Value {
    /// Text of one line or many, a link, an e-mail address.
    Text(Arc<str>),
    /// Place in the declaration's list of choices.
    Choice(u16),
    /// Places in the declaration's list of choices, ascending.
    Choices(Arc<[u16]>),
    /// Yes or no.
    YesNo(bool),
    /// Whole number.
    Integer(i64),
    /// Exact decimal in its shortest form.
    Decimal(Arc<str>),
    /// Day, month or year.
    Date(PartialDate),
    /// One record.
    Reference(RecordId),
    /// Several records, ascending.
    References(Arc<[RecordId]>),
    /// Short texts in the order given.
    Texts(Arc<[Arc<str>]>),
    /// Ids elsewhere, sorted.
    OutsideIds(Arc<[OutsideId]>),
    /// A file.
    File(Arc<FileReference>),
}

/// Why a value does not fit its field. The message names what was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ValueError(pub String);

fn wrong<T>(message: String) -> Result<T, ValueError> {
    Err(ValueError(message))
}

impl Value {
    /// Reads the form that entries carry; `None` for an empty list or text, which is absence.
    ///
    /// This is the only reader of values: forms and imports make this form first.
    pub fn from_json(kinds: &Kinds, field_type: FieldType, json: &Json) -> Result<Option<Self>, ValueError> {
        match (field_type, json) {
            (_, Json::Null) => Ok(None),
            (FieldType::YesNo, Json::Bool(value)) => Ok(Some(Self::YesNo(*value))),
            (FieldType::Integer, Json::Number(number)) => {
                match number.as_i64().filter(|n| n.unsigned_abs() < 1 << 53) {
                    Some(value) => Ok(Some(Self::Integer(value))),
                    None => wrong(format!("`{number}` is not a whole number below 2^53")),
                }
            }
            (
                FieldType::Choices(_) | FieldType::References(_) | FieldType::Texts | FieldType::OutsideIds,
                Json::Array(items),
            ) if items.len() > LIST_MAX_ITEMS => wrong(format!(
                "{} items where at most {LIST_MAX_ITEMS} fit",
                items.len()
            )),
            (
                FieldType::Choices(_) | FieldType::References(_) | FieldType::Texts | FieldType::OutsideIds,
                Json::Array(items),
            ) => Self::list(kinds, field_type, items),
            (FieldType::File, Json::Object(_)) => Self::file(json).map(Some),
            (_, Json::String(text)) => Self::from_text(kinds, field_type, text),
            (_, other) => wrong(format!("`{other}` does not have the form this field needs")),
        }
    }

    fn from_text(kinds: &Kinds, field_type: FieldType, text: &str) -> Result<Option<Self>, ValueError> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let value = match field_type {
            FieldType::Text | FieldType::Email | FieldType::Link => {
                let count = text.chars().count();
                if count > TEXT_MAX_CHARS {
                    return wrong(format!(
                        "{count} characters where at most {TEXT_MAX_CHARS} fit in one line"
                    ));
                }
                if text.contains(['\n', '\r']) {
                    return wrong("a line break does not fit in one line".to_owned());
                }
                check_address(field_type, text)?;
                Self::Text(text.into())
            }
            FieldType::LongText => {
                if text.len() > LONG_TEXT_MAX_BYTES {
                    return wrong(format!(
                        "{} bytes of text where at most {LONG_TEXT_MAX_BYTES} fit: keep it as a file",
                        text.len()
                    ));
                }
                Self::Text(text.into())
            }
            FieldType::Choice(choices) => match choices.iter().position(|choice| choice.code == text) {
                Some(place) => Self::Choice(u16::try_from(place).unwrap_or(u16::MAX)),
                None => return wrong(format!("`{text}` is not one of the choices: {}", codes(choices))),
            },
            FieldType::Decimal => match shortest_decimal(text) {
                Some(decimal) => Self::Decimal(decimal.into()),
                None => return wrong(format!("`{text}` is not a decimal such as `0.25`")),
            },
            FieldType::Date => match PartialDate::parse(text) {
                Some(date) => Self::Date(date),
                None => {
                    return wrong(format!(
                        "`{text}` is not a date such as `2026-03-12`, `2026-03` or `2026`"
                    ));
                }
            },
            FieldType::Reference(targets) => Self::Reference(reference(kinds, targets, text)?),
            _ => return wrong(format!("`{text}` does not have the form this field needs")),
        };
        Ok(Some(value))
    }

    fn list(kinds: &Kinds, field_type: FieldType, items: &[Json]) -> Result<Option<Self>, ValueError> {
        if items.is_empty() {
            return Ok(None);
        }
        let value = match field_type {
            FieldType::Choices(choices) => {
                let mut places = Vec::with_capacity(items.len());
                for text in strings(items)? {
                    match choices.iter().position(|choice| choice.code == text) {
                        Some(place) => places.push(u16::try_from(place).unwrap_or(u16::MAX)),
                        None => {
                            return wrong(format!("`{text}` is not one of the choices: {}", codes(choices)));
                        }
                    }
                }
                places.sort_unstable();
                places.dedup();
                Self::Choices(places.into())
            }
            FieldType::References(targets) => {
                let mut ids = Vec::with_capacity(items.len());
                for text in strings(items)? {
                    ids.push(reference(kinds, targets, text)?);
                }
                ids.sort_unstable();
                ids.dedup();
                Self::References(ids.into())
            }
            FieldType::OutsideIds => {
                let mut ids = Vec::with_capacity(items.len());
                for item in items {
                    let part = |name: &str| {
                        item.get(name)
                            .and_then(Json::as_str)
                            .filter(|text| !text.is_empty() && text.len() <= 2000)
                    };
                    match (part("source"), part("id")) {
                        (Some(source), Some(id)) => ids.push(OutsideId {
                            source: source.into(),
                            id: id.into(),
                        }),
                        _ => return wrong(format!("`{item}` is not an outside id with `source` and `id`")),
                    }
                }
                ids.sort();
                ids.dedup();
                Self::OutsideIds(ids.into())
            }
            _ => {
                let mut texts: Vec<Arc<str>> = Vec::with_capacity(items.len());
                for text in strings(items)? {
                    if text.len() > LONG_TEXT_MAX_BYTES {
                        return wrong(format!("an item of {} bytes is too long", text.len()));
                    }
                    if !text.trim().is_empty() && !texts.iter().any(|known| **known == *text) {
                        texts.push(text.into());
                    }
                }
                if texts.is_empty() {
                    return Ok(None);
                }
                Self::Texts(texts.into())
            }
        };
        Ok(Some(value))
    }

    fn file(json: &Json) -> Result<Self, ValueError> {
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        match (
            text("sha256"),
            text("name"),
            json.get("size").and_then(Json::as_u64),
        ) {
            (Some(sha256), Some(name), Some(size))
                if sha256.len() == 64
                    && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                    && name.len() <= 500 =>
            {
                Ok(Self::File(Arc::new(FileReference {
                    sha256: sha256.into(),
                    name: name.into(),
                    size,
                })))
            }
            _ => wrong(format!("`{json}` is not a file with `sha256`, `name` and `size`")),
        }
    }

    /// The form that entries carry; [`Value::from_json`] reads it back to an equal value.
    pub fn to_json(&self, kinds: &Kinds, field_type: FieldType) -> Json {
        let code = |place: &u16| match field_type {
            FieldType::Choice(choices) | FieldType::Choices(choices) => {
                Json::from(choices.get(usize::from(*place)).map_or("", |choice| choice.code))
            }
            _ => Json::Null,
        };
        match self {
            Self::Text(text) | Self::Decimal(text) => Json::from(&**text),
            Self::Choice(place) => code(place),
            Self::Choices(places) => places.iter().map(code).collect(),
            Self::YesNo(value) => Json::from(*value),
            Self::Integer(value) => Json::from(*value),
            Self::Date(date) => Json::from(date.to_string()),
            Self::Reference(id) => Json::from(id.show(kinds)),
            Self::References(ids) => ids.iter().map(|id| id.show(kinds)).collect(),
            Self::Texts(texts) => texts.iter().map(ToString::to_string).collect(),
            Self::OutsideIds(ids) => ids
                .iter()
                .map(|id| serde_json::json!({"source": &*id.source, "id": &*id.id}))
                .collect(),
            Self::File(file) => {
                serde_json::json!({"sha256": &*file.sha256, "name": &*file.name, "size": file.size})
            }
        }
    }

    /// For people and for spreadsheets: labels of choices, ids of references, lists joined by `; `.
    pub fn show(&self, kinds: &Kinds, field_type: FieldType) -> String {
        let label = |place: &u16| match field_type {
            FieldType::Choice(choices) | FieldType::Choices(choices) => {
                choices.get(usize::from(*place)).map_or("", |choice| choice.label)
            }
            _ => "",
        };
        match self {
            Self::Text(text) | Self::Decimal(text) => text.to_string(),
            Self::Choice(place) => label(place).to_owned(),
            Self::Choices(places) => places.iter().map(label).collect::<Vec<_>>().join("; "),
            Self::YesNo(value) => if *value { "Yes" } else { "No" }.to_owned(),
            Self::Integer(value) => value.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Reference(id) => id.show(kinds),
            Self::References(ids) => ids.iter().map(|id| id.show(kinds)).collect::<Vec<_>>().join("; "),
            Self::Texts(texts) => texts.join("; "),
            Self::OutsideIds(ids) => ids
                .iter()
                .map(|id| format!("{}: {}", id.source, id.id))
                .collect::<Vec<_>>()
                .join("; "),
            Self::File(file) => file.name.to_string(),
        }
    }

    /// The records it points at.
    pub fn references(&self) -> &[RecordId] {
        match self {
            Self::Reference(id) => std::slice::from_ref(id),
            Self::References(ids) => ids,
            _ => &[],
        }
    }
}

fn strings(items: &[Json]) -> Result<Vec<&str>, ValueError> {
    items
        .iter()
        .map(|item| {
            item.as_str()
                .ok_or_else(|| ValueError(format!("`{item}` is not text")))
        })
        .collect()
}

fn codes(choices: &[crate::kind::Choice]) -> String {
    choices
        .iter()
        .map(|choice| format!("`{}`", choice.code))
        .collect::<Vec<_>>()
        .join(", ")
}

fn reference(kinds: &Kinds, targets: &[&str], text: &str) -> Result<RecordId, ValueError> {
    let id = RecordId::parse(kinds, text)
        .ok_or_else(|| ValueError(format!("`{text}` is not the id of a record")))?;
    let name = kinds.decl(id.kind).name;
    if targets.contains(&name) {
        Ok(id)
    } else {
        wrong(format!("`{text}` is not one of: {}", targets.join(", ")))
    }
}

fn check_address(field_type: FieldType, text: &str) -> Result<(), ValueError> {
    let fits = match field_type {
        FieldType::Link => text.starts_with("https://") || text.starts_with("http://"),
        FieldType::Email => text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(' ')),
        _ => true,
    };
    match field_type {
        _ if fits => Ok(()),
        FieldType::Link => wrong(format!(
            "`{text}` is not a web address: it must start with https:// or http://"
        )),
        _ => wrong(format!("`{text}` is not an e-mail address")),
    }
}

/// The shortest text of the same decimal; `None` when it is not one.
fn shortest_decimal(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || text.len() > 60 || !plain(whole) || !plain(fraction) || digits.ends_with('.') {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let sign = if whole == "0" && fraction.is_empty() {
        ""
    } else {
        sign
    };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}
