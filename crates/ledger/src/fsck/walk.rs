//! The pass over entries and tiles, and the account of what is found.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Problem, Report};
use crate::checkpoint::Checkpoint;
use crate::keys::Keys;
use crate::store::{Entry, Head, Store, StoreError};
use crate::tile::{GrowingTiles, TILE_WIDTH, Tile, TileCoordinates};
use crate::tree::{Hash, leaf_hash};

/// Entries read at a time; a multiple of the width of a tile.
const PAGE: u64 = 4096;

/// Problems listed at most; a ledger with more is past repair by hand.
const MAX_PROBLEMS: usize = 1000;

/// Largest index that stores are asked about: some keep 64-bit signed numbers.
pub(super) const LAST: u64 = i64::MAX as u64;

pub(super) struct Walk<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) keys: &'a Keys,
    pub(super) known: Option<&'a Checkpoint>,
    pub(super) head: Head,
    pub(super) tree: GrowingTiles,
    /// Stored level-0 tile of the entries that are being read; stands in for unreadable entries.
    stored_leaves: Option<(u64, Tile)>,
    /// Tiles that have wrong hashes, so that the tiles above them are not blamed again.
    suspects: Vec<TileCoordinates>,
    /// Hashes that differ between entries and tiles: entry index and subject.
    altered: Vec<(u64, String)>,
    pub(super) checkpoints: VecDeque<Checkpoint>,
    /// Signed checkpoints that the entries do not lead to: the first, with what is wrong, and how many.
    pub(super) contradicted: Option<(u64, String, u64)>,
    pub(super) next_of_command: u64,
    read: u64,
    problems: Vec<Problem>,
    unlisted: u64,
}

impl<'a> Walk<'a> {
    pub(super) fn new(store: &'a dyn Store, keys: &'a Keys, known: Option<&'a Checkpoint>) -> Self {
        let mut walk = Self {
            store,
            keys,
            known,
            head: Head::default(),
            tree: GrowingTiles::default(),
            stored_leaves: None,
            suspects: Vec::new(),
            altered: Vec::new(),
            checkpoints: VecDeque::new(),
            contradicted: None,
            next_of_command: 0,
            read: 0,
            problems: Vec::new(),
            unlisted: 0,
        };
        walk.read_head();
        walk
    }

    /// Goes through all entries page by page, with the checkpoints and commands of the same range.
    pub(super) fn entries(&mut self, check_entry: &mut dyn FnMut(&Entry) -> Vec<String>) {
        self.read_checkpoints(0..1);
        self.compare_checkpoints();
        let (store, size) = (self.store, self.head.size);
        std::thread::scope(|scope| {
            // The next page is read while one is checked.
            let read = |start: u64| scope.spawn(move || store.entries(start..size.min(start + PAGE)));
            let mut ahead = (size > 0).then(|| read(0));
            let mut start = 0;
            while let Some(reading) = ahead.take() {
                let end = size.min(start + PAGE);
                let entries = reading.join().ok().and_then(Result::ok);
                ahead = (end < size).then(|| read(end));
                self.read_checkpoints(start + 1..end + 1);
                self.commands(start..end);
                if !self.page(start..end, entries, check_entry) {
                    self.problem(
                        format!("entries {start} to {}", size - 1),
                        "they are missing, and so are their tiles",
                    );
                    break;
                }
                start = end;
            }
        });
    }

    /// What can be told at the end only.
    pub(super) fn finish(mut self) -> Report {
        self.last_tiles();
        self.beyond_the_head();
        self.last_commands();
        self.report_contradicted();
        if let Some(known) = self.known.filter(|known| known.size > self.head.size) {
            let what = format!(
                "the ledger has {} entries, but a checkpoint of {} entries is known: it was rolled back",
                self.head.size, known.size
            );
            self.problem("head".to_owned(), &what);
        }
        let last = self.keys.past().last().map_or(0, |past| past.until);
        if last > self.head.size {
            let what = format!(
                "the ledger has {} entries, but its key was changed at {last}: it was rolled back",
                self.head.size
            );
            self.problem("head".to_owned(), &what);
        }
        if self.unlisted > 0 {
            let what = format!("{} more problems are not listed", self.unlisted);
            self.problems.push(Problem {
                where_: "ledger".to_owned(),
                what,
            });
        }
        let mut problems = self.judge_altered();
        problems.append(&mut self.problems);
        Report {
            entries: self.read,
            size: self.head.size,
            root: self.tree.root(),
            problems,
        }
    }

