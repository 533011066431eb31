//! Whole servers on PostgreSQL: backups across stores, and several servers at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use probity_app::operations::backup::backup;
use probity_app::operations::restore::{KeyRestored, Restore, restore};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::operational::AccountId;
use probity_app::ports::{Clock, Operational, StoredFiles};
use probity_app::{Ctx, Instance, Workspace};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_store::{DataFolder, FolderWorkspaces, PostgresHome};
use probity_testkit::clock::FixedClock;
use probity_testkit::postgres::{TestDatabase, TestPostgres};
use serde_json::json;

use crate::backup::PASSPHRASE;
use crate::server::main;

/// A server on either store, with the data folder it needs.
struct Server {
    instance: Instance,
    stored: Arc<dyn StoredFiles>,
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(FixedClock::at("2026-03-02T09:00:00Z".parse().unwrap()))
}

fn on_postgres(url: &str, folder: &Path) -> Server {
    let folder = Arc::new(DataFolder::open(folder).unwrap());
    served(&PostgresHome::open(url, folder, clock()).unwrap())
}

fn served(home: &PostgresHome) -> Server {
    Server {
        instance: Instance::new(Box::new(home.workspaces()), home.operational(), clock()),
        stored: Arc::new(home.workspaces()),
    }
}

fn on_sqlite(folder: &Arc<DataFolder>) -> Server {
    let home = || FolderWorkspaces::new(Arc::clone(folder), clock());
    let operational: Arc<dyn Operational> = Arc::new(folder.server_db().unwrap());
    Server {
        instance: Instance::new(Box::new(home()), operational, clock()),
        stored: Arc::new(home()),
    }
}

impl Server {
    fn ctx(&self) -> Ctx {
        Ctx::new(self.instance.workspace(&main()).unwrap(), LOCAL_ADMINISTRATOR)
    }

    /// A workspace with a few records, a file, and an account that belongs to nobody's ledger.
    fn fill(&self) {
        self.instance
            .create_workspace(&main(), "Example organisation")
            .unwrap();
        let ctx = self.ctx();
        let file = ctx.workspace.blobs().put(b"a certificate").unwrap();
        let file = json!({"sha256": file.to_string(), "name": "certificate.pdf", "size": 13});
        for patch in [
            ("vendor", Patch::set_one("name", "Example Ltd")),
            (
                "evidence",
                Patch::set_one("name", "Certificate").with("file", file),
            ),
        ] {
            create(&ctx, patch.0, patch.1);
        }
        let operational = self.instance.operational();
        operational
            .set_read_mark(&AccountId::local(), &main(), 5)
            .unwrap();
    }
}

fn create(ctx: &Ctx, kind: &str, patch: Patch) {
    let kind = kind.to_owned();
    ctx.submit(Command::Create { kind, patch }).unwrap();
}

/// Backs up one server and restores into another place; everything that was there is there.
fn check_moves(from: &Server, to: &dyn StoredFiles, serve: &dyn Fn() -> Server) -> Server {
    let beside = tempfile::tempdir().unwrap();
    let archive = beside.path().join("backup.zip");
    let hash = from.ctx().view().register.state_hash();
    let key = from.ctx().workspace.verifier_key().to_owned();
    backup(
        &from.instance,
        LOCAL_ADMINISTRATOR,
        &*from.stored,
        &archive,
        Some(PASSPHRASE),
    )
    .unwrap();
    let asked = Restore {
        passphrase: Some(PASSPHRASE),
        ..Restore::default()
    };
    let report = restore(to, &archive, &asked).unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.workspaces["main"].key, KeyRestored::Restored);
    assert!(restore(to, &archive, &asked).is_err(), "only into an empty place");
    let to = serve();
    let ctx = to.ctx();
    assert_eq!(ctx.view().register.state_hash(), hash);
    assert_eq!(ctx.workspace.verifier_key(), key);
    let files = ctx.workspace.blobs().list().unwrap();
    assert_eq!(files, from.ctx().workspace.blobs().list().unwrap());
    let operational = to.instance.operational();
    assert_eq!(operational.read_mark(&AccountId::local(), &main()).unwrap(), 5);
    create(&ctx, "vendor", Patch::set_one("name", "After"));
    to
}

#[test]
fn a_backup_of_one_store_is_restored_into_the_other() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let first = on_postgres(database.url(), &folder.path().join("first"));
    first.fill();
    let second = Arc::new(DataFolder::open(&folder.path().join("second")).unwrap());
    let stored = FolderWorkspaces::new(Arc::clone(&second), clock());
    let second = check_moves(&first, &stored, &|| on_sqlite(&second));
    let other = TestDatabase::make().unwrap();
    let third = Arc::new(DataFolder::open(&folder.path().join("third")).unwrap());
    let home = PostgresHome::open(other.url(), third, clock()).unwrap();
    let third = check_moves(&second, &home.workspaces(), &|| served(&home));
    assert_eq!(
        third.ctx().view().register.size(),
        first.ctx().view().register.size() + 2
    );
}

