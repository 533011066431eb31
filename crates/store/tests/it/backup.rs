//! A backup brings everything back: history, proofs, files, accounts.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use probity_app::operations::backup::backup;
use probity_app::operations::proof::{Proof, proof};
use probity_app::operations::restore::{KeyRestored, Restore, RestoreReport, restore};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::verify::verify;
use probity_app::ports::{Operational, Workspaces as _};
use probity_app::{AppError, Ctx, Instance, Workspace};
use probity_core::ids::Actor;
use probity_core::patch::Patch;
use probity_store::{DataFolder, FolderWorkspaces};
use probity_testkit::clock::FixedClock;
use serde_json::json;

use crate::server::{Server, all_files, main};

pub const PASSPHRASE: &str = "four plain words here";

fn sample() -> Server {
    let server = Server::new();
    let vendor = server.create("vendor", Patch::set_one("name", "Example Ltd"));
    server.revise(&vendor, Patch::set_one("country", "NL"));
    let file = server.ctx().workspace.blobs().put(b"a certificate").unwrap();
    let file = json!({"sha256": file.to_string(), "name": "certificate.pdf", "size": 13});
    server.create(
        "evidence",
        Patch::set_one("name", "Certificate").with("file", file),
    );
    server
}

pub fn back_up(server: &Server, to: &Path, passphrase: Option<&str>) -> Result<(), AppError> {
    backup(
        &server.instance,
        LOCAL_ADMINISTRATOR,
        &server.files,
        to,
        passphrase,
    )
    .map(drop)
}

/// A new data folder that a backup was restored into.
pub struct Target {
    pub folder: Arc<DataFolder>,
    pub files: FolderWorkspaces,
}

impl Target {
    pub fn new(root: &Path) -> Self {
        let folder = Arc::new(DataFolder::open(root).unwrap());
        let clock = Arc::new(FixedClock::at("2026-04-01T09:00:00Z".parse().unwrap()));
        let files = FolderWorkspaces::new(Arc::clone(&folder), clock);
        Self { folder, files }
    }

    fn restore(
        &self,
        from: &Path,
        passphrase: Option<&str>,
        known: &[String],
    ) -> Result<RestoreReport, AppError> {
        let asked = Restore {
            passphrase,
            known,
            ..Restore::default()
        };
        restore(&self.files, from, &asked)
    }

    /// As a server that runs on it.
    pub fn serve(self) -> Instance {
        let operational: Arc<dyn Operational> = Arc::new(self.folder.server_db().unwrap());
        let clock = Arc::new(FixedClock::at("2026-04-01T09:00:00Z".parse().unwrap()));
        Instance::new(Box::new(self.files), operational, clock)
    }

    pub fn open(&self) -> Result<Arc<Workspace>, AppError> {
        Workspace::open(self.files.parts(&main())?)
    }
}

#[test]
fn history_proofs_files_and_the_key_come_back() {
    let server = sample();
    let to = server.beside("backup.zip");
    let Proof { tlog_proof, json, .. } = proof(&server.ctx(), "VEN-1", Some(1)).unwrap();
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let (key, hash) = (
        server.ctx().workspace.verifier_key().to_owned(),
        server.ctx().view().register.state_hash(),
    );
    let target = Target::new(&server.beside("restored"));
    let report = target.restore(&to, Some(PASSPHRASE), &[]).unwrap();
    let restored = &report.workspaces["main"];
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((restored.size, restored.key), (6, KeyRestored::Restored));
    let workspace = target.open().unwrap();
    assert_eq!(
        (
            workspace.verifier_key(),
            workspace.current().register.state_hash()
        ),
        (key.as_str(), hash)
    );
    assert!(
        verify(&tlog_proof, &json, workspace.verifier_key())
            .unwrap()
            .is_proven()
    );
    let ctx = Ctx::new(Arc::clone(&workspace), LOCAL_ADMINISTRATOR);
    let again = proof(&ctx, "VEN-1", Some(1)).unwrap();
    assert_eq!(again.json, json, "the entry is the same to the byte");
    ctx.submit(probity_core::rules::Command::Create {
        kind: "vendor".to_owned(),
        patch: Patch::set_one("name", "After"),
    })
    .unwrap();
    let issued = server.instance.operational().issued_files(&main()).unwrap();
    assert_eq!(
        issued.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        ["backup.zip"]
    );
    assert!(target.folder.server_db().unwrap().integrity().unwrap().is_empty());
}

