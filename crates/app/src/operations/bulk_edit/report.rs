//! What a change to many records did, told from the ledger.

use std::ops::Range;

use probity_core::envelope::{Envelope, Verb};
use probity_core::history::FieldChange;
use probity_core::ids::{Actor, RecordId};
use probity_core::rules::rights::Permission;
use probity_ledger::CommandId;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::operations::record::history;

/// Entries read at a time.
const PAGE: u64 = 4096;

/// A batch that changed many records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The id it is stored under.
    pub command: CommandId,
    /// Who made it.
    pub actor: Actor,
    /// When it was recorded, milliseconds since 1970-01-01 UTC.
    pub recorded_at: i64,
    /// The records that the reader may see, in the order of the entries.
    pub records: Vec<Reported>,
    /// The batch that took it back, once there is one.
    pub undone_by: Option<CommandId>,
    /// Its entries.
    pub entries: Range<u64>,
}

/// One record that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The record.
    pub id: RecordId,
    /// Index of the entry.
    pub index: u64,
}

/// What a batch did. Who made it may ask, and who may read the ledger.
///
/// # Errors
/// [`AppError::Missing`] when there is no such batch, it is not one that changes records, or it is not
/// the reader's to look at.
pub fn report(ctx: &Ctx, id: &str) -> Result<Report, AppError> {
    let missing = || AppError::Missing("there is no such change of several records".to_owned());
    let command = CommandId::new(id).ok_or_else(missing)?;
    let found = ctx.workspace.store().command(&command)?.ok_or_else(missing)?;
    let entries = found.first..found.first + u64::from(found.count);
    let mut report = Report {
        undone_by: undoing(&command).filter(|undo| is_stored(ctx, undo)),
        command,
        actor: Actor::System,
        recorded_at: 0,
        records: Vec::new(),
        entries: entries.clone(),
    };
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let mut from = entries.start;
    while from < entries.end {
        let read = ctx
            .workspace
            .store()
            .entries(from..entries.end.min(from + PAGE))?;
        if read.is_empty() {
            return Err(missing());
        }
        from += read.len() as u64;
        for entry in read {
            let envelope =
                Envelope::parse(&entry.leaf).map_err(|error| AppError::Internal(error.to_string()))?;
            if !matches!(envelope.verb, Verb::Revise | Verb::Move | Verb::Archive) {
                return Err(missing());
            }
            report.recorded_at = envelope.at;
            report.actor = Actor::parse(&envelope.actor).unwrap_or(Actor::System);
            let seen = RecordId::parse(view.register.kinds(), &envelope.subject).filter(|id| {
                let record = view.register.get(*id);
                record.is_some_and(|record| visibility.sees(&view.register, record))
            });
            report.records.extend(seen.map(|id| Reported {
                id,
                index: entry.index,
            }));
        }
    }
    match report.actor == ctx.actor || ctx.authorize(Permission::ReadLedger).is_ok() {
        true => Ok(report),
        false => Err(missing()),
    }
}

/// What a batch changed in one record, as the reader may see it.
pub fn changes_of(ctx: &Ctx, reported: Reported) -> Result<Vec<FieldChange>, AppError> {
    let id = reported.id.show(ctx.view().register.kinds());
    let items = history(ctx, &id)?;
    let item = items.into_iter().find(|item| item.index == reported.index);
    Ok(item.map(|item| item.changes).unwrap_or_default())
}

/// The id under which a batch is taken back.
pub(super) fn undoing(command: &CommandId) -> Option<CommandId> {
    CommandId::new(format!("{}-undo", command.as_str()))
}

fn is_stored(ctx: &Ctx, id: &CommandId) -> bool {
    matches!(ctx.workspace.store().command(id), Ok(Some(_)))
}
