//! What a list can show, sort, group and filter by: declared fields, custom fields, and what the
//! fold knows of every record.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::folding::{compare_decimal, compare_natural, fold, fold_into};
use crate::ids::{FieldKey, KindId, RecordId};
use crate::kind::{FieldType, Phase};
use crate::record::Record;
use crate::register::{Register, Visibility};
use crate::value::Value;

/// One column of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The record's id.
    Id,
    /// The state, in the order of life.
    State,
    /// What the state means for counting.
    Phase,
    /// The day (UTC) its first entry was recorded.
    Created,
    /// The day (UTC) its newest entry was recorded.
    Updated,
    /// Whether it is put away.
    Archived,
    /// How many entries it has.
    Revision,
    /// A declared or custom field.
    Field(FieldKey),
}

/// Names of the columns that every kind has.
const COMMON: [(&str, Column); 7] = [
    ("id", Column::Id),
    ("state", Column::State),
    ("phase", Column::Phase),
    ("created", Column::Created),
    ("updated", Column::Updated),
    ("archived", Column::Archived),
    ("revision", Column::Revision),
];

/// Every phase in order, with the word that filters use.
pub(crate) const PHASES: [(Phase, &str); 5] = [
    (Phase::Planned, "planned"),
    (Phase::Trial, "trial"),
    (Phase::Active, "active"),
    (Phase::Paused, "paused"),
    (Phase::Ended, "ended"),
];

impl Column {
    /// By name, label (spaces may be underscores), the life cycle's label, or a custom field's id.
    pub fn find(register: &Register, kind: KindId, name: &str) -> Option<Self> {
        let decl = register.kinds().decl(kind);
        let plain = normalize(name);
        if let Some((key, _)) = decl.field(&plain) {
            return Some(Self::Field(key));
        }
        let with_life =
            |column: &Self| decl.lifecycle.is_some() || !matches!(column, Self::State | Self::Phase);
        if let Some((_, column)) = COMMON
            .into_iter()
            .find(|(common, column)| *common == plain && with_life(column))
        {
            return Some(column);
        }
        let fields = register.fields(kind);
        if let Some(field) = fields.iter().find(|field| normalize(&field.label) == plain) {
            return Some(Self::Field(field.key));
        }
        if decl
            .lifecycle
            .is_some_and(|lifecycle| normalize(lifecycle.label) == plain)
        {
            return Some(Self::State);
        }
        register.field(kind, name).map(|field| Self::Field(field.key))
    }

    /// All columns of a kind with the names [`Column::find`] knows them by.
    pub fn all(register: &Register, kind: KindId) -> Vec<(String, Self)> {
        let life = register.kinds().decl(kind).lifecycle.is_some();
        let common = COMMON
            .into_iter()
            .filter(|(_, column)| life || !matches!(column, Self::State | Self::Phase));
        let common = common.map(|(name, column)| (name.to_owned(), column));
        common
            .chain(
                register
                    .fields(kind)
                    .into_iter()
                    .map(|field| (field.name, Self::Field(field.key))),
            )
            .collect()
    }

    /// The name that addresses and filters use.
    pub fn name(self, register: &Register, kind: KindId) -> String {
        match self {
            Self::Field(key) => register.name_and_type(kind, key).0,
            _ => COMMON
                .iter()
                .find(|(_, column)| *column == self)
                .map_or("", |(name, _)| name)
                .to_owned(),
        }
    }

    /// The type of a field; `None` for what every record has.
    pub(crate) fn field_type(self, register: &Register, kind: KindId) -> Option<FieldType> {
        match self {
            Self::Field(key) => Some(register.name_and_type(kind, key).1),
            _ => None,
        }
    }

    /// True when its order depends on other records.
    pub(crate) fn follows_links(self, register: &Register, kind: KindId) -> bool {
        matches!(
            self.field_type(register, kind),
            Some(FieldType::Reference(_) | FieldType::References(_))
        )
    }

