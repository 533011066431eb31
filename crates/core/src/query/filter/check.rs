//! What is asked of one value: operands read for the field they are compared with.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::bind::Binder;
use super::error::{listed, meant, misfit, wrong};
use super::{DateExpression, FilterError, Operand, Operator, Test, Word};
use crate::ids::{KindId, RecordId};
use crate::kind::{Choice, FieldType};
use crate::query::column::{Column, PHASES, normalize};
use crate::query::folding::{fold, nearest};
use crate::value::{PartialDate, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// What is asked of one value. Several operands mean: one of them.
#[derive(Clone, Debug)]
pub(super) enum Check {
    Present,
    Contains(Vec<String>),
    Text(Compare, Vec<String>),
    /// Places in a list of choices, states or phases; yes is 1.
    Places(Vec<u16>),
    Number(Compare, Vec<i64>),
    Decimal(Compare, Vec<String>),
    Days(Compare, Vec<(Date, Date)>),
    Records {
        ids: BTreeSet<RecordId>,
        titles: Vec<String>,
    },
}

impl Binder<'_> {
    /// What a test asks of a column of a kind.
    pub(super) fn check(
        &self,
        field_type: Option<FieldType>,
        column: Column,
        kind: KindId,
        test: &Test,
    ) -> Result<Check, FilterError> {
        let compare = match test.operator {
            Operator::Missing | Operator::Present => return Ok(Check::Present),
            Operator::Contains => {
                return Ok(Check::Contains(
                    self.texts(test).iter().map(|text| fold(text)).collect(),
                ));
            }
            Operator::Within => return self.within(field_type, test),
            Operator::Equal | Operator::NotEqual | Operator::Includes | Operator::In | Operator::NotIn => {
                Compare::Equal
            }
            Operator::Less | Operator::Before => Compare::Less,
            Operator::AtMost | Operator::OnOrBefore => Compare::AtMost,
            Operator::Greater | Operator::After => Compare::Greater,
            Operator::AtLeast | Operator::OnOrAfter => Compare::AtLeast,
        };
        match field_type {
            None => self.check_common(column, kind, compare, test),
            Some(FieldType::Choice(choices) | FieldType::Choices(choices)) => {
                let names: Vec<[&str; 2]> = choices
                    .iter()
                    .map(|Choice { code, label, .. }| [*code, *label])
                    .collect();
                places(&names, compare, test)
            }
            Some(FieldType::YesNo) => places(&[["no", "false"], ["yes", "true"]], compare, test),
            Some(FieldType::Integer) => numbers(compare, test),
            Some(FieldType::Decimal) => self.decimals(compare, test),
            Some(FieldType::Date) => self.days(compare, test),
            Some(FieldType::Reference(_) | FieldType::References(_)) => match compare {
                Compare::Equal => Ok(self.records(test)),
                _ => Err(misfit(test, "links have no order", ": use `=`, `in` or `within`")),
            },
            Some(_) => Ok(Check::Text(
                compare,
                self.texts(test).iter().map(|text| fold(text)).collect(),
            )),
        }
    }

    fn check_common(
        &self,
        column: Column,
        kind: KindId,
        compare: Compare,
        test: &Test,
    ) -> Result<Check, FilterError> {
        match column {
            Column::Id => match compare {
                Compare::Equal => Ok(self.records(test)),
                _ => Err(misfit(test, "ids have no order", ": use `=` or `in`")),
            },
            Column::State => {
                let states = self
                    .register
                    .kinds()
                    .decl(kind)
                    .lifecycle
                    .map_or(&[][..], |lifecycle| lifecycle.states);
                let names: Vec<[&str; 2]> = states.iter().map(|state| [state.code, state.label]).collect();
                places(&names, compare, test)
            }
            Column::Phase => {
                let names: Vec<[&str; 2]> = PHASES.iter().map(|(_, word)| [*word, *word]).collect();
                places(&names, compare, test)
            }
            Column::Archived => places(&[["no", "false"], ["yes", "true"]], compare, test),
            Column::Created | Column::Updated => self.days(compare, test),
            Column::Revision | Column::Field(_) => numbers(compare, test),
        }
    }

    fn texts(&self, test: &Test) -> Vec<String> {
        test.operands
            .iter()
            .map(|operand| word_of(operand).text)
            .collect()
    }

    fn records(&self, test: &Test) -> Check {
        let (mut ids, mut titles) = (BTreeSet::new(), Vec::new());
        for text in self.texts(test) {
            match RecordId::parse(self.register.kinds(), &text) {
                Some(id) => {
                    ids.insert(id);
                }
                None => titles.push(fold(&text)),
            }
        }
        Check::Records { ids, titles }
    }

    fn within(&self, field_type: Option<FieldType>, test: &Test) -> Result<Check, FilterError> {
        if !matches!(
            field_type,
            None | Some(FieldType::Reference(_) | FieldType::References(_))
        ) {
            return Err(misfit(
                test,
                "is asked of a field that holds no unit",
                ": use it as in `unit within UNT-2`",
            ));
        }
        let kinds = self.register.kinds();
        let mut ids = BTreeSet::new();
        for operand in &test.operands {
            let word = word_of(operand);
            let named: Vec<RecordId> = match RecordId::parse(kinds, &word.text) {
                Some(id) => vec![id],
                None => {
                    let title = fold(&word.text);
                    let units = kinds
                        .by_name("unit")
                        .into_iter()
                        .flat_map(|kind| self.register.records(kind));
                    units
                        .filter(|unit| self.visibility.sees(self.register, unit))
                        .filter(|unit| fold(unit.title()) == title)
                        .map(|unit| unit.id)
                        .collect()
                }
            };
            if named.is_empty() {
                return Err(wrong(
                    &word,
                    "is not a unit",
                    ": give its id or its full name".to_owned(),
                ));
            }
            // What lies below a unit that the reader does not see is told as little as of a missing one.
            let below = |unit: RecordId| match self.register.get(unit) {
                Some(record) if !self.visibility.sees(self.register, record) => BTreeSet::from([unit]),
                _ => self.register.unit_closure(unit),
            };
            ids.extend(named.into_iter().flat_map(below));
        }
        Ok(Check::Records {
            ids,
            titles: Vec::new(),
        })
    }

    fn decimals(&self, compare: Compare, test: &Test) -> Result<Check, FilterError> {
        let read = |operand: &Operand| {
            let word = word_of(operand);
            let json = serde_json::Value::from(word.text.as_str());
            match Value::from_json(self.register.kinds(), FieldType::Decimal, &json) {
                Ok(Some(Value::Decimal(decimal))) => Ok(decimal.to_string()),
                _ => Err(wrong(&word, "is not a decimal", " such as `0.25`".to_owned())),
            }
        };
        Ok(Check::Decimal(
            compare,
            test.operands.iter().map(read).collect::<Result<_, _>>()?,
        ))
    }

    fn days(&self, compare: Compare, test: &Test) -> Result<Check, FilterError> {
        let read = |operand: &Operand| match operand {
            Operand::Date(date) => Ok(DateExpression::days(*date, self.today)),
            Operand::Text(word) => PartialDate::parse(&word.text)
                .map(|date| (date.first_day(), date.last_day()))
                .ok_or_else(|| {
                    wrong(
                        word,
                        "is not a date",
                        ": write `2026-03-12`, `2026-03`, `today + 30 days` or `last month`".to_owned(),
                    )
                }),
        };
        Ok(Check::Days(
            compare,
            test.operands.iter().map(read).collect::<Result<_, _>>()?,
        ))
    }
}

