//! Proof that an entry is in the ledger.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use probity_app::operations::proof::consistency;

use super::call::Call;
use super::endpoint::{
    Access, Answer, Body, Content, Endpoint, Method, Parameter, Tag, json, json_content, of,
};
use super::form::{Form, WHOLE_MAX};
use super::reply::Reply;
use crate::operations::{Operation as _, Proof, ProofFiles, ProofRequest};
use crate::problem::Problem;

const PROOF: &[Answer] = &[Answer {
    status: 200,
    about: "The proof: as JSON with the entry it is about, or as the bare C2SP tlog-proof.",
    content: &[
        json_content::<ProofFiles>(),
        Content {
            media: "text/plain; charset=utf-8",
            schema: Some(of::<String>),
        },
    ],
    headers: &[],
}];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/records/{id}/proof",
        id: "proveRecord",
        tag: Tag::Records,
        summary: "Prove a revision of a record",
        about: "`tlog_proof` and `json` are the pair of files that `probity verify` checks with nothing but the key.",
        access: Access::Token,
        query: &[Parameter::new(
            "revision",
            Form::Number(1, u32::MAX as u64),
            "Its revision; the newest when left out.",
        )],
        headers: &[],
        body: Body::None,
        answers: PROOF,
        problems: &[],
        run: prove_record,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/ledger/entries/{index}/proof",
        id: "proveEntry",
        tag: Tag::Ledger,
        summary: "Prove an entry by its place",
        about: "Needs the right to read the ledger.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: PROOF,
        problems: &[crate::problem::NOT_ALLOWED],
        run: prove_entry,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/ledger/consistency",
        id: "proveConsistency",
        tag: Tag::Ledger,
        summary: "Prove that the ledger only grew since a checkpoint that was kept",
        about: "Refused when the checkpoint is of another ledger, is not signed by its key, or speaks of more entries than there are: then the ledger was rolled back.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: json::<Kept>(""),
        answers: &[Answer {
            status: 200,
            about: "The proof (RFC 9162 §2.1.4).",
            content: &[json_content::<Grown>()],
            headers: &[],
        }],
        problems: &[],
        run: prove_consistency,
    },
];

/// A checkpoint that was kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// The signed note.
    checkpoint: String,
}

/// Proof that a ledger only grew.
#[derive(Debug, Serialize, JsonSchema)]
struct Grown {
    /// The checkpoint that was kept.
    old: String,
    /// The newest.
    new: String,
    /// Hashes in base64.
    consistency: Vec<String>,
}

fn prove_record(call: &Call<'_>) -> Result<Reply, Problem> {
    let revision = call.parameter("revision").and_then(|text| text.parse().ok());
    let id = Some(call.part("id").to_owned());
    proof(
        call,
        ProofRequest {
            id,
            revision,
            index: None,
        },
    )
}

fn prove_entry(call: &Call<'_>) -> Result<Reply, Problem> {
    let text = call.part("index");
    let index: Option<u64> = text.parse().ok().filter(|index| *index <= WHOLE_MAX);
    let index = index.ok_or_else(|| {
        Problem::of(
            crate::problem::NOT_FOUND,
            format!("the ledger has no entry `{text}`"),
        )
    })?;
    proof(
        call,
        ProofRequest {
            index: Some(index),
            ..ProofRequest::default()
        },
    )
}

fn proof(call: &Call<'_>, request: ProofRequest) -> Result<Reply, Problem> {
    let _ = call.ctx()?;
    let files = Proof::run(&call.scope()?, request)?;
    match call.media {
        "application/json" => Reply::json(&files),
        media => Ok(Reply::bytes(media, files.tlog_proof.into_bytes())),
    }
}

fn prove_consistency(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Kept = call.json()?;
    let found = consistency(&call.ctx()?, &asked.checkpoint)?;
    Reply::json(&Grown {
        old: found.old,
        new: found.new,
        consistency: found.consistency,
    })
}
