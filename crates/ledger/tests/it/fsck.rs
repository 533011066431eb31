//! Every kind of damage is found and named, and none makes the check panic.

use std::ops::Range;
use std::sync::Arc;

use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::fsck::{Report, fsck};
use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{CommandId, Commit, CommittedCommand, Entry, Head, Store, StoreError};
use proptest::prelude::*;

use crate::support::{ledger, signer};

type Change<T> = fn(&mut T);

/// A sound ledger of 1,000 entries, seen through changes to what is read.
struct Damaged {
    inner: Arc<dyn Store>,
    head: Change<Head>,
    entry: Box<dyn Fn(Entry) -> Option<Entry> + Send + Sync>,
    tile: Box<dyn Fn(TileCoordinates, Tile) -> Option<Tile> + Send + Sync>,
    checkpoints: Change<Vec<String>>,
    commands: Change<Vec<CommittedCommand>>,
    unreadable: Option<u64>,
}

impl Damaged {
    fn none() -> Self {
        Self {
            inner: ledger(&[1, 300, 301, 700, 1000]),
            head: |_| (),
            entry: Box::new(Some),
            tile: Box::new(|_, tile| Some(tile)),
            checkpoints: |_| (),
            commands: |_| (),
            unreadable: None,
        }
    }

    fn check(self) -> Report {
        fsck(&self, signer().verifier(), &mut |_| Vec::new(), None)
    }
}

impl Store for Damaged {
    fn head(&self) -> Result<Head, StoreError> {
        let mut head = self.inner.head()?;
        (self.head)(&mut head);
        Ok(head)
    }
    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        self.inner.commit(commit)
    }
    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        if self.unreadable.is_some_and(|index| range.contains(&index)) {
            return Err(StoreError::Damaged {
                place: "a page".to_owned(),
                what: "cannot be read".to_owned(),
            });
        }
        Ok(self
            .inner
            .entries(range)?
            .into_iter()
            .filter_map(&self.entry)
            .collect())
    }
    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        self.inner.subject_entries(subject)
    }
    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError> {
        Ok(self
            .inner
            .tile(coordinates)?
            .and_then(|tile| (self.tile)(coordinates, tile)))
    }
    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError> {
        self.inner.command(id)
    }
    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.inner.checkpoint_at_most(size)
    }
    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError> {
        let mut notes = self.inner.checkpoints(sizes)?;
        (self.checkpoints)(&mut notes);
        Ok(notes)
    }
    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError> {
        let mut commands = self.inner.commands(first)?;
        (self.commands)(&mut commands);
        Ok(commands)
    }
    fn scrub(&self) -> Result<(), StoreError> {
        self.inner.scrub()
    }
    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.inner.integrity()
    }
}

/// Each line of `expect` is the beginning of `where: what` of one problem, in order.
#[track_caller]
fn check(damaged: Damaged, expect: &[&str]) {
    let report = damaged.check();
    let found: Vec<String> = report
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.where_, problem.what))
        .collect();
    let fits = found.len() == expect.len()
        && found
            .iter()
            .zip(expect)
            .all(|(found, expect)| found.starts_with(expect));
    assert!(fits, "found {found:#?}");
}

#[test]
fn a_sound_ledger_has_no_problems() {
    let report = Damaged::none().check();
    assert_eq!(report.problems, []);
    assert_eq!((report.entries, report.size), (1000, 1000));
    let note = ledger(&[1000]).head().unwrap().checkpoint.unwrap();
    assert_eq!(
        report.root,
        Checkpoint::open(&note, signer().verifier()).unwrap().root
    );
    let empty = fsck(&*ledger(&[]), signer().verifier(), &mut |_| Vec::new(), None);
    assert_eq!((empty.problems, empty.size), (Vec::new(), 0));
}

#[test]
fn a_changed_entry_is_named_with_its_subject() {
    let mut damaged = Damaged::none();
    damaged.entry = Box::new(|mut entry| {
        if entry.index == 417 {
            entry.leaf.push(b' ');
        }
        Some(entry)
    });
    check(
        damaged,
        &[
            "entry 417 (`SYS-17`): its leaf is not the one that was sequenced",
            "checkpoint 700: it has the root",
        ],
    );
}

#[test]
fn missing_and_unreadable_entries_are_named_and_the_rest_is_still_checked() {
    let mut damaged = Damaged::none();
    damaged.entry =
        Box::new(|entry| (!(20..30).contains(&entry.index) && entry.index != 999).then_some(entry));
    check(
        damaged,
        &["entries 20 to 29: they are missing", "entry 999: it is missing"],
    );
    let mut damaged = Damaged::none();
    damaged.unreadable = Some(512);
    check(
        damaged,
        &[
            "entry 512: the ledger store is damaged at a page",
            "entry 512: it is missing",
        ],
    );
}

