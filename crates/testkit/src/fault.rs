//! Makes writing to disk fail in a child process: a full disk, an error, a short write, a failed
//! flush, or a crash just before or just after one chosen call.
//!
//! The child runs with a small C library preloaded that stands between it and the C library; the
//! library's own head tells which calls each kind of fault counts. A program that goes to the kernel
//! without the C library, as `rustix` does by default, is not reached: check with [`sites`] first.
//!
//! ```no_run
//! use std::{path::Path, process::Command};
//! use probity_testkit::fault::{Fault, Kind, library, sites};
//!
//! let log = Path::new("calls.log");
//! let run = |fault: &Fault<'_>| {
//!     let mut child = Command::new("child");
//!     fault.put_on(&mut child, &library().expect("a C compiler"));
//!     child.status()
//! };
//! run(&Fault::count("ledger.db", log))?;
//! for nth in 1..=Kind::Enospc.count(&sites(log)?) {
//!     run(&Fault::new(Kind::Enospc, nth, "ledger.db"))?;
//! }
//! # Ok::<(), std::io::Error>(())
//! ```

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

const SOURCE: &str = include_str!("../fault/fault.c");

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: calls are only logged.
    None,
    /// The disk is full from the chosen call on.
    Enospc,
    /// The chosen call fails with an input/output error.
    Eio,
    /// The chosen write writes half of its bytes; then the disk is full.
    Short,
    /// The chosen flush fails with an input/output error, once, as the kernel reports it.
    Fsync,
    /// The process is killed just before the chosen call.
    Crash,
    /// The process is killed just after the chosen call.
    CrashAfter,
}

impl Kind {
    /// Every kind in which something goes wrong.
    pub const ALL: [Self; 6] = [
        Self::Enospc,
        Self::Eio,
        Self::Short,
        Self::Fsync,
        Self::Crash,
        Self::CrashAfter,
    ];

    /// How many of these calls the kind counts, and so the highest number it can hit.
    pub fn count(self, sites: &[Site]) -> usize {
        sites.iter().filter(|site| self.counts(&site.op)).count()
    }

    fn counts(self, op: &str) -> bool {
        match self {
            Self::None => false,
            Self::Enospc => !matches!(op, "sync" | "unlink"),
            Self::Short => op == "write",
            Self::Fsync => op == "sync",
            Self::Eio | Self::Crash | Self::CrashAfter => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Enospc => "enospc",
            Self::Eio => "eio",
            Self::Short => "short",
            Self::Fsync => "fsync",
            Self::Crash => "crash",
            Self::CrashAfter => "crash_after",
        }
    }
}

/// One fault for one child process.
#[derive(Clone, Copy, Debug)]
pub struct Fault<'a> {
    kind: Kind,
    nth: usize,
    path: &'a str,
    once: bool,
    until: Option<&'a Path>,
    log: Option<&'a Path>,
}

impl<'a> Fault<'a> {
    /// Hits the `nth` call, from 1, of those that the kind counts and whose path contains `path`.
    /// A call on two paths is about the second if both match.
    pub fn new(kind: Kind, nth: usize, path: &'a str) -> Self {
        Self {
            kind,
            nth,
            path,
            once: false,
            until: None,
            log: None,
        }
    }

    /// Lets everything pass and logs the calls whose path contains `path`.
    pub fn count(path: &'a str, log: &'a Path) -> Self {
        Self::new(Kind::None, 0, path).log(log)
    }

    /// A full disk refuses one call only.
    #[must_use]
    pub fn once(self) -> Self {
        Self { once: true, ..self }
    }

    /// A full disk has room again once this file exists.
    #[must_use]
    pub fn until(self, file: &'a Path) -> Self {
        Self {
            until: Some(file),
            ..self
        }
    }

    /// Adds a line to this file for each matching call.
    #[must_use]
    pub fn log(self, file: &'a Path) -> Self {
        Self {
            log: Some(file),
            ..self
        }
    }

