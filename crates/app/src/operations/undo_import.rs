//! Undoing an import as one: what it made is put away, what it changed gets its old values back.
//! What somebody has touched since stays as it is and is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use probity_core::Record;
use probity_core::ids::{FieldKey, RecordId};
use probity_core::patch::Patch;
use probity_core::register::Register;
use probity_core::rules::Command;
use probity_core::rules::rights::Permission;
use probity_core::value::Value;
use probity_ledger::CommandId;
use serde::Serialize;

use crate::ctx::Ctx;
use crate::error::AppError;

/// A record that undoing leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftAlone {
    /// The record.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Why, in words.
    pub reason: String,
}

/// What undoing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The import's record.
    pub import: String,
    /// How many records were put away.
    pub put_away: usize,
    /// How many records got values back.
    pub restored: usize,
    /// What stays as it is.
    pub left: Vec<LeftAlone>,
    /// Entries in the ledger after it.
    pub size: u64,
}

/// Undoes an import, `IPT-3`, as one batch.
///
/// A record that the import made is put away, unless somebody changed it since or a record that
/// stays points at it. A field that the import changed gets the value it had before, unless it was
/// changed again since.
///
/// # Errors
/// [`AppError::Missing`] when there is no such import or its entries are gone, [`AppError::Invalid`]
/// when it was undone already, and what the rules refuse.
pub fn undo_import(ctx: &Ctx, import: &str) -> Result<Undone, AppError> {
    let _ = ctx.authorize(Permission::Import)?;
    let view = ctx.view();
    let register = &view.register;
    let record = register
        .find(import)
        .filter(|record| register.decl(record.id).name == "import")
        .ok_or_else(|| AppError::Missing(format!("there is no import `{import}`")))?;
    if register.state_code(record) == Some("undone") {
        return Err(AppError::Invalid(format!(
            "the import `{import}` was undone already"
        )));
    }
    let batch = batch_of(ctx, register, record)?;
    let before = ctx.workspace.at_size(batch.start)?;
    let after = ctx.workspace.at_size(batch.end)?;
    let touched = subjects(ctx, &batch, register)?;
    let mut undo = Undo {
        now: register,
        before: &before.register,
        after: &after.register,
        items: Vec::new(),
        left: Vec::new(),
    };
    let import = record.id.show(register.kinds());
    let made: BTreeSet<RecordId> = touched
        .iter()
        .filter(|id| undo.before.get(**id).is_none() && **id != record.id)
        .copied()
        .collect();
    let put_away = undo.put_away(&made, &import, batch.end);
    let restored = touched
        .iter()
        .filter(|id| undo.before.get(**id).is_some())
        .filter(|id| undo.restore(**id, &import))
        .count();
    let reason = Some(format!("{put_away} records put away, {restored} changed back"));
    let patch = Patch {
        reason,
        ..Patch::default()
    };
    undo.items.push(Command::Move {
        id: import.clone(),
        expected_revision: Some(record.revision),
        to: "undone".to_owned(),
        patch,
        as_fact: false,
    });
    let left = undo.left;
    let done = ctx.submit(Command::Batch(undo.items))?;
    Ok(Undone {
        import,
        put_away,
        restored,
        left,
        size: done.size,
    })
}

/// The entries of the import's batch.
fn batch_of(ctx: &Ctx, register: &Register, record: &Record) -> Result<std::ops::Range<u64>, AppError> {
    let gone = || {
        AppError::Missing(format!(
            "the entries of import `{}` are not in this ledger",
            record.id.show(register.kinds())
        ))
    };
    let id = match register.value(record, "batch") {
        Some(Value::Text(text)) => CommandId::new(&**text).ok_or_else(gone)?,
        _ => return Err(gone()),
    };
    let command = ctx.workspace.store().command(&id)?.ok_or_else(gone)?;
    Ok(command.first..command.first + u64::from(command.count))
}

/// Entries read at a time.
const PAGE: u64 = 4096;

/// The records that the batch speaks of, in the order of its entries.
fn subjects(ctx: &Ctx, batch: &std::ops::Range<u64>, register: &Register) -> Result<Vec<RecordId>, AppError> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut from = batch.start;
    while from < batch.end {
        let entries = ctx.workspace.store().entries(from..batch.end.min(from + PAGE))?;
        if entries.is_empty() {
            return Err(AppError::Internal(format!("the ledger has no entry {from}")));
        }
        from += entries.len() as u64;
        let ids = entries
            .iter()
            .filter_map(|entry| RecordId::parse(register.kinds(), &entry.subject));
        found.extend(ids.filter(|id| seen.insert(*id)));
    }
    Ok(found)
}

struct Undo<'a> {
    now: &'a Register,
    before: &'a Register,
    after: &'a Register,
    items: Vec<Command>,
    left: Vec<LeftAlone>,
}

