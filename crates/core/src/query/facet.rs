//! How many records have which value: the counts beside a filter.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::column::{Column, PHASES, day_of, phase, visible};
use super::filter::{Filter, FilterError, Operator};
use super::folding::{compare_natural, fold};
use super::selection::Selection;
use super::{Query, QueryError, Scope, matching};
use crate::ids::{KindId, RecordId};
use crate::kind::FieldType;
use crate::record::Record;
use crate::value::Value;

/// Said of a link to a record that the reader may not see.
pub const RESTRICTED: &str = "restricted record";
/// Said of a record without a value.
pub const NOT_STATED: &str = "not stated";

/// One value of a field and how many of a query's records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Shown.
    pub label: String,
    /// How many records.
    pub count: usize,
    /// What keeps only these; `None` for links to records that are not visible.
    pub filter: Option<Filter>,
}

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Place(u16),
    Record(RecordId),
    Text(String),
    Hidden,
    Missing,
}

/// Counts a query's records by a field. A record with several values counts under each. States and
/// choices come in the order of their declaration, others by count; missing comes last.
pub fn facets(scope: &Scope<'_>, query: &Query, field: &str) -> Result<Vec<Facet>, QueryError> {
    let unknown = || QueryError::UnknownColumn {
        word: field.to_owned(),
    };
    let column = Column::find(scope.register, query.kind, field).ok_or_else(unknown)?;
    let counts = counted(scope, query, column)?;
    let name = column.name(scope.register, query.kind);
    let mut out: Vec<(Group, Facet)> = counts
        .into_iter()
        .map(|(group, count)| {
            let (label, filter) = describe(scope, query.kind, column, &name, &group);
            (group, Facet { label, count, filter })
        })
        .collect();
    out.sort_by(|(a, x), (b, y)| match (a, b) {
        (Group::Place(a), Group::Place(b)) => a.cmp(b),
        (Group::Hidden | Group::Missing, _) | (_, Group::Hidden | Group::Missing) => a.cmp(b),
        _ => Reverse(x.count)
            .cmp(&Reverse(y.count))
            .then_with(|| compare_natural(&fold(&x.label), &fold(&y.label))),
    });
    Ok(out.into_iter().map(|(_, facet)| facet).collect())
}

/// How many records of a query have each value. Rows of the index are added up; what a reader who does
/// not see everything sees of links is looked at one by one.
fn counted(scope: &Scope<'_>, query: &Query, column: Column) -> Result<BTreeMap<Group, usize>, QueryError> {
    let found = Selection::of(scope, query)?;
    let is_prepared = scope.sees_all() || !column.follows_links(scope.register, query.kind);
    let mut counts = BTreeMap::new();
    let mut look = |record: &Record| {
        for group in groups(scope, record, column) {
            *counts.entry(group).or_default() += 1;
        }
    };
    found.changed.iter().for_each(|record| look(record));
    match &found.part {
        Some(part) if is_prepared => {
            for (group, count) in part.grouping(column).count(&found.rows) {
                *counts.entry(group).or_default() += count;
            }
        }
        Some(part) => found.rows.iter().for_each(|row| look(&part.rows[*row as usize])),
        None => {}
    }
    Ok(counts)
}

/// What a record's column reads: for headings of groups. `None` when there is no value.
pub(crate) fn column_label(scope: &Scope<'_>, record: &Record, column: Column) -> Option<String> {
    heading(scope, record.id.kind, column, &groups(scope, record, column))
}

fn heading(scope: &Scope<'_>, kind: KindId, column: Column, groups: &[Group]) -> Option<String> {
    let labels: Vec<String> = groups
        .iter()
        .filter(|group| **group != Group::Missing)
        .map(|group| describe(scope, kind, column, "", group).0)
        .collect();
    (!labels.is_empty()).then(|| labels.join("; "))
}

/// How many records of a query stand under each heading of [`Query::group_by`], by the folded heading
/// ([`fold`]): headings that differ only in case or accents are one. Empty for a query without groups.
pub fn group_counts(scope: &Scope<'_>, query: &Query) -> Result<BTreeMap<String, usize>, QueryError> {
    let Some(name) = &query.group_by else {
        return Ok(BTreeMap::new());
    };
    let unknown = || QueryError::UnknownColumn { word: name.clone() };
    let column = Column::find(scope.register, query.kind, name).ok_or_else(unknown)?;
    let mut by_group: BTreeMap<Vec<Group>, usize> = BTreeMap::new();
    matching(scope, query, |record| {
        *by_group.entry(groups(scope, record, column)).or_default() += 1;
    })?;
    let mut counts = BTreeMap::new();
    for (group, count) in by_group {
        let heading = heading(scope, query.kind, column, &group).unwrap_or_else(|| NOT_STATED.to_owned());
        *counts.entry(fold(&heading)).or_default() += count;
    }
    Ok(counts)
}

