//! Damage is found and named by record, never a panic. What happens to single bytes on a disk is
//! tested with the store.

use std::ops::Range;
use std::sync::Arc;

use probity_app::operations::fsck::{Report, Subject, fsck, fsck_open};
use probity_app::ports::{BlobHash, Blobs as _, Snapshots as _};
use probity_core::envelope::{Envelope, commitment};
use probity_core::patch::Patch;
use probity_core::register::FOLD_VERSION;
use probity_core::rules::Command;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::keys::Keys;
use probity_ledger::memory::MemoryStore;
use probity_ledger::note::SignerKey;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{CommandId, Content, Entry, NewEntry, Store};
use probity_testkit::app::{ORIGIN, TestApp};
use serde_json::json;

fn key() -> SignerKey {
    SignerKey::from_seed(ORIGIN, [7; 32]).unwrap()
}

/// Entries 0 to 2 are the set-up, 3 and 4 a vendor, 5 and 6 one batch, 7 a piece of evidence.
fn sample() -> TestApp {
    let app = TestApp::new();
    let vendor = app.create("vendor", "Example Ltd");
    app.pass(jiff::SignedDuration::from_mins(5));
    app.revise(&vendor, Patch::set_one("country", "NL"));
    let create = |name: &str| Command::Create {
        kind: "system".to_owned(),
        patch: Patch::set_one("name", name),
    };
    app.submit(Command::Batch(vec![create("One"), create("Two")]));
    let file = app.blobs.put(b"a certificate").unwrap();
    let file = json!({"sha256": file.to_string(), "name": "certificate.pdf", "size": 13});
    app.create_with(
        "evidence",
        Patch::set_one("name", "Certificate").with("file", file),
    );
    app
}

fn checked(app: &TestApp, store: &dyn Store, known: Option<&str>) -> Report {
    let key = key();
    let subject = Subject {
        store,
        blobs: &*app.blobs,
        snapshots: &*app.snapshots,
        keys: &Keys::one(key.verifier().clone()),
    };
    fsck(subject, known, &mut |_| ())
}

fn words(report: &Report) -> Vec<String> {
    report
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.place, problem.what))
        .collect()
}

/// Each line of `expect` is the beginning of one problem, in order.
#[track_caller]
fn check_words(found: &[String], expect: &[&str]) {
    let fits = found.len() == expect.len()
        && found
            .iter()
            .zip(expect)
            .all(|(found, expect)| found.starts_with(expect));
    assert!(fits, "found {found:#?}");
}

/// A ledger that was honestly signed over entries that somebody forged.
fn forged(app: &TestApp, change: impl FnOnce(&mut Vec<Entry>)) -> Arc<dyn Store> {
    let mut entries = app.store.entries(0..u64::MAX).unwrap();
    change(&mut entries);
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut sequencer = Sequencer::open(Arc::clone(&store), key(), ORIGIN).unwrap();
    let entries = entries.into_iter().map(|entry| NewEntry {
        leaf: entry.leaf,
        subject: entry.subject,
        content: entry.content.unwrap_or(Content {
            salt: [0; 32],
            payload: Vec::new(),
        }),
    });
    let command = PendingCommand {
        id: CommandId::new("all").unwrap(),
        request_hash: [0; 32],
        entries: entries.collect(),
    };
    sequencer.append(vec![command], &[]).unwrap();
    store
}

/// Changes the envelope of an entry, whose tree is then made anew.
#[track_caller]
fn check_forged(index: usize, change: impl FnOnce(&mut Envelope), expect: &[&str]) {
    let app = sample();
    let store = forged(&app, |entries| {
        let mut envelope = Envelope::parse(&entries[index].leaf).unwrap();
        change(&mut envelope);
        entries[index].leaf = envelope.to_leaf();
    });
    check_words(&words(&checked(&app, &*store, None)), expect);
}

#[test]
fn a_sound_workspace_has_no_problems() {
    let app = sample();
    let report = fsck_open(&app.ctx(), None, &mut |_| ()).unwrap();
    assert_eq!((report.entries, report.size, words(&report)), (8, 8, Vec::new()));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["problems"], json!([]));
    assert!(json["root"].as_str().unwrap().ends_with('='));
    let denied = fsck_open(&app.ctx_with_role("aims_manager"), None, &mut |_| ()).unwrap_err();
    assert!(denied.to_string().contains("you may not operate"));
}

#[test]
fn an_erased_workspace_has_no_problems_either() {
    let app = sample();
    app.submit(Command::Erase {
        id: "VEN-1".to_owned(),
        fields: vec!["country".to_owned()],
        entries: vec![3, 4],
        reason: "asked for".to_owned(),
    });
    let report = fsck_open(&app.ctx(), None, &mut |_| ()).unwrap();
    assert_eq!(words(&report), Vec::<String>::new());
}

