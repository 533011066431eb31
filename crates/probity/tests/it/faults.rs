//! Every write of a command fails in turn, in every way: the command is acknowledged and its work
//! is there whole, or it is not and nothing of it is there. The folder is sound and goes on.
//!
//! The writes are counted first; then the command runs once for each of them and each kind of
//! fault, every time on a fresh copy of the same folder.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

use probity_app::operations::fsck::{Subject, fsck};
use probity_app::ports::{SystemClock, Workspaces as _};
use probity_core::Kinds;
use probity_core::register::{FoldEntry, Register};
use probity_store::{DataFolder, FolderWorkspaces, ServerDb};
use probity_testkit::fault::{Fault, Kind, library, sites};

/// What a command is to leave behind, and how much of it is there.
struct Scenario {
    name: &'static str,
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
        there: |data| systems(data, "Planted by a fault"),
        whole: 1,
    });
}

#[test]
fn an_import() {
    check(&Scenario {
        name: "import, ledger and files",
        arguments: &["import", "../three.csv"],
        input: "",
        about: "/workspaces/",
        matters: true,
        there: |data| systems(data, "Planted"),
        whole: 3,
    });
}

#[test]
fn an_account() {
    check(&Scenario {
        name: "user, server database",
        arguments: &["user", "set-password", "admin"],
        input: "a long enough pass phrase\n",
        about: "server.db",
        matters: true,
        there: |data| {
            use probity_app::ports::operational::Accounts as _;
            let database = ServerDb::open(&data.join("server.db")).unwrap();
            database.accounts().unwrap().len()
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
        there: |data| systems(data, "Planted"),
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
            let file = data.join("../backup.zip");
            if !file.exists() {
                return 0;
            }
            let place = data.join("../restored");
            let restored = run(&place, &["restore", file.to_str().unwrap()], "", None);
            assert!(restored.status.success(), "a backup that is there cannot be restored: {restored:?}");
            1
        },
        whole: 1,
    });
}

/// Records that make a snapshot worth keeping.
const MANY: usize = 400;

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
    let counted = place.path().join("counted");
    copy(&place.path().join("data"), &counted.join("data"));
    inputs(&counted);
    let output = run(&counted.join("data"), scenario.arguments, scenario.input, Some((&Fault::count(scenario.about, &log), &library)));
    assert!(output.status.success(), "{output:?}");
    assert_eq!((scenario.there)(&counted.join("data")), scenario.whole);
    let sites = sites(&log).unwrap();
    assert!(!sites.is_empty(), "nothing was written at `{}`", scenario.about);
    println!("{}: {} calls\n  {:<12} {:>6} {:>6} {:>8} {:>7}", scenario.name, sites.len(), "fault", "times", "done", "refused", "killed");
    for kind in Kind::ALL {
        let count = kind.count(&sites);
        let ended = Ended::default();
        each(count, |nth| one(scenario, kind, nth, place.path(), &library, &ended));
        let [done, refused, killed] = [&ended.done, &ended.refused, &ended.killed].map(|count| count.load(Ordering::Relaxed));
        println!("  {:<12} {count:>6} {done:>6} {refused:>8} {killed:>7}", format!("{kind:?}"));
        assert_eq!(done + refused + killed, count);
        let is_crash = matches!(kind, Kind::Crash | Kind::CrashAfter);
        assert!(!is_crash || killed > 0, "{kind:?} reached nobody");
    }
}

