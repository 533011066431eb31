//! axe-core, which finds what keeps people with a disability out, run in the open page.
//!
//! It is fetched from the npm registry into the target folder when it is first needed; its licence
//! (MPL-2.0) and size keep it out of the repository.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::target_folder;
use crate::webdriver::Session;

/// The version that is fetched: another one may find other things.
const VERSION: &str = "4.14.1";
/// WCAG 2.2, levels A and AA, and what axe-core calls best practice.
const TAGS: &[&str] = &[
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];
/// The rules that look at colours; all others answer the same by day and by night.
const OF_COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Everything.
    All,
    /// Colours, for a page that was looked at in others before.
    Colours,
}

/// axe-core, ready to be given to a page.
pub struct Axe {
    source: String,
}

impl Axe {
    /// Fetches it unless it is there. `None`, with a printed line, when it cannot be had; with `CI=true`
    /// that is a failure.
    pub fn fetch() -> Option<Self> {
        match file().and_then(|file| std::fs::read_to_string(file).map_err(|error| error.to_string())) {
            Ok(source) => Some(Self { source }),
            Err(why) => {
                let message = format!("axe-core {VERSION} cannot be had from the npm registry: {why}");
                assert!(std::env::var_os("CI").is_none(), "{message}");
                println!("skipped: {message}");
                None
            }
        }
    }

    /// What is wrong with the open page, a line for each rule with the elements it found.
    #[track_caller]
    pub fn violations(&self, session: &Session, rules: Rules) -> Vec<String> {
        if session.run("return typeof window.axe === 'undefined'", &[]) == true {
            session.run(&self.source, &[]);
        }
        let only = match rules {
            Rules::All => json!({ "type": "tag", "values": TAGS }),
            Rules::Colours => json!({ "type": "rule", "values": OF_COLOURS }),
        };
        let options = json!({ "runOnly": only, "resultTypes": ["violations"] });
        let script = "return axe.run(document, arguments[0]).then((found) => found.violations.map((rule) =>
            ({ id: rule.id, help: rule.help, nodes: rule.nodes.map((node) => node.target.join(' ')
            + ': ' + node.any.concat(node.all, node.none).map((check) => check.message).join('; ')) })))";
        let found = session.run(script, &[options]);
        let rules = found.as_array().expect("axe-core answers with a list");
        rules.iter().map(line).collect()
    }
}

fn line(rule: &Value) -> String {
    let nodes: Vec<&str> = (rule["nodes"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    let text = |name: &str| rule[name].as_str().unwrap_or_default();
    format!(
        "{} ({}), {} times, such as {}",
        text("id"),
        text("help"),
        nodes.len(),
        nodes.iter().take(3).copied().collect::<Vec<_>>().join(" | ")
    )
}

/// The script, unpacked beside what cargo builds.
fn file() -> Result<PathBuf, String> {
    let folder = target_folder().join("axe-core");
    let file = folder.join(format!("axe-{VERSION}.min.js"));
    if file.is_file() {
        return Ok(file);
    }
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    // Several tests may fetch it at once: each into a folder of its own, and the last move wins.
    let own = tempfile::tempdir_in(&folder).map_err(|error| error.to_string())?;
    let package = format!("axe-core@{VERSION}");
    run(
        Command::new("npm").args(["pack", "--silent", &package]),
        own.path(),
    )?;
    let packed = format!("axe-core-{VERSION}.tgz");
    run(Command::new("tar").args(["-xzf", &packed]), own.path())?;
    let unpacked = own.path().join("package").join("axe.min.js");
    std::fs::rename(unpacked, &file).map_err(|error| error.to_string())?;
    Ok(file)
}

fn run(command: &mut Command, folder: &std::path::Path) -> Result<(), String> {
    let ended = command.current_dir(folder).stdin(Stdio::null()).output();
    let output = ended.map_err(|error| format!("`{}`: {error}", command.get_program().display()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}
