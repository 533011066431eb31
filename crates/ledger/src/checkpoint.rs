//! C2SP tlog-checkpoint: what a ledger signs about itself: which one it is, how large, which root.

use std::fmt;

use crate::note::{Note, NoteError, SignerKey, VerifierKey};
use crate::tree::Hash;

/// Why a checkpoint is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The text is not that of a checkpoint.
    #[error("the checkpoint is malformed: {0}")]
    Malformed(&'static str),
    /// It is of another ledger.
    #[error("the checkpoint is of the ledger `{found}`, not of `{expected}`")]
    OtherOrigin {
        /// The ledger that was asked for.
        expected: String,
        /// The origin line.
        found: String,
    },
    /// The note around it is malformed or not signed as it must be.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// A tree head. `Display` gives the text that is signed, the final newline included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger; the name of its key as well.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// Root of the tree over these entries.
    pub root: Hash,
    /// Lines after the root, without meaning to us and signed with the rest; none is empty.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads the text of a checkpoint, as it stands in a note.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let text = text
            .strip_suffix('\n')
            .ok_or(malformed("the last line does not end"))?;
        let mut lines = text.split('\n');
        let origin = lines
            .next()
            .filter(|line| !line.is_empty())
            .ok_or(malformed("the origin line is empty"))?;
        let size = lines
            .next()
            .and_then(parse_decimal)
            .ok_or(malformed("the second line must be the size"))?;
        let root = lines
            .next()
            .and_then(Hash::from_base64)
            .ok_or(malformed("the third line must be the root in base64"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(malformed("an extension line is empty"));
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        })
    }

    /// Reads a checkpoint from a signed note without checking signatures.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`] and [`CheckpointError::Note`].
    pub fn parse_note(note: &str) -> Result<(Self, Note), CheckpointError> {
        let note = Note::parse(note)?;
        Ok((Self::parse(&note.text)?, note))
    }

    /// Reads a checkpoint from a signed note and checks that its ledger's key signed it: the origin
    /// must be the key's name.
    ///
    /// # Errors
    /// Every [`CheckpointError`].
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let (checkpoint, note) = Self::parse_note(note)?;
        if checkpoint.origin != key.name() {
            return Err(CheckpointError::OtherOrigin {
                expected: key.name().to_owned(),
                found: checkpoint.origin,
            });
        }
        note.verify(key)?;
        Ok(checkpoint)
    }

    /// The signed note over this checkpoint.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] when the origin or an extension line has control characters.
    pub fn sign(&self, key: &SignerKey) -> Result<Note, CheckpointError> {
        Ok(key.sign(&self.to_string())?)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A decimal number as the C2SP formats write it: digits only, no leading zeros.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
