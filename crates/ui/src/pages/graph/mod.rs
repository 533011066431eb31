//! What hangs together with what: around one record, and of everything by kind.

mod around;
mod carriers;
mod sketch;
mod whole;

use axum::Router;
use axum::routing::get;

use crate::state::UiState;

pub use around::{beside, plural};

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/graph", get(whole::show))
        .route("/r/{id}/graph", get(around::show))
}
