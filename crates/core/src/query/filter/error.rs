//! What is wrong with a filter, in words for the person who wrote it.

use super::{Test, Word};

/// Why a filter cannot be read. Places count characters from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Longer than any filter needs to be.
    #[error("the filter has {0} characters, and at most {max} are read: make it shorter", max = super::FILTER_MAX_CHARS)]
    TooLong(usize),
    /// Nested deeper than any filter needs to be.
    #[error("at character {at} the filter nests deeper than {max} parentheses: make it simpler", max = super::FILTER_MAX_DEPTH)]
    TooDeep {
        /// Where.
        at: usize,
    },
    /// Something stands where something else is needed.
    #[error("at character {at} stands {found}, but {expected} is needed here")]
    Unexpected {
        /// Where.
        at: usize,
        /// What stands there, in backticks, or `the end`.
        found: String,
        /// What is needed.
        expected: &'static str,
    },
    /// A quotation mark without its end.
    #[error("the quotation that begins at character {at} does not end: add a `\"`")]
    OpenQuote {
        /// Where it begins.
        at: usize,
    },
    /// Not a field of the kind.
    #[error("`{word}` at character {at} is not a field of {kind}{hint}")]
    UnknownField {
        /// Where.
        at: usize,
        /// What was written.
        word: String,
        /// What the records are called.
        kind: String,
        /// `: did you mean ..?`, or which fields there are.
        hint: String,
    },
    /// The value does not fit the field.
    #[error("`{word}` at character {at} {problem}{hint}")]
    Value {
        /// Where.
        at: usize,
        /// What was written.
        word: String,
        /// What is wrong with it: `is not a date`.
        problem: String,
        /// What to write instead, after a colon; may be empty.
        hint: String,
    },
}

impl FilterError {
    /// The character the mistake begins at, from 1; `None` when it is the whole.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::TooLong(_) => None,
            Self::TooDeep { at }
            | Self::Unexpected { at, .. }
            | Self::OpenQuote { at }
            | Self::UnknownField { at, .. }
            | Self::Value { at, .. } => Some(*at).filter(|at| *at > 0),
        }
    }
}

pub(super) fn meant(near: &str) -> String {
    format!(": did you mean `{}`?", super::quote(near))
}

pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn wrong(word: &Word, problem: &str, hint: String) -> FilterError {
    FilterError::Value {
        at: word.at,
        word: word.text.clone(),
        problem: problem.to_owned(),
        hint,
    }
}

pub(super) fn misfit(test: &Test, problem: &str, hint: &str) -> FilterError {
    let at = test.path.last().map_or(0, |name| name.at);
    FilterError::Value {
        at,
        word: test.operator.symbol().to_owned(),
        problem: problem.to_owned(),
        hint: hint.to_owned(),
    }
}

pub(super) fn unknown_place(test: &Test) -> FilterError {
    misfit(test, "has no field before it", ": write a field first")
}