#[test]
fn a_backup_without_keys_is_restored_to_be_read() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let first = on_sqlite(&Arc::new(DataFolder::open(&folder.path().join("first")).unwrap()));
    first.fill();
    let archive = folder.path().join("backup.zip");
    backup(
        &first.instance,
        LOCAL_ADMINISTRATOR,
        &*first.stored,
        &archive,
        None,
    )
    .unwrap();
    let second = on_postgres(database.url(), &folder.path().join("second"));
    let report = restore(&*second.stored, &archive, &Restore::default()).unwrap();
    assert_eq!(report.workspaces["main"].key, KeyRestored::NotInBackup);
    let workspace = second.instance.workspace(&main()).unwrap();
    assert_eq!(
        workspace.current().register.state_hash(),
        first.ctx().view().register.state_hash()
    );
    let create = Command::Create {
        kind: "vendor".to_owned(),
        patch: Patch::set_one("name", "x"),
    };
    let refused = workspace.submit(LOCAL_ADMINISTRATOR, None, create).unwrap_err();
    assert!(refused.to_string().contains("read-only"), "{refused}");
}

/// Servers on one database that all have the key of its workspace.
fn several(count: usize, url: &str, folder: &Path) -> Vec<Server> {
    let first = on_postgres(url, &folder.join("0"));
    first.fill();
    first.instance.close();
    let key = std::fs::read(folder.join("0/postgres/main/key")).unwrap();
    let mut servers = vec![first];
    for number in 1..count {
        let server = on_postgres(url, &folder.join(number.to_string()));
        let home = folder.join(format!("{number}/postgres/main"));
        std::fs::create_dir_all(&home).unwrap();
        std::fs::write(home.join("key"), &key).unwrap();
        servers.push(server);
    }
    servers
}

/// Clients write through three servers while the database is killed and started again.
#[test]
fn several_servers_leave_one_history_though_the_database_is_killed() {
    const SERVERS: usize = 3;
    const CLIENTS: usize = 9;
    const COMMANDS: usize = 6;
    let Some(mut postgres) = TestPostgres::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let servers = several(SERVERS, &postgres.url(), folder.path());
    let open = |server: &Server| Workspace::open(parts(server)).unwrap();
    let nodes: Vec<Arc<Workspace>> = servers.iter().map(open).collect();
    let submit = |node: &Workspace, name: String| {
        let id = probity_ledger::CommandId::new(name.clone());
        let command = Command::Create {
            kind: "vendor".to_owned(),
            patch: Patch::set_one("name", name),
        };
        node.submit(LOCAL_ADMINISTRATOR, id, command)
    };
    let acknowledged: BTreeSet<u64> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (node, submit) = (&nodes[client % SERVERS], &submit);
                scope.spawn(move || {
                    let mut firsts = Vec::new();
                    for count in 0..COMMANDS {
                        // Like a client that tries again under the same id until it has an answer.
                        let mut tries = 0;
                        firsts.push(loop {
                            match submit(node, format!("{client}-{count}")) {
                                Ok(done) => break done.first,
                                Err(error) => {
                                    tries += 1;
                                    assert!(tries < 600, "{error}");
                                    thread::sleep(std::time::Duration::from_millis(50));
                                }
                            }
                        });
                    }
                    firsts
                })
            })
            .collect();
        for _ in 0..3 {
            thread::sleep(std::time::Duration::from_millis(300));
            postgres.kill();
            postgres.start_again();
        }
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });
    assert_eq!(
        acknowledged.len(),
        CLIENTS * COMMANDS,
        "each command has a place of its own"
    );
    for (number, node) in nodes.iter().enumerate() {
        submit(node, format!("last-{number}")).unwrap();
    }
    let newest = nodes[SERVERS - 1].current();
    let kind = newest.register.kinds().known("vendor");
    assert_eq!(
        newest.register.count(kind),
        1 + CLIENTS * COMMANDS + SERVERS,
        "nothing is lost or doubled"
    );
    let parts = parts(&servers[0]);
    let mut check = probity_app::workspace::check_commitment;
    let report = probity_ledger::fsck::fsck(&*parts.store, parts.keys.current(), &mut check, None);
    assert_eq!(report.problems, Vec::new());
    let fresh = Workspace::open(parts).unwrap().current();
    assert_eq!(fresh.register.state_hash(), newest.register.state_hash());
}

fn parts(server: &Server) -> probity_app::workspace::Parts {
    server.stored.parts(&main()).unwrap()
}
