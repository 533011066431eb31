//! C2SP tlog-proof: one file that proves, without the server, that an entry is in a ledger.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::checkpoint::{Checkpoint, CheckpointError, parse_decimal};
use crate::note::VerifierKey;
use crate::proof::{ProofError, verify_inclusion};
use crate::tree::{Hash, leaf_hash};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Hashes that a proof can have at most: the height of the largest tree.
const MAX_HASHES: usize = 64;

/// Why a proof is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TlogProofError {
    /// The text is not that of a proof.
    #[error("the proof is malformed: {0}")]
    Malformed(&'static str),
    /// Its checkpoint is not accepted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is right, but the entry is not in it.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// An inclusion proof with its checkpoint. `Display` gives the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Bytes for the reader's own use, not signed by anybody.
    pub extra: Option<Vec<u8>>,
    /// Place of the entry in the ledger.
    pub index: u64,
    /// From the leaf's sibling up to a child of the root.
    pub hashes: Vec<Hash>,
    /// The signed note, verbatim.
    pub checkpoint: String,
}

impl TlogProof {
    /// Reads a proof without checking what it says.
    ///
    /// # Errors
    /// [`TlogProofError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, TlogProofError> {
        let malformed = TlogProofError::Malformed;
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or(malformed("no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(malformed("the first line must be `c2sp.org/tlog-proof@v1`"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(
                STANDARD
                    .decode(&line["extra ".len()..])
                    .map_err(|_| malformed("the extra line must be base64"))?,
            ),
            None => None,
        };
        let index = lines
            .next()
            .and_then(|line| parse_decimal(line.strip_prefix("index ")?));
        let index = index.ok_or(malformed("the index line is missing"))?;
        let hashes = lines.map(Hash::from_base64).collect::<Option<Vec<_>>>();
        let hashes = hashes.ok_or(malformed("a line of the proof is not a hash in base64"))?;
        if hashes.len() > MAX_HASHES {
            return Err(malformed("it has more than 64 hashes"));
        }
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Checks that the ledger of this key holds these leaf bytes at [`Self::index`], and gives the
    /// checkpoint that says so.
    ///
    /// # Errors
    /// [`TlogProofError::Checkpoint`] and [`TlogProofError::Proof`].
    pub fn verify(&self, leaf: &[u8], key: &VerifierKey) -> Result<Checkpoint, TlogProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        verify_inclusion(
            leaf_hash(leaf),
            self.index,
            checkpoint.size,
            &self.hashes,
            checkpoint.root,
        )?;
        Ok(checkpoint)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes
            .iter()
            .try_for_each(|hash| writeln!(f, "{}", hash.to_base64()))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
