//! The size of the product, and what this machine's disk can do.

use std::fs::File;
use std::io::Write;

use crate::table::Row;
use crate::{Setting, now};

/// The product is one file that is quick to copy.
pub fn binary_size(setting: &Setting) -> Result<Vec<Row>, String> {
    let path = &setting.binary;
    let metadata =
        std::fs::metadata(path).map_err(|e| format!("`{}` could not be looked at: {e}", path.display()))?;
    let megabytes = metadata.len() as f64 / 1e6;
    Ok(vec![Row::at_most("release binary (MB)", 100.0, megabytes)])
}

/// How often per second the disk makes 4 KiB durable: the ceiling of what a ledger can acknowledge
/// one by one. Reported so that other figures can be read as a part of it.
pub fn flushes(setting: &Setting) -> Result<Vec<Row>, String> {
    Ok(vec![Row::only(
        "the disk's own fdatasync (1/s)",
        flushes_per_second(setting)?,
    )])
}

/// As [`flushes`], for what is measured against it.
pub fn flushes_per_second(setting: &Setting) -> Result<f64, String> {
    const ROUNDS: u32 = 200;
    let path = setting.folder.path().join("flushes");
    let fail = |e: std::io::Error| format!("`{}` could not be written: {e}", path.display());
    let mut file = File::create(&path).map_err(fail)?;
    let started = now();
    for _ in 0..ROUNDS {
        file.write_all(&[7; 4096]).map_err(fail)?;
        file.sync_data().map_err(fail)?;
    }
    Ok(f64::from(ROUNDS) / started.elapsed().as_secs_f64())
}
