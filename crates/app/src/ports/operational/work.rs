//! Unfinished work and personal settings: drafts, staged imports, mappings, views, read marks.

use jiff::Timestamp;

use super::{AccountId, OperationalError};
use crate::ports::{BlobHash, WorkspaceName};

/// Days after which an untouched draft is removed.
pub const DRAFT_RETENTION_DAYS: i64 = 90;
/// Hours after which a staged import is removed.
pub const STAGING_RETENTION_HOURS: i64 = 24;

/// A form that somebody began and did not save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Whose.
    pub account: AccountId,
    /// Where.
    pub workspace: WorkspaceName,
    /// Of what, such as `edit:SYS-12` or `new:system`.
    pub key: String,
    /// The form's values as JSON.
    pub json: String,
    /// When it was last kept.
    pub updated: Timestamp,
}

/// Drafts, one for each account, workspace and key.
pub trait Drafts {
    /// Keeps a draft in place of an older one.
    fn save_draft(&self, draft: &Draft) -> Result<(), OperationalError>;

    /// The draft of a key.
    fn draft(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        key: &str,
    ) -> Result<Option<Draft>, OperationalError>;

    /// All drafts of an account in a workspace, newest first.
    fn drafts(&self, account: &AccountId, workspace: &WorkspaceName) -> Result<Vec<Draft>, OperationalError>;

    /// Drops a draft. `false` when there was none.
    fn delete_draft(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        key: &str,
    ) -> Result<bool, OperationalError>;
}

/// How far a staged import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StagingState {
    /// The file is here, with the mapping that was proposed, if any.
    Uploaded,
    /// A person has looked at the mapping.
    Mapped,
    /// Its rows are being written.
    Importing,
    /// Its rows are in the ledger.
    Imported,
}

impl StagingState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Uploaded, Self::Mapped, Self::Importing, Self::Imported];

    /// The state as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Mapped => "mapped",
            Self::Importing => "importing",
            Self::Imported => "imported",
        }
    }
}

/// A file that is to be imported, between upload and import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportStaging {
    /// Random, made by the caller.
    pub id: String,
    /// Into which workspace.
    pub workspace: WorkspaceName,
    /// Who brought it.
    pub account: AccountId,
    /// What the file was called.
    pub file_name: String,
    /// Its bytes, in the blobs of the workspace.
    pub blob: BlobHash,
    /// The mapping of columns as JSON, once there is one.
    pub mapping: Option<String>,
    /// How far it has come.
    pub state: StagingState,
    /// When it was brought. It goes [`STAGING_RETENTION_HOURS`] later.
    pub created: Timestamp,
}

/// Staged imports.
pub trait ImportStagings {
    /// Adds one. [`OperationalError::Taken`] when the id is in use.
    fn create_staging(&self, staging: &ImportStaging) -> Result<(), OperationalError>;

    /// The staging of an id.
    fn staging(&self, id: &str) -> Result<Option<ImportStaging>, OperationalError>;

    /// The stagings of a workspace, newest first.
    fn stagings(&self, workspace: &WorkspaceName) -> Result<Vec<ImportStaging>, OperationalError>;

    /// Replaces mapping and state.
    fn update_staging(
        &self,
        id: &str,
        mapping: Option<&str>,
        state: StagingState,
    ) -> Result<(), OperationalError>;

    /// Drops one. `false` when there was none. The blob stays.
    fn delete_staging(&self, id: &str) -> Result<bool, OperationalError>;
}

/// A mapping of columns that was corrected once and is to be used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedMapping {
    /// For which workspace.
    pub workspace: WorkspaceName,
    /// What it is called there.
    pub name: String,
    /// The mapping as JSON.
    pub json: String,
    /// When it was last kept.
    pub updated: Timestamp,
}

/// Saved mappings, one for each workspace and name.
pub trait SavedMappings {
    /// Keeps a mapping in place of an older one of this name.
    fn save_mapping(&self, mapping: &SavedMapping) -> Result<(), OperationalError>;

    /// The mapping of a name.
    fn mapping(
        &self,
        workspace: &WorkspaceName,
        name: &str,
    ) -> Result<Option<SavedMapping>, OperationalError>;

    /// All mappings of a workspace, sorted by name.
    fn mappings(&self, workspace: &WorkspaceName) -> Result<Vec<SavedMapping>, OperationalError>;

    /// Drops a mapping. `false` when there was none.
    fn delete_mapping(&self, workspace: &WorkspaceName, name: &str) -> Result<bool, OperationalError>;
}

/// A filter, sort and choice of columns that somebody wants to see again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Whose.
    pub account: AccountId,
    /// Where.
    pub workspace: WorkspaceName,
    /// On which list, such as `system`.
    pub list: String,
    /// What it is called.
    pub name: String,
    /// The query part of the address.
    pub query: String,
}

/// Saved views, one for each account, workspace, list and name.
pub trait SavedViews {
    /// Keeps a view in place of an older one of this name.
    fn save_view(&self, view: &SavedView) -> Result<(), OperationalError>;

    /// The views of a list, sorted by name.
    fn views(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<Vec<SavedView>, OperationalError>;

    /// Drops a view. `false` when there was none.
    fn delete_view(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
        name: &str,
    ) -> Result<bool, OperationalError>;
}

/// How far somebody has read a ledger, as its size at that time.
pub trait ReadMarks {
    /// Moves the mark forward; a smaller size than before changes nothing.
    fn set_read_mark(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        size: u64,
    ) -> Result<(), OperationalError>;

    /// The mark; 0 when nothing was read yet.
    fn read_mark(&self, account: &AccountId, workspace: &WorkspaceName) -> Result<u64, OperationalError>;
}