/// One fault: what the command said must be what is there.
fn one(scenario: &Scenario, kind: Kind, nth: usize, place: &Path, library: &Path, ended: &Ended) {
    let what = format!("{}, {kind:?} {nth}", scenario.name);
    let own = tempfile::tempdir().unwrap();
    let data = own.path().join("data");
    copy(&place.join("data"), &data);
    inputs(own.path());
    let output = run(&data, scenario.arguments, scenario.input, Some((&Fault::new(kind, nth, scenario.about), library)));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("panicked"), "{what}: {errors}");
    sound(&data, &what);
    let there = (scenario.there)(&data);
    assert!(there == 0 || there == scenario.whole, "{what}: {there} of {} are there", scenario.whole);
    match output.status.code() {
        Some(0) => {
            assert_eq!(there, scenario.whole, "{what}: acknowledged, and not there");
            ended.done.fetch_add(1, Ordering::Relaxed);
        }
        Some(_) => {
            assert!(scenario.matters, "{what}: refused, although nothing rests on it: {errors}");
            assert_eq!(there, 0, "{what}: refused, and there: {errors}");
            let clear = errors.contains("no space left") || !matches!(kind, Kind::Enospc | Kind::Short);
            assert!(clear && errors.starts_with("error: "), "{what}: {errors}");
            ended.refused.fetch_add(1, Ordering::Relaxed);
        }
        None => {
            assert_eq!(output.status.signal(), Some(9), "{what}: {errors}");
            ended.killed.fetch_add(1, Ordering::Relaxed);
        }
    }
    if there == 0 {
        let again = run(&data, scenario.arguments, scenario.input, None);
        assert!(again.status.success(), "{what}: afterwards: {}", String::from_utf8_lossy(&again.stderr));
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
                    let Some(nth) = next.lock().unwrap().next() else { return };
                    work(nth);
                }
            });
        }
    });
}

/// A data folder that somebody has worked with.
fn prepare(place: &Path) {
    let data = place.join("data");
    for words in [["create", "person", "name=Robin Example"], ["create", "vendor", "name=Example Ltd"]] {
        let output = run(&data, &words, "", None);
        assert!(output.status.success(), "{output:?}");
    }
}

/// Lists to bring in, beside the data folder.
fn inputs(place: &Path) {
    let list = |count: usize| {
        let rows = (0..count).map(|row| format!("Planted {row},Planted system {row},Unit {},Robin Example,in use\n", row % 5));
        format!("use case,system,unit,owner,status\n{}", rows.collect::<String>())
    };
    std::fs::write(place.join("three.csv"), list(3)).unwrap();
    std::fs::write(place.join("many.csv"), list(MANY)).unwrap();
}

/// Runs the product on a data folder, in that folder.
fn run(data: &Path, arguments: &[&str], input: &str, fault: Option<(&Fault<'_>, &Path)>) -> Output {
    use std::io::Write as _;
    std::fs::create_dir_all(data.parent().unwrap()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    let paths = arguments.iter().map(|word| match word.strip_prefix("../") {
        Some(name) => data.parent().unwrap().join(name).into_os_string(),
        None => word.into(),
    });
    command.args(paths).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some((fault, library)) = fault {
        fault.put_on(&mut command, library);
    }
    let mut child = command.spawn().unwrap();
    // Who was killed does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Everything that the workspace keeps fits.
fn sound(data: &Path, what: &str) {
    let parts = parts(data);
    let report = fsck(Subject::of_parts(&parts), None, &mut |_| {});
    assert!(report.problems.is_empty(), "{what}: {:?}", report.problems);
    assert_eq!(report.entries, report.size, "{what}");
}

/// How many systems have a name that begins like this.
fn systems(data: &Path, beginning: &str) -> usize {
    let store = parts(data).store;
    let size = store.head().unwrap().size;
    let mut register = Register::new(Kinds::built_in());
    for entry in store.entries(0..size).unwrap() {
        let payload = entry.content.as_ref().map(|content| content.payload.as_slice());
        register.apply(&FoldEntry { index: entry.index, leaf: &entry.leaf, payload }).unwrap();
    }
    let kind = register.kinds().known("system");
    register.records(kind).filter(|record| record.title().starts_with(beginning)).count()
}

fn parts(data: &Path) -> probity_app::Parts {
    let folder = Arc::new(DataFolder::open_existing(data).unwrap());
    FolderWorkspaces::new(folder, Arc::new(SystemClock)).parts(&"main".parse().unwrap()).unwrap()
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, target): (PathBuf, PathBuf) = { let entry = entry.unwrap(); (entry.path(), to.join(entry.file_name())) };
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