pub(super) fn groups(scope: &Scope<'_>, record: &Record, column: Column) -> Vec<Group> {
    match column {
        Column::Id => vec![Group::Record(record.id)],
        Column::State => match scope.register.state_code(record) {
            Some(_) => vec![Group::Place(u16::from(record.state))],
            None => vec![Group::Missing],
        },
        Column::Phase => vec![phase(scope.register, record).map_or(Group::Missing, Group::Place)],
        Column::Created => vec![Group::Text(day_of(record.created_at).to_string())],
        Column::Updated => vec![Group::Text(day_of(record.updated_at).to_string())],
        Column::Archived => vec![Group::Place(u16::from(record.archived))],
        Column::Revision => vec![Group::Text(record.revision.to_string())],
        Column::Field(key) => record
            .get(key)
            .map_or_else(|| vec![Group::Missing], |value| value_groups(scope, value)),
    }
}

fn value_groups(scope: &Scope<'_>, value: &Value) -> Vec<Group> {
    let target = |id: &RecordId| match visible(scope.register, scope.visibility, *id) {
        Some(_) => Group::Record(*id),
        None => Group::Hidden,
    };
    let mut groups: Vec<Group> = match value {
        Value::Choice(place) => vec![Group::Place(*place)],
        Value::Choices(places) => places.iter().map(|place| Group::Place(*place)).collect(),
        Value::YesNo(yes) => vec![Group::Place(u16::from(*yes))],
        Value::Reference(_) | Value::References(_) => value.references().iter().map(target).collect(),
        Value::Texts(texts) => texts.iter().map(|text| Group::Text(text.to_string())).collect(),
        Value::OutsideIds(ids) => ids
            .iter()
            .map(|id| Group::Text(format!("{}: {}", id.source, id.id)))
            .collect(),
        Value::Text(text) | Value::Decimal(text) => vec![Group::Text(text.to_string())],
        Value::Integer(number) => vec![Group::Text(number.to_string())],
        Value::Date(date) => vec![Group::Text(date.to_string())],
        Value::File(file) => vec![Group::Text(file.name.to_string())],
    };
    groups.sort();
    groups.dedup();
    groups
}

fn describe(
    scope: &Scope<'_>,
    kind: KindId,
    column: Column,
    name: &str,
    group: &Group,
) -> (String, Option<Filter>) {
    let equal = |value: &str| Some(Filter::test(name, Operator::Equal, value));
    match group {
        Group::Missing => (NOT_STATED.to_owned(), Some(Filter::missing(name))),
        Group::Hidden => (RESTRICTED.to_owned(), None),
        Group::Text(text) => (text.clone(), equal(text)),
        Group::Record(id) => {
            let shown = id.show(scope.register.kinds());
            let title = scope
                .register
                .get(*id)
                .map_or_else(|| shown.clone(), |record| record.title().to_owned());
            (title, equal(&shown))
        }
        Group::Place(place) => {
            let (code, label) = place_words(scope, kind, column, usize::from(*place));
            (label, equal(&code))
        }
    }
}

/// Code and label of a place in the column's list.
fn place_words(scope: &Scope<'_>, kind: KindId, column: Column, place: usize) -> (String, String) {
    let yes_no = || [("no", "No"), ("yes", "Yes")].get(place).copied();
    let words = match column {
        Column::State => {
            let states = scope
                .register
                .kinds()
                .decl(kind)
                .lifecycle
                .map_or(&[][..], |lifecycle| lifecycle.states);
            states.get(place).map(|state| (state.code, state.label))
        }
        Column::Phase => PHASES.get(place).map(|(_, word)| (*word, *word)),
        Column::Archived => yes_no(),
        _ => match column.field_type(scope.register, kind) {
            Some(FieldType::Choice(choices) | FieldType::Choices(choices)) => {
                choices.get(place).map(|choice| (choice.code, choice.label))
            }
            _ => yes_no(),
        },
    };
    let (code, label) = words.unwrap_or_default();
    (code.to_owned(), label.to_owned())
}

impl From<FilterError> for QueryError {
    fn from(error: FilterError) -> Self {
        Self::Filter(error)
    }
}