#[test]
fn forged_envelopes_are_named() {
    check_forged(
        4,
        |envelope| envelope.at -= 600_000,
        &["entry 4 (`VEN-1`): it was recorded before the entry before it"],
    );
    check_forged(
        4,
        |envelope| envelope.revision = 7,
        &["entry 4 (`VEN-1`): it makes revision 7 of its record where 2 comes next"],
    );
    check_forged(
        4,
        |envelope| envelope.actor = "nobody".to_owned(),
        &["entry 4 (`VEN-1`): it was written by a newer release (actor `nobody`)"],
    );
    check_forged(
        4,
        |envelope| envelope.v = 9,
        &["entry 4 (`VEN-1`): it was written by a newer release (envelope format 9)"],
    );
    check_forged(
        4,
        |envelope| envelope.schema = "vendor/99".to_owned(),
        &["entry 4 (`VEN-1`): it was written by a newer release"],
    );
    check_forged(
        4,
        |envelope| envelope.content = "0".repeat(64),
        &["entry 4 (`VEN-1`): its content is not the content it was sequenced with"],
    );
    check_forged(
        4,
        |envelope| envelope.subject = "VEN-2".to_owned(),
        &[
            "entry 4 (`VEN-1`): it is filed under `VEN-1` and speaks of `VEN-2`",
            "entry 4 (`VEN-1`): it makes revision 2 of its record where 1 comes next",
        ],
    );
    check_forged(
        5,
        |envelope| envelope.batch.count = 1,
        &["entry 6 (`SYS-2`): its batch begins with number 1"],
    );
    check_forged(
        6,
        |envelope| envelope.batch.place = 0,
        &["entry 6 (`SYS-2`): it is number 0 of 2 where its batch goes on with another"],
    );
    check_forged(
        6,
        |envelope| envelope.batch.id = "other".to_owned(),
        &["entry 6 (`SYS-2`): it begins before batch"],
    );
    check_forged(
        6,
        |envelope| envelope.actor = "PER-9".to_owned(),
        &["entry 6 (`SYS-2`): it has another actor or time than its batch"],
    );
    check_forged(
        7,
        |envelope| envelope.batch.count = 5,
        &["entry 7 (`EVD-1`): its batch"],
    );
}

#[test]
fn a_forged_payload_that_fits_its_envelope_is_still_no_patch() {
    let app = sample();
    let store = forged(&app, |entries| {
        let entry = &mut entries[4];
        let content = entry.content.as_mut().unwrap();
        content.payload = b"{\"set\":7}".to_vec();
        let mut envelope = Envelope::parse(&entry.leaf).unwrap();
        envelope.content = commitment(&content.salt, &content.payload);
        entry.leaf = envelope.to_leaf();
    });
    check_words(
        &words(&checked(&app, &*store, None)),
        &["entry 4 (`VEN-1`): it cannot be read: its payload is not a patch"],
    );
}

#[test]
fn leaves_that_are_no_envelopes_are_named_one_by_one() {
    let app = sample();
    let store = forged(&app, |entries| entries[4].leaf = b"\xff".to_vec());
    check_words(
        &words(&checked(&app, &*store, None)),
        &["entry 4 (`VEN-1`): it cannot be read"],
    );
}

#[test]
fn missing_and_changed_files_are_named_by_the_entry_that_speaks_of_them() {
    let app = sample();
    let file = BlobHash::of(b"a certificate");
    app.blobs.damage(file, b"another");
    check_words(
        &words(&checked(&app, &*app.store, None)),
        &[&format!(
            "entry 7 (`EVD-1`), file `{file}`: the content was changed"
        )],
    );
    app.blobs.delete(file).unwrap();
    check_words(
        &words(&checked(&app, &*app.store, None)),
        &[&format!(
            "entry 7 (`EVD-1`): the file `{file}` that it speaks of is missing"
        )],
    );
}

