//! The only code that appends: it assigns indices, grows the tree and signs.
//!
//! **Invariant:** what a [`Sequencer`] holds in memory never runs ahead of what is durable. A new
//! state is built aside and becomes the sequencer's own only after the store said `Ok`. When it is
//! not certain what the store holds, nothing is appended before [`Sequencer::resync`].

use std::sync::Arc;

use crate::checkpoint::Checkpoint;
use crate::keys::Keys;
use crate::note::{SignerKey, VerifierKey};
use crate::proof::{ProofError, consistency_proof, inclusion_proof, root_at};
use crate::store::{CommandId, Commit, CommittedCommand, Head, NewEntry, Store, StoreError};
use crate::tile::{GrowingTiles, Tile, TileCoordinates, hashes_in_level};
use crate::tlog_proof::TlogProof;
use crate::tree::{Hash, leaf_hash};

/// A command that was decided and is to be made durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCommand {
    /// The caller's id.
    pub id: CommandId,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    /// Its batch; empty for a command that changed nothing.
    pub entries: Vec<NewEntry>,
}

/// What became durable by one [`Sequencer::append`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Index of the first new entry; the batches of the commands follow each other from here.
    pub first: u64,
    /// Entries in the ledger now.
    pub size: u64,
    /// Root of the tree of this size.
    pub root: Hash,
    /// The signed note over it.
    pub checkpoint: String,
}

/// The writer of one ledger.
pub struct Sequencer {
    store: Arc<dyn Store>,
    signer: SignerKey,
    keys: Keys,
    tiles: GrowingTiles,
    stale: bool,
}

impl Sequencer {
    /// Opens a ledger to write to. `origin` names the ledger and must be the name of its key.
    ///
    /// # Errors
    /// Whatever reading gives, and [`StoreError::Damaged`] when the newest checkpoint is not signed
    /// by this key or does not fit the tiles.
    pub fn open(store: Arc<dyn Store>, signer: SignerKey, origin: &str) -> Result<Self, StoreError> {
        if signer.name() != origin {
            let what = format!("the key is of the ledger `{}`, not of `{origin}`", signer.name());
            return Err(StoreError::Failed(what));
        }
        let keys = Keys::one(signer.verifier().clone());
        Self::open_with(store, signer, keys)
    }

    /// Opens a ledger that had other keys before. The signer's key is the current one of `keys`.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(store: Arc<dyn Store>, signer: SignerKey, keys: Keys) -> Result<Self, StoreError> {
        if signer.verifier() != keys.current() {
            let what = format!(
                "the key `{}` is not the current one of this ledger",
                signer.name()
            );
            return Err(StoreError::Failed(what));
        }
        let tiles = load(&*store, &keys)?;
        if keys.past().last().is_some_and(|past| past.until > tiles.size()) {
            let what = "it is behind the size at which its key was changed";
            return Err(damaged("head", what));
        }
        Ok(Self {
            store,
            signer,
            keys,
            tiles,
            stale: false,
        })
    }

    /// Makes commands durable, all in one commit, together with the erasure of the content of
    /// earlier entries. Nothing happened when it fails, except after [`StoreError::Unknown`].
    ///
    /// # Errors
    /// Those of [`Store::commit`], and [`StoreError::Failed`] while a [`Self::resync`] is due.
    pub fn append(&mut self, commands: Vec<PendingCommand>, erase: &[u64]) -> Result<Appended, StoreError> {
        if self.stale {
            let what = "an earlier append failed or was overtaken, and the head was not read again since";
            return Err(StoreError::Failed(what.to_owned()));
        }
        let first = self.tiles.size();
        let (commands, entries) = sequence(first, commands)?;
        let mut grown = self.tiles.clone();
        let touched = grow(&mut grown, &entries);
        let checkpoint = self.sign(&grown)?;
        let commit = Commit {
            expected_size: first,
            entries: &entries,
            tiles: &touched,
            checkpoint: &checkpoint,
            commands: &commands,
            erase,
        };
        if let Err(error) = self.store.commit(&commit) {
            self.stale = leaves_head_uncertain(&error);
            return Err(error);
        }
        self.tiles = grown;
        Ok(Appended {
            first,
            size: self.tiles.size(),
            root: self.tiles.root(),
            checkpoint,
        })
    }

    /// Reads the state anew from the store and checks that it continues what was known before.
    /// Answers which entries others, or an append of unknown outcome, have added: those from
    /// [`Self::size`] as it was to the size of the head.
    ///
    /// # Errors
    /// As [`Self::open`], and [`StoreError::Damaged`] when the ledger lost or changed entries.
    pub fn resync(&mut self) -> Result<Head, StoreError> {
        let tiles = load(&*self.store, &self.keys)?;
        let (known, found) = (self.tiles.size(), tiles.size());
        if found < known {
            return Err(damaged(
                "head",
                &format!("there are {found} entries where {known} were durable before"),
            ));
        }
        if root_at(known, &|at| self.store.tile(at))? != self.tiles.root() {
            return Err(damaged(
                "head",
                &format!("the first {known} entries are not those that were durable before"),
            ));
        }
        let checkpoint = self.store.checkpoint_at_most(found)?;
        self.tiles = tiles;
        self.stale = false;
        Ok(Head {
            size: found,
            checkpoint,
        })
    }

    /// Entries in the ledger as this sequencer knows it.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tiles.size()
    }

    /// Root of the tree of [`Self::size`].
    #[must_use]
    pub fn root(&self) -> Hash {
        self.tiles.root()
    }

    /// Whether [`Self::resync`] must come before the next append.
    #[must_use]
    pub fn needs_resync(&self) -> bool {
        self.stale
    }

    /// The store that is written to.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The public key that checkpoints verify under.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        self.signer.verifier()
    }

    fn sign(&self, tiles: &GrowingTiles) -> Result<String, StoreError> {
        let origin = self.signer.name().to_owned();
        let checkpoint = Checkpoint {
            origin,
            size: tiles.size(),
            root: tiles.root(),
            extensions: Vec::new(),
        };
        let note = checkpoint
            .sign(&self.signer)
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(note.to_string())
    }
}

