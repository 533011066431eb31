//! Blobs and snapshots, in folders and elsewhere.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use probity_app::ports::{BlobError, BlobHash, BlobProblem, Blobs, SnapshotError, Snapshots as _};
use probity_store::{BlobFolder, SnapshotFolder};

fn path_of(root: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    root.join(&name[..2]).join(&name[2..])
}

/// What every home of blobs promises. `damage` changes the stored bytes of one of at least a byte.
pub fn blob_contract(blobs: &dyn Blobs, damage: &dyn Fn(BlobHash)) {
    is_kept_once(blobs);
    many_may_put_the_same(blobs);
    // Of several parts where there are parts, the last of them short or whole.
    for size in [1 << 20, (1 << 20) + 1, 3 << 20] {
        let large: Vec<u8> = (0..size).map(|place: u32| (place / 7 % 251) as u8).collect();
        let hash = blobs.put(&large).unwrap();
        assert_eq!(blobs.get(hash).unwrap(), large);
        assert_eq!(blobs.size(hash).unwrap(), Some(u64::from(size)));
        assert!(blobs.delete(hash).unwrap());
    }
    damage_is_found(blobs, damage);
}

fn is_kept_once(blobs: &dyn Blobs) {
    assert_eq!(blobs.list().unwrap(), []);
    let hash = blobs.put(b"hello").unwrap();
    assert_eq!(hash, BlobHash::of(b"hello"));
    assert_eq!(blobs.put(b"hello").unwrap(), hash);
    assert_eq!(blobs.put(b"").unwrap(), BlobHash::of(b""));
    assert_eq!(blobs.put(b"").unwrap(), BlobHash::of(b""));
    assert_eq!(blobs.get(hash).unwrap(), b"hello");
    assert_eq!(blobs.get(BlobHash::of(b"")).unwrap(), b"");
    assert_eq!(
        (blobs.size(hash).unwrap(), blobs.exists(hash).unwrap()),
        (Some(5), true)
    );
    let mut expected = vec![hash, BlobHash::of(b"")];
    expected.sort_unstable();
    assert_eq!(blobs.list().unwrap(), expected);
    assert_eq!(
        (blobs.delete(hash).unwrap(), blobs.delete(hash).unwrap()),
        (true, false)
    );
    assert!(matches!(blobs.get(hash), Err(BlobError::Missing(missing)) if missing == hash));
    assert_eq!(
        (blobs.size(hash).unwrap(), blobs.exists(hash).unwrap()),
        (None, false)
    );
    assert!(blobs.delete(BlobHash::of(b"")).unwrap());
}

fn many_may_put_the_same(blobs: &dyn Blobs) {
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
    let wrong = &mut |hash, problem| panic!("{hash}: {problem}");
    assert_eq!(blobs.verify_all(wrong).unwrap(), 10);
}

fn damage_is_found(blobs: &dyn Blobs, damage: &dyn Fn(BlobHash)) {
    let (good, bad) = (blobs.put(b"good").unwrap(), blobs.put(b"bad").unwrap());
    damage(bad);
    assert!(matches!(blobs.get(bad), Err(BlobError::Damaged(hash)) if hash == bad));
    assert_eq!(blobs.get(good).unwrap(), b"good");
    let mut found = Vec::new();
    let read = blobs.verify_all(&mut |hash, problem| found.push((hash, problem)));
    assert_eq!(read.unwrap(), blobs.list().unwrap().len() as u64);
    assert!(
        matches!(&found[..], [(hash, BlobProblem::Changed { .. })] if *hash == bad),
        "{found:?}"
    );
    blobs.put(b"bad").unwrap();
    assert_eq!(blobs.get(bad).unwrap(), b"bad");
}

#[test]
fn a_folder_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = BlobFolder::open(folder.path()).unwrap();
    blob_contract(&blobs, &|hash| {
        fs::write(path_of(folder.path(), hash), b"worse").unwrap();
    });
}

#[test]
fn blob_files_are_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("blobs");
    let hash = BlobFolder::open(&root).unwrap().put(b"hello").unwrap();
    let path = path_of(&root, hash);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!((mode(path.parent().unwrap()), mode(&root)), (0o700, 0o700));
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

#[cfg(feature = "s3")]
#[test]
fn a_bucket_keeps_the_contract() {
    use object_store::memory::InMemory;
    use object_store::path::Path;
    use object_store::{ObjectStoreExt as _, PutPayload};
    use probity_store::S3Bucket;

    let memory = std::sync::Arc::new(InMemory::new());
    let bucket = S3Bucket::over(memory.clone(), "files").unwrap();
    for workspace in ["one", "other"] {
        let blobs = bucket.blobs(&workspace.parse().unwrap());
        blob_contract(&blobs, &|hash| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let place = Path::from(format!("files/{workspace}/{hash}"));
            let put = memory.put(&place, PutPayload::from_static(b"worse"));
            runtime.block_on(put).unwrap();
        });
    }
}
