//! What must hold before a draft is made: fields, references, states.

use super::decide::Work;
use super::refusal::Refusal;
use super::rights::Permission;
use crate::ids::RecordId;
use crate::kind::{FieldType, KindDecl, Transition};
use crate::patch::Patch;
use crate::record::Record;
use crate::register::{FieldView, Register, Visibility};
use crate::value::{PartialDate, Value};

/// What making a record of a kind needs.
pub(super) fn permission_to_create(decl: &KindDecl) -> Permission {
    match decl.name {
        "custom_field" => Permission::ManageFields,
        "role_grant" => Permission::ManageAccess,
        "import" => Permission::Import,
        _ => Permission::Create,
    }
}

/// What changing a record needs.
pub(super) fn permission_to_change(register: &Register, record: &Record) -> Permission {
    match permission_to_create(register.decl(record.id)) {
        Permission::Create => Permission::Edit,
        special => special,
    }
}

/// What putting a record away needs.
pub(super) fn permission_to_archive(register: &Register, record: &Record) -> Permission {
    match permission_to_create(register.decl(record.id)) {
        Permission::Create => Permission::Archive,
        special => special,
    }
}

/// Checks every part of a patch and leaves out what would change nothing.
pub(super) fn checked_patch(
    work: &Work<'_>,
    id: RecordId,
    record: Option<&Record>,
    patch: Patch,
) -> Result<Patch, Refusal> {
    let register = &work.register;
    let shown = id.show(register.kinds());
    let at = |refusal: Refusal, field: &str| {
        let refusal = refusal.in_field(field);
        if record.is_some() {
            refusal.of(&shown)
        } else {
            refusal
        }
    };
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
    for (name, json) in patch.set {
        let view = settable(register, id, &name).map_err(|refusal| at(refusal, &name))?;
        let value = Value::from_json(register.kinds(), view.field_type, &json)
            .map_err(|error| at(Refusal::invalid(format!("{}: {error}", view.label)), &name))?;
        let held = record.and_then(|record| record.get(view.key));
        match value {
            None if held.is_some() => kept.unset.push(view.name),
            None => {}
            Some(value) if Some(&value) == held => {}
            Some(value) => {
                let fresh: Vec<RecordId> = value
                    .references()
                    .iter()
                    .copied()
                    .filter(|id| held.is_none_or(|held| !held.references().contains(id)))
                    .collect();
                targets_exist(work, &fresh).map_err(|refusal| at(refusal, &name))?;
                points_elsewhere(register, id, &value).map_err(|refusal| at(refusal, &name))?;
                kept.set
                    .insert(view.name, value.to_json(register.kinds(), view.field_type));
            }
        }
    }
    for name in patch.unset {
        let view = settable(register, id, &name).map_err(|refusal| at(refusal, &name))?;
        if record.and_then(|record| record.get(view.key)).is_some() {
            kept.unset.push(view.name);
        }
    }
    for (name, ids, unlink) in patch
        .link
        .into_iter()
        .map(|(name, ids)| (name, ids, false))
        .chain(patch.unlink.into_iter().map(|(name, ids)| (name, ids, true)))
    {
        let view = settable(register, id, &name).map_err(|refusal| at(refusal, &name))?;
        let FieldType::References(_) = view.field_type else {
            return Err(at(
                Refusal::invalid(format!(
                    "{} does not hold several links: set it instead",
                    view.label
                )),
                &name,
            ));
        };
        let json = ids.iter().map(String::as_str).collect();
        let value = Value::from_json(register.kinds(), view.field_type, &json)
            .map_err(|error| at(Refusal::invalid(format!("{}: {error}", view.label)), &name))?;
        let held = record
            .and_then(|record| record.get(view.key))
            .map(Value::references)
            .unwrap_or_default();
        let ids: Vec<RecordId> = value
            .iter()
            .flat_map(Value::references)
            .copied()
            .filter(|id| held.contains(id) == unlink)
            .collect();
        if ids.is_empty() {
            continue;
        }
        let shown: Vec<String> = ids.iter().map(|id| id.show(register.kinds())).collect();
        if unlink {
            kept.unlink.insert(view.name, shown);
        } else {
            targets_exist(work, &ids).map_err(|refusal| at(refusal, &name))?;
            if let Some(value) = &value {
                points_elsewhere(register, id, value).map_err(|refusal| at(refusal, &name))?;
            }
            kept.link.insert(view.name, shown);
        }
    }
    kept.unset.sort();
    kept.unset.dedup();
    Ok(kept)
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
        set: std::collections::BTreeMap::new(),
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
        let value = Value::from_json(register.kinds(), view.field_type, json)
            .map_err(|error| at(Refusal::invalid(format!("{}: {error}", view.label))))?;
        if let Some(value) = value {
            points_elsewhere(register, id, &value).map_err(at)?;
            kept.set
                .insert(view.name, value.to_json(register.kinds(), view.field_type));
        }
    }
    title_is_given(register, id, &kept).map_err(|refusal| refusal.of(&shown))?;
    kind_rules(register, id, &kept).map_err(|refusal| refusal.of(&shown))?;
    if let Some(code) = &kept.state {
        known_state(register, id, code).map_err(|refusal| refusal.of(&shown))?;
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

fn points_elsewhere(register: &Register, id: RecordId, value: &Value) -> Result<(), Refusal> {
    if value.references().contains(&id) {
        return Err(Refusal::invalid(format!(
            "`{}` cannot point at itself",
            id.show(register.kinds())
        )));
    }
    Ok(())
}

/// A new record has a title.
pub(super) fn title_is_given(register: &Register, id: RecordId, patch: &Patch) -> Result<(), Refusal> {
    let decl = register.decl(id);
    let field = decl.title_field();
    if patch.set.contains_key(field.name) {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "{} is missing: every {} needs one",
        field.label, decl.singular
    ))
    .in_field(field.name))
}

