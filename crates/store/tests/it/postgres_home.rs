//! Workspaces, files and leases in PostgreSQL.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use probity_app::Workspace;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::nodes::{Claim, Node, Nodes as _};
use probity_app::ports::{BlobHash, SystemClock, WorkspaceName, Workspaces as _};
use probity_store::{DataFolder, Postgres, PostgresBlobs, PostgresHome, PostgresNodes, PostgresStore};
use probity_testkit::postgres::{TestDatabase, TestPostgres};
use tempfile::TempDir;

use crate::blobs::blob_contract;
use crate::sample::{command, sequencer};

fn name(text: &str) -> WorkspaceName {
    text.parse().unwrap()
}

/// One server: a data folder of its own on a database that others may share.
fn home(url: &str) -> (TempDir, PostgresHome) {
    let folder = tempfile::tempdir().unwrap();
    let home = home_in(url, folder.path());
    (folder, home)
}

fn home_in(url: &str, folder: &Path) -> PostgresHome {
    let folder = Arc::new(DataFolder::open(folder).unwrap());
    PostgresHome::open(url, folder, Arc::new(SystemClock)).unwrap()
}

fn node(id: &str, address: &str) -> Node {
    Node {
        id: id.to_owned(),
        address: address.to_owned(),
        token: format!("token of {id}"),
    }
}

#[test]
fn a_database_keeps_the_contract_of_blobs() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let postgres = Postgres::open(database.url()).unwrap();
    let [one, other] = ["one", "other"].map(|workspace| {
        let store = PostgresStore::create(&postgres, &name(workspace)).unwrap();
        PostgresBlobs::beside(&postgres, &store)
    });
    blob_contract(&one, &|hash: BlobHash| {
        database.query(&format!(
            "UPDATE probity.blob_parts SET bytes = 'worse' WHERE hash = '\\x{hash}'"
        ));
    });
    // The same in another workspace of the same database: nothing crosses.
    blob_contract(&other, &|hash: BlobHash| {
        database.query(&format!(
            "DELETE FROM probity.blob_parts WHERE hash = '\\x{hash}' AND ledger = 2"
        ));
    });
}

#[test]
fn a_workspace_is_made_by_one_server_and_opened_by_all() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let (folder, first) = home(database.url());
    let (second_folder, second) = home(database.url());
    let main = name("main");
    assert_eq!(first.workspaces().list().unwrap(), []);
    let missing = second.workspaces().parts(&main).map(drop).unwrap_err();
    assert!(
        missing.to_string().contains("there is no workspace `main`"),
        "{missing}"
    );
    let made = first.workspaces().create(&main).unwrap();
    let key = made.key.clone().expect("the one who makes it has the key");
    let exists = second.workspaces().create(&main).map(drop).unwrap_err();
    assert_eq!(exists.to_string(), "the workspace `main` exists already");
    assert_eq!(second.workspaces().list().unwrap(), std::slice::from_ref(&main));

    let without = second.workspaces().parts(&main).unwrap();
    assert!(without.key.is_none(), "the key is not in the database");
    assert_eq!(without.keys.current(), key.verifier());
    let dump = database.query("SELECT * FROM probity.ledgers");
    assert!(
        !dump.contains(&key.to_secret_text()),
        "the key is not in the database"
    );

    let file = key_file(&folder, "main");
    let kept = fs::read_to_string(&file).unwrap();
    assert_eq!(kept.trim(), key.to_secret_text().trim());
    // A server that was given the key can write too.
    fs::write(key_file(&second_folder, "main"), &kept).unwrap();
    assert!(second.workspaces().parts(&main).unwrap().key.is_some());

    let (third_folder, third) = home(database.url());
    third.workspaces().create(&name("other")).unwrap();
    let others = fs::read_to_string(key_file(&third_folder, "other")).unwrap();
    fs::write(key_file(&second_folder, "main"), others).unwrap();
    let wrong = second
        .workspaces()
        .parts(&main)
        .map(drop)
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("but its ledger is signed by"), "{wrong}");
}

fn key_file(folder: &TempDir, workspace: &str) -> std::path::PathBuf {
    folder.path().join(format!("postgres/{workspace}/key"))
}

#[test]
fn of_several_that_make_the_same_workspace_one_does() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let homes: Vec<_> = (0..4).map(|_| home(database.url())).collect();
    let made = thread::scope(|scope| {
        let makers: Vec<_> = homes
            .iter()
            .map(|(_, home)| scope.spawn(|| home.workspaces().create(&name("main")).is_ok()))
            .collect();
        makers
            .into_iter()
            .map(|maker| maker.join().unwrap())
            .filter(|made| *made)
            .count()
    });
    assert_eq!(made, 1);
    let with_key = homes
        .iter()
        .filter(|(_, home)| home.workspaces().parts(&name("main")).unwrap().key.is_some());
    assert_eq!(with_key.count(), 1);
}

