//! The files that entries speak of, and those that are there.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::{Problem, problem};
use crate::ports::{BlobHash, Blobs};

/// The entry that first spoke of a file.
#[derive(Clone, Debug)]
pub(in crate::operations) struct Holder {
    pub(in crate::operations) index: u64,
    pub(in crate::operations) subject: String,
}

/// Files by hash, each with the first entry that still speaks of it.
#[derive(Debug, Default)]
pub(in crate::operations) struct Files(BTreeMap<BlobHash, Holder>);

impl Files {
    /// Notes the files in one payload.
    pub(in crate::operations) fn note(&mut self, payload: &[u8], holder: impl Fn() -> Holder) {
        for hash in hashes(payload) {
            self.0.entry(hash).or_insert_with(&holder);
        }
    }

    /// Whether an entry still speaks of a file.
    pub(in crate::operations) fn holds(&self, hash: BlobHash) -> bool {
        self.0.contains_key(&hash)
    }
}

/// The files that a payload speaks of. Payloads are canonical JSON, so a file's hash stands in one form only.
pub(in crate::operations) fn hashes(payload: &[u8]) -> impl Iterator<Item = BlobHash> + '_ {
    const KEY: &[u8] = b"\"sha256\":\"";
    memmem::find_iter(payload, KEY).filter_map(|place| {
        let start = place + KEY.len();
        let digits = payload.get(start..start + 64)?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    })
}

/// Every file that is there has its hash, and every file that an entry speaks of is there.
pub(super) fn check(blobs: &dyn Blobs, files: &Files, problems: &mut Vec<Problem>) {
    let mut damaged = Vec::new();
    if let Err(error) = blobs.verify_all(&mut |hash, what| damaged.push((hash, what))) {
        problems.push(problem("files", error.to_string()));
        return;
    }
    for (hash, what) in damaged {
        let place = match files.0.get(&hash) {
            Some(holder) => format!("entry {} (`{}`), file `{hash}`", holder.index, holder.subject),
            None => format!("file `{hash}`"),
        };
        problems.push(problem(place, what.to_string()));
    }
    let there: BTreeSet<BlobHash> = match blobs.list() {
        Ok(list) => list.into_iter().collect(),
        Err(error) => {
            problems.push(problem("files", error.to_string()));
            return;
        }
    };
    for (hash, holder) in files.0.iter().filter(|(hash, _)| !there.contains(hash)) {
        let place = format!("entry {} (`{}`)", holder.index, holder.subject);
        problems.push(problem(
            place,
            format!("the file `{hash}` that it speaks of is missing"),
        ));
    }
}