/// Choices are compared by their place in the list, so an order is one more set of places.
fn places(names: &[[&str; 2]], compare: Compare, test: &Test) -> Result<Check, FilterError> {
    let mut accepted = BTreeSet::new();
    for operand in &test.operands {
        let word = word_of(operand);
        let plain = normalize(&word.text);
        let Some(named) = names
            .iter()
            .position(|forms| forms.iter().any(|form| normalize(form) == plain))
        else {
            let hint = match nearest(&word.text, names.iter().flatten().copied()) {
                Some(near) => meant(near),
                None => format!(": it is one of {}", listed(names.iter().map(|[code, _]| *code))),
            };
            return Err(wrong(&word, "is not one of the choices", hint));
        };
        accepted.extend((0..names.len()).filter(|place| compare.holds(place.cmp(&named))));
    }
    Ok(Check::Places(
        accepted
            .into_iter()
            .filter_map(|place| u16::try_from(place).ok())
            .collect(),
    ))
}

fn numbers(compare: Compare, test: &Test) -> Result<Check, FilterError> {
    let read = |operand: &Operand| {
        let word = word_of(operand);
        word.text
            .parse()
            .map_err(|_| wrong(&word, "is not a whole number", String::new()))
    };
    Ok(Check::Number(
        compare,
        test.operands.iter().map(read).collect::<Result<_, _>>()?,
    ))
}

impl Compare {
    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

fn word_of(operand: &Operand) -> Word {
    match operand {
        Operand::Text(word) => word.clone(),
        Operand::Date(date) => Word {
            text: date.to_string(),
            at: 0,
        },
    }
}
