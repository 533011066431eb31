//! Entries of the ledger for people who may read it: by record, person, verb or day, a page at a time.

use jiff::civil::Date;
use probity_core::envelope::{Envelope, Verb};
use probity_core::rules::rights::Permission;
use probity_ledger::Entry;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::Workspace;

/// Entries that one page looks through at most.
const LOOKED_AT: u64 = 20_000;
/// Entries read at once.
const CHUNK: u64 = 1_000;

/// Which entries are wanted. All conditions hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntriesRequest {
    /// Of one record, by its id.
    pub record: Option<String>,
    /// Caused by this actor, as envelopes write it.
    pub actor: Option<String>,
    /// That did this.
    pub verb: Option<Verb>,
    /// Recorded on this day, in the workspace's zone.
    pub day: Option<Date>,
    /// Before this place; the newest when none.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: usize,
}

/// One entry as far as its envelope tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLine {
    /// Place in the ledger.
    pub index: u64,
    /// The envelope.
    pub envelope: Envelope,
    /// Whether its content was erased.
    pub erased: bool,
}

/// A page of entries, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntriesPage {
    /// The entries.
    pub lines: Vec<EntryLine>,
    /// Where the next older page begins; `None` when there is none.
    pub older: Option<u64>,
}

/// Looks entries up among the first `size`. Needs the right to read the ledger.
///
/// # Errors
/// When the actor may not, or the ledger cannot be read.
pub fn entries(ctx: &Ctx, request: &EntriesRequest, size: u64) -> Result<EntriesPage, AppError> {
    let _allowed = ctx.authorize(Permission::ReadLedger)?;
    let (first, end) = day_range(&ctx.workspace, request.day, size)?;
    let end = request.before.unwrap_or(end).min(end);
    match &request.record {
        Some(record) => of_record(ctx, record, request, first..end),
        None => in_range(ctx, request, first..end),
    }
}

/// The places of a day's entries among the first `size`; all of them without a day.
///
/// # Errors
/// When the ledger cannot be read or there is no such day in the workspace's zone.
pub fn day_range(workspace: &Workspace, day: Option<Date>, size: u64) -> Result<(u64, u64), AppError> {
    let Some(day) = day else { return Ok((0, size)) };
    Ok((
        workspace.size_before(start_of(workspace, day)?, size)?,
        workspace.size_before(end_of(workspace, day)?, size)?,
    ))
}

/// The first moment of a day in the workspace's zone, in milliseconds since 1970-01-01 UTC.
pub(super) fn start_of(workspace: &Workspace, day: Date) -> Result<i64, AppError> {
    let begins = day.to_zoned_datetime(workspace.current().time_zone());
    let begins = begins
        .map_err(|error| AppError::Invalid(format!("`{day}` is not a day Probity can look at: {error}")))?;
    Ok(begins.timestamp().as_millisecond())
}

/// The first moment after a day.
pub(super) fn end_of(workspace: &Workspace, day: Date) -> Result<i64, AppError> {
    let next = day
        .tomorrow()
        .map_err(|error| AppError::Invalid(format!("`{day}` is not a day Probity can look at: {error}")))?;
    start_of(workspace, next)
}

fn of_record(
    ctx: &Ctx,
    record: &str,
    request: &EntriesRequest,
    range: std::ops::Range<u64>,
) -> Result<EntriesPage, AppError> {
    let all = ctx.workspace.store().subject_entries(record)?;
    let within = all.iter().rev().filter(|entry| range.contains(&entry.index));
    let mut lines = Vec::new();
    for entry in within {
        let line = line(entry)?;
        if !fits(request, &line.envelope) {
            continue;
        }
        if lines.len() == request.limit {
            let older = lines.last().map(|line: &EntryLine| line.index);
            return Ok(EntriesPage { lines, older });
        }
        lines.push(line);
    }
    Ok(EntriesPage { lines, older: None })
}

fn in_range(
    ctx: &Ctx,
    request: &EntriesRequest,
    range: std::ops::Range<u64>,
) -> Result<EntriesPage, AppError> {
    let (mut lines, mut end) = (Vec::new(), range.end);
    let lowest = range.start.max(range.end.saturating_sub(LOOKED_AT));
    let step = if request.actor.is_none() && request.verb.is_none() {
        request.limit as u64
    } else {
        CHUNK
    };
    while end > lowest {
        let begin = end.saturating_sub(step).max(lowest);
        for entry in ctx.workspace.store().entries(begin..end)?.iter().rev() {
            let line = line(entry)?;
            if fits(request, &line.envelope) {
                lines.push(line);
            }
            if lines.len() == request.limit {
                let older = (entry.index > range.start).then_some(entry.index);
                return Ok(EntriesPage { lines, older });
            }
        }
        end = begin;
    }
    let older = (lowest > range.start).then_some(lowest);
    Ok(EntriesPage { lines, older })
}

fn fits(request: &EntriesRequest, envelope: &Envelope) -> bool {
    request.verb.is_none_or(|verb| verb == envelope.verb)
        && request
            .actor
            .as_ref()
            .is_none_or(|actor| *actor == envelope.actor)
}

fn line(entry: &Entry) -> Result<EntryLine, AppError> {
    let envelope = Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(EntryLine {
        index: entry.index,
        erased: entry.content.is_none() && envelope.verb != Verb::Erase,
        envelope,
    })
}
