//! Files and large texts, addressed by their SHA-256.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a blob; shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash([u8; 32]);

impl BlobHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// A hash that was computed before.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a blob hash has 64 lower-case hexadecimal digits")]
pub struct BlobHashError;

impl FromStr for BlobHash {
    type Err = BlobHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(BlobHashError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

fn digit(character: u8) -> Result<u8, BlobHashError> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => Err(BlobHashError),
    }
}

/// Why a blob could not be written, read or removed.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such blob.
    #[error("the file `{0}` is missing from the blob folder")]
    Missing(BlobHash),
    /// The stored bytes are not those that were put in.
    #[error("the file `{0}` in the blob folder was changed: its content no longer has this hash")]
    Damaged(BlobHash),
    /// No room; nothing was written.
    #[error("no space left on the disk that holds the blob folder: nothing was written")]
    Full,
    /// The medium answered with an error; for a `put`, the blob must be taken as not written.
    #[error("the blob folder failed: {0}")]
    Failed(String),
}

/// What [`Blobs::verify_all`] finds wrong with one blob.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobProblem {
    /// The content has another hash than the name.
    #[error("the content was changed: its hash is `{actual}`")]
    Changed {
        /// The hash that the content has.
        actual: BlobHash,
    },
    /// The content cannot be read.
    #[error("the content cannot be read: {0}")]
    Unreadable(String),
}

/// The blobs of one workspace.
///
/// Calls block. Implementations are shared between threads; two threads may put the same bytes
/// at the same time. Nothing here knows which entries refer to a blob.
pub trait Blobs: Send + Sync {
    /// Keeps these bytes. They survive a crash of process and machine once this returns `Ok`, also
    /// when they were there before. A damaged blob of the same hash is put right.
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError>;

    /// The bytes of a blob, checked against the hash.
    fn get(&self, hash: BlobHash) -> Result<Vec<u8>, BlobError>;

    /// Whether there is a blob of this hash; its content is not looked at.
    fn exists(&self, hash: BlobHash) -> Result<bool, BlobError>;

    /// Bytes in a blob, `None` if it is not there.
    fn size(&self, hash: BlobHash) -> Result<Option<u64>, BlobError>;

    /// All blobs, sorted by hash.
    fn list(&self) -> Result<Vec<BlobHash>, BlobError>;

    /// Removes a blob for good, durably. `false` when there was none.
    fn delete(&self, hash: BlobHash) -> Result<bool, BlobError>;

    /// Reads every blob, reports each that is wrong, in order of hash, and returns how many were
    /// read. Slow; for `fsck`.
    fn verify_all(&self, report: &mut dyn FnMut(BlobHash, BlobProblem)) -> Result<u64, BlobError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_and_read_as_hex() {
        // SHA-256 of nothing, FIPS 180-4 examples.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(BlobHash::of(b"").to_string(), empty);
        assert_eq!(empty.parse(), Ok(BlobHash::of(b"")));
        for bad in ["", &empty[1..], &empty.to_uppercase(), &empty.replace('e', "g")] {
            assert_eq!(bad.parse::<BlobHash>(), Err(BlobHashError), "`{bad}`");
        }
    }
}
