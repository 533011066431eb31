//! The auditor's own verifiers agree with this crate on thousands of true and of falsified proofs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::{Engine, engine::general_purpose::STANDARD};
use probity_ledger::Store;
use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::note::SignerKey;
use probity_ledger::proof::verify_consistency;
use probity_ledger::sequencer::{prove_consistency, prove_inclusion};
use probity_ledger::tlog_proof::TlogProof;
use probity_ledger::tree::Hash;
use serde_json::{Value, json};

use crate::support::{ORIGIN, leaf, ledger, signer};

const ENTRIES: u64 = 3000;
const PROOFS: usize = 10_000;

#[test]
fn independent_verifiers_agree_on_ten_thousand_true_and_false_proofs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proofs.jsonl");
    let (lines, accepted, rejected) = batch();
    fs::write(&file, lines).unwrap();
    let expect = format!("accepted {accepted}, rejected {rejected}, mismatches 0");
    for verifier in verifiers(folder.path()) {
        let output = command(&verifier).arg("--batch").arg(&file).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && text.trim_end() == expect,
            "{verifier:?}: {text}\nexpected {expect}"
        );
    }
}

#[test]
fn one_entry_is_proven_with_its_content_or_said_to_be_erased() {
    let folder = tempfile::tempdir().unwrap();
    let salt = [3_u8; 32];
    let content = hex(&sha256(&[&salt[..], b"{\"name\":\"triage\"}"].concat()));
    let envelope = format!("{{\"content\":\"{content}\",\"subject\":\"SYS-1\"}}");
    let (proof, key) = single(&envelope);
    fs::write(folder.path().join("p.tlog-proof"), &proof).unwrap();
    let cases = [
        (
            json!("{\"name\":\"triage\"}"),
            json!(hex(&salt)),
            true,
            "The content is the one",
        ),
        (
            json!("{\"name\":\"other\"}"),
            json!(hex(&salt)),
            false,
            "NOT PROVEN: the content",
        ),
        (Value::Null, Value::Null, true, "ERASED"),
        (json!("x"), Value::Null, false, "NOT PROVEN: payload and salt"),
    ];
    for verifier in verifiers(folder.path()) {
        for (payload, salt, success, says) in &cases {
            let entry = json!({ "envelope": envelope, "payload": payload, "salt": salt });
            let entry_file = folder.path().join("p.json");
            fs::write(&entry_file, entry.to_string()).unwrap();
            let output = command(&verifier)
                .arg(folder.path().join("p.tlog-proof"))
                .arg(&entry_file)
                .args(["--key", &key])
                .output()
                .unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(
                output.status.success() == *success && text.contains(says),
                "{verifier:?} on {entry}: {text}"
            );
        }
    }
}

/// The verifiers that can run here. In continuous integration both must.
fn verifiers(folder: &Path) -> Vec<Vec<PathBuf>> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/verify");
    let mut found = Vec::new();
    if runs("python3", "--version") {
        found.push(vec!["python3".into(), sources.join("verify.py")]);
    } else {
        skip("python3 is not installed");
    }
    let packages = Path::new("/usr/share/gocode");
    if !runs("go", "version") || !packages.join("src/golang.org/x/mod/sumdb/note").exists() {
        skip("go or golang-golang-x-mod-dev is not installed");
        return found;
    }
    let program = folder.join("verify");
    let mut build = Command::new("go");
    build
        .env("GO111MODULE", "off")
        .env("GOPATH", packages)
        .env("GOFLAGS", "");
    let built = build
        .arg("build")
        .arg("-o")
        .arg(&program)
        .arg(sources.join("verify.go"))
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    found.push(vec![program]);
    found
}

fn runs(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .output()
        .is_ok_and(|output| output.status.success())
}

fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    println!("skipped one of the verifiers: {why}");
}

fn command(verifier: &[PathBuf]) -> Command {
    let mut command = Command::new(&verifier[0]);
    command.args(&verifier[1..]);
    command
}

/// Lines of true and falsified proofs, and how many of each there are.
fn batch() -> (String, usize, usize) {
    let sizes: Vec<u64> = (1..=30)
        .map(|step| step * ENTRIES / 30)
        .chain([ENTRIES + 1])
        .collect();
    let store = ledger(&sizes);
    let key = signer();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut lines = String::new();
    let mut counts = [0_usize; 2];
    let mut add = |line: Value, expected: bool| {
        lines.push_str(&line.to_string());
        lines.push('\n');
        counts[usize::from(expected)] += 1;
    };
    let vkey = key.verifier().to_string();
    for number in 0..PROOFS {
        let index = chance.below(ENTRIES);
        let proof = prove_inclusion(
            &*store,
            index,
            Some(index + 1 + chance.below(ENTRIES)).filter(|size| *size >= ENTRIES / 30),
        )
        .or_else(|_| prove_inclusion(&*store, index, None))
        .unwrap();
        let bytes = leaf(index);
        assert!(proof.verify(&bytes, key.verifier()).is_ok());
        add(
            proof_line(&bytes, &embellished(number, &proof), &vkey, true),
            true,
        );
        let (bytes, text, vkey) = falsified(number, &bytes, &proof, &mut chance, &vkey);
        let verdict = TlogProof::parse(&text).is_ok_and(|proof| {
            let key = probity_ledger::note::VerifierKey::parse(&vkey).unwrap();
            proof.verify(&bytes, &key).is_ok()
        });
        assert!(!verdict, "accepted a falsified proof:\n{text}");
        add(proof_line(&bytes, &text, &vkey, false), false);
    }
    for number in 0..500 {
        let (line, expected) = consistency_line(number, &*store, &mut chance, &vkey);
        add(line, expected);
    }
    (lines, counts[1], counts[0])
}

