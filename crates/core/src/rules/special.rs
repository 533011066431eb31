//! Commands over more than one field or record: merging duplicates, erasing content.

use std::collections::BTreeSet;

use super::checks;
use super::decide::Work;
use super::fields;
use super::refusal::Refusal;
use super::rights::{Permission, Target, authorize};
use crate::envelope::Verb;
use crate::ids::RecordId;
use crate::patch::Patch;
use crate::value::Value;

/// Numbers that a restored record may have: far from the end, so that new ones still fit.
const RESTORED_NUMBER_MAX: u32 = u32::MAX / 2;

/// Moves every link from the absorbed records to the one that stays, fills what it lacks from
/// them, keeps their outside ids, and puts them away.
pub(super) fn merge(work: &mut Work<'_>, keep: &str, absorb: &[String]) -> Result<RecordId, Refusal> {
    let kept = work.expect(keep, None)?;
    let proof = work.allow(Permission::Merge, &kept)?;
    if absorb.is_empty() {
        return Err(Refusal::invalid(
            "name at least one record that is merged into another",
        ));
    }
    let kinds = work.register.kinds();
    let keep = kept.id.show(kinds);
    for id in absorb {
        let gone = work.expect(id, None)?;
        let _ = work.allow(Permission::Merge, &gone)?;
        if checks::carries_rights(&work.register, &gone) {
            // The one that stays would get the rights of the one that goes.
            let _ = work.allow(Permission::ManageAccess, &gone)?;
        }
        if gone.id == kept.id {
            return Err(Refusal::invalid(format!("`{keep}` cannot be merged into itself")));
        }
        if gone.id.kind != kept.id.kind {
            return Err(Refusal::invalid(format!(
                "`{id}` and `{keep}` are not of the same kind"
            )));
        }
        move_links(work, &proof, gone.id, kept.id)?;
        fill_from(work, &proof, gone.id, kept.id)?;
        let gone = work.expect(id, None)?;
        work.archive(&proof, &gone, true, Some(format!("merged into {keep}")))?;
    }
    Ok(kept.id)
}

fn move_links(
    work: &mut Work<'_>,
    proof: &super::rights::Authorized,
    from: RecordId,
    to: RecordId,
) -> Result<(), Refusal> {
    let kinds = work.register.kinds();
    let sources: BTreeSet<RecordId> = work.register.links_to(from).map(|(source, _)| source).collect();
    for source in sources {
        let Some(record) = work.register.get(source).cloned() else {
            continue;
        };
        let mut patch = Patch {
            reason: Some(format!("{} was merged into {}", from.show(kinds), to.show(kinds))),
            ..Patch::default()
        };
        for (key, value) in record.fields() {
            if !value.references().contains(&from) {
                continue;
            }
            let (name, field_type) = work.register.name_and_type(source.kind, *key);
            let moved = match value {
                Value::Reference(_) if source == to => None,
                Value::Reference(_) => Some(Value::Reference(to)),
                other => {
                    let mut ids: Vec<RecordId> = other
                        .references()
                        .iter()
                        .map(|id| if *id == from { to } else { *id })
                        .filter(|id| *id != source)
                        .collect();
                    ids.sort_unstable();
                    ids.dedup();
                    (!ids.is_empty()).then(|| Value::References(ids.into()))
                }
            };
            match moved {
                Some(value) => {
                    patch.set.insert(name, value.to_json(kinds, field_type));
                }
                None => patch.unset.push(name),
            }
        }
        if !patch.changes_nothing() {
            work.push(proof, Verb::Revise, source, false, patch)?;
        }
    }
    Ok(())
}

fn fill_from(
    work: &mut Work<'_>,
    proof: &super::rights::Authorized,
    from: RecordId,
    to: RecordId,
) -> Result<(), Refusal> {
    let kinds = work.register.kinds();
    let (Some(gone), Some(kept)) = (work.register.get(from).cloned(), work.register.get(to).cloned()) else {
        return Ok(());
    };
    let mut patch = Patch {
        reason: Some(format!("merged with {}", from.show(kinds))),
        ..Patch::default()
    };
    for (key, value) in gone.fields() {
        let (name, field_type) = work.register.name_and_type(to.kind, *key);
        let joined = match (kept.get(*key), value) {
            (None, value) if !value.references().contains(&to) => Some(value.clone()),
            (Some(Value::OutsideIds(held)), Value::OutsideIds(more)) => {
                let all: BTreeSet<_> = held.iter().chain(more.iter()).cloned().collect();
                Some(Value::OutsideIds(all.into_iter().collect()))
            }
            (Some(Value::References(held)), Value::References(more)) => {
                let all: BTreeSet<_> = held
                    .iter()
                    .chain(more.iter())
                    .copied()
                    .filter(|id| *id != to && *id != from)
                    .collect();
                Some(Value::References(all.into_iter().collect()))
            }
            _ => None,
        };
        if let Some(value) = joined.filter(|value| kept.get(*key) != Some(value)) {
            patch.set.insert(name, value.to_json(kinds, field_type));
        }
    }
    if patch.changes_nothing() {
        return Ok(());
    }
    work.push(proof, Verb::Revise, to, true, patch)
}

