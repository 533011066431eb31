//! What left the house: exports and backups. An erasure cannot reach them, so they are listed.

use jiff::Timestamp;

use super::OperationalError;
use crate::ports::WorkspaceName;

/// What kind of file left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuedKind {
    /// A list.
    Export,
    /// A whole workspace as plain files.
    WorkspaceExport,
    /// A backup.
    Backup,
}

impl IssuedKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Export, Self::WorkspaceExport, Self::Backup];

    /// The kind as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::WorkspaceExport => "workspace export",
            Self::Backup => "backup",
        }
    }
}

/// A file that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedFile {
    /// What is in it.
    pub workspace: WorkspaceName,
    /// When it was written.
    pub at: Timestamp,
    /// What it is.
    pub kind: IssuedKind,
    /// What it was called, or what was exported.
    pub name: String,
    /// Who had it written: an id, never a name.
    pub actor: String,
}

/// The files that left, kept for as long as the workspace is.
pub trait IssuedFiles {
    /// Notes a file.
    fn record_issued(&self, file: &IssuedFile) -> Result<(), OperationalError>;

    /// All files of a workspace, oldest first.
    fn issued_files(&self, workspace: &WorkspaceName) -> Result<Vec<IssuedFile>, OperationalError>;
}
