//! Unfinished work and personal settings: drafts, staged imports, mappings, views, what is remembered
//! of lists, read marks.

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

/// A filter, sort and choice of columns that somebody wants to see again, with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Random, made by the caller; addresses of lists say it.
    pub id: String,
    /// Who made it.
    pub account: AccountId,
    /// Where.
    pub workspace: WorkspaceName,
    /// On which list, such as `system`.
    pub list: String,
    /// What it is called.
    pub name: String,
    /// The query part of the address.
    pub query: String,
    /// Whether everybody who may enter the workspace finds it; otherwise only who made it.
    pub shared: bool,
}

/// Saved views. A name is used once by one account on one list of a workspace.
///
/// Who may see or change which view is for the caller to decide: [`SavedViews::view`] and
/// [`SavedViews::all_views`] give private ones of others too.
pub trait SavedViews {
    /// Adds a view, or replaces name, query and sharing of the one of this id; its account,
    /// workspace and list stay. [`OperationalError::Taken`] when the account has another view of
    /// this name there; then nothing changes.
    fn save_view(&self, view: &SavedView) -> Result<(), OperationalError>;

    /// The view of an id, when it is one of this workspace.
    fn view(&self, workspace: &WorkspaceName, id: &str) -> Result<Option<SavedView>, OperationalError>;

    /// The views of a list that an account finds: its own and the shared ones, sorted by name, then
    /// by id.
    fn views(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<Vec<SavedView>, OperationalError>;

    /// All views of a workspace, private ones included, sorted by id: for erasing.
    fn all_views(&self, workspace: &WorkspaceName) -> Result<Vec<SavedView>, OperationalError>;

    /// Drops a view of this workspace. `false` when there was none.
    fn delete_view(&self, workspace: &WorkspaceName, id: &str) -> Result<bool, OperationalError>;
}

/// How somebody last looked at a list: columns, sort and grouping, never a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListMemory {
    /// Whose.
    pub account: AccountId,
    /// Where.
    pub workspace: WorkspaceName,
    /// On which list, such as `system`.
    pub list: String,
    /// The query part of an address that brings it back; empty for the list as it usually is.
    pub query: String,
    /// The id of the view that opens first; it may be gone or no longer shared by now.
    pub first_view: Option<String>,
}

/// What is remembered of lists, once for each account, workspace and list.
pub trait ListMemories {
    /// Remembers this in place of what was remembered before.
    fn remember_list(&self, memory: &ListMemory) -> Result<(), OperationalError>;

    /// What is remembered of a list.
    fn list_memory(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
    ) -> Result<Option<ListMemory>, OperationalError>;

    /// All that is remembered in a workspace, sorted by account and list: for erasing.
    fn list_memories(&self, workspace: &WorkspaceName) -> Result<Vec<ListMemory>, OperationalError>;

    /// Forgets it. `false` when nothing was remembered.
    fn forget_list(
        &self,
        account: &AccountId,
        workspace: &WorkspaceName,
        list: &str,
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
