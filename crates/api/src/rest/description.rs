//! The description of all addresses, served to anybody: it holds no secret.

use axum::http::header;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Content, Endpoint, Method, Tag};
use super::form::{IF_NONE_MATCH, Tags, read_tags};
use super::reply::Reply;
use crate::openapi::text;
use crate::problem::Problem;

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/openapi.json",
    id: "readDescription",
    tag: Tag::Description,
    summary: "Read this description",
    about: "OpenAPI 3.1, made from the same list of addresses that answers requests. Needs no token.",
    access: Access::Public,
    query: &[],
    headers: &[&IF_NONE_MATCH],
    body: Body::None,
    answers: &[
        Answer {
            status: 200,
            about: "The description.",
            content: &[Content {
                media: "application/json",
                schema: Some(|_| schemars::json_schema!({"type": "object"})),
            }],
            headers: &[super::endpoint::AnswerHeader::ETag],
        },
        Answer {
            status: 304,
            about: "It is as `If-None-Match` says.",
            content: &[],
            headers: &[super::endpoint::AnswerHeader::ETag],
        },
    ],
    problems: &[],
    run: describe,
}];

fn describe(call: &Call<'_>) -> Result<Reply, Problem> {
    let (text, sum) = text();
    let known = match call.header(IF_NONE_MATCH.name).and_then(read_tags) {
        None => false,
        Some(Tags::Any) => true,
        Some(Tags::These(tags)) => tags.iter().any(|(tag, _)| tag == sum),
    };
    let tag = format!("\"{sum}\"");
    let reply = match known {
        true => Reply::empty(304),
        false => Reply::bytes("application/json", text.as_bytes().to_vec()),
    };
    Ok(reply
        .header(header::ETAG, &tag)
        // It may be kept, and is asked for again with its tag.
        .header(header::CACHE_CONTROL, "no-cache"))
}
