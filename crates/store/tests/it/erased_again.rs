//! A backup that is older than an erasure brings the content back, and the kept list takes it again.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use probity_app::Ctx;
use probity_app::operations::fsck::fsck_open;
use probity_app::operations::proof::{Proof, proof_of_entry};
use probity_app::operations::restore::{KeyRestored, Restore, RestoreReport, restore};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::verify::verify;
use probity_app::ports::operational::{Account, AccountId, ImportStaging, Session, StagingState, TokenHash};
use probity_app::ports::{BlobHash, Operational};
use probity_core::envelope::Envelope;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use serde_json::json;

use crate::backup::{PASSPHRASE, Target, back_up};
use crate::erase::{PLANTED, carry_out, holders, plant, planted};
use crate::server::{Server, main};

/// A server that was backed up and then erased a person; where the backup is.
fn backed_up_and_erased() -> (Server, PathBuf, String) {
    let server = Server::new();
    let id = plant(&server);
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let erased = carry_out(&server, &id);
    assert!(
        erased.notice.contains("keep a copy of `erasures.ndjson`"),
        "{}",
        erased.notice
    );
    (server, to, id)
}

fn list_of(server: &Server) -> PathBuf {
    server.root().join("erasures.ndjson")
}

fn restore_with(target: &Target, from: &Path, erasures: Option<&Path>) -> RestoreReport {
    let asked = Restore {
        passphrase: Some(PASSPHRASE),
        known: &[],
        erasures,
        new_epoch: false,
    };
    restore(&target.files, from, &asked).unwrap()
}

#[track_caller]
fn check_nothing_is_left(root: &Path) {
    for word in (0..PLANTED)
        .filter(|number| *number != 5)
        .map(planted)
        .chain(["quillon-05@example.org".to_owned()])
    {
        assert_eq!(
            holders(root, &word),
            Vec::<String>::new(),
            "`{word}` is there again"
        );
    }
}

fn all_proofs(ctx: &Ctx, size: u64) -> Vec<Proof> {
    (0..size)
        .map(|index| proof_of_entry(ctx, index).unwrap())
        .collect()
}

#[test]
fn a_restore_replays_the_kept_list() {
    let (server, to, id) = backed_up_and_erased();
    let old_proofs = all_proofs(&server.ctx(), 10);
    let target = Target::new(&server.beside("restored"));
    let report = restore_with(&target, &to, Some(&list_of(&server)));
    let restored = &report.workspaces["main"];
    assert!(report.is_sound(), "{report:?}");
    let again = &restored.erasures.erased;
    assert_eq!(
        again
            .iter()
            .map(|again| (again.id.as_str(), again.entries))
            .collect::<Vec<_>>(),
        [(id.as_str(), 9)]
    );
    check_nothing_is_left(target.folder.root());
    let root = target.folder.root().to_owned();
    let instance = target.serve();
    let workspace = instance.workspace(&main()).unwrap();
    let ctx = Ctx::new(workspace, LOCAL_ADMINISTRATOR);
    let view = ctx.view();
    assert_eq!(
        view.register.size(),
        restored.size,
        "what is done is not done once more"
    );
    let title = |id: &str| view.register.find(id).unwrap().title().to_owned();
    assert_eq!(
        (
            title(&id).as_str(),
            title("SYS-1").as_str(),
            title("VEN-1").as_str()
        ),
        ("(erased)", "Assistant", "Example Ltd")
    );
    let vendor = view.register.find("VEN-1").unwrap();
    let contact = view
        .register
        .value(vendor, "contact")
        .map(|value| format!("{value:?}"));
    assert_eq!(contact, None, "a field that ever held the word goes as a whole");
    let entries = ctx
        .workspace
        .store()
        .entries(restored.size - 10..u64::MAX)
        .unwrap();
    let actors: Vec<String> = entries
        .iter()
        .map(|entry| Envelope::parse(&entry.leaf).unwrap().actor)
        .collect();
    assert!(actors.iter().all(|actor| actor == "system"), "{actors:?}");
    let reason = String::from_utf8(entries[0].content.clone().unwrap().payload).unwrap();
    assert!(
        reason.contains("carried out again: asked for at 2026-03-02T09:00:00Z"),
        "{reason}"
    );
    assert_eq!(fsck_open(&ctx, None, &mut |_| ()).unwrap().problems, []);
    for proof in old_proofs {
        assert!(
            verify(&proof.tlog_proof, &proof.json, ctx.workspace.verifier_key())
                .unwrap()
                .is_proven()
        );
    }
    assert_eq!(
        fs::read(root.join("erasures.ndjson")).unwrap(),
        fs::read(list_of(&server)).unwrap()
    );
}

