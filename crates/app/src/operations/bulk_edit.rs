//! One change to many records: looked at first, then made as one batch or not at all.
//!
//! A selection by query is pinned to the ledger's size at which somebody looked at the list, so what
//! is changed is what they saw. What was looked at before a change is pinned in the same way: a record
//! that somebody else changed since is named, and nothing is changed.

mod change;
mod report;
mod undo;

use std::collections::BTreeSet;
use std::sync::Arc;

use probity_core::ids::{KindId, RecordId};
use probity_core::query::{Query, Scope, run};
use probity_core::register::{Register, Visibility};
use probity_core::rules::rights::Principal;
use probity_core::rules::{Command, Context, Refusal, RefusalKind, decide};
use probity_core::{Record, history};
use probity_ledger::CommandId;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::View;

pub use change::Change;
pub use report::{Report, Reported, changes_of, report};
pub use undo::{Undone, undo};

/// The most records that one batch changes.
pub const RECORDS_MAX: usize = 20_000;
/// How often a batch is decided again after somebody was faster between looking and writing.
const ATTEMPTS: usize = 3;

/// Which records.
#[derive(Clone, Debug)]
pub enum Selection {
    /// These, by the id people write.
    Ids(Vec<String>),
    /// All that matched a query when the ledger had so many entries.
    Matching {
        /// The query; its offset and limit are not looked at.
        query: Query,
        /// Entries in the ledger when somebody looked.
        size: u64,
    },
}

/// A change to many records of a kind.
#[derive(Clone, Debug)]
pub struct BulkEdit {
    /// Of which kind all of them are.
    pub kind: KindId,
    /// Which.
    pub selection: Selection,
    /// What becomes of each.
    pub change: Change,
    /// Why, in the words of who does it.
    pub reason: Option<String>,
}

/// What becomes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It changes.
    Changes,
    /// It is as wanted already.
    Same,
    /// The rules refuse it, or somebody was faster.
    Refused(Refusal),
}

/// One record of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The record; for one that is not there, the id that was given.
    pub id: Result<RecordId, String>,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What a change would do.
pub struct Preview {
    /// The state it was decided on.
    pub before: Arc<View>,
    /// What the principal sees of it.
    pub visibility: Visibility,
    /// Each record in the order of the list.
    pub items: Vec<Item>,
    /// What would be recorded although the rules would not have asked for it so.
    pub warnings: Vec<String>,
    /// The state as it would be.
    after: Register,
    commands: Vec<Command>,
}

/// How much of a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it; one record that is refused keeps everything as it is.
    All,
    /// The records that the rules allow. One that somebody changed since still keeps everything as it is.
    Possible,
}

/// What came of it.
pub enum Applied {
    /// It is in the ledger, under the command's id.
    Done(CommandId),
    /// Nothing was changed: the look at it as it would be now says why.
    Not(Box<Preview>),
}

/// Looks at a change without making it.
///
/// # Errors
/// [`AppError::Invalid`] for more than [`RECORDS_MAX`] records or a query that cannot be answered.
pub fn preview(ctx: &Ctx, edit: &BulkEdit) -> Result<Preview, AppError> {
    let ids = chosen(ctx, edit.kind, &edit.selection)?;
    plan(ctx, ctx.view(), &ids, None, |register, record| {
        edit.command(register, record)
    })
}

/// A fresh id to make a change under, so that sending it twice makes it once.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn fresh_id() -> Result<CommandId, AppError> {
    let failed = || AppError::Internal("no random bytes".to_owned());
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| failed())?;
    let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    CommandId::new(format!("bulk-{hexadecimal}")).ok_or_else(failed)
}

