//! One cell: which date it says, how exactly, and what had to be repaired.

use jiff::{ToSpan as _, civil::Date};

use super::{
    order::ColumnOrder,
    time::split_time,
    tokens::{Digits, Token, full_year, tokens},
};
use crate::text::{self, clean};

/// What a text says about a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateGuess {
    /// One date, whole or in part.
    Date(DateReading),
    /// Two dates, by the order of day and month, which only the other cells of the column tell.
    Ambiguous {
        /// The reading as month/day/year.
        month_first: DateReading,
        /// The reading as day/month/year.
        day_first: DateReading,
    },
    /// No date.
    Not(NotADate),
}

/// A date that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateReading {
    /// `2024`, `2024-01` or `2024-01-31`, as exact as the text was.
    pub iso: String,
    /// How exact that is.
    pub precision: Precision,
    /// Time of day as written, `07:39:09Z` or `13:30`; none at midnight without offset, which is
    /// what programs put when there was no time.
    pub time: Option<String>,
    /// What was repaired or taken for granted, for the person who checks the import.
    pub note: Option<String>,
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// The year.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NotADate {
    /// Empty, or a word such as `N/A`.
    #[error("it is blank")]
    Blank,
    /// From one date to another.
    #[error("it is a period, not a date")]
    Period,
    /// `22-Jul` is a day in an unknown year or a month of 2022; a program has cut it.
    #[error("day, month and year cannot be told apart")]
    Unclear,
    /// Has the form of a date that does not exist or is far from our time.
    #[error("there is no such date between 1900 and 2100")]
    Impossible,
    /// Anything else.
    #[error("it is not written as a date")]
    Text,
}

impl DateGuess {
    /// The one date, given the order of the column it stands in; none if it is no date or the
    /// order does not decide.
    #[must_use]
    pub fn resolve(&self, order: ColumnOrder) -> Option<&DateReading> {
        match (self, order) {
            (DateGuess::Date(reading), _) => Some(reading),
            (DateGuess::Ambiguous { month_first, .. }, ColumnOrder::MonthFirst) => Some(month_first),
            (DateGuess::Ambiguous { day_first, .. }, ColumnOrder::DayFirst) => Some(day_first),
            _ => None,
        }
    }
}

/// Reads a text as a date.
///
/// Understood are ISO 8601 and RFC 3339, `2024/01/31`, `20240131`, `1/31/2024` and `31/1/2024`
/// (by value, or [`DateGuess::Ambiguous`]), `31.1.2024` (always day first), two-digit years
/// (69 to 99 are 19xx), `5 January 2024`, `Jan 5, 2024`, `15-Jan-24`, `01/2024`, `Jan-24`,
/// `2020`, each also followed by a time or a remark in brackets; and two mishaps of spreadsheet programs, told in a note:
/// the bare day number `45322`, and a year typed into a column of dates, which then shows as a
/// day of 1905 (`7/14/1905` is 2022, being day 2022 of the calendar that starts on 1899-12-30).
///
/// ```
/// use probity_tabular::dates::{DateGuess, parse_date_text};
///
/// let DateGuess::Date(date) = parse_date_text("05/31/2024 12:00:00 AM") else { panic!() };
/// assert_eq!(date.iso, "2024-05-31");
/// ```
#[must_use]
pub fn parse_date_text(text: &str) -> DateGuess {
    guess_with_evidence(text).0
}

/// The guess, and which order of day and month it speaks for, if any.
pub(super) fn guess_with_evidence(text: &str) -> (DateGuess, Option<Evidence>) {
    let cleaned = clean(text);
    match cleaned.split_once(" (") {
        Some((date, remark))
            if remark.find([')', ';']) == Some(remark.len() - 1) && remark.ends_with(')') =>
        {
            let (guess, evidence) = guess_plain(date);
            (without_remark(guess, remark.trim_end_matches(')')), evidence)
        }
        _ => guess_plain(&cleaned),
    }
}

fn without_remark(mut guess: DateGuess, remark: &str) -> DateGuess {
    let note = |reading: &mut DateReading| {
        let repaired = reading
            .note
            .take()
            .map(|note| format!("{note}; "))
            .unwrap_or_default();
        reading.note = Some(format!("{repaired}the remark `{remark}` was left out"));
    };
    match &mut guess {
        DateGuess::Date(reading) => note(reading),
        DateGuess::Ambiguous {
            month_first,
            day_first,
        } => {
            note(month_first);
            note(day_first);
        }
        DateGuess::Not(_) => {}
    }
    guess
}

