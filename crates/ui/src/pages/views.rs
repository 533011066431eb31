//! Saved and shared views of lists: made, changed and removed here, and shown by the list itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::post;
use probity_app::operations::saved_view::{self, Wanted};
use probity_app::ports::Operational;
use probity_app::ports::operational::{AccountId, ListMemory, SavedView};
use probity_app::{AppError, Ctx};

use super::list::ListAddress;
use super::sent::{Sent, done};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::state::UiState;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/views", post(save))
        .route("/views/{id}", post(change))
}

/// POST `/w/{workspace}/views`: saves what a list shows under a name.
async fn save(Sent { desk, fields, .. }: Sent) -> Result<Response, PageError> {
    let list = fields.text("list").unwrap_or_default().to_owned();
    let wanted = wanted(&fields, query_of(&fields));
    let view = operate(&desk, move |ctx, operational, account| {
        saved_view::create(ctx, operational, account, &list, wanted)
    })
    .await?;
    Ok(done(&shown(&desk, &view)))
}

/// POST `/w/{workspace}/views/{id}`: what its maker does with a view, and what anybody does for themselves.
async fn change(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let what = fields.get("do").unwrap_or_default().to_owned();
    let sent = fields;
    let view = operate(&desk, move |ctx, operational, account| match what.as_str() {
        "update" => saved_view::change(ctx, operational, account, &id, |view| Wanted {
            name: view.name.clone(),
            query: query_of(&sent),
            shared: view.shared,
        }),
        "rename" => saved_view::change(ctx, operational, account, &id, |view| {
            wanted(&sent, view.query.clone())
        }),
        "delete" => saved_view::delete(ctx, operational, account, &id).map(|view| SavedView {
            id: String::new(),
            ..view
        }),
        "first" => opens_first(ctx, operational, account, &id, true),
        "last" => opens_first(ctx, operational, account, &id, false),
        other => Err(AppError::Invalid(format!(
            "`{}` cannot be done with a view",
            other.chars().take(40).collect::<String>()
        ))),
    })
    .await?;
    Ok(done(&shown(&desk, &view)))
}

/// The list with a view, or without any once it is gone.
fn shown(desk: &Desk, view: &SavedView) -> String {
    let place = desk.href(&format!("/{}", view.list));
    match view.id.as_str() {
        "" => with_query(&place, &[("view", "none")]),
        id => with_query(&place, &[("view", id)]),
    }
}

fn wanted(fields: &Fields, query: String) -> Wanted {
    Wanted {
        name: fields.get("name").unwrap_or_default().to_owned(),
        query,
        shared: fields.get("shared") == Some("yes"),
    }
}

/// What the list says of itself, and nothing else that somebody may send.
fn query_of(fields: &Fields) -> String {
    ListAddress::read_text(fields.get("query").unwrap_or_default()).text()
}

/// The list of a view opens with it, or no longer does.
fn opens_first(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
    is_first: bool,
) -> Result<SavedView, AppError> {
    let view = saved_view::find(ctx, operational, account, id)?
        .ok_or_else(|| AppError::Missing("there is no such view any more".to_owned()))?;
    let known = operational.list_memory(account, ctx.workspace.name(), &view.list)?;
    operational.remember_list(&ListMemory {
        account: account.clone(),
        workspace: ctx.workspace.name().clone(),
        list: view.list.clone(),
        query: known.map(|memory| memory.query).unwrap_or_default(),
        first_view: is_first.then(|| view.id.clone()),
    })?;
    Ok(view)
}

async fn operate<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&Ctx, &dyn Operational, &AccountId) -> Result<T, AppError> + Send + 'static,
) -> Result<T, PageError> {
    let (ctx, operational, account) = (
        desk.ctx.clone(),
        Arc::clone(&desk.operational),
        desk.visitor.account_id(),
    );
    blocking(move || work(&ctx, &*operational, &account)).await
}
