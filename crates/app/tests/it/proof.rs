//! Proofs that leave the house, and what checking them says.

use std::process::Command as Process;

use probity_app::operations::proof::{EntryFile, Proof, consistency, proof, proof_of_entry};
use probity_app::operations::verify::{Verdict, check_consistency, verify};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_testkit::app::TestApp;

fn sample() -> (TestApp, String) {
    let app = TestApp::new();
    let id = app.create("vendor", "Example Ltd");
    app.revise(&id, Patch::set_one("country", "NL"));
    app.revise(&id, Patch::set_one("country", "DE"));
    (app, id)
}

#[track_caller]
fn check(app: &TestApp, proof: &Proof) -> Verdict {
    verify(&proof.tlog_proof, &proof.json, app.workspace.verifier_key()).unwrap()
}

#[test]
fn every_revision_can_be_proven() {
    let (app, id) = sample();
    for revision in 1..=3 {
        let proof = proof(&app.ctx(), &id, Some(revision)).unwrap();
        let Verdict::Proven(proven) = check(&app, &proof) else {
            panic!("{:?}", check(&app, &proof))
        };
        assert_eq!(
            (proven.envelope.subject.as_str(), proven.envelope.revision),
            (id.as_str(), revision)
        );
        assert_eq!(proven.index, proof.index);
    }
    assert_eq!(proof(&app.ctx(), &id, None).unwrap().revision, 3);
    let missing = proof(&app.ctx(), &id, Some(9)).unwrap_err().to_string();
    assert!(missing.contains("no revision 9"), "{missing}");
    assert!(
        proof(&app.ctx(), "VEN-77", None)
            .unwrap_err()
            .to_string()
            .contains("no record `VEN-77`")
    );
}

#[test]
fn whatever_is_changed_is_not_proven_and_the_reason_is_said() {
    let (app, id) = sample();
    let sound = proof(&app.ctx(), &id, None).unwrap();
    let entry: EntryFile = serde_json::from_str(&sound.json).unwrap();
    let with = |change: fn(&mut EntryFile)| {
        let mut entry = entry.clone();
        change(&mut entry);
        Proof {
            json: serde_json::to_string(&entry).unwrap(),
            ..sound.clone()
        }
    };
    let other_index = Proof {
        tlog_proof: sound
            .tlog_proof
            .replacen(&format!("index {}", sound.index), "index 0", 1),
        ..sound.clone()
    };
    for (changed, words) in [
        (
            with(|entry| entry.payload = entry.payload.take().map(|payload| payload.replace("DE", "FR"))),
            "content",
        ),
        (
            with(|entry| entry.envelope = entry.envelope.replace("PER-1", "PER-2")),
            "root",
        ),
        (with(|entry| entry.salt = Some("00".repeat(32))), "content"),
        (with(|entry| entry.salt = Some("zz".to_owned())), "salt"),
        (with(|entry| entry.salt = None), "together"),
        (other_index, ""),
        (
            Proof {
                json: "{}".to_owned(),
                ..sound.clone()
            },
            "understood",
        ),
        (
            Proof {
                tlog_proof: "nothing".to_owned(),
                ..sound.clone()
            },
            "malformed",
        ),
    ] {
        let verdict = check(&app, &changed);
        assert!(
            !verdict.is_proven() && verdict.words().contains(words),
            "{}",
            verdict.words()
        );
    }
    let stranger = "probity.local/other-00000001+00000000+AAAA";
    assert!(
        verify(&sound.tlog_proof, &sound.json, stranger)
            .unwrap_err()
            .to_string()
            .contains("is not a verifier key")
    );
}

#[test]
fn a_proof_from_before_an_erasure_stays_valid_and_a_new_one_says_that_it_was_erased() {
    let (app, id) = sample();
    let before = proof(&app.ctx(), &id, Some(2)).unwrap();
    app.submit(Command::Erase {
        id: id.clone(),
        fields: vec!["country".to_owned()],
        entries: vec![before.index],
        reason: "asked for".to_owned(),
    });
    assert!(matches!(check(&app, &before), Verdict::Proven(_)));
    let after = proof(&app.ctx(), &id, Some(2)).unwrap();
    let verdict = check(&app, &after);
    assert!(matches!(verdict, Verdict::ProvenErased(_)), "{verdict:?}");
    assert!(
        verdict.words().contains("removed from the ledger for good"),
        "{}",
        verdict.words()
    );
}

#[test]
fn the_auditors_script_agrees() {
    if Process::new("python3").arg("--version").output().is_err() {
        println!("skipped: python3 is not installed");
        return;
    }
    let (app, id) = sample();
    let folder = tempfile::tempdir().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/verify/verify.py");
    let run = |proof: &Proof| {
        let (tlog, json) = (
            folder.path().join("entry.tlog-proof"),
            folder.path().join("entry.json"),
        );
        std::fs::write(&tlog, &proof.tlog_proof).unwrap();
        std::fs::write(&json, &proof.json).unwrap();
        let key = app.workspace.verifier_key();
        let output = Process::new("python3")
            .arg(script)
            .arg(tlog)
            .arg(json)
            .args(["--key", key])
            .output()
            .expect("python3 is there");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    let sound = proof(&app.ctx(), &id, None).unwrap();
    let (accepted, words) = run(&sound);
    assert!(
        accepted && words.contains("PROVEN") && !words.contains("ERASED"),
        "{words}"
    );
    let (accepted, words) = run(&Proof {
        json: sound.json.replace("DE", "FR"),
        ..sound.clone()
    });
    assert!(!accepted, "{words}");
    app.submit(Command::Erase {
        id: id.clone(),
        fields: vec!["country".to_owned()],
        entries: vec![sound.index],
        reason: "asked for".to_owned(),
    });
    let (accepted, words) = run(&proof(&app.ctx(), &id, Some(3)).unwrap());
    assert!(accepted && words.contains("ERASED"), "{words}");
}

#[test]
fn a_kept_checkpoint_is_shown_to_be_continued() {
    let (app, id) = sample();
    let kept = app.store.head().unwrap().checkpoint.unwrap();
    for revision in 0..20 {
        app.revise(&id, Patch::set_one("country", format!("C{revision}")));
    }
    let files = consistency(&app.ctx(), &kept).unwrap();
    let key = app.workspace.verifier_key();
    let (old, new) = check_consistency(&files, key).unwrap().unwrap();
    assert_eq!((old.size, new.size), (6, 26));
    let mut cut = files.clone();
    cut.consistency.pop();
    assert!(check_consistency(&cut, key).unwrap().is_err());
    let mut older = files;
    older.new.clone_from(&older.old);
    assert!(check_consistency(&older, key).unwrap().is_err());
}

#[test]
fn an_entry_is_proven_by_its_place_for_who_reads_the_ledger() {
    let (app, _) = sample();
    for index in 0..app.store.head().unwrap().size {
        assert!(check(&app, &proof_of_entry(&app.ctx(), index).unwrap()).is_proven());
    }
    assert!(
        proof_of_entry(&app.ctx(), 99)
            .unwrap_err()
            .to_string()
            .contains("no entry 99")
    );
    let denied = proof_of_entry(&app.ctx_with_role("contributor"), 0)
        .unwrap_err()
        .to_string();
    assert!(denied.contains("you may not read the ledger"), "{denied}");
}
