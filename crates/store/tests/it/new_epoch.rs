//! A ledger that lost its end goes on under a new origin and key, and what was proven stays proven.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use probity_app::Ctx;
use probity_app::operations::backup::backup;
use probity_app::operations::fsck::fsck_open;
use probity_app::operations::proof::{Proof, consistency, proof_of_entry};
use probity_app::operations::restore::{KeyRestored, Restore, RestoreReport, Restored, restore};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::verify::verify;
use probity_core::ids::Actor;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_ledger::Store;
use probity_ledger::fsck::{fsck, fsck_with};
use probity_ledger::keys::{Keys, PastKey};
use probity_ledger::note::{SignerKey, VerifierKey};
use probity_ledger::sequencer::Sequencer;

use crate::backup::{PASSPHRASE, Target, back_up};
use crate::erase::{carry_out, holders, plant, planted};
use crate::server::{Server, main};

/// A server that wrote on after its backup, and where the backup is.
fn server_and_backup() -> (Server, PathBuf) {
    let server = Server::new();
    server.create("vendor", Patch::set_one("name", "Example Ltd"));
    let to = server.beside("backup.zip");
    back_up(&server, &to, Some(PASSPHRASE)).unwrap();
    (server, to)
}

fn newest(server: &Server) -> String {
    server.ctx().workspace.store().head().unwrap().checkpoint.unwrap()
}

fn go_on(target: &Target, from: &Path, known: &[String]) -> RestoreReport {
    let asked = Restore {
        passphrase: Some(PASSPHRASE),
        known,
        erasures: None,
        new_epoch: true,
    };
    restore(&target.files, from, &asked).unwrap()
}

fn main_of(report: &RestoreReport) -> &Restored {
    &report.workspaces["main"]
}

fn ctx_of(target: &Target) -> Ctx {
    Ctx::new(target.open().unwrap(), LOCAL_ADMINISTRATOR)
}

fn create(ctx: &Ctx, name: &str) {
    let patch = Patch::set_one("name", name);
    ctx.submit(Command::Create {
        kind: "vendor".to_owned(),
        patch,
    })
    .unwrap();
}

fn proves(proof: &Proof, key: &str) -> bool {
    verify(&proof.tlog_proof, &proof.json, key).is_ok_and(|verdict| verdict.is_proven())
}

#[test]
fn old_proofs_hold_under_the_old_key_and_new_ones_under_the_new() {
    let (server, to) = server_and_backup();
    let old_key = server.ctx().workspace.verifier_key().to_owned();
    let (size, at_backup) = (server.ctx().view().register.size(), newest(&server));
    let old_proofs: Vec<Proof> = (0..size)
        .map(|index| proof_of_entry(&server.ctx(), index).unwrap())
        .collect();
    server.create("vendor", Patch::set_one("name", "Lost"));
    let lost = newest(&server);
    let target = Target::new(&server.beside("restored"));
    let report = go_on(&target, &to, std::slice::from_ref(&lost));
    let restored = main_of(&report);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((restored.size, restored.key), (size + 1, KeyRestored::New));
    let new_key = restored.new_epoch.clone().unwrap();
    assert!(new_key.starts_with(&restored.origin) && new_key != old_key);

    let ctx = ctx_of(&target);
    assert_eq!(ctx.workspace.verifier_key(), new_key);
    let first = ctx.workspace.store().entries(size..size + 1).unwrap();
    let first: serde_json::Value =
        serde_json::from_slice(&first[0].content.as_ref().unwrap().payload).unwrap();
    assert!(
        first["comment"].as_str().unwrap().ends_with(lost.trim_end()),
        "the first entry names the known checkpoint: {first}"
    );
    create(&ctx, "After");
    for (index, old) in (0..).zip(&old_proofs) {
        assert!(proves(old, &old_key) && !proves(old, &new_key));
        let new = proof_of_entry(&ctx, index).unwrap();
        assert!(proves(&new, &new_key) && !proves(&new, &old_key));
    }
    consistency(&ctx, &at_backup).unwrap();
    assert!(
        consistency(&ctx, &lost).is_err(),
        "the lost end is no part of this ledger"
    );
    assert_eq!(
        fsck_open(&ctx, Some(&at_backup), &mut |_| ()).unwrap().problems,
        []
    );
    drop(ctx);
    assert_eq!(
        fsck_open(&ctx_of(&target), None, &mut |_| ()).unwrap().problems,
        []
    );
}

#[test]
fn no_key_signs_for_the_span_of_another() {
    let (server, to) = server_and_backup();
    let secret = fs::read_to_string(server.root().join("workspaces/main/key")).unwrap();
    server.create("vendor", Patch::set_one("name", "Lost"));
    let target = Target::new(&server.beside("restored"));
    let report = go_on(&target, &to, &[newest(&server)]);
    let new_key = VerifierKey::parse(main_of(&report).new_epoch.as_ref().unwrap()).unwrap();
    let old = SignerKey::parse(&secret).unwrap();
    let ledger: Arc<dyn Store> = Arc::new(target.folder.workspace(&main()).unwrap().ledger().unwrap());
    let origin = old.name().to_owned();
    assert!(
        Sequencer::open(Arc::clone(&ledger), old.clone(), &origin).is_err(),
        "the old key writes no more"
    );
    for key in [old.verifier(), &new_key] {
        let report = fsck(&*ledger, key, &mut |_| Vec::new(), None);
        assert_ne!(
            report.problems,
            [],
            "one key alone does not make this ledger sound"
        );
    }
    let past = vec![PastKey {
        until: 1000,
        key: old.verifier().clone(),
    }];
    let keys = Keys::new(past, new_key).unwrap();
    let problems = fsck_with(&*ledger, &keys, &mut |_| Vec::new(), None).problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.what.contains("its key was changed at 1000")),
        "{problems:?}"
    );
    // A changed list of past keys that lets the old key reach further.
    let folder = target.folder.workspace(&main()).unwrap();
    let mut past = folder.past_keys().unwrap();
    past[0].until += 1;
    folder.replace_past_keys(&past).unwrap();
    drop(ledger);
    assert!(target.open().is_err());
}

