//! Several servers on one ledger in memory, each of which can be stopped, cut off and killed.
//!
//! ```no_run
//! use probity_testkit::nodes::TestCluster;
//!
//! let cluster = TestCluster::new();
//! let (one, two) = (cluster.start(), cluster.start());
//! one.pause();        // as SIGSTOP does: nothing it asks for comes back, and nobody gets an answer
//! one.go_on();
//! two.kill();         // as SIGKILL does: nothing of it goes out any more
//! ```

#![expect(
    clippy::disallowed_methods,
    reason = "what takes too long is given up, and leases run out"
)]

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use probity_app::Ctx;
use probity_app::ports::{
    Claim, Forward, ForwardError, Forwarded, Node, Nodes, OperationalError, WorkspaceName,
};
use probity_app::workspace::{Cluster, Done, Parts, Timing, Workspace};
use probity_core::ids::Actor;
use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::{CommandId, Commit, CommittedCommand, Entry, Head, Store, StoreError};

use crate::app::TestApp;
use crate::memory::MemorySnapshots;

/// Leases run out fast, and patience is long: no test waits long, and none fails because a machine is slow.
pub const TIMING: Timing = Timing {
    lease: Duration::from_millis(300),
    poll: Duration::from_millis(20),
    patience: Duration::from_secs(60),
};

/// What several servers share.
pub struct TestCluster {
    /// The ledger and its parts, set up by a server that has ended.
    pub app: TestApp,
    nodes: Arc<MemoryNodes>,
    running: Arc<Mutex<BTreeMap<String, Running>>>,
}

/// One of the servers.
pub struct TestNode {
    /// Its workspace.
    pub workspace: Arc<Workspace>,
    /// What the others know of it.
    pub node: Node,
    /// Its kept folds.
    pub snapshots: Arc<MemorySnapshots>,
    gate: Arc<Gate>,
}

#[derive(Clone)]
struct Running {
    node: Node,
    gate: Arc<Gate>,
    workspace: Arc<Workspace>,
}

impl Default for TestCluster {
    fn default() -> Self {
        Self::new()
    }
}

impl TestCluster {
    /// A ledger that was set up a moment ago, and no server yet.
    ///
    /// # Panics
    /// When it cannot be set up.
    #[must_use]
    pub fn new() -> Self {
        let app = TestApp::new();
        app.workspace.close();
        let nodes = Arc::new(MemoryNodes::over(Arc::clone(&app.store)));
        Self {
            app,
            nodes,
            running: Arc::default(),
        }
    }

    /// Starts a server that has the workspace's key.
    ///
    /// # Panics
    /// When it does not open.
    #[must_use]
    pub fn start(&self) -> TestNode {
        self.start_with(|parts| parts)
    }

    /// Starts a server whose parts are not the usual ones.
    ///
    /// # Panics
    /// When it does not open.
    #[must_use]
    pub fn start_with(&self, change: impl FnOnce(Parts) -> Parts) -> TestNode {
        let number = held(&self.running).len() + 1;
        let node = Node {
            id: format!("node-{number}"),
            address: format!("http://node-{number}.example"),
            token: format!("token-{number}"),
        };
        let gate = Arc::new(Gate::default());
        let snapshots = Arc::new(MemorySnapshots::default());
        let parts = self.app.parts();
        let parts = change(Parts {
            store: Arc::new(GatedStore {
                inner: parts.store,
                gate: Arc::clone(&gate),
            }),
            snapshots: Arc::clone(&snapshots) as Arc<dyn probity_app::ports::Snapshots>,
            ..parts
        });
        let cluster = Arc::new(Cluster {
            nodes: Arc::new(GatedNodes {
                inner: Arc::clone(&self.nodes),
                gate: Arc::clone(&gate),
            }),
            forward: Arc::new(MemoryForward {
                running: Arc::clone(&self.running),
            }),
            me: node.clone(),
            timing: TIMING,
        });
        let workspace = Workspace::open_on(parts, Some(&cluster)).expect("a sound ledger opens");
        let running = Running {
            node: node.clone(),
            gate: Arc::clone(&gate),
            workspace: Arc::clone(&workspace),
        };
        held(&self.running).insert(node.id.clone(), running);
        TestNode {
            workspace,
            node,
            snapshots,
            gate,
        }
    }

