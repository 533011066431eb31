//! The ledger for outside verifiers, read-only, in the layout of C2SP tlog-tiles. The prefix of the log
//! is `/api/v1/workspaces/NAME/ledger`.

use axum::http::header;
use probity_app::operations::tiles::{Piece, checkpoint, entry_bundle, tile};

use super::call::Call;
use super::endpoint::{Access, Answer, AnswerHeader, Body, Content, Endpoint, Method, Tag, json_content, of};
use super::reply::Reply;
use crate::operations::{Key, KeyAnswer, Nothing, Operation as _};
use crate::problem::{self as problems, Problem};

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A full tile never changes; it is kept by whoever may read it, and by nobody between.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// A partial one does not change either, and is soon replaced by a wider one.
const A_WHILE: &str = "private, max-age=3600, immutable";

const PIECE: &[Answer] = &[Answer {
    status: 200,
    about: "The bytes, as the specification writes them.",
    content: &[Content {
        media: BYTES,
        schema: None,
    }],
    headers: &[AnswerHeader::CacheControl],
}];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/ledger/key",
        id: "readLedgerKey",
        tag: Tag::Ledger,
        summary: "Read the key that checkpoints verify under",
        about: "Whoever sees the workspace may. Verifiers pin it: get it once, over a way you trust.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The key (C2SP signed-note) and the name of the ledger.",
            content: &[json_content::<KeyAnswer>()],
            headers: &[],
        }],
        problems: &[],
        run: key,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/ledger/checkpoint",
        id: "readCheckpoint",
        tag: Tag::Ledger,
        summary: "Read the newest checkpoint",
        about: "A signed note (C2SP tlog-checkpoint): name, size and root of the tree. Needs the right to read the ledger.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The note.",
            content: &[Content {
                media: TEXT,
                schema: Some(of::<String>),
            }],
            headers: &[],
        }],
        problems: &[problems::NOT_ALLOWED],
        run: newest,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/ledger/tile/{level}/{*place}",
        id: "readTile",
        tag: Tag::Ledger,
        summary: "Read a tile of hashes",
        about: "`place` is a number in groups of three digits, all but the last after an `x`, and `.p/WIDTH` for the first hashes of a tile that is not full: `067`, `x001/x234/067`, `067.p/5`. Needs the right to read the ledger.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: PIECE,
        problems: &[problems::NOT_ALLOWED],
        run: hashes,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/ledger/tile/entries/{*place}",
        id: "readEntryBundle",
        tag: Tag::Ledger,
        summary: "Read the entries below a tile",
        about: "Each entry after its length in two bytes, big-endian. An entry is an envelope: ids, times and a hash of the content, no names. Needs the right to read the ledger.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: PIECE,
        problems: &[problems::NOT_ALLOWED],
        run: entries,
    },
];

fn key(call: &Call<'_>) -> Result<Reply, Problem> {
    let _ = call.ctx()?;
    Reply::json(&Key::run(&call.scope()?, Nothing {})?)
}

fn newest(call: &Call<'_>) -> Result<Reply, Problem> {
    let note = checkpoint(&call.ctx()?)?;
    Ok(Reply::bytes(TEXT, note.into_bytes()))
}

fn hashes(call: &Call<'_>) -> Result<Reply, Problem> {
    Ok(piece(tile(&call.ctx()?, call.part("level"), call.part("place"))?))
}

fn entries(call: &Call<'_>) -> Result<Reply, Problem> {
    Ok(piece(entry_bundle(&call.ctx()?, call.part("place"))?))
}

fn piece(piece: Piece) -> Reply {
    let keep = if piece.is_full { FOR_EVER } else { A_WHILE };
    Reply::bytes(BYTES, piece.bytes).header(header::CACHE_CONTROL, keep)
}
