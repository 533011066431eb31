//! Every write of a command fails in turn, in every way: the command is acknowledged and its work
//! is there whole, or it is not and nothing of it is there. The folder is sound and goes on.
//!
//! The writes are counted first; then the command runs once for each of them and each kind of
//! fault, every time on a fresh copy of the same folder.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use probity_app::Parts;
use probity_app::operations::fsck::{Subject, fsck};
use probity_app::ports::operational::Accounts as _;
use probity_app::ports::{SystemClock, WorkspaceName, Workspaces as _};
use probity_core::Kinds;
use probity_core::register::{FoldEntry, Register};
use probity_store::{DataFolder, FolderWorkspaces, ServerDb};
use probity_testkit::fault::{Fault, Kind, library, sites};

/// A command, and what it is to leave behind.
struct Scenario {
    name: &'static str,
    /// Words that begin with `../` are paths beside the data folder.
    arguments: &'static [&'static str],
    input: &'static str,
    /// A part of the paths that faults are about.
    about: &'static str,
    /// Whether a fault there may keep the command from being done.
    matters: bool,
    /// How many parts of the work are there.
    there: fn(&Path) -> usize,
    /// How many parts the whole work has.
    whole: usize,
}

#[test]
fn a_command() {
    check(&Scenario {
        name: "create, ledger",
        arguments: &["create", "system", "name=Planted by a fault"],
        input: "",
        about: "ledger.db",
        matters: true,
        there: |data| systems(data, "main"),
        whole: 1,
    });
}

#[test]
fn an_import() {
    check(&Scenario {
        name: "import, workspace folder",
        arguments: &["import", "../three.csv"],
        input: "",
        about: "/workspaces/",
        matters: true,
        there: |data| systems(data, "main"),
        whole: 3,
    });
}

#[test]
fn a_workspace_with_a_file() {
    check(&Scenario {
        name: "workspace import, with a file",
        arguments: &["workspace", "import", "north", "../plain"],
        input: "",
        about: "/workspaces/",
        matters: true,
        there: |data| {
            if data.join("workspaces/north").exists() {
                systems(data, "north").min(1)
            } else {
                0
            }
        },
        whole: 1,
    });
}

#[test]
fn an_account() {
    check(&Scenario {
        name: "user set-password, server database",
        arguments: &["user", "set-password", "admin"],
        input: "a long enough pass phrase\n",
        about: "server.db",
        matters: true,
        there: |data| {
            ServerDb::open(&data.join("server.db"))
                .unwrap()
                .accounts()
                .unwrap()
                .len()
        },
        whole: 1,
    });
}

#[test]
fn a_snapshot() {
    check(&Scenario {
        name: "import, snapshot",
        arguments: &["import", "../many.csv"],
        input: "",
        about: "/snapshots/",
        matters: false,
        there: |data| systems(data, "main"),
        whole: MANY,
    });
}

#[test]
fn a_backup() {
    check(&Scenario {
        name: "backup",
        arguments: &["backup", "-o", "../backup.zip"],
        input: "",
        about: "backup.zip",
        matters: true,
        there: |data| {
            let file = data.with_file_name("backup.zip");
            if !file.exists() {
                return 0;
            }
            let restored = run(
                &data.with_file_name("restored"),
                &["restore", "../backup.zip"],
                "",
                None,
            );
            assert!(
                restored.status.success(),
                "a backup that is there cannot be restored: {restored:?}"
            );
            1
        },
        whole: 1,
    });
}

/// Rows that make a snapshot worth keeping.
const MANY: usize = 600;

/// How the faults of one kind ended.
#[derive(Debug, Default)]
struct Ended {
    done: AtomicUsize,
    refused: AtomicUsize,
    killed: AtomicUsize,
}

fn check(scenario: &Scenario) {
    let Some(library) = library() else { return };
    let place = tempfile::tempdir().unwrap();
    prepare(place.path());
    let log = place.path().join("log");
    let counted = tempfile::tempdir().unwrap();
    copy(place.path(), counted.path());
    let data = counted.path().join("data");
    let fault = Fault::count(scenario.about, &log);
    let output = run(
        &data,
        scenario.arguments,
        scenario.input,
        Some((&fault, &library)),
    );
    assert!(output.status.success(), "{output:?}");
    assert_eq!((scenario.there)(&data), scenario.whole);
    let sites = sites(&log).unwrap();
    assert!(!sites.is_empty(), "nothing was written at `{}`", scenario.about);
    let mut table = format!("{}: {} calls\n", scenario.name, sites.len());
    table += &format!(
        "  {:<12} {:>6} {:>6} {:>8} {:>7}\n",
        "fault", "times", "done", "refused", "killed"
    );
    for kind in Kind::ALL {
        let (count, ended) = (kind.count(&sites), Ended::default());
        each(count, |nth| {
            one(scenario, kind, nth, place.path(), &library, &ended);
        });
        let [done, refused, killed] =
            [&ended.done, &ended.refused, &ended.killed].map(|count| count.load(Ordering::Relaxed));
        let kind_name = format!("{kind:?}");
        table += &format!("  {kind_name:<12} {count:>6} {done:>6} {refused:>8} {killed:>7}\n");
        assert_eq!(done + refused + killed, count);
        let is_crash = matches!(kind, Kind::Crash | Kind::CrashAfter);
        assert!(!is_crash || killed > 0, "{kind:?} reached nobody");
    }
    print!("{table}");
}

