//! The fields of a patch: what may be set, what its values point at, and what would change nothing.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::checks;
use super::decide::Work;
use super::refusal::Refusal;
use crate::ids::RecordId;
use crate::kind::FieldType;
use crate::patch::Patch;
use crate::record::Record;
use crate::register::{FieldView, Register, Visibility};
use crate::value::{PartialDate, Value};

/// Checks every part of a patch and leaves out what would change nothing.
pub(super) fn checked_patch(
    work: &Work<'_>,
    id: RecordId,
    record: Option<&Record>,
    patch: Patch,
) -> Result<Patch, Refusal> {
    let mut kept = Patch {
        state: patch.state,
        archived: patch.archived,
        reason: patch.reason,
        comment: patch.comment,
        ..Patch::default()
    };
    if let Some(stated) = patch.stated {
        kept.stated = checked_stated(work, &stated)?;
    }
    let check = FieldCheck { work, id, record };
    for (name, json) in &patch.set {
        check
            .set(name, json, &mut kept)
            .map_err(|refusal| check.at(refusal, name))?;
    }
    for name in &patch.unset {
        check
            .unset(name, &mut kept)
            .map_err(|refusal| check.at(refusal, name))?;
    }
    for (name, ids) in &patch.link {
        check
            .link(name, ids, &mut kept)
            .map_err(|refusal| check.at(refusal, name))?;
    }
    for (name, ids) in &patch.unlink {
        check
            .unlink(name, ids, &mut kept)
            .map_err(|refusal| check.at(refusal, name))?;
    }
    kept.unset.sort();
    kept.unset.dedup();
    Ok(kept)
}

/// The record that a patch is about, as it is before; none yet for one that is made.
struct FieldCheck<'a> {
    work: &'a Work<'a>,
    id: RecordId,
    record: Option<&'a Record>,
}

impl FieldCheck<'_> {
    fn set(&self, name: &str, json: &Json, kept: &mut Patch) -> Result<(), Refusal> {
        let register = &self.work.register;
        let view = settable(register, self.id, name)?;
        let held = self.held(&view);
        match read(register, &view, json)? {
            None if held.is_some() => kept.unset.push(view.name),
            None => {}
            Some(value) if Some(&value) == held => {}
            Some(value) => {
                // What it points at already may stay, even where this principal does not see it.
                let before = held.map(Value::references).unwrap_or_default();
                let fresh = without(value.references(), before);
                targets_exist(self.work, &fresh)?;
                points_elsewhere(register, self.id, value.references())?;
                let json = value.to_json(register.kinds(), view.field_type);
                kept.set.insert(view.name, json);
            }
        }
        Ok(())
    }

    fn unset(&self, name: &str, kept: &mut Patch) -> Result<(), Refusal> {
        let view = settable(&self.work.register, self.id, name)?;
        if self.held(&view).is_some() {
            kept.unset.push(view.name);
        }
        Ok(())
    }

    fn link(&self, name: &str, ids: &[String], kept: &mut Patch) -> Result<(), Refusal> {
        let (view, named) = self.named_records(name, ids)?;
        let held = self.held(&view).map(Value::references).unwrap_or_default();
        let fresh = without(&named, held);
        if fresh.is_empty() {
            return Ok(());
        }
        targets_exist(self.work, &fresh)?;
        points_elsewhere(&self.work.register, self.id, &named)?;
        kept.link.insert(view.name, self.shown(&fresh));
        Ok(())
    }

    fn unlink(&self, name: &str, ids: &[String], kept: &mut Patch) -> Result<(), Refusal> {
        let (view, mut named) = self.named_records(name, ids)?;
        let held = self.held(&view).map(Value::references).unwrap_or_default();
        named.retain(|id| held.contains(id));
        if !named.is_empty() {
            kept.unlink.insert(view.name, self.shown(&named));
        }
        Ok(())
    }

    /// A field of several links, and the records that a patch adds to it or takes from it.
    fn named_records(&self, name: &str, ids: &[String]) -> Result<(FieldView, Vec<RecordId>), Refusal> {
        let register = &self.work.register;
        let view = settable(register, self.id, name)?;
        let FieldType::References(_) = view.field_type else {
            let message = format!("{} does not hold several links: set it instead", view.label);
            return Err(Refusal::invalid(message));
        };
        let json = ids.iter().map(String::as_str).collect();
        let value = read(register, &view, &json)?;
        let named = value.iter().flat_map(Value::references).copied().collect();
        Ok((view, named))
    }

    fn held(&self, view: &FieldView) -> Option<&Value> {
        self.record.and_then(|record| record.get(view.key))
    }

    fn shown(&self, ids: &[RecordId]) -> Vec<String> {
        let kinds = self.work.register.kinds();
        ids.iter().map(|id| id.show(kinds)).collect()
    }

    /// Names the field, and the record if there is one already.
    fn at(&self, refusal: Refusal, field: &str) -> Refusal {
        let refusal = refusal.in_field(field);
        match self.record {
            Some(_) => refusal.of(&self.id.show(self.work.register.kinds())),
            None => refusal,
        }
    }
}

