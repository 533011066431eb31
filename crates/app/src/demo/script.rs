//! What happens on which day, by whose hand.
//!
//! Stories are told one record after the other; the script keeps them possible: nothing happens to a
//! record, or points at it, before it is made, and nothing happens after the end.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Span, Timestamp};
use probity_core::patch::Patch;
use serde_json::Value as Json;

use crate::error::AppError;

/// Years of history, in days.
pub const DAYS: i32 = 3 * 365;
/// Commands of one hand within so many days are carried out together.
const CHUNK_DAYS: i32 = 14;
/// How many such chunks.
const CHUNKS: i32 = DAYS / CHUNK_DAYS;
/// The last day on which anything happens: yesterday.
pub const LAST_DAY: i32 = CHUNKS * CHUNK_DAYS - 1;

/// Dates that may lie ahead of the day on which they are written down.
const AHEAD: &[&str] = &[
    "accepted_until",
    "check_due",
    "due",
    "notice_by",
    "planned_for",
    "review_date",
    "trial_ends_on",
    "until",
    "valid_until",
];

/// A record that will be made. It shows as a placeholder that a replay replaces by the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle(usize);

impl Handle {
    /// Its place in the order of telling.
    pub fn place(self) -> usize {
        self.0
    }

    /// Reads a placeholder.
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix('@')
            .and_then(|place| place.parse().ok())
            .map(Self)
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

impl From<Handle> for Json {
    fn from(handle: Handle) -> Self {
        handle.to_string().into()
    }
}

/// Who acts. Within a chunk of days they act in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hand {
    /// Whoever sits at the machine: sets the workspace up.
    Administrator,
    /// Runs the AI management system.
    Lead,
    /// Enters releases, deployments, models and data.
    Engineer,
    /// Decides on what the others entered.
    Approver,
    /// Owns records and remarks on them.
    Owner,
    /// Another one who does.
    Colleague,
}

impl Hand {
    /// Day of the chunk on which they act.
    pub fn day(self) -> i32 {
        match self {
            Self::Administrator => 0,
            Self::Lead => 4,
            Self::Engineer => 6,
            Self::Approver => 8,
            Self::Owner => 11,
            Self::Colleague => 13,
        }
    }
}

/// The days of the history.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    start: Date,
}

impl Calendar {
    /// The history that ends on the day before.
    pub fn ending(until: Timestamp) -> Result<Self, AppError> {
        let today = Offset::UTC.to_datetime(until).date();
        let start = today.checked_sub(Span::new().days(CHUNKS * CHUNK_DAYS));
        let start = start
            .map_err(|error| AppError::Invalid(format!("`{today}` leaves no room for history: {error}")))?;
        Ok(Self { start })
    }

    /// The date of a day, counted from the first.
    pub fn date(self, day: i32) -> Date {
        self.start.saturating_add(Span::new().days(day))
    }

    /// The moment the history begins.
    pub fn start(self) -> Timestamp {
        self.moment(0, 0)
    }

    /// A moment in office hours of a day.
    pub fn moment(self, day: i32, minute: i64) -> Timestamp {
        let midnight = Offset::UTC
            .to_timestamp(self.date(day).at(0, 0, 0, 0))
            .unwrap_or(Timestamp::UNIX_EPOCH);
        midnight + SignedDuration::from_mins(8 * 60 + minute % 540)
    }
}