/// A proof that entry `index` is in the ledger, under the newest checkpoint, or under the newest
/// one of at most `size` entries.
///
/// # Errors
/// [`ProofError::NoSuchEntry`], and whatever reading gives.
pub fn prove_inclusion(store: &dyn Store, index: u64, size: Option<u64>) -> Result<TlogProof, ProofError> {
    let note = match size {
        None => store.head()?.checkpoint,
        Some(size) => store.checkpoint_at_most(size)?,
    };
    let checkpoint = note.ok_or(ProofError::NoSuchEntry { index, size: 0 })?;
    let (tree, _) =
        Checkpoint::parse_note(&checkpoint).map_err(|error| damaged("checkpoint", &error.to_string()))?;
    let hashes = inclusion_proof(index, tree.size, &|at| store.tile(at))?;
    Ok(TlogProof {
        extra: None,
        index,
        hashes,
        checkpoint,
    })
}

/// The hashes that prove the ledger of the `new` checkpoint to be a continuation of that of `old`.
///
/// # Errors
/// [`ProofError::Shrunk`], and whatever reading gives.
pub fn prove_consistency(
    store: &dyn Store,
    old: &Checkpoint,
    new: &Checkpoint,
) -> Result<Vec<Hash>, ProofError> {
    consistency_proof(old.size, new.size, &|at| store.tile(at))
}

/// Reads the right edge and checks it against the newest checkpoint.
fn load(store: &dyn Store, keys: &Keys) -> Result<GrowingTiles, StoreError> {
    let head = store.head()?;
    let Some(note) = head.checkpoint else {
        return match head.size {
            0 => Ok(GrowingTiles::default()),
            size => Err(damaged(
                "head",
                &format!("there are {size} entries and no checkpoint"),
            )),
        };
    };
    let place = format!("checkpoint {}", head.size);
    let checkpoint = keys
        .open(&note)
        .map_err(|error| damaged(&place, &error.to_string()))?;
    if checkpoint.size != head.size {
        return Err(damaged(
            &place,
            &format!("it speaks of {} entries", checkpoint.size),
        ));
    }
    let tiles = GrowingTiles::load(head.size, &|at| store.tile(at))?;
    if tiles.root() != checkpoint.root {
        return Err(damaged(
            &place,
            "the tiles lead to another root than the one that is signed",
        ));
    }
    Ok(tiles)
}

/// Gives every command its place and lines their entries up.
fn sequence(
    first: u64,
    pending: Vec<PendingCommand>,
) -> Result<(Vec<CommittedCommand>, Vec<NewEntry>), StoreError> {
    let mut commands = Vec::with_capacity(pending.len());
    let mut entries = Vec::with_capacity(pending.iter().map(|command| command.entries.len()).sum());
    for command in pending {
        let count = u32::try_from(command.entries.len()).map_err(|_| {
            StoreError::Failed(format!(
                "the command `{}` has too many entries",
                command.id.as_str()
            ))
        })?;
        let at = first + entries.len() as u64;
        commands.push(CommittedCommand {
            id: command.id,
            first: at,
            count,
            request_hash: command.request_hash,
        });
        entries.extend(command.entries);
    }
    Ok((commands, entries))
}

/// Adds entries to the tree and gives every tile that changed.
fn grow(tiles: &mut GrowingTiles, entries: &[NewEntry]) -> Vec<(TileCoordinates, Tile)> {
    let before = tiles.size();
    let mut touched = Vec::new();
    for entry in entries {
        tiles.push(leaf_hash(&entry.leaf), |at, hashes| {
            touched.push((at, Tile(hashes.to_vec())));
        });
    }
    let grew = |level| hashes_in_level(level, before) < hashes_in_level(level, tiles.size());
    let partial = tiles.partial().filter(|(at, _)| grew(at.level));
    touched.extend(partial.map(|(at, hashes)| (at, Tile(hashes.to_vec()))));
    touched
}

/// Whether the head may have moved although the commit failed.
fn leaves_head_uncertain(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict { .. } | StoreError::Unknown(_) | StoreError::Damaged { .. } => true,
        StoreError::DuplicateCommand(_) | StoreError::Full | StoreError::Failed(_) => false,
    }
}

fn damaged(place: &str, what: &str) -> StoreError {
    StoreError::Damaged {
        place: place.to_owned(),
        what: what.to_owned(),
    }
}
