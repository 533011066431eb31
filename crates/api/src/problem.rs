//! Why something was not done, as sent: problem details (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use probity_app::AppError;
use probity_app::error::ErrorClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// A kind of problem: its address is stable and answers with the explanation.
#[derive(Debug)]
pub struct ProblemKind {
    /// The last part of its address, `/problems/SLUG`.
    pub slug: &'static str,
    /// The HTTP status (RFC 9110) it comes with.
    pub status: u16,
    /// The class, in a few words that are always the same.
    pub title: &'static str,
    /// What it means and what to do, for the person who writes the client.
    pub explanation: &'static str,
}

macro_rules! problems {
    ($($name:ident = $status:literal $slug:literal $title:literal: $explanation:literal;)*) => {
        $(#[doc = $explanation] pub const $name: &ProblemKind = &ProblemKind { slug: $slug, status: $status, title: $title, explanation: $explanation };)*
        /// Every kind of problem, in the order of statuses.
        pub const PROBLEMS: &[&ProblemKind] = &[$($name),*];
    };
}

problems! {
    NOT_UNDERSTOOD = 400 "not-understood" "not understood":
        "What was sent cannot be read: a parameter that is not known or is not of its form, or a body that is not the JSON that is described. The detail names the place. Nothing happened. Correct the request; sending it again as it is gives the same answer.";
    UNKNOWN_CALLER = 401 "unknown-caller" "unknown caller":
        "The request carries no token, or one that is not known here, was revoked, or is over. Send `Authorization: Bearer TOKEN`; `probity token create` makes one.";
    NOT_ALLOWED = 403 "not-allowed" "not allowed":
        "The caller sees the record and may not do this. Rights come from roles that are granted in the workspace, never from the token. Ask an administrator of the workspace.";
    NOT_FOUND = 404 "not-found" "not found":
        "There is nothing of that name, or nothing that the caller may see: both read alike.";
    METHOD_NOT_ALLOWED = 405 "method-not-allowed" "method not allowed":
        "This address does not take this method. The header `Allow` lists those it takes.";
    NOT_ACCEPTABLE = 406 "not-acceptable" "not acceptable":
        "The header `Accept` leaves out every form in which this can be answered. The detail lists them.";
    CONFLICT = 409 "conflict" "changed by somebody else":
        "Somebody changed it since. Read it again, look at both, and send the change again.";
    NOT_NOW = 409 "not-now" "not possible now":
        "The rules of the record, or the state of the server, do not allow it now. The detail says what is missing.";
    NOT_CAUGHT_UP = 409 "not-caught-up" "not caught up":
        "The request asks for at least `Probity-Ledger-Size` entries, and this node does not have them yet. Try again after `Retry-After` seconds.";
    STALE = 412 "stale" "changed by somebody else":
        "`If-Match` names a revision that is not the newest. The members `seen`, `current` and `changes` tell what happened since. Look at both, then send the change again with the newest `ETag`.";
    TOO_LARGE = 413 "too-large" "too large":
        "The body is larger than this address takes. Send less at once; the description of the address states the limit.";
    UNKNOWN_FORM = 415 "unknown-form" "unknown form":
        "The body is of a media type that this address does not take. The detail lists those it takes.";
    DOES_NOT_FIT = 422 "does-not-fit" "does not fit":
        "The request can be read, and what it says does not fit: a value, a field, a link, or a filter. The members `record`, `field` and `item` say where. Nothing happened.";
    KEY_REUSED = 422 "idempotency-key-reused" "key used for something else":
        "This `Idempotency-Key` was used before in this workspace, for another request. Use a new key for every new request, and the same key only to send the same request again.";
    IF_MATCH_REQUIRED = 428 "if-match-required" "precondition required":
        "This changes a record, so it needs `If-Match` with the `ETag` that was read, or `*` to change whatever is there.";
    BROKEN = 500 "broken" "broken":
        "Something failed on the side of the server. Its log tells what. What was not answered may have happened: look before sending it again, or use `Idempotency-Key`.";
    NO_SPACE = 507 "no-space" "no space left":
        "The disk of the server is full. Nothing was written, and reading goes on.";
}

/// A problem. Nothing was changed, unless the detail says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, JsonSchema)]
#[error("{detail}")]
#[schemars(title = "Problem")]
pub struct Problem {
    /// Address of the explanation; the same for every problem of this kind.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: Box<str>,
    /// The class, in a few words that are always the same.
    pub title: Box<str>,
    /// What happened, to which record or line, what to do.
    pub detail: String,
    /// The HTTP status (RFC 9110).
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// The record concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<str>>,
    /// The field concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Box<str>>,
    /// The item of a batch concerned, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// What else is to know; which members there are follows from the type.
    #[serde(flatten)]
    #[schemars(skip)]
    pub more: Box<Map<String, Json>>,
}

fn about_blank() -> Box<str> {
    "about:blank".into()
}

impl Problem {
    /// A problem of a kind that concerns no record.
    pub fn of(kind: &ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{}", kind.slug).into(),
            title: kind.title.into(),
            detail: detail.into(),
            status: kind.status,
            record: None,
            field: None,
            item: None,
            more: Box::default(),
        }
    }

    /// A problem of no kind that is explained anywhere.
    pub fn new(status: u16, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: about_blank(),
            title: title.into(),
            status,
            ..Self::of(NOT_FOUND, detail)
        }
    }

    /// What was sent cannot be understood.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::of(NOT_UNDERSTOOD, detail)
    }

    /// Nobody is known by this token.
    pub fn unknown_caller() -> Self {
        Self::of(
            UNKNOWN_CALLER,
            "this token is not known here, or its time is over: ask the administrator of the server for one",
        )
    }

    /// The same with one more member.
    #[must_use]
    pub fn with(mut self, member: &str, value: Json) -> Self {
        self.more.insert(member.to_owned(), value);
        self
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let kind = match (&error, error.class()) {
            (AppError::CommandIdReused(_), _) => KEY_REUSED,
            (_, ErrorClass::Missing) => NOT_FOUND,
            (_, ErrorClass::Forbidden) => NOT_ALLOWED,
            (_, ErrorClass::Conflict) => CONFLICT,
            (_, ErrorClass::Invalid) => DOES_NOT_FIT,
            (_, ErrorClass::NotNow) => NOT_NOW,
            (_, ErrorClass::Full) => NO_SPACE,
            (_, ErrorClass::Broken) => BROKEN,
        };
        let problem = Self::of(kind, error.to_string());
        match error {
            AppError::Refused(refusal) => Self {
                record: refusal.record.map(Into::into),
                field: refusal.field.map(Into::into),
                item: refusal.item,
                ..problem
            },
            _ => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if self.status >= 500 {
            tracing::error!(problem = %self.detail, "a request failed");
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if self.status == UNKNOWN_CALLER.status {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"probity\""),
            );
        }
        if self.kind.ends_with(NOT_CAUGHT_UP.slug) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_read_back_as_it_was_sent() {
        let problem = Problem::of(STALE, "x").with("seen", serde_json::json!({"revision": 1}));
        let json = serde_json::to_value(&problem).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"type": "/problems/stale", "title": "changed by somebody else", "detail": "x", "status": 412, "seen": {"revision": 1}})
        );
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
    }

    #[test]
    fn every_kind_has_an_address_of_its_own() {
        let mut slugs: Vec<&str> = PROBLEMS.iter().map(|kind| kind.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), PROBLEMS.len());
    }
}
