//! Pages that say what went wrong and what to do.

use axum::http::StatusCode;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::accounts::SignInError;
use probity_app::error::ErrorClass;
use probity_app::ports::OperationalError;

use crate::explained;

/// Why a page is not what was asked for.
#[derive(Clone, Debug)]
pub enum PageError {
    /// A page that explains it.
    Explained {
        /// The answer's status.
        status: StatusCode,
        /// What happened, lower case, without a full stop.
        what: String,
    },
    /// Somebody has to sign in first; then they come back to this path.
    SignIn(String),
}

impl PageError {
    /// Nothing of that name, or nothing this person may see.
    pub fn missing(what: impl Into<String>) -> Self {
        Self::Explained {
            status: StatusCode::NOT_FOUND,
            what: what.into(),
        }
    }

    /// Not allowed.
    pub fn forbidden(what: impl Into<String>) -> Self {
        Self::Explained {
            status: StatusCode::FORBIDDEN,
            what: what.into(),
        }
    }

    /// What was sent does not fit.
    pub fn invalid(what: impl Into<String>) -> Self {
        Self::Explained {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            what: what.into(),
        }
    }
}

/// The status an answer has for an error of the application.
pub fn status_of(error: &AppError) -> StatusCode {
    match error.class() {
        ErrorClass::Missing => StatusCode::NOT_FOUND,
        ErrorClass::Forbidden => StatusCode::FORBIDDEN,
        ErrorClass::Conflict | ErrorClass::NotNow => StatusCode::CONFLICT,
        ErrorClass::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorClass::Full => StatusCode::INSUFFICIENT_STORAGE,
        ErrorClass::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        let status = status_of(&error);
        if status.is_server_error() {
            tracing::error!(%error, "a request could not be answered");
        }
        Self::Explained {
            status,
            what: error.to_string(),
        }
    }
}

impl From<OperationalError> for PageError {
    fn from(error: OperationalError) -> Self {
        AppError::from(error).into()
    }
}

impl From<SignInError> for PageError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Operational(error) => error.into(),
            other => AppError::Internal(other.to_string()).into(),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::Explained { status, what } => explained::alone(status, what),
            Self::SignIn(next) => {
                let to = crate::address::with_query("/sign-in", &[("next", &next)]);
                (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
            }
        }
    }
}

/// A message of ours as a sentence, with what stands in backticks set apart.
pub fn told(message: &str) -> Markup {
    let sentence = sentence(message);
    html! {
        @for (place, part) in sentence.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A message of ours as a sentence: upper case first, full stop last.
fn sentence(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}
