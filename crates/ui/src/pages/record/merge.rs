//! Two records that mean the same: one stays, the other goes into it. What that does is shown first.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::merge::{Preview, merge, preview};
use probity_core::Record;
use probity_core::ids::RecordId;
use probity_core::query::fold;
use probity_core::register::FieldView;
use probity_core::rules::rights::{Permission, Target};

use super::timeline::told as told_change;
use super::{back_input, returned};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::form::{choices_list, resolve};
use crate::components::input::list_id;
use crate::components::numbers::counted;
use crate::components::{chip, value};
use crate::desk::Desk;
use crate::error::{PageError, status_of, told};
use crate::fields::Fields;
use crate::page::{At, page};
use crate::pages::sent::{Sent, done};

/// Records of the same name that are offered.
const ALIKE: usize = 8;
/// Records whose links move that are named.
const NAMED: usize = 20;

/// Whether the visitor may merge a record into another now.
pub fn may_merge(desk: &Desk, record: &Record) -> bool {
    let decl = desk.register().decl(record.id);
    !decl.internal
        && !record.archived
        && desk.sees_more_than(1, record.id.kind)
        && desk.may(Permission::Merge, Target::Record(record))
}

/// GET `/w/{workspace}/r/{id}/merge?into=`: which record stays, then what that does.
pub async fn merge_form(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Response, PageError> {
    let record = mergeable(&desk, &id)?;
    let typed = desk.query.clone();
    Ok(match typed.text("into") {
        None => choose(&desk, &record, &typed, None).into_response(),
        Some(_) => look(&desk, &record, &typed).await?,
    })
}

fn mergeable(desk: &Desk, id: &str) -> Result<std::sync::Arc<Record>, PageError> {
    let record = desk.record(id)?.clone();
    match may_merge(desk, &record) {
        true => Ok(record),
        false => Err(PageError::forbidden(format!(
            "`{}` cannot be merged into another now, or you may not do it: ask the manager of the AI management system",
            record.id.show(desk.kinds())
        ))),
    }
}

/// The page that asks which record stays.
fn choose(desk: &Desk, record: &Record, typed: &Fields, problem: Option<&str>) -> Markup {
    let decl = desk.register().decl(record.id);
    let id = record.id.show(desk.kinds());
    let alike = alike(desk, record);
    let body = html! {
        p.crumb { a href=(returned(desk, &id, typed)) { (record.title()) } " " span.id { (id) } }
        h1 { "Merge into another " (decl.singular) }
        p.purpose { "For two records that mean the same. The other stays, and everything that points here will point there. This one is put away; its history stays where it is." }
        @if let Some(problem) = problem {
            div.problem role="alert" tabindex="-1" { p { (told(problem)) } }
        }
        @if !alike.is_empty() {
            section {
                h2 { "Of the same name" }
                ul.plain { @for other in &alike {
                    @let place = with_query(&desk.href_with(&format!("/r/{id}/merge"), desk.back(typed)), &[("into", &other.id.show(desk.kinds()))]);
                    li { a href=(place) { "Into " (other.title()) } " " span.id { (other.id.show(desk.kinds())) } " " (chip::state(desk.register(), other)) }
                } }
            }
        }
        form.entry method="get" action=(desk.href(&format!("/r/{id}/merge"))) {
            (back_input(desk.back(typed)))
            div.field {
                label for="into" { "Which " (decl.singular) " stays?" }
                input #into type="text" name="into" required autocomplete="off" list=(list_id(&[decl.name]))
                    placeholder="Type a name or an id" value=(typed.get("into").unwrap_or(""));
                (choices_list(desk, &[decl.name]))
            }
            div.buttons { button.primary { "See what it does" } a href=(returned(desk, &id, typed)) { "Cancel" } }
        }
    };
    page(desk, "Merge", At::Kind(record.id.kind), &body)
}

/// Other records of the same name.
fn alike<'a>(desk: &'a Desk, record: &Record) -> Vec<&'a std::sync::Arc<Record>> {
    let name = fold(record.title());
    let others = desk.register().records(record.id.kind);
    others
        .filter(|other| other.id != record.id && !other.archived && fold(other.title()) == name)
        .filter(|other| desk.seen(other.id).is_some())
        .take(ALIKE)
        .collect()
}

/// The page that shows what a merge does, before it is done.
async fn look(desk: &Desk, record: &Record, typed: &Fields) -> Result<Response, PageError> {
    let decl = desk.register().decl(record.id);
    let again = |status: StatusCode, problem: &str| {
        (status, choose(desk, record, typed, Some(problem))).into_response()
    };
    let into = match resolve(desk, &[decl.name], typed.text("into").unwrap_or_default()) {
        Ok(into) => into,
        Err(problem) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &problem)),
    };
    let (ctx, kinds) = (desk.ctx.clone(), desk.kinds());
    let (keep, gone) = (into.show(kinds), record.id.show(kinds));
    let tried = blocking(move || Ok::<_, PageError>(preview(&ctx, &keep, &[gone]))).await?;
    match tried {
        Ok(preview) => Ok(draw(desk, record, into, &preview, typed).into_response()),
        Err(error @ AppError::Refused(_)) => Ok(again(status_of(&error), &error.to_string())),
        Err(error) => Err(error.into()),
    }
}

