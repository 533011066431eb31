//! Re-derives everything a workspace keeps and names what does not fit, by record.
//!
//! One pass over the entries checks tree, checkpoints and commands (`probity_ledger::fsck`), the
//! commitment of every envelope to its content, the shape of batches, the order of times and
//! revisions, and folds the register from zero. Then come the kept snapshots, the state that readers
//! see, and the files. The workspace need not open: a damaged one can still be checked.

mod files;
mod pass;

use probity_core::rules::rights::Permission;
use probity_ledger::keys::Keys;
use probity_ledger::{Entry, Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::instance::Instance;
use crate::ports::{Blobs, Snapshots, WorkspaceName};
use crate::workspace::Parts;

pub(in crate::operations) use files::{Files, Holder, hashes};

/// What is checked.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The ledger.
    pub store: &'a dyn Store,
    /// The files.
    pub blobs: &'a dyn Blobs,
    /// The kept folds.
    pub snapshots: &'a dyn Snapshots,
    /// The keys that checkpoints verify under.
    pub keys: &'a Keys,
}

impl<'a> Subject<'a> {
    /// A workspace that is not open.
    pub fn of_parts(parts: &'a Parts) -> Self {
        let Parts {
            store,
            blobs,
            snapshots,
            keys,
            ..
        } = parts;
        Self {
            store: &**store,
            blobs: &**blobs,
            snapshots: &**snapshots,
            keys,
        }
    }
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The record: entry 12 (`SYS-3`), a checkpoint, a tile, a snapshot, a file.
    #[serde(rename = "where")]
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Entries that were read.
    pub entries: u64,
    /// Entries that the head speaks of.
    pub size: u64,
    /// Root over the entries as they are stored, base64.
    pub root: String,
    /// Empty when everything fits.
    pub problems: Vec<Problem>,
}

/// Is told how many entries were read so far.
pub type Progress<'a> = &'a mut dyn FnMut(u64);

/// Checks a workspace that may be damaged beyond opening. `known` is a signed checkpoint that was kept
/// elsewhere: the ledger must still contain what it speaks of.
pub fn fsck(subject: Subject<'_>, known: Option<&str>, progress: Progress<'_>) -> Report {
    check(subject, known, &|_| None, progress)
}

/// Checks the workspace that is open, and that its readers see what its entries fold to.
pub fn fsck_open(ctx: &Ctx, known: Option<&str>, progress: Progress<'_>) -> Result<Report, AppError> {
    let _allowed = ctx.authorize(Permission::Operate)?;
    let workspace = &ctx.workspace;
    let subject = Subject {
        store: workspace.store(),
        blobs: workspace.blobs(),
        snapshots: workspace.snapshots(),
        keys: workspace.keys(),
    };
    let shown = |size| {
        workspace
            .at_size(size)
            .ok()
            .map(|view| view.register.state_hash())
    };
    Ok(check(subject, known, &shown, progress))
}

/// Checks a workspace that nobody has open. One whose ledger cannot even be opened is a report too.
///
/// # Errors
/// Whatever is no damage: no such workspace, no key, no access.
pub fn fsck_stored(
    instance: &Instance,
    name: &WorkspaceName,
    known: Option<&str>,
    progress: Progress<'_>,
) -> Result<Report, AppError> {
    match instance.parts(name) {
        Ok(parts) => Ok(fsck(Subject::of_parts(&parts), known, progress)),
        Err(AppError::Store(StoreError::Damaged { place, what })) => Ok(Report {
            entries: 0,
            size: 0,
            root: probity_ledger::tree::empty_root().to_base64(),
            problems: vec![problem(place, what)],
        }),
        Err(other) => Err(other),
    }
}

/// `shown` gives the hash of the state that readers see at a size.
fn check(
    subject: Subject<'_>,
    known: Option<&str>,
    shown: &dyn Fn(u64) -> Option<String>,
    progress: Progress<'_>,
) -> Report {
    let mut problems = Vec::new();
    let known = known.and_then(|note| match subject.keys.open(note) {
        Ok(checkpoint) => Some(checkpoint),
        Err(error) => {
            problems.push(problem(
                "the known checkpoint",
                format!("it cannot be used: {error}"),
            ));
            None
        }
    });
    let mut pass = pass::Pass::new(subject.snapshots);
    let mut check_entry = |entry: &Entry| {
        if entry.index.is_multiple_of(4096) {
            progress(entry.index);
        }
        pass.entry(entry)
    };
    let ledger =
        probity_ledger::fsck::fsck_with(subject.store, subject.keys, &mut check_entry, known.as_ref());
    problems.extend(
        ledger
            .problems
            .into_iter()
            .map(|found| problem(found.where_, found.what)),
    );
    let files = pass.finish(ledger.size, shown, &mut problems);
    files::check(subject.blobs, &files, &mut problems);
    Report {
        entries: ledger.entries,
        size: ledger.size,
        root: ledger.root.to_base64(),
        problems,
    }
}

fn problem(place: impl Into<String>, what: impl Into<String>) -> Problem {
    Problem {
        place: place.into(),
        what: what.into(),
    }
}
