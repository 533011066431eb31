//! The server is killed under eight writers, again and again: what it acknowledged is there, what
//! it signed stands, and the ledger is sound.
//!
//! 25 times here, and as often as asked by `cargo xtask hammer kill`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use probity_app::operations::verify::verify;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::note::VerifierKey;
use probity_ledger::proof::root_at;
use probity_ledger::tlog_proof::TlogProof;
use probity_ledger::{Hash, Store as _};
use probity_store::SqliteStore;
use serde_json::{Value as Json, json};

use crate::running::{Answer, Running, ledger_file, times};

const WRITERS: u32 = 8;
/// Kills on one folder; then a new one, so that checking does not take longer and longer.
const KILLS_OF_A_FOLDER: u32 = 50;
/// Acknowledged commands of earlier rounds that are asked for again after each kill.
const SAMPLES: usize = 40;

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let (all, mut left, mut total) = (times(25), times(25), Tally::default());
    while left > 0 {
        let kills = left.min(KILLS_OF_A_FOLDER);
        total.add(&one_folder(kills, all - left));
        left -= kills;
        println!("{} of {all} kills: {total:?}", all - left);
    }
    assert!(
        total.acknowledged > u64::from(all),
        "the writers came to nothing: {total:?}"
    );
    assert!(total.proofs > 0, "no proof was handed out: {total:?}");
}

/// What happened, for who reads the output.
#[derive(Debug, Default)]
struct Tally {
    acknowledged: u64,
    proofs: u64,
    /// Sent before a kill without an answer, and found done or not done afterwards.
    unanswered_done: u64,
    unanswered_not_done: u64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.acknowledged += other.acknowledged;
        self.proofs += other.proofs;
        self.unanswered_done += other.unanswered_done;
        self.unanswered_not_done += other.unanswered_not_done;
    }
}

/// Everything that clients were told by the server of one folder.
#[derive(Default)]
struct Kept {
    acknowledged: Vec<Acknowledged>,
    proofs: Vec<Proof>,
    unanswered: Vec<(String, Json)>,
}

struct Acknowledged {
    id: String,
    command: Json,
    answer: Json,
}

struct Proof {
    proof: String,
    entry: String,
}

fn one_folder(kills: u32, seed: u32) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let (mut kept, mut tally) = (Kept::default(), Tally::default());
    let mut key = None;
    for round in 0..=kills {
        let mut server = Running::start(folder.path());
        let current = server.call("key", &json!({})).done()["key"]
            .as_str()
            .unwrap()
            .to_owned();
        let key = key.get_or_insert_with(|| current.clone());
        assert_eq!(*key, current, "the key changed");
        check(&server, folder.path(), &mut kept, &mut tally, key, round == kills);
        if round < kills {
            // Kills fall at many moments: while the first command is on its way, and while many are.
            let after = Duration::from_millis(u64::from((seed + round) * 37 % 120));
            write_until_killed(&mut server, &mut kept, round, after);
            assert!(!server.errors().contains("panicked"), "{}", server.errors());
        }
    }
    tally.acknowledged = kept.acknowledged.len() as u64;
    tally.proofs = kept.proofs.len() as u64;
    tally
}

