//! The ledger in PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use probity_app::ports::WorkspaceName;
use probity_ledger::{Store, StoreError};
use probity_store::{Postgres, PostgresStore};
use probity_testkit::postgres::TestDatabase;
use probity_testkit::store_contract::{Opener, store_contract};

use crate::ledger::refuses_what_was_not_signed_for_it;
use crate::sample::{assert_sound, command, content, problems, sequencer};

fn name(text: &str) -> WorkspaceName {
    text.parse().unwrap()
}

/// A database of its own with an empty ledger in it. `None` where PostgreSQL is not installed.
fn ledger() -> Option<(TestDatabase, Postgres)> {
    let database = TestDatabase::make()?;
    let postgres = Postgres::open(database.url()).unwrap();
    PostgresStore::create(&postgres, &name("main")).unwrap();
    Some((database, postgres))
}

fn open(postgres: &Postgres) -> PostgresStore {
    PostgresStore::open(postgres, &name("main")).unwrap()
}

#[test]
fn the_contract_is_kept() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    // All ledgers in one database, so that nothing of one is seen in another.
    let postgres = Postgres::open(database.url()).unwrap();
    let number = AtomicU32::new(1);
    store_contract(&|| -> Opener {
        let name = name(&format!("contract-{}", number.fetch_add(1, Ordering::Relaxed)));
        PostgresStore::create(&postgres, &name).unwrap();
        let url = database.url().to_owned();
        Box::new(move || {
            let another_node = Postgres::open(&url).unwrap();
            Arc::new(PostgresStore::open(&another_node, &name).unwrap())
        })
    });
}

#[test]
fn two_nodes_never_fork_a_ledger() {
    let Some((database, _)) = ledger() else { return };
    let write = |writer: u64| {
        let mut sequencer = sequencer(open(&Postgres::open(database.url()).unwrap()));
        for number in 0..25 {
            loop {
                match sequencer.append(vec![command(writer * 100 + number, 2)], &[]) {
                    Ok(_) => break,
                    Err(StoreError::Conflict { .. }) => drop(sequencer.resync().unwrap()),
                    Err(other) => panic!("{other}"),
                }
            }
        }
    };
    thread::scope(|scope| {
        for writer in 1..4 {
            scope.spawn(move || write(writer));
        }
    });
    let store = open(&Postgres::open(database.url()).unwrap());
    assert_eq!(store.head().unwrap().size, 150);
    assert_sound(&store);
}

#[test]
fn a_large_batch_is_one_commit() {
    let Some((_database, postgres)) = ledger() else {
        return;
    };
    let mut sequencer = sequencer(open(&postgres));
    sequencer.append(vec![command(0, 20_000)], &[]).unwrap();
    drop(sequencer);
    let store = open(&postgres);
    assert_eq!(store.head().unwrap().size, 20_000);
    assert_eq!(store.entries(19_990..30_000).unwrap().len(), 10);
    assert_sound(&store);
}

#[test]
fn a_checkpoint_or_tile_never_changes_what_it_said() {
    let Some((_database, postgres)) = ledger() else {
        return;
    };
    let store = open(&postgres);
    sequencer(open(&postgres))
        .append(vec![command(0, 3)], &[])
        .unwrap();
    let before = content(&store).unwrap();
    refuses_what_was_not_signed_for_it(&store);
    assert_eq!(content(&store).unwrap(), before);
}

#[test]
fn several_nodes_may_start_at_once_and_a_newer_database_is_refused() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| Postgres::open(database.url()).unwrap());
        }
    });
    database.query("UPDATE probity.schema_version SET version = 99");
    let refused = Postgres::open(database.url()).unwrap_err().to_string();
    assert!(refused.contains("it was written by a newer Probity"), "{refused}");
}

#[test]
fn an_address_that_leads_nowhere_is_said_so_without_its_password() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let wrong = database.url().replace("/test_", "/no_such_");
    let error = Postgres::open(&wrong).unwrap_err().to_string();
    assert!(
        error.contains("does not exist; make it with `createdb`"),
        "{error}"
    );
    let error = Postgres::open("postgresql://u:secret@h/d?bad=1")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("cannot be understood") && !error.contains("secret"),
        "{error}"
    );
}

/// What somebody with a way into the database could do, and what an error of the medium looks like.
#[test]
fn what_was_changed_behind_our_back_is_found() {
    #[track_caller]
    fn check(sql: &str, finding: &str) {
        let Some((database, postgres)) = ledger() else {
            return;
        };
        let mut sequencer = sequencer(open(&postgres));
        for number in 0..3 {
            sequencer.append(vec![command(number, 3)], &[]).unwrap();
        }
        let store = open(&postgres);
        assert_eq!(problems(&store), Vec::<String>::new());
        database.query(sql);
        let found = problems(&store);
        assert!(
            found.iter().any(|problem| problem.contains(finding)),
            "{sql}: {found:?}"
        );
    }
    check(
        "DELETE FROM probity.entries WHERE idx = 4",
        "entry 4 is missing before it",
    );
    check(
        "DELETE FROM probity.entries WHERE idx > 5",
        "9 entries are noted but the entries end at 6",
    );
    check(
        "UPDATE probity.ledgers SET size = 6",
        "6 entries are noted but the entries end at 9",
    );
    check(
        "DELETE FROM probity.checkpoints WHERE size = 9",
        "the newest checkpoint is over 6 entries",
    );
    check(
        "UPDATE probity.checkpoints SET size = 5 WHERE size = 3",
        "checkpoint 5: its note is over 3 entries",
    );
    check(
        "UPDATE probity.commands SET first = 1 WHERE first = 3",
        "the sum does not fit",
    );
    check(
        "UPDATE probity.entries SET payload = 'x' WHERE idx = 2",
        "the leaf does not fit",
    );
    check(
        "UPDATE probity.tiles SET hashes = decode(repeat('00', 288), 'hex')",
        "tile/0/000",
    );
    check("DELETE FROM probity.ledgers", "the row of this ledger is gone");
    check("DROP TABLE probity.tiles", "the database schema");
}