fn guess_plain(cleaned: &str) -> (DateGuess, Option<Evidence>) {
    if text::is_blank_word(cleaned) {
        return (DateGuess::Not(NotADate::Blank), None);
    }
    let (date, time) = split_time(cleaned);
    let (mut guess, mut evidence) = match tokens(date) {
        Some(tokens) => guess_from_tokens(&tokens, date),
        None => (DateGuess::Not(NotADate::Text), None),
    };
    if matches!(guess, DateGuess::Not(NotADate::Text)) && is_period(cleaned) {
        guess = DateGuess::Not(NotADate::Period);
    }
    let Some(time) = time else {
        return (guess, evidence);
    };
    if time.half_day && matches!(guess, DateGuess::Ambiguous { .. }) {
        evidence = Some(Evidence::HalfDayClock);
    }
    match &mut guess {
        DateGuess::Date(reading) if reading.precision == Precision::Day => reading.time = time.text,
        // `2024 10:00` is nothing we know, but the mishap below has a time of midnight.
        DateGuess::Date(reading) if reading.note.is_some() && time.text.is_none() => {}
        DateGuess::Ambiguous {
            month_first,
            day_first,
        } => {
            month_first.time.clone_from(&time.text);
            day_first.time = time.text;
        }
        DateGuess::Not(_) => {}
        DateGuess::Date(_) => guess = DateGuess::Not(NotADate::Text),
    }
    (guess, evidence)
}

/// What one cell says about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    MonthFirst,
    DayFirst,
    /// Written with AM or PM, as those do who put the month first.
    HalfDayClock,
    /// `10/1/2023`, with these two numbers, may be either.
    Either {
        /// The first number.
        first: i64,
        /// The second number.
        second: i64,
    },
}

fn guess_from_tokens(tokens: &[Token], text: &str) -> (DateGuess, Option<Evidence>) {
    match *tokens {
        [Token::Number(number)] => (bare_number(number), None),
        [first, second] => (from_two(first, second, text), None),
        [first, second, third] => from_three([first, second, third], text),
        _ => (DateGuess::Not(NotADate::Text), None),
    }
}

fn from_two(first: Token, second: Token, text: &str) -> DateGuess {
    use Token::{Month, Number};
    match (first, second) {
        (Number(year), Number(number)) if year.digits == 4 => {
            if number.digits == 4 || number.value > 12 {
                DateGuess::Not(NotADate::Period)
            } else {
                month(year.value, number.value, None)
            }
        }
        (Number(days), Number(_))
            if days.digits == 5 && text.contains('.') && serial(days.value).is_some() =>
        {
            bare_number(days)
        }
        (Number(number), Number(year)) if number.digits <= 2 && year.digits == 4 => {
            month(year.value, number.value, None)
        }
        (Month(m), Number(year)) | (Number(year), Month(m)) if year.digits == 4 => {
            month(year.value, m.into(), None)
        }
        (Month(m), Number(year)) if year.digits == 2 && !text.contains(' ') => {
            let year = full_year(year.value);
            let note = format!("`{text}` was taken as month and year, {year}-{m:02}");
            month(year, m.into(), Some(note))
        }
        (Month(_), Month(_)) => DateGuess::Not(NotADate::Text),
        _ => DateGuess::Not(NotADate::Unclear),
    }
}

fn from_three(tokens: [Token; 3], text: &str) -> (DateGuess, Option<Evidence>) {
    use Token::{Month, Number};
    let is_year = |number: Digits| matches!(number.digits, 2 | 4);
    let guess = match tokens {
        [Number(y), Number(m), Number(d)] if y.digits == 4 => day(y.value, m.value, d.value, None),
        [Number(a), Number(b), Number(year)] if a.digits <= 2 && b.digits <= 2 && is_year(year) => {
            return by_order(a.value, b.value, year, text);
        }
        [Number(y), Month(m), Number(d)] if y.digits == 4 => day(y.value, m.into(), d.value, None),
        [Month(m), Number(d), Number(year)] | [Number(d), Month(m), Number(year)]
            if d.digits <= 2 && is_year(year) =>
        {
            day(year.full_year(), m.into(), d.value, year.century_note())
        }
        _ => DateGuess::Not(NotADate::Text),
    };
    (guess, None)
}

