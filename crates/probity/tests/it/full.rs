//! The disk fills up under a running server: writing says so clearly, nothing is half done, reading
//! goes on, and writing goes on once there is room again.
//!
//! Here the room is taken by a library before the C library; `cargo xtask hammer full` fills a real
//! file system of a few megabytes where it may mount one.

use std::path::{Path, PathBuf};
use std::process::Command;

use probity_testkit::fault::{Fault, Kind, library, sites};
use serde_json::{Value as Json, json};

use crate::running::{Answer, Running};

#[test]
fn a_full_disk_is_told_and_survived() {
    let Some(library) = library() else { return };
    let opening = calls_of_opening(&library);
    // The call of a commit that finds the disk full: each of the first ones, and a late one.
    for nth in [1, 2, 3, 4, 5, 6, 40] {
        let folder = tempfile::tempdir().unwrap();
        let (data, room) = (folder.path().join("data"), folder.path().join("room"));
        drop(Running::start(&data));
        let fault = Fault::new(Kind::Enospc, opening + nth, "ledger.db").until(&room);
        let server = Running::start_with(&data, |child| fault.put_on(child, &library));
        fill_and_recover(&server, &format!("call {nth}"), 200, || {
            std::fs::write(&room, "").unwrap();
        });
    }
}

/// How many calls that take room an idle server makes on the ledger of a folder that is there.
fn calls_of_opening(library: &Path) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    drop(Running::start(&data));
    drop(Running::start_with(&data, |child| {
        Fault::count("ledger.db", &log).put_on(child, library);
    }));
    Kind::Enospc.count(&sites(&log).unwrap())
}

#[test]
fn a_full_file_system_is_told_and_survived() {
    if std::env::var_os("PROBITY_HAMMER").is_none() {
        println!("skipped: `cargo xtask hammer full` fills a real file system");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(folder.path()) else {
        return;
    };
    let filler = small.0.join("filler");
    let mut server = Running::start(&small.0.join("data"));
    server.command("before", &create("before")).done();
    for round in 0..20 {
        fill(&filler);
        fill_and_recover(&server, &format!("round {round}"), 10_000, || {
            std::fs::remove_file(&filler).unwrap();
        });
        server.kill();
        server = Running::start(&small.0.join("data"));
    }
    // The folder cannot be taken away under a running server.
    drop(server);
}

/// Writes until the disk is full, looks at what can still be read, makes room, and goes on.
fn fill_and_recover(server: &Running, what: &str, most: u32, make_room: impl FnOnce()) {
    let (mut acknowledged, mut refused) = (Vec::new(), None);
    for number in 0..most {
        let id = format!("{what} {number}").replace(' ', "-");
        match server.command(&id, &create(&id)) {
            Answer::Done(answer) => acknowledged.push((id, answer)),
            Answer::Problem(status, problem) => {
                refused = Some((id, status, problem));
                break;
            }
            Answer::Lost => panic!("{what}: the server ended: {}", server.errors()),
        }
    }
    let (id, status, problem) = refused.unwrap_or_else(|| panic!("{what}: the disk never became full"));
    assert_eq!(status, 507, "{what}: {problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("no space left on the disk") && detail.contains("nothing was written"),
        "{what}: {detail}"
    );
    let known = names(server);
    assert!(!known.contains(&id), "{what}: `{id}` was refused and is there");
    assert!(
        acknowledged.iter().all(|(id, _)| known.contains(id)),
        "{what}: something acknowledged is not there"
    );
    make_room();
    let answer = server.command(&id, &create(&id)).done();
    assert_eq!(
        answer["repeated"], false,
        "{what}: `{id}` was refused and was carried out all the same"
    );
    for (id, told) in &acknowledged {
        let again = server.command(id, &create(id)).done();
        assert_eq!(
            (&again["repeated"], &again["first"]),
            (&json!(true), &told["first"]),
            "{what}: `{id}`"
        );
    }
    let report = server.call("fsck", &json!({})).done();
    assert_eq!(report["problems"], json!([]), "{what}");
    assert!(
        !server.errors().contains("panicked"),
        "{what}: {}",
        server.errors()
    );
}

fn create(name: &str) -> Json {
    let text = "long enough to fill a disk. ".repeat(100);
    json!({ "create": { "kind": "system", "patch": { "set": { "name": name, "description": text } } } })
}

/// The names of all systems.
fn names(server: &Running) -> Vec<String> {
    let request = json!({ "kind": "system", "limit": 100_000 });
    let list = server.call("list", &request).done();
    let rows = list["records"].as_array().unwrap();
    rows.iter()
        .filter_map(|row| row["title"].as_str().map(str::to_owned))
        .collect()
}

/// Takes all room that is left.
fn fill(filler: &Path) {
    use std::io::Write as _;
    let mut file = std::fs::File::create(filler).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
}

/// A file system of a few megabytes; unmounted with this value.
struct Small(PathBuf);

impl Small {
    /// `None` with a printed line where this process may not mount.
    fn mount(folder: &Path) -> Option<Self> {
        let place = folder.join("small");
        std::fs::create_dir(&place).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(&place)
            .output();
        if mounted.as_ref().is_ok_and(|output| output.status.success()) {
            return Some(Self(place));
        }
        println!("skipped: a real file system: this process may not mount one: {mounted:?}");
        None
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}
