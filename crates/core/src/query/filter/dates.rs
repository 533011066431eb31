//! Dates that move with today: `today + 30 days`, `start of month`, `last quarter`.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;

/// The largest number of days, weeks, months or years to add.
pub(super) const OFFSET_MAX: i32 = 10_000;

/// A day or a span of days, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateExpression {
    /// Where to begin.
    pub anchor: Anchor,
    /// How many units to move, where one is given.
    pub offset: Option<(i32, Period)>,
}

/// Where a [`DateExpression`] begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// `yesterday` is -1, `today` 0, `tomorrow` 1.
    Day(i8),
    /// `last month`, `start of this year`.
    Period {
        /// Only its first or last day.
        edge: Option<Edge>,
        /// Which one.
        relation: Relation,
        /// Of what length.
        period: Period,
    },
}

/// The first or the last day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// `start of`
    Start,
    /// `end of`
    End,
}

/// Which period, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `last`
    Last,
    /// `this`
    This,
    /// `next`
    Next,
}

/// A length of time in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

/// Words that begin a date expression; a text that equals one is printed in quotes.
pub(super) fn begins(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    [
        "today",
        "yesterday",
        "tomorrow",
        "start",
        "end",
        "last",
        "this",
        "next",
    ]
    .iter()
    .any(|known| match *known {
        "today" | "yesterday" | "tomorrow" => word
            .strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['+', '-'])),
        _ => word == *known,
    })
}

impl DateExpression {
    /// The first and the last day it means.
    pub fn days(self, today: Date) -> (Date, Date) {
        let (first, last) = match self.anchor {
            Anchor::Day(days) => {
                let day = moved(today, i32::from(days), Period::Day);
                (day, day)
            }
            Anchor::Period {
                edge,
                relation,
                period,
            } => {
                let within = moved(today, relation.offset(), period);
                let first = period.first(within);
                let last = moved(moved(first, 1, period), -1, Period::Day);
                match edge {
                    Some(Edge::Start) => (first, first),
                    Some(Edge::End) => (last, last),
                    None => (first, last),
                }
            }
        };
        match self.offset {
            Some((count, period)) => (moved(first, count, period), moved(last, count, period)),
            None => (first, last),
        }
    }
}

fn moved(date: Date, count: i32, period: Period) -> Date {
    let count = i64::from(count.clamp(-OFFSET_MAX, OFFSET_MAX));
    let span = match period {
        Period::Day => Span::new().try_days(count),
        Period::Week => Span::new().try_weeks(count),
        Period::Month => Span::new().try_months(count),
        Period::Quarter => Span::new().try_months(count * 3),
        Period::Year => Span::new().try_years(count),
    };
    span.map_or(date, |span| date.saturating_add(span))
}

impl Relation {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Last, Self::This, Self::Next]
            .into_iter()
            .find(|relation| relation.word() == word)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::This => "this",
            Self::Next => "next",
        }
    }

    fn offset(self) -> i32 {
        match self {
            Self::Last => -1,
            Self::This => 0,
            Self::Next => 1,
        }
    }
}

impl Period {
    const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    pub(super) fn from_word(word: &str) -> Option<Self> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        Self::ALL.into_iter().find(|period| period.word() == singular)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    fn first(self, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Week => moved(
                date,
                -i32::from(date.weekday().to_monday_zero_offset()),
                Self::Day,
            ),
            Self::Month => date.first_of_month(),
            Self::Quarter => moved(
                date.first_of_month(),
                -i32::from((date.month() - 1) % 3),
                Self::Month,
            ),
            Self::Year => date.first_of_year(),
        }
    }
}

impl fmt::Display for DateExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.anchor {
            Anchor::Day(-1) => f.write_str("yesterday")?,
            Anchor::Day(1) => f.write_str("tomorrow")?,
            Anchor::Day(_) => f.write_str("today")?,
            Anchor::Period {
                edge,
                relation,
                period,
            } => {
                f.write_str(match edge {
                    Some(Edge::Start) => "start of ",
                    Some(Edge::End) => "end of ",
                    None => "",
                })?;
                write!(f, "{} {}", relation.word(), period.word())?;
            }
        }
        let Some((count, period)) = self.offset else {
            return Ok(());
        };
        let sign = if count < 0 { '-' } else { '+' };
        let plural = if count.abs() == 1 { "" } else { "s" };
        write!(f, " {sign} {} {}{plural}", count.abs(), period.word())
    }
}

#[cfg(test)]
mod tests {

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let filter = super::super::Filter::parse(&format!("review_date = {text}")).expect("it reads");
        let super::super::Filter::Test(test) = filter else {
            panic!("not a test: {filter}")
        };
        let [super::super::Operand::Date(date)] = test.operands.as_slice() else {
            panic!("not a date: {text}")
        };
        let (first, last) = date.days(jiff::civil::date(2026, 5, 14));
        assert_eq!(format!("{first}..{last}"), expect, "{text}");
    }

    #[test]
    fn dates_are_seen_from_today() {
        check("today", "2026-05-14..2026-05-14");
        check("yesterday", "2026-05-13..2026-05-13");
        check("today + 30 days", "2026-06-13..2026-06-13");
        check("today+1 day", "2026-05-15..2026-05-15");
        check("today - 2 weeks", "2026-04-30..2026-04-30");
        check("start of month", "2026-05-01..2026-05-01");
        check("end of last month", "2026-04-30..2026-04-30");
        check("last month", "2026-04-01..2026-04-30");
        check("this week", "2026-05-11..2026-05-17");
        check("next quarter", "2026-07-01..2026-09-30");
        check("end of year + 1 month", "2027-01-31..2027-01-31");
    }
}