/// A title is replaced, never removed.
pub(super) fn title_stays(register: &Register, id: RecordId, patch: &Patch) -> Result<(), Refusal> {
    let decl = register.decl(id);
    let field = decl.title_field();
    if !patch.unset.iter().any(|name| name == field.name) {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "{} cannot be empty: every {} needs one",
        field.label, decl.singular
    ))
    .in_field(field.name))
}

/// Rules of single kinds about new records.
pub(super) fn kind_rules(register: &Register, id: RecordId, patch: &Patch) -> Result<(), Refusal> {
    let kinds = register.kinds();
    if kinds.decl(id.kind).name != "custom_field" {
        return Ok(());
    }
    let text = |name: &str| {
        patch
            .set
            .get(name)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    let of_kind = kinds.by_name(text("of_kind")).ok_or_else(|| {
        Refusal::invalid(format!(
            "a field belongs to a kind of record: there is none called `{}`",
            text("of_kind")
        ))
        .in_field("of_kind")
    })?;
    if text("type").is_empty() {
        return Err(Refusal::invalid("a field needs a type, such as `text`").in_field("type"));
    }
    if register.field(of_kind, text("name")).is_some() {
        let kind = kinds.decl(of_kind).singular;
        return Err(
            Refusal::invalid(format!("{kind} records already have a field `{}`", text("name")))
                .in_field("name"),
        );
    }
    Ok(())
}

/// Rules of single kinds about changes: what values of a custom field rest on stays as it is.
pub(super) fn kind_rules_on_change(register: &Register, id: RecordId, patch: &Patch) -> Result<(), Refusal> {
    if register.decl(id).name != "custom_field" {
        return Ok(());
    }
    match patch
        .touched()
        .find(|name| matches!(*name, "type" | "of_kind" | "name"))
    {
        Some(name) => Err(Refusal::not_now(format!(
            "`{name}` of a field cannot change, since values rest on it: declare another field"
        ))
        .in_field(name)),
        None => Ok(()),
    }
}

/// Whether a patch touches a field marked material.
pub(super) fn touches_material(register: &Register, id: RecordId, patch: &Patch) -> bool {
    let decl = register.decl(id);
    patch
        .touched()
        .any(|name| decl.field(name).is_some_and(|(_, field)| field.marks.material))
}

/// A state of the kind by its code.
pub(super) fn known_state(register: &Register, id: RecordId, code: &str) -> Result<u8, Refusal> {
    let decl = register.decl(id);
    let lifecycle = decl.lifecycle.ok_or_else(|| {
        Refusal::invalid(format!("{} records have no states", decl.singular)).in_field("state")
    })?;
    lifecycle.state(code).ok_or_else(|| {
        let known: Vec<String> = lifecycle
            .states
            .iter()
            .map(|state| format!("`{}`", state.code))
            .collect();
        Refusal::invalid(format!(
            "`{code}` is not a state of {}: one of {}",
            decl.singular,
            known.join(", ")
        ))
        .in_field("state")
    })
}

/// The declared move, if everything it asks for is there.
pub(super) fn transition(
    work: &Work<'_>,
    record: &Record,
    to: &str,
    patch: &Patch,
) -> Result<&'static Transition, Refusal> {
    let register = &work.register;
    let decl = register.decl(record.id);
    let id = record.id.show(register.kinds());
    let from = register.state_code(record).unwrap_or("");
    let label = |code: &str| {
        let lifecycle = decl.lifecycle.into_iter().flat_map(|lifecycle| lifecycle.states);
        lifecycle
            .into_iter()
            .find(|state| state.code == code)
            .map_or(code.to_owned(), |state| state.label.to_owned())
    };
    let found = decl
        .lifecycle
        .and_then(|lifecycle| lifecycle.moves_from(from).find(|transition| transition.to == to));
    let Some(transition) = found else {
        return Err(Refusal::not_now(format!(
            "`{id}` is `{}` and cannot go to `{}` from there",
            label(from),
            label(to)
        ))
        .of(&id));
    };
    for name in transition.requires {
        let after = patch.set.contains_key(*name) || patch.link.contains_key(*name);
        let gone = patch.unset.iter().any(|unset| unset == name);
        if !after && (gone || register.value(record, name).is_none()) {
            let label = decl.field(name).map_or(*name, |(_, field)| field.label);
            return Err(Refusal::not_now(format!(
                "{label} must be filled before `{id}` can be `{}`",
                lower(&state_label(decl, to))
            ))
            .of(&id)
            .in_field(name));
        }
    }
    if transition.reason
        && patch
            .reason
            .as_deref()
            .is_none_or(|reason| reason.trim().is_empty())
    {
        return Err(Refusal::not_now(format!(
            "a reason is needed before `{id}` can be `{}`",
            lower(&label(to))
        ))
        .of(&id)
        .in_field("reason"));
    }
    if transition.independent && record.created_by == work.context.principal.actor {
        return Err(Refusal::not_now(format!(
            "who entered `{id}` does not also decide on it: somebody else with the right to approve has to"
        ))
        .of(&id));
    }
    Ok(transition)
}

fn state_label(decl: &KindDecl, code: &str) -> String {
    let states = decl.lifecycle.map_or(&[][..], |lifecycle| lifecycle.states);
    states
        .iter()
        .find(|state| state.code == code)
        .map_or_else(|| code.to_owned(), |state| state.label.to_owned())
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}
