//! Every address and the page behind it.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::assets;
use crate::error::PageError;
use crate::explained::in_frame;
use crate::guard::guard;
use crate::pages::sent::FORM_BYTES;
use crate::pages::{
    bulk, changes, discovery, edit, files, graph, home, import, inbox, ledger, list, palette, record, rights,
    search, settings, sign_in, views,
};
use crate::state::UiState;

/// The most bytes of a file that is brought in through the browser.
const FILE_BYTES: usize = 100 * 1024 * 1024;

/// The web face.
pub fn router(state: UiState) -> Router {
    let workspace = Router::new()
        .route("/", get(home::show))
        .route("/search", get(search::show))
        .route(
            "/import",
            get(import::show).post(import::bring.layer(DefaultBodyLimit::max(FILE_BYTES))),
        )
        .route("/import/{id}", get(import::look).post(import::correct))
        .route("/import/{id}/keep", post(import::keep))
        .route("/import/{id}/progress", get(import::progress))
        .route("/import/{id}/refused.csv", get(import::refused))
        .route("/import/{id}/undo", post(import::undo))
        .route("/files/{sha256}", get(files::download))
        .route("/r/{id}", get(record::show))
        .route("/r/{id}/edit", get(edit::edit).post(edit::save))
        .route(
            "/r/{id}/move/{state}",
            get(record::move_form).post(record::move_on),
        )
        .route("/r/{id}/comment", post(record::comment))
        .route("/r/{id}/archive", post(record::archive))
        .route("/r/{id}/proof/{file}", get(record::download_proof))
        .merge(bulk::routes())
        .merge(changes::routes())
        .merge(discovery::routes())
        .merge(graph::routes())
        .merge(inbox::routes())
        .merge(ledger::routes())
        .merge(palette::routes())
        .merge(record::routes())
        .merge(rights::routes())
        .merge(settings::routes())
        .merge(views::routes())
        .route("/{kind}", get(list::show))
        .route("/{kind}/new", get(edit::new).post(edit::create))
        .route("/{kind}/export/{format}", get(list::export));
    Router::new()
        .route("/", get(home::first))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/assets/{hash}/{name}", get(assets::serve))
        .nest("/w/{workspace}", workspace)
        .route("/w/{workspace}/", get(home::show))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), in_frame))
        .layer(middleware::from_fn_with_state(state.clone(), guard))
        .with_state(state)
}

async fn nothing() -> PageError {
    PageError::missing("there is no page at this address")
}
