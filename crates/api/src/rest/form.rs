//! What a parameter may be: its schema and its check, side by side so that they say the same.

use jiff::civil::Date;
use schemars::{Schema, json_schema};

use super::endpoint::Parameter;

/// The longest text of a parameter, in characters.
const TEXT_MAX_CHARS: usize = 4000;
/// The longest id of a command, in bytes.
const KEY_MAX_CHARS: usize = 128;

/// What a parameter may be.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Any text.
    Text,
    /// A whole number from the first to the second.
    Number(u64, u64),
    /// A day, `2026-03-31`.
    Day,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Visible ASCII, as ids of commands are.
    Key,
    /// Entity tags (RFC 9110 §8.8.3), or `*`.
    Tags,
    /// The same, or nothing at all.
    KnownTags,
}

/// The largest number that every JSON reader keeps exactly.
pub const WHOLE_MAX: u64 = (1 << 53) - 1;

/// The header that asks for a state at least as new.
pub const LEDGER_SIZE: Parameter = Parameter::new(
    "Probity-Ledger-Size",
    Form::Number(0, WHOLE_MAX),
    "Answer from a state of at least this many entries: the header of the same name of an answer to a change, sent back, makes every later answer show that change, on every node.",
);
/// The header that makes a request safe to repeat.
pub const IDEMPOTENCY_KEY: Parameter = Parameter::new(
    "Idempotency-Key",
    Form::Key,
    "An id of the request, unique in the workspace. Sent again, the same request is answered as it was then and changes nothing; another request with the same key is refused.",
);
/// The header that says which revision was seen.
pub const IF_MATCH: Parameter = Parameter::new(
    "If-Match",
    Form::Tags,
    "The `ETag` of the record that was read; `*` changes whatever is there.",
)
.required()
.example("*");
/// The header that spares sending what is known.
pub const IF_NONE_MATCH: Parameter = Parameter::new(
    "If-None-Match",
    Form::KnownTags,
    "The `ETag` that is at hand: without anything newer the answer is 304.",
);

impl Form {
    /// As JSON Schema.
    pub fn schema(self) -> Schema {
        match self {
            Self::Text => json_schema!({"type": "string", "maxLength": TEXT_MAX_CHARS}),
            Self::Number(min, max) => json_schema!({"type": "integer", "minimum": min, "maximum": max}),
            Self::Day => json_schema!({"type": "string", "format": "date"}),
            Self::Flag => json_schema!({"type": "boolean"}),
            Self::OneOf(words) => json_schema!({"type": "string", "enum": words}),
            Self::Key => json_schema!({"type": "string", "pattern": "^[!-~]{1,128}$"}),
            Self::KnownTags => json_schema!({
                "type": "string",
                "pattern": "^(\\*|(W/)?\"[!#-~]{0,40}\"(, (W/)?\"[!#-~]{0,40}\"){0,8})?$",
            }),
            Self::Tags => json_schema!({
                "type": "string",
                "minLength": 1,
                "pattern": "^(\\*|(W/)?\"[!#-~]{0,40}\"(, (W/)?\"[!#-~]{0,40}\"){0,8})$",
            }),
        }
    }

    /// Why a text is not of this form.
    pub fn check(self, text: &str) -> Result<(), String> {
        let fits = match self {
            Self::Text => text.chars().count() <= TEXT_MAX_CHARS,
            Self::Number(min, max) => {
                let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                digits
                    && text
                        .parse::<u64>()
                        .is_ok_and(|number| (min..=max).contains(&number))
            }
            Self::Day => text.len() == 10 && text.parse::<Date>().is_ok_and(|day| day.year() > 0),
            Self::Flag => matches!(text, "true" | "false"),
            Self::OneOf(words) => words.contains(&text),
            Self::Key => {
                (1..=KEY_MAX_CHARS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
            }
            Self::KnownTags => text.is_empty() || Self::Tags.check(text).is_ok(),
            Self::Tags => text.len() <= 1000 && read_tags(text).is_some(),
        };
        if fits { Ok(()) } else { Err(self.words()) }
    }

    fn words(self) -> String {
        match self {
            Self::Text => format!("a text of at most {TEXT_MAX_CHARS} characters"),
            Self::Number(min, max) => format!("a whole number from {min} to {max}"),
            Self::Day => "a day such as `2026-03-31`".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::Key => format!("1 to {KEY_MAX_CHARS} visible ASCII characters"),
            Self::Tags | Self::KnownTags => {
                "an entity tag such as `\"5\"`, several with commas between them, or `*`".to_owned()
            }
        }
    }
}

/// Entity tags as they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tags {
    /// `*`.
    Any,
    /// What stands between the quotation marks of each, and whether it is a weak one.
    These(Vec<(String, bool)>),
}

/// Reads `If-Match` and `If-None-Match` (RFC 9110 §13.1).
pub fn read_tags(text: &str) -> Option<Tags> {
    let text = text.trim();
    if text == "*" {
        return Some(Tags::Any);
    }
    let mut tags = Vec::new();
    let mut rest = text;
    loop {
        let strong = rest.strip_prefix("W/");
        let is_weak = strong.is_some();
        let (tag, after) = strong.unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
        if !tag.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        tags.push((tag.to_owned(), is_weak));
        let after = after.trim_start_matches([' ', '\t']);
        match after.strip_prefix(',') {
            Some(more) => rest = more.trim_start_matches([' ', '\t']),
            None if after.is_empty() => return Some(Tags::These(tags)),
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_they_are_written() {
        let these = |tags: &[(&str, bool)]| {
            Some(Tags::These(
                tags.iter()
                    .map(|(tag, weak)| ((*tag).to_owned(), *weak))
                    .collect(),
            ))
        };
        let check = |text: &str, expect: Option<Tags>| assert_eq!(read_tags(text), expect, "`{text}`");
        check("*", Some(Tags::Any));
        check("\"5\"", these(&[("5", false)]));
        check("W/\"5\"", these(&[("5", true)]));
        check("\"5\" , \"6\"", these(&[("5", false), ("6", false)]));
        for bad in ["", "5", "\"5", "\"5\" \"6\"", "\"5\",", "\"a b\"", "*, \"5\""] {
            check(bad, None);
        }
    }

    #[test]
    fn forms_take_what_their_schemas_say() {
        let check = |form: Form, text: &str, expect: bool| {
            assert_eq!(form.check(text).is_ok(), expect, "`{text}` as {form:?}");
        };
        check(Form::Number(1, 500), "50", true);
        for bad in ["", "0", "501", "-1", "1.0", "+5", " 5", "99999999999999999999"] {
            check(Form::Number(1, 500), bad, false);
        }
        check(Form::Day, "2024-02-29", true);
        for bad in [
            "2023-02-29",
            "2024-2-9",
            "20240209",
            "2024-02-29T00",
            "0000-01-01",
            "",
        ] {
            check(Form::Day, bad, false);
        }
        check(Form::Flag, "true", true);
        check(Form::Flag, "1", false);
        check(Form::Key, "a b", false);
        check(Form::Key, &"a".repeat(129), false);
        check(Form::OneOf(&["csv"]), "CSV", false);
    }
}