fn draw(desk: &Desk, record: &Record, into: RecordId, preview: &Preview, typed: &Fields) -> Markup {
    let id = record.id.show(desk.kinds());
    let kept = desk
        .seen(into)
        .map(|kept| kept.title().to_owned())
        .unwrap_or_default();
    let title = format!("Merge {} into {kept}", record.title());
    let filled = preview.changes(into);
    let moved: Vec<RecordId> = preview
        .changed
        .iter()
        .copied()
        .filter(|changed| *changed != into && *changed != record.id)
        .collect();
    let named: Vec<RecordId> = moved
        .iter()
        .copied()
        .filter(|id| desk.seen(*id).is_some())
        .take(NAMED)
        .collect();
    let body = html! {
        p.crumb { a href=(returned(desk, &id, typed)) { (record.title()) } " " span.id { (id) } }
        h1 { (title) }
        p.lead { (value::record_link(desk, into)) " stays. " (value::record_link(desk, record.id)) " is put away, and can be brought back." }
        section {
            h2 { "What the one that stays is given" }
            @if filled.is_empty() { p.note { "Nothing: it says all of this already." } } @else { dl.changes { @for change in &filled { (told_change(change)) } } }
        }
        (differing(desk, record, into))
        section {
            h2 { "What will point to it" }
            @if moved.is_empty() {
                p.note { "Nothing points to " (id) "." }
            } @else {
                p { (counted(moved.len(), "record", "records")) " that " @if moved.len() == 1 { "points" } @else { "point" } " to " (id) " now." }
                ul.plain { @for source in &named { li { (value::record_link(desk, *source)) } } }
                @if moved.len() > named.len() { p.note { "and " (moved.len() - named.len()) " more" } }
            }
        }
        form.entry method="post" action=(desk.href(&format!("/r/{id}/merge"))) {
            input type="hidden" name="token" value=(desk.form_token());
            input type="hidden" name="into" value=(into.show(desk.kinds()));
            (back_input(desk.back(typed)))
            div.buttons {
                button.primary { "Merge them" }
                a href=(with_query(&desk.href_with(&format!("/r/{}/merge", into.show(desk.kinds())), desk.back(typed)), &[("into", &id)])) { "The other way round" }
                a href=(returned(desk, &id, typed)) { "Cancel" }
            }
        }
    };
    page(desk, &title, At::Kind(record.id.kind), &body)
}

/// Facts that both state differently: the record that stays keeps its own.
fn differing(desk: &Desk, record: &Record, into: RecordId) -> Markup {
    let Some(kept) = desk.seen(into) else {
        return html! {};
    };
    let fields = desk.register().fields(record.id.kind);
    let differs = |field: &&FieldView| match (record.get(field.key), kept.get(field.key)) {
        (Some(mine), Some(theirs)) => mine != theirs && mine.references().is_empty() && !is_joined(mine),
        _ => false,
    };
    let differing: Vec<&FieldView> = fields.iter().filter(differs).collect();
    html! {
        @if !differing.is_empty() {
            section {
                h2 { "What they state differently" }
                p.note { "The one that stays keeps its own words; those of the other stay in its history." }
                div.scroll tabindex="0" role="region" aria-label="What they state differently" {
                    table.register {
                        thead { tr { th scope="col" { "Fact" } th scope="col" { "Stays" } th scope="col" { "Goes" } } }
                        tbody { @for field in differing {
                            tr {
                                th scope="row" { (field.label) }
                                td { @if let Some(held) = kept.get(field.key) { (value::full(desk, field, held)) } }
                                td { @if let Some(held) = record.get(field.key) { (value::full(desk, field, held)) } }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// Ids elsewhere are put together.
fn is_joined(value: &probity_core::value::Value) -> bool {
    matches!(value, probity_core::value::Value::OutsideIds(_))
}

/// POST `/w/{workspace}/r/{id}/merge`
pub async fn merge_into(Path((_, id)): Path<(String, String)>, sent: Sent) -> Result<Response, PageError> {
    let Sent { desk, fields, .. } = sent;
    let record = mergeable(&desk, &id)?;
    let into = fields.text("into").unwrap_or_default().to_owned();
    let (ctx, keep, gone) = (desk.ctx.clone(), into.clone(), record.id.show(desk.kinds()));
    let merged = blocking(move || Ok::<_, PageError>(merge(&ctx, &keep, &[gone]))).await?;
    match merged {
        Ok(_) => Ok(done(&format!("{}#history", returned(&desk, &into, &fields)))),
        Err(error @ AppError::Refused(_)) => {
            let page = choose(&desk, &record, &fields, Some(&error.to_string()));
            Ok((status_of(&error), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
