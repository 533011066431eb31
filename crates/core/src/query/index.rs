//! Indexes beside the register: never hashed, always optional. A query gives the same answer with
//! an empty index, only later.
//!
//! An index belongs to one version of the register: a base made at some earlier version, and the
//! ids that changed since. Unchanged records are answered from the base, changed ones are looked
//! at one by one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::column::{Column, SortKey};
use super::folding::SEPARATOR;
use super::grouping::Grouping;
use super::search::{Searched, push_linked_titles, push_own_text};
use super::titles::Titles;
use crate::ids::{KindId, RecordId};
use crate::record::Record;
use crate::register::{Register, Visibility};

/// With more changes than this since the base, it is time to build again.
pub const CHANGES_MAX: usize = 1000;
/// Search text is kept up to this many bytes a record on average; the rest is made when asked.
const TEXT_BYTES_PER_RECORD: usize = 2400;
/// Answers of this many filters are kept for a kind; then all are dropped.
const ANSWERS_MAX: usize = 128;
/// The rank of a record without a value.
pub(super) const UNRANKED: u32 = u32::MAX;

/// What makes lists fast. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Index {
    base: Option<Arc<Base>>,
    changed: imbl::OrdSet<RecordId>,
    /// A newer base that is not warm yet, with what changed since it.
    next: Option<Box<Index>>,
}

#[derive(Debug)]
struct Base {
    register: Register,
    kinds: Vec<KindBase>,
    warm: AtomicBool,
    /// Somebody asked while a newer base was to be had.
    asked: AtomicBool,
    /// Columns that were counted over the base before this one.
    counted: Vec<(KindId, Column)>,
}

/// What is prepared for one kind, each part when it is first needed.
#[derive(Debug, Default)]
pub(super) struct KindBase {
    rows: OnceLock<Vec<Arc<Record>>>,
    texts: OnceLock<Texts>,
    titles: OnceLock<Titles>,
    ranks: RwLock<BTreeMap<Column, Arc<[u32]>>>,
    answers: RwLock<BTreeMap<String, Arc<[bool]>>>,
    groupings: RwLock<BTreeMap<Column, Arc<Grouping>>>,
}

/// The folded search text of all rows of a kind, one after another.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    /// Begin of each row and of its titles of linked records; one more entry closes the last row.
    starts: Vec<(u32, u32)>,
    /// The first row that is not kept.
    kept: usize,
}

impl Index {
    /// An index of nothing: every query looks at every record.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A fresh base. Takes no time: each part is made when it is first used, or by [`Index::warm`].
    pub fn build(register: &Register) -> Self {
        Self::with_counted(register, Vec::new())
    }

    fn with_counted(register: &Register, counted: Vec<(KindId, Column)>) -> Self {
        let kinds = (0..register.kinds().len()).map(|_| KindBase::default()).collect();
        Self {
            base: Some(Arc::new(Base {
                register: register.clone(),
                kinds,
                warm: AtomicBool::new(false),
                asked: AtomicBool::new(false),
                counted,
            })),
            changed: imbl::OrdSet::new(),
            next: None,
        }
    }

    /// Makes search texts and the orders of each kind's usual columns, so that no reader waits.
    pub fn warm(&self) {
        let Some(base) = &self.base else { return };
        for (kind, decl) in base
            .register
            .kinds()
            .all()
            .filter(|(kind, _)| base.register.count(*kind) > 0)
        {
            self.part(kind);
            let part = &base.kinds[usize::from(kind.0)];
            part.texts(&base.register, kind);
            part.titles();
            let title = std::iter::once(decl.title_field().name);
            for column in title.chain(["updated"]).chain(decl.columns.iter().copied()) {
                if let Some(column) = Column::find(&base.register, kind, column) {
                    part.ranks(&base.register, kind, column);
                }
            }
        }
        for (kind, column) in &base.counted {
            if let Some(part) = self.part(*kind) {
                part.grouping(*column);
            }
        }
        base.warm.store(true, Ordering::Release);
    }

    /// The index of the next version of the register, in which the given records changed.
    #[must_use]
    pub fn after(&self, register: &Register, changed: &[RecordId]) -> Self {
        let mut next = self.clone();
        let Some(base) = &self.base else { return next };
        next.next = self
            .next
            .as_ref()
            .map(|next| Box::new(next.after(register, changed)));
        for id in changed.iter().copied() {
            next.changed.insert(id);
            let title = |register: &Register| register.get(id).map(|record| record.title().to_owned());
            if title(&base.register) != title(register) {
                // The texts and orders of records that link here hold the old title.
                next.changed
                    .extend(register.links_to(id).map(|(source, _)| source));
            }
        }
        next
    }

