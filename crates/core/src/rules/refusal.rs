//! Why a command is not carried out, in words for the person who asked.

use crate::rules::rights::Denied;

/// The class of a refusal: faces choose status and place by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// No such record, or none that the principal may see.
    Missing,
    /// Seen, but not allowed.
    Forbidden,
    /// Somebody changed it since.
    Conflict,
    /// What was sent does not fit.
    Invalid,
    /// The rules of the kind do not allow it now.
    NotNow,
}

/// A refusal. Nothing of the command happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[error("{message}")]
pub struct Refusal {
    /// The class.
    pub kind: RefusalKind,
    /// What happened, to which record, what to do; lower case.
    pub message: String,
    /// The record concerned, as people write it.
    pub record: Option<String>,
    /// The field concerned, by name.
    pub field: Option<String>,
    /// The item of a batch concerned, from 0.
    pub item: Option<usize>,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            record: None,
            field: None,
            item: None,
        }
    }

    /// What was sent does not fit.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Invalid, message)
    }

    /// The rules do not allow it now.
    pub fn not_now(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::NotNow, message)
    }

    /// There is no such record.
    pub fn missing(id: &str) -> Self {
        Self::new(RefusalKind::Missing, format!("there is no record `{id}`")).of(id)
    }

    /// Somebody changed it since.
    pub fn conflict(id: &str, expected: u32, actual: u32) -> Self {
        let message = format!(
            "`{id}` was changed by somebody else: you saw revision {expected}, it is now at {actual}; look at both and save again"
        );
        Self::new(RefusalKind::Conflict, message).of(id)
    }

    pub(crate) fn denied(denied: &Denied, id: Option<&str>) -> Self {
        match (denied, id) {
            (Denied::Missing, Some(id)) => Self::missing(id),
            (Denied::Missing, None) => Self::new(RefusalKind::Missing, denied.to_string()),
            (Denied::Forbidden(_), id) => {
                let refusal = Self::new(RefusalKind::Forbidden, denied.to_string());
                id.map_or(refusal.clone(), |id| refusal.of(id))
            }
        }
    }

    pub(crate) fn of(mut self, id: &str) -> Self {
        self.record = Some(id.to_owned());
        self
    }

    pub(crate) fn in_field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    pub(crate) fn at_item(mut self, item: usize) -> Self {
        self.item.get_or_insert(item);
        self
    }
}
