//! Erasures of the kept list carried out again, where a backup that was restored brought the content
//! back, and for the first time where a crash came between the list and the ledger.

use std::collections::BTreeSet;
use std::sync::Arc;

use probity_core::ids::{Actor, RecordId};
use probity_core::register::Register;
use probity_core::rules::Command;
use probity_ledger::Store;
use probity_ledger::keys::Keys;
use probity_ledger::tree::leaf_hash;
use serde::Serialize;

use super::carry_out;
use super::needles::Needles;
use super::scan::{self, Scan, Which, or_an_empty_one};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::{KeptErasure, KeptRecord};
use crate::workspace::Workspace;

/// What a replay came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// What was erased again.
    pub erased: Vec<Again>,
    /// Records whose content is there although it was erased, and cannot be erased now.
    pub pending: Vec<String>,
    /// What could not be finished; empty when all is done.
    pub unfinished: Vec<String>,
}

/// One erasure that was carried out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Again {
    /// The record it was about.
    pub id: String,
    /// When it was asked for.
    pub at: String,
    /// Entries that lost their content.
    pub entries: u64,
}

/// Carries out every kept erasure of this ledger whose content is there, oldest first, as the system.
/// Entries are erased only where they are those of the list, by leaf hash. In a workspace that is
/// read-only nothing is erased, and what would be is told.
pub fn replay(workspace: &Arc<Workspace>, operational: &dyn Operational) -> Result<Replay, AppError> {
    let ctx = Ctx::new(Arc::clone(workspace), Actor::System);
    let keys = workspace.keys();
    let mut replay = Replay::default();
    for erasure in operational
        .kept_erasures()?
        .iter()
        .filter(|erasure| keys.had_origin(&erasure.origin))
    {
        let left = left(workspace.store(), erasure)?;
        let Some((first, _)) = left.first() else { continue };
        if workspace.read_only().is_some() {
            continue;
        }
        let (id, entries) = (
            first.id.clone(),
            left.iter().map(|(_, entries)| entries.len() as u64).sum(),
        );
        replay
            .unfinished
            .extend(again(&ctx, operational, erasure, &left)?);
        replay.erased.push(Again {
            id,
            at: erasure.at.to_string(),
            entries,
        });
    }
    replay.pending = still_there(workspace.store(), keys, &operational.kept_erasures()?)?;
    Ok(replay)
}

/// Records of a ledger whose content is there although kept erasures took it, sorted.
pub fn still_there(store: &dyn Store, keys: &Keys, kept: &[KeptErasure]) -> Result<Vec<String>, AppError> {
    let mut found = BTreeSet::new();
    for erasure in kept.iter().filter(|erasure| keys.had_origin(&erasure.origin)) {
        found.extend(
            left(store, erasure)?
                .into_iter()
                .map(|(record, _)| record.id.clone()),
        );
    }
    Ok(found.into_iter().collect())
}

/// [`replay`], told to the log. A workspace opens also when it fails: reading goes on.
pub fn replay_at_opening(workspace: &Arc<Workspace>, operational: &dyn Operational) {
    let name = workspace.name();
    match replay(workspace, operational) {
        Ok(replay) => {
            for again in &replay.erased {
                tracing::warn!(workspace = %name, record = again.id, entries = again.entries, "erased again from the list of erasures");
            }
            for id in &replay.pending {
                tracing::error!(workspace = %name, record = id, "erased content is there again, and this workspace is read-only");
            }
            for what in &replay.unfinished {
                tracing::error!(workspace = %name, what, "an erasure is not finished");
            }
        }
        Err(error) => {
            tracing::error!(workspace = %name, %error, "the list of erasures could not be replayed");
        }
    }
}

/// The records of an erasure with those of its entries that are in this ledger and have content.
pub(super) fn left<'a>(
    store: &dyn Store,
    erasure: &'a KeptErasure,
) -> Result<Vec<(&'a KeptRecord, Vec<u64>)>, AppError> {
    let mut left = Vec::new();
    for record in &erasure.records {
        let mut entries = Vec::new();
        for kept in &record.entries {
            let found = store.entries(kept.index..kept.index.saturating_add(1))?;
            let same = found.iter().filter(|entry| {
                entry.content.is_some()
                    && entry.subject == record.id
                    && leaf_hash(&entry.leaf).to_base64() == kept.leaf
            });
            entries.extend(same.map(|entry| entry.index));
        }
        if !entries.is_empty() {
            left.push((record, entries));
        }
    }
    Ok(left)
}

/// Carries one out. Gives what could not be finished.
fn again(
    ctx: &Ctx,
    operational: &dyn Operational,
    erasure: &KeptErasure,
    left: &[(&KeptRecord, Vec<u64>)],
) -> Result<Vec<String>, AppError> {
    let view = ctx.view();
    let register = &view.register;
    let reason = format!(
        "{} (carried out again: asked for at {})",
        erasure.reason, erasure.at
    );
    let mut commands = Vec::new();
    let mut subject = None;
    for (kept, entries) in left {
        // Only a ledger that is damaged has entries of a record that its fold does not.
        let Some(record) = register.find(&kept.id) else {
            continue;
        };
        let there = |name: &&String| register.field(record.id.kind, name).is_some();
        let fields: Vec<String> = kept.fields.iter().filter(there).cloned().collect();
        commands.push(Command::Erase {
            id: kept.id.clone(),
            fields: or_an_empty_one(register, record, fields),
            entries: entries.clone(),
            reason: reason.clone(),
        });
        subject.get_or_insert((record.id, *kept));
    }
    let Some((subject, kept)) = subject else {
        return Ok(Vec::new());
    };
    let words = words(ctx, register, erasure, subject, kept)?;
    let searched = Needles::of(&words);
    let listed: BTreeSet<u64> = left
        .iter()
        .flat_map(|(_, entries)| entries.iter().copied())
        .collect();
    let scan = Scan::of(ctx, register, subject, &searched, Which::Listed(&listed))?;
    let gone = carry_out(
        ctx,
        operational,
        &kept.id,
        Command::Batch(commands),
        &scan,
        &searched,
    )?;
    Ok(gone.unfinished)
}

/// The words to search for beside the ledger: those of the record that the erasure was about. Words
/// that it took out of other records are not known any more.
fn words(
    ctx: &Ctx,
    register: &Register,
    erasure: &KeptErasure,
    subject: RecordId,
    kept: &KeptRecord,
) -> Result<Vec<String>, AppError> {
    match erasure.records.first() {
        Some(first) if first.id == kept.id => scan::words(ctx, register, subject, &kept.fields),
        _ => Ok(Vec::new()),
    }
}