    /// True when so much changed since the base that there should be a new one.
    pub fn is_stale(&self) -> bool {
        self.base.is_none() || self.changed.len() > CHANGES_MAX
    }

    /// The same index, renewed as far as that takes no time: when it is stale a new base is begun, and
    /// when that is warm it takes over.
    #[must_use]
    pub fn renewed(self, register: &Register) -> Self {
        match self.next {
            Some(next) if next.is_warm() => *next,
            None if self.base.is_none() => Self::build(register),
            None if self.is_stale() => self.begun(register),
            _ => self,
        }
    }

    /// The same index with a new base that is not warm yet.
    pub(super) fn begun(self, register: &Register) -> Self {
        Self {
            next: Some(Box::new(Self::with_counted(register, self.counted()))),
            ..self
        }
    }

    /// Columns that were counted over this base.
    fn counted(&self) -> Vec<(KindId, Column)> {
        let kinds = self.base.iter().flat_map(|base| base.kinds.iter().enumerate());
        let mut counted = Vec::new();
        for (place, kind) in kinds {
            let Ok(place) = u8::try_from(place) else { continue };
            let columns = kind.groupings.read().unwrap_or_else(PoisonError::into_inner);
            counted.extend(columns.keys().map(|column| (KindId(place), *column)));
        }
        counted
    }

    /// The newer base, when there is one to be warmed and somebody asks for what the old one answers
    /// slowly.
    pub fn to_be_warmed(&self) -> Option<Self> {
        let wanted = self
            .base
            .as_ref()
            .is_some_and(|base| base.asked.load(Ordering::Relaxed));
        self.next.as_deref().filter(|_| wanted).cloned()
    }

    fn is_warm(&self) -> bool {
        self.base
            .as_ref()
            .is_some_and(|base| base.warm.load(Ordering::Acquire))
    }

    /// What is prepared for a kind.
    pub(super) fn part(&self, kind: KindId) -> Option<Part<'_>> {
        let base = self.base.as_deref()?;
        if self.next.is_some() {
            base.asked.store(true, Ordering::Relaxed);
        }
        let part = base.kinds.get(usize::from(kind.0))?;
        let rows = part
            .rows
            .get_or_init(|| base.register.records(kind).cloned().collect());
        let first = RecordId { kind, number: 0 };
        let last = RecordId {
            kind,
            number: u32::MAX,
        };
        let changed: Vec<u32> = self.changed.range(first..=last).map(|id| id.number).collect();
        let row_of = |number: &u32| rows.binary_search_by_key(number, |record| record.id.number).ok();
        let gone = changed.iter().filter_map(row_of).collect();
        Some(Part {
            register: &base.register,
            kind,
            part,
            rows,
            changed,
            gone,
        })
    }
}

/// One kind of an index in one version.
pub(super) struct Part<'a> {
    register: &'a Register,
    kind: KindId,
    part: &'a KindBase,
    /// Records of the base by number.
    pub rows: &'a [Arc<Record>],
    /// Numbers of records that are not as in the base, ascending.
    pub changed: Vec<u32>,
    /// Rows of the base that no longer hold, ascending.
    gone: Vec<usize>,
}

impl<'a> Part<'a> {
    /// Whether the base still holds for this row.
    pub fn holds(&self, row: usize) -> bool {
        self.gone.is_empty() || self.gone.binary_search(&row).is_err()
    }

    /// Rows that still hold and that all of these answers say yes to, without a look at any record.
    pub fn rows_of(&self, answers: &[Arc<[bool]>]) -> Vec<u32> {
        let mut gone = self.gone.iter().copied().peekable();
        let mut found = Vec::new();
        for row in 0..self.rows.len() {
            if gone.next_if_eq(&row).is_none() && answers.iter().all(|answer| answer[row]) {
                found.push(u32::try_from(row).unwrap_or(u32::MAX));
            }
        }
        found
    }

    pub fn texts(&self) -> &'a Texts {
        self.part.texts(self.register, self.kind)
    }

    pub fn titles(&self) -> &'a Titles {
        self.part.titles()
    }

    /// The value of each row in a column as somebody sees it who sees everything.
    pub fn grouping(&self, column: Column) -> Arc<Grouping> {
        let known = self
            .part
            .groupings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&column)
            .cloned();
        known.unwrap_or_else(|| {
            let made = Arc::new(Grouping::of(self.register, self.rows, column));
            let mut kept = self
                .part
                .groupings
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            kept.insert(column, Arc::clone(&made));
            made
        })
    }

    /// The rank of each row by a column as somebody sees it who sees everything.
    pub fn ranks(&self, column: Column) -> Arc<[u32]> {
        self.part.ranks(self.register, self.kind, column)
    }

    /// Which rows of the base fit a filter that looks at nothing but the record; kept by its name.
    pub fn answers(&self, name: String, fits: impl Fn(&Record) -> bool) -> Arc<[bool]> {
        if let Some(answers) = self
            .part
            .answers
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&name)
        {
            return Arc::clone(answers);
        }
        let answers: Arc<[bool]> = self.rows.iter().map(|record| fits(record)).collect();
        let mut kept = self.part.answers.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ANSWERS_MAX {
            kept.clear();
        }
        kept.insert(name, Arc::clone(&answers));
        answers
    }
}

