//! What a ledger store promises, whatever it stores in.
//!
//! A store is a few operations on one workspace's ledger. Durability and concurrency are part of
//! the contract and are checked by one suite on every implementation:
//!
//! - [`Store::commit`] is one transaction. When it returns `Ok`, everything in it survives a crash
//!   of the process and of the machine; when it returns `Err`, either none of it happened or, for
//!   [`StoreError::Unknown`] only, the caller must read [`Store::head`] to learn which.
//! - A commit is compare-and-swap on the size: it happens only if the store holds exactly
//!   `expected_size` entries. Two writers, in this process or another, can therefore never fork
//!   the ledger; the loser gets [`StoreError::Conflict`], catches up and decides again.
//! - Readers see durable state only, and never half a commit.
//! - Entries are contiguous from 0 and are never changed, except that the content of an entry can
//!   be erased for good.

use std::ops::Range;

use crate::tile::{Tile, TileCoordinates};

/// The caller's own id of a command: at most 128 bytes of visible ASCII, unique in a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandId(String);

impl CommandId {
    /// The longest id that is accepted, in bytes.
    pub const MAX_BYTES: usize = 128;

    /// Checks the form of an id. `None` when it is empty, too long or not visible ASCII.
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        let fits = !id.is_empty() && id.len() <= Self::MAX_BYTES && id.bytes().all(|b| b.is_ascii_graphic());
        fits.then_some(Self(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The erasable part of an entry: what the leaf commits to by `SHA-256(salt ‖ payload)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Random bytes that keep a short payload from being guessed from its hash.
    pub salt: [u8; 32],
    /// Opaque to this crate.
    pub payload: Vec<u8>,
}

/// An entry that is to be sequenced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The bytes that are hashed into the tree; never erased.
    pub leaf: Vec<u8>,
    /// The key under which the entries of one record are found again.
    pub subject: String,
    /// Lies beside the leaf.
    pub content: Content,
}

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the ledger, from 0.
    pub index: u64,
    /// The bytes that are hashed into the tree.
    pub leaf: Vec<u8>,
    /// The key of the record it speaks of.
    pub subject: String,
    /// `None` once erased.
    pub content: Option<Content>,
}

/// The newest committed state of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Head {
    /// How many entries there are.
    pub size: u64,
    /// The signed note over this size; `None` only while the ledger is empty.
    pub checkpoint: Option<String>,
}

/// One command inside a commit, and the entries it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedCommand {
    /// The caller's id.
    pub id: CommandId,
    /// Index of the first entry of its batch.
    pub first: u64,
    /// How many entries its batch has; 0 for a command that changed nothing.
    pub count: u32,
    /// SHA-256 of the request, so that the same id with another request can be told apart.
    pub request_hash: [u8; 32],
}

/// Everything that becomes durable together.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// The size the store must have for the commit to happen.
    pub expected_size: u64,
    /// Entries in order; the first gets index `expected_size`.
    pub entries: &'a [NewEntry],
    /// Tiles that are new or wider than before; a stored tile of the same coordinates is replaced.
    pub tiles: &'a [(TileCoordinates, Tile)],
    /// The signed note over `expected_size + entries.len()`.
    pub checkpoint: &'a str,
    /// The commands answered by this commit, one batch each, in order.
    pub commands: &'a [CommittedCommand],
    /// Entries below `expected_size` whose content is removed for good.
    pub erase: &'a [u64],
}

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer was first; catch up from `actual` and decide again.
    #[error("the ledger has {actual} entries where {expected} were expected: another writer was first")]
    Conflict {
        /// The size the caller knew.
        expected: u64,
        /// The size there is.
        actual: u64,
    },
    /// A command of this id was committed before.
    #[error("the command `{0}` was carried out before")]
    DuplicateCommand(String),
    /// No room; nothing was written and reading goes on.
    #[error("no space left on the disk that holds the ledger: nothing was written")]
    Full,
    /// What is stored does not have the form it must have.
    #[error("the ledger store is damaged at {place}: {what}")]
    Damaged {
        /// Table and key, or entry index.
        place: String,
        /// What is wrong with it.
        what: String,
    },
    /// The store answered with an error and nothing was written.
    #[error("the ledger store failed: {0}")]
    Failed(String),
    /// It is not known whether the commit happened: stop acknowledging, read the head first.
    #[error("it is not known whether the last change was written: {0}")]
    Unknown(String),
}

/// The ledger of one workspace.
///
/// Calls block; the PostgreSQL store brings its own runtime. Implementations are shared between
/// threads: one thread commits while many read.
pub trait Store: Send + Sync {
    /// The newest committed size and checkpoint, read from durable state at every call.
    fn head(&self) -> Result<Head, StoreError>;

    /// Makes a commit durable or does nothing. See the module for the promises.
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError>;

    /// Entries of a range of indices, in order. A range past the end gives what there is.
    /// Callers ask in pages of a few thousand.
    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError>;

    /// All entries of one subject key, oldest first.
    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError>;

    /// The stored tile of these coordinates, at whatever width it has; `None` if there is none.
    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError>;

    /// The commit that answered a command, if one did.
    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError>;

    /// The newest stored checkpoint whose size is at most `size`. Checkpoints are kept, one per commit.
    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError>;

    /// All stored checkpoints with a size inside the range, smallest size first, one per size.
    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError>;

    /// All committed commands whose `first` lies in the range, ordered by `first`, then `count`, then id.
    /// A command of no entries has the ledger's size of its moment as `first`, so callers who want
    /// all of them end the range one past the head's size.
    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError>;

    /// Makes erased content unreachable on the medium too (truncate logs, overwrite free pages).
    fn scrub(&self) -> Result<(), StoreError>;

    /// Findings of the medium's own consistency check, empty when sound. Slow; for `fsck`.
    fn integrity(&self) -> Result<Vec<String>, StoreError>;
}
