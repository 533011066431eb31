//! What waits for the caller.

use probity_app::operations::inbox::{Due, open};
use probity_core::Record;
use probity_core::register::Register;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Tag, json_content};
use super::reply::Reply;
use crate::operations::row::moment;
use crate::problem::Problem;

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/workspaces/{workspace}/inbox",
    id: "readInbox",
    tag: Tag::Server,
    summary: "Read what waits for the caller",
    about: "Days that are past or near on the caller's records, decisions they may take, tasks, remarks that mention them, and what others changed.",
    access: Access::Token,
    query: &[],
    headers: &[],
    body: Body::None,
    answers: &[Answer {
        status: 200,
        about: "The inbox.",
        content: &[json_content::<Waits>()],
        headers: &[],
    }],
    problems: &[],
    run: read,
}];

/// What waits.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Inbox")]
struct Waits {
    /// How much asks for something now.
    count: usize,
    /// The caller's records with a day that is past or near, most overdue first.
    due: Vec<DueRecord>,
    /// Decisions that the caller may take.
    decisions: Vec<Decision>,
    /// Further decisions that were not looked at.
    more_decisions: usize,
    /// Open tasks, by day.
    tasks: Vec<DueRecord>,
    /// Remarks that mention the caller, newest first.
    mentions: Vec<MentionOf>,
    /// The caller's records that others changed since they last looked, newest first.
    changed: Vec<Named>,
}

/// A record by name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NamedRecord")]
struct Named {
    /// Its id.
    id: String,
    /// Name of its kind.
    kind: &'static str,
    /// Its title.
    title: String,
}

/// Something that is due.
#[derive(Debug, Serialize, JsonSchema)]
struct DueRecord {
    /// The record.
    #[serde(flatten)]
    record: Named,
    /// What is due.
    what: &'static str,
    /// By when: a day, a month or a year; left out for a task without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// Days from today to it; below 0 when it is past.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i32>,
}

/// A decision that waits.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WaitingDecision")]
struct Decision {
    /// The record.
    #[serde(flatten)]
    record: Named,
    /// What the move is called.
    step: &'static str,
    /// The state it leads to, for `move`.
    to: &'static str,
    /// Whether the record names the caller as who decides.
    by_name: bool,
}

/// A remark that mentions the caller.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MentionRead")]
struct MentionOf {
    /// The record that was remarked on.
    id: String,
    /// Place of the remark in the ledger.
    index: u64,
    /// Who remarked, by id.
    actor: String,
    /// When.
    recorded: String,
    /// Whether the caller has not looked since.
    unread: bool,
}

fn named(register: &Register, record: &Record) -> Named {
    Named {
        id: record.id.show(register.kinds()),
        kind: register.decl(record.id).name,
        title: record.title().to_owned(),
    }
}

fn read(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let account = call.scope()?.account();
    let opened = open(&ctx, &**call.state.instance().operational(), &account)?;
    let register = &opened.view.register;
    let due = |due: &Due| DueRecord {
        record: named(register, &due.record),
        what: due.what,
        date: due.date.map(|date| date.to_string()),
        days: due.days,
    };
    let inbox = &opened.inbox;
    let waits = Waits {
        count: inbox.count(),
        due: inbox.due.iter().map(due).collect(),
        decisions: inbox
            .decisions
            .iter()
            .map(|waiting| Decision {
                record: named(register, &waiting.record),
                step: waiting.step,
                to: waiting.to,
                by_name: waiting.by_name,
            })
            .collect(),
        more_decisions: inbox.more_decisions,
        tasks: inbox.tasks.iter().map(due).collect(),
        mentions: inbox
            .mentions
            .iter()
            .map(|mentioned| MentionOf {
                id: mentioned.mention.record.show(register.kinds()),
                index: mentioned.mention.index,
                actor: mentioned.mention.by.to_string(),
                recorded: moment(mentioned.mention.at),
                unread: mentioned.unread,
            })
            .collect(),
        changed: opened
            .changed
            .iter()
            .map(|changed| named(register, &changed.record))
            .collect(),
    };
    Ok(Reply::json(&waits)?.at(register.size()))
}
