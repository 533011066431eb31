//! How fast the ledger store writes here: single durable commits against the disk's own syncs, and
//! entries in batches.
//!
//! `cargo run --release -p probity-store --example commit_rate [FOLDER | ADDRESS | postgres]`, with
//! a folder for SQLite, an address such as `postgresql://localhost/scratch` of an empty database, or the
//! word `postgres` for a server that is started for it and syncs to the disk.

use std::error::Error;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use probity_app::Instance;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::SystemClock;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{Commit, Content, NewEntry, Store};
use probity_store::{DataFolder, FolderWorkspaces, Postgres, PostgresHome, PostgresStore, SqliteStore};
use probity_testkit::postgres::TestPostgres;

const FOR: Duration = Duration::from_secs(3);
const CLIENTS: usize = 8;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let place = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    if place.contains("://") {
        return measure_postgres(&place);
    }
    if place == "postgres" {
        disk(&std::env::temp_dir())?;
        let server = TestPostgres::start().ok_or("PostgreSQL is not installed")?;
        return measure_postgres(&server.url());
    }
    disk(Path::new(&place))?;
    let folder = tempfile::tempdir_in(&place)?;
    let ledgers =
        (0..=CLIENTS).map(|number| SqliteStore::create(&folder.path().join(format!("{number}.db"))));
    measure(&ledgers.collect::<Result<Vec<_>, _>>()?)?;
    let data = Arc::new(DataFolder::open(&folder.path().join("data"))?);
    let operational = Arc::new(data.server_db()?);
    let workspaces = FolderWorkspaces::new(data, Arc::new(SystemClock));
    measure_clients(&Instance::new(
        Box::new(workspaces),
        operational,
        Arc::new(SystemClock),
    ))
}

fn measure_postgres(url: &str) -> Outcome<()> {
    let postgres = Postgres::open(url)?;
    let ledger = |number| -> Outcome<_> {
        Ok(PostgresStore::create(
            &postgres,
            &format!("rate-{number}").parse()?,
        )?)
    };
    let ledgers = (0..=CLIENTS).map(ledger);
    measure(&ledgers.collect::<Outcome<Vec<_>>>()?)?;
    let folder = tempfile::tempdir()?;
    let data = Arc::new(DataFolder::open(folder.path())?);
    let home = PostgresHome::open(url, data, Arc::new(SystemClock))?;
    measure_clients(&Instance::new(
        Box::new(home.workspaces()),
        home.operational(),
        Arc::new(SystemClock),
    ))
}

/// Durable commands through the application, whose writer lets those that wait share a commit.
fn measure_clients(instance: &Instance) -> Outcome<()> {
    let name = "clients".parse()?;
    instance.create_workspace(&name, "Rates")?;
    let workspace = instance.workspace(&name)?;
    let together = together((0..CLIENTS).collect(), |client| {
        let mut count = 0;
        rate(|| {
            count += 1;
            let command = Command::Create {
                kind: "vendor".to_owned(),
                patch: Patch::set_one("name", format!("{client}-{count}")),
            };
            workspace.submit(LOCAL_ADMINISTRATOR, None, command)?;
            Ok(())
        })
    })?;
    println!("one workspace, {CLIENTS} clients, command by command: {together:.0} commands a second");
    instance.close();
    Ok(())
}

/// The sum of the rates of clients that work at the same time.
fn together<T: Send>(clients: Vec<T>, work: impl Fn(T) -> Outcome<f64> + Sync) -> Outcome<f64> {
    std::thread::scope(|scope| {
        let work = &work;
        let clients: Vec<_> = clients
            .into_iter()
            .map(|client| scope.spawn(move || work(client)))
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().map_err(|_| "a client panicked")?)
            .sum()
    })
}

fn measure<S: Store>(ledgers: &[S]) -> Outcome<()> {
    let (first, others) = ledgers.split_first().ok_or("no ledger")?;
    let mut size = 0;
    let single = rate(|| append(first, &mut size, 1))?;
    println!("one ledger, single entries: {single:.0} commits a second");
    let batches = rate(|| append(first, &mut size, 1000))?;
    println!(
        "one ledger, batches of 1000: {:.0} entries a second",
        batches * 1000.0
    );
    let together = together(others.iter().collect(), |ledger| {
        let mut size = 0;
        rate(|| append(ledger, &mut size, 1))
    })?;
    println!("{CLIENTS} ledgers at once, single entries: {together:.0} commits a second");
    let start = now();
    let mut read = 0;
    while read < size {
        read += first.entries(read..read + 4096)?.len() as u64;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("reading: {:.0} entries a second", read as f64 / seconds);
    Ok(())
}

/// Overwrites one block again and again, as a write-ahead log that has its size does.
fn disk(folder: &Path) -> Outcome<()> {
    let folder = tempfile::tempdir_in(folder)?;
    let file = File::create(folder.path().join("block"))?;
    file.write_all_at(&[0; 1 << 20], 0)?;
    file.sync_all()?;
    let mut turn = 0_u64;
    let syncs = rate(|| {
        turn += 1;
        file.write_all_at(&[1; 4096], turn % 256 * 4096)?;
        Ok(file.sync_data()?)
    })?;
    println!("disk: {syncs:.0} writes of 4 KiB and fdatasync a second");
    Ok(())
}

fn append(store: &dyn Store, size: &mut u64, count: u64) -> Outcome<()> {
    let entries: Vec<NewEntry> = (0..count).map(|place| entry(*size + place)).collect();
    // About the tiles that a real commit of this size writes.
    let last = (*size + count - 1) / 256;
    let tile = |index: u64| {
        let width = (*size + count - index * 256).min(256);
        (
            TileCoordinates { level: 0, index },
            Tile(vec![1; 32 * usize::try_from(width).unwrap_or(256)]),
        )
    };
    let tiles: Vec<_> = (*size / 256..=last).map(tile).collect();
    store.commit(&Commit {
        expected_size: *size,
        entries: &entries,
        tiles: &tiles,
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
fn rate(mut work: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    let start = now();
    let mut times = 0.0;
    while start.elapsed() < FOR {
        work()?;
        times += 1.0;
    }
    Ok(times / start.elapsed().as_secs_f64())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this program measures the time it takes"
)]
fn now() -> Instant {
    Instant::now()
}
