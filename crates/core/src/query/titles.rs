//! The folded titles of a kind, one after another: small enough to be looked through at every key.

use std::sync::Arc;

use super::folding::{SEPARATOR, fold, fold_into};
use super::palette::Where;
use crate::record::Record;

/// Titles of all rows of a kind.
#[derive(Debug, Default)]
pub(super) struct Titles {
    all: String,
    /// Begin of each row; one more closes the last.
    starts: Vec<u32>,
}

impl Titles {
    pub fn of(rows: &[Arc<Record>]) -> Self {
        let mut titles = Self {
            all: String::new(),
            starts: Vec::with_capacity(rows.len() + 1),
        };
        let place = |all: &String| u32::try_from(all.len()).unwrap_or(u32::MAX);
        for record in rows {
            titles.starts.push(place(&titles.all));
            fold_into(record.title(), &mut titles.all);
            titles.all.push(SEPARATOR);
        }
        titles.starts.push(place(&titles.all));
        titles.all.shrink_to_fit();
        titles
    }

    /// The folded title of a row.
    pub fn row(&self, row: usize) -> &str {
        let (start, end) = (self.starts[row] as usize, self.starts[row + 1] as usize);
        self.all[start..end].trim_end_matches(SEPARATOR)
    }

    /// Calls with each row whose title holds all words, ascending.
    pub fn each(&self, search: &Wanted, mut call: impl FnMut(usize, Where)) {
        let Some(rarest) = search.words.iter().max_by_key(|word| word.len()) else {
            return;
        };
        let finder = memchr::memmem::Finder::new(rarest.as_bytes());
        let mut from = 0;
        while let Some(hit) = finder.find(&self.all.as_bytes()[from..]).map(|at| from + at) {
            let row = self.starts.partition_point(|start| *start as usize <= hit) - 1;
            if let Some(place) = search.place_in(self.row(row)) {
                call(row, place);
            }
            from = self.starts[row + 1] as usize;
        }
    }
}

/// What somebody typed, folded.
pub(super) struct Wanted {
    /// All of it.
    pub whole: String,
    /// Its words.
    pub words: Vec<String>,
}

impl Wanted {
    /// Where in a title all words stand; `None` when they do not.
    pub fn place_in(&self, title: &str) -> Option<Where> {
        if title.starts_with(&self.whole) {
            return Some(Where::TitleStart);
        }
        if !self.words.iter().all(|word| title.contains(word.as_str())) {
            return None;
        }
        let begins = |word: &String| {
            title
                .match_indices(word.as_str())
                .any(|(at, _)| !title[..at].chars().next_back().is_some_and(char::is_alphanumeric))
        };
        Some(if self.words.iter().all(begins) {
            Where::TitleWords
        } else {
            Where::Title
        })
    }

    /// The same for a record whose title was not prepared.
    pub fn place(&self, record: &Record) -> Option<Where> {
        self.place_in(&fold(record.title()))
    }
}