/// Makes a change that somebody looked at when the ledger had `seen` entries, as one batch under `id`.
///
/// # Errors
/// Those of [`preview`], and what the store says.
pub fn apply(
    ctx: &Ctx,
    edit: &BulkEdit,
    seen: u64,
    extent: Extent,
    id: &CommandId,
) -> Result<Applied, AppError> {
    if ctx.workspace.store().command(id)?.is_some() {
        return Ok(Applied::Done(id.clone()));
    }
    let ids = chosen(ctx, edit.kind, &edit.selection)?;
    let known = ctx.workspace.at_size(seen.min(ctx.view().register.size()))?;
    let ctx = Ctx {
        command_id: Some(id.clone()),
        ..ctx.clone()
    };
    for _ in 1..ATTEMPTS {
        let plan = plan(
            &ctx,
            ctx.view(),
            &ids,
            Some(&known.register),
            |register, record| edit.command(register, record),
        )?;
        if plan.keeps_everything(extent) {
            return Ok(Applied::Not(Box::new(plan)));
        }
        match ctx.submit(Command::Batch(plan.commands)) {
            Ok(_) => return Ok(Applied::Done(id.clone())),
            // Somebody was faster since the look a moment ago: the next look says who.
            Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let plan = plan(
        &ctx,
        ctx.view(),
        &ids,
        Some(&known.register),
        |register, record| edit.command(register, record),
    )?;
    Ok(Applied::Not(Box::new(plan)))
}

impl Preview {
    /// Entries of the ledger that it rests on.
    pub fn size(&self) -> u64 {
        self.before.register.size()
    }

    /// How many change, are as wanted already, and are refused.
    pub fn counts(&self) -> (usize, usize, usize) {
        let of =
            |wanted: fn(&Outcome) -> bool| self.items.iter().filter(|item| wanted(&item.outcome)).count();
        (
            of(|outcome| *outcome == Outcome::Changes),
            of(|outcome| *outcome == Outcome::Same),
            of(|outcome| matches!(outcome, Outcome::Refused(_))),
        )
    }

    /// Whether somebody changed a record since it was looked at.
    pub fn has_conflicts(&self) -> bool {
        self.items.iter().any(|item| match &item.outcome {
            Outcome::Refused(refusal) => refusal.kind == RefusalKind::Conflict,
            _ => false,
        })
    }

    /// What one record's fields are now and would be.
    pub fn changes(&self, id: RecordId) -> Vec<history::FieldChange> {
        match (self.before.register.get(id), self.after.get(id)) {
            (Some(before), Some(after)) => history::diff(&self.after, &self.visibility, before, after),
            _ => Vec::new(),
        }
    }

    fn keeps_everything(&self, extent: Extent) -> bool {
        let (changes, _, refused) = self.counts();
        changes == 0 || self.has_conflicts() || (extent == Extent::All && refused > 0)
    }
}

/// The records of a selection in the order of the list. An id that is none of this kind stays as it was given.
///
/// # Errors
/// [`AppError::Invalid`] for none, for more than [`RECORDS_MAX`], and for a query that cannot be answered.
pub fn chosen(
    ctx: &Ctx,
    kind: KindId,
    selection: &Selection,
) -> Result<Vec<Result<RecordId, String>>, AppError> {
    let ids: Vec<Result<RecordId, String>> = match selection {
        Selection::Ids(ids) => {
            let kinds = ctx.view().register.kinds();
            let mut given = BTreeSet::new();
            let fresh = ids.iter().filter(|id| given.insert(id.as_str()));
            let read = |id: &String| RecordId::parse(kinds, id).filter(|id| id.kind == kind);
            fresh.map(|id| read(id).ok_or_else(|| id.clone())).collect()
        }
        Selection::Matching { query, size } => matching(ctx, query, *size)?.into_iter().map(Ok).collect(),
    };
    match ids.len() {
        0 => Err(AppError::Invalid(
            "no record was chosen: tick at least one".to_owned(),
        )),
        count if count > RECORDS_MAX => Err(AppError::Invalid(format!(
            "{count} records are more than the {RECORDS_MAX} that one batch changes: narrow the list first"
        ))),
        _ => Ok(ids),
    }
}

fn matching(ctx: &Ctx, query: &Query, size: u64) -> Result<Vec<RecordId>, AppError> {
    if size > ctx.view().register.size() {
        return Err(AppError::Invalid(format!(
            "the ledger has no {size} entries: look at the list again"
        )));
    }
    let view = ctx.workspace.at_size(size)?;
    let visibility = ctx.visibility(&view);
    let scope = Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: ctx.workspace.today(),
    };
    let all = Query {
        offset: 0,
        limit: usize::MAX,
        ..query.clone()
    };
    let page = run(&scope, &all).map_err(|error| AppError::Invalid(error.to_string()))?;
    Ok(page.records.iter().map(|record| record.id).collect())
}

/// Decides one command for each record on an overlay, and goes on after those that are refused.
fn plan(
    ctx: &Ctx,
    view: Arc<View>,
    ids: &[Result<RecordId, String>],
    seen: Option<&Register>,
    command: impl Fn(&Register, &Record) -> Result<Command, Refusal>,
) -> Result<Preview, AppError> {
    if let Some(reason) = ctx.workspace.read_only() {
        return Err(AppError::ReadOnly(reason.to_owned()));
    }
    let now = ctx.workspace.now();
    let today = now.to_zoned_datetime(view.time_zone()).date();
    let principal = Principal::of(&view.register, ctx.actor, today);
    let context = Context {
        principal: &principal,
        now: now.as_millisecond().max(view.register.at()),
        today,
    };
    let mut preview = Preview {
        visibility: Visibility::of(&view.register, &principal),
        items: Vec::with_capacity(ids.len()),
        warnings: Vec::new(),
        after: view.register.clone(),
        commands: Vec::new(),
        before: view,
    };
    for id in ids {
        let outcome = match preview.command_for(id, seen, &command) {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(command) => match decide(&preview.after, &context, &command) {
                Err(refusal) => Outcome::Refused(refusal),
                Ok(decision) if decision.drafts.is_empty() => Outcome::Same,
                Ok(decision) => {
                    preview.after = decision.register;
                    preview.warnings.extend(decision.warnings);
                    preview.commands.push(command);
                    Outcome::Changes
                }
            },
        };
        preview.items.push(Item {
            id: id.clone(),
            outcome,
        });
    }
    Ok(preview)
}

impl Preview {
    /// The command for a record that the principal sees and nobody changed since it was seen.
    fn command_for(
        &self,
        id: &Result<RecordId, String>,
        seen: Option<&Register>,
        command: impl Fn(&Register, &Record) -> Result<Command, Refusal>,
    ) -> Result<Command, Refusal> {
        let register = &self.before.register;
        let id = id.as_ref().map_err(|text| Refusal::missing(text))?;
        let record = register
            .get(*id)
            .filter(|record| self.visibility.sees(register, record))
            .ok_or_else(|| Refusal::missing(&id.show(register.kinds())))?;
        let known = seen.and_then(|seen| seen.get(*id)).map(|record| record.revision);
        match known {
            Some(known) if known != record.revision => Err(Refusal::conflict(
                &id.show(register.kinds()),
                known,
                record.revision,
            )),
            _ => command(register, record),
        }
    }
}
