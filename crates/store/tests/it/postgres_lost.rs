//! Connections to PostgreSQL that are lost in the middle of a commit.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use probity_app::ports::WorkspaceName;
use probity_ledger::{Store as _, StoreError};
use probity_store::{Postgres, PostgresStore};
use probity_testkit::postgres::{TestDatabase, TestPostgres};
use tempfile::TempDir;

use crate::sample::{assert_sound, command, id, sequencer};

/// When the way between client and server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// The word to commit never gets to the server, which sees the end of the connection.
    BeforeCommit,
    /// The word gets there, and the answer is lost.
    AfterCommit,
    /// The word never gets there, and the server does not see the end of the connection either.
    Silent,
    /// While the entries are on their way.
    Earlier,
}

/// A way to a server that can be cut once.
struct Way {
    folder: TempDir,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Way {
    fn to(socket: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let cut: Arc<Mutex<Option<Cut>>> = Arc::default();
        let shared = Arc::clone(&cut);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&socket)) else {
                    continue;
                };
                carry(&client, &server, &shared);
            }
        });
        Self { folder, cut }
    }

    fn url(&self, database: &str) -> String {
        let host = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgresql://postgres@{host}:5432/{database}")
    }

    fn cut(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }
}

fn carry(client: &UnixStream, server: &UnixStream, cut: &Arc<Mutex<Option<Cut>>>) {
    let lost = Arc::new(AtomicBool::new(false));
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let deaf = Arc::clone(&lost);
    thread::spawn(move || {
        let mut bytes = [0; 65536];
        while let Ok(count @ 1..) = from_server.read(&mut bytes) {
            if deaf.load(Ordering::Acquire) || to_client.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let cut = Arc::clone(cut);
    thread::spawn(move || {
        let mut bytes = [0; 65536];
        while let Ok(count @ 1..) = from_client.read(&mut bytes) {
            let sent = &bytes[..count];
            let says = |word: &[u8]| sent.windows(word.len()).any(|window| window == word);
            let armed = *cut.lock().unwrap();
            let now = match armed {
                Some(Cut::Earlier) => says(b"payload "),
                Some(_) => says(b"COMMIT\0"),
                None => false,
            };
            if !now {
                if to_server.write_all(sent).is_err() {
                    break;
                }
                continue;
            }
            *cut.lock().unwrap() = None;
            lost.store(true, Ordering::Release);
            if armed == Some(Cut::AfterCommit) {
                to_server.write_all(sent).unwrap();
            }
            let _ = from_client.shutdown(Shutdown::Both);
            if armed == Some(Cut::Silent) {
                // Both ends of the way to the server stay open, and nothing is said.
                std::mem::forget(to_server);
                return;
            }
            break;
        }
        let _ = to_server.shutdown(Shutdown::Write);
    });
}

fn socket_of(url: &str) -> (PathBuf, String) {
    let (host, rest) = url.split_once('@').unwrap().1.split_once(':').unwrap();
    let folder = PathBuf::from(host.replace("%2F", "/"));
    (
        folder.join(".s.PGSQL.5432"),
        rest.split_once('/').unwrap().1.to_owned(),
    )
}

fn main_workspace() -> WorkspaceName {
    "main".parse().unwrap()
}

#[test]
fn an_outcome_that_is_not_known_is_known_when_the_head_was_read() {
    #[track_caller]
    fn check(cut: Cut, is_unknown: bool, sizes: &[u64]) {
        let Some(database) = TestDatabase::make() else {
            return;
        };
        let (socket, name) = socket_of(database.url());
        let way = Way::to(socket);
        let postgres = Postgres::open(&way.url(&name)).unwrap();
        let mut sequencer = sequencer(PostgresStore::create(&postgres, &main_workspace()).unwrap());
        sequencer.append(vec![command(0, 3)], &[]).unwrap();
        way.cut(cut);
        let outcome = sequencer.append(vec![command(1, 3)], &[]);
        let unknown = matches!(outcome, Err(StoreError::Unknown(_)));
        assert_eq!(unknown, is_unknown, "{cut:?}: {:?}", outcome.map(drop));
        let store = Arc::clone(sequencer.store());
        // At once, while the server may still hold what was begun.
        let size = store.head().unwrap().size;
        assert!(sizes.contains(&size), "{cut:?}: {size}");
        assert_eq!(store.command(&id(1)).unwrap().is_some(), size == 6, "{cut:?}");
        drop(sequencer.resync().unwrap());
        let again = sequencer.append(vec![command(1, 3)], &[]);
        match size {
            6 => assert!(matches!(again, Err(StoreError::DuplicateCommand(_))), "{cut:?}"),
            _ => drop(again.unwrap()),
        }
        assert_eq!(store.head().unwrap().size, 6, "{cut:?}");
        assert_sound(&*store);
    }
    check(Cut::BeforeCommit, true, &[3]);
    // Settling may be faster than the server at reading the word; either way the answer is final.
    check(Cut::AfterCommit, true, &[3, 6]);
    check(Cut::Silent, true, &[3]);
    // Lost before the end: nothing was written, and it is done again on another connection.
    check(Cut::Earlier, false, &[6]);
}

/// `kill -9` of the server at any moment of many commits.
#[test]
fn a_killed_server_loses_nothing_that_was_acknowledged() {
    let Some(mut server) = TestPostgres::start() else {
        return;
    };
    let url = server.url();
    let open = || {
        let postgres = Postgres::open(&url)?;
        let store = PostgresStore::open(&postgres, &main_workspace());
        Ok::<_, probity_app::ports::OperationalError>(store.unwrap())
    };
    PostgresStore::create(&Postgres::open(&url).unwrap(), &main_workspace()).unwrap();
    let acknowledged = AtomicU64::new(0);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut sequencer = sequencer(open().unwrap());
            let mut next = 0;
            while !done.load(Ordering::Acquire) {
                match sequencer.append(vec![command(next, 3)], &[]) {
                    Ok(_) => {}
                    Err(StoreError::DuplicateCommand(_)) => {}
                    Err(_) => {
                        // Until the database is back; then the head says what became of it.
                        while sequencer.resync().is_err() {
                            thread::yield_now();
                        }
                        continue;
                    }
                }
                next += 1;
                acknowledged.store(next, Ordering::Release);
            }
        });
        for round in 1..=4 {
            // Somewhere in the middle of more commits.
            while acknowledged.load(Ordering::Acquire) < round * 40 {
                thread::yield_now();
            }
            let before = acknowledged.load(Ordering::Acquire);
            server.kill();
            server.start_again();
            let store = open().unwrap();
            for number in 0..before {
                assert!(
                    store.command(&id(number)).unwrap().is_some(),
                    "command {number} is lost"
                );
            }
        }
        done.store(true, Ordering::Release);
    });
    let store = open().unwrap();
    assert_eq!(
        store.head().unwrap().size,
        acknowledged.load(Ordering::Acquire) * 3
    );
    assert_sound(&store);
}

