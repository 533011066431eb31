//! A part of a filter made without the language: from a field, how it is compared and with what, to the filter.

use probity_core::kind::FieldType;
use probity_core::query::{Column, Filter, FilterError, Operand, Operator, Test, quote};

use super::chips::text_of;
use super::{ListAddress, Listing};
use crate::fields::Fields;

/// How a field can be compared: the word of addresses, the words for people, the operators for one value
/// and for several.
pub(super) type Way = (&'static str, &'static str, Operator, Option<Operator>);

const IS: Way = ("is", "is", Operator::Equal, Some(Operator::In));
const IS_NOT: Way = ("not", "is not", Operator::NotEqual, Some(Operator::NotIn));
const CONTAINS: Way = ("contains", "contains", Operator::Contains, None);
const WITHIN: Way = ("within", "is within the unit", Operator::Within, None);
const MISSING: Way = ("missing", "is missing", Operator::Missing, None);
const PRESENT: Way = ("present", "is present", Operator::Present, None);

const CHOSEN: &[Way] = &[IS, IS_NOT, MISSING, PRESENT];
const ALWAYS_CHOSEN: &[Way] = &[IS, IS_NOT];
const LINKED: &[Way] = &[IS, IS_NOT, MISSING, PRESENT];
const LINKED_UNIT: &[Way] = &[WITHIN, IS, IS_NOT, MISSING, PRESENT];
const WRITTEN: &[Way] = &[CONTAINS, IS, IS_NOT, MISSING, PRESENT];
const NUMBERED: &[Way] = &[
    ("at_least", "is at least", Operator::AtLeast, None),
    ("at_most", "is at most", Operator::AtMost, None),
    ("more", "is more than", Operator::Greater, None),
    ("less", "is less than", Operator::Less, None),
    IS,
    IS_NOT,
    MISSING,
    PRESENT,
];
const DATED: &[Way] = &[
    ("before", "is before", Operator::Before, None),
    ("by", "is on or before", Operator::OnOrBefore, None),
    ("after", "is after", Operator::After, None),
    ("from", "is on or after", Operator::OnOrAfter, None),
    ("is", "is on or in", Operator::Equal, None),
    MISSING,
    PRESENT,
];

/// The part of a filter that somebody makes or changes.
#[derive(Debug, Default)]
pub struct Build {
    /// Its field; nothing chosen yet when empty.
    pub field: String,
    /// The part it takes the place of, and which of its alternatives.
    pub part: Option<(usize, usize)>,
    /// The part it is an alternative to.
    pub with: Option<usize>,
    /// How it is compared, by the word of addresses.
    pub way: String,
    /// What stands in its inputs.
    pub values: Vec<String>,
    /// What is wrong with them.
    pub problem: Option<String>,
}

impl Build {
    /// What an address asks to make; `None` when it asks for no panel.
    pub fn asked(query: &Fields) -> Option<Self> {
        let field = query.get("add").or_else(|| query.get("build"))?;
        let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
        Some(Self {
            field: field.to_owned(),
            part: number("part").map(|part| (part, number("alt").unwrap_or(0))),
            with: number("with"),
            way: query.get("op").unwrap_or_default().to_owned(),
            values: query
                .all("v")
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .collect(),
            problem: None,
        })
    }
}

/// The name of the field that an alternative compares, when the panel can show it.
pub(super) fn field_of(listing: &Listing<'_>, filter: &Filter) -> Option<String> {
    let Filter::Test(test) = filter else { return None };
    let [name] = test.path.as_slice() else { return None };
    let column = Column::find(listing.desk.register(), listing.kind, &name.text)?;
    let known = ways(listing, column)
        .iter()
        .any(|(.., one, several)| *one == test.operator || *several == Some(test.operator));
    known.then(|| column.name(listing.desk.register(), listing.kind))
}