#[test]
fn the_key_leaves_wrapped_or_not_at_all() {
    let server = sample();
    let secret = fs::read_to_string(server.root().join("workspaces/main/key")).unwrap();
    for (name, passphrase) in [("with.zip", Some(PASSPHRASE)), ("without.zip", None)] {
        let to = server.beside(name);
        back_up(&server, &to, passphrase).unwrap();
        let bytes = fs::read(&to).unwrap();
        assert!(
            !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
            "the key is in {name}"
        );
    }
    let target = Target::new(&server.beside("one"));
    let report = target.restore(&server.beside("without.zip"), None, &[]).unwrap();
    assert_eq!(report.workspaces["main"].key, KeyRestored::NotInBackup);
    assert_eq!(report.workspaces["main"].fsck.problems, []);
    let error = target.open().err().unwrap().to_string();
    assert!(
        error.contains("the key of the workspace `main` is missing"),
        "{error}"
    );
    let target = Target::new(&server.beside("two"));
    let report = target.restore(&server.beside("with.zip"), None, &[]).unwrap();
    assert_eq!(report.workspaces["main"].key, KeyRestored::NoPassphrase);
    let target = Target::new(&server.beside("three"));
    let error = target
        .restore(&server.beside("with.zip"), Some("some other words here"), &[])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("not the one that this backup was made with"),
        "{error}"
    );
    assert_eq!(target.folder.list_workspaces().unwrap(), []);
}

#[test]
fn files_of_a_backup_and_of_a_restore_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = sample();
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let target = Target::new(&server.beside("restored"));
    target.restore(&to, Some(PASSPHRASE), &[]).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&to), 0o600);
    for (path, _) in all_files(target.folder.root()) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    let left: Vec<_> = fs::read_dir(to.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter().all(|name| !name.to_string_lossy().starts_with('.')),
        "nothing unfinished is left: {left:?}"
    );
}

#[test]
fn a_backup_that_is_behind_a_known_checkpoint_is_held_read_only() {
    let server = sample();
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let at_backup = server.ctx().workspace.store().head().unwrap().checkpoint.unwrap();
    server.create("vendor", Patch::set_one("name", "Later"));
    let later = server.ctx().workspace.store().head().unwrap().checkpoint.unwrap();
    let target = Target::new(&server.beside("level"));
    assert!(
        target
            .restore(&to, Some(PASSPHRASE), &[at_backup])
            .unwrap()
            .is_sound()
    );
    assert_eq!(target.open().unwrap().read_only(), None);
    let target = Target::new(&server.beside("behind"));
    let report = target.restore(&to, Some(PASSPHRASE), &[later]).unwrap();
    let restored = &report.workspaces["main"];
    assert!(
        restored
            .fsck
            .problems
            .iter()
            .any(|problem| problem.what.contains("rolled back")),
        "{restored:?}"
    );
    let workspace = target.open().unwrap();
    let reason = workspace.read_only().unwrap();
    assert!(
        reason.contains("6 entries") && reason.contains("7 entries"),
        "{reason}"
    );
    let ctx = Ctx::new(workspace, Actor::System);
    let error = ctx
        .submit(probity_core::rules::Command::Comment {
            id: "VEN-1".to_owned(),
            text: "x".to_owned(),
        })
        .unwrap_err();
    assert!(matches!(error, AppError::ReadOnly(_)), "{error}");
    assert_eq!(ctx.view().register.size(), 6, "reading goes on");
}