impl KindBase {
    fn rows(&self) -> &[Arc<Record>] {
        self.rows.get().map_or(&[], Vec::as_slice)
    }

    fn texts(&self, register: &Register, kind: KindId) -> &Texts {
        self.texts.get_or_init(|| {
            let rows = self.rows();
            debug_assert_eq!(rows.len(), register.count(kind));
            Texts::of(register, rows)
        })
    }

    fn titles(&self) -> &Titles {
        self.titles.get_or_init(|| Titles::of(self.rows()))
    }

    fn ranks(&self, register: &Register, kind: KindId, column: Column) -> Arc<[u32]> {
        debug_assert_eq!(self.rows().len(), register.count(kind));
        if let Some(ranks) = self
            .ranks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&column)
        {
            return Arc::clone(ranks);
        }
        let ranks = ranks_of(register, self.rows(), column);
        self.ranks
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(column, Arc::clone(&ranks));
        ranks
    }
}

fn ranks_of(register: &Register, rows: &[Arc<Record>], column: Column) -> Arc<[u32]> {
    let keys = rows
        .iter()
        .enumerate()
        .map(|(row, record)| (column.key(register, &Visibility::All, record), row));
    let mut keys: Vec<(SortKey, usize)> = keys.collect();
    keys.sort_unstable();
    let mut ranks = vec![UNRANKED; rows.len()];
    let mut rank = 0;
    for (place, (key, row)) in keys.iter().enumerate() {
        if *key == SortKey::Missing {
            break;
        }
        if place > 0 && keys[place - 1].0 != *key {
            rank += 1;
        }
        ranks[*row] = rank;
    }
    ranks.into()
}

impl Texts {
    fn of(register: &Register, rows: &[Arc<Record>]) -> Self {
        let limit = rows
            .len()
            .saturating_mul(TEXT_BYTES_PER_RECORD)
            .min(u32::MAX as usize);
        let mut texts = Self {
            all: String::new(),
            starts: Vec::with_capacity(rows.len() + 1),
            kept: 0,
        };
        let place = |all: &String| u32::try_from(all.len()).unwrap_or(u32::MAX);
        for record in rows {
            let start = texts.all.len();
            push_own_text(register, record, &mut texts.all);
            let own = place(&texts.all);
            push_linked_titles(register, record, &mut texts.all);
            texts.all.push(SEPARATOR);
            if texts.all.len() > limit {
                texts.all.truncate(start);
                break;
            }
            texts.starts.push((u32::try_from(start).unwrap_or(u32::MAX), own));
            texts.kept += 1;
        }
        texts.starts.push((place(&texts.all), place(&texts.all)));
        texts.all.shrink_to_fit();
        texts
    }

    /// The text of a row; `None` where it is not kept.
    pub fn row(&self, row: usize) -> Option<Searched<'_>> {
        if row >= self.kept {
            return None;
        }
        let ((start, own), (end, _)) = (self.starts[row], self.starts[row + 1]);
        Some(Searched {
            text: &self.all[start as usize..end as usize],
            own: (own - start) as usize,
        })
    }

    /// Rows whose text may hold all words, ascending, found as they are asked for; rows without a kept
    /// text are among them.
    pub fn candidates<'t>(&'t self, words: &'t [String], rows: usize) -> impl Iterator<Item = usize> + 't {
        let rarest = words.iter().max_by_key(|word| word.len());
        let finder = rarest.map(|word| memchr::memmem::Finder::new(word.as_bytes()));
        let (mut from, mut row) = (0, 0);
        let kept = std::iter::from_fn(move || {
            while row < self.kept {
                let here = match &finder {
                    None => row,
                    Some(finder) => {
                        let hit = from + finder.find(&self.all.as_bytes()[from..])?;
                        self.starts.partition_point(|(start, _)| (*start as usize) <= hit) - 1
                    }
                };
                let end = self.starts[here + 1].0 as usize;
                let text = &self.all[self.starts[here].0 as usize..end];
                (from, row) = (end, here + 1);
                if words.iter().all(|word| text.contains(word.as_str())) {
                    return Some(here);
                }
            }
            None
        });
        kept.chain(self.kept..rows)
    }
}
