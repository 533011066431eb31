//! Numbers and month names, whatever stands between them.

/// A word of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Number(Digits),
    /// A month by its name.
    Month(i8),
}

/// How many digits, and their value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    pub(super) digits: usize,
    pub(super) value: i64,
}

/// Numbers and month names of the text; none if there is anything else but separators.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let is_separator = |c: char| matches!(c, '-' | '/' | '.' | ',' | ' ' | '\'' | '‐' | '‑' | '–');
    for word in text.split(is_separator).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(char::is_alphabetic);
        let suffix = &lower[digits.len()..];
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() <= 8 {
            if !matches!(suffix, "" | "st" | "nd" | "rd" | "th") {
                return None;
            }
            found.push(Token::Number(Digits {
                digits: digits.len(),
                value: digits.parse().ok()?,
            }));
        } else if let Some(month) = month_by_name(&lower) {
            found.push(Token::Month(month));
        } else if !(is_weekday(&lower) || lower == "of") {
            return None;
        }
    }
    (found.len() <= 3).then_some(found)
}

fn month_by_name(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let fits = |name: &str| word == name || word == &name[..3] || (word == "sept" && name == "september");
    let place = MONTHS.iter().position(|name| fits(name))?;
    i8::try_from(place + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    DAYS.iter().any(|name| word == *name || word == &name[..3])
}

impl Digits {
    pub(super) fn full_year(self) -> i64 {
        if self.digits == 2 {
            full_year(self.value)
        } else {
            self.value
        }
    }

    pub(super) fn century_note(self) -> Option<String> {
        let full = self.full_year();
        (self.digits == 2).then(|| format!("the year `{:02}` was taken as {full}", self.value))
    }
}

/// The convention of POSIX `strptime` for `%y`.
pub(super) fn full_year(two_digits: i64) -> i64 {
    if two_digits <= 68 {
        2000 + two_digits
    } else {
        1900 + two_digits
    }
}
