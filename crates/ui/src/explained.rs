//! The page that says what went wrong and what to do: inside the frame of the workspace where there is one.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::error::told;
use crate::page::{At, bare, page};
use crate::state::UiState;

/// What an answer explains; goes along with it until it is known in which frame it is shown.
#[derive(Clone)]
struct Explanation {
    status: StatusCode,
    what: String,
}

/// The page by itself.
pub fn alone(status: StatusCode, what: String) -> Response {
    let (title, _) = words(status);
    let page = bare(title, &explain(status, &what, "/"));
    let mut response = (status, page).into_response();
    response.extensions_mut().insert(Explanation { status, what });
    response
}

/// Shows what went wrong inside the workspace to whoever may see it, with the ways on around it.
pub async fn in_frame(State(state): State<UiState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.uri.path().starts_with("/w/").then(|| parts.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let explanation = response.extensions().get::<Explanation>().cloned();
    let (Some(mut parts), Some(Explanation { status, what })) = (asked, explanation) else {
        return response;
    };
    match Desk::from_request_parts(&mut parts, &state).await {
        Ok(desk) => {
            let (title, _) = words(status);
            let body = html! {
                h1 { (title) }
                div.blank { (explain(status, &what, &desk.href("/"))) }
            };
            (status, page(&desk, title, At::Elsewhere, &body)).into_response()
        }
        Err(_) => response,
    }
}

fn explain(status: StatusCode, what: &str, first: &str) -> Markup {
    let (_, way_out) = words(status);
    html! {
        p.lead { (told(what)) }
        p { (way_out) }
        p { a.button href=(first) { "Go to the first page" } }
        p.note { "Answer " (status.as_u16()) }
    }
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "There is nothing here",
            "The address may be mistyped, or it names something you may not see. Search for it, or ask who sent you here.",
        ),
        StatusCode::FORBIDDEN => ("This is not open to you", "Nothing was changed."),
        StatusCode::CONFLICT => (
            "This cannot be done now",
            "Nothing was changed. Go back, reload the page and look at the newest state.",
        ),
        StatusCode::UNPROCESSABLE_ENTITY => (
            "That does not fit",
            "Nothing was changed. Go back, correct it and send it again.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "That is too large",
            "Nothing was changed. Go back and split it or make it smaller, or use the command line.",
        ),
        StatusCode::INSUFFICIENT_STORAGE => (
            "The disk is full",
            "Nothing was written. Reading goes on; whoever runs this server has to make room.",
        ),
        _ => (
            "Something broke on our side",
            "Nothing was changed. Try again; if it stays, whoever runs this server finds more in its log.",
        ),
    }
}
