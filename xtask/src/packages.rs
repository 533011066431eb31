//! The programs that some suites need, and how a Debian machine gets them.

use std::path::Path;
use std::process::Command;

use crate::step;
use crate::workspace::in_ci;

/// Something that a suite needs from the machine.
struct Need {
    /// What lacks when it is missing.
    what: &'static str,
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
    /// Whether it is there.
    present: fn() -> bool,
}

const NEEDS: [Need; 7] = [
    Need {
        what: "a C compiler",
        packages: &["gcc", "libc6-dev"],
        present: || on_path("cc"),
    },
    Need {
        what: "Chromium and its driver",
        packages: &["chromium", "chromium-driver"],
        present: || on_path("chromium") && on_path("chromedriver"),
    },
    Need {
        what: "npm, which fetches axe-core",
        packages: &["npm"],
        present: || on_path("npm"),
    },
    Need {
        what: "Go",
        packages: &["golang-go"],
        present: || on_path("go"),
    },
    Need {
        what: "Go's x/mod",
        packages: &["golang-golang-x-mod-dev"],
        present: || Path::new("/usr/share/gocode/src/golang.org/x/mod").is_dir(),
    },
    Need {
        what: "PostgreSQL",
        packages: &["postgresql"],
        present: || on_path("initdb") || debian_postgresql(),
    },
    Need {
        what: "Python 3",
        packages: &["python3"],
        present: || on_path("python3"),
    },
];

/// Installs what is missing where that can be done without asking, and says what is missing still.
/// With `CI=true` that is an error.
pub fn install() -> Result<(), String> {
    let wanted: Vec<&str> = missing().flat_map(|need| need.packages.iter().copied()).collect();
    if !wanted.is_empty() {
        match root_prefix() {
            // What is missing afterwards is said below, whatever the reason.
            Some(prefix) => apt_install(prefix, &wanted).unwrap_or_else(|error| println!("{error}")),
            None => println!("not installed, for want of root or apt-get: {}", wanted.join(" ")),
        }
    }
    let lacking: Vec<&str> = missing().map(|need| need.what).collect();
    if lacking.is_empty() {
        println!("every program that the suites need is there");
        return Ok(());
    }
    let message = format!("missing: {}; the suites that need it", lacking.join(", "));
    if in_ci() {
        Err(format!("{message} cannot be run"))
    } else {
        println!("{message} are skipped");
        Ok(())
    }
}

/// Whether the browser tests can be run here.
pub fn has_browser() -> bool {
    on_path("chromium") && on_path("chromedriver")
}

/// Whether there is a program of this name.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn missing() -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(|need| !(need.present)())
}

/// Debian keeps PostgreSQL's server programs off the `PATH`, one folder per version.
fn debian_postgresql() -> bool {
    std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|versions| {
        versions
            .flatten()
            .any(|version| version.path().join("bin/initdb").is_file())
    })
}

/// What goes before `apt-get`: nothing for root, `sudo -n` where that works without a password.
fn root_prefix() -> Option<&'static [&'static str]> {
    if !on_path("apt-get") {
        return None;
    }
    let quiet = |program: &str, arguments: &[&str]| Command::new(program).args(arguments).output().ok();
    if quiet("id", &["-u"]).is_some_and(|output| output.stdout.trim_ascii() == b"0") {
        return Some(&[]);
    }
    quiet("sudo", &["-n", "true"])
        .is_some_and(|output| output.status.success())
        .then_some(&["sudo", "-n"])
}

fn apt_install(prefix: &[&str], packages: &[&str]) -> Result<(), String> {
    step::run(apt(prefix, &["-qq", "update"]))?;
    let mut install = vec!["-qq", "-y", "--no-install-recommends", "install"];
    install.extend(packages);
    step::run(apt(prefix, &install))
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let words: Vec<&str> = prefix
        .iter()
        .copied()
        .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(arguments);
    command
}
