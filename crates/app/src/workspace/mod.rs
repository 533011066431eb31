//! One organisation's ledger, register and blobs, with its single writer.
//!
//! Readers take [`Workspace::current`], an immutable view, and hold no lock. All changes go through
//! one thread (`writer`), which decides, appends, and only then shows the new view and answers.
//!
//! Where several servers share the ledger, one of them writes at a time (`lease`), the others send
//! commands there (`submit`), and each follows what is written (`tail`).

mod as_of;
mod keeper;
mod lease;
mod load;
pub(crate) mod moment;
mod request;
mod seal;
pub mod sent;
mod shown;
mod submit;
mod tail;
mod view;
mod writer;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use probity_core::ids::RecordId;
use probity_ledger::Store;
use probity_ledger::keys::Keys;
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::Sequencer;

use crate::error::AppError;
use crate::ports::{Blobs, Clock, Snapshots, WorkspaceName};

pub use as_of::AsOf;
pub use lease::{Cluster, Timing};
pub use seal::check_commitment;
pub use view::View;

/// Between two looks for a size that is not there yet.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What a workspace is made of.
pub struct Parts {
    /// Its name on this server.
    pub name: WorkspaceName,
    /// Its ledger.
    pub store: Arc<dyn Store>,
    /// Its files.
    pub blobs: Arc<dyn Blobs>,
    /// Its kept folds.
    pub snapshots: Arc<dyn Snapshots>,
    /// The key its checkpoints are signed with; the key's name is the ledger's origin. A server
    /// without it reads, and sends commands to one that has it.
    pub key: Option<SignerKey>,
    /// That key, and those before it where the ledger was continued after a loss.
    pub keys: Keys,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Why nothing may be written, as after a restore that is behind a known checkpoint.
    pub hold: Option<String>,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Entries in the ledger after it: a reader that sees this size sees the change.
    pub size: u64,
    /// Index of the first entry of its batch.
    pub first: u64,
    /// Entries in its batch; 0 when nothing had to change.
    pub count: u32,
    /// The record each item speaks of; empty for a repeated command.
    pub subjects: Vec<RecordId>,
    /// What was recorded although the rules would have had it otherwise.
    pub warnings: Vec<String>,
    /// True when the same command id was carried out before; nothing happened now.
    pub repeated: bool,
    /// The id it is stored under.
    pub command_id: String,
}

/// What keeps a server from showing what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// An entry of a newer release: everything from there on is not shown, and nothing is written.
    Newer,
    /// The ledger could not be read when it was looked at last.
    NotFollowing,
}

/// A workspace that is open. Dropping it ends its threads and keeps a snapshot.
pub struct Workspace {
    name: WorkspaceName,
    blobs: Arc<dyn Blobs>,
    snapshots: Arc<dyn Snapshots>,
    clock: Arc<dyn Clock>,
    verifier: String,
    keys: Keys,
    shown: Arc<shown::Shown>,
    hold: Option<String>,
    requests: Mutex<Option<Sender<request::Request>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    lease: Option<Arc<lease::Lease>>,
    tail: Mutex<Option<tail::Tail>>,
    /// The largest size that a command was answered with, which may not be shown here yet.
    acknowledged: AtomicU64,
}

impl Workspace {
    /// Opens a workspace that this process alone writes to, or that it shares without knowing of
    /// others: folds what its ledger holds and starts its writer.
    ///
    /// A ledger that holds entries of a newer release opens read-only, folded up to the first of
    /// them; everything else that cannot be read is an error.
    pub fn open(parts: Parts) -> Result<Arc<Self>, AppError> {
        Self::open_on(parts, None)
    }

