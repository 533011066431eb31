//! What changed in a period.

use jiff::civil::Date;
use probity_app::operations::changes::{ChangesRequest, Group, PAGE, Told, changes};
use probity_core::ids::Actor;
use probity_core::kind::Kinds;
use probity_core::register::{Register, Visibility};
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Parameter, Tag, json_content};
use super::form::{Form, WHOLE_MAX};
use super::reply::Reply;
use crate::operations::Item;
use crate::operations::history::{actor_name, told};
use crate::operations::row::moment;
use crate::problem::{self as problems, Problem};

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/workspaces/{workspace}/changes",
    id: "listChanges",
    tag: Tag::Records,
    summary: "List what changed in a period",
    about: "By day and record, newest first, with old and new values. Days are those of the workspace's time zone. A large batch is told as one. Of a very long period the newest 10,000 entries are told.",
    access: Access::Token,
    query: &[
        Parameter::new("from", Form::Day, "The first day.")
            .required()
            .example("2026-01-01"),
        Parameter::new("to", Form::Day, "The last day; today when left out."),
        Parameter::new("kind", Form::Text, "Of records of this kind, by its name."),
        Parameter::new("actor", Form::Text, "Caused by this actor, such as `PER-3`."),
        Parameter::new("batch", Form::Text, "Of one batch, record by record, by its id."),
        Parameter::new(
            "page",
            Form::Number(1, WHOLE_MAX),
            "Which page, from 1, of 30 groups each.",
        ),
    ],
    headers: &[],
    body: Body::None,
    answers: &[Answer {
        status: 200,
        about: "The changes.",
        content: &[json_content::<News>()],
        headers: &[],
    }],
    problems: &[problems::DOES_NOT_FIT],
    run: list,
}];

/// What changed in a period.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Changes")]
struct News {
    /// How many entries fit, as far as the caller sees them.
    entries: usize,
    /// How many records changed.
    records: usize,
    /// How many groups there are on all pages.
    total: usize,
    /// How many pages there are.
    pages: usize,
    /// False when the period has more entries than are looked at: the newest are told.
    whole: bool,
    /// The groups of this page, newest first.
    groups: Vec<ChangedGroup>,
    /// Entries in the ledger that it rests on.
    size: u64,
}

/// Changes of one day that belong together: of one record, or of one large batch.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangedGroup {
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    day: Date,
    /// The record, for changes of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// What happened to it, newest first; empty for a batch.
    entries: Vec<Item>,
    /// The batch, for one that is told as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<ChangedBatch>,
}

/// A large batch.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangedBatch {
    /// Its id.
    id: String,
    /// Who caused it, by id.
    actor: String,
    /// Who that is; empty for nobody the caller may see.
    actor_name: String,
    /// When it was recorded.
    recorded: String,
    /// How many entries of each kind it has.
    counts: Vec<BatchCount>,
}

/// Entries of a batch that are alike.
#[derive(Debug, Serialize, JsonSchema)]
struct BatchCount {
    /// Name of the kind.
    kind: &'static str,
    /// What they did.
    verb: &'static str,
    /// How many.
    count: usize,
}

fn list(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let today = ctx.workspace.today();
    let day = |name| {
        call.parameter(name)
            .and_then(|day| day.parse().ok())
            .unwrap_or(today)
    };
    let unknown = |what: &str, text: &str| {
        Problem::of(
            problems::DOES_NOT_FIT,
            format!("there is no {what} `{text}`: leave it out for all"),
        )
    };
    let kind = match call.parameter("kind") {
        None => None,
        Some(name) => Some(
            Kinds::built_in()
                .by_name(name)
                .ok_or_else(|| unknown("kind", name))?,
        ),
    };
    let actor = match call.parameter("actor") {
        None => None,
        Some(text) => Some(Actor::parse(text).ok_or_else(|| unknown("actor", text))?),
    };
    let request = ChangesRequest {
        from: day("from"),
        to: day("to"),
        actor,
        kind,
        unit: None,
        verb: None,
        batch: call.parameter("batch").map(str::to_owned),
        page: call.number("page").unwrap_or(1),
    };
    let found = changes(&ctx, &view, &visibility, &request)?;
    let news = News {
        entries: found.entries(),
        records: found.records,
        total: found.total,
        pages: found.total.div_ceil(PAGE),
        whole: found.is_whole,
        size: view.register.size(),
        groups: found
            .groups
            .into_iter()
            .map(|group| shown(&view.register, &visibility, group))
            .collect(),
    };
    Ok(Reply::json(&news)?.at(news.size))
}

fn shown(register: &Register, visibility: &Visibility, group: Group) -> ChangedGroup {
    let kinds = register.kinds();
    let plain = ChangedGroup {
        day: group.day,
        id: None,
        kind: None,
        title: None,
        entries: Vec::new(),
        batch: None,
    };
    match group.told {
        Told::Record { id, items } => ChangedGroup {
            id: Some(id.show(kinds)),
            kind: Some(kinds.decl(id.kind).name),
            title: register.get(id).map(|record| record.title().to_owned()),
            entries: items
                .into_iter()
                .map(|item| {
                    let who = actor_name(register, visibility, item.actor);
                    told(item, who)
                })
                .collect(),
            ..plain
        },
        Told::Batch {
            batch,
            actor,
            at,
            counts,
        } => ChangedGroup {
            batch: Some(ChangedBatch {
                id: batch,
                actor: actor.to_string(),
                actor_name: actor_name(register, visibility, actor),
                recorded: moment(at),
                counts: counts
                    .into_iter()
                    .map(|((kind, verb), count)| BatchCount {
                        kind: kinds.decl(kind).name,
                        verb: verb.label(),
                        count,
                    })
                    .collect(),
            }),
            ..plain
        },
    }
}
