//! Ledgers in data folders, filled by commands in large batches over three years of a clock that is
//! moved by hand. The same size gives the same records.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use probity_app::operations::set_up::{LOCAL_ADMINISTRATOR, set_up};
use probity_app::ports::{Clock, WorkspaceName, Workspaces as _};
use probity_app::workspace::Workspace;
use probity_app::{Ctx, Parts};
use probity_core::ids::Actor;
use probity_core::rules::Command;
use probity_store::{DataFolder, FolderWorkspaces};

use crate::chance::Author;
use crate::{text, timed};

/// When the first entry is recorded, and when all is over.
const START: &str = "2023-01-02T08:00:00Z";
const END: &str = "2026-01-02T08:00:00Z";
/// Items of one batch.
const BATCH: usize = 5_000;

/// How large a ledger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Records, but for those of the set-up.
    pub records: u32,
    /// Entries, to a batch.
    pub entries: u32,
}

impl Size {
    /// At least one entry a record.
    pub const fn new(records: u32, entries: u32) -> Self {
        Self { records, entries }
    }
}

/// What filling a ledger came to.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    /// Entries in it.
    pub entries: u64,
    /// How long its batches took, all together.
    pub took: Duration,
}

/// The ledgers of one run by size.
pub struct Ledgers {
    root: PathBuf,
    made: RefCell<BTreeMap<Size, Filled>>,
}

impl Ledgers {
    /// None yet; they will lie in this folder.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            made: RefCell::default(),
        }
    }

    /// The data folder with a ledger of this size, made if it is not there, and what making it took.
    pub fn filled(&self, size: Size) -> Result<(PathBuf, Filled), String> {
        let folder = self.root.join(format!("data-{}-{}", size.records, size.entries));
        let known = self.made.borrow().get(&size).copied();
        if let Some(filled) = known {
            return Ok((folder, filled));
        }
        eprintln!(
            "  filling a ledger with {} entries of {} records",
            size.entries, size.records
        );
        let open = Open::new(&folder)?;
        let filled = fill(&open, size)?;
        open.workspace.close();
        self.made.borrow_mut().insert(size, filled);
        Ok((folder, filled))
    }

    /// A ledger of this size, open.
    pub fn open(&self, size: Size) -> Result<Open, String> {
        Open::existing(&self.filled(size)?.0)
    }
}

/// An open workspace.
pub struct Open {
    /// It.
    pub workspace: Arc<Workspace>,
    clock: Arc<HandClock>,
}

impl Open {
    /// Makes a data folder with an empty workspace and sets it up.
    pub fn new(folder: &Path) -> Result<Self, String> {
        let open = Self::with(folder, START, true)?;
        set_up(
            &Ctx::new(Arc::clone(&open.workspace), Actor::System),
            "Example organisation",
        )
        .map_err(text)?;
        Ok(open)
    }

    /// Opens the workspace of a data folder, after all that is recorded in it.
    pub fn existing(folder: &Path) -> Result<Self, String> {
        Self::with(folder, END, false)
    }

    fn with(folder: &Path, at: &str, fresh: bool) -> Result<Self, String> {
        let clock = Arc::new(HandClock::at(at)?);
        let parts = parts(folder, Arc::clone(&clock) as Arc<dyn Clock>, fresh)?;
        Ok(Self {
            workspace: Workspace::open(parts).map_err(text)?,
            clock,
        })
    }

    /// Acts as the administrator from this machine.
    pub fn ctx(&self) -> Ctx {
        Ctx::new(Arc::clone(&self.workspace), LOCAL_ADMINISTRATOR)
    }
}

/// The parts of the workspace of a data folder, for who opens nothing.
pub fn parts_of(folder: &Path) -> Result<Parts, String> {
    parts(folder, Arc::new(HandClock::at(END)?), false)
}

fn parts(folder: &Path, clock: Arc<dyn Clock>, fresh: bool) -> Result<Parts, String> {
    let name: WorkspaceName = "main".parse().map_err(text)?;
    let folder = Arc::new(DataFolder::open(folder).map_err(text)?);
    let home = FolderWorkspaces::new(folder, clock);
    if fresh {
        home.create(&name)
    } else {
        home.parts(&name)
    }
    .map_err(text)
}

fn fill(open: &Open, size: Size) -> Result<Filled, String> {
    let ctx = open.ctx();
    let mut author = Author::new(7);
    let (records, wanted) = (size.records as usize, u64::from(size.entries));
    let each = (size.entries / size.records.max(1)).max(1) as usize;
    let (mut entries, mut items, mut took) = (3, 0, Duration::ZERO);
    let step = open.clock.step(size.entries.div_ceil(BATCH as u32));
    while entries < wanted {
        let count = BATCH.min(usize::try_from(wanted - entries).unwrap_or(BATCH));
        let batch = (0..count).map(|_| {
            items += 1;
            let due = (items - 1) % each == 0 && author.made() < records;
            if due { author.create() } else { author.revise() }
        });
        let batch = Command::Batch(batch.collect());
        open.clock.advance(step);
        let (done, time) = timed(|| ctx.submit(batch));
        entries = done.map_err(text)?.size;
        took += time;
    }
    Ok(Filled { entries, took })
}

/// A clock that only moves when it is told to.
struct HandClock(AtomicI64);

impl HandClock {
    fn at(moment: &str) -> Result<Self, String> {
        let moment: Timestamp = moment.parse().map_err(text)?;
        Ok(Self(AtomicI64::new(moment.as_millisecond())))
    }

    /// Milliseconds between batches so that this many of them end before [`END`].
    fn step(&self, batches: u32) -> i64 {
        let end = END.parse::<Timestamp>().map_or(0, Timestamp::as_millisecond);
        (end - self.0.load(Ordering::Relaxed)) / (i64::from(batches) + 2)
    }

    fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}