#[test]
fn erased_text_is_in_no_file_of_a_table() {
    let Some(server) = TestPostgres::start() else {
        return;
    };
    let postgres = Postgres::open(&server.url()).unwrap();
    let mut sequencer = sequencer(PostgresStore::create(&postgres, &main_workspace()).unwrap());
    // Of all sizes, so that some are kept apart from their row.
    let planted: Vec<String> = (0..20)
        .map(|n| format!("planted-{n:02}-{}", "secret".repeat(n * n * 4)))
        .collect();
    let mut erase = Vec::new();
    for (number, text) in (0_u64..).zip(&planted) {
        let mut all = command(number, 40);
        all.entries.insert(20, crate::sample::entry("PER-1", text));
        erase.push(sequencer.append(vec![all], &[]).unwrap().first + 20);
    }
    let store = Arc::clone(sequencer.store());
    sequencer.append(vec![command(900, 1)], &erase).unwrap();
    store.scrub().unwrap();
    server.query("CHECKPOINT");
    let found = files_with(&server.socket_folder().join("base"), b"planted-");
    assert_eq!(found, Vec::<PathBuf>::new());
    let kept = files_with(&server.socket_folder().join("base"), b"payload 3 7");
    assert!(!kept.is_empty(), "what was not erased is there");
    assert_sound(&*store);
}

/// The files below a folder that hold some bytes.
fn files_with(folder: &std::path::Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if std::fs::read(&path)
            .unwrap_or_default()
            .windows(bytes.len())
            .any(|window| window == bytes)
        {
            found.push(path);
        }
    }
    found
}
