//! PostgreSQL servers for tests, started from an installed `initdb` and `postgres`.
//!
//! ```ignore
//! let Some(database) = TestDatabase::make() else { return };      // a fresh database; one server for all
//! let Some(mut server) = TestPostgres::start() else { return };   // a server of one's own, to be killed
//! server.kill();
//! server.start_again();
//! ```
//!
//! A server lives in a temporary folder, listens on a Unix socket in it, and ends with the process
//! that started it however that ends: a shell beside it waits for the end of a pipe. Where
//! PostgreSQL is not installed, one line says so and tests pass over it, except under `CI=true`,
//! where its absence is a failure.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// The name of the socket file ends with it; every server has a folder of its own.
const PORT: &str = "5432";
/// How long a server may take to answer, in steps of [`STEP`].
const STEPS: u32 = 3000;
const STEP: Duration = Duration::from_millis(20);

/// What the shell does: start the server, say its process id, wait for the pipe to end, end the
/// server, and remove its folder unless it is told to keep it.
const KEEPER: &str = r#"
folder=$1; shift
"$@" </dev/null >>"$folder.log" 2>&1 &
server=$!
echo $server
read -r word
kill -QUIT $server 2>/dev/null
wait $server
[ "$word" = keep ] || rm -rf -- "${folder%/*}"
"#;

/// A PostgreSQL server of one's own, as it would run in earnest: it syncs to the disk.
#[derive(Debug)]
pub struct TestPostgres {
    programs: Programs,
    settings: &'static [&'static str],
    folder: PathBuf,
    running: Option<Running>,
    // Holds the server's folder and log. The shell removes it; this covers a server that was killed.
    _home: TempDir,
}

#[derive(Debug)]
struct Running {
    shell: Child,
    pipe: Option<ChildStdin>,
    server: String,
}

/// Where PostgreSQL is installed, and who may run it.
#[derive(Clone, Debug)]
struct Programs {
    bin: PathBuf,
    /// Before each command: PostgreSQL refuses to run as root.
    as_user: &'static [&'static str],
}

impl TestPostgres {
    /// Starts a server. `None`, with a line that says so, when PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it is installed and does not start, or under `CI=true` when it is not installed.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    fn start_with(settings: &'static [&'static str]) -> Option<Self> {
        let programs = Programs::find()?;
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("server");
        programs.initialise(home.path(), &folder);
        let mut server = Self {
            programs,
            settings,
            folder,
            running: None,
            _home: home,
        };
        server.start_again();
        Some(server)
    }

    /// The address of its first database, for clients of any kind.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The address of another of its databases.
    pub fn url_of(&self, database: &str) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgresql://postgres@{host}:{PORT}/{database}")
    }

    /// The folder in which its socket lies.
    pub fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// Makes an empty database and gives its address.
    pub fn make_database(&self, name: &str) -> String {
        self.query(&format!("CREATE DATABASE {name}"));
        self.url_of(name)
    }

    /// Carries out a statement with `psql`, in the first database.
    ///
    /// # Panics
    /// When it fails.
    pub fn query(&self, sql: &str) -> String {
        query(&self.programs, &self.url(), sql)
    }

    /// Kills the server as `kill -9` does: no word to its clients, nothing put in order.
    pub fn kill(&mut self) {
        let Some(mut running) = self.running.take() else {
            return;
        };
        run(Command::new("kill").args(["-KILL", &running.server]));
        let mut pipe = running.pipe.take().expect("taken only here and at the end");
        std::io::Write::write_all(&mut pipe, b"keep\n").expect("the shell waits for it");
        drop(pipe);
        running.shell.wait().expect("the shell ends");
    }

    /// Starts the server again, with what was on its disk, and waits until it answers.
    ///
    /// # Panics
    /// When it does not start within a minute.
    pub fn start_again(&mut self) {
        for _ in 0..STEPS {
            let running = self
                .running
                .get_or_insert_with(|| spawn(&self.programs, &self.folder, self.settings));
            let ready = self
                .programs
                .command("pg_isready")
                .args(["-q", "-p", PORT, "-h"])
                .arg(&self.folder)
                .status()
                .expect("pg_isready runs");
            if ready.success() {
                return;
            }
            // After a kill the old server's children may still be there, and the new one gives up.
            if !is_alive(&running.server) {
                let mut ended = self.running.take().expect("put there above");
                let mut pipe = ended.pipe.take().expect("taken only at the end");
                // A shell that is gone has nothing to keep.
                let _ = std::io::Write::write_all(&mut pipe, b"keep\n");
                drop(pipe);
                ended.shell.wait().expect("the shell ends");
            }
            thread::sleep(STEP);
        }
        panic!("PostgreSQL does not start:\n{}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.with_extension("log")).unwrap_or_default()
    }
}

impl Drop for TestPostgres {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            drop(running.pipe.take());
            let _ = running.shell.wait();
        }
    }
}

/// A database of its own on a server that all tests of a process share.
///
/// The shared server does not sync to the disk: it survives everything but a crash of the machine.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
}

