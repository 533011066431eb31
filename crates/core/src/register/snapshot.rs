//! Snapshots: the fold written down so that a start need not repeat it. Disposable, never trusted
//! over entries: a snapshot that does not fit this release is dropped and the fold runs again.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{FOLD_VERSION, Mention, Register};
use crate::ids::KindId;
use crate::kind::Kinds;
use crate::record::Record;

/// Why a snapshot is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Written under other declarations or another fold.
    #[error("the snapshot was written by another release and is folded anew")]
    OtherRelease,
    /// Not a whole snapshot.
    #[error("the snapshot cannot be read and is folded anew: {0}")]
    Damaged(String),
}

#[derive(Serialize, Deserialize)]
struct Header {
    fold_version: u32,
    declarations: [u8; 32],
    size: u64,
    at: i64,
    body: [u8; 32],
}

#[derive(Deserialize)]
struct Body {
    tables: Vec<TableBody>,
    mentions: Vec<Mention>,
}

/// As [`Body`], without copies.
#[derive(Serialize)]
struct BodyView<'a> {
    tables: Vec<TableView<'a>>,
    mentions: Vec<&'a Mention>,
}

#[derive(Deserialize)]
struct TableBody {
    highest: u32,
    records: Vec<Record>,
}

/// As [`TableBody`], without copies.
#[derive(Serialize)]
struct TableView<'a> {
    highest: u32,
    records: Vec<&'a Record>,
}

impl Register {
    /// The snapshot as bytes.
    pub fn to_snapshot(&self) -> Vec<u8> {
        let tables: Vec<TableView<'_>> = (0..self.kinds.len())
            .filter_map(|place| u8::try_from(place).ok().map(KindId))
            .map(|kind| TableView {
                highest: self.highest(kind),
                records: self.records(kind).map(|record| &**record).collect(),
            })
            .collect();
        let mentions = self.mentions.all().map(|mention| &**mention).collect();
        let body = postcard::to_stdvec(&BodyView { tables, mentions }).expect("records hold only plain data");
        let header = Header {
            fold_version: FOLD_VERSION,
            declarations: declarations(self.kinds),
            size: self.size,
            at: self.at,
            body: Sha256::digest(&body).into(),
        };
        let mut out = postcard::to_stdvec(&header).expect("a header holds only plain data");
        out.extend_from_slice(&body);
        out
    }

    /// Reads a snapshot back under the same declarations.
    pub fn from_snapshot(kinds: &'static Kinds, bytes: &[u8]) -> Result<Self, SnapshotError> {
        let damaged = |error: postcard::Error| SnapshotError::Damaged(error.to_string());
        let (header, body) = postcard::take_from_bytes::<Header>(bytes).map_err(damaged)?;
        if header.fold_version != FOLD_VERSION || header.declarations != declarations(kinds) {
            return Err(SnapshotError::OtherRelease);
        }
        let digest: [u8; 32] = Sha256::digest(body).into();
        if digest != header.body {
            return Err(SnapshotError::Damaged(
                "its content does not have the hash it was written with".to_owned(),
            ));
        }
        let Body { tables, mentions } = postcard::from_bytes(body).map_err(damaged)?;
        let mut register = Self::new(kinds);
        for ((kind, _), table) in kinds.all().zip(tables) {
            register.restore_table(kind, table.highest, table.records);
        }
        register.restore_mentions(mentions);
        register.restore_head(header.size, header.at);
        Ok(register)
    }
}

/// A figure for everything in the declarations that a snapshot's numbers depend on.
fn declarations(kinds: &Kinds) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (_, decl) in kinds.all() {
        hash.update(format!("{} {} {}\n", decl.prefix, decl.name, decl.schema));
        for field in decl.fields {
            hash.update(format!(
                "{} {:?}\n",
                field.name,
                std::mem::discriminant(&field.field_type)
            ));
            for choice in field.choice_list() {
                hash.update(format!("  {}\n", choice.code));
            }
        }
        for state in decl.lifecycle.map_or(&[][..], |lifecycle| lifecycle.states) {
            hash.update(format!(" {}\n", state.code));
        }
    }
    hash.finalize().into()
}