fn by_order(a: i64, b: i64, year: Digits, text: &str) -> (DateGuess, Option<Evidence>) {
    let month_first = day(year.full_year(), a, b, year.century_note());
    let day_first = day(year.full_year(), b, a, year.century_note());
    if text.contains('.') {
        return (day_first, None);
    }
    match (month_first, day_first) {
        (DateGuess::Date(month_first), DateGuess::Date(day_first)) if a != b => (
            DateGuess::Ambiguous {
                month_first,
                day_first,
            },
            Some(Evidence::Either { first: a, second: b }),
        ),
        (found @ DateGuess::Date(_), _) => (found, (a != b).then_some(Evidence::MonthFirst)),
        (_, found @ DateGuess::Date(_)) => (found, Some(Evidence::DayFirst)),
        (not, _) => (not, None),
    }
}

fn bare_number(number: Digits) -> DateGuess {
    let value = number.value;
    match number.digits {
        4 if is_our_time(value) => date(format!("{value:04}"), Precision::Year, None),
        5 => match serial(value) {
            Some(found) => {
                let note = format!("`{value}` was taken as the day number of a spreadsheet, {found}");
                date(found.to_string(), Precision::Day, Some(note))
            }
            None => DateGuess::Not(NotADate::Text),
        },
        6 if is_our_time(value / 100) && (1..=12).contains(&(value % 100)) => {
            month(value / 100, value % 100, None)
        }
        8 if is_our_time(value / 10_000) => day(value / 10_000, value / 100 % 100, value % 100, None),
        _ => DateGuess::Not(NotADate::Text),
    }
}

/// The day that a spreadsheet counts as `number`, if it lies between 2000 and 2050; further away
/// a number is more likely just a number.
fn serial(number: i64) -> Option<Date> {
    (36_526..55_153)
        .contains(&number)
        .then(|| serial_epoch().checked_add(number.days()).ok())
        .flatten()
}

/// Day 0 of the calendar that spreadsheets use for every date after February 1900.
fn serial_epoch() -> Date {
    jiff::civil::date(1899, 12, 30)
}

fn is_our_time(year: i64) -> bool {
    (1900..=2100).contains(&year)
}

fn date(iso: String, precision: Precision, note: Option<String>) -> DateGuess {
    DateGuess::Date(DateReading {
        iso,
        precision,
        time: None,
        note,
    })
}

fn month(year: i64, month: i64, note: Option<String>) -> DateGuess {
    if !is_our_time(year) || !(1..=12).contains(&month) {
        return DateGuess::Not(NotADate::Impossible);
    }
    date(format!("{year:04}-{month:02}"), Precision::Month, note)
}

fn day(year: i64, month: i64, day: i64, note: Option<String>) -> DateGuess {
    let small = |n: i64| i8::try_from(n).ok();
    let found = i16::try_from(year).ok().zip(small(month)).zip(small(day));
    let found = found.and_then(|((y, m), d)| Date::new(y, m, d).ok());
    match found {
        Some(found) if is_our_time(year) => {
            year_typed_as_day(found).unwrap_or_else(|| date(found.to_string(), Precision::Day, note))
        }
        _ => DateGuess::Not(NotADate::Impossible),
    }
}

/// The year that became a day of 1905 because somebody typed it into a column of dates.
fn year_typed_as_day(found: Date) -> Option<DateGuess> {
    let number = serial_epoch().until(found).ok()?.get_days();
    (1950..=2100).contains(&number).then(|| {
        let note = format!("{found} is how a spreadsheet shows the year {number} in a column of dates");
        date(number.to_string(), Precision::Year, Some(note))
    })
}

/// Whether the text is two dates with a dash or word between.
fn is_period(text: &str) -> bool {
    [" - ", " – ", "–", "—", " to ", " through ", " until "]
        .iter()
        .any(|between| {
            text.split_once(between).is_some_and(|(from, to)| {
                let said = |part: &str| {
                    tokens(part.trim()).is_some_and(|t| {
                        !matches!(guess_from_tokens(&t, part).0, DateGuess::Not(NotADate::Text))
                    })
                };
                said(from) && (said(to) || matches!(to.trim(), "present" | "Present" | "now" | "ongoing"))
            })
        })
}

#[cfg(test)]
mod tests;
