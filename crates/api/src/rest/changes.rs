//! A record revised, and moved to another state.

use std::collections::BTreeMap;

use probity_app::Ctx;
use probity_app::operations::record::record;
use probity_app::workspace::AsOf;
use probity_core::KindId;
use probity_core::patch::Patch;
use probity_core::rules::{Command, Materiality};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::call::Call;
use super::endpoint::{Access, Answer, AnswerHeader, Endpoint, Method, Tag, json};
use super::form::{IDEMPOTENCY_KEY, IF_MATCH};
use super::record::{WRITTEN, written};
use super::reply::Reply;
use super::stale::or_stale;
use super::values;
use crate::operations::submit;
use crate::problem::Problem;

const CHANGED: &[Answer] = &[Answer {
    status: 200,
    about: "The change is durable; `count` is 0 when there was nothing to change.",
    content: WRITTEN,
    headers: &[AnswerHeader::ETag],
}];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Patch,
        path: "/workspaces/{workspace}/records/{id}",
        id: "reviseRecord",
        tag: Tag::Records,
        summary: "Change fields and links of a record",
        about: "What is not named stays. `null` takes a value away. `link` and `unlink` add to and take from a field of several links, whatever else is in it.",
        access: Access::Token,
        query: &[],
        headers: &[&IF_MATCH, &IDEMPOTENCY_KEY],
        body: json::<Revision>(
            r#"{"set": {"fallback": "The work is done by hand."}, "reason": "Asked by the auditor."}"#,
        ),
        answers: CHANGED,
        problems: &[],
        run: revise,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records/{id}/move",
        id: "moveRecord",
        tag: Tag::Records,
        summary: "Move a record to another state",
        about: "The moves of a kind, and what each asks for, stand in its declaration.",
        access: Access::Token,
        query: &[],
        headers: &[&IF_MATCH, &IDEMPOTENCY_KEY],
        body: json::<Movement>(
            r#"{"to": "suspended", "reason": "The vendor changed its terms.", "as_fact": true}"#,
        ),
        answers: CHANGED,
        problems: &[],
        run: change_state,
    },
];

/// A change of fields and links.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Revision {
    /// Fields by name, with their values in the form that the schema of the kind gives; `null` takes a
    /// value away.
    pub set: Map<String, Json>,
    /// Ids that are added to fields of several links.
    pub link: BTreeMap<String, Vec<String>>,
    /// Ids that are taken from fields of several links.
    pub unlink: BTreeMap<String, Vec<String>>,
    /// Why, in the words of who does it.
    pub reason: Option<String>,
    /// The day on which it is stated to have happened: a day, a month or a year.
    pub stated: Option<String>,
    /// What the author says of the change where the declaration cannot know. Editorial changes of
    /// material fields need a reason.
    pub materiality: Option<Matters>,
}

/// Whether approvals lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Matters {
    /// Only the wording changed.
    Editorial,
    /// It matters although no field is marked material.
    Material,
}

/// A move to another state.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Movement {
    /// Code of the state.
    pub to: String,
    /// Fields that change with it.
    #[serde(default)]
    pub fields: Map<String, Json>,
    /// Why; some moves need it.
    #[serde(default)]
    pub reason: Option<String>,
    /// The day on which it is stated to have happened.
    #[serde(default)]
    pub stated: Option<String>,
    /// It happened outside and is recorded as a fact: the conditions of the move warn, and do not refuse.
    #[serde(default)]
    pub as_fact: bool,
}

impl Revision {
    /// The command, given the kind of the record.
    pub fn command(
        self,
        ctx: &Ctx,
        kind: KindId,
        id: &str,
        expected_revision: Option<u32>,
    ) -> Result<Command, Problem> {
        let set = values::read(&ctx.view().register, kind, self.set, values::Nulls::TakeAway)?;
        let materiality = self.materiality.map(|matters| match matters {
            Matters::Material => Materiality::Material,
            Matters::Editorial => Materiality::Editorial(self.reason.clone().unwrap_or_default()),
        });
        Ok(Command::Revise {
            id: id.to_owned(),
            expected_revision,
            patch: Patch {
                set,
                link: self.link,
                unlink: self.unlink,
                reason: self.reason,
                stated: self.stated,
                ..Patch::default()
            },
            materiality,
        })
    }
}

impl Movement {
    /// The command, given the kind of the record.
    pub fn command(
        self,
        ctx: &Ctx,
        kind: KindId,
        id: &str,
        expected_revision: Option<u32>,
    ) -> Result<Command, Problem> {
        let set = values::read(&ctx.view().register, kind, self.fields, values::Nulls::TakeAway)?;
        Ok(Command::Move {
            id: id.to_owned(),
            expected_revision,
            to: self.to,
            patch: Patch {
                set,
                reason: self.reason,
                stated: self.stated,
                ..Patch::default()
            },
            as_fact: self.as_fact,
        })
    }
}

fn revise(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Revision = call.json()?;
    change(call, |ctx, kind, id, revision| {
        asked.command(ctx, kind, id, revision)
    })
}

fn change_state(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Movement = call.json()?;
    change(call, |ctx, kind, id, revision| {
        asked.command(ctx, kind, id, revision)
    })
}

/// Changes the record of the path at the revision of `If-Match`.
pub(super) fn change(
    call: &Call<'_>,
    command: impl FnOnce(&Ctx, KindId, &str, Option<u32>) -> Result<Command, Problem>,
) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let found = record(&ctx, call.part("id"), AsOf::Now)?;
    let id = found.record.id.show(found.view.register.kinds());
    let seen = call.revision(Some(found.record.revision));
    let command = command(&ctx, found.record.id.kind, &id, seen)?;
    // The rules compare the revision, after a repeated command was found: it is answered as it was then.
    let done = submit(&call.scope()?, &ctx, command).map_err(|error| or_stale(&ctx, error, &id, seen))?;
    written(&ctx, done, Some(found.record.id))
}
