//! The data folder.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use probity_app::ports::{Blobs as _, Operational as _, Snapshots as _, WorkspaceName};
use probity_ledger::Store as _;
use probity_store::DataFolder;
use probity_store::folder::{FolderError, RunningServer, running_server};

fn name(text: &str) -> WorkspaceName {
    text.parse().unwrap()
}

#[test]
fn one_process_has_the_folder() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("deep/data");
    let folder = DataFolder::open(&root).unwrap();
    let error = DataFolder::open(&root).unwrap_err();
    let process = std::process::id();
    assert_eq!(
        error.to_string(),
        format!(
            "the folder `{}` is in use by process {process} (probity serve?)",
            root.display()
        )
    );
    drop(folder);
    DataFolder::open(&root).unwrap();
}

#[test]
fn an_existing_folder_can_be_required() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("data");
    assert!(matches!(
        DataFolder::open_existing(&root),
        Err(FolderError::NoFolder(_))
    ));
    assert!(!root.exists());
    drop(DataFolder::open(&root).unwrap());
    DataFolder::open_existing(&root).unwrap();
}

#[test]
fn a_workspace_has_its_own_ledger_key_blobs_and_snapshots() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(place.path()).unwrap();
    assert_eq!(folder.list_workspaces().unwrap(), []);
    let made = folder.create_workspace(&name("main"), "the key\n").unwrap();
    folder.create_workspace(&name("acme-eu"), "another key").unwrap();
    assert_eq!(folder.list_workspaces().unwrap(), [name("acme-eu"), name("main")]);
    let again = folder.create_workspace(&name("main"), "key").unwrap_err();
    assert_eq!(again.to_string(), "the workspace `main` exists already");
    assert!(matches!(
        folder.workspace(&name("other")),
        Err(FolderError::NoWorkspace(_))
    ));
    let main = folder.workspace(&name("main")).unwrap();
    assert_eq!(main.key_with(None).unwrap(), "the key\n");
    assert_eq!(main.ledger().unwrap().head().unwrap().size, 0);
    assert_eq!(main.blobs().unwrap().list().unwrap(), []);
    assert_eq!(main.snapshots().unwrap().list().unwrap(), Vec::<String>::new());
    for (file, mode) in [
        ("key", 0o600),
        ("ledger.db", 0o600),
        ("blobs", 0o700),
        ("snapshots", 0o700),
        ("", 0o700),
    ] {
        let found = fs::metadata(made.root().join(file)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{file}");
    }
}

#[test]
fn a_key_comes_from_the_environment_or_the_file() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(place.path()).unwrap();
    let workspace = folder.create_workspace(&name("acme-eu"), "first").unwrap();
    assert_eq!(workspace.key_variable(), "PROBITY_KEY_ACME_EU");
    assert_eq!(workspace.key_with(Some("given".to_owned())).unwrap(), "given");
    workspace.replace_key("second").unwrap();
    assert_eq!(workspace.key().unwrap(), "second");
    fs::remove_file(workspace.root().join("key")).unwrap();
    let error = workspace.key_with(None).unwrap_err().to_string();
    assert!(
        error.contains("`acme-eu` is missing") && error.contains("PROBITY_KEY_ACME_EU"),
        "{error}"
    );
}

#[test]
fn half_made_workspaces_are_removed() {
    let place = tempfile::tempdir().unwrap();
    drop(DataFolder::open(place.path()).unwrap());
    let half = place.path().join("workspaces/.tmp-1-1");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("key"), "half").unwrap();
    let folder = DataFolder::open(place.path()).unwrap();
    assert!(!half.exists());
    assert_eq!(folder.list_workspaces().unwrap(), []);
}

#[test]
fn a_running_server_is_found_while_it_runs() {
    #[track_caller]
    fn check(root: &Path, expected: Option<&RunningServer>) {
        assert_eq!(running_server(root).unwrap().as_ref(), expected);
    }
    let place = tempfile::tempdir().unwrap();
    let server = RunningServer {
        address: "http://127.0.0.1:42001".to_owned(),
        token: "secret".to_owned(),
    };
    check(place.path(), None);
    let folder = DataFolder::open(place.path()).unwrap();
    check(place.path(), None);
    folder.announce_server(&server).unwrap();
    check(place.path(), Some(&server));
    let file = place.path().join("server.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // As if it had been killed: the file stays and the lock goes.
    drop(folder);
    check(place.path(), None);
    let folder = DataFolder::open(place.path()).unwrap();
    assert!(!file.exists());
    folder.announce_server(&server).unwrap();
    folder.withdraw_server().unwrap();
    check(place.path(), None);
}

#[test]
fn the_server_database_is_made_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(place.path()).unwrap();
    drop(folder.server_db().unwrap());
    assert_eq!(
        folder.server_db().unwrap().integrity().unwrap(),
        Vec::<String>::new()
    );
}
