//! Reading facts of records by field name.

use jiff::civil::Date;

use crate::ids::RecordId;
use crate::kind::Phase;
use crate::record::Record;
use crate::register::{Register, Visibility};
use crate::value::{PartialDate, Value};

/// A register as somebody sees it.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The register.
    pub register: &'a Register,
    /// What is seen of it.
    pub visibility: &'a Visibility,
}

impl<'a> Reader<'a> {
    /// The records of a kind that are not put away and that are seen.
    pub fn records(self, kind: &str) -> impl Iterator<Item = &'a Record> {
        let kind = self.register.kinds().by_name(kind);
        kind.into_iter()
            .flat_map(|kind| self.register.records(kind))
            .map(|record| &**record)
            .filter(move |record| !record.archived && self.visibility.sees(self.register, record))
    }

    /// A record that is seen, put away or not.
    pub fn seen(self, id: RecordId) -> Option<&'a Record> {
        self.register
            .get(id)
            .map(|record| &**record)
            .filter(|record| self.visibility.sees(self.register, record))
    }

    /// Text of a field.
    pub fn text(self, record: &'a Record, field: &str) -> Option<&'a str> {
        match self.register.value(record, field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn number(self, record: &Record, field: &str) -> Option<i64> {
        match self.register.value(record, field)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// A day, month or year.
    pub fn date(self, record: &Record, field: &str) -> Option<PartialDate> {
        match self.register.value(record, field)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// Yes or no; `None` is not known.
    pub fn yes(self, record: &Record, field: &str) -> Option<bool> {
        match self.register.value(record, field)? {
            Value::YesNo(yes) => Some(*yes),
            _ => None,
        }
    }

    /// The code of a choice.
    pub fn code(self, record: &Record, field: &str) -> Option<&'static str> {
        let (_, decl) = self.register.decl(record.id).field(field)?;
        match self.register.value(record, field)? {
            Value::Choice(place) => Some(decl.choice_list().get(usize::from(*place))?.code),
            _ => None,
        }
    }

    /// The records that a field points at.
    pub fn links(self, record: &'a Record, field: &str) -> &'a [RecordId] {
        self.register
            .value(record, field)
            .map(Value::references)
            .unwrap_or_default()
    }

    /// What the state of a record counts as.
    pub fn phase(self, record: &Record) -> Option<Phase> {
        let states = self.register.decl(record.id).lifecycle?.states;
        states.get(usize::from(record.state)).map(|state| state.phase)
    }

    /// The code of a record's state; empty for kinds without one.
    pub fn state(self, record: &Record) -> &'static str {
        self.register.state_code(record).unwrap_or("")
    }
}

/// The day of a time in milliseconds since 1970-01-01, in UTC.
pub(super) fn day_of(milliseconds: i64) -> Date {
    jiff::Timestamp::from_millisecond(milliseconds)
        .map_or(Date::MIN, |time| jiff::tz::Offset::UTC.to_datetime(time).date())
}

/// Days from one day to another; negative when the second is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// So many days later.
pub(super) fn days_later(from: Date, days: i64) -> Date {
    from.saturating_add(jiff::Span::new().days(days.clamp(0, 40_000)))
}