#[test]
fn snapshots_are_held_against_the_fold() {
    let app = sample();
    let register = &app.workspace.current().register;
    let name = |size: u64| format!("{size:012}-f{FOLD_VERSION}-{}", &register.state_hash()[..16]);
    app.snapshots.write(&name(8), &register.to_snapshot()).unwrap();
    assert_eq!(words(&checked(&app, &*app.store, None)), Vec::<String>::new());
    app.snapshots.write(&name(6), &register.to_snapshot()).unwrap();
    app.snapshots.write(&name(80), &register.to_snapshot()).unwrap();
    let mut bytes = register.to_snapshot();
    *bytes.last_mut().unwrap() ^= 1;
    app.snapshots.write(&name(7), &bytes).unwrap();
    check_words(
        &words(&checked(&app, &*app.store, None)),
        &[
            &format!("snapshot `{}`: it is not what the entries fold to", name(6)),
            &format!("snapshot `{}`: the snapshot cannot be read", name(7)),
            &format!(
                "snapshot `{}`: it is of more entries than the 8 there are",
                name(80)
            ),
        ],
    );
}

#[test]
fn a_known_checkpoint_tells_a_ledger_that_was_rolled_back_or_replaced() {
    let app = sample();
    let known = app.store.head().unwrap().checkpoint.unwrap();
    assert_eq!(
        words(&checked(&app, &*app.store, Some(&known))),
        Vec::<String>::new()
    );
    let shorter = forged(&app, |entries| entries.truncate(5));
    check_words(
        &words(&checked(&app, &*shorter, Some(&known))),
        &["head: the ledger has 5 entries, but a checkpoint of 8 entries is known"],
    );
    let replaced = forged(&app, |entries| {
        let mut envelope = Envelope::parse(&entries[7].leaf).unwrap();
        envelope.material = !envelope.material;
        entries[7].leaf = envelope.to_leaf();
    });
    assert_eq!(
        words(&checked(&app, &*replaced, None)),
        Vec::<String>::new(),
        "the thief of the key signs what he likes"
    );
    let found = words(&checked(&app, &*replaced, Some(&known)));
    assert!(found.len() == 1 && found[0].contains("known"), "{found:#?}");
    let stranger = SignerKey::from_seed("elsewhere.example/ledger", [1; 32]).unwrap();
    let foreign = Checkpoint {
        origin: "elsewhere.example/ledger".to_owned(),
        ..Checkpoint::open(&known, key().verifier()).unwrap()
    };
    let foreign = foreign.sign(&stranger).unwrap().to_string();
    check_words(
        &words(&checked(&app, &*app.store, Some(&foreign))),
        &["the known checkpoint: it cannot be used"],
    );
}

/// A ledger of which some entries cannot be found.
struct Gap(Arc<dyn Store>, Range<u64>);

impl Store for Gap {
    fn head(&self) -> Result<probity_ledger::Head, probity_ledger::StoreError> {
        self.0.head()
    }
    fn commit(&self, commit: &probity_ledger::Commit<'_>) -> Result<(), probity_ledger::StoreError> {
        self.0.commit(commit)
    }
    fn entries(&self, range: Range<u64>) -> Result<Vec<Entry>, probity_ledger::StoreError> {
        Ok(self
            .0
            .entries(range)?
            .into_iter()
            .filter(|entry| !self.1.contains(&entry.index))
            .collect())
    }
    fn subject_entries(&self, subject: &str) -> Result<Vec<Entry>, probity_ledger::StoreError> {
        self.0.subject_entries(subject)
    }
    fn tile(
        &self,
        at: probity_ledger::tile::TileCoordinates,
    ) -> Result<Option<probity_ledger::tile::Tile>, probity_ledger::StoreError> {
        self.0.tile(at)
    }
    fn command(
        &self,
        id: &CommandId,
    ) -> Result<Option<probity_ledger::CommittedCommand>, probity_ledger::StoreError> {
        self.0.command(id)
    }
    fn checkpoint_at_most(&self, size: u64) -> Result<Option<String>, probity_ledger::StoreError> {
        self.0.checkpoint_at_most(size)
    }
    fn checkpoints(&self, sizes: Range<u64>) -> Result<Vec<String>, probity_ledger::StoreError> {
        self.0.checkpoints(sizes)
    }
    fn commands(
        &self,
        first: Range<u64>,
    ) -> Result<Vec<probity_ledger::CommittedCommand>, probity_ledger::StoreError> {
        self.0.commands(first)
    }
    fn scrub(&self) -> Result<(), probity_ledger::StoreError> {
        self.0.scrub()
    }
    fn integrity(&self) -> Result<Vec<String>, probity_ledger::StoreError> {
        self.0.integrity()
    }
}

#[test]
fn a_gap_is_named_once_and_what_follows_is_not_blamed() {
    for gap in [0..1, 3..4, 5..6, 4..6] {
        let app = sample();
        let found = words(&checked(&app, &Gap(Arc::clone(&app.store), gap.clone()), None));
        assert!(
            !found.is_empty() && found.iter().all(|found| found.contains("missing")),
            "{gap:?}: {found:#?}"
        );
    }
}
