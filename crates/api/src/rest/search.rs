//! Search over all kinds.

use probity_core::query::{Scope as Asked, Where, search_all};
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Parameter, Tag, json_content};
use super::form::Form;
use super::record::Sent;
use super::reply::Reply;
use crate::problem::Problem;

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/workspaces/{workspace}/search",
    id: "searchRecords",
    tag: Tag::Kinds,
    summary: "Search records of all kinds",
    about: "By id, by title, by words anywhere: the best first. A list of one kind with `search` gives all of them.",
    access: Access::Token,
    query: &[
        Parameter::new("q", Form::Text, "What to look for.")
            .required()
            .example("policy"),
        Parameter::new("limit", Form::Number(1, 200), "Hits at most; 20 when left out."),
    ],
    headers: &[],
    body: Body::None,
    answers: &[Answer {
        status: 200,
        about: "The hits, best first.",
        content: &[json_content::<Hits>()],
        headers: &[],
    }],
    problems: &[],
    run: search,
}];

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
struct Hits {
    /// The hits, best first.
    hits: Vec<Hit>,
    /// Entries in the ledger that they rest on.
    size: u64,
}

/// A record that fits.
#[derive(Debug, Serialize, JsonSchema)]
struct Hit {
    /// Where the words were found.
    place: Place,
    /// The record.
    #[schemars(schema_with = "super::record::record_schema")]
    record: Sent,
}

/// Where words were found.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// It is the record's id.
    Id,
    /// The title begins with them.
    TitleStart,
    /// They begin words of the title.
    TitleWords,
    /// They occur in the title.
    Title,
    /// They occur somewhere.
    Anywhere,
}

fn search(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let scope = Asked {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: ctx.workspace.today(),
    };
    let text = call.parameter("q").unwrap_or_default();
    let found = search_all(&scope, text, call.number("limit").unwrap_or(20));
    let hits = found.iter().map(|hit| Hit {
        place: match hit.place {
            Where::Id => Place::Id,
            Where::TitleStart => Place::TitleStart,
            Where::TitleWords => Place::TitleWords,
            Where::Title => Place::Title,
            Where::Anywhere => Place::Anywhere,
        },
        record: Sent::of(&view.register, &visibility, &hit.record, &[]),
    });
    let hits = Hits {
        hits: hits.collect(),
        size: view.register.size(),
    };
    Ok(Reply::json(&hits)?.at(hits.size))
}