/// When something is carried out: chunk of days, then hand, then order of telling.
pub type Turn = (i32, Hand);

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Step {
    Create { kind: &'static str, patch: Patch },
    Revise { patch: Patch },
    Move { to: &'static str, patch: Patch },
    Comment { text: String },
    Archive { reason: String },
}

/// A step with its turn.
#[derive(Clone, Debug)]
pub struct Event {
    pub turn: Turn,
    pub on: Handle,
    pub step: Step,
}

/// Everything that happens.
pub struct Script {
    pub calendar: Calendar,
    /// Told with fewer steps for each record, as it is long.
    pub brief: bool,
    /// Who acts for each hand beside the administrator.
    pub cast: BTreeMap<Hand, Handle>,
    events: Vec<Event>,
    /// For each record: when it is made, and when something last happened to it.
    turns: Vec<(Turn, Turn)>,
    existing: Vec<(Handle, &'static str)>,
}

impl Script {
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            brief: false,
            cast: BTreeMap::new(),
            events: Vec::new(),
            turns: Vec::new(),
            existing: Vec::new(),
        }
    }

    /// The text of a date.
    pub fn date(&self, day: i32) -> String {
        self.calendar.date(day).to_string()
    }

    /// How many records are made.
    pub fn handles(&self) -> usize {
        self.turns.len()
    }

    /// The events in the order in which they are carried out.
    pub fn in_order(&self) -> Vec<&Event> {
        let mut events: Vec<&Event> = self.events.iter().filter(|event| event.turn.0 < CHUNKS).collect();
        events.sort_by_key(|event| event.turn);
        events
    }

    /// The first record of a kind, made by the set-up of the workspace.
    pub fn existing(&mut self, kind: &'static str) -> Handle {
        let handle = Handle(self.turns.len());
        let first = (0, Hand::Administrator);
        self.turns.push((first, first));
        self.existing.push((handle, kind));
        handle
    }

    /// The records made by the set-up.
    pub fn set_up(&self) -> &[(Handle, &'static str)] {
        &self.existing
    }

    /// A record is made on a day.
    pub fn create(&mut self, day: i32, hand: Hand, kind: &'static str, mut patch: Patch) -> Handle {
        let on = Handle(self.turns.len());
        let turn = self.after_links(turn_of(day, hand), &patch);
        self.no_later(turn, &mut patch);
        self.turns.push((turn, turn));
        self.events.push(Event {
            turn,
            on,
            step: Step::Create { kind, patch },
        });
        on
    }

    /// Fields change.
    pub fn revise(&mut self, day: i32, hand: Hand, on: Handle, patch: Patch) {
        self.push(day, hand, on, Step::Revise { patch });
    }

    /// The state changes.
    pub fn change_state(&mut self, day: i32, hand: Hand, on: Handle, to: &'static str, patch: Patch) {
        self.push(day, hand, on, Step::Move { to, patch });
    }

    /// A remark.
    pub fn comment(&mut self, day: i32, hand: Hand, on: Handle, text: impl Into<String>) {
        self.push(day, hand, on, Step::Comment { text: text.into() });
    }

    /// It is put away.
    pub fn archive(&mut self, day: i32, hand: Hand, on: Handle, reason: &str) {
        self.push(
            day,
            hand,
            on,
            Step::Archive {
                reason: reason.to_owned(),
            },
        );
    }

    fn push(&mut self, day: i32, hand: Hand, on: Handle, mut step: Step) {
        let mut turn = not_before(turn_of(day, hand), self.turns[on.0].1);
        if let Step::Create { patch, .. } | Step::Revise { patch } | Step::Move { patch, .. } = &mut step {
            turn = self.after_links(turn, patch);
            self.no_later(turn, patch);
        }
        self.turns[on.0].1 = turn;
        self.events.push(Event { turn, on, step });
    }

    /// What is told as done was done by the day on which it is written down.
    fn no_later(&self, (chunk, hand): Turn, patch: &mut Patch) {
        let written = self.date(chunk * CHUNK_DAYS + hand.day());
        let dates = patch.set.iter_mut().filter_map(|(field, json)| match json {
            Json::String(text) if !AHEAD.contains(&field.as_str()) && is_date(text) => Some(text),
            _ => None,
        });
        for date in dates.chain(patch.stated.as_mut()) {
            if *date > written {
                date.clone_from(&written);
            }
        }
    }

    /// Not before the records it points at are made.
    fn after_links(&self, turn: Turn, patch: &Patch) -> Turn {
        let texts = patch.set.values().flat_map(|json| match json {
            Json::Array(items) => items.iter().filter_map(Json::as_str).collect(),
            other => other.as_str().into_iter().collect::<Vec<_>>(),
        });
        let targets = texts
            .filter_map(Handle::parse)
            .filter_map(|handle| self.turns.get(handle.0));
        targets.fold(turn, |turn, (made, _)| not_before(turn, *made))
    }
}

/// Dates compare as texts when they are written like this.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn turn_of(day: i32, hand: Hand) -> Turn {
    (day.max(0) / CHUNK_DAYS, hand)
}

/// The same hand's first turn that is not before another turn.
fn not_before((chunk, hand): Turn, other: Turn) -> Turn {
    match (chunk, hand) < other {
        true => (other.0 + i32::from(hand < other.1), hand),
        false => (chunk, hand),
    }
}

/// The moment of a turn.
pub fn moment_of(calendar: Calendar, (chunk, hand): Turn) -> Timestamp {
    // Another minute of the day each time, so that lists do not look like a time table.
    let minute = i64::from(chunk) * 97 + i64::from(hand.day()) * 41;
    calendar.moment(chunk * CHUNK_DAYS + hand.day(), minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_happens_before_what_it_points_at() {
        let mut script = Script::new(Calendar::ending("2026-07-01T12:00:00Z".parse().unwrap()).unwrap());
        let late = script.create(400, Hand::Engineer, "model", Patch::set_one("name", "late"));
        let early = script.create(
            3,
            Hand::Lead,
            "system",
            Patch::set_one("models", vec![late.to_string()]),
        );
        script.change_state(5, Hand::Approver, early, "pilot", Patch::default());
        script.comment(DAYS + 100, Hand::Owner, early, "never");
        let order: Vec<usize> = script.in_order().iter().map(|event| event.on.place()).collect();
        assert_eq!(
            order,
            [0, 1, 1],
            "the model first, the remark after the end not at all"
        );
    }

    #[test]
    fn the_last_turn_is_before_today() {
        let until: Timestamp = "2026-07-01T00:30:00Z".parse().unwrap();
        let calendar = Calendar::ending(until).unwrap();
        let last = moment_of(calendar, (CHUNKS - 1, Hand::Colleague));
        assert!(last < until, "{last}");
        assert_eq!(calendar.date(CHUNKS * CHUNK_DAYS - 1).to_string(), "2026-06-30");
    }
}