    /// What the store found about its medium.
    pub(super) fn medium(&mut self, findings: Result<Vec<String>, StoreError>) {
        match findings {
            Ok(findings) => findings
                .iter()
                .for_each(|finding| self.problem("medium".to_owned(), finding)),
            Err(error) => self.unreadable("medium".to_owned(), &error),
        }
    }

    fn read_head(&mut self) {
        match self.store.head() {
            Ok(head) => self.head = head,
            Err(error) => self.unreadable("head".to_owned(), &error),
        }
        if self.head.size > LAST {
            self.problem(
                "head".to_owned(),
                &format!("it speaks of {} entries, which is impossible", self.head.size),
            );
            self.head = Head::default();
        }
        let size = self.head.size;
        match self.head.checkpoint.clone() {
            None if size > 0 => self.problem(
                "head".to_owned(),
                &format!("there are {size} entries and no checkpoint"),
            ),
            None => {}
            Some(note) => match self.keys.open(&note) {
                Ok(newest) if newest.size != size => {
                    let what = format!(
                        "the newest checkpoint is of {} entries, the head of {size}",
                        newest.size
                    );
                    self.problem("head".to_owned(), &what);
                }
                // Its signature and root are checked with those of all others, at its size.
                Ok(_) => {}
                Err(error) => self.problem("head".to_owned(), &error.to_string()),
            },
        }
    }
}

