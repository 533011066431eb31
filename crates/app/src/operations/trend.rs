//! How many systems and uses stood in which phase over time.
//!
//! One forward pass over the ledger keeps a few bytes for each change of standing: state, archive mark, unit
//! and owners. It is carried on by the entries that came since, so a new entry costs itself and no more; an
//! erasure reaches the past and begins it anew. Any past day is then counted without folding anything, for
//! whoever looks, and equals the list as of that day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use probity_core::envelope::Verb;
use probity_core::ids::{KindId, RecordId};
use probity_core::kind::{Kinds, Phase};
use probity_core::patch::Patch;
use probity_core::register::{FoldEntry, FoldStep, Register};
use probity_core::rules::rights::{Permission, Principal};

use crate::error::AppError;
use crate::ports::WorkspaceName;
use crate::workspace::Workspace;

/// Entries that are read while somebody waits; more are read beside the pages.
const WAITED_FOR: u64 = 5_000;
/// Entries read at once.
const CHUNK: u64 = 2_000;
/// Answers that are kept, beside the newest.
const TOLD: usize = 15;
/// Samples at most.
const SAMPLES: usize = 14;

/// The passes of a process, one for each workspace.
#[derive(Default)]
pub struct Trends(Mutex<BTreeMap<WorkspaceName, Arc<Slot>>>);

#[derive(Default)]
struct Slot {
    pass: Mutex<Pass>,
    is_busy: AtomicBool,
}

/// What was counted on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The days, oldest first; the last is the day that is looked at.
    pub days: Vec<Date>,
    /// Records of a kind by phase on each of these days, archived ones left out.
    pub counts: BTreeMap<(KindId, Phase), Vec<usize>>,
}

impl Trend {
    /// How many records of a kind stood in a phase on each day; zeros when there never was one.
    pub fn line(&self, kind: KindId, phase: Phase) -> Vec<usize> {
        let known = self.counts.get(&(kind, phase)).cloned();
        known.unwrap_or_else(|| vec![0; self.days.len()])
    }
}

impl Trends {
    /// The trend until the end of a day, as a principal sees it. `None` while a long ledger is read for
    /// the first time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn until(
        &self,
        workspace: &Arc<Workspace>,
        register: &Register,
        principal: &Principal,
        last: Date,
    ) -> Result<Option<Trend>, AppError> {
        let slot = {
            let mut slots = lock(&self.0);
            Arc::clone(slots.entry(workspace.name().clone()).or_default())
        };
        if slot.is_busy.load(Ordering::Acquire) {
            return Ok(None);
        }
        let mut pass = lock(&slot.pass);
        if register.size().saturating_sub(pass.size) > WAITED_FOR {
            drop(pass);
            read_beside(&slot, Arc::clone(workspace))?;
            return Ok(None);
        }
        pass.carry_on(workspace, register)?;
        let asked = Asked {
            size: register.size(),
            principal: principal.clone(),
            last,
        };
        if let Some((_, known)) = pass.told.iter().find(|(known, _)| *known == asked) {
            return Ok(Some(known.clone()));
        }
        let zone = workspace.current().time_zone();
        let trend = pass.trend(register, principal, last, &zone);
        pass.told.retain(|(known, _)| known.size == asked.size);
        pass.told.truncate(TOLD);
        pass.told.push((asked, trend.clone()));
        Ok(Some(trend))
    }
}

/// Reads a long ledger beside the pages.
fn read_beside(slot: &Arc<Slot>, workspace: Arc<Workspace>) -> Result<(), AppError> {
    if slot.is_busy.swap(true, Ordering::AcqRel) {
        return Ok(());
    }
    let reader = Arc::clone(slot);
    let work = move || {
        let current = workspace.current();
        if let Err(error) = lock(&reader.pass).carry_on(&workspace, &current.register) {
            tracing::error!(%error, "the trend could not be read from the ledger");
        }
        reader.is_busy.store(false, Ordering::Release);
    };
    let thread = std::thread::Builder::new().name("probity-trend".to_owned());
    if let Err(error) = thread.spawn(work) {
        slot.is_busy.store(false, Ordering::Release);
        return Err(AppError::Internal(format!(
            "no thread to read the ledger: {error}"
        )));
    }
    Ok(())
}

/// Where a record stands, as far as counting asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    state: u8,
    archived: bool,
    /// The unit it belongs to; of a unit, the one above it.
    unit: Option<u32>,
    owners: [Option<u32>; 2],
}

/// A change of standing.
#[derive(Clone, Copy, Debug)]
struct Change {
    at: i64,
    record: RecordId,
    standing: Standing,
}