impl Undo<'_> {
    /// Puts away what the import made. What somebody touched stays, and so does what it rests on.
    fn put_away(&mut self, made: &BTreeSet<RecordId>, import: &str, end: u64) -> usize {
        let mut stays: BTreeMap<RecordId, String> = BTreeMap::new();
        for id in made {
            if let Some(record) = self
                .now
                .get(*id)
                .filter(|record| !record.archived && record.last_index >= end)
            {
                stays.insert(
                    *id,
                    format!("it was changed since, at revision {}", record.revision),
                );
            }
        }
        let mut open: Vec<RecordId> = made.iter().copied().collect();
        while let Some(id) = open.pop() {
            if stays.contains_key(&id) {
                continue;
            }
            if let Some(user) = self.user_that_stays(id, made, &stays) {
                stays.insert(id, format!("`{}` points at it", user.show(self.now.kinds())));
                // What it points at may have been looked at already.
                open.extend(
                    self.now
                        .get(id)
                        .into_iter()
                        .flat_map(|record| record.references().map(|(_, to)| to).collect::<Vec<_>>())
                        .filter(|to| made.contains(to)),
                );
            }
        }
        let fields_in_use = self.fields_in_use(made, &stays);
        let mut count = 0;
        for id in made {
            let Some(record) = self.now.get(*id).filter(|record| !record.archived) else {
                continue;
            };
            let shown = id.show(self.now.kinds());
            let used = FieldKey::custom(id.number)
                .filter(|key| self.now.decl(*id).name == "custom_field" && fields_in_use.contains(key));
            let reason = stays
                .get(id)
                .cloned()
                .or_else(|| used.map(|_| "records that stay have a value in it".to_owned()));
            match reason {
                Some(reason) => self.left.push(LeftAlone {
                    id: shown,
                    name: record.title().to_owned(),
                    reason,
                }),
                None => {
                    let reason = Some(format!("the import {import} was undone"));
                    self.items.push(Command::Archive {
                        id: shown,
                        archived: true,
                        reason,
                    });
                    count += 1;
                }
            }
        }
        count
    }

    /// A record in force that points at this one and is not put away with it.
    fn user_that_stays(
        &self,
        id: RecordId,
        made: &BTreeSet<RecordId>,
        stays: &BTreeMap<RecordId, String>,
    ) -> Option<RecordId> {
        self.now.links_to(id).find_map(|(source, field)| {
            let record = self.now.get(source).filter(|record| !record.archived)?;
            let goes = made.contains(&source) && !stays.contains_key(&source);
            // A link that the import itself put on an older record is taken back with it.
            let taken_back = self
                .before
                .get(source)
                .is_some_and(|old| old.get(field) != record.get(field))
                && self
                    .after
                    .get(source)
                    .is_some_and(|new| new.get(field) == record.get(field));
            (!goes && !taken_back).then_some(source)
        })
    }

    /// Custom fields that records which stay have values in.
    fn fields_in_use(
        &self,
        made: &BTreeSet<RecordId>,
        stays: &BTreeMap<RecordId, String>,
    ) -> BTreeSet<FieldKey> {
        let kinds = self.now.kinds();
        let records = kinds.all().flat_map(|(kind, _)| self.now.records(kind));
        let staying = records.filter(|record| {
            !record.archived && (!made.contains(&record.id) || stays.contains_key(&record.id))
        });
        let mut used = BTreeSet::new();
        for record in staying {
            for (key, value) in record
                .fields()
                .iter()
                .filter(|(key, _)| key.custom_number().is_some())
            {
                let taken_back = self
                    .before
                    .get(record.id)
                    .is_some_and(|old| old.get(*key).is_none())
                    && self
                        .after
                        .get(record.id)
                        .is_some_and(|new| new.get(*key) == Some(value));
                if !taken_back {
                    used.insert(*key);
                }
            }
        }
        used
    }

    /// Gives a record the values it had before. `true` when there was anything to give back.
    fn restore(&mut self, id: RecordId, import: &str) -> bool {
        let (Some(old), Some(new), Some(now)) = (self.before.get(id), self.after.get(id), self.now.get(id))
        else {
            return false;
        };
        let reason = Some(format!("the import {import} was undone"));
        let mut patch = Patch {
            reason: reason.clone(),
            ..Patch::default()
        };
        let mut kept = Vec::new();
        for (key, label) in changed_fields(self.now, old, new) {
            if now.get(key) != new.get(key) {
                kept.push(label);
                continue;
            }
            let (name, field_type) = self.now.name_and_type(id.kind, key);
            match old.get(key) {
                Some(value) => {
                    patch
                        .set
                        .insert(name, value.to_json(self.now.kinds(), field_type));
                }
                None => patch.unset.push(name),
            }
        }
        let shown = id.show(self.now.kinds());
        let mut state = None;
        if old.state != new.state {
            match now.state == new.state {
                true => state = self.before.state_code(old),
                false => kept.push("the state".to_owned()),
            }
        }
        if !kept.is_empty() {
            let reason = format!("changed again since: {}", kept.join(", "));
            self.left.push(LeftAlone {
                id: shown.clone(),
                name: now.title().to_owned(),
                reason,
            });
        }
        let changes = !patch.changes_nothing();
        let expected_revision = Some(now.revision);
        if let Some(to) = state {
            self.items.push(Command::Move {
                id: shown,
                expected_revision,
                to: to.to_owned(),
                patch,
                as_fact: true,
            });
        } else if changes {
            self.items.push(Command::Revise {
                id: shown,
                expected_revision,
                patch,
                materiality: None,
            });
        } else if old.archived && !new.archived && !now.archived {
            self.items.push(Command::Archive {
                id: shown,
                archived: true,
                reason,
            });
        } else {
            return false;
        }
        true
    }
}

/// Fields that differ between two versions of a record, with their labels.
fn changed_fields(register: &Register, old: &Arc<Record>, new: &Arc<Record>) -> Vec<(FieldKey, String)> {
    let keys: BTreeSet<FieldKey> = old
        .fields()
        .iter()
        .chain(new.fields())
        .map(|(key, _)| *key)
        .collect();
    let differing = keys.into_iter().filter(|key| old.get(*key) != new.get(*key));
    let labels = register.fields(new.id.kind);
    differing
        .map(|key| {
            (
                key,
                labels
                    .iter()
                    .find(|view| view.key == key)
                    .map_or_else(String::new, |view| view.label.clone()),
            )
        })
        .collect()
}
