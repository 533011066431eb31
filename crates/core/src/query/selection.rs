//! Which records a query has, before they are put in order.

use std::sync::Arc;

use super::filter::Bound;
use super::folding::words;
use super::index::Part;
use super::search::{Searched, has_words};
use super::{Archived, Query, QueryError, Scope};
use crate::record::Record;

/// The records of a query: rows of the index that still hold, and others one by one.
pub(super) struct Selection<'a> {
    pub part: Option<Part<'a>>,
    /// Rows of the part, ascending.
    pub rows: Vec<u32>,
    /// Records outside the index or changed since, by number.
    pub changed: Vec<Arc<Record>>,
}

impl<'a> Selection<'a> {
    pub fn of(scope: &Scope<'a>, query: &Query) -> Result<Self, QueryError> {
        let filter = query
            .filter
            .as_ref()
            .map(|filter| filter.bind(scope.register, scope.visibility, query.kind, scope.today))
            .transpose()?;
        let test = Test {
            query,
            filter,
            words: query.search.as_deref().map(words).unwrap_or_default(),
        };
        let Some(part) = scope.index.part(query.kind) else {
            let records = scope.register.records(query.kind);
            let changed = records
                .filter(|record| test.fits(scope, record, None))
                .cloned()
                .collect();
            return Ok(Self {
                part: None,
                rows: Vec::new(),
                changed,
            });
        };
        let rows = test.rows(scope, &part);
        let changed = part.changed.iter().filter_map(|number| {
            scope.register.get(crate::ids::RecordId {
                kind: query.kind,
                number: *number,
            })
        });
        let changed = changed
            .filter(|record| test.fits(scope, record, None))
            .cloned()
            .collect();
        Ok(Self {
            part: Some(part),
            rows,
            changed,
        })
    }

    /// How many.
    pub fn total(&self) -> usize {
        self.rows.len() + self.changed.len()
    }
}

struct Test<'a> {
    query: &'a Query,
    filter: Option<Bound>,
    words: Vec<String>,
}

impl Test<'_> {
    fn rows(&self, scope: &Scope<'_>, part: &Part<'_>) -> Vec<u32> {
        let needs_text = !self.words.is_empty() || self.filter.as_ref().is_some_and(Bound::searches);
        let texts = needs_text.then(|| part.texts());
        let own = self.filter.as_ref().and_then(|filter| {
            let name = filter.own_name(scope.register, self.query.kind)?;
            Some(part.answers(name, |record| filter.matches(scope, record)))
        });
        let is_own = own.is_some() || self.filter.is_none();
        if is_own && scope.sees_all() && self.words.is_empty() {
            let archived = match self.query.archived {
                Archived::Include => None,
                Archived::Hide => Some(part.answers("in force".to_owned(), |record| !record.archived)),
                Archived::Only => Some(part.answers("put away".to_owned(), |record| record.archived)),
            };
            let answers: Vec<_> = archived.into_iter().chain(own).collect();
            return part.rows_of(&answers);
        }
        let fits = |row: &usize| {
            let (record, text) = (&part.rows[*row], texts.and_then(|texts| texts.row(*row)));
            part.holds(*row)
                && match &own {
                    Some(own) => own[*row] && self.fits_beside_filter(scope, record, text),
                    None => self.fits(scope, record, text),
                }
        };
        let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        match texts {
            Some(texts) if !self.words.is_empty() => texts
                .candidates(&self.words, part.rows.len())
                .filter(fits)
                .map(number)
                .collect(),
            _ => (0..part.rows.len()).filter(fits).map(number).collect(),
        }
    }

    fn fits(&self, scope: &Scope<'_>, record: &Record, text: Option<Searched<'_>>) -> bool {
        self.fits_beside_filter(scope, record, text)
            && self
                .filter
                .as_ref()
                .is_none_or(|filter| filter.matches_searched(scope, record, text))
    }

    fn fits_beside_filter(&self, scope: &Scope<'_>, record: &Record, text: Option<Searched<'_>>) -> bool {
        let archived = match self.query.archived {
            Archived::Hide => !record.archived,
            Archived::Only => record.archived,
            Archived::Include => true,
        };
        archived && scope.sees(record) && has_words(scope, record, text, &self.words)
    }
}
