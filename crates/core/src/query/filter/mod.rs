//! The filter language, for people and for addresses.
//!
//! ```text
//! owner is missing and review_date before today
//! state in (trial, in_use) or not (unit within UNT-3)
//! vendor.name ~ acme and "Next review" on or before end of next month
//! ```
//!
//! - Fields: any name or label of the kind (spaces as underscores, or in quotes), custom fields by
//!   name or `FLD-3`, and `id`, `state` (or the life cycle's own word), `phase`, `created`,
//!   `updated`, `archived`, `revision`. A dot follows a link: `owner.unit`. The way back of a link
//!   has the name the target gives it: `used_by is present`; `linked from release` asks for any
//!   link from records of that kind.
//! - Operators: `=` (also `is`, `on`, `includes`), `!=` (`is not`), `<` (`before`), `<=`
//!   (`on or before`), `>` (`after`), `>=` (`on or after`), `~` (`contains`), `in (..)`,
//!   `not in (..)`, `within` (a unit with all units below), `is missing`, `is present`.
//! - A word without an operator is searched for in the whole record.
//!
//! **A missing value matches nothing**, with three exceptions: `is missing`, and `!=` and `not in`,
//! which are the exact opposite of `=` and `in`. A field of several values matches when one of
//! them does. `not` is the exact opposite of what follows.
//!
//! Text compares without regard to case and accents. A reference compares by id or by title. A
//! month or a year compares only where it is certain: `2026-03` is not before `2026-03-15`.

mod bind;
mod check;
mod dates;
mod error;
mod eval;
mod lex;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

pub use bind::Bound;
pub use dates::{DateExpression, Edge, Period, Relation};
pub use error::FilterError;

/// The longest filter, in characters.
pub const FILTER_MAX_CHARS: usize = 4000;
/// How deep parentheses and `not` may nest.
pub const FILTER_MAX_DEPTH: usize = 32;

/// A filter as it was written: names are not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All of them; at least two.
    And(Vec<Filter>),
    /// One of them at least; at least two.
    Or(Vec<Filter>),
    /// Not that.
    Not(Box<Filter>),
    /// A field compared with something.
    Test(Test),
    /// Text that occurs anywhere in the record.
    Search(String),
    /// Some record of this kind links to it.
    LinkedFrom(Word),
}

/// A word with the place it was read from. Two words are equal wherever they stand.
#[derive(Clone, Debug)]
pub struct Word {
    /// What was written.
    pub text: String,
    /// The character it begins at, from 1; 0 when it was not read.
    pub at: usize,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The field, after the links to follow.
    pub path: Vec<Word>,
    /// How it is compared.
    pub operator: Operator,
    /// With what: none for `is missing`, several for `in`, otherwise one.
    pub operands: Vec<Operand>,
}

/// How a field is compared. Several spellings that mean the same are kept apart for printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `before`
    Before,
    /// `on or before`
    OnOrBefore,
    /// `after`
    After,
    /// `on or after`
    OnOrAfter,
    /// `~`
    Contains,
    /// `includes`
    Includes,
    /// `within`
    Within,
    /// `in (..)`
    In,
    /// `not in (..)`
    NotIn,
    /// `is missing`
    Missing,
    /// `is present`
    Present,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A word or quoted text: its meaning depends on the field.
    Text(Word),
    /// A day or a span of days that moves with today.
    Date(DateExpression),
}

impl Filter {
    /// All of them; flattened.
    #[must_use]
    pub fn and(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::And(inner) => inner,
            other => vec![other],
        });
        single_or(flat.collect(), Self::And)
    }

    /// One of them; flattened.
    #[must_use]
    pub fn or(parts: Vec<Self>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Or(inner) => inner,
            other => vec![other],
        });
        single_or(flat.collect(), Self::Or)
    }

    /// A comparison of a field with one text.
    pub fn test(field: &str, operator: Operator, operand: &str) -> Self {
        Self::Test(Test {
            path: vec![field.into()],
            operator,
            operands: vec![Operand::Text(operand.into())],
        })
    }

    /// `field is missing`.
    pub fn missing(field: &str) -> Self {
        Self::Test(Test {
            path: vec![field.into()],
            operator: Operator::Missing,
            operands: Vec::new(),
        })
    }
}

fn single_or(mut parts: Vec<Filter>, wrap: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.len() {
        1 => parts.remove(0),
        _ => wrap(parts),
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            at: 0,
        }
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

/// Prints the form that [`Filter::parse`] reads back to an equal filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => join(f, parts, " and ", |part| matches!(part, Self::Or(_))),
            Self::Or(parts) => join(f, parts, " or ", |_| false),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) | Self::Test(_) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
            Self::Test(test) => test.fmt(f),
            Self::Search(text) => f.write_str(&quoted_where_needed(text, false)),
            Self::LinkedFrom(kind) => write!(f, "linked from {}", quoted_where_needed(&kind.text, false)),
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Filter],
    word: &str,
    wrapped: fn(&Filter) -> bool,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        match wrapped(part) {
            true => write!(f, "({part})")?,
            false => write!(f, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_slice() {
            [name] => f.write_str(&quoted_where_needed(&name.text, name.text.contains('.')))?,
            path => f.write_str(
                &path
                    .iter()
                    .map(|name| name.text.as_str())
                    .collect::<Vec<_>>()
                    .join("."),
            )?,
        }
        write!(f, " {}", self.operator.symbol())?;
        match (self.operator, self.operands.as_slice()) {
            (Operator::In | Operator::NotIn, operands) => {
                let shown: Vec<String> = operands.iter().map(ToString::to_string).collect();
                write!(f, " ({})", shown.join(", "))
            }
            (_, [operand]) => write!(f, " {operand}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(word) => f.write_str(&quoted_where_needed(&word.text, dates::begins(&word.text))),
            Self::Date(date) => date.fmt(f),
        }
    }
}

impl Operator {
    /// The form in which it is printed.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Before => "before",
            Self::OnOrBefore => "on or before",
            Self::After => "after",
            Self::OnOrAfter => "on or after",
            Self::Contains => "~",
            Self::Includes => "includes",
            Self::Within => "within",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Missing => "is missing",
            Self::Present => "is present",
        }
    }
}

/// A text as a value or word of a filter: in quotes where it would read as something else.
pub fn quote(text: &str) -> String {
    quoted_where_needed(text, dates::begins(text))
}

fn quoted_where_needed(text: &str, anyway: bool) -> String {
    if !anyway
        && !text.is_empty()
        && !lex::is_reserved(text)
        && text.chars().all(lex::in_word)
        && !dates::begins(text)
    {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