#[test]
fn the_application_works_on_it() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let (folder, first) = home(database.url());
    let main = name("main");
    let workspace = Workspace::open(first.workspaces().create(&main).unwrap()).unwrap();
    let create = |name: &str| probity_core::rules::Command::Create {
        kind: "vendor".to_owned(),
        patch: probity_core::patch::Patch::set_one("name", name.to_owned()),
    };
    let refused = workspace.submit(LOCAL_ADMINISTRATOR, None, create("early"));
    assert!(refused.is_err(), "nobody is there yet");
    drop((workspace, first));
    let again = home_in(database.url(), folder.path());
    let workspace = Workspace::open(again.workspaces().parts(&main).unwrap()).unwrap();
    assert_eq!(workspace.current().register.size(), 0);
}

#[test]
fn a_lease_is_held_by_one_until_it_runs_out() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let postgres = Postgres::open(database.url()).unwrap();
    let nodes = PostgresNodes::new(&postgres);
    let (main, long) = (name("main"), Duration::from_secs(600));
    let (a, b) = (node("a", "http://10.0.0.1:1"), node("b", "http://10.0.0.2:1"));
    let a_again = node("a2", "http://10.0.0.1:1");
    assert_eq!(nodes.last(&main).unwrap(), None);
    assert_eq!(nodes.claim(&main, &a, long).unwrap(), Claim::Mine);
    assert_eq!(nodes.claim(&main, &a, long).unwrap(), Claim::Mine);
    assert_eq!(nodes.claim(&main, &b, long).unwrap(), Claim::Theirs(a.clone()));
    assert_eq!(nodes.claim(&name("other"), &b, long).unwrap(), Claim::Mine);
    nodes.release(&main, &b).unwrap();
    assert_eq!(
        nodes.claim(&main, &b, long).unwrap(),
        Claim::Theirs(a.clone()),
        "only its holder lets it go"
    );
    nodes.release(&main, &a).unwrap();
    assert_eq!(nodes.last(&main).unwrap(), Some(a.clone()));
    assert_eq!(nodes.claim(&main, &b, Duration::ZERO).unwrap(), Claim::Mine);
    assert_eq!(
        nodes.claim(&main, &a, long).unwrap(),
        Claim::Mine,
        "it has run out"
    );
    assert_eq!(
        nodes.claim(&main, &a_again, long).unwrap(),
        Claim::Mine,
        "who listens there has replaced it"
    );
    assert_eq!(nodes.claim(&main, &a, long).unwrap(), Claim::Mine);
    let winners = thread::scope(|scope| {
        let racers: Vec<_> = (0..8)
            .map(|number| {
                let nodes = &nodes;
                scope.spawn(move || {
                    let me = node(&format!("n{number}"), &format!("http://10.0.1.{number}:1"));
                    nodes.claim(&name("raced"), &me, long).unwrap() == Claim::Mine
                })
            })
            .collect();
        racers
            .into_iter()
            .map(|racer| racer.join().unwrap())
            .filter(|won| *won)
            .count()
    });
    assert_eq!(winners, 1);
}

#[test]
fn news_of_another_server_are_heard() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let writer = Postgres::open(database.url()).unwrap();
    let main = name("main");
    let mut sequencer = sequencer(PostgresStore::create(&writer, &main).unwrap());
    let reader = Postgres::open(database.url()).unwrap();
    let nodes = PostgresNodes::new(&reader);
    let long = Duration::from_secs(60);
    nodes.wait_for_change(&main, 0, Duration::from_millis(1)).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut seen = 0;
            while seen < 60 {
                nodes.wait_for_change(&main, seen, long).unwrap();
                seen = PostgresStore::open(&reader, &main)
                    .and_then(|store| {
                        use probity_ledger::Store as _;
                        store.head()
                    })
                    .unwrap()
                    .size;
            }
        });
        for number in 0..20 {
            sequencer.append(vec![command(number, 3)], &[]).unwrap();
        }
        waiting.join().unwrap();
    });
    // What is there already is no reason to wait.
    nodes.wait_for_change(&main, 59, long).unwrap();
}

#[test]
fn everything_goes_on_after_the_database_was_away() {
    let Some(mut server) = TestPostgres::start() else {
        return;
    };
    let postgres = Postgres::open(&server.url()).unwrap();
    let nodes = PostgresNodes::new(&postgres);
    let main = name("main");
    PostgresStore::create(&postgres, &main).unwrap();
    assert_eq!(
        nodes
            .claim(&main, &node("a", "http://10.0.0.1:1"), Duration::from_secs(60))
            .unwrap(),
        Claim::Mine
    );
    server.kill();
    assert!(postgres.ping().is_err());
    assert!(nodes.wait_for_change(&main, 0, Duration::from_secs(60)).is_err());
    assert!(nodes.last(&main).is_err());
    server.start_again();
    postgres.ping().unwrap();
    assert_eq!(nodes.last(&main).unwrap().unwrap().id, "a");
    let mut sequencer = sequencer(PostgresStore::open(&postgres, &main).unwrap());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| nodes.wait_for_change(&main, 0, Duration::from_secs(60)));
        sequencer.append(vec![command(0, 3)], &[]).unwrap();
        waiting.join().unwrap().unwrap();
    });
}