/// One fault: what the command said must be what is there.
fn one(scenario: &Scenario, kind: Kind, nth: usize, place: &Path, library: &Path, ended: &Ended) {
    let what = format!("{}, {kind:?} {nth}", scenario.name);
    let own = tempfile::tempdir().unwrap();
    copy(place, own.path());
    let data = own.path().join("data");
    let fault = Fault::new(kind, nth, scenario.about);
    let output = run(&data, scenario.arguments, scenario.input, Some((&fault, library)));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("panicked"), "{what}: {errors}");
    sound(&data, &what);
    let there = (scenario.there)(&data);
    assert!(
        there == 0 || there == scenario.whole,
        "{what}: {there} of {} are there",
        scenario.whole
    );
    match output.status.code() {
        Some(0) => {
            assert_eq!(there, scenario.whole, "{what}: acknowledged, and not there");
            ended.done.fetch_add(1, Ordering::Relaxed);
        }
        Some(_) => {
            assert!(
                scenario.matters,
                "{what}: refused, although nothing rests on it: {errors}"
            );
            assert_eq!(there, 0, "{what}: refused, and there: {errors}");
            let clear = errors.contains("no space left") || !matches!(kind, Kind::Enospc | Kind::Short);
            assert!(clear && errors.contains("error: "), "{what}: {errors}");
            ended.refused.fetch_add(1, Ordering::Relaxed);
        }
        None => {
            assert_eq!(output.status.signal(), Some(9), "{what}: {errors}");
            ended.killed.fetch_add(1, Ordering::Relaxed);
        }
    }
    if there == 0 {
        let again = run(&data, scenario.arguments, scenario.input, None);
        let errors = String::from_utf8_lossy(&again.stderr);
        assert!(again.status.success(), "{what}: afterwards: {errors}");
        assert_eq!((scenario.there)(&data), scenario.whole, "{what}: afterwards");
        sound(&data, &format!("{what}, afterwards"));
    }
}

/// Does the work for 1 to `count` on two threads, as many as small machines have.
fn each(count: usize, work: impl Fn(usize) + Sync) {
    let next = Mutex::new(1..=count);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(nth) = next.lock().unwrap().next() else {
                        return;
                    };
                    work(nth);
                }
            });
        }
    });
}

/// A data folder that somebody has worked with, and beside it what commands bring in.
fn prepare(place: &Path) {
    let data = place.join("data");
    let list = |count: usize| {
        let rows = (0..count).map(|row| {
            format!(
                "Planted {row},Planted system {row},Unit {},Robin Example,in use\n",
                row % 5
            )
        });
        format!("use case,system,unit,owner,status\n{}", rows.collect::<String>())
    };
    std::fs::write(place.join("three.csv"), list(3)).unwrap();
    std::fs::write(place.join("many.csv"), list(MANY)).unwrap();
    let other = place.join("other");
    for (folder, words) in [
        (&data, &["create", "person", "name=Robin Example"][..]),
        (&data, &["create", "vendor", "name=Example Ltd"]),
        (&other, &["create", "system", "name=Planted in the north"]),
        (&other, &["workspace", "export", "../plain"]),
    ] {
        let output = run(folder, words, "", None);
        assert!(output.status.success(), "{output:?}");
    }
    std::fs::remove_dir_all(&other).unwrap();
}

/// Runs the product on a data folder.
fn run(data: &Path, arguments: &[&str], input: &str, fault: Option<(&Fault<'_>, &Path)>) -> Output {
    use std::io::Write as _;
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    let words = arguments.iter().map(|word| match word.strip_prefix("../") {
        Some(name) => data.with_file_name(name).into_os_string(),
        None => word.into(),
    });
    command
        .args(words)
        .arg("--data")
        .arg(data)
        .env("PROBITY_LOG", "off");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some((fault, library)) = fault {
        fault.put_on(&mut command, library);
    }
    let mut child = command.spawn().unwrap();
    // Who was killed does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Everything that every workspace keeps fits.
fn sound(data: &Path, what: &str) {
    let home = home(data);
    for name in home.list().unwrap() {
        let parts = home.parts(&name).unwrap();
        let report = fsck(Subject::of_parts(&parts), None, &mut |_| {});
        assert!(
            report.problems.is_empty(),
            "{what}: `{name}`: {:?}",
            report.problems
        );
        assert_eq!(report.entries, report.size, "{what}: `{name}`");
    }
}

/// How many of the systems that these tests bring in are in a workspace.
fn systems(data: &Path, workspace: &str) -> usize {
    let name: WorkspaceName = workspace.parse().unwrap();
    let Parts { store, .. } = home(data).parts(&name).unwrap();
    let mut register = Register::new(Kinds::built_in());
    for entry in store.entries(0..store.head().unwrap().size).unwrap() {
        let payload = entry.content.as_ref().map(|content| content.payload.as_slice());
        register
            .apply(&FoldEntry {
                index: entry.index,
                leaf: &entry.leaf,
                payload,
            })
            .unwrap();
    }
    let kind = register.kinds().known("system");
    register
        .records(kind)
        .filter(|record| record.title().starts_with("Planted"))
        .count()
}

fn home(data: &Path) -> FolderWorkspaces {
    FolderWorkspaces::new(
        Arc::new(DataFolder::open_existing(data).unwrap()),
        Arc::new(SystemClock),
    )
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
