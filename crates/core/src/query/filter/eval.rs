//! Asking a bound filter of a record.

use super::bind::{Bound, Node, Path};
use super::check::Check;
use crate::ids::KindId;
use crate::query::Scope;
use crate::query::column::{Column, day_of, phase, visible};
use crate::query::folding::{compare_decimal, compare_natural, fold};
use crate::query::search::{Searched, has_words};
use crate::record::Record;
use crate::register::Register;
use crate::value::Value;

impl Bound {
    /// Whether the record fits. Records that are not visible do not count as targets of links.
    pub fn matches(&self, scope: &Scope<'_>, record: &Record) -> bool {
        self.matches_searched(scope, record, None)
    }

    /// The same, with the record's search text at hand where an index has it.
    pub(crate) fn matches_searched(
        &self,
        scope: &Scope<'_>,
        record: &Record,
        text: Option<Searched<'_>>,
    ) -> bool {
        node(&self.0, scope, record, text)
    }

    /// A name for what it asks, when the answer depends on nothing but the record itself.
    pub(crate) fn own_name(&self, register: &Register, kind: KindId) -> Option<String> {
        is_own(&self.0, register, kind).then(|| format!("{:?}", self.0))
    }

    /// True when some part of it looks at the whole text of a record.
    pub(crate) fn searches(&self) -> bool {
        searches(&self.0)
    }
}

fn is_own(filter: &Node, register: &Register, kind: KindId) -> bool {
    match filter {
        Node::And(parts) | Node::Or(parts) => parts.iter().all(|part| is_own(part, register, kind)),
        Node::Not(inner) => is_own(inner, register, kind),
        Node::Test {
            path: Path::Here(column, check),
            ..
        } => matches!(check, Check::Present) || !column.follows_links(register, kind),
        Node::Test { .. } | Node::Search(_) | Node::LinkedFrom(_) => false,
    }
}

fn searches(filter: &Node) -> bool {
    match filter {
        Node::And(parts) | Node::Or(parts) => parts.iter().any(searches),
        Node::Not(inner) => searches(inner),
        Node::Search(_) => true,
        Node::Test { .. } | Node::LinkedFrom(_) => false,
    }
}

fn node(filter: &Node, scope: &Scope<'_>, record: &Record, text: Option<Searched<'_>>) -> bool {
    match filter {
        Node::And(parts) => parts.iter().all(|part| node(part, scope, record, text)),
        Node::Or(parts) => parts.iter().any(|part| node(part, scope, record, text)),
        Node::Not(inner) => !node(inner, scope, record, text),
        Node::Test { negated, path } => follow(path, scope, record) != *negated,
        Node::Search(words) => has_words(scope, record, text, words),
        Node::LinkedFrom(kind) => linked_from(scope, record, *kind),
    }
}

fn linked_from(scope: &Scope<'_>, record: &Record, kind: KindId) -> bool {
    let mut sources = scope
        .register
        .links_to(record.id)
        .filter(|(source, _)| source.kind == kind);
    sources.any(|(source, _)| visible(scope.register, scope.visibility, source).is_some())
}

fn follow(path: &Path, scope: &Scope<'_>, record: &Record) -> bool {
    match path {
        Path::Here(column, check) => here(*column, check, scope, record),
        Path::Link(column, onward) => {
            let Column::Field(key) = column else { return false };
            let targets = record.get(*key).map_or(&[][..], Value::references);
            targets.iter().any(|target| {
                let next = onward.iter().find(|(kind, _)| *kind == target.kind);
                let target = visible(scope.register, scope.visibility, *target);
                target
                    .zip(next)
                    .is_some_and(|(target, (_, path))| follow(path, scope, target))
            })
        }
        Path::Back(fields, onward) => {
            let sources = scope
                .register
                .links_to(record.id)
                .filter(|(source, key)| fields.contains(&(source.kind, *key)));
            sources.into_iter().any(|(source, _)| {
                let next = onward.iter().find(|(kind, _)| *kind == source.kind);
                let source = visible(scope.register, scope.visibility, source);
                source
                    .zip(next)
                    .is_some_and(|(source, (_, path))| follow(path, scope, source))
            })
        }
    }
}