/// Removes the content of entries of a record and says again what is not erased.
pub(super) fn erase(
    work: &mut Work<'_>,
    id: &str,
    fields: &[String],
    entries: &[u64],
    reason: &str,
) -> Result<RecordId, Refusal> {
    let record = work.expect(id, None)?;
    let proof = work.allow(Permission::Erase, &record)?;
    if reason.trim().is_empty() {
        return Err(
            Refusal::invalid("erasing needs a reason: the request or the rule it answers").in_field("reason"),
        );
    }
    if entries.iter().any(|index| *index >= work.register.size()) {
        return Err(Refusal::invalid("only entries of the ledger can be erased"));
    }
    let decl = work.register.decl(record.id);
    for name in fields {
        if work.register.field(record.id.kind, name).is_none() {
            return Err(
                Refusal::invalid(format!("{} records have no field `{name}`", decl.singular)).in_field(name),
            );
        }
    }
    let mut survives = Patch {
        reason: Some("what is not erased is said again".to_owned()),
        ..Patch::default()
    };
    for (key, value) in record.fields() {
        let (name, field_type) = work.register.name_and_type(record.id.kind, *key);
        let personal = decl.field_of(*key).is_some_and(|field| field.marks.personal);
        let goes = if fields.is_empty() {
            personal
        } else {
            fields.contains(&name)
        };
        if !goes {
            survives
                .set
                .insert(name, value.to_json(work.register.kinds(), field_type));
        }
    }
    let title = decl.title_field().name;
    survives
        .set
        .entry(title.to_owned())
        .or_insert_with(|| "(erased)".into());
    survives.state = work.register.state_code(&record).map(str::to_owned);
    survives.archived = record.archived.then_some(true);
    let erased = Patch {
        erased: entries.to_vec(),
        reason: Some(reason.trim().to_owned()),
        ..Patch::default()
    };
    work.push(&proof, Verb::Erase, record.id, false, erased)?;
    work.push(&proof, Verb::Restate, record.id, false, survives)?;
    work.erase.extend_from_slice(entries);
    Ok(record.id)
}

/// Makes a record under the number it had elsewhere.
pub(super) fn restore(work: &mut Work<'_>, id: &str, patch: &Patch) -> Result<RecordId, Refusal> {
    let kinds = work.register.kinds();
    let record = RecordId::parse(kinds, id).filter(|record| record.number <= RESTORED_NUMBER_MAX);
    let record =
        record.ok_or_else(|| Refusal::invalid(format!("`{id}` is not an id that a record can have")))?;
    let proof = authorize(
        &work.register,
        work.context.principal,
        Permission::Operate,
        Target::Workspace,
    )
    .map_err(|denied| Refusal::denied(&denied, None))?;
    if record.number < work.register.next_number(record.kind) {
        return Err(Refusal::not_now(format!(
            "`{id}` cannot be restored here: this number or a later one was given before"
        ))
        .of(id));
    }
    let patch = fields::restored_patch(&work.register, record, patch)?;
    work.push(&proof, Verb::Create, record, true, patch)?;
    work.restored.push(record);
    Ok(record)
}

/// Restored records may point at each other in any order; in the end every link has its record.
pub(super) fn restored_links_hold(work: &Work<'_>) -> Result<(), Refusal> {
    let kinds = work.register.kinds();
    for id in &work.restored {
        let links = work
            .register
            .get(*id)
            .into_iter()
            .flat_map(|record| record.references().collect::<Vec<_>>());
        for (field, target) in links {
            if work.register.get(target).is_none() {
                let (name, _) = work.register.name_and_type(id.kind, field);
                let (from, to) = (id.show(kinds), target.show(kinds));
                let message =
                    format!("`{from}` points at `{to}`, and there is no such record: restore both together");
                return Err(Refusal::invalid(message).of(&from).in_field(&name));
            }
        }
    }
    Ok(())
}
