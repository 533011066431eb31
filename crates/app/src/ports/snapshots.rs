//! Folded registers kept on disk, so that opening a workspace need not fold from the start.

/// Why a snapshot could not be written, read or removed. None of these is grave: a snapshot can
/// always be made again from the ledger.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not lower-case letters, digits, dots and dashes, or too long.
    #[error("`{0}` cannot be the name of a snapshot")]
    BadName(String),
    /// No room; nothing was written.
    #[error("no space left on the disk that holds the snapshots: nothing was written")]
    Full,
    /// The medium answered with an error.
    #[error("the snapshot folder failed: {0}")]
    Failed(String),
}

/// The snapshots of one workspace: opaque bytes under names that the caller makes of ledger size,
/// fold version and state hash.
///
/// A name has 1 to 120 lower-case letters, digits, dots and dashes and begins with a letter or digit.
pub trait Snapshots: Send + Sync {
    /// All names, sorted.
    fn list(&self) -> Result<Vec<String>, SnapshotError>;

    /// The bytes of a snapshot, `None` if it is not there. They may have been damaged on disk: the
    /// caller checks them.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SnapshotError>;

    /// Keeps a snapshot, whole or not at all, in place of an older one of this name.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SnapshotError>;

    /// Removes a snapshot durably. `false` when there was none.
    fn delete(&self, name: &str) -> Result<bool, SnapshotError>;
}
