//! What changed in a period, for people: by day and record, with old and new values.
//!
//! Only the entries of the period are read, and the history of the records of one page.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use probity_core::envelope::{Envelope, Verb};
use probity_core::history::{HistoryItem, history};
use probity_core::ids::{Actor, KindId, RecordId};
use probity_core::register::{FoldEntry, Register, Visibility};
use probity_ledger::Entry;

use super::entries::{end_of, start_of};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::View;

/// Entries of a period that are looked at, the newest first.
pub const LOOKED_AT: u64 = 10_000;
/// Entries read at once.
const CHUNK: u64 = 2_000;
/// A batch of more entries is told as one.
const LARGE_BATCH: usize = 30;
/// Records, or batches told as one, on a page.
pub const PAGE: usize = 30;

/// Which changes are wanted. All conditions hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesRequest {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Caused by this actor.
    pub actor: Option<Actor>,
    /// Of records of this kind.
    pub kind: Option<KindId>,
    /// Of records of this unit and the units below it, as they are in the view.
    pub unit: Option<RecordId>,
    /// That did this.
    pub verb: Option<Verb>,
    /// Of one batch; it is then told record by record.
    pub batch: Option<String>,
    /// Which page, from 1.
    pub page: usize,
}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many entries did what; what the reader may not see is not counted.
    pub by_verb: BTreeMap<Verb, usize>,
    /// How many entries there are of each kind of record.
    pub by_kind: BTreeMap<KindId, usize>,
    /// How many entries each actor caused.
    pub by_actor: BTreeMap<Actor, usize>,
    /// How many records changed.
    pub records: usize,
    /// The groups of the page, newest first.
    pub groups: Vec<Group>,
    /// How many groups there are on all pages.
    pub total: usize,
    /// False when the period has more entries than are looked at: the newest are told.
    pub is_whole: bool,
}

impl Changes {
    /// How many entries fit.
    pub fn entries(&self) -> usize {
        self.by_verb.values().sum()
    }
}

/// Changes that are told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The day they were recorded, in the workspace's zone.
    pub day: Date,
    /// What they are.
    pub told: Told,
}

/// The changes of one day, of one record or of one large batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Of one record, newest first.
    Record {
        /// The record.
        id: RecordId,
        /// What happened to it.
        items: Vec<HistoryItem>,
    },
    /// Many records at once.
    Batch {
        /// The command's id.
        batch: String,
        /// Who.
        actor: Actor,
        /// When, milliseconds since 1970-01-01 UTC.
        at: i64,
        /// How many entries by kind and verb.
        counts: BTreeMap<(KindId, Verb), usize>,
    },
}

/// What changed between two days, in a view and as a reader sees it.
///
/// # Errors
/// [`AppError::Invalid`] for days that are none in the workspace's zone, and whatever reading gives.
pub fn changes(
    ctx: &Ctx,
    view: &View,
    visibility: &Visibility,
    request: &ChangesRequest,
) -> Result<Changes, AppError> {
    let size = view.register.size();
    let first = ctx
        .workspace
        .size_before(start_of(&ctx.workspace, request.from)?, size)?;
    let end = ctx
        .workspace
        .size_before(end_of(&ctx.workspace, request.to)?, size)?;
    let lowest = first.max(end.saturating_sub(LOOKED_AT));
    let sieve = Sieve::new(&view.register, visibility, request);
    let mut lines = Vec::new();
    let mut above = end;
    while above > lowest {
        let below = above.saturating_sub(CHUNK).max(lowest);
        for entry in ctx.workspace.store().entries(below..above)?.iter().rev() {
            lines.extend(sieve.line(entry)?);
        }
        above = below;
    }
    let large = match &request.batch {
        Some(_) => BTreeSet::new(),
        None => large_batches(&lines),
    };
    let (mut gathered, zone) = (Gathered::default(), view.time_zone());
    for line in lines {
        gathered.add(line, &zone, &large);
    }
    let mut changes = gathered.changes;
    changes.records = gathered.records.len();
    changes.is_whole = lowest == first;
    changes.total = gathered.groups.len();
    let skipped = request.page.saturating_sub(1).saturating_mul(PAGE);
    let page = gathered.groups.into_iter().skip(skipped).take(PAGE);
    changes.groups = page
        .map(|seen| told(ctx, view, visibility, seen))
        .collect::<Result<_, _>>()?;
    Ok(changes)
}

/// One entry that fits.
struct Line {
    index: u64,
    subject: RecordId,
    actor: Actor,
    envelope: Envelope,
}

/// What keeps the entries that are wanted and seen.
struct Sieve<'a> {
    register: &'a Register,
    visibility: &'a Visibility,
    request: &'a ChangesRequest,
    units: Option<BTreeSet<RecordId>>,
}

