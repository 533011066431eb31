//! Saved and shared views of lists.

use axum::Router;

use crate::state::UiState;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
}