#[test]
fn a_backup_of_it_brings_all_keys_back_and_it_can_lose_its_end_again() {
    let (server, to) = server_and_backup();
    let at_backup = newest(&server);
    server.create("vendor", Patch::set_one("name", "Lost"));
    let lost = newest(&server);
    let second = Target::new(&server.beside("second"));
    go_on(&second, &to, std::slice::from_ref(&lost));
    let folder = second.folder.root().to_owned();
    let instance = second.serve();
    let files = || Target::new(&folder);
    create(
        &Ctx::new(instance.workspace(&main()).unwrap(), LOCAL_ADMINISTRATOR),
        "Second",
    );
    instance.close();
    drop(instance);
    let again = server.beside("again.zip");
    let target = files();
    let stored = probity_store::FolderWorkspaces::new(Arc::clone(&target.folder), clock());
    let instance = target.serve();
    backup(&instance, Actor::System, &stored, &again, Some(PASSPHRASE)).unwrap();
    let ctx = Ctx::new(instance.workspace(&main()).unwrap(), LOCAL_ADMINISTRATOR);
    create(&ctx, "Lost again");
    let lost_again = ctx.workspace.store().head().unwrap().checkpoint.unwrap();

    // Whatever is known of the first epoch, also of its lost end, does not hold this one.
    let third = Target::new(&server.beside("third"));
    let report = go_on(&third, &again, &[at_backup.clone(), lost]);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(
        (main_of(&report).key, &main_of(&report).new_epoch),
        (KeyRestored::Restored, &None)
    );
    assert_eq!(ctx_of(&third).workspace.keys().past().len(), 1);

    let fourth = Target::new(&server.beside("fourth"));
    let report = go_on(&fourth, &again, &[lost_again]);
    assert!(report.is_sound(), "{report:?}");
    let ctx = ctx_of(&fourth);
    assert_eq!(ctx.workspace.keys().past().len(), 2);
    create(&ctx, "Fourth");
    assert_eq!(
        fsck_open(&ctx, Some(&at_backup), &mut |_| ()).unwrap().problems,
        []
    );
}

fn clock() -> Arc<probity_testkit::clock::FixedClock> {
    Arc::new(probity_testkit::clock::FixedClock::at(
        "2026-04-01T09:00:00Z".parse().unwrap(),
    ))
}

#[test]
fn what_was_erased_is_erased_in_the_new_epoch_too() {
    let server = Server::new();
    let id = plant(&server);
    let to = server.beside("backup.zip");
    back_up(&server, &to, None).unwrap();
    carry_out(&server, &id);
    let list = server.root().join("erasures.ndjson");
    let known = [newest(&server)];
    let asked = Restore {
        passphrase: None,
        known: &known,
        erasures: Some(&list),
        new_epoch: true,
    };
    let target = Target::new(&server.beside("restored"));
    let report = restore(&target.files, &to, &asked).unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(main_of(&report).erasures.erased[0].id, id);
    for number in [0, 2, 6, 11, 13] {
        assert_eq!(
            holders(target.folder.root(), &planted(number)),
            Vec::<String>::new()
        );
    }
}

#[test]
fn an_epoch_begins_only_behind_a_checkpoint_of_the_ledgers_own_key() {
    let (server, to) = server_and_backup();
    let target = Target::new(&server.beside("level"));
    let report = go_on(&target, &to, &[newest(&server)]);
    assert_eq!(
        (main_of(&report).key, &main_of(&report).new_epoch),
        (KeyRestored::Restored, &None)
    );

    let target = Target::new(&server.beside("unknown"));
    let asked = Restore {
        new_epoch: true,
        ..Restore::default()
    };
    let error = restore(&target.files, &to, &asked).unwrap_err().to_string();
    assert!(error.contains("give that checkpoint"), "{error}");

    let secret = fs::read_to_string(server.root().join("workspaces/main/key")).unwrap();
    let origin = SignerKey::parse(&secret).unwrap().name().to_owned();
    let stranger = SignerKey::from_seed(&origin, [9; 32]).unwrap();
    let forged = probity_ledger::checkpoint::Checkpoint {
        origin,
        size: 100,
        root: probity_ledger::Hash([1; 32]),
        extensions: Vec::new(),
    };
    let forged = forged.sign(&stranger).unwrap().to_string();
    let target = Target::new(&server.beside("forged"));
    let report = go_on(&target, &to, &[forged]);
    assert_eq!(main_of(&report).new_epoch, None);
    assert!(main_of(&report).read_only.is_some() && !report.is_sound());
}
