//! Why an operation could not be done.

use probity_core::register::FoldError;
use probity_core::rules::{Refusal, RefusalKind};
use probity_ledger::StoreError;
use probity_ledger::proof::ProofError;

use crate::ports::{BlobError, OperationalError};

/// What went wrong, for the person who asked and for the face that must choose a status.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The rules refuse it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was asked for does not make sense.
    #[error("{0}")]
    Invalid(String),
    /// There is nothing of that name.
    #[error("{0}")]
    Missing(String),
    /// The workspace cannot be written to.
    #[error("this workspace is read-only: {0}")]
    ReadOnly(String),
    /// The command id was used for another request.
    #[error("the command id `{0}` was used before for something else: choose a new id")]
    CommandIdReused(String),
    /// The disk is full; nothing was written.
    #[error("no space left on the disk: nothing was written, and reading goes on; make room and try again")]
    Full,
    /// The ledger's store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The ledger cannot be folded.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// A file could not be kept or read.
    #[error(transparent)]
    Blob(BlobError),
    /// The operational database failed.
    #[error(transparent)]
    Operational(#[from] OperationalError),
    /// Of several servers, none was found that could write.
    #[error("{0}")]
    NoWriter(String),
    /// A fault of ours.
    #[error("something went wrong inside Probity, and nothing was changed: {0}")]
    Internal(String),
}

/// The class of an error: faces choose status and exit code by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// Nothing of that name, or nothing the principal may see.
    Missing,
    /// Not allowed.
    Forbidden,
    /// Somebody changed it since.
    Conflict,
    /// What was sent does not fit.
    Invalid,
    /// The rules or the state do not allow it now.
    NotNow,
    /// No room.
    Full,
    /// Broken on our side.
    Broken,
}

impl AppError {
    /// Its class.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Refused(refusal) => match refusal.kind {
                RefusalKind::Missing => ErrorClass::Missing,
                RefusalKind::Forbidden => ErrorClass::Forbidden,
                RefusalKind::Conflict => ErrorClass::Conflict,
                RefusalKind::Invalid => ErrorClass::Invalid,
                RefusalKind::NotNow => ErrorClass::NotNow,
            },
            Self::Invalid(_) => ErrorClass::Invalid,
            Self::Missing(_) => ErrorClass::Missing,
            Self::ReadOnly(_) => ErrorClass::NotNow,
            Self::CommandIdReused(_) => ErrorClass::Conflict,
            Self::Full => ErrorClass::Full,
            Self::Store(_)
            | Self::Fold(_)
            | Self::Blob(_)
            | Self::Operational(_)
            | Self::NoWriter(_)
            | Self::Internal(_) => ErrorClass::Broken,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            other => Self::Store(other),
        }
    }
}

impl From<BlobError> for AppError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Self::Full,
            BlobError::Missing(hash) => Self::Missing(format!("the file `{hash}` is not in this workspace")),
            other => Self::Blob(other),
        }
    }
}

impl From<ProofError> for AppError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Store(error) => error.into(),
            other => Self::Invalid(other.to_string()),
        }
    }
}
