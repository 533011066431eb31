//! Search over all kinds: a few best hits while somebody types.

use std::sync::Arc;

use super::Scope;
use super::folding::{SEPARATOR, fold, words};
use super::search::{Searched, has_words, push_own_text};
use crate::ids::{KindId, RecordId};
use crate::record::Record;

/// Where a hit was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// It is the record's id.
    Id,
    /// The title begins with it.
    TitleStart,
    /// All words begin words of the title.
    TitleWords,
    /// All words occur in the title.
    Title,
    /// All words occur somewhere.
    Anywhere,
}

/// One record that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub record: Arc<Record>,
    /// Where the text was found.
    pub place: Where,
}

/// Finds records of any kind: by id, by title, by words anywhere. Records that are put away come
/// after the others of the same rank; the machinery's own records are left out.
pub fn search_all(scope: &Scope<'_>, text: &str, limit: usize) -> Vec<Hit> {
    let search = Search {
        whole: fold(text.trim()),
        words: words(text),
    };
    if search.words.is_empty() {
        return Vec::new();
    }
    let exact = RecordId::parse(scope.register.kinds(), text.trim()).and_then(|id| scope.register.get(id));
    let exact = exact.filter(|record| scope.sees(record));
    let mut hits: Vec<(Where, &Arc<Record>)> = exact.map(|record| (Where::Id, record)).into_iter().collect();
    for (kind, decl) in scope.register.kinds().all() {
        if !decl.internal {
            search.kind(scope, kind, &mut hits);
        }
    }
    if let Some(exact) = exact {
        hits.retain(|(place, record)| *place == Where::Id || record.id != exact.id);
    }
    let key = |(place, record): &(Where, &Arc<Record>)| (*place, record.archived, record.id);
    if limit < hits.len() {
        hits.select_nth_unstable_by_key(limit, key);
        hits.truncate(limit);
    }
    hits.sort_unstable_by_key(key);
    hits.into_iter()
        .map(|(place, record)| Hit {
            record: Arc::clone(record),
            place,
        })
        .collect()
}

struct Search {
    whole: String,
    words: Vec<String>,
}

impl Search {
    fn kind<'a>(&self, scope: &Scope<'a>, kind: KindId, hits: &mut Vec<(Where, &'a Arc<Record>)>) {
        let mut add = |record: &'a Arc<Record>, text: Option<Searched<'_>>| {
            if scope.sees(record) && has_words(scope, record, text, &self.words) {
                hits.push((self.place(scope, record, text), record));
            }
        };
        let Some(part) = scope.index.part(kind) else {
            return scope.register.records(kind).for_each(|record| add(record, None));
        };
        let texts = part.texts();
        let rows = texts.candidates(&self.words, part.rows.len());
        rows.into_iter()
            .filter(|row| part.holds(*row))
            .for_each(|row| add(&part.rows[row], texts.row(row)));
        let changed = part.changed.iter().filter_map(|number| {
            scope.register.get(RecordId {
                kind,
                number: *number,
            })
        });
        changed.for_each(|record| add(record, None));
    }

    fn place(&self, scope: &Scope<'_>, record: &Record, text: Option<Searched<'_>>) -> Where {
        let made = text.is_none().then(|| {
            let mut own = String::new();
            push_own_text(scope.register, record, &mut own);
            own
        });
        let text = text
            .map(|searched| searched.text)
            .or(made.as_deref())
            .unwrap_or_default();
        let title = text.split(SEPARATOR).nth(1).unwrap_or_default();
        let begins = |word: &String| {
            title
                .match_indices(word.as_str())
                .any(|(at, _)| !title[..at].chars().next_back().is_some_and(char::is_alphanumeric))
        };
        if title.starts_with(&self.whole) {
            Where::TitleStart
        } else if self.words.iter().all(begins) {
            Where::TitleWords
        } else if self.words.iter().all(|word| title.contains(word.as_str())) {
            Where::Title
        } else {
            Where::Anywhere
        }
    }
}
