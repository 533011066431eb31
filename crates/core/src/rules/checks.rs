//! What must hold before a draft is made: titles, rules of single kinds, states.

use super::decide::Work;
use super::refusal::Refusal;
use super::rights::Permission;
use crate::ids::RecordId;
use crate::kind::{KindDecl, Transition};
use crate::patch::Patch;
use crate::record::Record;
use crate::register::Register;

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

/// What moving a record to another state needs, whatever the move itself asks for.
pub(super) fn permission_to_move(register: &Register, record: &Record) -> Permission {
    match permission_to_change(register, record) {
        Permission::Edit if carries_rights(register, record) => Permission::ManageAccess,
        other => other,
    }
}

/// What putting a record away needs.
pub(super) fn permission_to_archive(register: &Register, record: &Record) -> Permission {
    match permission_to_create(register.decl(record.id)) {
        Permission::Create if carries_rights(register, record) => Permission::ManageAccess,
        Permission::Create => Permission::Archive,
        special => special,
    }
}

/// Whether somebody's rights rest on this record: a person who holds a role or signs in.
pub(super) fn carries_rights(register: &Register, record: &Record) -> bool {
    let grants = register.kinds().by_name("role_grant");
    let holds = register
        .links_to(record.id)
        .any(|(source, _)| Some(source.kind) == grants);
    holds
        || record.fields().iter().any(|(key, _)| {
            register
                .decl(record.id)
                .field_of(*key)
                .is_some_and(|field| field.marks.access)
        })
}

/// Whether a patch touches a field that says who somebody is to this server.
pub(super) fn touches_access(register: &Register, id: RecordId, patch: &Patch) -> bool {
    let decl = register.decl(id);
    patch
        .touched()
        .any(|name| decl.field(name).is_some_and(|(_, field)| field.marks.access))
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
    let found = decl
        .lifecycle
        .and_then(|lifecycle| lifecycle.moves_from(from).find(|transition| transition.to == to));
    let Some(transition) = found else {
        return Err(Refusal::not_now(format!(
            "`{id}` is `{}` and cannot go to `{}` from there",
            state_label(decl, from),
            state_label(decl, to)
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
            lower(&state_label(decl, to))
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
