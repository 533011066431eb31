//! Why an operation was not done, as sent: problem details (RFC 9457).

use probity_app::AppError;
use probity_app::error::ErrorClass;
use serde::{Deserialize, Serialize};

/// A problem. Nothing was changed, unless the detail says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{detail}")]
pub struct Problem {
    /// The class, in a few words that are always the same.
    pub title: String,
    /// What happened, to which record or line, what to do.
    pub detail: String,
    /// The HTTP status (RFC 9110).
    pub status: u16,
    /// The record concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The field concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The item of a batch concerned, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
}

impl Problem {
    /// A problem that concerns no record.
    pub fn new(status: u16, title: &str, detail: impl Into<String>) -> Self {
        let (title, detail) = (title.to_owned(), detail.into());
        Self {
            title,
            detail,
            status,
            record: None,
            field: None,
            item: None,
        }
    }

    /// What was sent cannot be understood.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(400, "not understood", detail)
    }

    /// Nobody is known by this token.
    pub fn unknown_caller() -> Self {
        let detail =
            "this token is not known here, or its time is over: ask the administrator of the server for one";
        Self::new(401, "unknown caller", detail)
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let (status, title) = match error.class() {
            ErrorClass::Missing => (404, "not found"),
            ErrorClass::Forbidden => (403, "not allowed"),
            ErrorClass::Conflict => (409, "changed by somebody else"),
            ErrorClass::Invalid => (422, "does not fit"),
            ErrorClass::NotNow => (409, "not possible now"),
            ErrorClass::Full => (507, "no space left"),
            ErrorClass::Broken => (500, "broken"),
        };
        let problem = Self::new(status, title, error.to_string());
        match error {
            AppError::Refused(refusal) => Self {
                record: refusal.record,
                field: refusal.field,
                item: refusal.item,
                ..problem
            },
            _ => problem,
        }
    }
}