fn here(column: Column, check: &Check, scope: &Scope<'_>, record: &Record) -> bool {
    let place = |place: Option<u16>| match check {
        Check::Present => place.is_some(),
        Check::Places(accepted) => place.is_some_and(|place| accepted.binary_search(&place).is_ok()),
        Check::Contains(texts) => contains(&column_words(column, scope, record), texts),
        _ => false,
    };
    let day = |at: i64| match check {
        Check::Present => true,
        Check::Contains(texts) => contains(&day_of(at).to_string(), texts),
        _ => day(check, day_of(at), day_of(at)),
    };
    match column {
        Column::Field(key) => record
            .get(key)
            .is_some_and(|value| value_fits(check, scope, record, key, value)),
        Column::Id => record_fits(check, scope, record),
        Column::State => place(scope.register.state_code(record).map(|_| u16::from(record.state))),
        Column::Phase => place(phase(scope.register, record)),
        Column::Archived => place(Some(u16::from(record.archived))),
        Column::Created => day(record.created_at),
        Column::Updated => day(record.updated_at),
        Column::Revision => match check {
            Check::Present => true,
            Check::Contains(texts) => contains(&record.revision.to_string(), texts),
            _ => number(check, i64::from(record.revision)),
        },
    }
}

fn column_words(column: Column, scope: &Scope<'_>, record: &Record) -> String {
    let text = crate::query::facet::column_label(scope, record, column).unwrap_or_default();
    fold(&text)
}

fn value_fits(
    check: &Check,
    scope: &Scope<'_>,
    record: &Record,
    key: crate::ids::FieldKey,
    value: &Value,
) -> bool {
    if matches!(check, Check::Present) {
        return true;
    }
    if let Check::Contains(texts) = check {
        return match value {
            Value::Text(text) => contains(&fold(text), texts),
            Value::Reference(_) | Value::References(_) => {
                let targets = value.references().iter();
                targets
                    .filter_map(|id| visible(scope.register, scope.visibility, *id))
                    .any(|target| record_fits(check, scope, target))
            }
            _ => {
                let (_, field_type) = scope.register.name_and_type(record.id.kind, key);
                contains(&fold(&value.show(scope.register.kinds(), field_type)), texts)
            }
        };
    }
    match value {
        Value::Text(found) => text(check, found),
        Value::Choice(place) => {
            matches!(check, Check::Places(accepted) if accepted.binary_search(place).is_ok())
        }
        Value::Choices(places) => {
            matches!(check, Check::Places(accepted) if places.iter().any(|place| accepted.binary_search(place).is_ok()))
        }
        Value::YesNo(yes) => {
            matches!(check, Check::Places(accepted) if accepted.binary_search(&u16::from(*yes)).is_ok())
        }
        Value::Integer(found) => number(check, *found),
        Value::Decimal(found) => match check {
            Check::Decimal(compare, operands) => operands
                .iter()
                .any(|operand| compare.holds(compare_decimal(found, operand))),
            _ => false,
        },
        Value::Date(date) => day(check, date.first_day(), date.last_day()),
        Value::Reference(_) | Value::References(_) => value
            .references()
            .iter()
            .filter_map(|id| visible(scope.register, scope.visibility, *id))
            .any(|target| record_fits(check, scope, target)),
        Value::Texts(texts) => texts.iter().any(|found| text(check, found)),
        Value::OutsideIds(ids) => ids
            .iter()
            .any(|known| text(check, &known.id) || text(check, &format!("{}: {}", known.source, known.id))),
        Value::File(file) => text(check, &file.name),
    }
}

/// Asks a record as the target of a link: by id or title.
fn record_fits(check: &Check, scope: &Scope<'_>, record: &Record) -> bool {
    match check {
        Check::Present => true,
        Check::Records { ids, titles } => {
            ids.contains(&record.id) || (!titles.is_empty() && titles.contains(&fold(record.title())))
        }
        Check::Contains(texts) => {
            contains(&fold(record.title()), texts)
                || contains(&fold(&record.id.show(scope.register.kinds())), texts)
        }
        _ => false,
    }
}

fn contains(folded: &str, texts: &[String]) -> bool {
    texts.iter().any(|text| folded.contains(text.as_str()))
}

fn text(check: &Check, found: &str) -> bool {
    match check {
        Check::Text(compare, operands) => {
            let found = fold(found);
            operands
                .iter()
                .any(|operand| compare.holds(compare_natural(&found, operand)))
        }
        _ => false,
    }
}

fn number(check: &Check, found: i64) -> bool {
    matches!(check, Check::Number(compare, operands) if operands.iter().any(|operand| compare.holds(found.cmp(operand))))
}

/// A value that may mean any day from `first` to `last`: only what is certain fits.
fn day(check: &Check, first: jiff::civil::Date, last: jiff::civil::Date) -> bool {
    use super::check::Compare::{AtLeast, AtMost, Equal, Greater, Less};
    let Check::Days(compare, operands) = check else {
        return false;
    };
    operands.iter().any(|(from, to)| match compare {
        Equal => *from <= first && last <= *to,
        Less => last < *from,
        AtMost => last <= *to,
        Greater => first > *to,
        AtLeast => first >= *from,
    })
}