/// Records of the counted kinds by number.
type Table = BTreeMap<KindId, Vec<Option<Standing>>>;

#[derive(Default)]
struct Pass {
    size: u64,
    changes: Vec<Change>,
    newest: Table,
    /// Answers about the newest state, for who asks again.
    told: Vec<(Asked, Trend)>,
}

/// What an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    size: u64,
    principal: Principal,
    last: Date,
}

/// The kinds whose standing is kept: what is counted, and the units that decide who sees it.
const KEPT: [&str; 3] = ["system", "use_case", "unit"];

impl Pass {
    fn carry_on(&mut self, workspace: &Workspace, register: &Register) -> Result<(), AppError> {
        let kept: BTreeSet<KindId> = KEPT.iter().map(|name| register.kinds().known(name)).collect();
        let begun_at = self.size;
        while self.size < register.size() {
            let end = (self.size + CHUNK).min(register.size());
            for entry in &workspace.store().entries(self.size..end)? {
                let subject = RecordId::parse(register.kinds(), &entry.subject);
                if subject.is_none_or(|subject| !kept.contains(&subject.kind)) {
                    continue;
                }
                let payload = entry.content.as_ref().map(|content| content.payload.as_slice());
                let entry = FoldEntry {
                    index: entry.index,
                    leaf: &entry.leaf,
                    payload,
                };
                let (_, step) = FoldStep::read(register, &entry)?;
                if step.verb == Verb::Erase && begun_at > 0 {
                    // What was read before may have lost its content.
                    *self = Self::default();
                    return self.carry_on(workspace, register);
                }
                self.note(register.kinds(), &step);
            }
            self.size = end;
        }
        Ok(())
    }

    fn note(&mut self, kinds: &Kinds, step: &FoldStep) {
        let before = held(&self.newest, step.subject);
        let mut standing = before.unwrap_or_default();
        if step.verb == Verb::Erase {
            standing = Standing::default();
        }
        if let Some(patch) = &step.patch {
            standing = after(kinds, step.subject.kind, standing, patch);
        }
        if before == Some(standing) {
            return;
        }
        put(&mut self.newest, step.subject, standing);
        self.changes.push(Change {
            at: step.at,
            record: step.subject,
            standing,
        });
    }

    fn trend(&self, register: &Register, principal: &Principal, last: Date, zone: &TimeZone) -> Trend {
        let first = self
            .changes
            .first()
            .map_or(last, |change| day_of(change.at, zone));
        let days = sample_days(first, last);
        let mut trend = Trend {
            counts: BTreeMap::new(),
            days,
        };
        let (mut table, mut next) = (Table::new(), 0);
        for place in 0..trend.days.len() {
            let end = end_of(trend.days[place], zone).min(register.at().saturating_add(1));
            while let Some(change) = self.changes.get(next).filter(|change| change.at < end) {
                put(&mut table, change.record, change.standing);
                next += 1;
            }
            count(register.kinds(), principal, &table, place, &mut trend);
        }
        trend
    }
}

fn held(table: &Table, record: RecordId) -> Option<Standing> {
    let rows = table.get(&record.kind)?;
    rows.get(usize::try_from(record.number).ok()?).copied().flatten()
}

fn put(table: &mut Table, record: RecordId, standing: Standing) {
    let rows = table.entry(record.kind).or_default();
    let place = usize::try_from(record.number).unwrap_or(usize::MAX);
    if rows.len() <= place {
        rows.resize(place.saturating_add(1), None);
    }
    rows[place] = Some(standing);
}

/// The standing after a patch: what the fold keeps of it.
fn after(kinds: &Kinds, kind: KindId, mut standing: Standing, patch: &Patch) -> Standing {
    let decl = kinds.decl(kind);
    let above = if kinds.standing(kind).is_unit {
        "parent"
    } else {
        "unit"
    };
    for name in &patch.unset {
        match name.as_str() {
            "owner" => standing.owners[0] = None,
            "deputy" => standing.owners[1] = None,
            name if name == above => standing.unit = None,
            _ => {}
        }
    }
    for (name, json) in &patch.set {
        let target = || Some(RecordId::parse(kinds, json.as_str()?)?.number);
        match name.as_str() {
            "owner" => standing.owners[0] = target(),
            "deputy" => standing.owners[1] = target(),
            name if name == above => standing.unit = target(),
            _ => {}
        }
    }
    if let Some(state) = patch.state.as_ref().and_then(|code| decl.lifecycle?.state(code)) {
        standing.state = state;
    }
    standing.archived = patch.archived.unwrap_or(standing.archived);
    standing
}

