//! Days and moments: `12 Mar 2026`, and how far away that is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use probity_core::value::PartialDate;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `12 Mar 2026`.
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `12 Mar 2026`, `Mar 2026` or `2026`: as exact as it is known.
pub fn partial(date: PartialDate) -> String {
    let first = date.first_day();
    match (date.is_full(), first == date.last_day(), date.to_string().len()) {
        (true, ..) | (_, true, _) => day(first),
        (.., 7) => format!("{} {}", month(first), first.year()),
        _ => first.year().to_string(),
    }
}

/// A day as text that machines read too.
pub fn partial_time(date: PartialDate) -> Markup {
    html! { time datetime=(date) { (partial(date)) } }
}

/// `12 Mar 2026, 14:05` of a time in milliseconds since 1970-01-01 UTC.
pub fn moment(milliseconds: i64, zone: &TimeZone) -> Markup {
    let Ok(time) = jiff::Timestamp::from_millisecond(milliseconds) else {
        return html! { "(no time)" };
    };
    let local = time.to_zoned_datetime(zone.clone());
    html! { time datetime=(time) title=(time) { (day(local.date())) ", " (format!("{:02}:{:02}", local.hour(), local.minute())) } }
}

/// The day of a time in milliseconds since 1970-01-01 UTC.
pub fn day_of(milliseconds: i64, zone: &TimeZone) -> Date {
    jiff::Timestamp::from_millisecond(milliseconds)
        .map_or(Date::MIN, |time| time.to_zoned_datetime(zone.clone()).date())
}

/// `today`, `in 3 days`, `5 months ago`.
pub fn relative(date: Date, today: Date) -> String {
    let days = i64::from(today.until(date).map_or(0, |span| span.get_days()));
    let away = days.abs();
    let (count, unit) = match away {
        0 => return "today".to_owned(),
        1 => return if days > 0 { "tomorrow" } else { "yesterday" }.to_owned(),
        2..=59 => (away, "days"),
        60..=729 => (away / 30, "months"),
        _ => (away / 365, "years"),
    };
    if days > 0 {
        format!("in {count} {unit}")
    } else {
        format!("{count} {unit} ago")
    }
}

/// A day by which something is due: once it is past, by how much.
pub fn due(date: PartialDate, today: Date) -> Markup {
    html! {
        (partial_time(date)) " "
        @if date.last_day() < today {
            span.overdue { "overdue by " (distance(date.last_day(), today)) }
        } @else {
            span.note { (relative(date.first_day(), today)) }
        }
    }
}

/// `3 days`, `5 months`: the distance of a past day in round words.
fn distance(date: Date, today: Date) -> String {
    let told = relative(date, today);
    match told.as_str() {
        "yesterday" => "1 day".to_owned(),
        told => told.trim_end_matches(" ago").to_owned(),
    }
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_partial(text: &str, expect: &str) {
        assert_eq!(partial(PartialDate::parse(text).expect("a date")), expect);
    }

    #[test]
    fn dates_are_as_exact_as_they_are_known() {
        check_partial("2026-03-12", "12 Mar 2026");
        check_partial("2026-03", "Mar 2026");
        check_partial("2026", "2026");
    }

    #[track_caller]
    fn check_relative(date: &str, expect: &str) {
        let today: Date = "2026-03-12".parse().expect("a day");
        assert_eq!(relative(date.parse().expect("a day"), today), expect);
    }

    #[test]
    fn distance_is_told_in_round_words() {
        check_relative("2026-03-12", "today");
        check_relative("2026-03-13", "tomorrow");
        check_relative("2026-03-02", "10 days ago");
        check_relative("2026-08-12", "in 5 months");
        check_relative("2023-03-12", "3 years ago");
    }
}
