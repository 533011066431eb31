//! From names and words to a filter over one kind: fields are looked up, values read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::dates::DateExpression;
use super::{Filter, FilterError, Operand, Operator, Test, Word};
use crate::ids::{FieldKey, KindId, RecordId};
use crate::kind::{Choice, FieldType};
use crate::query::column::{Column, PHASES, normalize};
use crate::query::folding::{fold, nearest, words};
use crate::register::Register;
use crate::value::{PartialDate, Value};

/// How many links a path may follow.
const HOPS_MAX: usize = 3;

/// A filter that is ready to be asked of records of one kind.
#[derive(Clone, Debug)]
pub struct Bound(pub(super) Node);

#[derive(Clone, Debug)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Test { negated: bool, path: Path },
    Search(Vec<String>),
    LinkedFrom(KindId),
}

/// Where the values come from and what is asked of each.
#[derive(Clone, Debug)]
pub(super) enum Path {
    /// Of the record itself.
    Here(Column, Check),
    /// Of the records it links to, by their kind; `None` asks only whether there is one.
    Link(Column, Vec<(KindId, Path)>),
    /// Of the records that link to it.
    Back(Vec<(KindId, FieldKey)>, Vec<(KindId, Path)>),
}

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

impl Filter {
    /// Looks up every name and reads every value. `today` is the day in the workspace's zone.
    pub fn bind(&self, register: &Register, kind: KindId, today: Date) -> Result<Bound, FilterError> {
        Binder { register, today }.node(kind, self).map(Bound)
    }

    /// Reads a filter and makes sure that it fits a kind.
    pub fn read(register: &Register, kind: KindId, text: &str) -> Result<Self, FilterError> {
        let filter = Self::parse(text)?;
        filter.bind(register, kind, Date::ZERO).map(|_| filter)
    }
}

struct Binder<'a> {
    register: &'a Register,
    today: Date,
}