#[test]
fn a_changed_tile_is_told_from_a_changed_entry() {
    let mut damaged = Damaged::none();
    damaged.tile = Box::new(|at, mut tile| {
        if at == (TileCoordinates { level: 0, index: 1 }) {
            tile.0[32 * 5] ^= 1;
        }
        Some(tile)
    });
    check(
        damaged,
        &["tile/0/001: its hash of entry 261 (`SYS-11`) is wrong; the entry itself fits"],
    );
    let mut damaged = Damaged::none();
    damaged.tile = Box::new(|at, mut tile| {
        if at.level == 1 {
            tile.0[40] ^= 1;
        }
        Some(tile)
    });
    check(
        damaged,
        &["tile/1/000.p/3: 1 of its hashes are wrong, the first at place 1"],
    );
    let mut damaged = Damaged::none();
    damaged.tile = Box::new(|at, tile| (at.index != 2).then_some(tile));
    check(damaged, &["tile/0/002: the tile is missing"]);
}

#[test]
fn checkpoints_are_checked_each_at_its_size() {
    let mut damaged = Damaged::none();
    damaged.checkpoints = |notes| {
        notes
            .iter_mut()
            .for_each(|note| *note = note.replace("\n300\n", "\n299\n"));
    };
    check(damaged, &["checkpoint 299: the signature by"]);
    let mut damaged = Damaged::none();
    damaged.checkpoints = |notes| notes.reverse();
    assert!(!damaged.check().problems.is_empty());
}

#[test]
fn commands_must_cover_the_entries() {
    let mut damaged = Damaged::none();
    damaged.commands = |commands| commands.retain(|command| command.first != 300);
    check(damaged, &["entries 300 to 300: they belong to no command"]);
    let mut damaged = Damaged::none();
    damaged.commands = |commands| commands.iter_mut().for_each(|command| command.count += 1);
    assert!(
        damaged
            .check()
            .problems
            .iter()
            .any(|problem| problem.what.contains("those of the command before it"))
    );
    let mut damaged = Damaged::none();
    damaged.commands = |commands| commands.iter_mut().for_each(|command| command.count = u32::MAX);
    assert!(!damaged.check().problems.is_empty());
}

#[test]
fn a_rollback_shows_by_what_lies_past_the_head_and_by_a_known_checkpoint() {
    let mut damaged = Damaged::none();
    damaged.head = |head| head.size = 700;
    let report = damaged.check();
    for what in [
        "the newest checkpoint is of 1000 entries",
        "lies past the head",
        "was rolled back",
    ] {
        assert!(
            report.problems.iter().any(|problem| problem.what.contains(what)),
            "{what}: {report:#?}"
        );
    }
    let key = signer();
    let known = |store: &dyn Store| {
        Checkpoint::open(&store.head().unwrap().checkpoint.unwrap(), key.verifier()).unwrap()
    };
    let (shorter, longer) = (ledger(&[900]), ledger(&[1000]));
    let report = fsck(
        &*shorter,
        key.verifier(),
        &mut |_| Vec::new(),
        Some(&known(&*longer)),
    );
    assert_eq!(report.problems.len(), 1);
    assert!(report.problems[0].what.contains("rolled back"), "{report:?}");
    let report = fsck(
        &*longer,
        key.verifier(),
        &mut |_| Vec::new(),
        Some(&known(&*shorter)),
    );
    assert_eq!(report.problems, []);
    let other = Checkpoint {
        root: known(&*longer).root,
        ..known(&*shorter)
    };
    let report = fsck(&*longer, key.verifier(), &mut |_| Vec::new(), Some(&other));
    assert!(
        report.problems[0].what.contains("not the same ledger"),
        "{report:?}"
    );
}

#[test]
fn what_the_reader_of_leaves_finds_is_listed_by_entry() {
    let store = ledger(&[10]);
    let mut check = |entry: &Entry| {
        if entry.index == 3 {
            vec!["the content does not fit".to_owned()]
        } else {
            Vec::new()
        }
    };
    let report = fsck(&*store, signer().verifier(), &mut check, None);
    assert_eq!(report.problems.len(), 1);
    assert_eq!(report.problems[0].where_, "entry 3 (`SYS-3`)");
}

#[test]
fn an_impossible_head_is_reported() {
    for head in [
        (|head| head.size = u64::MAX) as Change<Head>,
        |head| head.size = 1 << 40,
        |head| head.checkpoint = None,
    ] {
        let mut damaged = Damaged::none();
        damaged.head = head;
        assert!(!damaged.check().problems.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn any_changed_byte_of_an_entry_or_tile_is_found(index in 0_u64..1000, byte in 0_usize..8192, bit in 0_u8..8, in_tile: bool) {
        let mut damaged = Damaged::none();
        if in_tile {
            damaged.tile = Box::new(move |at, mut tile| {
                let byte = byte % tile.0.len();
                if at.level == 0 && at.index == index / 256 {
                    tile.0[byte] ^= 1 << bit;
                }
                Some(tile)
            });
        } else {
            damaged.entry = Box::new(move |mut entry| {
                let byte = byte % entry.leaf.len();
                if entry.index == index {
                    entry.leaf[byte] ^= 1 << bit;
                }
                Some(entry)
            });
        }
        let report = damaged.check();
        prop_assert!(!report.problems.is_empty());
        if !in_tile {
            let name = format!("entry {index} ");
            prop_assert!(report.problems[0].where_.starts_with(&name));
        }
    }
}