/// Counts one sample: every record that is not archived and that the principal sees, by phase.
fn count(kinds: &Kinds, principal: &Principal, table: &Table, place: usize, trend: &mut Trend) {
    let sight = Sight::of(kinds, principal, table);
    for kind in [kinds.known("system"), kinds.known("use_case")] {
        let states = kinds
            .decl(kind)
            .lifecycle
            .map_or(&[][..], |lifecycle| lifecycle.states);
        let seen = table.get(&kind).into_iter().flatten().flatten();
        for standing in seen.filter(|standing| !standing.archived && sight.sees(standing)) {
            if let Some(state) = states.get(usize::from(standing.state)) {
                let samples = trend.days.len();
                let line = trend.counts.entry((kind, state.phase));
                line.or_insert_with(|| vec![0; samples])[place] += 1;
            }
        }
    }
}

/// What a principal saw on a day with today's roles: the rule of [`probity_core::register::Visibility`].
enum Sight {
    All,
    Some {
        units: BTreeSet<u32>,
        person: Option<u32>,
    },
}

impl Sight {
    fn of(kinds: &Kinds, principal: &Principal, table: &Table) -> Self {
        let views = principal
            .grants
            .iter()
            .filter(|grant| grant.role.allows(Permission::View));
        let mut units = BTreeSet::new();
        for grant in views {
            match grant.unit {
                None => return Self::All,
                Some(unit) => below(kinds, table, unit.number, &mut units),
            }
        }
        let person = match principal.actor {
            probity_core::ids::Actor::Person(number) => Some(number),
            _ => None,
        };
        Self::Some { units, person }
    }

    fn sees(&self, standing: &Standing) -> bool {
        match self {
            Self::All => true,
            Self::Some { units, person } => {
                let owns = person.is_some() && standing.owners.contains(person);
                owns || standing.unit.is_none_or(|unit| units.contains(&unit))
            }
        }
    }
}

/// A unit and all units below it; safe against circles.
fn below(kinds: &Kinds, table: &Table, unit: u32, found: &mut BTreeSet<u32>) {
    let mut open = vec![unit];
    let units = table.get(&kinds.known("unit")).map_or(&[][..], Vec::as_slice);
    while let Some(next) = open.pop() {
        if !found.insert(next) {
            continue;
        }
        let parts = units
            .iter()
            .enumerate()
            .filter(|(_, standing)| standing.is_some_and(|standing| standing.unit == Some(next)));
        open.extend(parts.filter_map(|(number, _)| u32::try_from(number).ok()));
    }
}

/// Days to sample: ends of months, or of quarters or years for a long past; weeks or days for a short one.
/// The last is the day that is looked at.
pub fn sample_days(first: Date, last: Date) -> Vec<Date> {
    let days = i64::from(first.until(last).map_or(0, |span| span.get_days())).max(0);
    let back = |count: usize, day: &dyn Fn(i64) -> Option<Date>| {
        let mut all: Vec<Date> = (0..i64::try_from(count).unwrap_or(0)).filter_map(day).collect();
        all.retain(|day| *day >= first && *day < last);
        all.reverse();
        all.push(last);
        all
    };
    let months = |step: i64| {
        move |number: i64| {
            let month = last.first_of_month().checked_sub((number * step).months()).ok()?;
            month.yesterday().ok()
        }
    };
    let end_of_step = |step: i64| {
        // Steps of more than a month end where the calendar's do.
        let over = (i64::from(last.month()) - 1) % step;
        move |number: i64| {
            let month = last.first_of_month().checked_sub((over + number * step).months());
            month.ok()?.yesterday().ok()
        }
    };
    match days {
        0..=13 => back(SAMPLES, &|number| last.checked_sub((number + 1).days()).ok()),
        14..=84 => back(SAMPLES, &|number| {
            last.checked_sub((7 * (number + 1)).days()).ok()
        }),
        85..=395 => back(SAMPLES, &months(1)),
        396..=1200 => back(SAMPLES, &end_of_step(3)),
        _ => back(SAMPLES, &end_of_step(12)),
    }
}

fn day_of(at: i64, zone: &TimeZone) -> Date {
    jiff::Timestamp::from_millisecond(at)
        .map_or(Date::MIN, |time| time.to_zoned_datetime(zone.clone()).date())
}

/// The moment after the last of a day.
fn end_of(day: Date, zone: &TimeZone) -> i64 {
    let next = day
        .tomorrow()
        .and_then(|next| next.to_zoned_datetime(zone.clone()));
    next.map_or(i64::MAX, |next| next.timestamp().as_millisecond())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
