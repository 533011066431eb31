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
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;
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
        .route("/bulk/{kind}/done/{id}/undo", post(undo))
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
    let (ctx, wish, end) = (desk.ctx.clone(), Arc::new(wish), id.clone());
    let own = Arc::clone(&wish);
    let work = blocking(move || bulk_edit::apply(&ctx, &own.edit, seen, extent, &end));
    let job = async move {
        let outcome = work.await;
        Ended::Made { wish, outcome }
    };
    Job {
        desk: &desk,
        kind,
        id: &id,
        back: desk.back(&fields),
    }
    .carry_out(&state.bulk, job)
    .await
}

/// POST `/w/{workspace}/bulk/{kind}/done/{id}/undo`: takes a change back.
async fn undo(
    State(state): State<UiState>,
    Path((_, kind, id)): Path<(String, String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let undoing = CommandId::new(format!("{id}-undo"))
        .ok_or_else(|| PageError::missing("there is no such change of several records"))?;
    let ctx = desk.ctx.clone();
    let work = blocking(move || bulk_edit::undo(&ctx, &id));
    Job {
        desk: &desk,
        kind,
        id: &undoing,
        back: desk.back(&fields),
    }
    .carry_out(&state.bulk, async move { Ended::Back(work.await) })
    .await
}

/// A change that is being made, of which kind and under which command id.
struct Job<'a> {
    desk: &'a Desk,
    kind: KindId,
    id: &'a CommandId,
    back: Option<&'a str>,
}

impl Job<'_> {
    fn key(&self) -> Key {
        (
            self.desk.ctx.workspace.name().clone(),
            self.desk.visitor.account_id(),
            self.id.as_str().to_owned(),
        )
    }

    /// Waits for the work as long as somebody waits for a page; then another page says how it goes.
    async fn carry_out(
        &self,
        jobs: &Arc<Jobs>,
        work: impl Future<Output = Ended> + Send + 'static,
    ) -> Result<Response, PageError> {
        let key = self.key();
        if !jobs.begin(&key) {
            return Ok(go(&self.place("running")));
        }
        let (noted, own) = (Arc::clone(jobs), key.clone());
        // A task of its own, so that its end is noted also when the browser goes away.
        let job = tokio::spawn(async move {
            let ended = work.await;
            noted.note(&own, Stage::Ended(Arc::new(ended)));
        });
        match tokio::time::timeout(PATIENCE, job).await {
            Err(_) => Ok(go(&self.place("running"))),
            Ok(_) => self.ended(jobs.take(&key)),
        }
    }

    fn place(&self, step: &str) -> String {
        let kind = self.desk.kinds().decl(self.kind).name;
        let place = format!("/bulk/{kind}/{step}/{}", self.id.as_str());
        self.desk.href_with(&place, self.back)
    }

    /// What somebody sees once a change has ended: the report, or why nothing was changed.
    fn ended(&self, stage: Option<Stage>) -> Result<Response, PageError> {
        let Some(Stage::Ended(ended)) = stage else {
            // Another process, or this one before it was started again, may have made it.
            let found = self
                .desk
                .ctx
                .workspace
                .store()
                .command(self.id)
                .map_err(AppError::from)?;
            return match found {
                Some(_) => Ok(go(&self.place("done"))),
                None => Err(PageError::missing(
                    "no such change is being made now: look at the list",
                )),
            };
        };
        match &*ended {
            Ended::Made {
                outcome: Ok(Applied::Done(_)),
                ..
            } => Ok(go(&self.place("done"))),
            Ended::Made {
                outcome: Ok(Applied::Not(seen)),
                wish,
            } => {
                let again = bulk_edit::fresh_id()?;
                let page = preview::draw(self.desk, wish, seen, &again, preview::After::Refused);
                Ok((StatusCode::CONFLICT, page).into_response())
            }
            Ended::Back(Ok(undone)) if undone.command.is_some() && undone.left.is_empty() => {
                Ok(go(&self.place("done")))
            }
            Ended::Back(Ok(undone)) => {
                Ok(report::draw_undone(self.desk, self.kind, undone, self.back).into_response())
            }
            Ended::Made {
                outcome: Err(error), ..
            }
            | Ended::Back(Err(error)) => Err(error.clone()),
        }
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
    let job = Job {
        desk: &desk,
        kind,
        id: &id,
        back: desk.back(&desk.query),
    };
    match state.bulk.take(&job.key()) {
        Some(Stage::Running) => Ok(jobs::draw(&desk, At::Kind(kind)).into_response()),
        stage => job.ended(stage),
    }
}