/// Eight writers write until the server is gone.
fn write_until_killed(server: &mut Running, kept: &mut Kept, round: u32, after: Duration) {
    let stop = AtomicBool::new(false);
    let told: Vec<Kept> = std::thread::scope(|scope| {
        let (shared, stop) = (&*server, &stop);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| scope.spawn(move || one_writer(shared, &format!("{round}-{writer}"), stop)))
            .collect();
        std::thread::sleep(after);
        kill_by_number(shared.process());
        stop.store(true, Ordering::Relaxed);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    server.kill();
    for own in told {
        kept.acknowledged.extend(own.acknowledged);
        kept.proofs.extend(own.proofs);
        kept.unanswered.extend(own.unanswered);
    }
}

/// One writer keeps what it is told until there is no answer any more.
fn one_writer(server: &Running, name: &str, stop: &AtomicBool) -> Kept {
    let mut kept = Kept::default();
    for number in 0.. {
        let id = format!("w-{name}-{number}");
        let own = kept
            .acknowledged
            .first()
            .and_then(|first: &Acknowledged| first.answer["subjects"][0].as_str());
        let command = command(own, name, number);
        match server.command(&id, &command) {
            Answer::Done(answer) => kept.acknowledged.push(Acknowledged { id, command, answer }),
            Answer::Lost => {
                kept.unanswered.push((id, command));
                return kept;
            }
            Answer::Problem(status, problem) => panic!("{id}: {status} {problem}"),
        }
        if number % 4 == 1 {
            let first = &kept.acknowledged[number / 2].answer["first"];
            match server.call("proof", &json!({ "index": first })) {
                Answer::Done(proof) => kept.proofs.push(Proof {
                    proof: text(&proof["tlog_proof"]),
                    entry: text(&proof["json"]),
                }),
                Answer::Lost => return kept,
                Answer::Problem(status, problem) => panic!("proof of entry {first}: {status} {problem}"),
            }
        }
        if stop.load(Ordering::Relaxed) {
            return kept;
        }
    }
    kept
}

/// A few sorts of commands; the first of a writer makes its own record.
fn command(own: Option<&str>, name: &str, number: usize) -> Json {
    let create =
        |name: String| json!({ "create": { "kind": "system", "patch": { "set": { "name": name } } } });
    let Some(own) = own else {
        return create(format!("System of writer {name}"));
    };
    match number % 3 {
        0 => json!({ "batch": [
            create(format!("Part {number} of {name}")),
            { "create": { "kind": "use_case", "patch": { "set": { "name": format!("Use {number} of {name}"), "systems": ["new:0"] } } } },
            { "comment": { "id": own, "text": format!("remark {number}") } },
        ] }),
        1 => json!({ "revise": { "id": own, "expected_revision": null, "materiality": null,
            "patch": { "set": { "description": format!("state {number}") } } } }),
        _ => json!({ "comment": { "id": own, "text": format!("remark {number}") } }),
    }
}

/// Holds a server that was started again against everything its clients were told.
fn check(server: &Running, folder: &Path, kept: &mut Kept, tally: &mut Tally, key: &str, last: bool) {
    for (id, command) in std::mem::take(&mut kept.unanswered) {
        let answer = server.command(&id, &command).done();
        let was_done = answer["repeated"] == true;
        *if was_done {
            &mut tally.unanswered_done
        } else {
            &mut tally.unanswered_not_done
        } += 1;
        kept.acknowledged.push(Acknowledged { id, command, answer });
    }
    let step = if last {
        1
    } else {
        (kept.acknowledged.len() / SAMPLES).max(1)
    };
    let newest = kept.acknowledged.len().saturating_sub(SAMPLES);
    for (place, told) in kept.acknowledged.iter().enumerate() {
        if place >= newest || place.is_multiple_of(step) {
            let Acknowledged { id, command, answer } = told;
            let again = server.command(id, command).done();
            assert_eq!(again["repeated"], true, "`{id}` was acknowledged and is lost");
            let of = |answer: &Json| ["first", "count", "size"].map(|name| answer[name].clone());
            assert_eq!(of(&again)[..2], of(answer)[..2], "`{id}` is at another place");
        }
    }
    let newest = check_signed(folder, &kept.proofs, key);
    let report = server.call("fsck", &json!({ "checkpoint": newest })).done();
    assert_eq!(report["problems"], json!([]));
    assert_eq!(report["entries"], report["size"]);
}

/// Every proof still verifies, and every checkpoint in one is of the ledger as it is now. Gives the
/// checkpoint of the largest tree.
fn check_signed(folder: &Path, proofs: &[Proof], key: &str) -> Option<String> {
    let store = SqliteStore::open(&ledger_file(folder)).unwrap();
    let verifier = VerifierKey::parse(key).unwrap();
    let size = store.head().unwrap().size;
    let mut signed: BTreeMap<u64, (Hash, &str)> = BTreeMap::new();
    let parsed: Vec<TlogProof> = proofs
        .iter()
        .map(|proof| TlogProof::parse(&proof.proof).unwrap())
        .collect();
    for (proof, handed_out) in parsed.iter().zip(proofs) {
        let verdict = verify(&handed_out.proof, &handed_out.entry, key).unwrap();
        assert!(verdict.is_proven(), "{}", verdict.words());
        let checkpoint = Checkpoint::open(&proof.checkpoint, &verifier).unwrap();
        assert!(
            checkpoint.size <= size,
            "the ledger was rolled back: {} of {}",
            size,
            checkpoint.size
        );
        signed.insert(checkpoint.size, (checkpoint.root, &proof.checkpoint));
    }
    for (size, (root, _)) in &signed {
        let now = root_at(*size, &|at| store.tile(at)).unwrap();
        assert_eq!(now, *root, "the ledger forked at {size} entries");
    }
    signed.last_key_value().map(|(_, (_, note))| (*note).to_owned())
}

/// `SIGKILL` while others still hold the server.
fn kill_by_number(process: u32) {
    let killed = std::process::Command::new("kill")
        .args(["-9", &process.to_string()])
        .status();
    assert!(
        killed.is_ok_and(|status| status.success()),
        "the server could not be killed"
    );
}

fn text(value: &Json) -> String {
    value.as_str().expect("a text").to_owned()
}
