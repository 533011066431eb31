//! Taking back a change to many records: old values return where nothing was changed since.

use std::collections::BTreeSet;

use probity_core::Record;
use probity_core::ids::{FieldKey, RecordId};
use probity_core::patch::Patch;
use probity_core::register::Register;
use probity_core::rules::{Command, Refusal};
use probity_ledger::CommandId;

use super::report::{report, undoing};
use super::{ATTEMPTS, Outcome, plan};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::operations::undo_import::LeftAlone;

/// What taking back did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The batch that it is; `None` when nothing could be taken back.
    pub command: Option<CommandId>,
    /// How many records are as they were before.
    pub restored: usize,
    /// What stays as it is.
    pub left: Vec<LeftAlone>,
}

/// Takes back what a batch changed, as one batch. A record that was changed again in the same place
/// stays as it is, and so does one that the rules do not let this principal change back.
///
/// # Errors
/// [`AppError::Missing`] for a batch that [`report`] does not find, [`AppError::Invalid`] when it was taken back already.
pub fn undo(ctx: &Ctx, id: &str) -> Result<Undone, AppError> {
    let report = report(ctx, id)?;
    if report.undone_by.is_some() {
        return Err(AppError::Invalid("this was taken back already".to_owned()));
    }
    let command_id = undoing(&report.command).ok_or_else(|| {
        AppError::Invalid("this was taken back and forth too often: change it anew".to_owned())
    })?;
    let before = ctx.workspace.at_size(report.entries.start)?;
    let after = ctx.workspace.at_size(report.entries.end)?;
    let back = Back {
        before: &before.register,
        after: &after.register,
    };
    let ids: Vec<Result<RecordId, String>> = report.records.iter().map(|record| Ok(record.id)).collect();
    let ctx = Ctx {
        command_id: Some(command_id.clone()),
        ..ctx.clone()
    };
    let mut attempt = 0;
    loop {
        attempt += 1;
        let plan = plan(&ctx, ctx.view(), &ids, None, |now, record| {
            back.command(now, record)
        })?;
        let restored = plan.commands.len();
        let left = plan
            .items
            .iter()
            .filter_map(|item| match (&item.id, &item.outcome) {
                (Ok(id), Outcome::Refused(refusal)) => Some(LeftAlone {
                    id: id.show(plan.before.register.kinds()),
                    name: plan
                        .before
                        .register
                        .get(*id)
                        .map_or_else(String::new, |record| record.title().to_owned()),
                    reason: refusal.message.clone(),
                }),
                _ => None,
            });
        let left = left.collect();
        if restored == 0 {
            return Ok(Undone {
                command: None,
                restored,
                left,
            });
        }
        match ctx.submit(Command::Batch(plan.commands)) {
            Ok(_) => {
                return Ok(Undone {
                    command: Some(command_id),
                    restored,
                    left,
                });
            }
            // Somebody was faster: look again.
            Err(AppError::Refused(_)) if attempt < ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
}

/// The states between which the batch lies.
struct Back<'a> {
    before: &'a Register,
    after: &'a Register,
}

impl Back<'_> {
    /// What gives a record the values it had, unless one of them was changed again.
    fn command(&self, register: &Register, now: &Record) -> Result<Command, Refusal> {
        let gone = || Refusal::not_now("it was not there before");
        let old = self.before.get(now.id).ok_or_else(gone)?;
        let new = self.after.get(now.id).ok_or_else(gone)?;
        let id = now.id.show(register.kinds());
        let reason = Some("a change of several records was taken back".to_owned());
        if old.archived != new.archived {
            return match now.archived == new.archived {
                true => Ok(Command::Archive {
                    id,
                    archived: old.archived,
                    reason,
                }),
                false => Err(Refusal::not_now("it was archived or brought back since")),
            };
        }
        let patch = Patch {
            reason,
            ..restoring(register, (old, new, now))?
        };
        let expected_revision = Some(now.revision);
        if old.state == new.state {
            return Ok(Command::Revise {
                id,
                expected_revision,
                patch,
                materiality: None,
            });
        }
        match (now.state == new.state, self.before.state_code(old)) {
            (true, Some(to)) => Ok(Command::Move {
                id,
                expected_revision,
                to: to.to_owned(),
                patch,
                as_fact: true,
            }),
            _ => Err(Refusal::not_now("its state was changed again since")),
        }
    }
}

/// The patch from a record's values now to those before.
fn restoring(register: &Register, (old, new, now): (&Record, &Record, &Record)) -> Result<Patch, Refusal> {
    let all = old.fields().iter().chain(new.fields());
    let keys: BTreeSet<FieldKey> = all.map(|(key, _)| *key).collect();
    let mut patch = Patch::default();
    for key in keys.into_iter().filter(|key| old.get(*key) != new.get(*key)) {
        let (name, field_type) = register.name_and_type(now.id.kind, key);
        if now.get(key) != new.get(key) {
            let fields = register.fields(now.id.kind);
            let label = fields.into_iter().find(|field| field.key == key);
            return Err(Refusal::not_now(format!(
                "{} was changed again since",
                label.map_or(name, |field| field.label)
            )));
        }
        match old.get(key) {
            Some(value) => {
                let json = value.to_json(register.kinds(), field_type);
                patch.set.insert(name, json);
            }
            None => patch.unset.push(name),
        }
    }
    Ok(patch)
}
