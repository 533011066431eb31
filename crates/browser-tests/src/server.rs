//! Starts the product for one test, and ends it with it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::browser::end;
use crate::target_folder;

/// A program that answers HTTP on a free port of this machine.
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// The product with these arguments, on a free port: `["demo", "--no-open"]` or `["serve"]` with
    /// `--data`. The binary is `PROBITY_BIN`, or else the debug build.
    #[track_caller]
    pub fn probity(arguments: &[&str]) -> Self {
        let built = || target_folder().join("debug").join("probity");
        let binary = std::env::var_os("PROBITY_BIN").map_or_else(built, PathBuf::from);
        assert!(
            binary.is_file(),
            "no binary at `{}`: `cargo build` makes it",
            binary.display()
        );
        let mut command = Command::new(binary);
        command.args(arguments).args(["--listen", "127.0.0.1:0"]);
        Self::start(command)
    }

    /// Any program that prints `listening on http://ADDRESS` as a line once it answers.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let output = BufReader::new(child.stdout.take().expect("piped above"));
        let mut lines = output.lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            Some(
                line.trim()
                    .strip_prefix("listening on ")?
                    .trim_end_matches('/')
                    .to_owned(),
            )
        });
        // Whatever it prints later has to go somewhere, or it would block.
        std::thread::spawn(move || lines.for_each(drop));
        let Some(address) = address else {
            end(&mut child);
            panic!("{command:?} ended without the line `listening on http://..`");
        };
        Self { child, address }
    }

    /// The address of a path that starts with `/`.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Ends it as an operator does, and waits until it has put everything in order.
    #[track_caller]
    pub fn stop(mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        assert!(
            asked.is_ok_and(|status| status.success()),
            "it can be asked to end"
        );
        let ended = self.child.wait().expect("it ends");
        assert!(ended.success(), "it ended with {ended}");
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}
