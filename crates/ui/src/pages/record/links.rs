//! What points at a record, and linking more: something that is there, or something new.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_core::Record;
use probity_core::ids::{FieldKey, KindId, RecordId};
use probity_core::kind::{FieldDecl, FieldType, Group, KindDecl};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_core::rules::rights::{Permission, Target};
use probity_core::value::Value;

use super::act::submit;
use super::{back_input, may_edit, returned};
use crate::address::with_query;
use crate::components::form::{self, choices_list};
use crate::components::input::list_id;
use crate::components::numbers::grouped;
use crate::components::value;
use crate::desk::Desk;
use crate::error::{PageError, status_of, told};
use crate::fields::Fields;
use crate::page::{At, page};
use crate::pages::graph::plural;
use crate::pages::sent::{Sent, done};

/// Links of one relation that are shown before "all of them".
const SHOWN: usize = 8;

/// A field of another kind that can point at a record.
#[derive(Clone, Copy)]
struct Relation {
    decl: &'static KindDecl,
    key: FieldKey,
    field: &'static FieldDecl,
}

impl Relation {
    /// As addresses name it: `risk.subjects`.
    fn name(self) -> String {
        format!("{}.{}", self.decl.name, self.field.name)
    }
}

/// Every way in which another record can point at one of a kind.
fn relations(desk: &Desk, to: KindId) -> Vec<Relation> {
    let target = desk.kinds().decl(to).name;
    let mut all = Vec::new();
    for (_, decl) in desk.kinds().all().filter(|(_, decl)| !decl.internal) {
        for (place, field) in decl.fields.iter().enumerate() {
            if field.targets().contains(&target) && !field.marks.computed {
                let key = FieldKey(u16::try_from(place).unwrap_or(u16::MAX));
                all.push(Relation { decl, key, field });
            }
        }
    }
    all
}

/// Whether the visitor may link anything to a record now.
fn may_link(desk: &Desk, record: &Record) -> bool {
    !record.archived && (may_edit(desk, record) || desk.may(Permission::Create, Target::Workspace))
}

/// What links here, by the words of the relation.
pub fn links_in(desk: &Desk, record: &Record) -> Markup {
    let register = desk.register();
    let mut found: BTreeMap<(String, &str), (KindId, FieldKey, Vec<RecordId>)> = BTreeMap::new();
    let shown = |decl: &KindDecl| !decl.internal || desk.may_enter(decl);
    for (source, key) in register.links_to(record.id) {
        let decl = register.decl(source);
        if !shown(decl) || desk.seen(source).is_none_or(|source| source.archived) {
            continue;
        }
        let words = decl
            .field_of(key)
            .map_or(decl.plural, |field| match field.reverse {
                "" => field.label,
                reverse => reverse,
            });
        let relation = found
            .entry((words.to_owned(), decl.plural))
            .or_insert_with(|| (source.kind, key, Vec::new()));
        relation.2.push(source);
    }
    let id = record.id.show(desk.kinds());
    let may_link = may_link(desk, record);
    html! {
        section.links {
            h2 { "Linked from" }
            @if found.is_empty() { p.note { "Nothing points here yet." } }
            @for ((words, plural), (kind, key, sources)) in &found {
                @let decl = desk.kinds().decl(*kind);
                h3 {
                    (capital(words)) " " span.note { @if !names_kind(words, plural) { (plural) " " } (grouped(sources.len() as u64)) }
                    @if let Some(field) = decl.field_of(*key).filter(|_| may_link && !decl.internal) {
                        " " a.add href=(link_href(desk, &id, &format!("{}.{}", decl.name, field.name))) title={ "Link another: " (words) } { "+ link" }
                    }
                }
                ul.plain { @for source in sources.iter().take(SHOWN) { li { (value::record_link(desk, *source)) } } }
                @if let Some(field) = decl.field_of(*key).filter(|_| sources.len() > SHOWN) {
                    p { a href=(with_query(&desk.href(&format!("/{}", decl.name)), &[("filter", &format!("{} = {id}", field.name))])) { "All " (grouped(sources.len() as u64)) } }
                }
            }
            @if may_link { p { a.button href=(desk.href_with(&format!("/r/{id}/link"), desk.back(&desk.query))) { "Link something" } } }
        }
    }
}

fn link_href(desk: &Desk, id: &str, relation: &str) -> String {
    let place = desk.href_with(&format!("/r/{id}/link"), desk.back(&desk.query));
    with_query(&place, &[("relation", relation)])
}

/// Whether the words of a relation say already what it comes from: "serves use cases".
fn names_kind(words: &str, plural: &str) -> bool {
    words.to_lowercase().contains(&plural.to_lowercase())
}

/// The same words with a capital first.
fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), chars.as_str())
    })
}

/// GET `/w/{workspace}/r/{id}/link?relation=`: which relation, then which record.
pub async fn link_form(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    let record = linkable(&desk, &id)?;
    let typed = desk.query.clone();
    Ok(draw(&desk, &record, &typed, None))
}

fn linkable(desk: &Desk, id: &str) -> Result<std::sync::Arc<Record>, PageError> {
    let record = desk.record(id)?.clone();
    match may_link(desk, &record) {
        true => Ok(record),
        false => Err(PageError::forbidden(format!(
            "nothing can be linked to `{}` now, or you may not do it: ask its owner",
            record.id.show(desk.kinds())
        ))),
    }
}

