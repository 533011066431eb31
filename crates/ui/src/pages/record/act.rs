//! What can be done with a record beside editing it: move it on, remark, put away, bring back.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_core::Record;
use probity_core::kind::Transition;
use probity_core::patch::Patch;
use probity_core::register::FieldView;
use probity_core::rules::Command;
use probity_core::rules::rights::{Permission, Target};

use super::merge::may_merge;
use super::{back_input, step};
use crate::blocking::blocking;
use crate::components::{attached, chip, form};
use crate::desk::Desk;
use crate::error::{PageError, status_of};
use crate::fields::Fields;
use crate::page::{At, page};
use crate::pages::sent::{EARLIER_SESSION, Sent, Typed, done};
use crate::state::UiState;

/// The menu of a record: its moves, and putting it away.
pub fn menu(desk: &Desk, record: &Record, id: &str) -> Markup {
    let moves = step::moves(desk, record);
    let back = desk.back(&desk.query);
    let may_archive = desk.may(Permission::Archive, Target::Record(record));
    let may_merge = may_merge(desk, record);
    html! {
        @if !moves.is_empty() || may_archive || may_merge {
            details.drop {
                summary { "More" }
                div {
                    @if !moves.is_empty() || may_merge {
                        ul {
                            @for step in moves { li { a href=(desk.href_with(&format!("/r/{id}/move/{}", step.to), back)) { (step.label) } } }
                            @if may_merge { li { a href=(desk.href_with(&format!("/r/{id}/merge"), back)) { "Merge into another…" } } }
                        }
                    }
                    @if may_archive {
                        form method="post" action=(desk.href(&format!("/r/{id}/archive"))) {
                            input type="hidden" name="token" value=(desk.form_token());
                            (back_input(back))
                            @if record.archived {
                                button { "Bring back" }
                            } @else {
                                input type="hidden" name="archived" value="yes";
                                label { "Why put it away?" input type="text" name="reason" maxlength="500"; }
                                button { "Archive" }
                                p.note { "It can be brought back at any time." }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The place for a remark.
pub fn comment_form(desk: &Desk, id: &str, said: Option<(&str, &str)>) -> Markup {
    html! {
        @if desk.past.is_none() && (said.is_some() || desk.ctx.workspace.read_only().is_none()) {
            form.comment method="post" action=(desk.href(&format!("/r/{id}/comment"))) {
                input type="hidden" name="token" value=(desk.form_token());
                (back_input(desk.back(&desk.query)))
                label for="comment" { "Comment" }
                @if let Some((_, problem)) = said {
                    div.problem role="alert" tabindex="-1" { p { strong { "The comment was not kept." } " " (crate::error::told(problem)) } }
                }
                textarea #comment name="comment" rows="2" required maxlength="32000" data-people=(desk.href("/palette/people")) aria-describedby="comment-help" {
                    (said.map_or("", |(text, _)| text))
                }
                p.note #comment-help { "Write @ and a name to put it into somebody’s inbox." }
                button { "Add comment" }
            }
        }
    }
}

/// POST `/w/{workspace}/r/{id}/comment`
pub async fn comment(Path((_, id)): Path<(String, String)>, sent: Typed) -> Result<Response, PageError> {
    let Typed { sent, is_current } = sent;
    let text = sent
        .fields
        .get("comment")
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if !is_current {
        let page = super::drawn(&sent.desk, &id, Some((&text, EARLIER_SESSION))).await?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    }
    let command = Command::Comment {
        id: id.clone(),
        text: text.clone(),
    };
    if let Err(error) = submit(&sent.desk, command).await {
        let status = status_of(&error);
        if status.is_server_error() {
            tracing::error!(%error, "a comment could not be kept");
        }
        let page = super::drawn(&sent.desk, &id, Some((&text, &error.to_string()))).await?;
        return Ok((status, page).into_response());
    }
    Ok(done(&format!(
        "{}#history",
        returned(&sent.desk, &id, &sent.fields)
    )))
}

/// POST `/w/{workspace}/r/{id}/archive`
pub async fn archive(Path((_, id)): Path<(String, String)>, sent: Sent) -> Result<Response, PageError> {
    let archived = sent.fields.get("archived") == Some("yes");
    let reason = sent.fields.text("reason").map(str::to_owned);
    submit(
        &sent.desk,
        Command::Archive {
            id: id.clone(),
            archived,
            reason,
        },
    )
    .await?;
    Ok(done(&returned(&sent.desk, &id, &sent.fields)))
}

/// The record's page, which still leads back to the list that the form was reached from.
pub fn returned(desk: &Desk, id: &str, fields: &Fields) -> String {
    desk.href_with(&format!("/r/{id}"), desk.back(fields))
}

/// GET `/w/{workspace}/r/{id}/move/{state}`
pub async fn move_form(
    State(state): State<UiState>,
    desk: Desk,
    Path((_, id, to)): Path<(String, String, String)>,
) -> Result<Markup, PageError> {
    let record = desk.record(&id)?.clone();
    let step = step_to(&desk, &record, &to)?;
    let held = desk
        .query
        .get("held")
        .and_then(|name| state.held.take(name, desk.path(), &desk.visitor.account_id()));
    let typed = held.unwrap_or_else(|| form::typed_of(&desk, &record).with_back(&desk.query));
    Ok(draw(&desk, &record, step, &typed, &BTreeMap::new()))
}

/// POST `/w/{workspace}/r/{id}/move/{state}`
pub async fn move_on(
    Path((_, id, to)): Path<(String, String, String)>,
    sent: Typed,
) -> Result<Response, PageError> {
    let Typed { sent, is_current } = sent;
    let Sent {
        desk,
        mut fields,
        files,
    } = sent;
    let record = desk.record(&id)?.clone();
    let step = step_to(&desk, &record, &to)?;
    let unfit = attached::keep(&desk, record.id.kind, &mut fields, files).await?;
    let mut reading = form::read(&desk, record.id.kind, Some(&record), &fields);
    reading.problems.extend(unfit);
    let again = |problems: &BTreeMap<String, String>, status: StatusCode| {
        Ok((status, draw(&desk, &record, step, &fields, problems)).into_response())
    };
    if !is_current {
        let problem = BTreeMap::from([(String::new(), EARLIER_SESSION.to_owned())]);
        return again(&problem, StatusCode::FORBIDDEN);
    }
    if !reading.problems.is_empty() {
        return again(&reading.problems, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let said = |name: &str| fields.text(name).map(str::to_owned);
    let patch = Patch {
        reason: said("reason"),
        stated: said("stated"),
        ..reading.patch
    };
    let as_fact = fields.get("as_fact") == Some("yes");
    let expected_revision = fields.get("revision").and_then(|revision| revision.parse().ok());
    match submit(
        &desk,
        Command::Move {
            id: id.clone(),
            expected_revision,
            to,
            patch,
            as_fact,
        },
    )
    .await
    {
        Ok(()) => Ok(done(&returned(&desk, &id, &fields))),
        Err(AppError::Refused(refusal)) => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            again(
                &BTreeMap::from([(refusal.field.unwrap_or_default(), refusal.message)]),
                status,
            )
        }
        Err(error) => Err(error.into()),
    }
}

fn step_to(desk: &Desk, record: &Record, to: &str) -> Result<&'static Transition, PageError> {
    let found = step::moves(desk, record).into_iter().find(|step| step.to == to);
    found.ok_or_else(|| PageError::Explained {
        status: StatusCode::CONFLICT,
        what: format!(
            "`{}` cannot be moved there now, or you may not do it",
            record.id.show(desk.kinds())
        ),
    })
}

fn draw(
    desk: &Desk,
    record: &Record,
    step: &'static Transition,
    typed: &Fields,
    problems: &BTreeMap<String, String>,
) -> Markup {
    let id = record.id.show(desk.kinds());
    let decl = desk.register().decl(record.id);
    let asked = form::asked(desk, record.id.kind).into_iter();
    let needed: Vec<FieldView> = asked
        .filter(|field| {
            step.requires.contains(&field.name.as_str())
                && (record.get(field.key).is_none() || problems.contains_key(&field.name))
        })
        .collect();
    let target = decl
        .lifecycle
        .and_then(|lifecycle| lifecycle.states.iter().find(|state| state.code == step.to));
    let wrong = |name: &str| problems.get(name).map(String::as_str);
    let here = returned(desk, &id, typed);
    let body = html! {
        p.crumb { a href=(here) { (record.title()) } " " span.id { (id) } }
        h1 { (step.label) }
        p.lead { "From " (chip::state(desk.register(), record)) " to " @if let Some(state) = target { (chip::chip(state.label, state.phase)) } "." }
        (form::summary(&needed, problems))
        form.entry method="post" action=(desk.href(&format!("/r/{id}/move/{}", step.to))) enctype=[form::encoding(&needed)] {
            input type="hidden" name="token" value=(desk.form_token());
            input type="hidden" name="revision" value=(record.revision);
            (back_input(desk.back(typed)))
            (form::draw(desk, &needed, typed, problems, step.requires))
            fieldset.section {
                legend { "This step" }
                @if step.independent { p { "Somebody other than who entered the record decides on this step." } }
                div.field.wrong[wrong("reason").is_some()] {
                    label for="reason" { "Reason" @if step.reason { " " span.required { "required" } } }
                    textarea #reason name="reason" rows="2" required[step.reason] { (typed.get("reason").unwrap_or("")) }
                    @if let Some(problem) = wrong("reason") { div.hint { p.wrong { (crate::error::told(problem)) } } }
                }
                (stated(typed, wrong("stated")))
                @if desk.may(Permission::Edit, Target::Record(record)) {
                    label.single { input type="checkbox" name="as_fact" value="yes"; "It happened outside and is only recorded here: note what the rules would have asked instead of refusing" }
                }
            }
            div.buttons { button.primary { (step.label) } a href=(here) { "Cancel" } }
        }
    };
    page(desk, step.label, At::Kind(record.id.kind), &body)
}

/// The day on which something happened, where that is not today.
pub fn stated(typed: &Fields, problem: Option<&str>) -> Markup {
    html! {
        div.field.wrong[problem.is_some()] {
            label for="stated" { "Day it happened, if not today" }
            input #stated type="text" name="stated" inputmode="numeric" placeholder="2026-03-12" autocomplete="off"
                value=(typed.get("stated").unwrap_or("")) pattern="[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?" aria-describedby="stated-help";
            div.hint #stated-help {
                @if let Some(problem) = problem { p.wrong { (crate::error::told(problem)) } }
                p { "Both are kept: the day you state, and the moment it is recorded." }
            }
        }
    }
}

/// Carries out a command and waits until it is durable.
pub async fn submit(desk: &Desk, command: Command) -> Result<(), AppError> {
    let ctx = desk.ctx.clone();
    match blocking(move || Ok::<_, PageError>(ctx.submit(command))).await {
        Ok(result) => result.map(drop),
        Err(_) => Err(AppError::Internal("the request ended early".to_owned())),
    }
}
