//! Blobs and snapshots in folders.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use probity_app::ports::{BlobError, BlobHash, BlobProblem, Blobs as _, SnapshotError, Snapshots as _};
use probity_store::{BlobFolder, SnapshotFolder};

fn path_of(root: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    root.join(&name[..2]).join(&name[2..])
}

#[test]
fn a_blob_is_kept_once_under_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("blobs");
    let blobs = BlobFolder::open(&root).unwrap();
    let hash = blobs.put(b"hello").unwrap();
    assert_eq!(hash, BlobHash::of(b"hello"));
    assert_eq!(blobs.put(b"hello").unwrap(), hash);
    assert_eq!(blobs.put(b"").unwrap(), BlobHash::of(b""));
    assert_eq!(blobs.get(hash).unwrap(), b"hello");
    assert_eq!(
        (blobs.size(hash).unwrap(), blobs.exists(hash).unwrap()),
        (Some(5), true)
    );
    let path = path_of(&root, hash);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
    let mut expected = vec![hash, BlobHash::of(b"")];
    expected.sort_unstable();
    assert_eq!(BlobFolder::open(&root).unwrap().list().unwrap(), expected);
    assert_eq!(
        (blobs.delete(hash).unwrap(), blobs.delete(hash).unwrap()),
        (true, false)
    );
    assert!(matches!(blobs.get(hash), Err(BlobError::Missing(missing)) if missing == hash));
    assert_eq!(
        (blobs.size(hash).unwrap(), blobs.exists(hash).unwrap()),
        (None, false)
    );
}

#[test]
fn damage_is_found_and_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = BlobFolder::open(folder.path()).unwrap();
    let (good, bad) = (blobs.put(b"good").unwrap(), blobs.put(b"bad").unwrap());
    fs::write(path_of(folder.path(), bad), b"worse").unwrap();
    assert!(matches!(blobs.get(bad), Err(BlobError::Damaged(hash)) if hash == bad));
    assert_eq!(blobs.get(good).unwrap(), b"good");
    let mut found = Vec::new();
    assert_eq!(
        blobs
            .verify_all(&mut |hash, problem| found.push((hash, problem)))
            .unwrap(),
        2
    );
    assert_eq!(
        found,
        [(
            bad,
            BlobProblem::Changed {
                actual: BlobHash::of(b"worse")
            }
        )]
    );
    blobs.put(b"bad").unwrap();
    assert_eq!(blobs.get(bad).unwrap(), b"bad");
}

#[test]
fn what_a_crash_left_is_collected_and_strange_files_are_not_blobs() {
    let folder = tempfile::tempdir().unwrap();
    let hash = BlobFolder::open(folder.path()).unwrap().put(b"kept").unwrap();
    let orphan = path_of(folder.path(), hash).with_file_name(".tmp-1-1");
    let strange = path_of(folder.path(), hash).with_file_name("notes.txt");
    fs::write(&orphan, b"half").unwrap();
    fs::write(&strange, b"mine").unwrap();
    let blobs = BlobFolder::open(folder.path()).unwrap();
    assert!(!orphan.exists() && strange.exists());
    assert_eq!(blobs.list().unwrap(), [hash]);
}

#[test]
fn many_threads_may_put_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = BlobFolder::open(folder.path()).unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for number in 0..10 {
                    blobs.put(format!("text {number}").as_bytes()).unwrap();
                }
            });
        }
    });
    assert_eq!(blobs.list().unwrap().len(), 10);
    assert_eq!(
        blobs
            .verify_all(&mut |hash, problem| panic!("{hash}: {problem}"))
            .unwrap(),
        10
    );
}

#[test]
fn snapshots_are_written_whole_and_named_safely() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = SnapshotFolder::open(folder.path()).unwrap();
    snapshots.write("00050000-v1-ab.snapshot", b"one").unwrap();
    snapshots.write("00050000-v1-ab.snapshot", b"two").unwrap();
    snapshots.write("00100000-v1-cd.snapshot", b"three").unwrap();
    fs::write(folder.path().join(".tmp-9-9"), b"half").unwrap();
    let snapshots = SnapshotFolder::open(folder.path()).unwrap();
    assert_eq!(
        snapshots.list().unwrap(),
        ["00050000-v1-ab.snapshot", "00100000-v1-cd.snapshot"]
    );
    assert_eq!(
        snapshots.read("00050000-v1-ab.snapshot").unwrap().unwrap(),
        b"two"
    );
    assert_eq!(snapshots.read("none").unwrap(), None);
    assert!(snapshots.delete("00050000-v1-ab.snapshot").unwrap());
    assert!(!snapshots.delete("00050000-v1-ab.snapshot").unwrap());
    for bad in ["", "../key", ".hidden", "a/b", "Upper", &"a".repeat(121)] {
        assert!(
            matches!(snapshots.write(bad, b""), Err(SnapshotError::BadName(_))),
            "`{bad}`"
        );
        assert!(
            snapshots.read(bad).is_err() && snapshots.delete(bad).is_err(),
            "`{bad}`"
        );
    }
}