/// How a column can be compared.
pub(super) fn ways(listing: &Listing<'_>, column: Column) -> &'static [Way] {
    match listing.field_type(column) {
        None => match column {
            Column::State | Column::Phase | Column::Archived => ALWAYS_CHOSEN,
            Column::Created | Column::Updated => &DATED[..5],
            Column::Revision => &NUMBERED[..6],
            Column::Id | Column::Field(_) => ALWAYS_CHOSEN,
        },
        Some(FieldType::Choice(_) | FieldType::Choices(_) | FieldType::YesNo) => CHOSEN,
        Some(FieldType::Reference(kinds) | FieldType::References(kinds)) => match kinds {
            ["unit"] => LINKED_UNIT,
            _ => LINKED,
        },
        Some(FieldType::Integer | FieldType::Decimal) => NUMBERED,
        Some(FieldType::Date) => DATED,
        Some(_) => WRITTEN,
    }
}

pub(super) fn is_dated(listing: &Listing<'_>, column: Column) -> bool {
    matches!(column, Column::Created | Column::Updated)
        || matches!(listing.field_type(column), Some(FieldType::Date))
}

impl Listing<'_> {
    /// The list with what was made, or the panel again with what is wrong.
    pub(super) fn built(&self, mut build: Build) -> Result<ListAddress, Box<Build>> {
        match self.made(&build) {
            Ok(filter) => {
                let mut parts = self.parts();
                match (build.part, build.with) {
                    (Some((place, at)), _) if place < parts.len() => replace(&mut parts[place], at, filter),
                    (_, Some(place)) if place < parts.len() => {
                        parts[place] = Filter::or(vec![parts[place].clone(), filter]);
                    }
                    _ if parts.contains(&filter) => {}
                    _ => parts.push(filter),
                }
                Ok(self.address.filtered(text_of(parts)))
            }
            Err(problem) => {
                build.problem = Some(problem);
                Err(Box::new(build))
            }
        }
    }

    fn made(&self, build: &Build) -> Result<Filter, String> {
        let register = self.desk.register();
        let column = Column::find(register, self.kind, &build.field)
            .ok_or_else(|| format!("`{}` is no field of this list: choose another", build.field))?;
        let (.., one, several) = ways(self, column)
            .iter()
            .find(|(word, ..)| *word == build.way)
            .ok_or("choose how the field is compared")?;
        let name = column.name(register, self.kind);
        if matches!(one, Operator::Missing | Operator::Present) {
            return Ok(test(&name, *one, Vec::new()));
        }
        let mut operands: Vec<Operand> = Vec::new();
        for text in &build.values {
            operands.push(match is_dated(self, column) {
                true => dated(&name, text),
                false => Operand::Text(chosen(self, text).as_str().into()),
            });
        }
        let operator = match (operands.len(), several) {
            (0, _) => return Err("give a value, or choose `is missing`".to_owned()),
            (1, _) => *one,
            (_, Some(several)) => *several,
            (_, None) => return Err("this compares with one value: choose one".to_owned()),
        };
        let filter = test(&name, operator, operands);
        filter
            .bind(register, &self.desk.visibility, self.kind, self.desk.today)
            .map_err(|error| match error {
                // A value from a form stands at no character of a text.
                FilterError::Value {
                    word, problem, hint, ..
                } => format!("`{word}` {problem}{hint}"),
                other => other.to_string(),
            })?;
        Ok(filter)
    }
}

/// Takes the place of one alternative of a part.
fn replace(part: &mut Filter, at: usize, filter: Filter) {
    match part {
        Filter::Or(alternatives) if at < alternatives.len() => {
            alternatives[at] = filter;
            *part = Filter::or(alternatives.clone());
        }
        _ => *part = filter,
    }
}

fn test(name: &str, operator: Operator, operands: Vec<Operand>) -> Filter {
    Filter::Test(Test {
        path: vec![name.into()],
        operator,
        operands,
    })
}

/// `Ada Example (PER-3)` as its id; other text as it is.
fn chosen(listing: &Listing<'_>, text: &str) -> String {
    let inside = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .map(|(_, id)| id.trim());
    match inside.filter(|id| listing.desk.register().find(id).is_some()) {
        Some(id) => id.to_owned(),
        None => text.to_owned(),
    }
}

/// A day as the language reads it; what is no day stays text, and is told to be none.
fn dated(name: &str, text: &str) -> Operand {
    let parsed = Filter::parse(&format!("{} = {text}", quote(name)));
    match parsed {
        Ok(Filter::Test(test)) if test.operands.len() == 1 => match test.operands.into_iter().next() {
            Some(operand) => operand,
            None => Operand::Text(text.into()),
        },
        _ => Operand::Text(text.into()),
    }
}