    /// Sets the child's environment; `library` is what [`library`] returned.
    pub fn put_on(&self, child: &mut Command, library: &Path) {
        child.env("LD_PRELOAD", library);
        child.env(
            "PROBITY_FAULT",
            format!("{}:{}:{}", self.kind.name(), self.nth, self.path),
        );
        child.env("PROBITY_FAULT_ONCE", if self.once { "1" } else { "0" });
        child.env("PROBITY_FAULT_UNTIL", self.until.unwrap_or(Path::new("")));
        child.env("PROBITY_FAULT_LOG", self.log.unwrap_or(Path::new("")));
    }
}

/// A call that was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// `create`, `write`, `truncate`, `sync`, `rename`, `link`, `unlink` or `mkdir`.
    pub op: String,
    /// The file that it was about.
    pub path: String,
}

/// Reads a log; empty when no call matched.
pub fn sites(log: &Path) -> io::Result<Vec<Site>> {
    let text = match fs::read_to_string(log) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    Ok(lines
        .map(|(op, path)| Site {
            op: op.to_owned(),
            path: path.to_owned(),
        })
        .collect())
}

/// The preload library, built on first use beside the running test binary. `None` with a printed
/// line where it cannot be: no Linux, or no C compiler.
///
/// # Panics
/// When the compiler refuses the source, and with `CI=true` also where it cannot be built at all.
pub fn library() -> Option<PathBuf> {
    match build() {
        Ok(library) => Some(library),
        Err(why) => {
            assert!(
                !std::env::var("CI").is_ok_and(|ci| ci == "true"),
                "fault injection is needed here: {why}"
            );
            println!("skipped: fault injection: {why}");
            None
        }
    }
}

fn build() -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("it works on Linux only".to_owned());
    }
    let mut hasher = DefaultHasher::new();
    SOURCE.hash(&mut hasher);
    let own = std::env::current_exe().map_err(|e| format!("the test binary's folder is unknown: {e}"))?;
    let library = own.with_file_name(format!("fault-{:016x}.so", hasher.finish()));
    if !library.is_file() {
        compile(&library)?;
    }
    Ok(library)
}

