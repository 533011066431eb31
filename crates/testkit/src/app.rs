//! A workspace in memory, set up as a user's is, with a clock that tests move.
//!
//! ```no_run
//! use probity_testkit::app::TestApp;
//!
//! let app = TestApp::new();
//! let vendor = app.create("vendor", "Example Ltd");
//! assert_eq!(vendor, "VEN-1");
//! ```

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use probity_app::operations::set_up::{LOCAL_ADMINISTRATOR, set_up};
use probity_app::ports::WorkspaceName;
use probity_app::workspace::{Done, Parts, Workspace};
use probity_app::{AppError, Ctx};
use probity_core::ids::Actor;
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_core::rules::Command;
use probity_ledger::Store;
use probity_ledger::keys::Keys;
use probity_ledger::memory::MemoryStore;
use probity_ledger::note::SignerKey;

use crate::clock::FixedClock;
use crate::memory::{MemoryBlobs, MemorySnapshots};

/// Where every test's clock starts.
pub const START: &str = "2026-03-02T09:00:00Z";

/// The origin of a test's ledger.
pub const ORIGIN: &str = "probity.local/test-00000001";

/// A workspace with its parts, so that a test can look behind it and open it again.
pub struct TestApp {
    /// The open workspace, set up: an organisation, and `PER-1` as administrator.
    pub workspace: Arc<Workspace>,
    /// Stands still until it is moved.
    pub clock: Arc<FixedClock>,
    /// Its ledger.
    pub store: Arc<dyn Store>,
    /// Its files.
    pub blobs: Arc<MemoryBlobs>,
    /// Its kept folds.
    pub snapshots: Arc<MemorySnapshots>,
}

impl Default for TestApp {
    fn default() -> Self {
        Self::new()
    }
}

impl TestApp {
    /// A workspace that was set up a moment ago.
    ///
    /// # Panics
    /// When it cannot be set up.
    #[must_use]
    pub fn new() -> Self {
        let app = Self::empty();
        set_up(
            &Ctx::new(Arc::clone(&app.workspace), Actor::System),
            "Example organisation",
        )
        .expect("an empty workspace can be set up");
        app
    }

    /// A workspace without a single entry.
    ///
    /// # Panics
    /// When it cannot be opened.
    #[must_use]
    pub fn empty() -> Self {
        let start: Timestamp = START.parse().expect("a constant");
        let clock = Arc::new(FixedClock::at(start));
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let blobs = Arc::new(MemoryBlobs::default());
        let snapshots = Arc::new(MemorySnapshots::default());
        let parts = parts_of(&store, &blobs, &snapshots, &clock);
        let workspace = Workspace::open(parts).expect("an empty ledger opens");
        Self {
            workspace,
            clock,
            store,
            blobs,
            snapshots,
        }
    }

    /// The same parts once more, as a restarted process would find them.
    #[must_use]
    pub fn parts(&self) -> Parts {
        parts_of(&self.store, &self.blobs, &self.snapshots, &self.clock)
    }

    /// Closes the workspace and opens it again from what it left.
    ///
    /// # Panics
    /// When it does not open.
    pub fn reopen(&mut self) {
        self.workspace.close();
        self.workspace = Workspace::open(self.parts()).expect("what was written opens again");
    }

    /// Acts as the administrator from this machine.
    #[must_use]
    pub fn ctx(&self) -> Ctx {
        self.ctx_of(LOCAL_ADMINISTRATOR)
    }

    /// Acts as somebody else.
    #[must_use]
    pub fn ctx_of(&self, actor: Actor) -> Ctx {
        Ctx::new(Arc::clone(&self.workspace), actor)
    }

    /// Makes a person who holds one role in the whole workspace, and acts as them.
    ///
    /// # Panics
    /// When there is no such role.
    #[must_use]
    pub fn ctx_with_role(&self, role: &str) -> Ctx {
        self.ctx_granted(role, None)
    }

    /// The same for a role that is held in one unit only.
    ///
    /// # Panics
    /// When there is no such role or unit.
    #[must_use]
    pub fn ctx_with_role_in(&self, role: &str, unit: &str) -> Ctx {
        self.ctx_granted(role, Some(unit))
    }

    fn ctx_granted(&self, role: &str, unit: Option<&str>) -> Ctx {
        let person = self.create_with(
            "person",
            Patch {
                state: Some("active".to_owned()),
                ..Patch::set_one("name", format!("Test {role}"))
            },
        );
        let grant = Patch::set_one("name", format!("Test {role}"))
            .with("person", person.as_str())
            .with("role", role);
        let grant = unit
            .into_iter()
            .fold(grant, |grant, unit| grant.with("unit", unit));
        let _ = self.create_with("role_grant", grant);
        let number = person.strip_prefix("PER-").and_then(|number| number.parse().ok());
        self.ctx_of(Actor::Person(
            number.expect("persons are called `PER-` and a number"),
        ))
    }

    /// Moves the clock on.
    pub fn pass(&self, time: SignedDuration) {
        let _ = self.clock.advance(time);
    }

    /// Carries out a command as the administrator.
    ///
    /// # Panics
    /// When it is refused; use [`Self::try_submit`] where that is what is tested.
    #[track_caller]
    pub fn submit(&self, command: Command) -> Done {
        match self.try_submit(command) {
            Ok(done) => done,
            Err(error) => panic!("refused: {error}"),
        }
    }

    /// Carries out a command as the administrator, or is refused.
    ///
    /// # Errors
    /// Those of the workspace.
    pub fn try_submit(&self, command: Command) -> Result<Done, AppError> {
        self.ctx().submit(command)
    }

    /// Makes a record of nothing but its title and gives its id.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn create(&self, kind: &str, title: &str) -> String {
        self.create_with(kind, Patch::set_one("name", title))
    }

    /// Makes a record and gives its id.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn create_with(&self, kind: &str, patch: Patch) -> String {
        let done = self.submit(Command::Create {
            kind: kind.to_owned(),
            patch,
        });
        let kinds = self.workspace.current().register.kinds();
        done.subjects
            .first()
            .expect("a creation has a subject")
            .show(kinds)
    }

    /// Changes a record, whatever revision it has.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn revise(&self, id: &str, patch: Patch) -> Done {
        self.submit(Command::Revise {
            id: id.to_owned(),
            expected_revision: None,
            patch,
            materiality: None,
        })
    }

    /// A record as it is now.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    #[track_caller]
    pub fn record(&self, id: &str) -> Arc<Record> {
        let view = self.workspace.current();
        Arc::clone(
            view.register
                .find(id)
                .unwrap_or_else(|| panic!("there is no `{id}`")),
        )
    }
}

fn parts_of(
    store: &Arc<dyn Store>,
    blobs: &Arc<MemoryBlobs>,
    snapshots: &Arc<MemorySnapshots>,
    clock: &Arc<FixedClock>,
) -> Parts {
    let key = SignerKey::from_seed(ORIGIN, [7; 32]).expect("a constant");
    Parts {
        name: "test".parse::<WorkspaceName>().expect("a constant"),
        store: Arc::clone(store),
        blobs: Arc::clone(blobs) as Arc<dyn probity_app::ports::Blobs>,
        snapshots: Arc::clone(snapshots) as Arc<dyn probity_app::ports::Snapshots>,
        keys: Keys::one(key.verifier().clone()),
        key: Some(key),
        clock: Arc::clone(clock) as Arc<dyn probity_app::ports::Clock>,
        hold: None,
    }
}