impl<'a> Sieve<'a> {
    fn new(register: &'a Register, visibility: &'a Visibility, request: &'a ChangesRequest) -> Self {
        // What lies below a unit that the reader does not see is told as little as of a missing one.
        let below = |unit: RecordId| match register.get(unit) {
            Some(record) if !visibility.sees(register, record) => BTreeSet::from([unit]),
            _ => register.unit_closure(unit),
        };
        let units = request.unit.map(below);
        Self {
            register,
            visibility,
            request,
            units,
        }
    }

    fn line(&self, entry: &Entry) -> Result<Option<Line>, AppError> {
        let Some(subject) = RecordId::parse(self.register.kinds(), &entry.subject) else {
            return Ok(None);
        };
        let seen = self
            .register
            .get(subject)
            .filter(|record| self.visibility.sees(self.register, record));
        let Some(record) = seen else { return Ok(None) };
        let in_unit = self.units.as_ref().is_none_or(|units| {
            self.register
                .unit_of(record)
                .is_some_and(|unit| units.contains(&unit))
        });
        if !in_unit || self.request.kind.is_some_and(|kind| kind != subject.kind) {
            return Ok(None);
        }
        let envelope = Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
        let Some(actor) = Actor::parse(&envelope.actor) else {
            return Ok(None);
        };
        let fits = self.request.actor.is_none_or(|wanted| wanted == actor)
            && self.request.verb.is_none_or(|verb| verb == envelope.verb)
            && self
                .request
                .batch
                .as_ref()
                .is_none_or(|batch| *batch == envelope.batch.id);
        Ok(fits.then_some(Line {
            index: entry.index,
            subject,
            actor,
            envelope,
        }))
    }
}

/// The batches that are told as one. Only the entries that the reader sees count: a batch of many that
/// touched one record of theirs looks like a change of that record.
fn large_batches(lines: &[Line]) -> BTreeSet<String> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        *sizes.entry(&line.envelope.batch.id).or_default() += 1;
    }
    let large = sizes.into_iter().filter(|(_, size)| *size > LARGE_BATCH);
    large.map(|(batch, _)| batch.to_owned()).collect()
}

/// A group as it is met in the ledger: its day and the places of its entries.
struct Seen {
    day: Date,
    what: SeenAs,
}

enum SeenAs {
    Record(RecordId, BTreeSet<u64>),
    Batch(Told),
}

/// What has been met so far, newest first.
#[derive(Default)]
struct Gathered {
    changes: Changes,
    records: BTreeSet<RecordId>,
    groups: Vec<Seen>,
    by_record: BTreeMap<(Date, RecordId), usize>,
    by_batch: BTreeMap<(Date, String), usize>,
}

impl Gathered {
    fn add(&mut self, line: Line, zone: &jiff::tz::TimeZone, large: &BTreeSet<String>) {
        let Line {
            index,
            subject,
            actor,
            envelope,
        } = line;
        *self.changes.by_verb.entry(envelope.verb).or_default() += 1;
        *self.changes.by_kind.entry(subject.kind).or_default() += 1;
        *self.changes.by_actor.entry(actor).or_default() += 1;
        self.records.insert(subject);
        let day = jiff::Timestamp::from_millisecond(envelope.at)
            .map_or(Date::MIN, |time| time.to_zoned_datetime(zone.clone()).date());
        let next = self.groups.len();
        if large.contains(&envelope.batch.id) {
            let batch = envelope.batch.id;
            let place = *self.by_batch.entry((day, batch.clone())).or_insert(next);
            if place == next {
                let what = SeenAs::Batch(Told::Batch {
                    batch,
                    actor,
                    at: envelope.at,
                    counts: BTreeMap::new(),
                });
                self.groups.push(Seen { day, what });
            }
            if let SeenAs::Batch(Told::Batch { counts, .. }) = &mut self.groups[place].what {
                *counts.entry((subject.kind, envelope.verb)).or_default() += 1;
            }
            return;
        }
        let place = *self.by_record.entry((day, subject)).or_insert(next);
        if place == next {
            let what = SeenAs::Record(subject, BTreeSet::new());
            self.groups.push(Seen { day, what });
        }
        if let SeenAs::Record(_, places) = &mut self.groups[place].what {
            places.insert(index);
        }
    }
}

/// A group with what it changed.
fn told(ctx: &Ctx, view: &View, visibility: &Visibility, seen: Seen) -> Result<Group, AppError> {
    let Seen { day, what } = seen;
    let (id, places) = match what {
        SeenAs::Batch(told) => return Ok(Group { day, told }),
        SeenAs::Record(id, places) => (id, places),
    };
    let stored = ctx
        .workspace
        .store()
        .subject_entries(&id.show(view.register.kinds()))?;
    let entries: Vec<FoldEntry<'_>> = stored
        .iter()
        .filter(|entry| entry.index < view.register.size())
        .map(|entry| FoldEntry {
            index: entry.index,
            leaf: &entry.leaf,
            payload: entry.content.as_ref().map(|content| content.payload.as_slice()),
        })
        .collect();
    let mut items = history(&view.register, visibility, &entries)?;
    items.retain(|item| places.contains(&item.index));
    items.reverse();
    let told = Told::Record { id, items };
    Ok(Group { day, told })
}
