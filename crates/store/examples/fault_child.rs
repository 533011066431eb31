//! The child of the tests of disk faults: writes, and prints what it was told about each write, while
//! a preloaded library makes one call fail. `fault_child ledger|folder FOLDER [stop]`

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use probity_app::ports::{Blobs as _, WorkspaceName};
use probity_ledger::StoreError;
use probity_ledger::sequencer::Sequencer;
use probity_store::{DataFolder, SqliteStore};

#[expect(dead_code, reason = "shared with the tests, which use the rest")]
#[path = "../tests/it/sample.rs"]
mod sample;

const COMMITS: u64 = 6;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["ledger", folder] => write_ledger(Path::new(folder), false),
        ["ledger", folder, "stop"] => write_ledger(Path::new(folder), true),
        ["folder", folder] => make_folder(Path::new(folder)),
        _ => {
            eprintln!("usage: fault_child ledger|folder FOLDER [stop]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the outcome could not be printed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Appends to the ledger in the folder. With `stop`, ends without closing anything once an outcome
/// was unknown.
fn write_ledger(folder: &Path, stop: bool) -> io::Result<()> {
    let store = match SqliteStore::open(&folder.join("ledger.db")) {
        Ok(store) => store,
        Err(error) => return say(&format!("closed {error}")),
    };
    let mut sequencer = sample::sequencer(store);
    for number in 0..COMMITS {
        let mut outcome = sequencer.append(vec![sample::command(number, 3)], &[]).map(drop);
        let was_unknown = matches!(outcome, Err(StoreError::Unknown(_)));
        if was_unknown {
            outcome = settle(&mut sequencer, number);
        }
        match outcome {
            Ok(()) => say(&format!("acknowledged {number}"))?,
            Err(StoreError::Unknown(_)) => say(&format!("unknown {number}"))?,
            Err(_) => say(&format!("refused {number}"))?,
        }
        if was_unknown && stop {
            std::process::abort();
        }
        if number == 3 && sequencer.store().scrub().is_err() {
            say("scrub failed")?;
        }
        if sequencer.needs_resync() && sequencer.resync().is_err() {
            say("behind")?;
        }
    }
    Ok(())
}

/// What the head says after an unknown outcome: it must hold for good.
fn settle(sequencer: &mut Sequencer, number: u64) -> Result<(), StoreError> {
    let unknown = |error: StoreError| StoreError::Unknown(error.to_string());
    sequencer.resync().map_err(unknown)?;
    let found = sequencer.store().command(&sample::id(number)).map_err(unknown)?;
    match found {
        Some(_) => Ok(()),
        None => Err(StoreError::Failed("not there".to_owned())),
    }
}

/// Makes a data folder with a workspace and a blob.
fn make_folder(root: &Path) -> io::Result<()> {
    let name: WorkspaceName = "main".parse().expect("`main` is a name");
    let made = DataFolder::open(root).and_then(|folder| folder.create_workspace(&name, "key"));
    let workspace = match made {
        Ok(workspace) => workspace,
        Err(error) => return say(&format!("refused {error}")),
    };
    say("acknowledged workspace")?;
    let blobs = match workspace.blobs() {
        Ok(blobs) => blobs,
        Err(error) => return say(&format!("refused {error}")),
    };
    match blobs.put(&vec![b'x'; 100_000]) {
        Ok(_) => say("acknowledged blob"),
        Err(error) => say(&format!("refused {error}")),
    }
}

/// Prints at once: the process may be killed at the next call.
fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