    /// What a record is sorted by.
    pub(crate) fn key(self, register: &Register, visibility: &Visibility, record: &Record) -> SortKey {
        match self {
            Self::Id => SortKey::Number(i64::from(record.id.number)),
            Self::State => SortKey::Number(i64::from(record.state)),
            Self::Phase => {
                phase(register, record).map_or(SortKey::Missing, |place| SortKey::Number(i64::from(place)))
            }
            Self::Created => SortKey::Number(record.created_at),
            Self::Updated => SortKey::Number(record.updated_at),
            Self::Archived => SortKey::Number(i64::from(record.archived)),
            Self::Revision => SortKey::Number(i64::from(record.revision)),
            Self::Field(key) => record
                .get(key)
                .map_or(SortKey::Missing, |value| value_key(register, visibility, value)),
        }
    }
}

/// Lower case, with underscores for spaces and hyphens.
pub(crate) fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    fold_into(name.trim(), &mut out);
    out.replace([' ', '-'], "_")
}

/// Place of a record's phase in [`PHASES`].
pub(crate) fn phase(register: &Register, record: &Record) -> Option<u16> {
    let phase = register
        .decl(record.id)
        .lifecycle?
        .states
        .get(usize::from(record.state))?
        .phase;
    PHASES
        .iter()
        .position(|(known, _)| *known == phase)
        .and_then(|place| u16::try_from(place).ok())
}

/// The day, in UTC, of a time in milliseconds since 1970-01-01.
pub(crate) fn day_of(milliseconds: i64) -> Date {
    jiff::Timestamp::from_millisecond(milliseconds)
        .map_or(Date::MIN, |time| jiff::tz::Offset::UTC.to_datetime(time).date())
}

/// A record that may be looked at through a link.
pub(crate) fn visible<'a>(
    register: &'a Register,
    visibility: &Visibility,
    id: RecordId,
) -> Option<&'a Record> {
    register
        .get(id)
        .map(|record| &**record)
        .filter(|record| visibility.sees(register, record))
}

/// What a record is sorted by. Values of a wrong type, kept from older rules, sort after the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SortKey {
    Number(i64),
    Decimal(String),
    Date(Date, Date),
    Text(String),
    /// Several values, first things first.
    List(Vec<SortKey>),
    /// A link to a record that is not visible.
    Hidden,
    Missing,
}

impl SortKey {
    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Decimal(_) => 1,
            Self::Date(..) => 2,
            Self::Text(_) => 3,
            Self::List(_) => 4,
            Self::Hidden => 5,
            Self::Missing => 6,
        }
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Decimal(a), Self::Decimal(b)) => compare_decimal(a, b),
            (Self::Date(a, a_end), Self::Date(b, b_end)) => a.cmp(b).then_with(|| a_end.cmp(b_end)),
            (Self::Text(a), Self::Text(b)) => compare_natural(a, b),
            (Self::List(a), Self::List(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn value_key(register: &Register, visibility: &Visibility, value: &Value) -> SortKey {
    let text = |text: &str| SortKey::Text(fold(text));
    let place = |place: &u16| SortKey::Number(i64::from(*place));
    match value {
        Value::Text(value) => text(value),
        Value::Choice(value) => place(value),
        Value::Choices(places) => list(places.iter().map(place).collect()),
        Value::YesNo(value) => SortKey::Number(i64::from(*value)),
        Value::Integer(value) => SortKey::Number(*value),
        Value::Decimal(value) => SortKey::Decimal(value.to_string()),
        Value::Date(date) => SortKey::Date(date.first_day(), date.last_day()),
        Value::Reference(_) | Value::References(_) => {
            let titles = value
                .references()
                .iter()
                .map(|id| match visible(register, visibility, *id) {
                    Some(target) => text(target.title()),
                    None => SortKey::Hidden,
                });
            list(titles.collect())
        }
        Value::Texts(texts) => list(texts.iter().map(|value| text(value)).collect()),
        Value::OutsideIds(ids) => list(ids.iter().map(|id| text(&id.id)).collect()),
        Value::File(file) => text(&file.name),
    }
}

/// Values in their own order, so that records with the same ones stand together.
fn list(mut keys: Vec<SortKey>) -> SortKey {
    keys.sort_unstable();
    match keys.len() {
        0 => SortKey::Missing,
        1 => keys.remove(0),
        _ => SortKey::List(keys),
    }
}
