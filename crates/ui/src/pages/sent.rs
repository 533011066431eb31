//! What arrives with a POST: checked against the session before anybody acts on it.

use axum::body::Bytes;
use axum::extract::{Form, FromRequest, FromRequestParts as _, Multipart, Request};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::state::UiState;

/// A form of one of our pages, sent by whoever the page was made for.
pub struct Sent {
    /// The request's desk; never one of a past day.
    pub desk: Desk,
    /// What was sent.
    pub fields: Fields,
}

impl FromRequest<UiState> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &UiState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let desk = present_desk(&mut parts, state).await?;
        let Form(pairs) =
            Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), state)
                .await
                .map_err(|error| PageError::Explained {
                    status: error.status(),
                    what: error.body_text(),
                })?;
        let fields = Fields::new(pairs);
        check_token(&desk, fields.get("token"))?;
        Ok(Self { desk, fields })
    }
}

/// A file of one of our pages, with the form's other fields.
pub struct Upload {
    /// The request's desk.
    pub desk: Desk,
    /// What the file was called where it came from.
    pub name: String,
    /// Its bytes.
    pub content: Bytes,
}

impl FromRequest<UiState> for Upload {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &UiState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let desk = present_desk(&mut parts, state).await?;
        let unreadable = |error: axum::extract::multipart::MultipartError| PageError::Explained {
            status: error.status(),
            what: format!("the file could not be read: {}", error.body_text()),
        };
        let mut sent = Multipart::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|error| PageError::Explained {
                status: error.status(),
                what: error.body_text(),
            })?;
        let mut allowed = false;
        while let Some(field) = sent.next_field().await.map_err(unreadable)? {
            match field.name() {
                Some("token") => {
                    let token = field.text().await.map_err(unreadable)?;
                    check_token(&desk, Some(&token))?;
                    allowed = true;
                }
                // The token stands before the file, so nothing large is read for a stranger.
                Some("file") if allowed => {
                    let name = field.file_name().unwrap_or_default().to_owned();
                    let content = field.bytes().await.map_err(unreadable)?;
                    if name.is_empty() && content.is_empty() {
                        return Err(PageError::invalid(
                            "no file was chosen: choose a spreadsheet first",
                        ));
                    }
                    return Ok(Self { desk, name, content });
                }
                _ => {}
            }
        }
        check_token(&desk, None)?;
        Err(PageError::invalid("no file was sent: choose a spreadsheet first"))
    }
}

async fn present_desk(parts: &mut axum::http::request::Parts, state: &UiState) -> Result<Desk, PageError> {
    let desk = Desk::from_request_parts(parts, state).await?;
    match desk.past {
        None => Ok(desk),
        Some(_) => Err(PageError::forbidden(
            "a past day can be looked at and not changed: go back to today first",
        )),
    }
}

fn check_token(desk: &Desk, token: Option<&str>) -> Result<(), PageError> {
    if token.is_some_and(|token| desk.visitor.form_secret.accepts(token)) {
        return Ok(());
    }
    Err(PageError::forbidden(
        "this form is from an earlier session, so nothing was changed: go back, reload the page and send it again",
    ))
}

/// Sends the browser on after something was done, so that reloading does not do it again.
pub fn done(to: &str) -> Response {
    Redirect::to(to).into_response()
}