/// Compiles into a folder of its own first, since several tests may do so at once.
fn compile(library: &Path) -> Result<(), String> {
    let fail = |e: io::Error| format!("it could not be built: {e}");
    let folder = tempfile::tempdir_in(library.parent().unwrap_or(Path::new("."))).map_err(fail)?;
    let (source, built) = (folder.path().join("fault.c"), folder.path().join("fault.so"));
    fs::write(&source, SOURCE).map_err(fail)?;
    let output = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-o"])
        .args([&built, &source])
        .output()
        .map_err(|e| format!("`cc` could not be run: {e}"))?;
    assert!(
        output.status.success(),
        "fault.c: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::rename(&built, library).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    /// Writes four blocks of 512 bytes, flushes twice, renames and removes, saying what failed.
    const CHILD: &str = r#"
import os, sys
data, done = sys.argv[1] + "/fault-data", sys.argv[1] + "/fault-done"
def attempt(name, call):
    try:
        result = call()
        if result is not None:
            print(name, result, flush=True)
        return result
    except OSError as error:
        print(name, error.strerror, flush=True)
file = os.open(data, os.O_CREAT | os.O_WRONLY, 0o600)
for block in range(4):
    attempt("write", lambda: os.write(file, b"x" * 512))
    if block == 2 and len(sys.argv) > 2:
        open(sys.argv[2], "w").close()
attempt("fsync", lambda: os.fsync(file))
attempt("fsync", lambda: os.fsync(file))
attempt("rename", lambda: os.rename(data, done))
"#;
    const PART: &str = "/fault-d";
    const FULL: &str = "write No space left on device";

    /// What a child did under a fault.
    struct Run {
        said: String,
        signal: Option<i32>,
        folder: tempfile::TempDir,
    }

    impl Run {
        /// Bytes in the file under its first and its second name.
        fn sizes(&self) -> [Option<u64>; 2] {
            ["fault-data", "fault-done"].map(|name| {
                fs::metadata(self.folder.path().join(name))
                    .ok()
                    .map(|data| data.len())
            })
        }
    }

    fn run(fault: Fault<'_>, more: &[&Path]) -> Option<Run> {
        let library = library()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new("python3");
        child.args(["-c", CHILD]).arg(folder.path()).args(more);
        fault.put_on(&mut child, &library);
        let output = child.output().expect("python3");
        let said = String::from_utf8(output.stdout)
            .expect("text")
            .trim_end()
            .replace('\n', "; ");
        Some(Run {
            said,
            signal: output.status.signal(),
            folder,
        })
    }

    #[track_caller]
    fn check(fault: Fault<'_>, said: &str, sizes: [Option<u64>; 2]) {
        let Some(run) = run(fault, &[]) else { return };
        assert_eq!((run.said.as_str(), run.signal), (said, None));
        assert_eq!(run.sizes(), sizes);
    }

    #[track_caller]
    fn check_crash(kind: Kind, nth: usize, sizes: [Option<u64>; 2]) {
        let Some(run) = run(Fault::new(kind, nth, PART), &[]) else {
            return;
        };
        assert_eq!(run.signal, Some(9), "{}", run.said);
        assert_eq!(run.sizes(), sizes);
    }

    #[test]
    fn calls_are_logged_and_counted() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = folder.path().join("log");
        let Some(run) = run(Fault::count(PART, &log), &[]) else {
            return;
        };
        assert_eq!(run.sizes(), [None, Some(2048)]);
        let sites = sites(&log).expect("a log");
        let ops: Vec<&str> = sites.iter().map(|site| site.op.as_str()).collect();
        assert_eq!(
            ops,
            [
                "create", "write", "write", "write", "write", "sync", "sync", "rename"
            ]
        );
        assert!(sites.iter().all(|site| site.path.contains(PART)), "{sites:?}");
        assert_eq!(Kind::ALL.map(|kind| kind.count(&sites)), [6, 8, 4, 2, 8, 8]);
    }

    #[test]
    fn a_full_disk_stays_full() {
        let said = format!("write 512; {FULL}; {FULL}; {FULL}; rename No space left on device");
        check(Fault::new(Kind::Enospc, 3, PART), &said, [Some(512), None]);
        let said = format!("write 512; {FULL}; write 512; write 512");
        check(
            Fault::new(Kind::Enospc, 3, PART).once(),
            &said,
            [None, Some(1536)],
        );
    }

    #[test]
    fn a_full_disk_gets_room_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mark = folder.path().join("room");
        let Some(run) = run(Fault::new(Kind::Enospc, 2, PART).until(&mark), &[&mark]) else {
            return;
        };
        assert_eq!(run.said, format!("{FULL}; {FULL}; {FULL}; write 512"));
    }

    #[test]
    fn single_faults_hit_one_call() {
        let all = "write 512; write 512; write 512; write 512";
        check(
            Fault::new(Kind::Eio, 2, PART),
            &all.replacen("512", "Input/output error", 1),
            [None, Some(1536)],
        );
        check(
            Fault::new(Kind::Fsync, 1, PART),
            &format!("{all}; fsync Input/output error"),
            [None, Some(2048)],
        );
        check(
            Fault::new(Kind::Eio, 8, PART),
            &format!("{all}; rename Input/output error"),
            [Some(2048), None],
        );
        check(Fault::new(Kind::Eio, 9, PART), all, [None, Some(2048)]);
        check(Fault::new(Kind::Eio, 1, "/another"), all, [None, Some(2048)]);
    }

    #[test]
    fn a_short_write_is_followed_by_a_full_disk() {
        let said = format!("write 512; write 256; {FULL}; {FULL}; rename No space left on device");
        check(Fault::new(Kind::Short, 2, PART), &said, [Some(768), None]);
    }

    #[test]
    fn crashes_fall_before_and_after_a_call() {
        check_crash(Kind::Crash, 1, [None, None]);
        check_crash(Kind::CrashAfter, 1, [Some(0), None]);
        check_crash(Kind::Crash, 3, [Some(512), None]);
        check_crash(Kind::CrashAfter, 3, [Some(1024), None]);
        check_crash(Kind::Crash, 8, [Some(2048), None]);
        check_crash(Kind::CrashAfter, 8, [None, Some(2048)]);
    }
}