    /// Opens a workspace that this server shares with others.
    pub fn open_on(parts: Parts, cluster: Option<&Arc<Cluster>>) -> Result<Arc<Self>, AppError> {
        let Parts {
            name,
            store,
            blobs,
            snapshots,
            key,
            clock,
            hold,
            keys,
        } = parts;
        let loaded = load::load(&*store, &*snapshots)?;
        let first = Arc::new(View::new(loaded.register));
        // Lists are prepared beside the first answers, so that the first search does not wait.
        let warm = Arc::clone(&first);
        shown::beside(move || warm.index.warm());
        let keeper = keeper::Keeper::new(Arc::clone(&snapshots), loaded.snapshot_size);
        let shown = Arc::new(shown::Shown::new(Arc::clone(&store), first, keeper));
        if let Some(stopped) = &loaded.stopped {
            shown.stop(stopped);
        }
        let has_key = key.is_some();
        let lease = cluster
            .filter(|_| hold.is_none())
            .map(|cluster| Arc::new(lease::Lease::new(Arc::clone(cluster), name.clone(), has_key)));
        let no_key = || "its key is not on this server: put it back from a backup".to_owned();
        let hold = hold.or_else(|| (!has_key && lease.is_none()).then(no_key));
        let workspace = Self {
            name,
            blobs,
            snapshots,
            clock: Arc::clone(&clock),
            verifier: keys.current().to_string(),
            keys: keys.clone(),
            shown: Arc::clone(&shown),
            hold,
            requests: Mutex::new(None),
            writer: Mutex::new(None),
            lease: lease.clone(),
            tail: Mutex::new(None),
            acknowledged: AtomicU64::new(0),
        };
        if let Some(key) = key.filter(|_| workspace.read_only().is_none()) {
            let request_secret = seal::request_secret(&key);
            let writer = writer::Writer {
                sequencer: Sequencer::open_with(store, key, keys)?,
                shown: Arc::clone(&shown),
                clock,
                request_secret,
                lease: lease.clone(),
                term: 0,
            };
            let (sender, receiver) = channel();
            *lock(&workspace.writer) = Some(writer.start(receiver)?);
            *lock(&workspace.requests) = Some(sender);
        }
        if let Some(lease) = lease {
            let tail = tail::Tail::start(workspace.name.clone(), shown, lease)?;
            *lock(&workspace.tail) = Some(tail);
        }
        Ok(Arc::new(workspace))
    }

    /// Its name on this server.
    pub fn name(&self) -> &WorkspaceName {
        &self.name
    }

    /// The key that its checkpoints verify under, as verifiers pin it.
    pub fn verifier_key(&self) -> &str {
        &self.verifier
    }

    /// All keys that its checkpoints verify under.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Its ledger, for reading.
    pub fn store(&self) -> &dyn Store {
        &*self.shown.store
    }

    /// Its files.
    pub fn blobs(&self) -> &dyn Blobs {
        &*self.blobs
    }

    /// Its kept folds.
    pub fn snapshots(&self) -> &dyn Snapshots {
        &*self.snapshots
    }

    /// Why nothing can be written, if so.
    pub fn read_only(&self) -> Option<&str> {
        self.hold.as_deref().or(self.shown.stopped())
    }

    /// The newest durable state that this process knows: where several servers share the ledger,
    /// others may have written since. See [`Self::at_least`].
    pub fn current(&self) -> Arc<View> {
        self.shown.read()
    }

    /// Entries in the ledger as far as anybody was told here: a reader who was answered just now and
    /// asks another server for this size sees there what was seen here.
    pub fn size(&self) -> u64 {
        self.shown.size().max(self.acknowledged.load(Ordering::Acquire))
    }

    /// Waits until this process shows at least `size` entries, at most for `patience`. `false` when
    /// there are not that many in the ledger, as after it was restored from a backup.
    ///
    /// # Errors
    /// When the ledger could not be read in time.
    pub fn at_least(&self, size: u64, patience: Duration) -> Result<bool, AppError> {
        if self.shown.size() >= size {
            return Ok(true);
        }
        if self.lease.is_none() {
            return Ok(false);
        }
        let until = moment::now() + patience;
        loop {
            let looked = {
                let mut folding = self.shown.folding();
                // Of many who wait, the first has looked for all.
                if self.shown.size() >= size {
                    return Ok(true);
                }
                folding.catch_up()
            };
            if self.shown.size() >= size {
                return Ok(true);
            }
            match looked {
                Ok(_) => return Ok(false),
                Err(error) if moment::now() >= until => return Err(error),
                Err(_) => std::thread::sleep(LOOK_AGAIN),
            }
        }
    }

    /// What keeps this server from showing what is written, for who watches over it.
    pub fn trouble(&self) -> Option<Trouble> {
        if self.shown.stopped().is_some() {
            return Some(Trouble::Newer);
        }
        self.shown.is_in_trouble().then_some(Trouble::NotFollowing)
    }

    /// The present moment.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Today in the workspace's zone.
    pub fn today(&self) -> jiff::civil::Date {
        self.now().to_zoned_datetime(self.current().time_zone()).date()
    }

    /// Ends the writer after what it has taken on, and keeps a snapshot. Called by drop too.
    pub fn close(&self) {
        lock(&self.tail).take();
        lock(&self.requests).take();
        if let Some(thread) = lock(&self.writer).take()
            && thread.join().is_err()
        {
            tracing::error!(workspace = %self.name, "the writer ended by a panic");
        }
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.close();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
