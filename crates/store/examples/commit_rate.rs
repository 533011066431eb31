//! How fast the ledger store writes here: single durable commits against the disk's own syncs, and
//! entries in batches. `cargo run --release -p probity-store --example commit_rate [FOLDER]`

use std::error::Error;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{Commit, Content, NewEntry, Store as _};
use probity_store::SqliteStore;

const FOR: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let base = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder = tempfile::tempdir_in(&base)?;
    let disk = syncs_per_second(folder.path())?;
    println!("disk: {disk:.0} writes of 4 KiB and fdatasync a second");
    let store = SqliteStore::create(&folder.path().join("ledger.db"))?;
    let mut size = 0;
    let single = rate(|| append(&store, &mut size, 1))?;
    println!(
        "single entries: {single:.0} commits a second, {:.2} of the disk's rate",
        single / disk
    );
    let batches = rate(|| append(&store, &mut size, 1000))?;
    println!("batches of 1000: {:.0} entries a second", batches * 1000.0);
    Ok(())
}

/// Overwrites one block again and again, as a write-ahead log that has its size does.
fn syncs_per_second(folder: &Path) -> Result<f64, Box<dyn Error>> {
    let file = File::create(folder.join("block"))?;
    file.write_all_at(&[0; 1 << 20], 0)?;
    file.sync_all()?;
    let mut turn = 0_u64;
    rate(|| {
        turn += 1;
        file.write_all_at(&[1; 4096], turn % 256 * 4096)?;
        Ok(file.sync_data()?)
    })
}

fn append(store: &SqliteStore, size: &mut u64, count: u64) -> Result<(), Box<dyn Error>> {
    let entries: Vec<NewEntry> = (0..count).map(|place| entry(*size + place)).collect();
    let index = *size / 256;
    // About the tile that a real commit of this size writes.
    let tile = (
        TileCoordinates { level: 0, index },
        Tile(vec![1; 32 * (1 + *size as usize % 256)]),
    );
    store.commit(&Commit {
        expected_size: *size,
        entries: &entries,
        tiles: &[tile],
        checkpoint: &format!("rate.example\n{}\n{}\n\n", *size + count, "A".repeat(150)),
        commands: &[],
        erase: &[],
    })?;
    *size += count;
    Ok(())
}

fn entry(number: u64) -> NewEntry {
    NewEntry {
        leaf: vec![b'l'; 400],
        subject: format!("SYS-{}", number % 5000),
        content: Content {
            salt: [1; 32],
            payload: vec![b'p'; 300],
        },
    }
}

/// How often something can be done in a second.
#[expect(
    clippy::disallowed_methods,
    reason = "this program measures the time it takes"
)]
fn rate(mut work: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let mut times = 0.0;
    while start.elapsed() < FOR {
        work()?;
        times += 1.0;
    }
    Ok(times / start.elapsed().as_secs_f64())
}
