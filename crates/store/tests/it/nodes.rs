//! Several writers on one ledger, each with a connection of its own, as several servers have: one
//! history, nothing acknowledged is lost, and every one of them ends in the same state.

use std::collections::BTreeSet;
use std::sync::Arc;

use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::{SystemClock, WorkspaceName, Workspaces as _};
use probity_app::{Instance, Workspace};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_store::{DataFolder, FolderWorkspaces};

const NODES: usize = 3;
const CLIENTS: usize = 64;

/// Commands of each client: a few here, more in the long form.
fn commands() -> usize {
    let long = std::env::var("PROBITY_HAMMER")
        .ok()
        .and_then(|text| text.parse().ok());
    long.unwrap_or(4)
}

fn vendor(name: String) -> Command {
    Command::Create {
        kind: "vendor".to_owned(),
        patch: Patch::set_one("name", name),
    }
}

#[test]
fn several_writers_on_one_ledger_leave_one_history() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = Arc::new(DataFolder::open(folder.path()).expect("the folder is free"));
    let home = || FolderWorkspaces::new(Arc::clone(&data), Arc::new(SystemClock));
    let name: WorkspaceName = "main".parse().expect("a name");
    let operational = Arc::new(data.server_db().expect("the server database"));
    let instance = Instance::new(Box::new(home()), operational, Arc::new(SystemClock));
    instance.workspace_or_new(&name).expect("a workspace");
    instance.close();
    let open = || Workspace::open(home().parts(&name).expect("its parts")).expect("it opens");
    let nodes: Vec<Arc<Workspace>> = (0..NODES).map(|_| open()).collect();

    let acknowledged: BTreeSet<u64> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let node = &nodes[client % NODES];
                scope.spawn(move || {
                    let submit =
                        |count| node.submit(LOCAL_ADMINISTRATOR, None, vendor(format!("{client}-{count}")));
                    (0..commands())
                        .map(|count| submit(count).expect("wins in the end").first)
                        .collect::<Vec<u64>>()
                })
            })
            .collect();
        let firsts = clients
            .into_iter()
            .flat_map(|client| client.join().expect("no panic"));
        firsts.collect()
    });
    assert_eq!(
        acknowledged.len(),
        CLIENTS * commands(),
        "no index was given twice"
    );

    for node in &nodes {
        let done = node.submit(LOCAL_ADMINISTRATOR, None, vendor("last".to_owned()));
        done.expect("catches up");
    }
    let newest = nodes[NODES - 1].current();
    let kind = newest.register.kinds().known("vendor");
    assert_eq!(newest.register.count(kind), CLIENTS * commands() + NODES);
    let fresh = open().current();
    assert_eq!(fresh.register.state_hash(), newest.register.state_hash());
    let parts = home().parts(&name).expect("its parts");
    let entries = parts.store.entries(0..newest.register.size()).expect("readable");
    assert_eq!(entries.len() as u64, newest.register.size());
    let mut check = probity_app::workspace::check_commitment;
    let report = probity_ledger::fsck::fsck(&*parts.store, parts.keys.current(), &mut check, None);
    assert_eq!(report.problems, Vec::new());
}
