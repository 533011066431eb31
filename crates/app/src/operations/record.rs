//! One record, and its history.

use std::sync::Arc;

use probity_core::history::{HistoryItem, history as core_history};
use probity_core::register::{FoldEntry, Visibility};
use probity_core::rules::Refusal;
use probity_core::{FieldKey, Record, RecordId};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::{AsOf, View};

/// A record with the state it was read from.
pub struct Found {
    /// The state.
    pub view: Arc<View>,
    /// What the reader may see in it.
    pub visibility: Visibility,
    /// The record.
    pub record: Arc<Record>,
}

/// A record by id, as of a day. One that the actor may not see is missing.
pub fn record(ctx: &Ctx, id: &str, as_of: AsOf) -> Result<Found, AppError> {
    let view = ctx.workspace.as_of(as_of)?;
    let visibility = ctx.visibility(&view);
    let found = view
        .register
        .find(id)
        .filter(|record| visibility.sees(&view.register, record))
        .cloned();
    match found {
        Some(record) => Ok(Found {
            view,
            visibility,
            record,
        }),
        None => Err(AppError::Refused(Refusal::missing(id))),
    }
}

impl Found {
    /// Records that point at this one and that the reader may see, with the field that points.
    pub fn links_in(&self) -> Vec<(Arc<Record>, FieldKey)> {
        let register = &self.view.register;
        let seen = |(source, field): (RecordId, FieldKey)| {
            let record = register.get(source)?;
            self.visibility
                .sees(register, record)
                .then(|| (Arc::clone(record), field))
        };
        register.links_to(self.record.id).filter_map(seen).collect()
    }

    /// A record that this one points at, when the reader may see it; `None` shows as restricted.
    pub fn target(&self, id: RecordId) -> Option<&Arc<Record>> {
        self.view
            .register
            .get(id)
            .filter(|record| self.visibility.sees(&self.view.register, record))
    }
}

/// What happened to a record, oldest first.
pub fn history(ctx: &Ctx, id: &str) -> Result<Vec<HistoryItem>, AppError> {
    let found = record(ctx, id, AsOf::Now)?;
    let shown = found.record.id.show(found.view.register.kinds());
    let entries = ctx.workspace.store().subject_entries(&shown)?;
    let entries: Vec<FoldEntry<'_>> = entries
        .iter()
        .filter(|entry| entry.index < found.view.register.size())
        .map(|entry| FoldEntry {
            index: entry.index,
            leaf: &entry.leaf,
            payload: entry.content.as_ref().map(|content| content.payload.as_slice()),
        })
        .collect();
    Ok(core_history(&found.view.register, &found.visibility, &entries)?)
}
