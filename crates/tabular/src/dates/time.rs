//! Times of day behind a date.

/// A time of day.
pub(super) struct Time {
    /// As [`DateReading::time`](super::DateReading::time).
    pub(super) text: Option<String>,
    /// Whether it is written with AM or PM.
    pub(super) half_day: bool,
}

/// Cuts a time of day from the end of the text.
pub(super) fn split_time(text: &str) -> (&str, Option<Time>) {
    let is_cut = |(at, c): &(usize, char)| {
        let after = &text[at + c.len_utf8()..];
        (*c == ' ' || (matches!(c, 'T' | 't') && text[..*at].ends_with(|c: char| c.is_ascii_digit())))
            && after
                .split([' ', '+', '-'])
                .next()
                .is_some_and(|word| word.contains(':'))
            && after.starts_with(|c: char| c.is_ascii_digit())
    };
    let Some((at, c)) = text.char_indices().find(is_cut) else {
        return (text, None);
    };
    match parse_time(&text[at + c.len_utf8()..]) {
        Some(time) => (text[..at].trim_end_matches([',', ' ']), Some(time)),
        None => (text, None),
    }
}

fn parse_time(text: &str) -> Option<Time> {
    let upper = text.to_uppercase().replace("A.M.", "AM").replace("P.M.", "PM");
    let clock_end = upper
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
        .unwrap_or(upper.len());
    let (clock, rest) = upper.split_at(clock_end);
    let rest = rest.trim();
    let (half, zone) = match rest.get(..2) {
        Some(half @ ("AM" | "PM")) => (Some(half == "PM"), rest[2..].trim()),
        _ => (None, rest),
    };
    let mut parts = clock.split(':');
    let hour: u8 = parts.next()?.parse().ok().filter(|hour| *hour < 24)?;
    let minute: u8 = parts.next()?.parse().ok().filter(|minute| *minute < 60)?;
    let second = parts
        .next()
        .map(str::parse::<f64>)
        .transpose()
        .ok()?
        .filter(|s| *s < 61.0);
    if parts.next().is_some() || (half.is_some() && !(1..=12).contains(&hour)) || !is_zone(zone) {
        return None;
    }
    let hour = match half {
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    let zone = if zone == "UTC" || zone == "GMT" { "Z" } else { zone };
    let whole_second = second.unwrap_or(0.0) as u8;
    let midnight = hour == 0 && minute == 0 && whole_second == 0;
    let written = if second.is_some() {
        format!("{hour:02}:{minute:02}:{whole_second:02}{zone}")
    } else {
        format!("{hour:02}:{minute:02}{zone}")
    };
    Some(Time {
        text: (!midnight || !zone.is_empty()).then_some(written),
        half_day: half.is_some(),
    })
}

fn is_zone(text: &str) -> bool {
    let offset = |digits: &str| {
        matches!(digits.len(), 2 | 4 | 5) && digits.bytes().all(|b| b.is_ascii_digit() || b == b':')
    };
    matches!(text, "" | "Z" | "UTC" | "GMT") || text.strip_prefix(['+', '-']).is_some_and(offset)
}