impl TestDatabase {
    /// Makes an empty database. `None`, with a line that says so, when PostgreSQL is not installed.
    ///
    /// # Panics
    /// As [`TestPostgres::start`].
    pub fn make() -> Option<Self> {
        static SHARED: OnceLock<Option<TestPostgres>> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let server = SHARED
            .get_or_init(|| TestPostgres::start_with(&["-cfsync=off", "-cfull_page_writes=off"]))
            .as_ref()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let url = server.make_database(&format!("test_{number}"));
        Some(Self { url })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Carries out statements with `psql` and gives what it prints, without headings.
    ///
    /// # Panics
    /// When one fails.
    pub fn query(&self, sql: &str) -> String {
        let programs = Programs::find().expect("the database was made with them");
        query(&programs, &self.url, sql)
    }
}

fn query(programs: &Programs, url: &str, sql: &str) -> String {
    let mut command = programs.command("psql");
    command.args([
        "-X",
        "-q",
        "-t",
        "-A",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        url,
        "-c",
        sql,
    ]);
    run(&mut command)
}

impl Programs {
    fn find() -> Option<Self> {
        static FOUND: OnceLock<Option<Programs>> = OnceLock::new();
        FOUND
            .get_or_init(|| {
                let whole = |folder: &PathBuf| {
                    ["initdb", "postgres", "pg_isready", "psql"]
                        .iter()
                        .all(|name| folder.join(name).exists())
                };
                let bin = folders().into_iter().find(whole);
                if bin.is_none() {
                    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
                    assert!(!ci, "PostgreSQL is not installed: no `initdb` was found");
                    println!("skipped: PostgreSQL is not installed, no `initdb` was found");
                }
                bin.map(|bin| Self { bin, as_user: user() })
            })
            .clone()
    }

    fn command(&self, program: &str) -> Command {
        Command::new(self.bin.join(program))
    }

    /// A command that runs as somebody who may run a server.
    fn server_command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        match self.as_user {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        }
    }

    fn initialise(&self, home: &Path, folder: &Path) {
        if !self.as_user.is_empty() {
            run(Command::new("chown").arg("postgres").arg(home));
        }
        let initdb = |locale: &[&str]| {
            let mut command = self.server_command("initdb");
            command
                .current_dir(home)
                .args([
                    "--no-sync",
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                ])
                .args(locale)
                .arg("-D")
                .arg(folder);
            command.output().expect("initdb runs")
        };
        // An order of letters that is not that of bytes shows where a query relies on bytes.
        let icu = initdb(&["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]);
        if !icu.status.success() {
            let plain = initdb(&["--no-locale"]);
            assert!(
                plain.status.success(),
                "initdb failed: {}",
                String::from_utf8_lossy(&plain.stderr)
            );
        }
    }
}

/// Where installers put the programs: the search path first, then Debian, newest version first, and others.
fn folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for base in ["/usr/lib/postgresql", "/usr/local/pgsql", "/usr/pgsql"] {
        let versions = std::fs::read_dir(base).into_iter().flatten().flatten();
        let mut versions: Vec<PathBuf> = versions.map(|version| version.path()).collect();
        versions.sort_by_key(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            std::cmp::Reverse(name.parse::<u32>().unwrap_or(0))
        });
        folders.extend(versions.iter().map(|version| version.join("bin")));
        folders.push(Path::new(base).join("bin"));
    }
    folders
}

fn user() -> &'static [&'static str] {
    let id = run(Command::new("id").arg("-u"));
    if id.trim() == "0" {
        &["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    } else {
        &[]
    }
}

fn spawn(programs: &Programs, folder: &Path, settings: &[&str]) -> Running {
    use std::os::unix::process::CommandExt as _;
    let server = programs.server_command("postgres");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", KEEPER, "sh"])
        .arg(folder)
        .arg(server.get_program())
        .args(server.get_args())
        .arg("-D")
        .arg(folder)
        .arg("-k")
        .arg(folder)
        .args(["-p", PORT, "-clisten_addresses=", "-cmax_connections=300"])
        .args(["-cshared_buffers=64MB", "-clc_messages=C"])
        .args(settings)
        .current_dir("/")
        // Not ended by an interrupt from the keyboard, so that it can put things in order after one.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut shell = shell.spawn().expect("a shell starts");
    let pipe = shell.stdin.take();
    let mut server = String::new();
    let output = shell.stdout.take().expect("it is piped");
    BufReader::new(output)
        .read_line(&mut server)
        .expect("the shell says the process id");
    Running {
        shell,
        pipe,
        server: server.trim().to_owned(),
    }
}

/// Whether a process is there and has not ended.
fn is_alive(process: &str) -> bool {
    let state = Command::new("ps").args(["-o", "state=", "-p", process]).output();
    state.is_ok_and(|state| {
        let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
        !state.is_empty() && !state.starts_with('Z')
    })
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_killed_server_comes_back_with_what_it_had() {
        let Some(mut server) = TestPostgres::start() else {
            return;
        };
        server.query("CREATE TABLE t (a INT); INSERT INTO t VALUES (7)");
        server.kill();
        let gone = server
            .programs
            .command("pg_isready")
            .args(["-q", "-p", PORT, "-h"])
            .arg(&server.folder)
            .status();
        assert!(!gone.unwrap().success());
        server.start_again();
        assert_eq!(server.query("SELECT a FROM t").trim(), "7");
        let folder = server.folder.clone();
        drop(server);
        assert!(!folder.exists(), "nothing is left behind");
    }

    #[test]
    fn every_database_is_empty_and_its_own() {
        let (Some(one), Some(other)) = (TestDatabase::make(), TestDatabase::make()) else {
            return;
        };
        one.query("CREATE TABLE t (a INT)");
        assert_eq!(
            other
                .query("SELECT count(*) FROM pg_tables WHERE tablename = 't'")
                .trim(),
            "0"
        );
    }
}