/// Every byte of a backup is covered: whatever is changed is refused before anything is written, or
/// what comes back is what was backed up.
#[test]
fn a_changed_backup_is_refused_or_changes_nothing() {
    let server = sample();
    let to = server.beside("backup.zip");
    back_up(&server, &to, None).unwrap();
    let sound = fs::read(&to).unwrap();
    let entries = server.ctx().workspace.store().entries(0..u64::MAX).unwrap();
    let mut refused = 0;
    for place in (0..sound.len()).step_by(sound.len() / 150) {
        let mut changed = sound.clone();
        changed[place] ^= 1 << (place % 8);
        let from = server.beside(&format!("changed-{place}.zip"));
        fs::write(&from, &changed).unwrap();
        let target = Target::new(&server.beside(&format!("from-{place}")));
        match target.restore(&from, None, &[]) {
            Err(error) => {
                assert!(!error.to_string().is_empty());
                assert_eq!(
                    target.folder.list_workspaces().unwrap(),
                    [],
                    "byte {place}: {error}"
                );
                refused += 1;
            }
            Ok(report) => {
                let same = report.workspaces.get("main").is_some_and(|workspace| {
                    let ledger = target.folder.workspace(&main()).unwrap().ledger().unwrap();
                    let found = probity_ledger::Store::entries(&ledger, 0..u64::MAX).unwrap();
                    workspace.fsck.problems.is_empty() && found == entries
                });
                // A flip in the manifest can change when it was written, which nothing rests on.
                assert!(
                    same || !report.is_sound(),
                    "byte {place} changed what was restored unnoticed"
                );
            }
        }
        fs::remove_dir_all(target.folder.root()).unwrap();
        fs::remove_file(&from).unwrap();
    }
    assert!(refused > 100, "only {refused} were refused");
}

#[test]
fn what_cannot_be_done_is_said() {
    let server = sample();
    let to = server.beside("backup.zip");
    back_up(&server, &to, None).unwrap();
    let error = back_up(&server, &to, None).unwrap_err().to_string();
    assert!(error.contains("exists already"), "{error}");
    let error = back_up(&server, &server.beside("b.zip"), Some("short"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("at least 12 characters"), "{error}");
    let error = back_up(&server, &server.beside("no/such/folder/b.zip"), None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("no such file or folder"), "{error}");
    let denied = backup(
        &server.instance,
        Actor::Anonymous,
        &server.files,
        &server.beside("c.zip"),
        None,
    )
    .unwrap_err();
    assert!(denied.to_string().contains("you may not operate"), "{denied}");
    let error = restore(&server.files, &to, &Restore::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("restored into an empty one"), "{error}");
    let target = Target::new(&server.beside("restored"));
    for (bytes, words) in [
        (&b"no archive"[..], "not a backup of Probity"),
        (&fs::read(&to).unwrap()[..2000], "was cut off"),
    ] {
        let from = server.beside("odd.zip");
        fs::write(&from, bytes).unwrap();
        let error = target.restore(&from, None, &[]).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let error = target
        .restore(&to, None, &["nothing".to_owned()])
        .unwrap_err()
        .to_string();
    assert!(error.contains("the known checkpoint cannot be used"), "{error}");
    let stranger = Server::new();
    let foreign = stranger
        .ctx()
        .workspace
        .store()
        .head()
        .unwrap()
        .checkpoint
        .unwrap();
    let error = target.restore(&to, None, &[foreign]).unwrap_err().to_string();
    assert!(error.contains("which is not in this backup"), "{error}");
}

#[test]
fn the_folder_opens_as_a_server_again() {
    let server = sample();
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let target = Target::new(&server.beside("restored"));
    target.restore(&to, Some(PASSPHRASE), &[]).unwrap();
    let instance = target.serve();
    let workspace = instance.workspace_or_new(&main()).unwrap();
    assert_eq!(workspace.current().register.size(), 6, "nothing was set up anew");
}
