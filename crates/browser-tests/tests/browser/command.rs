//! The product's commands, run beside a browser.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The binary that the servers of these tests are, too.
pub fn binary() -> PathBuf {
    let built = || {
        let own = std::env::current_exe().expect("the running test has a path");
        own.ancestors()
            .nth(3)
            .expect("tests lie in target/PROFILE/deps")
            .join("debug")
            .join("probity")
    };
    std::env::var_os("PROBITY_BIN").map_or_else(built, PathBuf::from)
}

/// Runs a command that must succeed, with this on its standard input: what it prints.
#[track_caller]
pub fn run(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the product starts");
    let mut stdin = child.stdin.take().expect("piped above");
    // A command that reads nothing may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the product ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}
