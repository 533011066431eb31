//! What else is done to a record: put away, brought back, remarked on, merged, erased.

use probity_app::operations::erase::{Erasure, erase};
use probity_app::operations::merge::merge;
use probity_app::operations::record::record;
use probity_app::workspace::AsOf;
use probity_core::rules::Command;
use schemars::JsonSchema;
use serde::Deserialize;

use super::call::Call;
use super::endpoint::{
    Access, Answer, AnswerHeader, Body, Content, Endpoint, JSON_MAX_BYTES, Method, Tag, json, of,
};
use super::form::IDEMPOTENCY_KEY;
use super::record::{WRITTEN, written};
use super::reply::Reply;
use crate::openapi::reports;
use crate::operations::submit;
use crate::problem::Problem;

const DONE: &[Answer] = &[Answer {
    status: 200,
    about: "It is durable; `count` is 0 when it was so already.",
    content: WRITTEN,
    headers: &[AnswerHeader::ETag],
}];

const WITH_REASON: Body = Body::Json {
    schema: of::<Reason>,
    example: r#"{"reason": "Entered twice."}"#,
    max_bytes: JSON_MAX_BYTES,
    optional: true,
};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records/{id}/archive",
        id: "archiveRecord",
        tag: Tag::Records,
        summary: "Put a record away",
        about: "It is left out of lists and stays in the ledger with all that was said of it.",
        access: Access::Token,
        query: &[],
        headers: &[&IDEMPOTENCY_KEY],
        body: WITH_REASON,
        answers: DONE,
        problems: &[],
        run: |call| archive(call, true),
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records/{id}/restore",
        id: "restoreRecord",
        tag: Tag::Records,
        summary: "Bring a record back that was put away",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[&IDEMPOTENCY_KEY],
        body: WITH_REASON,
        answers: DONE,
        problems: &[],
        run: |call| archive(call, false),
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records/{id}/comments",
        id: "commentRecord",
        tag: Tag::Records,
        summary: "Remark on a record",
        about: "Whoever sees a record may. The remarks stand in its history.",
        access: Access::Token,
        query: &[],
        headers: &[&IDEMPOTENCY_KEY],
        body: json::<Remark>(r#"{"text": "The contract ends in June."}"#),
        answers: &[Answer {
            status: 201,
            about: "The remark is durable.",
            content: WRITTEN,
            headers: &[AnswerHeader::ETag],
        }],
        problems: &[],
        run: comment,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records/{id}/merge",
        id: "mergeRecords",
        tag: Tag::Records,
        summary: "Make duplicates one",
        about: "Every link to the absorbed records is moved to the record of the path, what it lacks is filled from them, and they are put away. All of it is one change.",
        access: Access::Token,
        query: &[],
        headers: &[&IDEMPOTENCY_KEY],
        body: json::<Absorb>(r#"{"absorb": ["USE-2"]}"#),
        answers: DONE,
        problems: &[],
        run: merge_records,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records/{id}/erase",
        id: "eraseRecord",
        tag: Tag::Records,
        summary: "Remove content of a record for good",
        about: "Entries stay in the tree and every proof stays valid; what they said goes. Needs the right to erase.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: json::<ErasureAsked>(
            r#"{"fields": ["contact"], "reason": "Request of the person, 2026-03-02."}"#,
        ),
        answers: &[Answer {
            status: 200,
            about: "What was erased, and what an erasure cannot reach.",
            content: &[Content {
                media: "application/json",
                schema: Some(reports::erased),
            }],
            headers: &[],
        }],
        problems: &[],
        run: erase_record,
    },
];

/// Why.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why, in the words of who does it.
    #[serde(default)]
    reason: Option<String>,
}

/// A remark.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Remark {
    /// What is remarked.
    text: String,
}

/// Duplicates.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Absorb {
    /// The records that go.
    absorb: Vec<String>,
}

/// What is to be erased.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ErasureAsked {
    /// The fields that go; empty for what speaks of a person.
    #[serde(default)]
    fields: Vec<String>,
    /// Why: the request or the rule that it answers. It stays.
    reason: String,
    /// Words that also go from every other record.
    #[serde(default)]
    everywhere: Vec<String>,
}

fn archive(call: &Call<'_>, archived: bool) -> Result<Reply, Problem> {
    let asked: Reason = call.json()?;
    deed(call, |id| Command::Archive {
        id,
        archived,
        reason: asked.reason,
    })
}

fn comment(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Remark = call.json()?;
    Ok(deed(call, |id| Command::Comment { id, text: asked.text })?.status(201))
}

fn deed(call: &Call<'_>, command: impl FnOnce(String) -> Command) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let found = record(&ctx, call.part("id"), AsOf::Now)?;
    let id = found.record.id;
    let command = command(id.show(found.view.register.kinds()));
    written(&ctx, submit(&call.scope()?, &ctx, command)?, Some(id))
}

fn merge_records(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Absorb = call.json()?;
    let ctx = call.ctx()?;
    let found = record(&ctx, call.part("id"), AsOf::Now)?;
    let keep = found.record.id.show(found.view.register.kinds());
    written(&ctx, merge(&ctx, &keep, &asked.absorb)?, Some(found.record.id))
}

fn erase_record(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: ErasureAsked = call.json()?;
    let ctx = call.ctx()?;
    let erasure = Erasure {
        id: call.part("id").to_owned(),
        fields: asked.fields,
        reason: asked.reason,
        everywhere: asked.everywhere,
    };
    let erased = erase(&ctx, &**call.state.instance().operational(), &erasure)?;
    Ok(Reply::json(&erased)?.at(ctx.view().register.size()))
}