fn chosen(desk: &Desk, record: &Record, typed: &Fields) -> Option<Relation> {
    let wanted = typed.text("relation")?;
    relations(desk, record.id.kind)
        .into_iter()
        .find(|relation| relation.name() == wanted)
}

fn draw(desk: &Desk, record: &Record, typed: &Fields, problem: Option<&str>) -> Markup {
    let id = record.id.show(desk.kinds());
    let here = returned(desk, &id, typed);
    let body = html! {
        p.crumb { a href=(here) { (record.title()) } " " span.id { (id) } }
        @match chosen(desk, record, typed) {
            None => {
                h1 { "Link something" }
                p.purpose { "What shall point at " (record.title()) "? Choose how; then choose what is there already, or enter it." }
                (choose(desk, record, &id))
            }
            Some(relation) => { (pick(desk, record, relation, typed, problem)) }
        }
    };
    page(desk, "Link something", At::Kind(record.id.kind), &body)
}

fn choose(desk: &Desk, record: &Record, id: &str) -> Markup {
    let all = relations(desk, record.id.kind);
    let of = |group: Group| all.iter().filter(move |relation| relation.decl.group == group);
    html! {
        div.relations { @for group in Group::ALL {
            @if of(group).next().is_some() {
                section {
                    h2 { (group.label()) }
                    ul.plain { @for relation in of(group) {
                        li { a href=(link_href(desk, id, &relation.name())) { (capital(relation.decl.singular)) } " " span.note { (plural(relation.field.label)) } }
                    } }
                }
            }
        } }
    }
}

fn pick(desk: &Desk, record: &Record, relation: Relation, typed: &Fields, problem: Option<&str>) -> Markup {
    let id = record.id.show(desk.kinds());
    let list = [relation.decl.name];
    let target = format!("{} ({id})", record.title());
    let field = format!("f.{}", relation.field.name);
    let new = with_query(
        &desk.href(&format!("/{}/new", relation.decl.name)),
        &[(&field, &target)],
    );
    html! {
        h1 { "Link " (relation.decl.singular) }
        p.purpose { (capital(relation.field.label)) ": " (record.title()) ". " (relation.decl.purpose) }
        @if let Some(problem) = problem {
            div.problem role="alert" tabindex="-1" { p { strong { "Nothing was linked." } " " (told(problem)) } }
        }
        form.entry method="post" action=(desk.href(&format!("/r/{id}/link"))) {
            input type="hidden" name="token" value=(desk.form_token());
            input type="hidden" name="relation" value=(relation.name());
            (back_input(desk.back(typed)))
            div.field {
                label for="record" { "Which " (relation.decl.singular) }
                input #record type="text" name="record" required autocomplete="off" list=(list_id(&list))
                    placeholder="Type a name or an id" value=(typed.get("record").unwrap_or(""));
                (choices_list(desk, &list))
            }
            div.buttons {
                button.primary { "Link it" }
                @if desk.may_enter(relation.decl) { a.button href=(new) { "New " (relation.decl.singular) } }
                a href=(returned(desk, &id, typed)) { "Cancel" }
            }
        }
    }
}

/// POST `/w/{workspace}/r/{id}/link`
pub async fn link(Path((_, id)): Path<(String, String)>, sent: Sent) -> Result<Response, PageError> {
    let Sent { desk, fields, .. } = sent;
    let record = linkable(&desk, &id)?;
    let relation = chosen(&desk, &record, &fields).ok_or_else(|| {
        PageError::invalid("say first how it shall be linked: go back and choose a relation")
    })?;
    let again = |status: StatusCode, problem: &str| {
        (status, draw(&desk, &record, &fields, Some(problem))).into_response()
    };
    let source = match form::resolve(
        &desk,
        &[relation.decl.name],
        fields.text("record").unwrap_or_default(),
    ) {
        Ok(source) => source,
        Err(problem) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &problem)),
    };
    let patch = match link_patch(&desk, &record, relation, source) {
        Ok(patch) => patch,
        Err(problem) => return Ok(again(StatusCode::CONFLICT, &problem)),
    };
    let command = Command::Revise {
        id: source.show(desk.kinds()),
        expected_revision: None,
        patch,
        materiality: None,
    };
    match submit(&desk, command).await {
        Ok(()) => Ok(done(&returned(&desk, &record.id.show(desk.kinds()), &fields))),
        Err(error @ AppError::Refused(_)) => Ok(again(status_of(&error), &error.to_string())),
        Err(error) => Err(error.into()),
    }
}

/// The change of the other record; a field of one record is filled and never written over.
fn link_patch(desk: &Desk, record: &Record, relation: Relation, source: RecordId) -> Result<Patch, String> {
    let id = record.id.show(desk.kinds());
    let held = desk.seen(source).and_then(|source| source.get(relation.key));
    let targets: BTreeSet<RecordId> = held
        .map(Value::references)
        .unwrap_or_default()
        .iter()
        .copied()
        .collect();
    let shown = source.show(desk.kinds());
    if source == record.id {
        return Err(format!("`{shown}` cannot be linked to itself"));
    }
    if targets.contains(&record.id) {
        return Err(format!("`{shown}` is linked to `{id}` already"));
    }
    match relation.field.field_type {
        FieldType::References(_) => Ok(Patch {
            link: BTreeMap::from([(relation.field.name.to_owned(), vec![id])]),
            ..Patch::default()
        }),
        _ if targets.is_empty() => Ok(Patch::set_one(relation.field.name, id)),
        _ => Err(format!(
            "`{shown}` belongs to another record in {}: edit it to change that",
            plural(relation.field.label)
        )),
    }
}