#[test]
fn a_list_in_the_new_folder_is_used_unasked_and_a_second_restore_gives_the_same() {
    let (server, to, id) = backed_up_and_erased();
    for name in ["one", "two"] {
        let target = Target::new(&server.beside(name));
        fs::copy(list_of(&server), target.folder.root().join("erasures.ndjson")).unwrap();
        let report = restore_with(&target, &to, None);
        assert_eq!(report.workspaces["main"].erasures.erased[0].id, id);
        check_nothing_is_left(target.folder.root());
    }
    let target = Target::new(&server.beside("without"));
    let report = restore_with(&target, &to, None);
    assert!(report.workspaces["main"].erasures.erased.is_empty());
    assert_ne!(
        holders(target.folder.root(), &planted(6)),
        Vec::<String>::new(),
        "without the list it is back"
    );
}

#[test]
fn the_list_reaches_a_server_that_was_restored_without_it() {
    let (server, to, _) = backed_up_and_erased();
    let target = Target::new(&server.beside("restored"));
    restore_with(&target, &to, None);
    let root = target.folder.root().to_owned();
    // A line that a crash cut off is passed over.
    let mut list = fs::read(list_of(&server)).unwrap();
    list.extend_from_slice(br#"{"erased":{"id":"#);
    fs::write(root.join("erasures.ndjson"), list).unwrap();
    let instance = target.serve();
    instance.workspace(&main()).unwrap();
    check_nothing_is_left(&root);
    let kept = instance.operational().kept_erasures().unwrap();
    instance.operational().withdraw_erasure("another").unwrap();
    assert_eq!(
        instance.operational().kept_erasures().unwrap(),
        kept,
        "the next line takes its place"
    );
}

#[test]
fn what_cannot_be_erased_again_is_told() {
    let (server, to, id) = backed_up_and_erased();
    let (list, known) = (
        list_of(&server),
        server.ctx().workspace.store().head().unwrap().checkpoint.unwrap(),
    );
    let pending = [id.as_str(), "IPT-1", "SYS-1", "USE-1", "VEN-1"].map(str::to_owned);
    let mut pending = pending.to_vec();
    pending.sort();
    let target = Target::new(&server.beside("held"));
    let asked = Restore {
        passphrase: Some(PASSPHRASE),
        known: &[known],
        erasures: Some(&list),
        new_epoch: false,
    };
    let report = restore(&target.files, &to, &asked).unwrap();
    let restored = &report.workspaces["main"];
    assert_eq!(
        (&restored.erasures.pending, restored.erasures.erased.len()),
        (&pending, 0)
    );
    let reason = restored.read_only.as_deref().unwrap();
    assert!(
        reason.contains("is in it again") && reason.contains(&id),
        "{reason}"
    );
    assert!(!report.is_sound());

    let target = Target::new(&server.beside("keyless"));
    let asked = Restore {
        passphrase: None,
        known: &[],
        erasures: Some(&list),
        new_epoch: false,
    };
    let report = restore(&target.files, &to, &asked).unwrap();
    let restored = &report.workspaces["main"];
    assert_eq!(
        (restored.key, &restored.erasures.pending),
        (KeyRestored::NoPassphrase, &pending)
    );
    assert!(!report.is_sound());
    let root = target.folder.root().to_owned();
    fs::copy(
        server.root().join("workspaces/main/key"),
        root.join("workspaces/main/key"),
    )
    .unwrap();
    target.serve().workspace(&main()).unwrap();
    check_nothing_is_left(&root);
}

#[test]
fn another_history_is_left_alone() {
    let server = Server::new();
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let id = plant(&server);
    carry_out(&server, &id);
    let target = Target::new(&server.beside("restored"));
    restore_with(&target, &to, Some(&list_of(&server)));
    let root = target.folder.root().to_owned();
    let instance = target.serve();
    let ctx = Ctx::new(instance.workspace(&main()).unwrap(), LOCAL_ADMINISTRATOR);
    for number in 0..20 {
        let patch = Patch::set_one("name", format!("Somebody else {number}"));
        ctx.submit(Command::Create {
            kind: "person".to_owned(),
            patch,
        })
        .unwrap();
    }
    let hash = ctx.view().register.state_hash();
    drop(ctx);
    instance.close();
    drop(instance);
    let again = Target::new(&root).serve();
    assert_eq!(
        again.workspace(&main()).unwrap().current().register.state_hash(),
        hash
    );
}

#[test]
fn a_list_that_cannot_be_read_stops_a_restore_before_it_begins() {
    let (server, to, _) = backed_up_and_erased();
    let bad = server.beside("bad.ndjson");
    fs::write(&bad, "{\"erased\":{}}\n").unwrap();
    let missing = server.beside("no-such-list");
    for (list, words) in [(&bad, "line 1 of"), (&missing, "there is no such file")] {
        let target = Target::new(&server.beside("restored"));
        let asked = Restore {
            passphrase: None,
            known: &[],
            erasures: Some(list),
            new_epoch: false,
        };
        let error = restore(&target.files, &to, &asked).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        assert_eq!(target.folder.list_workspaces().unwrap(), []);
    }
    let target = Target::new(&server.beside("restored"));
    fs::copy(&bad, target.folder.root().join("erasures.ndjson")).unwrap();
    let error = restore(&target.files, &to, &Restore::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("line 1 of") && error.contains("put a copy of the list in its place"),
        "{error}"
    );
    assert_eq!(target.folder.list_workspaces().unwrap(), []);
}

#[test]
fn an_erasure_that_is_refused_is_not_on_the_list() {
    let server = Server::new();
    let id = plant(&server);
    let mode = |path: &Path| {
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
    };
    let erasure = probity_app::operations::erase::Erasure {
        id: id.clone(),
        ..Default::default()
    };
    probity_app::operations::erase::erase(&server.ctx(), &**server.instance.operational(), &erasure)
        .unwrap_err();
    assert!(!list_of(&server).exists());
    // The list comes first; when the ledger then refuses, the erasure is taken off it.
    let mut ctx = server.ctx();
    ctx.command_id = probity_ledger::CommandId::new("set-up");
    let erasure = probity_app::operations::erase::Erasure {
        reason: "asked for".to_owned(),
        ..erasure
    };
    let error =
        probity_app::operations::erase::erase(&ctx, &**server.instance.operational(), &erasure).unwrap_err();
    assert!(error.to_string().contains("was used before"), "{error}");
    assert_eq!(fs::read_to_string(list_of(&server)).unwrap().lines().count(), 2);
    assert_eq!(server.instance.operational().kept_erasures().unwrap(), []);
    assert_ne!(holders(&server.root(), &planted(6)), Vec::<String>::new());
    carry_out(&server, &id);
    let kept = server.instance.operational().kept_erasures().unwrap();
    let records: Vec<&str> = kept[0].records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(records, [id.as_str(), "IPT-1", "SYS-1", "USE-1", "VEN-1"]);
    assert_eq!(mode(&list_of(&server)), 0o600);
    server
        .instance
        .operational()
        .withdraw_erasure(&kept[0].id)
        .unwrap();
    assert_eq!(server.instance.operational().kept_erasures().unwrap(), []);
}

fn staging(id: &str, blob: BlobHash, created: Timestamp) -> ImportStaging {
    ImportStaging {
        id: id.to_owned(),
        workspace: main(),
        account: AccountId::local(),
        file_name: "list.csv".to_owned(),
        blob,
        mapping: None,
        state: StagingState::Uploaded,
        created,
    }
}

#[test]
fn sessions_failures_and_staged_imports_are_not_brought_back() {
    let server = Server::new();
    let (operational, now) = (server.instance.operational(), server.instance.now());
    let account = Account {
        id: AccountId::from_random([7; 16]),
        login: "somebody".to_owned(),
        password_hash: "$argon2id$example".to_owned(),
        created: now,
        disabled: None,
    };
    operational.create_account(&account).unwrap();
    let session = Session {
        token: TokenHash::of("a token"),
        account: account.id.clone(),
        created: now,
        last_seen: now,
        expires: now.checked_add(SignedDuration::from_hours(10)).unwrap(),
        idle_limit: SignedDuration::from_hours(1),
        csrf_secret: [4; 32],
    };
    operational.open_session(&session).unwrap();
    operational
        .record_login_failure("somebody", "192.0.2", now)
        .unwrap();
    let put = |bytes: &[u8]| server.ctx().workspace.blobs().put(bytes).unwrap();
    let (staged, held) = (put(b"name\nExample\n"), put(b"a certificate"));
    operational.create_staging(&staging("one", staged, now)).unwrap();
    operational.create_staging(&staging("two", held, now)).unwrap();
    let file = json!({"sha256": held.to_string(), "name": "certificate.pdf", "size": 13});
    server.create(
        "evidence",
        Patch::set_one("name", "Certificate").with("file", file),
    );
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    let target = Target::new(&server.beside("restored"));
    assert!(restore_with(&target, &to, None).is_sound());
    let restored: &dyn Operational = &target.folder.server_db().unwrap();
    assert_eq!(restored.account(&account.id).unwrap(), Some(account.clone()));
    assert_eq!(restored.sessions_of(&account.id).unwrap(), []);
    assert_eq!(
        restored.login_failures("somebody", "192.0.2", now).unwrap(),
        Default::default()
    );
    assert_eq!(restored.stagings(&main()).unwrap(), []);
    assert_eq!(target.open().unwrap().blobs().list().unwrap(), [held]);
}
