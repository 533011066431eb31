//! Signed notes, checkpoints and proof files: known vectors, and what must be refused.

use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::note::{Note, NoteError, SignerKey, VerifierKey};
use probity_ledger::tlog_proof::TlogProof;
use probity_ledger::tree::leaf_hash;

/// Made with Go's `golang.org/x/mod/sumdb/note` from the seed 0, 1, 2 … 31.
const GO_SECRET: &str =
    "PRIVATE+KEY+example.com/ledger+93727de6+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const GO_PUBLIC: &str = "example.com/ledger+93727de6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const GO_TEXT: &str = "first line\n\nthird line, with ünïcode\n";
const GO_NOTE: &str = "first line\n\nthird line, with ünïcode\n\n\
    — example.com/ledger k3J95qb9aSQSoK8tzyBRwoskCXpoVo4Dt+LldxbtX6BiQGLQnAHyyujgI2sarpxFb/9Q8un2WT3OTqfOCJF3WC0vbgo=\n";

#[test]
fn keys_and_signatures_are_those_of_go() {
    let signer = SignerKey::parse(GO_SECRET).unwrap();
    assert_eq!(signer.to_secret_text(), GO_SECRET);
    assert_eq!(signer.verifier().to_string(), GO_PUBLIC);
    assert_eq!(signer.sign(GO_TEXT).unwrap().to_string(), GO_NOTE);
    let note = Note::parse(GO_NOTE).unwrap();
    assert_eq!(note.text, GO_TEXT);
    note.verify(&VerifierKey::parse(GO_PUBLIC).unwrap()).unwrap();
    assert!(
        !format!("{signer:?}").contains("AQABAgME"),
        "the secret must not be shown"
    );
}

#[test]
fn signatures_by_others_are_tolerated_and_kept() {
    let own = VerifierKey::parse(GO_PUBLIC).unwrap();
    let text = GO_NOTE.replace("\n\n— ", "\n\n— witness.example AAAAAAAAAAA=\n— ");
    let note = Note::parse(&text).unwrap();
    assert_eq!(note.signatures.len(), 2);
    assert_eq!(note.to_string(), text);
    note.verify(&own).unwrap();
    let other = SignerKey::from_seed("example.com/ledger", [9; 32]).unwrap();
    assert_eq!(
        note.verify(other.verifier()),
        Err(NoteError::NotSigned("example.com/ledger".to_owned()))
    );
}

#[track_caller]
fn check_refused(note: &str) {
    let verified = Note::parse(note).and_then(|note| note.verify(&VerifierKey::parse(GO_PUBLIC).unwrap()));
    assert!(verified.is_err(), "{note:?}");
}

#[test]
fn changed_notes_are_refused() {
    check_refused("");
    check_refused("text only\n");
    check_refused("text\n\n");
    check_refused(&GO_NOTE.replace("first", "First"));
    check_refused(&GO_NOTE.replace("vbgo=", "vbgp="));
    check_refused(&GO_NOTE.replace("k3J9", "k3J8"));
    check_refused(&GO_NOTE.replace("— ", "- "));
    check_refused(&GO_NOTE.replace("third", "th\tird"));
    check_refused(GO_NOTE.trim_end());
    check_refused(&format!("{GO_NOTE}\n"));
    check_refused(&format!("{GO_NOTE}— bad+name AAAAAAAAAAA=\n"));
    check_refused(&format!("{GO_NOTE}{}", "— w AAAAAAAAAAA=\n".repeat(100)));
}

#[test]
fn malformed_keys_are_refused() {
    for key in [
        "",
        "example.com/ledger",
        "example.com/ledger+93727de6",
        "example.com/ledger+93727de7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "example.com/ledgeR+93727de6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "example.com/ledger+93727de6+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "example.com/ledger+93727de6+AQOhB7/zzhC+",
    ] {
        assert!(VerifierKey::parse(key).is_err(), "{key}");
        assert!(SignerKey::parse(&format!("PRIVATE+KEY+{key}")).is_err(), "{key}");
    }
    for name in ["", "two words", "a+b", "new\u{2003}space", "line\nend"] {
        assert!(SignerKey::from_seed(name, [0; 32]).is_err(), "{name:?}");
    }
}

#[test]
fn checkpoints_are_read_as_they_are_written() {
    let root = leaf_hash(b"x");
    let extensions = vec!["an extension".to_owned()];
    let checkpoint = Checkpoint {
        origin: "a.example/b".to_owned(),
        size: 20_852_163,
        root,
        extensions,
    };
    let text = format!("a.example/b\n20852163\n{}\nan extension\n", root.to_base64());
    assert_eq!(checkpoint.to_string(), text);
    assert_eq!(Checkpoint::parse(&text).unwrap(), checkpoint);
    for (from, to) in [
        ("2085", "02085"),
        ("2085", "+2085"),
        ("a.example/b", ""),
        ("an extension\n", "\n"),
        ("=", ""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert!(Checkpoint::parse(&changed).is_err(), "{changed:?}");
    }
}

#[test]
fn a_checkpoint_of_another_ledger_is_refused_although_well_signed() {
    let signer = SignerKey::from_seed("a.example", [1; 32]).unwrap();
    let checkpoint = Checkpoint {
        origin: "b.example".to_owned(),
        size: 1,
        root: leaf_hash(b""),
        extensions: Vec::new(),
    };
    let note = checkpoint.sign(&signer).unwrap().to_string();
    assert!(Checkpoint::open(&note, signer.verifier()).is_err());
}

#[test]
fn proof_files_are_read_as_they_are_written() {
    let proof = TlogProof {
        extra: Some(b"anything".to_vec()),
        index: 5,
        hashes: vec![leaf_hash(b"a"), leaf_hash(b"b")],
        checkpoint: GO_NOTE.to_owned(),
    };
    let text = proof.to_string();
    let expect = format!(
        "c2sp.org/tlog-proof@v1\nextra YW55dGhpbmc=\nindex 5\n{}\n{}\n\n{GO_NOTE}",
        leaf_hash(b"a").to_base64(),
        leaf_hash(b"b").to_base64()
    );
    assert_eq!(text, expect);
    assert_eq!(TlogProof::parse(&text).unwrap(), proof);
    for (from, to) in [
        ("@v1", "@v2"),
        ("index 5", "index 05"),
        ("index 5\n", ""),
        ("extra YW", "extra Y"),
        ("=\n", "\n"),
    ] {
        assert!(
            TlogProof::parse(&text.replacen(from, to, 1)).is_err(),
            "{from:?} to {to:?}"
        );
    }
}
