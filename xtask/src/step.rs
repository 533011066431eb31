//! Runs programs as named steps, prints how long each took, and remembers which failed.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::tally::{Runner, Tally};

/// The steps of one run.
pub struct Steps {
    started: Instant,
    failed: Vec<String>,
    /// What the test runners reported, summed.
    pub tally: Tally,
}

impl Steps {
    pub fn start() -> Self {
        Self {
            started: now(),
            failed: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Does `work` under a heading; whether it succeeded. A failure is kept for [`Steps::finish`].
    pub fn step(&mut self, name: &str, work: impl FnOnce(&mut Tally) -> Result<(), String>) -> bool {
        println!("── {name}");
        let started = now();
        let outcome = work(&mut self.tally);
        let took = seconds(started.elapsed());
        match outcome {
            Ok(()) => {
                println!("── {name}: done in {took}\n");
                true
            }
            Err(message) => {
                println!("{message}\n── {name}: FAILED after {took}\n");
                self.failed.push(name.to_owned());
                false
            }
        }
    }

    /// Prints the total and says which steps failed.
    pub fn finish(self) -> Result<(), String> {
        println!("all steps took {}", seconds(self.started.elapsed()));
        let outcome = match self.failed.as_slice() {
            [] => Ok(()),
            failed => Err(format!("failed: {}", failed.join(", "))),
        };
        if !self.tally.is_empty() {
            println!("{}", self.tally);
        }
        outcome
    }
}

/// Cargo, the same one that runs this program.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(crate::workspace::root());
    command
}

/// Runs a program to its end, its output shown as it comes.
pub fn run(mut command: Command) -> Result<(), String> {
    println!("$ {}", shown(&command));
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|e| cannot_start(&command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` ended with {status}", shown(&command)))
    }
}

/// Runs a test runner, its output shown as it comes, and adds what it reports to the tally.
pub fn run_tests(runner: Runner, mut command: Command, tally: &mut Tally) -> Result<(), String> {
    println!("$ {}", shown(&command));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| cannot_start(&command, &e))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let reported = std::thread::scope(|scope| {
        let errors = scope.spawn(|| pass_on(runner, stderr, std::io::stderr()));
        let mut reported = pass_on(runner, stdout, std::io::stdout());
        reported.add(&errors.join().unwrap_or_default());
        reported
    });
    let status = child.wait().map_err(|e| cannot_start(&command, &e))?;
    tally.add(&reported);
    if !status.success() {
        return Err(format!("`{}` ended with {status}", shown(&command)));
    }
    if reported.summaries == 0 {
        return Err(format!("`{}` reported no tests at all", shown(&command)));
    }
    Ok(())
}

fn pass_on(runner: Runner, from: Option<impl Read>, mut to: impl Write) -> Tally {
    let mut tally = Tally::default();
    let Some(from) = from else { return tally };
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // Whoever reads our output may have gone away; the tests go on.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        tally.read_line(runner, &String::from_utf8_lossy(&line));
        line.clear();
    }
    tally
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be run: {error}", shown(command))
}

fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}

/// The time of now, for measuring how long something takes.
#[expect(
    clippy::disallowed_methods,
    reason = "chores measure durations; nothing else depends on them"
)]
pub fn now() -> Instant {
    Instant::now()
}

/// A duration for people, such as `3.2 s` or `4 min 05 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole >= 60 {
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}