fn without(ids: &[RecordId], known: &[RecordId]) -> Vec<RecordId> {
    ids.iter().copied().filter(|id| !known.contains(id)).collect()
}

/// The value of a field, or none for an empty one; a refusal names the field by its label.
fn read(register: &Register, view: &FieldView, json: &Json) -> Result<Option<Value>, Refusal> {
    Value::from_json(register.kinds(), view.field_type, json)
        .map_err(|error| Refusal::invalid(format!("{}: {error}", view.label)))
}

/// Checks the patch of a record that is restored. Computed fields come along, and its links are
/// looked at when all records are there.
pub(super) fn restored_patch(register: &Register, id: RecordId, patch: &Patch) -> Result<Patch, Refusal> {
    let decl = register.decl(id);
    let shown = id.show(register.kinds());
    let plain = Patch {
        set: patch.set.clone(),
        state: patch.state.clone(),
        archived: patch.archived,
        ..Patch::default()
    };
    if plain != *patch {
        return Err(Refusal::invalid(
            "a restored record has fields, a state and an archive mark, and nothing else",
        )
        .of(&shown));
    }
    let mut kept = Patch {
        set: BTreeMap::new(),
        ..plain
    };
    for (name, json) in &patch.set {
        let at = |refusal: Refusal| refusal.of(&shown).in_field(name);
        let view = register.field(id.kind, name).ok_or_else(|| {
            at(Refusal::invalid(format!(
                "{} records have no field `{name}`",
                decl.singular
            )))
        })?;
        let value = read(register, &view, json).map_err(at)?;
        if let Some(value) = value {
            points_elsewhere(register, id, value.references()).map_err(at)?;
            kept.set
                .insert(view.name, value.to_json(register.kinds(), view.field_type));
        }
    }
    checks::title_is_given(register, id, &kept).map_err(|refusal| refusal.of(&shown))?;
    checks::kind_rules(register, id, &kept).map_err(|refusal| refusal.of(&shown))?;
    if let Some(code) = &kept.state {
        checks::known_state(register, id, code).map_err(|refusal| refusal.of(&shown))?;
    }
    Ok(kept)
}

fn checked_stated(work: &Work<'_>, stated: &str) -> Result<Option<String>, Refusal> {
    let date = PartialDate::parse(stated).ok_or_else(|| {
        Refusal::invalid(format!(
            "`{stated}` is not a day such as `2026-03-12`: give the day on which it happened"
        ))
        .in_field("stated")
    })?;
    if date.first_day() > work.context.today {
        return Err(Refusal::invalid(format!(
            "`{stated}` is in the future: what has not happened cannot be stated"
        ))
        .in_field("stated"));
    }
    Ok(Some(date.to_string()))
}

fn settable(register: &Register, id: RecordId, name: &str) -> Result<FieldView, Refusal> {
    let decl = register.decl(id);
    let view = register
        .field(id.kind, name)
        .ok_or_else(|| Refusal::invalid(format!("{} records have no field `{name}`", decl.singular)))?;
    match view.decl {
        Some(field) if field.marks.computed => Err(Refusal::invalid(format!(
            "{} is computed and cannot be set by hand",
            view.label
        ))),
        _ => Ok(view),
    }
}

fn targets_exist(work: &Work<'_>, ids: &[RecordId]) -> Result<(), Refusal> {
    if ids.is_empty() {
        return Ok(());
    }
    let visibility = Visibility::of(&work.register, work.context.principal);
    for id in ids {
        let seen = work
            .register
            .get(*id)
            .is_some_and(|record| visibility.sees(&work.register, record));
        if !seen {
            let id = id.show(work.register.kinds());
            return Err(Refusal::invalid(format!(
                "it points at `{id}`, and there is no such record"
            )));
        }
    }
    Ok(())
}

fn points_elsewhere(register: &Register, id: RecordId, targets: &[RecordId]) -> Result<(), Refusal> {
    if targets.contains(&id) {
        return Err(Refusal::invalid(format!(
            "`{}` cannot point at itself",
            id.show(register.kinds())
        )));
    }
    Ok(())
}