/// Entries and tiles.
impl Walk<'_> {
    /// Checks one page. False when nothing of it is there, neither entries nor tiles.
    fn page(
        &mut self,
        range: Range<u64>,
        entries: Option<Vec<Entry>>,
        check_entry: &mut dyn FnMut(&Entry) -> Vec<String>,
    ) -> bool {
        let entries = entries.unwrap_or_else(|| self.read_singly(range.clone()));
        let mut entries = entries.into_iter().peekable();
        let mut missing: Option<Range<u64>> = None;
        for index in range {
            while let Some(stray) = entries.next_if(|entry| entry.index < index) {
                self.problem(
                    entry_name(stray.index, &stray.subject),
                    "it is stored at another place or twice",
                );
            }
            match entries.next_if(|entry| entry.index == index) {
                Some(entry) => {
                    self.report_missing(missing.take());
                    self.entry(&entry, check_entry);
                }
                None => {
                    let Some(hash) = self.stored_leaf(index) else {
                        self.report_missing(missing.take());
                        return false;
                    };
                    missing = Some(missing.map_or(index, |gap| gap.start)..index + 1);
                    self.grow(hash);
                }
            }
        }
        self.report_missing(missing);
        true
    }

    /// A page of entries one by one, when the store cannot read it as a whole.
    fn read_singly(&mut self, range: Range<u64>) -> Vec<Entry> {
        let mut readable = Vec::new();
        for index in range {
            match self.store.entries(index..index + 1) {
                Ok(entries) => readable.extend(entries),
                Err(error) => self.unreadable(format!("entry {index}"), &error),
            }
        }
        readable
    }

    fn entry(&mut self, entry: &Entry, check_entry: &mut dyn FnMut(&Entry) -> Vec<String>) {
        self.read += 1;
        for what in check_entry(entry) {
            self.problem(entry_name(entry.index, &entry.subject), &what);
        }
        let hash = leaf_hash(&entry.leaf);
        if self.stored_leaf(entry.index).is_some_and(|stored| stored != hash) {
            if self.altered.len() < MAX_PROBLEMS {
                self.altered.push((entry.index, entry.subject.clone()));
            } else {
                self.unlisted += 1;
            }
        }
        self.grow(hash);
    }

    fn grow(&mut self, leaf: Hash) {
        let mut full = Vec::new();
        self.tree
            .push(leaf, |at, hashes| full.push((at, hashes.to_vec())));
        for (at, hashes) in full {
            self.compare_tile(at, &hashes);
        }
        self.compare_checkpoints();
        self.compare_known();
    }

    /// The hash that the stored tile has for an entry.
    fn stored_leaf(&mut self, index: u64) -> Option<Hash> {
        let tile = index / TILE_WIDTH as u64;
        if self.stored_leaves.as_ref().is_none_or(|(at, _)| *at != tile) {
            let stored = self
                .store
                .tile(TileCoordinates {
                    level: 0,
                    index: tile,
                })
                .ok()
                .flatten();
            // Errors and gaps are told when the tile is compared as a whole.
            self.stored_leaves = Some((tile, stored.unwrap_or(Tile(Vec::new()))));
        }
        let place = usize::try_from(index % TILE_WIDTH as u64).ok()?;
        self.stored_leaves.as_ref()?.1.hash(place)
    }

    /// Compares a tile as it must be with the one that is stored.
    fn compare_tile(&mut self, at: TileCoordinates, expected: &[u8]) {
        let stored = match self.store.tile(at) {
            Ok(Some(tile)) => tile,
            Ok(None) => return self.suspect(at, "the tile is missing"),
            Err(error) => return self.suspect(at, &error.to_string()),
        };
        let width = expected.len() / Hash::BYTES;
        if stored.0 == expected {
            return;
        }
        if stored.0.len() != expected.len() {
            let what = format!(
                "the tile has {} bytes where {} are needed",
                stored.0.len(),
                expected.len()
            );
            return self.suspect(at, &what);
        }
        let expected = Tile(expected.to_vec());
        let wrong = (0..width).filter(|place| stored.hash(*place) != expected.hash(*place));
        if at.level == 0 {
            // The entries are known by name and told at the end.
            self.suspects.push(at);
            return;
        }
        let blameless = |place: &usize| {
            let below = TileCoordinates {
                level: at.level - 1,
                index: at.index * TILE_WIDTH as u64 + *place as u64,
            };
            !self.suspects.contains(&below)
        };
        let own: Vec<usize> = wrong.filter(blameless).collect();
        if let Some(first) = own.first() {
            let what = format!(
                "{} of its hashes are wrong, the first at place {first}",
                own.len()
            );
            self.problem(at.path(width), &what);
        }
        self.suspects.push(at);
    }

    fn suspect(&mut self, at: TileCoordinates, what: &str) {
        self.suspects.push(at);
        self.problem(at.to_string(), what);
    }

    fn last_tiles(&mut self) {
        let partial: Vec<_> = self
            .tree
            .partial()
            .map(|(at, hashes)| (at, hashes.to_vec()))
            .collect();
        for (at, hashes) in partial {
            self.compare_tile(at, &hashes);
        }
    }

    /// Entry or tile: the signed root says which of the two was changed.
    fn judge_altered(&mut self) -> Vec<Problem> {
        let newest = self
            .head
            .checkpoint
            .as_deref()
            .and_then(|note| self.keys.open(note).ok());
        let entries_hold = newest.is_some_and(|newest| newest.root == self.tree.root());
        let judge = |(index, subject): (u64, String)| {
            let entry = entry_name(index, &subject);
            if entries_hold {
                let at = TileCoordinates {
                    level: 0,
                    index: index / TILE_WIDTH as u64,
                };
                let what = format!("its hash of {entry} is wrong; the entry itself fits the checkpoint");
                Problem {
                    where_: at.to_string(),
                    what,
                }
            } else {
                Problem {
                    where_: entry,
                    what: "its leaf is not the one that was sequenced".to_owned(),
                }
            }
        };
        std::mem::take(&mut self.altered).into_iter().map(judge).collect()
    }
}

/// Keeping account.
impl Walk<'_> {
    fn report_missing(&mut self, gap: Option<Range<u64>>) {
        match gap {
            None => {}
            Some(gap) if gap.end - gap.start == 1 => {
                self.problem(format!("entry {}", gap.start), "it is missing");
            }
            Some(gap) => self.problem(
                format!("entries {} to {}", gap.start, gap.end - 1),
                "they are missing",
            ),
        }
    }

    pub(super) fn unreadable(&mut self, where_: String, error: &StoreError) {
        self.problem(where_, &error.to_string());
    }

    pub(super) fn problem(&mut self, where_: String, what: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem {
                where_,
                what: what.to_owned(),
            });
        } else {
            self.unlisted += 1;
        }
    }
}

pub(super) fn entry_name(index: u64, subject: &str) -> String {
    format!("entry {index} (`{subject}`)")
}