impl Binder<'_> {
    fn node(&self, kind: KindId, filter: &Filter) -> Result<Node, FilterError> {
        let each = |parts: &[Filter]| {
            parts
                .iter()
                .map(|part| self.node(kind, part))
                .collect::<Result<_, _>>()
        };
        Ok(match filter {
            Filter::And(parts) => Node::And(each(parts)?),
            Filter::Or(parts) => Node::Or(each(parts)?),
            Filter::Not(inner) => Node::Not(Box::new(self.node(kind, inner)?)),
            Filter::Search(text) => Node::Search(words(text)),
            Filter::LinkedFrom(word) => Node::LinkedFrom(self.kind_named(word)?),
            Filter::Test(test) => {
                let negated = matches!(
                    test.operator,
                    Operator::NotEqual | Operator::NotIn | Operator::Missing
                );
                Node::Test {
                    negated,
                    path: self.path(kind, &test.path, test)?,
                }
            }
        })
    }

    fn kind_named(&self, word: &Word) -> Result<KindId, FilterError> {
        let kinds = self.register.kinds();
        let plain = normalize(&word.text);
        let found = kinds.all().find(|(_, decl)| {
            [decl.name, decl.prefix, decl.singular, decl.plural]
                .iter()
                .any(|name| normalize(name) == plain)
        });
        found.map(|(kind, _)| kind).ok_or_else(|| {
            let near = nearest(&word.text, kinds.all().map(|(_, decl)| decl.name));
            wrong(word, "is not a kind of record", near.map_or(String::new(), meant))
        })
    }

    fn path(&self, kind: KindId, path: &[Word], test: &Test) -> Result<Path, FilterError> {
        let [name, rest @ ..] = path else {
            return Err(unknown_place(test));
        };
        if test.path.len() > HOPS_MAX + 1 {
            return Err(wrong(
                name,
                "follows too many links",
                format!(": at most {HOPS_MAX} are followed"),
            ));
        }
        match Column::find(self.register, kind, &name.text) {
            Some(column) if rest.is_empty() => Ok(Path::Here(
                column,
                self.check(column.field_type(self.register, kind), column, kind, test)?,
            )),
            Some(column) => match column.field_type(self.register, kind) {
                Some(FieldType::Reference(kinds) | FieldType::References(kinds)) => {
                    let targets = kinds
                        .iter()
                        .filter_map(|name| self.register.kinds().by_name(name));
                    Ok(Path::Link(column, self.onward(targets, rest, test)?))
                }
                _ => Err(wrong(
                    name,
                    "is not a link to other records",
                    ": a dot follows links only".to_owned(),
                )),
            },
            None => {
                let back = self.links_back(kind, &name.text);
                if back.is_empty() {
                    return Err(self.unknown_field(kind, name));
                }
                let sources: BTreeSet<KindId> = back.iter().map(|(source, _)| *source).collect();
                let onward = match rest {
                    [] => {
                        let check = self.check(Some(FieldType::References(&[])), Column::Id, kind, test)?;
                        sources
                            .into_iter()
                            .map(|source| (source, Path::Here(Column::Id, check.clone())))
                            .collect()
                    }
                    rest => self.onward(sources.into_iter(), rest, test)?,
                };
                Ok(Path::Back(back, onward))
            }
        }
    }

    /// The rest of a path for each kind it can lead to; at least one must know the field.
    fn onward(
        &self,
        kinds: impl Iterator<Item = KindId>,
        rest: &[Word],
        test: &Test,
    ) -> Result<Vec<(KindId, Path)>, FilterError> {
        let mut found = Vec::new();
        let mut problem = None;
        for kind in kinds {
            match self.path(kind, rest, test) {
                Ok(path) => found.push((kind, path)),
                Err(error) => problem = Some(error),
            }
        }
        match (found.is_empty(), problem) {
            (true, Some(error)) => Err(error),
            (true, None) => Err(unknown_place(test)),
            _ => Ok(found),
        }
    }

    /// Fields of other kinds whose way back to this kind has the name.
    fn links_back(&self, kind: KindId, name: &str) -> Vec<(KindId, FieldKey)> {
        let plain = normalize(name);
        let target = self.register.kinds().decl(kind).name;
        let fields = self.register.kinds().all().flat_map(|(source, decl)| {
            decl.fields
                .iter()
                .enumerate()
                .map(move |(place, field)| (source, place, field))
        });
        fields
            .filter(|(_, _, field)| !field.reverse.is_empty() && field.targets().contains(&target))
            .filter(|(_, _, field)| normalize(field.reverse) == plain)
            .filter_map(|(source, place, _)| Some((source, FieldKey(u16::try_from(place).ok()?))))
            .collect()
    }

    fn unknown_field(&self, kind: KindId, name: &Word) -> FilterError {
        let decl = self.register.kinds().decl(kind);
        let columns = Column::all(self.register, kind);
        let labels: Vec<String> = self
            .register
            .fields(kind)
            .iter()
            .map(|field| normalize(&field.label))
            .collect();
        let known = || columns.iter().map(|(name, _)| name.as_str());
        let hint = match nearest(&name.text, known().chain(labels.iter().map(String::as_str))) {
            Some(near) => meant(near),
            None => format!(
                ": its fields are {}",
                listed(known().filter(|name| !name.starts_with("FLD-")))
            ),
        };
        FilterError::UnknownField {
            at: name.at,
            word: name.text.clone(),
            kind: decl.plural.to_owned(),
            hint,
        }
    }

    fn check(
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
            ids.extend(
                named
                    .into_iter()
                    .flat_map(|unit| self.register.unit_closure(unit)),
            );
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

fn meant(near: &str) -> String {
    format!(": did you mean `{}`?", super::quote(near))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn wrong(word: &Word, problem: &str, hint: String) -> FilterError {
    FilterError::Value {
        at: word.at,
        word: word.text.clone(),
        problem: problem.to_owned(),
        hint,
    }
}

fn misfit(test: &Test, problem: &str, hint: &str) -> FilterError {
    let at = test.path.last().map_or(0, |name| name.at);
    FilterError::Value {
        at,
        word: test.operator.symbol().to_owned(),
        problem: problem.to_owned(),
        hint: hint.to_owned(),
    }
}

fn unknown_place(test: &Test) -> FilterError {
    misfit(test, "has no field before it", ": write a field first")
}