    /// Who holds the lease, or held it last.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn writer(&self) -> Option<String> {
        let name = self.app.workspace.name();
        let last = self.nodes.last(name).expect("in memory");
        last.map(|node| node.id)
    }
}

impl Drop for TestCluster {
    fn drop(&mut self) {
        // Servers know each other, so nobody else would end them.
        for (_, running) in std::mem::take(&mut *held(&self.running)) {
            running.gate.set(Pass::Running);
            running.workspace.close();
        }
    }
}

impl TestNode {
    /// Acts here as somebody.
    #[must_use]
    pub fn ctx_of(&self, actor: Actor) -> Ctx {
        Ctx::new(Arc::clone(&self.workspace), actor)
    }

    /// Stops it in the middle of whatever it does.
    pub fn pause(&self) {
        self.gate.set(Pass::Paused);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.gate.set(Pass::Running);
    }

    /// Ends it without a chance to say anything.
    pub fn kill(&self) {
        self.gate.set(Pass::Dead);
    }

    /// Others cannot reach it, while it reaches the database.
    pub fn cut_off(&self) {
        self.gate.set(Pass::CutOff);
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pass {
    #[default]
    Running,
    CutOff,
    Paused,
    Dead,
}

/// What a server asks for passes here.
#[derive(Default)]
struct Gate {
    pass: Mutex<Pass>,
    changed: Condvar,
}

impl Gate {
    fn set(&self, pass: Pass) {
        *held(&self.pass) = pass;
        self.changed.notify_all();
    }

    fn get(&self) -> Pass {
        *held(&self.pass)
    }

    /// Waits while it is paused; false when it is dead.
    fn pass(&self) -> bool {
        let mut pass = held(&self.pass);
        while *pass == Pass::Paused {
            pass = self.changed.wait(pass).unwrap_or_else(PoisonError::into_inner);
        }
        *pass != Pass::Dead
    }

    fn store(&self) -> Result<(), StoreError> {
        let dead = || StoreError::Failed("this server was killed".to_owned());
        self.pass().then_some(()).ok_or_else(dead)
    }

    fn nodes(&self) -> Result<(), OperationalError> {
        let dead = || OperationalError::Failed("this server was killed".to_owned());
        self.pass().then_some(()).ok_or_else(dead)
    }
}

/// Leases in memory. Its time is this process's.
pub struct MemoryNodes {
    ledger: Arc<dyn Store>,
    leases: Mutex<BTreeMap<WorkspaceName, (Node, Instant)>>,
}

impl MemoryNodes {
    /// With news of one ledger.
    #[must_use]
    pub fn over(ledger: Arc<dyn Store>) -> Self {
        Self {
            ledger,
            leases: Mutex::default(),
        }
    }
}

impl Nodes for MemoryNodes {
    fn claim(&self, workspace: &WorkspaceName, me: &Node, ttl: Duration) -> Result<Claim, OperationalError> {
        let now = Instant::now();
        let mut leases = held(&self.leases);
        if let Some((node, until)) = leases.get(workspace)
            && *until > now
            && node.id != me.id
            && node.address != me.address
        {
            return Ok(Claim::Theirs(node.clone()));
        }
        leases.insert(workspace.clone(), (me.clone(), now + ttl));
        Ok(Claim::Mine)
    }

    fn release(&self, workspace: &WorkspaceName, me: &Node) -> Result<(), OperationalError> {
        if let Some((node, until)) = held(&self.leases).get_mut(workspace)
            && node.id == me.id
        {
            *until = Instant::now();
        }
        Ok(())
    }

    fn last(&self, workspace: &WorkspaceName) -> Result<Option<Node>, OperationalError> {
        Ok(held(&self.leases).get(workspace).map(|(node, _)| node.clone()))
    }

    fn wait_for_change(
        &self,
        _: &WorkspaceName,
        known_size: u64,
        timeout: Duration,
    ) -> Result<(), OperationalError> {
        let until = Instant::now() + timeout;
        let failed = |error: StoreError| OperationalError::Failed(error.to_string());
        while self.ledger.head().map_err(failed)?.size <= known_size && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }
}

struct GatedNodes {
    inner: Arc<MemoryNodes>,
    gate: Arc<Gate>,
}

impl Nodes for GatedNodes {
    fn claim(&self, workspace: &WorkspaceName, me: &Node, ttl: Duration) -> Result<Claim, OperationalError> {
        self.gate.nodes()?;
        self.inner.claim(workspace, me, ttl)
    }

    fn release(&self, workspace: &WorkspaceName, me: &Node) -> Result<(), OperationalError> {
        self.gate.nodes()?;
        self.inner.release(workspace, me)
    }

    fn last(&self, workspace: &WorkspaceName) -> Result<Option<Node>, OperationalError> {
        self.gate.nodes()?;
        self.inner.last(workspace)
    }

    fn wait_for_change(
        &self,
        workspace: &WorkspaceName,
        known_size: u64,
        timeout: Duration,
    ) -> Result<(), OperationalError> {
        self.gate.nodes()?;
        self.inner.wait_for_change(workspace, known_size, timeout)?;
        self.gate.nodes()
    }
}

struct MemoryForward {
    running: Arc<Mutex<BTreeMap<String, Running>>>,
}

impl Forward for MemoryForward {
    fn forward(&self, to: &Node, command: &Forwarded, patience: Duration) -> Result<Done, ForwardError> {
        let there = held(&self.running)
            .get(&to.id)
            .filter(|there| there.node.token == to.token)
            .cloned()
            .ok_or_else(|| ForwardError::Unreached("nobody of this token".to_owned()))?;
        if matches!(there.gate.get(), Pass::Dead | Pass::CutOff) {
            return Err(ForwardError::Unreached("connection refused".to_owned()));
        }
        let (reply, answer) = channel();
        let command = command.clone();
        // As over a network: what was sent arrives, however late, and whether or not anybody waits.
        std::thread::spawn(move || {
            if there.gate.pass() {
                let _ = reply.send(there.workspace.submit_as_writer(command));
            }
        });
        answer.recv_timeout(patience).map_err(|_| ForwardError::Late)?
    }
}

struct GatedStore {
    inner: Arc<dyn Store>,
    gate: Arc<Gate>,
}

impl Store for GatedStore {
    fn head(&self) -> Result<Head, StoreError> {
        self.gate.store()?;
        self.inner.head()
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), StoreError> {
        self.gate.store()?;
        self.inner.commit(commit)?;
        // Whoever is stopped or killed here has written and cannot say so.
        self.gate.store()
    }

    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, StoreError> {
        self.gate.store()?;
        self.inner.entries(range)
    }

    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        self.gate.store()?;
        self.inner.subject_entries(subject)
    }

    fn tile(&self, coordinates: TileCoordinates) -> Result<Option<Tile>, StoreError> {
        self.gate.store()?;
        self.inner.tile(coordinates)
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommittedCommand>, StoreError> {
        self.gate.store()?;
        self.inner.command(id)
    }

    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.gate.store()?;
        self.inner.checkpoint_at_most(size)
    }

    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, StoreError> {
        self.gate.store()?;
        self.inner.checkpoints(sizes)
    }

    fn commands(&self, first: Range<u64>) -> Result<Vec<CommittedCommand>, StoreError> {
        self.gate.store()?;
        self.inner.commands(first)
    }

    fn scrub(&self) -> Result<(), StoreError> {
        self.gate.store()?;
        self.inner.scrub()
    }

    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.gate.store()?;
        self.inner.integrity()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
