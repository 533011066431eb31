//! Operational state: what a server needs to run and what is nobody's governance.
//!
//! It lives in one database per server, apart from the ledgers, and no decision ever reads it.
//! The set of tables is closed; `docs/design/0002-operational-state.md` lists each with owner,
//! retention and backup rule. All changes are durable when a call returns `Ok`. No call reads a
//! clock: the caller says what time it is. Times are kept to the microsecond.

pub mod accounts;
pub mod erasures;
pub mod issued;
pub mod registry;
pub mod work;

use jiff::Timestamp;

pub use accounts::{
    Account, AccountId, Accounts, ApiToken, ApiTokens, FailureCount, LoginFailures, Session, Sessions,
    TokenHash,
};
pub use erasures::{ERASURES_FILE, KeptEntry, KeptErasure, KeptErasures, KeptRecord};
pub use issued::{IssuedFile, IssuedFiles, IssuedKind};
pub use registry::{RegisteredWorkspace, WorkspaceRegistry};
pub use work::{
    Draft, Drafts, ImportStaging, ImportStagings, ListMemories, ListMemory, ReadMarks, SavedMapping,
    SavedMappings, SavedView, SavedViews, StagingState,
};

/// Why operational state could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum OperationalError {
    /// Something of this name or id is there already; nothing was changed.
    #[error("{0} exists already")]
    Taken(String),
    /// What was to be changed is not there.
    #[error("{0} does not exist")]
    NotFound(String),
    /// No room; nothing was written and reading goes on.
    #[error("no space left on the disk that holds the server database: nothing was written")]
    Full,
    /// What is stored does not have the form it must have.
    #[error("the server database is damaged at {place}: {what}; restore it from a backup")]
    Damaged {
        /// Table and key, as far as known.
        place: String,
        /// What is wrong with it.
        what: String,
    },
    /// The database answered with an error.
    #[error("the server database failed: {0}")]
    Failed(String),
}

/// What [`Operational::purge`] removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Sessions past their absolute or idle expiry.
    pub sessions: u64,
    /// API tokens past their expiry.
    pub api_tokens: u64,
    /// Failed sign-ins that no limit counts any more.
    pub login_failures: u64,
    /// Drafts that nobody touched for [`work::DRAFT_RETENTION_DAYS`].
    pub drafts: u64,
    /// Staged files older than [`work::STAGING_RETENTION_HOURS`]; the caller removes blobs that no
    /// entry and no other staging refers to.
    pub stagings: Vec<ImportStaging>,
}

/// All operational state of a server.
///
/// Calls block; implementations are shared between threads.
pub trait Operational:
    Accounts
    + Sessions
    + ApiTokens
    + LoginFailures
    + Drafts
    + ImportStagings
    + SavedMappings
    + SavedViews
    + ListMemories
    + ReadMarks
    + IssuedFiles
    + KeptErasures
    + WorkspaceRegistry
    + Send
    + Sync
{
    /// Removes everything whose time is over. To be called about once an hour.
    fn purge(&self, now: Timestamp) -> Result<Purged, OperationalError>;

    /// Makes what was removed unreachable on the medium too (truncate logs, overwrite free pages).
    fn scrub(&self) -> Result<(), OperationalError>;

    /// Findings of the database's own consistency check, empty when sound. Slow; for `fsck`.
    fn integrity(&self) -> Result<Vec<String>, OperationalError>;
}
