//! The store without a disk: for tests and for trying things out. Durable as long as the process.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use crate::store::{CommandId, Commit, CommittedCommand, Entry, Head, Store, StoreError};
use crate::tile::{Tile, TileCoordinates};

/// A ledger in memory. It refuses with [`StoreError::Damaged`] whatever would change something that
/// must never change, so a fault of the writer shows here first.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    entries: Vec<Entry>,
    by_subject: BTreeMap<String, Vec<usize>>,
    tiles: BTreeMap<TileCoordinates, Tile>,
    checkpoints: BTreeMap<u64, String>,
    commands: BTreeMap<CommandId, CommittedCommand>,
    commands_by_first: BTreeMap<u64, BTreeSet<(u32, CommandId)>>,
}

impl MemoryStore {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        // A commit checks everything before it changes anything, so a poisoned state is whole.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn head(&self) -> Result<Head, StoreError> {
        let state = self.read();
        Ok(Head {
            size: state.size(),
            checkpoint: state.checkpoints.get(&state.size()).cloned(),
        })
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.check(commit)?;
        state.apply(commit);
        Ok(())
    }

    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        let state = self.read();
        let bound =
            |index: u64| usize::try_from(index).map_or(state.entries.len(), |at| at.min(state.entries.len()));
        Ok(state
            .entries
            .get(bound(range.start)..bound(range.end))
            .unwrap_or_default()
            .to_vec())
    }

    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        let state = self.read();
        let places = state
            .by_subject
            .get(subject)
            .map(Vec::as_slice)
            .unwrap_or_default();
        Ok(places.iter().map(|place| state.entries[*place].clone()).collect())
    }

    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError> {
        Ok(self.read().tiles.get(&coordinates).cloned())
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError> {
        Ok(self.read().commands.get(id).cloned())
    }

    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError> {
        Ok(self
            .read()
            .checkpoints
            .range(..=size)
            .next_back()
            .map(|(_, note)| note.clone()))
    }

    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError> {
        if sizes.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self
            .read()
            .checkpoints
            .range(sizes)
            .map(|(_, note)| note.clone())
            .collect())
    }

    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError> {
        if first.is_empty() {
            return Ok(Vec::new());
        }
        let state = self.read();
        let in_order = state
            .commands_by_first
            .range(first)
            .flat_map(|(_, commands)| commands);
        Ok(in_order
            .filter_map(|(_, id)| state.commands.get(id).cloned())
            .collect())
    }

    fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

impl State {
    fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Everything that can be wrong with a commit, found before anything is changed.
    fn check(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        if commit.expected_size != self.size() {
            return Err(StoreError::Conflict {
                expected: commit.expected_size,
                actual: self.size(),
            });
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = commit
            .commands
            .iter()
            .find(|c| self.commands.contains_key(&c.id) || !seen.insert(&c.id))
        {
            return Err(StoreError::DuplicateCommand(twice.id.as_str().to_owned()));
        }
        if let Some(index) = commit.erase.iter().find(|index| **index >= self.size()) {
            return Err(StoreError::Failed(format!(
                "entry {index} cannot be erased: there are {} entries",
                self.size()
            )));
        }
        for (at, tile) in commit.tiles {
            if self.tiles.get(at).is_some_and(|old| !tile.0.starts_with(&old.0)) {
                return Err(StoreError::Damaged {
                    place: at.to_string(),
                    what: "a tile would lose or change hashes".to_owned(),
                });
            }
        }
        let size = self.size() + commit.entries.len() as u64;
        if self
            .checkpoints
            .get(&size)
            .is_some_and(|old| signed_text(old) != signed_text(commit.checkpoint))
        {
            let what = "a checkpoint of the same size would say something else".to_owned();
            return Err(StoreError::Damaged {
                place: format!("checkpoint {size}"),
                what,
            });
        }
        Ok(())
    }

    fn apply(&mut self, commit: &Commit<'_>) {
        for (index, new) in (self.size()..).zip(commit.entries) {
            self.by_subject
                .entry(new.subject.clone())
                .or_default()
                .push(self.entries.len());
            self.entries.push(Entry {
                index,
                leaf: new.leaf.clone(),
                subject: new.subject.clone(),
                content: Some(new.content.clone()),
            });
        }
        for (at, tile) in commit.tiles {
            self.tiles.insert(*at, tile.clone());
        }
        for command in commit.commands {
            self.commands_by_first
                .entry(command.first)
                .or_default()
                .insert((command.count, command.id.clone()));
            self.commands.insert(command.id.clone(), command.clone());
        }
        let erased = commit
            .erase
            .iter()
            .filter_map(|index| usize::try_from(*index).ok());
        erased.for_each(|place| self.entries[place].content = None);
        self.checkpoints
            .entry(self.size())
            .or_insert_with(|| commit.checkpoint.to_owned());
    }
}

/// A note without its signatures.
fn signed_text(note: &str) -> &str {
    note.rfind("\n\n").map_or(note, |split| &note[..split])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit<'a>(tiles: &'a [(TileCoordinates, Tile)], checkpoint: &'a str) -> Commit<'a> {
        Commit {
            expected_size: 0,
            entries: &[],
            tiles,
            checkpoint,
            commands: &[],
            erase: &[],
        }
    }

    #[test]
    fn what_must_never_change_is_refused_and_kept() {
        let at = TileCoordinates { level: 0, index: 0 };
        let tile = |bytes: &[u8]| [(at, Tile(bytes.to_vec()))];
        let (note, cosigned, other) = ("a\n0\n\n— s\n", "a\n0\n\n— s\n— t\n", "b\n0\n\n— s\n");
        let store = MemoryStore::new();
        store.commit(&commit(&tile(&[1; 64]), note)).unwrap();
        for refused in [
            commit(&tile(&[1; 32]), note),
            commit(&tile(&[2; 96]), note),
            commit(&[], other),
        ] {
            let error = store.commit(&refused).unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        }
        store.commit(&commit(&tile(&[1; 96]), cosigned)).unwrap();
        assert_eq!(store.tile(at).unwrap(), Some(Tile(vec![1; 96])));
        assert_eq!(store.head().unwrap().checkpoint.as_deref(), Some(note));
    }
}
