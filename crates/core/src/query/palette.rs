//! Search over all kinds: a few best hits while somebody types.

use std::sync::Arc;

use super::Scope;
use super::folding::{fold, words};
use super::index::Part;
use super::search::{Searched, has_words};
use super::titles::Wanted;
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
///
/// Titles are looked through first; all other text only while there is room for more hits.
pub fn search_all(scope: &Scope<'_>, text: &str, limit: usize) -> Vec<Hit> {
    let wanted = Wanted {
        whole: fold(text.trim()),
        words: words(text),
    };
    if wanted.words.is_empty() || limit == 0 {
        return Vec::new();
    }
    let exact = RecordId::parse(scope.register.kinds(), text.trim()).and_then(|id| scope.register.get(id));
    let exact = exact.filter(|record| scope.sees(record));
    let search = Search {
        scope,
        wanted,
        exact: exact.map(|record| record.id),
    };
    let mut hits: Vec<Ranked<'_>> = exact.map(|record| (Where::Id, record)).into_iter().collect();
    search.kinds().for_each(|kind| search.titles(kind, &mut hits));
    best(&mut hits, limit);
    if hits.len() < limit {
        let more = search.anywhere(limit - hits.len());
        hits.extend(more.into_iter().map(|record| (Where::Anywhere, record)));
    }
    let hit = |(place, record): Ranked<'_>| Hit {
        record: Arc::clone(record),
        place,
    };
    hits.into_iter().map(hit).collect()
}

/// A record, and where the text was found.
type Ranked<'a> = (Where, &'a Arc<Record>);

/// Leaves the best, in order.
fn best(hits: &mut Vec<Ranked<'_>>, limit: usize) {
    let key = |(place, record): &Ranked<'_>| (*place, record.archived, record.id);
    if limit < hits.len() {
        hits.select_nth_unstable_by_key(limit, key);
        hits.truncate(limit);
    }
    hits.sort_unstable_by_key(key);
}

struct Search<'s, 'a> {
    scope: &'s Scope<'a>,
    wanted: Wanted,
    exact: Option<RecordId>,
}

impl<'a> Search<'_, 'a> {
    fn kinds(&self) -> impl Iterator<Item = KindId> {
        let kinds = self.scope.register.kinds().all();
        kinds.filter(|(_, decl)| !decl.internal).map(|(kind, _)| kind)
    }

    /// Records of a kind that are not as in the index, or all where there is none.
    fn unprepared(&self, kind: KindId, part: Option<&Part<'_>>) -> Vec<&'a Arc<Record>> {
        let register = self.scope.register;
        match part {
            None => register.records(kind).collect(),
            Some(part) => {
                let changed = part.changed.iter();
                changed
                    .filter_map(|number| {
                        register.get(RecordId {
                            kind,
                            number: *number,
                        })
                    })
                    .collect()
            }
        }
    }

    fn is_wanted(&self, record: &Record) -> bool {
        self.exact != Some(record.id) && self.scope.sees(record)
    }

    /// Adds what has all words in its title.
    fn titles(&self, kind: KindId, hits: &mut Vec<Ranked<'a>>) {
        let part = self.scope.index.part(kind);
        if let Some(part) = &part {
            part.titles().each(&self.wanted, |row, place| {
                let record = &part.rows[row];
                if part.holds(row) && self.is_wanted(record) {
                    hits.push((place, record));
                }
            });
        }
        for record in self.unprepared(kind, part.as_ref()) {
            if let Some(place) = self.wanted.place(record).filter(|_| self.is_wanted(record)) {
                hits.push((place, record));
            }
        }
    }

    /// The first records that have all words somewhere and not in the title.
    fn anywhere(&self, room: usize) -> Vec<&'a Arc<Record>> {
        let (mut first, mut put_away) = (Vec::new(), Vec::new());
        for kind in self.kinds() {
            let part = self.scope.index.part(kind);
            let mut found = self.unprepared(kind, part.as_ref());
            found.retain(|record| self.fits(record, None, self.wanted.place(record)));
            if let Some(part) = &part {
                let texts = part.texts();
                let rows = texts.candidates(&self.wanted.words, part.rows.len());
                let rows = rows.filter(|row| part.holds(*row)).filter(|row| {
                    let title = self.wanted.place_in(part.titles().row(*row));
                    self.fits(&part.rows[*row], texts.row(*row), title)
                });
                let mut in_force = 0;
                found.extend(rows.map(|row| &part.rows[row]).take_while(|record| {
                    in_force += usize::from(!record.archived);
                    in_force <= room
                }));
            }
            found.sort_unstable_by_key(|record| record.id);
            for record in found {
                let list = if record.archived {
                    &mut put_away
                } else {
                    &mut first
                };
                list.push(record);
            }
            if first.len() >= room {
                break;
            }
        }
        first.extend(put_away);
        first.truncate(room);
        first
    }

    fn fits(&self, record: &Record, text: Option<Searched<'_>>, title: Option<Where>) -> bool {
        title.is_none() && self.is_wanted(record) && has_words(self.scope, record, text, &self.wanted.words)
    }
}
