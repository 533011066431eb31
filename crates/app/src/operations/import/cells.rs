//! One cell as a value of its target, without losing what the cell says.

use std::collections::BTreeMap;
use std::sync::Arc;

use probity_core::kind::FieldType;
use probity_core::value::{LONG_TEXT_MAX_BYTES, PartialDate, TEXT_MAX_CHARS};
use probity_tabular::Cell;
use probity_tabular::dates::{ColumnOrder, DateGuess, parse_date_text};
use probity_tabular::lists::split_list;
use probity_tabular::text::{clean, is_blank_word};
use serde_json::Value as Json;

use super::names::{Name, email_in, is_vague, name_of, names_in, people_in, shows};
use super::words::{Answers, normal, plain_yes_no, yes_no};

/// What a column's cells are to become.
#[derive(Clone)]
pub(super) enum Shape {
    /// A value of a field; choices come with their answers.
    Value(FieldType, Arc<Answers>),
    /// A state of a life cycle.
    State(Arc<Answers>),
    /// The name of a record of this kind.
    Name(&'static str),
    /// Names of records of this kind.
    Names(&'static str),
    /// Several texts as our own lists write them, between semicolons only.
    Listed,
    /// Exactly the text, in one line or many.
    Exact,
    /// Exactly the text where it fits in one line.
    ExactLine,
}

/// How to read the cells of one column.
pub(super) struct CellReader {
    pub shape: Shape,
    pub order: ColumnOrder,
    /// Codes by normalised text, as the mapping says.
    pub values: BTreeMap<String, String>,
}

/// What a cell asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// A value in the form entries carry.
    Value(Json),
    /// A state by code.
    State(String),
    /// One record by name.
    Name(&'static str, Name),
    /// Several records by name.
    Names(&'static str, Vec<Name>),
}

/// What was made of a cell.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    /// `None` when the cell says nothing that the target holds.
    pub wish: Option<Wish>,
    /// The text says more than the wish shows and is kept beside it.
    pub keep_text: bool,
    /// What the person who imports should know.
    pub note: Option<String>,
}

/// Why a cell cannot be read, in words that follow the cell's text (`22-Jul` is not a date).
#[derive(Debug, PartialEq)]
pub(super) enum Unreadable {
    /// Not what the target holds; the text can be kept beside it.
    Misfit(String),
    /// More than a record can hold at all.
    TooLong(String),
}

impl Reading {
    fn whole(wish: Wish) -> Self {
        Self {
            wish: Some(wish),
            keep_text: false,
            note: None,
        }
    }

    fn kept_beside(wish: Wish, keep_text: bool) -> Self {
        Self {
            wish: Some(wish),
            keep_text,
            note: None,
        }
    }

    fn nothing(keep_text: bool) -> Self {
        Self {
            wish: None,
            keep_text,
            note: None,
        }
    }
}

impl CellReader {
    /// Reads one cell.
    pub fn read(&self, cell: &Cell) -> Result<Reading, Unreadable> {
        if says_nothing(cell) {
            return Ok(Reading::nothing(false));
        }
        let text = cell.text();
        if text.len() > LONG_TEXT_MAX_BYTES {
            return Err(Unreadable::TooLong(format!(
                "{} bytes of text where at most {LONG_TEXT_MAX_BYTES} fit",
                text.len()
            )));
        }
        match &self.shape {
            Shape::Exact => Ok(Reading::whole(Wish::Value(Json::from(&*text)))),
            Shape::ExactLine if text.contains(['\n', '\r']) || text.chars().count() > TEXT_MAX_CHARS => {
                let line = shortened(&clean(&text), TEXT_MAX_CHARS);
                Ok(Reading::kept_beside(Wish::Value(line.into()), true))
            }
            Shape::ExactLine => Ok(Reading::whole(Wish::Value(Json::from(&*text)))),
            Shape::Listed => {
                let items: Vec<String> = text
                    .split(';')
                    .map(clean)
                    .filter(|item| !item.is_empty())
                    .collect();
                Ok(Reading::whole(Wish::Value(items.into())))
            }
            Shape::State(answers) => match self.code(answers, &text) {
                Some(code) => {
                    let keep = !answers.is_spelt(&code, &text);
                    Ok(Reading::kept_beside(Wish::State(code), keep))
                }
                None => self.misfit(&text, "is not a state that Probity knows"),
            },
            Shape::Name(kind) => self.name(kind, &text),
            Shape::Names(kind) => self.names(kind, &text),
            Shape::Value(field_type, answers) => self.value(*field_type, answers, &text),
        }
    }

    fn value(&self, field_type: FieldType, answers: &Answers, text: &str) -> Result<Reading, Unreadable> {
        let cleaned = clean(text);
        let plain = |json: Json| Ok(Reading::whole(Wish::Value(json)));
        match field_type {
            FieldType::Choice(_) => match self.code(answers, text) {
                Some(code) => {
                    let keep = !answers.is_spelt(&code, text);
                    Ok(Reading::kept_beside(Wish::Value(code.into()), keep))
                }
                None => self.misfit(text, "is not one of the choices"),
            },
            FieldType::Choices(_) => self.choices(answers, text),
            FieldType::YesNo => match self.truth(text) {
                Some(value) => Ok(Reading::kept_beside(
                    Wish::Value(value.into()),
                    plain_yes_no(text) != Some(value),
                )),
                None => self.misfit(text, "is neither yes nor no"),
            },
            FieldType::Date => self.date(text),
            _ if is_blank_word(text) => Ok(Reading::nothing(true)),
            FieldType::Text => Ok(one_line(&cleaned)),
            FieldType::LongText => plain(Json::from(text)),
            FieldType::Integer => match cleaned.replace([',', ' '], "").parse::<i64>() {
                Ok(number) if number.unsigned_abs() < 1 << 53 && thousands_are_plausible(&cleaned) => {
                    plain(number.into())
                }
                _ => self.misfit(text, "is not a whole number"),
            },
            FieldType::Decimal => {
                let number = cleaned.replace([',', ' '], "");
                let fits = number
                    .trim_start_matches('-')
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b == b'.')
                    && number.parse::<f64>().is_ok()
                    && !number.ends_with('.')
                    && thousands_are_plausible(&cleaned);
                if fits {
                    plain(number.into())
                } else {
                    self.misfit(text, "is not a number")
                }
            }
            FieldType::Texts => {
                let items = split_list(text);
                plain(items.into())
            }
            FieldType::Link => {
                let fits = (cleaned.starts_with("https://") || cleaned.starts_with("http://"))
                    && !cleaned.contains(' ')
                    && cleaned.chars().count() <= TEXT_MAX_CHARS;
                if fits {
                    plain(cleaned.into())
                } else {
                    self.misfit(text, "is not one web address")
                }
            }
            FieldType::Email => match email_in(&cleaned) {
                Some(email) if email.len() == cleaned.len() => plain(cleaned.into()),
                _ => self.misfit(text, "is not one e-mail address"),
            },
            FieldType::Reference(_) | FieldType::References(_) | FieldType::OutsideIds | FieldType::File => {
                self.misfit(text, "cannot be brought in from a cell")
            }
        }
    }

    fn choices(&self, answers: &Answers, text: &str) -> Result<Reading, Unreadable> {
        let whole = match self.values.get(&normal(text)) {
            Some(code) => Some(code.clone()).filter(|code| !code.is_empty()),
            None => answers.find_exact(text).map(str::to_owned),
        };
        if let Some(code) = whole {
            let keep = !answers.is_spelt(&code, text);
            return Ok(Reading::kept_beside(Wish::Value(vec![code].into()), keep));
        }
        let items = answers.items(text);
        if items.is_empty() {
            return Ok(Reading::nothing(false));
        }
        let found: Vec<Option<String>> = items.iter().map(|item| self.code(answers, item)).collect();
        let spelt = items
            .iter()
            .zip(&found)
            .all(|(item, code)| code.as_ref().is_some_and(|code| answers.is_spelt(code, item)));
        let missing = items
            .iter()
            .zip(&found)
            .find(|(item, code)| code.is_none() && !is_blank_word(item))
            .map(|(item, _)| item);
        let codes: Vec<String> = found
            .into_iter()
            .flatten()
            .filter(|code| !code.is_empty())
            .collect();
        if codes.is_empty() {
            return self.misfit(text, "is not among the choices");
        }
        let note = missing.map(|_| "holds an answer that is not among the choices".to_owned());
        Ok(Reading {
            wish: Some(Wish::Value(codes.into())),
            keep_text: !spelt,
            note,
        })
    }

    fn date(&self, text: &str) -> Result<Reading, Unreadable> {
        let guess = parse_date_text(text);
        if let Some(reading) = guess.resolve(self.order) {
            if PartialDate::parse(&reading.iso).is_none() {
                return self.misfit(text, "is not a date that Probity can hold");
            }
            let exact = reading.time.is_none() && reading.note.is_none();
            let wish = Some(Wish::Value(Json::from(reading.iso.as_str())));
            return Ok(Reading {
                wish,
                keep_text: !exact,
                note: reading.note.clone(),
            });
        }
        match guess {
            DateGuess::Not(why) => self.misfit(text, &format!("cannot be read as a date: {why}")),
            DateGuess::Ambiguous { .. } | DateGuess::Date(_) => self.misfit(
                text,
                "can be two dates: say in the mapping whether the month or the day comes first",
            ),
        }
    }

    fn name(&self, kind: &'static str, text: &str) -> Result<Reading, Unreadable> {
        if is_blank_word(text) {
            return Ok(Reading::nothing(true));
        }
        if kind != "unit" && is_vague(text) {
            return self.misfit(text, "names nothing in particular");
        }
        let parts = if kind == "person" {
            people_in(text)
        } else {
            vec![clean(text)]
        };
        let Some(first) = parts.first().and_then(|part| name_of(kind, part)) else {
            return self.misfit(text, "does not name one record");
        };
        let several = parts.len() > 1;
        let note = several.then(|| "names several people: the first is taken".to_owned());
        let keep_text = several || !shows(&first, text);
        Ok(Reading {
            wish: Some(Wish::Name(kind, first)),
            keep_text,
            note,
        })
    }

    fn names(&self, kind: &'static str, text: &str) -> Result<Reading, Unreadable> {
        if is_blank_word(text) {
            return Ok(Reading::nothing(true));
        }
        if is_vague(text) {
            return self.misfit(text, "names nothing in particular");
        }
        let parts = names_in(text);
        let names: Option<Vec<Name>> = parts
            .iter()
            .filter(|part| !is_blank_word(part))
            .map(|part| name_of(kind, part))
            .collect();
        match names {
            Some(names) if names.is_empty() => Ok(Reading::nothing(!parts.is_empty())),
            Some(names) if names.len() <= 100 => Ok(Reading::whole(Wish::Names(kind, names))),
            _ => self.misfit(text, "does not name records"),
        }
    }

    fn code(&self, answers: &Answers, text: &str) -> Option<String> {
        match self.values.get(&normal(text)) {
            Some(code) => Some(code.clone()).filter(|code| !code.is_empty()),
            None => answers.find(text).map(str::to_owned),
        }
    }

    fn truth(&self, text: &str) -> Option<bool> {
        match self.values.get(&normal(text)) {
            Some(code) => plain_yes_no(code),
            None => yes_no(text),
        }
    }

    /// A blank word, or a text whose mapping says that it has no code, is kept without complaint.
    fn misfit(&self, text: &str, why: &str) -> Result<Reading, Unreadable> {
        if is_blank_word(text) || self.values.get(&normal(text)).is_some_and(String::is_empty) {
            return Ok(Reading::nothing(true));
        }
        Err(Unreadable::Misfit(why.to_owned()))
    }
}

/// An empty cell, or one that only holds what white space looks like in a file.
pub(super) fn says_nothing(cell: &Cell) -> bool {
    let text = cell.text();
    let suspicious = || text.contains("_x") || !text.contains(char::is_alphanumeric);
    cell.is_empty() || (suspicious() && clean(&text).is_empty())
}

/// A text that fits in one line, or its beginning with the whole kept beside it.
fn one_line(cleaned: &str) -> Reading {
    if cleaned.chars().count() <= TEXT_MAX_CHARS {
        return Reading::whole(Wish::Value(cleaned.into()));
    }
    Reading {
        wish: Some(Wish::Value(shortened(cleaned, TEXT_MAX_CHARS).into())),
        keep_text: true,
        note: Some(format!(
            "has more than {TEXT_MAX_CHARS} characters: the field holds its beginning, the whole text is kept beside it"
        )),
    }
}

/// At most `most` characters, ending in `…` when something was cut, between words where possible.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = cut
        .rfind(' ')
        .filter(|end| *end > cut.len() / 2)
        .unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

/// `1,200` and `12 000 000` are numbers; `1,2` is not a whole one.
fn thousands_are_plausible(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.split([',', ' ']);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    rest.peek().is_none() || (first.trim_start_matches('-').len() <= 3 && rest.all(|group| group.len() == 3))
}

#[cfg(test)]
mod tests;
