//! Changing many records at once: choose the change, look at what it does, make it, take it back.

mod choose;
mod jobs;
mod preview;
mod report;
mod wish;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use probity_app::operations::bulk_edit::{self, Applied, Extent};
use probity_app::{AppError, CommandId};
use probity_core::ids::KindId;

use super::list::kind_of;
use super::sent::{Sent, done as go};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::page::At;
use crate::state::UiState;

pub use jobs::Jobs;
use jobs::{Ended, Key, Stage};

/// How long somebody waits for a change before a page says how it goes.
const PATIENCE: Duration = Duration::from_millis(900);

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/bulk/{kind}", get(list).post(choose))
        .route("/bulk/{kind}/preview", get(list).post(look))
        .route("/bulk/{kind}/apply", get(list).post(apply))
        .route("/bulk/{kind}/running/{id}", get(running))
        .route("/bulk/{kind}/done/{id}", get(report::show))
        .route("/bulk/{kind}/done/{id}/undo", post(report::undo))
}

/// Which records are chosen is sent with a form, so an address alone leads back to the list.
async fn list(desk: Desk, Path((_, kind)): Path<(String, String)>) -> Result<Redirect, PageError> {
    let kind = kind_of(&desk, &kind)?;
    Ok(Redirect::to(
        &desk.href(&format!("/{}", desk.kinds().decl(kind).name)),
    ))
}

/// POST `/w/{workspace}/bulk/{kind}`: which records, and then which change.
async fn choose(
    Path((_, kind)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let selection = wish::selection(&desk, kind, &fields)?;
    let ctx = desk.ctx.clone();
    let ids = blocking(move || bulk_edit::chosen(&ctx, kind, &selection)).await?;
    Ok(choose::draw(&desk, kind, &ids, &fields, &Default::default()).into_response())
}

/// POST `/w/{workspace}/bulk/{kind}/preview`: what the change would do.
async fn look(
    Path((_, kind)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let wish = match wish::read(&desk, kind, &fields)? {
        Ok(wish) => wish,
        Err(problems) => {
            let selection = wish::selection(&desk, kind, &fields)?;
            let ctx = desk.ctx.clone();
            let ids = blocking(move || bulk_edit::chosen(&ctx, kind, &selection)).await?;
            let again = choose::draw(&desk, kind, &ids, &fields, &problems);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
        }
    };
    let (ctx, edit) = (desk.ctx.clone(), wish.edit.clone());
    let seen = blocking(move || bulk_edit::preview(&ctx, &edit)).await?;
    let id = bulk_edit::fresh_id()?;
    Ok(preview::draw(&desk, &wish, &seen, &id, preview::After::Look).into_response())
}

/// POST `/w/{workspace}/bulk/{kind}/apply`: makes the change, beside the pages when it takes long.
async fn apply(
    State(state): State<UiState>,
    Path((_, kind)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let wish = wish::read(&desk, kind, &fields)?
        .map_err(|_| PageError::invalid("the change does not fit any more: choose it again"))?;
    let id = fields
        .get("command")
        .and_then(CommandId::new)
        .filter(|id| id.as_str().starts_with("bulk-"))
        .ok_or_else(|| PageError::invalid("this form is not whole: look at the change again"))?;
    let seen: u64 = fields
        .get("seen")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| PageError::invalid("this form is not whole: look at the change again"))?;
    let extent = match fields.get("extent") {
        Some("possible") => Extent::Possible,
        _ => Extent::All,
    };
    let key: Key = (
        desk.ctx.workspace.name().clone(),
        desk.visitor.account_id(),
        id.as_str().to_owned(),
    );
    let (jobs, wish) = (Arc::clone(&state.bulk), Arc::new(wish));
    if !jobs.begin(&key) {
        return Ok(go(&running_href(&desk, kind, &id, &fields)));
    }
    let (ctx, own, end, note) = (
        desk.ctx.clone(),
        Arc::clone(&wish),
        id.clone(),
        (Arc::clone(&jobs), key.clone()),
    );
    let work = blocking(move || bulk_edit::apply(&ctx, &own.edit, seen, extent, &end));
    // A task of its own, so that its end is noted also when the browser goes away.
    let job = tokio::spawn(async move {
        let outcome = work.await;
        note.0
            .note(&note.1, Stage::Ended(Arc::new(Ended { wish, outcome })));
    });
    match tokio::time::timeout(PATIENCE, job).await {
        Err(_) => Ok(go(&running_href(&desk, kind, &id, &fields))),
        Ok(_) => ended(&desk, kind, &id, jobs.stage(&key), desk.back(&fields)),
    }
}

/// GET `/w/{workspace}/bulk/{kind}/running/{id}`
async fn running(
    State(state): State<UiState>,
    Path((_, kind, id)): Path<(String, String, String)>,
    desk: Desk,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let missing = || PageError::missing("no such change is being made now: look at the list");
    let id = CommandId::new(id).ok_or_else(missing)?;
    let key: Key = (
        desk.ctx.workspace.name().clone(),
        desk.visitor.account_id(),
        id.as_str().to_owned(),
    );
    match state.bulk.stage(&key) {
        Some(Stage::Running) => Ok(jobs::draw(&desk, At::Kind(kind)).into_response()),
        stage => ended(&desk, kind, &id, stage, desk.back(&desk.query)),
    }
}

/// What somebody sees once a change has ended: the report, or why nothing was changed.
fn ended(
    desk: &Desk,
    kind: KindId,
    id: &CommandId,
    stage: Option<Stage>,
    back: Option<&str>,
) -> Result<Response, PageError> {
    let report = || {
        let place = format!("/bulk/{}/done/{}", desk.kinds().decl(kind).name, id.as_str());
        go(&desk.href_with(&place, back))
    };
    let Some(Stage::Ended(ended)) = stage else {
        // Another process, or this one before it was started again, may have made it.
        return match desk.ctx.workspace.store().command(id).map_err(AppError::from)? {
            Some(_) => Ok(report()),
            None => Err(PageError::missing(
                "no such change is being made now: look at the list",
            )),
        };
    };
    match &ended.outcome {
        Ok(Applied::Done(_)) => Ok(report()),
        Ok(Applied::Not(seen)) => {
            let again = bulk_edit::fresh_id()?;
            let page = preview::draw(desk, &ended.wish, seen, &again, preview::After::Refused);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.clone()),
    }
}

fn running_href(desk: &Desk, kind: KindId, id: &CommandId, fields: &Fields) -> String {
    let place = desk.href(&format!(
        "/bulk/{}/running/{}",
        desk.kinds().decl(kind).name,
        id.as_str()
    ));
    match desk.back(fields) {
        Some(back) => with_query(&place, &[("back", back)]),
        None => place,
    }
}
