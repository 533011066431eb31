//! One organisation's ledger, register and blobs, with its single writer.
//!
//! Readers take [`Workspace::current`], an immutable view, and hold no lock. All changes go through
//! one thread (`writer`), which decides, appends, and only then shows the new view and answers.

mod as_of;
mod keeper;
mod load;
mod seal;
mod view;
mod writer;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;

use probity_core::ids::{Actor, RecordId};
use probity_core::rules::Command;
use probity_ledger::keys::Keys;
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::Sequencer;
use probity_ledger::{CommandId, Store};

use crate::error::AppError;
use crate::ports::{Blobs, Clock, Snapshots, WorkspaceName};

pub use as_of::AsOf;
pub use seal::check_commitment;
pub use view::View;

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
    /// The key its checkpoints are signed with; the key's name is the ledger's origin.
    pub key: SignerKey,
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

/// A workspace that is open. Dropping it ends the writer and keeps a snapshot.
pub struct Workspace {
    name: WorkspaceName,
    store: Arc<dyn Store>,
    blobs: Arc<dyn Blobs>,
    snapshots: Arc<dyn Snapshots>,
    clock: Arc<dyn Clock>,
    verifier: String,
    keys: Keys,
    view: Arc<RwLock<Arc<View>>>,
    read_only: Option<String>,
    requests: Mutex<Option<Sender<writer::Request>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    past: Arc<as_of::PastViews>,
}

impl Workspace {
    /// Opens a workspace: folds what its ledger holds and starts its writer.
    ///
    /// A ledger that holds entries of a newer release opens read-only, folded up to the first of
    /// them; everything else that cannot be read is an error.
    pub fn open(parts: Parts) -> Result<Arc<Self>, AppError> {
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
        let verifier = key.verifier().to_string();
        let loaded = load::load(&*store, &*snapshots)?;
        let first = Arc::new(View::new(loaded.register));
        warm_up(&first);
        let view = Arc::new(RwLock::new(first));
        let past = Arc::new(as_of::PastViews::default());
        let workspace = Self {
            name,
            store: Arc::clone(&store),
            blobs,
            snapshots: Arc::clone(&snapshots),
            clock: Arc::clone(&clock),
            verifier,
            keys: keys.clone(),
            view: Arc::clone(&view),
            read_only: hold.or(loaded.stopped.as_ref().map(ToString::to_string)),
            requests: Mutex::new(None),
            writer: Mutex::new(None),
            past: Arc::clone(&past),
        };
        if workspace.read_only.is_none() {
            let request_secret = seal::request_secret(&key);
            let sequencer = Sequencer::open_with(store, key, keys)?;
            let (sender, receiver) = channel();
            let keeper = keeper::Keeper::new(snapshots, loaded.snapshot_size);
            let writer = writer::Writer {
                sequencer,
                view,
                past,
                keeper,
                clock,
                request_secret,
            };
            let thread = writer.start(receiver)?;
            *lock(&workspace.requests) = Some(sender);
            *lock(&workspace.writer) = Some(thread);
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
        &*self.store
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
        self.read_only.as_deref()
    }

    /// The newest durable state.
    pub fn current(&self) -> Arc<View> {
        Arc::clone(
            &self
                .view
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    /// The present moment.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Today in the workspace's zone.
    pub fn today(&self) -> jiff::civil::Date {
        self.now().to_zoned_datetime(self.current().time_zone()).date()
    }

    /// Carries out a command and waits until it is durable. A command id that was carried out
    /// before answers as then and changes nothing.
    pub fn submit(&self, actor: Actor, id: Option<CommandId>, command: Command) -> Result<Done, AppError> {
        if let Some(reason) = &self.read_only {
            return Err(AppError::ReadOnly(reason.clone()));
        }
        let id = match id {
            Some(id) => id,
            None => seal::random_command_id()?,
        };
        let (reply, answer) = channel();
        let gone = || AppError::Internal("the writer of this workspace has ended".to_owned());
        lock(&self.requests)
            .as_ref()
            .ok_or_else(gone)?
            .send(writer::Request {
                actor,
                id,
                command,
                reply,
            })
            .map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    /// Ends the writer after what it has taken on, and keeps a snapshot. Called by drop too.
    pub fn close(&self) {
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

/// Prepares what lists are answered from beside the first answers, so that the first search does
/// not wait for it. Without a thread to spare it is prepared when it is asked for.
fn warm_up(view: &Arc<View>) {
    let view = Arc::clone(view);
    let builder = std::thread::Builder::new().name("probity-index".to_owned());
    if let Err(error) = builder.spawn(move || view.index.warm()) {
        tracing::info!(%error, "lists are prepared when they are asked for");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
