//! What arrives with a POST: checked against the session before anybody acts on it.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, Form, FromRequest, FromRequestParts as _, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::state::UiState;
use crate::visitor::formerly;

/// The most bytes of a form without its files; a field holds at most 32 KiB.
pub const FORM_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of the files of one form.
pub const ATTACHED_BYTES: usize = 32 * 1024 * 1024;

/// A form of one of our pages, sent by whoever the page was made for.
pub struct Sent {
    /// The request's desk; never one of a past day.
    pub desk: Desk,
    /// What was sent.
    pub fields: Fields,
    /// The files that came with it.
    pub files: Vec<SentFile>,
}

/// A form whose words are kept even when it cannot be acted on: its session is over, or it is from an
/// earlier one. Nothing is done with it but to show it again.
pub struct Typed {
    /// What was sent; without its files when it is from an earlier session.
    pub sent: Sent,
    /// Whether it may be acted on.
    pub is_current: bool,
}

impl FromRequest<UiState> for Typed {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &UiState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let desk = present_desk(&mut parts, state).await;
        let owner = match &desk {
            Err(PageError::SignIn(_)) => formerly(state, &parts).await,
            _ => None,
        };
        let request = Request::from_parts(parts, body);
        let path = request.uri().path().to_owned();
        let desk = match desk {
            Ok(desk) => desk,
            Err(PageError::SignIn(here)) => {
                let fields = words(request, state).await?;
                // A remark has no page of its own: it comes back on that of its record.
                let page = here.strip_suffix("/comment").unwrap_or(&here);
                return Err(PageError::SignIn(
                    state.held.hold(page, owner, fields).unwrap_or(path),
                ));
            }
            Err(error) => return Err(error),
        };
        if has_files(&request) {
            let (fields, files, is_current) = mixed(&desk, request, state, Stranger::Heard).await?;
            let sent = Sent { desk, fields, files };
            return Ok(Self { sent, is_current });
        }
        let fields = words(request, state).await?;
        let is_current = check_token(&desk, fields.get("token")).is_ok();
        let files = Vec::new();
        let sent = Sent { desk, fields, files };
        Ok(Self { sent, is_current })
    }
}

/// The fields of a form, without its files.
async fn words(request: Request, state: &UiState) -> Result<Fields, PageError> {
    if !has_files(&request) {
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|error| PageError::Explained {
                status: error.status(),
                what: error.body_text(),
            })?;
        return Ok(Fields::new(pairs));
    }
    let mut sent = multipart(request, state).await?;
    let mut pairs = Vec::new();
    while let Ok(Some(field)) = sent.next_field().await {
        if field.file_name().is_some() {
            continue;
        }
        let input = field.name().unwrap_or_default().to_owned();
        match field.text().await {
            Ok(text) => pairs.push((input, text)),
            Err(_) => break,
        }
    }
    Ok(Fields::new(pairs))
}

/// Why a form of an earlier session is shown again.
pub const EARLIER_SESSION: &str =
    "you signed in again since this form was opened: look it over and send it once more";

/// What becomes of a form without the token of its session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stranger {
    /// It is refused before anything large of it is read.
    Refused,
    /// Its words are read, its files are not.
    Heard,
}

/// A file of a form.
pub struct SentFile {
    /// The name of its input.
    pub input: String,
    /// What it was called where it came from.
    pub name: String,
    /// Its bytes.
    pub content: Bytes,
}

impl FromRequest<UiState> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &UiState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let desk = present_desk(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        if has_files(&request) {
            let (fields, files, _) = mixed(&desk, request, state, Stranger::Refused).await?;
            return Ok(Self { desk, fields, files });
        }
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|error| PageError::Explained {
                status: error.status(),
                what: error.body_text(),
            })?;
        let fields = Fields::new(pairs);
        check_token(&desk, fields.get("token"))?;
        Ok(Self {
            desk,
            fields,
            files: Vec::new(),
        })
    }
}

fn has_files(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// A form with files. Its token stands first, so nothing large is read for a stranger.
async fn mixed(
    desk: &Desk,
    mut request: Request,
    state: &UiState,
    stranger: Stranger,
) -> Result<(Fields, Vec<SentFile>, bool), PageError> {
    DefaultBodyLimit::max(FORM_BYTES + ATTACHED_BYTES).apply(&mut request);
    let mut sent = multipart(request, state).await?;
    let (mut pairs, mut files, mut bytes, mut allowed) = (Vec::new(), Vec::new(), 0, false);
    while let Some(field) = sent.next_field().await.map_err(|error| unreadable(&error))? {
        let input = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        match file {
            _ if input == "token" => {
                let token = field.text().await.map_err(|error| unreadable(&error))?;
                allowed = match (check_token(desk, Some(&token)), stranger) {
                    (Ok(()), _) => true,
                    (Err(_), Stranger::Heard) => false,
                    (Err(error), Stranger::Refused) => return Err(error),
                };
            }
            _ if !allowed && stranger == Stranger::Refused => check_token(desk, None)?,
            Some(_) if !allowed => {}
            None => {
                let text = field.text().await.map_err(|error| unreadable(&error))?;
                bytes += text.len();
                if bytes > FORM_BYTES {
                    return Err(PageError::Explained {
                        status: StatusCode::PAYLOAD_TOO_LARGE,
                        what: "the form holds more text than fits: keep long texts as files".to_owned(),
                    });
                }
                pairs.push((input, text));
            }
            Some(name) => {
                let content = field.bytes().await.map_err(|error| unreadable(&error))?;
                // An input that was left empty sends a file without a name.
                if !name.is_empty() || !content.is_empty() {
                    files.push(SentFile { input, name, content });
                }
            }
        }
    }
    if !allowed && stranger == Stranger::Refused {
        check_token(desk, None)?;
    }
    Ok((Fields::new(pairs), files, allowed))
}

async fn multipart(request: Request, state: &UiState) -> Result<Multipart, PageError> {
    Multipart::from_request(request, state)
        .await
        .map_err(|error| PageError::Explained {
            status: error.status(),
            what: error.body_text(),
        })
}

fn unreadable(error: &MultipartError) -> PageError {
    let status = error.status();
    let what = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "the file holds more bytes than are taken here".to_owned(),
        _ => format!("the file could not be read: {}", error.body_text()),
    };
    PageError::Explained { status, what }
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
        let mut sent = multipart(Request::from_parts(parts, body), state).await?;
        let mut allowed = false;
        while let Some(field) = sent.next_field().await.map_err(|error| unreadable(&error))? {
            match field.name() {
                Some("token") => {
                    let token = field.text().await.map_err(|error| unreadable(&error))?;
                    check_token(&desk, Some(&token))?;
                    allowed = true;
                }
                // The token stands before the file, so nothing large is read for a stranger.
                Some("file") if allowed => {
                    let name = field.file_name().unwrap_or_default().to_owned();
                    let content = field.bytes().await.map_err(|error| unreadable(&error))?;
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
