//! `fsck` in its parts: the ledger, the fold, the files.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use probity_app::operations::fsck::{Subject, fsck};
use probity_app::ports::Blobs as _;
use probity_app::workspace::check_commitment;
use probity_core::Kinds;
use probity_core::register::{FoldEntry, Register};
use probity_store::BlobFolder;
use rustix::fs::{Advice, fadvise};

use crate::ledgers::parts_of;
use crate::table::Row;
use crate::{Setting, text, timed};

/// Entries read at a time.
const PAGE: u64 = 4096;

/// Tree, checkpoints, commands, and the commitment of every entry to its content; then the whole check.
pub fn ledger(setting: &Setting) -> Result<Vec<Row>, String> {
    let (folder, _) = setting.ledgers.filled(setting.large())?;
    let parts = parts_of(&folder)?;
    let key = parts
        .key
        .as_ref()
        .ok_or("the ledger that is measured has no key")?;
    let (report, took) =
        timed(|| probity_ledger::fsck::fsck(&*parts.store, key.verifier(), &mut check_commitment, None));
    sound(report.problems.len())?;
    let (whole, all) = timed(|| fsck(Subject::of_parts(&parts), None, &mut |_| {}));
    sound(whole.problems.len())?;
    Ok(vec![
        Row::at_least(
            "fsck: tree and payloads (entries/s)",
            500_000.0,
            rate(report.entries, took),
        ),
        Row::only("fsck: everything at once (entries/s)", rate(whole.entries, all)),
    ])
}

/// Folding from zero: entries as they come from the store, and then with the reading.
pub fn fold(setting: &Setting) -> Result<Vec<Row>, String> {
    let (folder, _) = setting.ledgers.filled(setting.large())?;
    let parts = parts_of(&folder)?;
    let size = parts.store.head().map_err(text)?.size;
    let mut register = Register::new(Kinds::built_in());
    let (mut reading, mut folding) = (Duration::ZERO, Duration::ZERO);
    while register.size() < size {
        let from = register.size();
        let (entries, took) = timed(|| parts.store.entries(from..size.min(from + PAGE)));
        let entries = entries.map_err(text)?;
        reading += took;
        let (folded, took) = timed(|| {
            entries.iter().try_for_each(|entry| {
                let payload = entry.content.as_ref().map(|content| content.payload.as_slice());
                register
                    .apply(&FoldEntry {
                        index: entry.index,
                        leaf: &entry.leaf,
                        payload,
                    })
                    .map(drop)
            })
        });
        folded.map_err(text)?;
        folding += took;
    }
    let (hash, hashing) = timed(|| register.state_hash());
    let (bytes, writing) = timed(|| register.to_snapshot());
    let (read, reading_back) = timed(|| Register::from_snapshot(Kinds::built_in(), &bytes));
    if read.map_err(text)?.state_hash() != hash {
        return Err("a snapshot does not give the register that was written".to_owned());
    }
    Ok(vec![
        Row::at_least("fsck: fold (entries/s)", 150_000.0, rate(size, folding)),
        Row::only(
            "  with reading the entries (entries/s)",
            rate(size, folding + reading),
        ),
        Row::only("  state hash of the whole register (s)", hashing.as_secs_f64()),
        Row::only("  writing a snapshot to memory (s)", writing.as_secs_f64()),
        Row::only("  reading a snapshot from memory (s)", reading_back.as_secs_f64()),
        Row::only("  size of the snapshot (MB)", bytes.len() as f64 / 1e6),
    ])
}

/// Files from the disk, not from memory, with and without their hashes.
pub fn blobs(setting: &Setting) -> Result<Vec<Row>, String> {
    let folder = setting.folder.path().join("blobs");
    let blobs = BlobFolder::open(&folder).map_err(text)?;
    let (count, bytes) = (if setting.quick { 30 } else { 300_u32 }, 1_000_000_u32);
    let mut content = vec![7; bytes as usize];
    for number in 0..count {
        content[..4].copy_from_slice(&number.to_be_bytes());
        blobs.put(&content).map_err(text)?;
    }
    let files = files(&folder)?;
    forget(&files)?;
    let (read, raw) = timed(|| files.iter().try_for_each(|file| read_through(file)));
    read.map_err(text)?;
    forget(&files)?;
    let mut problems = 0;
    let (checked, took) = timed(|| blobs.verify_all(&mut |_, _| problems += 1));
    sound(problems)?;
    if checked.map_err(text)? != u64::from(count) {
        return Err("not every file was checked".to_owned());
    }
    let megabytes = f64::from(count) * f64::from(bytes) / 1e6;
    let (raw, checked) = (megabytes / raw.as_secs_f64(), megabytes / took.as_secs_f64());
    Ok(vec![
        Row::only("raw reading of files from the disk (MB/s)", raw),
        Row::at_least("fsck: files (MB/s; 70 % of raw reading)", 0.7 * raw, checked),
    ])
}

fn rate(entries: u64, took: Duration) -> f64 {
    entries as f64 / took.as_secs_f64()
}

fn sound(problems: usize) -> Result<(), String> {
    if problems == 0 {
        Ok(())
    } else {
        Err(format!("{problems} problems were found where there are none"))
    }
}

fn files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let list = |folder: &Path| -> Result<Vec<PathBuf>, String> {
        let entries = std::fs::read_dir(folder).map_err(text)?;
        entries
            .map(|entry| entry.map(|entry| entry.path()).map_err(text))
            .collect()
    };
    let mut files = Vec::new();
    for folder in list(root)? {
        files.extend(list(&folder)?);
    }
    files.sort_unstable();
    Ok(files)
}

/// Lets the system drop what it holds of these files in memory.
fn forget(files: &[PathBuf]) -> Result<(), String> {
    for path in files {
        let file = File::open(path).map_err(text)?;
        file.sync_all().map_err(text)?;
        fadvise(&file, 0, None, Advice::DontNeed).map_err(text)?;
    }
    Ok(())
}

fn read_through(path: &Path) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes).map(drop)
}
