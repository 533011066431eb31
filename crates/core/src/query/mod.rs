//! Lists: filter, search, sort, count. Written once over every kind.
//!
//! Everything takes a [`Scope`]: the register, who looks, the index beside the register, and
//! today. What the reader may not see is not counted, not found and not sorted by.

mod column;
mod facet;
mod filter;
mod folding;
mod grouping;
mod index;
mod palette;
#[cfg(test)]
pub(crate) mod samples;
mod search;
mod selection;
#[cfg(test)]
mod tests;
mod titles;
mod top;

use std::sync::Arc;

use jiff::civil::Date;

use crate::ids::KindId;
use crate::record::Record;
use crate::register::{Register, Visibility};

pub use column::Column;
pub(crate) use column::day_of;
pub use facet::{Facet, NOT_STATED, RESTRICTED, facets, group_counts};
pub use filter::{
    Bound, DateExpression, Edge, FILTER_MAX_CHARS, FILTER_MAX_DEPTH, Filter, FilterError, Operand, Operator,
    Period, Relation, Test, Word, quote,
};
pub use folding::fold;
pub use index::{CHANGES_MAX, Index};
pub use palette::{Hit, Where, search_all};
use selection::Selection;

/// What a query looks at.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The version of the register.
    pub register: &'a Register,
    /// Who looks.
    pub visibility: &'a Visibility,
    /// The index of the same version; [`Index::empty`] gives the same answers more slowly.
    pub index: &'a Index,
    /// The day in the workspace's zone.
    pub today: Date,
}

impl Scope<'_> {
    pub(crate) fn sees(&self, record: &Record) -> bool {
        self.visibility.sees(self.register, record)
    }

    pub(crate) fn sees_all(&self) -> bool {
        *self.visibility == Visibility::All
    }
}

/// A list that somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Of which kind.
    pub kind: KindId,
    /// Which records.
    pub filter: Option<Filter>,
    /// Words that must all occur in the record.
    pub search: Option<String>,
    /// In which order; ties by id, records without a value last in both directions.
    pub sort: Vec<(Column, Direction)>,
    /// How many records to skip.
    pub offset: usize,
    /// How many to give at most.
    pub limit: usize,
    /// What to do with records that are put away.
    pub archived: Archived,
    /// Name of a column to keep together: it is sorted by first.
    pub group_by: Option<String>,
}

/// What a list does with records that are put away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Archived {
    /// Leaves them out.
    #[default]
    Hide,
    /// Shows nothing else.
    Only,
    /// Shows them among the others.
    Include,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest, first, oldest on top.
    Ascending,
    /// Largest, last, newest on top.
    Descending,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many records fit the query, exactly.
    pub total: usize,
    /// Those of this page.
    pub records: Vec<Arc<Record>>,
    /// With [`Query::group_by`]: the heading each record stands under, in the same order.
    pub groups: Vec<String>,
}

/// Why a query cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The filter does not fit the kind.
    #[error("{0}")]
    Filter(FilterError),
    /// No such column.
    #[error("`{word}` is not a column of this list: choose one of its fields")]
    UnknownColumn {
        /// What was asked for.
        word: String,
    },
}

impl Query {
    /// The first records of a kind by id.
    pub fn new(kind: KindId, limit: usize) -> Self {
        Self {
            kind,
            filter: None,
            search: None,
            sort: Vec::new(),
            offset: 0,
            limit,
            archived: Archived::Hide,
            group_by: None,
        }
    }

    /// The same with a filter.
    #[must_use]
    pub fn filtered(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// The same with one more column to sort by.
    #[must_use]
    pub fn sorted(mut self, column: Column, direction: Direction) -> Self {
        self.sort.push((column, direction));
        self
    }
}

/// Answers a query.
pub fn run(scope: &Scope<'_>, query: &Query) -> Result<Page, QueryError> {
    let group = match &query.group_by {
        None => None,
        Some(name) => match Column::find(scope.register, query.kind, name) {
            Some(column) => Some(column),
            None => return Err(QueryError::UnknownColumn { word: name.clone() }),
        },
    };
    let grouped = group.map(|column| (column, Direction::Ascending));
    let sort: Vec<_> = grouped.into_iter().chain(query.sort.iter().copied()).collect();
    let found = Selection::of(scope, query)?;
    let total = found.total();
    let records = top::page(scope, query, &sort, found);
    let groups = match group {
        None => Vec::new(),
        Some(column) => {
            let label = |record: &Arc<Record>| facet::column_label(scope, record, column);
            records
                .iter()
                .map(|record| label(record).unwrap_or_else(|| NOT_STATED.to_owned()))
                .collect()
        }
    };
    Ok(Page {
        total,
        records,
        groups,
    })
}

/// Calls with every record of a query, in no promised order.
pub fn matching(scope: &Scope<'_>, query: &Query, mut each: impl FnMut(&Record)) -> Result<(), QueryError> {
    let found = Selection::of(scope, query)?;
    if let Some(part) = &found.part {
        found.rows.iter().for_each(|row| each(&part.rows[*row as usize]));
    }
    found.changed.iter().for_each(|record| each(record));
    Ok(())
}

/// How many records a query has.
pub fn count(scope: &Scope<'_>, query: &Query) -> Result<usize, QueryError> {
    Selection::of(scope, query).map(|found| found.total())
}