fn proof_line(leaf: &[u8], proof: &str, key: &str, expected: bool) -> Value {
    json!({ "leaf": STANDARD.encode(leaf), "proof": proof, "key": key, "expect": verdict(expected) })
}

fn verdict(accepted: bool) -> &'static str {
    if accepted { "accept" } else { "reject" }
}

/// A proof with what the formats allow besides: extra data, a signature by a witness, an extension line.
fn embellished(number: usize, proof: &TlogProof) -> String {
    let mut proof = proof.clone();
    match number % 4 {
        1 => proof.extra = Some(number.to_be_bytes().to_vec()),
        2 => proof
            .checkpoint
            .push_str("— witness.example/w AAAAAAAAAAAAAAAA\n"),
        3 => {
            let (mut checkpoint, _) = Checkpoint::parse_note(&proof.checkpoint).unwrap();
            checkpoint.extensions.push("one more line".to_owned());
            proof.checkpoint = checkpoint.sign(&signer()).unwrap().to_string();
        }
        _ => {}
    }
    let text = proof.to_string();
    assert_eq!(TlogProof::parse(&text).unwrap(), proof);
    text
}

/// One of nine ways to falsify a proof, in turn.
fn falsified(
    number: usize,
    leaf: &[u8],
    proof: &TlogProof,
    chance: &mut Chance,
    key: &str,
) -> (Vec<u8>, String, String) {
    let (mut leaf, mut changed, mut key) = (leaf.to_vec(), proof.clone(), key.to_owned());
    match number % 9 {
        0 => {
            let at = chance.place(leaf.len());
            leaf[at] ^= 1 << chance.below(8);
        }
        1 => changed.index = proof.index + 1 + chance.below(ENTRIES),
        2 => changed.hashes.push(Hash([7; 32])),
        3 if !proof.hashes.is_empty() => {
            changed.hashes.remove(chance.place(proof.hashes.len()));
        }
        4 if !proof.hashes.is_empty() => {
            let at = chance.place(proof.hashes.len());
            changed.hashes[at].0[chance.place(32)] ^= 1 << chance.below(8);
        }
        5 => {
            key = SignerKey::from_seed(ORIGIN, [200; 32])
                .unwrap()
                .verifier()
                .to_string();
        }
        6 => {
            let size = proof.checkpoint.lines().nth(1).unwrap();
            changed.checkpoint = proof.checkpoint.replacen(size, &format!("{size}0"), 1);
        }
        _ => return (leaf, with_a_wrong_character(&proof.to_string(), chance), key),
    }
    (leaf, changed.to_string(), key)
}

/// Replaces, removes or doubles a character anywhere in the file.
fn with_a_wrong_character(text: &str, chance: &mut Chance) -> String {
    loop {
        let mut characters: Vec<char> = text.chars().collect();
        let at = chance.place(characters.len());
        match chance.below(3) {
            0 => characters[at] = char::from(b' ' + u8::try_from(chance.below(95)).unwrap()),
            1 => {
                characters.remove(at);
            }
            _ => characters.insert(at, characters[at]),
        }
        let changed: String = characters.into_iter().collect();
        if changed != text {
            return changed;
        }
    }
}

fn consistency_line(number: usize, store: &dyn Store, chance: &mut Chance, vkey: &str) -> (Value, bool) {
    let key = signer();
    let mut note = || {
        store
            .checkpoint_at_most(ENTRIES / 30 + chance.below(ENTRIES))
            .unwrap()
            .unwrap()
    };
    let (one, other) = (note(), note());
    let open = |note: &str| Checkpoint::open(note, key.verifier()).unwrap();
    let (old_note, new_note) = if open(&one).size <= open(&other).size {
        (one, other)
    } else {
        (other, one)
    };
    let (old, new) = (open(&old_note), open(&new_note));
    let mut hashes = prove_consistency(store, &old, &new).unwrap();
    match number % 4 {
        0 | 1 => {}
        2 if !hashes.is_empty() => {
            let at = chance.place(hashes.len());
            hashes[at].0[chance.place(32)] ^= 1;
        }
        _ => hashes.push(Hash([1; 32])),
    }
    let expected = verify_consistency(old.size, old.root, new.size, new.root, &hashes).is_ok();
    assert_eq!(expected, number % 4 < 2);
    let hashes: Vec<String> = hashes.iter().map(|hash| hash.to_base64()).collect();
    let line = json!({ "old": old_note, "new": new_note, "consistency": hashes, "key": vkey, "expect": verdict(expected) });
    (line, expected)
}

/// A proof file about one envelope in a small ledger, and the key.
fn single(envelope: &str) -> (String, String) {
    use probity_ledger::{CommandId, Content, NewEntry};
    let store = ledger(&[5]);
    let mut sequencer = crate::support::open(&store).unwrap();
    let content = Content {
        salt: [3; 32],
        payload: Vec::new(),
    };
    let entry = NewEntry {
        leaf: envelope.as_bytes().to_vec(),
        subject: "SYS-1".to_owned(),
        content,
    };
    let pending = probity_ledger::sequencer::PendingCommand {
        id: CommandId::new("one").unwrap(),
        request_hash: [0; 32],
        entries: vec![entry],
    };
    sequencer.append(vec![pending], &[]).unwrap();
    (
        prove_inclusion(&*store, 5, None).unwrap().to_string(),
        signer().verifier().to_string(),
    )
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Repeatable chance (xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap()
    }
}
