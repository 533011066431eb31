//! Many changes at once: one JSON object on each line, one line of report for each.

use probity_app::operations::record::record;
use probity_app::ports::BlobHash;
use probity_app::workspace::AsOf;
use probity_app::{AppError, CommandId, Ctx, Done};
use probity_core::patch::Patch;
use probity_core::rules::{Command, Refusal};
use probity_core::{KindId, RecordId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::call::{Call, object};
use super::changes::{Movement, Revision};
use super::endpoint::{Access, Answer, Body, Content, Endpoint, Method, Parameter, Tag, of};
use super::form::{Form, IDEMPOTENCY_KEY};
use super::record::create_command;
use super::reply::Reply;
use crate::operations::submit;
use crate::problem::{self as problems, Problem};

/// The most lines of a request.
const LINES_MAX: usize = 10_000;
/// The most bytes of a request.
const BULK_MAX_BYTES: usize = 64 * 1024 * 1024;

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Post,
    path: "/workspaces/{workspace}/bulk",
    id: "changeInBulk",
    tag: Tag::Bulk,
    summary: "Make, change, move, put away and remark on many records",
    about: "One JSON object on each line, at most 10,000 lines. All lines are one change of the ledger, all or nothing, and a link may name a record that an earlier line makes: `new:0` for the first line. With `atomic=false` every line is a change of its own, lines that are refused leave the others alone, and the report says which.",
    access: Access::Token,
    query: &[Parameter::new(
        "atomic",
        Form::Flag,
        "Whether all lines are one change, all or nothing; so when left out.",
    )],
    headers: &[&IDEMPOTENCY_KEY],
    body: Body::Lines {
        schema: of::<Line>,
        example: "{\"op\": \"create\", \"kind\": \"vendor\", \"fields\": {\"name\": \"Ebb Ltd\"}}\n{\"op\": \"comment\", \"id\": \"new:0\", \"text\": \"Found in the expenses of March.\"}\n",
        max_bytes: BULK_MAX_BYTES,
    },
    answers: &[Answer {
        status: 200,
        about: "A report of each line, in the same order.",
        content: &[Content {
            media: "application/x-ndjson",
            schema: Some(of::<Outcome>),
        }],
        headers: &[],
    }],
    problems: &[],
    run: bulk,
}];

/// What one line asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    /// Make a record.
    Create {
        /// Name of the kind.
        kind: String,
        /// Its fields.
        fields: Map<String, Json>,
        /// Its state, where it is not new to the organisation.
        #[serde(default)]
        state: Option<String>,
        /// The day on which it is stated to have happened.
        #[serde(default)]
        stated: Option<String>,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Change fields and links.
    Revise {
        /// The record.
        id: String,
        /// The revision that was seen; whatever is there when left out.
        #[serde(default)]
        revision: Option<u32>,
        /// The change.
        change: Revision,
    },
    /// Move to another state.
    Move {
        /// The record.
        id: String,
        /// The revision that was seen; whatever is there when left out.
        #[serde(default)]
        revision: Option<u32>,
        /// The move.
        change: Movement,
    },
    /// Put away.
    Archive {
        /// The record.
        id: String,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Bring back.
    Restore {
        /// The record.
        id: String,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Remark on a record.
    Comment {
        /// The record.
        id: String,
        /// What is remarked.
        text: String,
    },
    /// Make duplicates one.
    Merge {
        /// The record that stays.
        id: String,
        /// The records that go.
        absorb: Vec<String>,
    },
}

/// What became of one line.
#[derive(Debug, Serialize, JsonSchema)]
struct Outcome {
    /// The line, from 1; empty lines count.
    line: usize,
    /// Whether it was done.
    done: bool,
    /// The record it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Entries in the ledger after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// What was recorded although the rules would have had it otherwise.
    warnings: Vec<String>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

fn bulk(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let lines: Vec<(usize, &[u8])> = call
        .body
        .split(|byte| *byte == b'\n')
        .enumerate()
        .map(|(place, line)| (place + 1, line.trim_ascii()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    if lines.is_empty() || lines.len() > LINES_MAX {
        return Err(Problem::of(
            problems::DOES_NOT_FIT,
            format!(
                "{} lines, where 1 to {LINES_MAX} can be sent at once",
                lines.len()
            ),
        ));
    }
    let outcomes = match call.parameter("atomic") {
        Some("false") => one_by_one(call, &ctx, &lines)?,
        _ => all_at_once(call, &ctx, &lines)?,
    };
    let mut out = Vec::new();
    for outcome in &outcomes {
        serde_json::to_writer(&mut out, outcome).map_err(|error| AppError::Internal(error.to_string()))?;
        out.push(b'\n');
    }
    let size = outcomes.iter().filter_map(|outcome| outcome.size).max();
    let reply = Reply::bytes("application/x-ndjson", out);
    Ok(match size {
        Some(size) => reply.at(size),
        None => reply,
    })
}

/// One batch. A problem names the line, and nothing was done.
fn all_at_once(call: &Call<'_>, ctx: &Ctx, lines: &[(usize, &[u8])]) -> Result<Vec<Outcome>, Problem> {
    let mut kinds: Vec<Option<KindId>> = Vec::with_capacity(lines.len());
    let mut commands = Vec::with_capacity(lines.len());
    for (line, text) in lines {
        let (kind, command) = read(ctx, text, &kinds).map_err(|problem| at_line(problem, *line))?;
        kinds.push(kind);
        commands.push(command);
    }
    let done: Done = submit(&call.scope()?, ctx, Command::Batch(commands)).map_err(|error| {
        let problem = Problem::from(error);
        match problem.item.and_then(|item| lines.get(item)) {
            Some((line, _)) => at_line(problem, *line),
            None => problem,
        }
    })?;
    let kinds = probity_core::kind::Kinds::built_in();
    // A repeated batch knows the records of its entries: those of the lines where each made one.
    let subjects = match done.repeated && done.subjects.len() != lines.len() {
        true => Vec::new(),
        false => done.subjects,
    };
    let outcome = |(place, (line, _)): (usize, &(usize, &[u8]))| Outcome {
        line: *line,
        done: true,
        id: subjects.get(place).map(|id: &RecordId| id.show(kinds)),
        size: Some(done.size),
        warnings: Vec::new(),
        problem: None,
    };
    let mut outcomes: Vec<Outcome> = lines.iter().enumerate().map(outcome).collect();
    if let Some(last) = outcomes.last_mut() {
        last.warnings = done.warnings;
    }
    Ok(outcomes)
}

/// Every line a command of its own, under an id that follows from the id of the request.
fn one_by_one(call: &Call<'_>, ctx: &Ctx, lines: &[(usize, &[u8])]) -> Result<Vec<Outcome>, Problem> {
    let scope = call.scope()?;
    let key = ctx
        .command_id
        .as_ref()
        .map(|key| BlobHash::of(key.as_str().as_bytes()).to_string());
    let mut outcomes = Vec::with_capacity(lines.len());
    for (line, text) in lines {
        let mut own = ctx.clone();
        own.command_id = key
            .as_ref()
            .and_then(|key| CommandId::new(format!("bulk-{key}-{line}")));
        let done = read(&own, text, &[])
            .and_then(|(_, command)| submit(&scope, &own, command).map_err(Problem::from));
        outcomes.push(match done {
            Ok(done) => Outcome {
                line: *line,
                done: true,
                id: done
                    .subjects
                    .first()
                    .map(|id| id.show(probity_core::kind::Kinds::built_in())),
                size: Some(done.size),
                warnings: done.warnings,
                problem: None,
            },
            Err(problem) => Outcome {
                line: *line,
                done: false,
                id: problem.record.as_deref().map(str::to_owned),
                size: None,
                warnings: Vec::new(),
                problem: Some(problem.with("line", Json::from(*line))),
            },
        });
    }
    Ok(outcomes)
}

fn at_line(problem: Problem, line: usize) -> Problem {
    let detail = format!("line {line}: {}", problem.detail);
    Problem { detail, ..problem }.with("line", Json::from(line))
}

/// The command of a line, with the kind of the record it speaks of. `kinds` are those of the lines before.
fn read(ctx: &Ctx, text: &[u8], kinds: &[Option<KindId>]) -> Result<(Option<KindId>, Command), Problem> {
    let kind_of = |id: &str| -> Result<KindId, Problem> {
        if let Some(place) = id.strip_prefix("new:") {
            let known = place.parse::<usize>().ok().and_then(|place| *kinds.get(place)?);
            return known.ok_or_else(|| Problem::from(AppError::Refused(Refusal::missing(id))));
        }
        // What the caller may not see is missing before anything else of the line is looked at.
        Ok(record(ctx, id, AsOf::Now)?.record.id.kind)
    };
    Ok(match object::<Line>(text)? {
        Line::Create {
            kind,
            fields,
            state,
            stated,
            reason,
        } => {
            let known = probity_core::kind::Kinds::built_in().by_name(&kind);
            let patch = Patch {
                state,
                stated,
                reason,
                ..Patch::default()
            };
            (known, create_command(ctx, kind, fields, patch)?)
        }
        Line::Revise { id, revision, change } => {
            let kind = kind_of(&id)?;
            (Some(kind), change.command(ctx, kind, &id, revision)?)
        }
        Line::Move { id, revision, change } => {
            let kind = kind_of(&id)?;
            (Some(kind), change.command(ctx, kind, &id, revision)?)
        }
        Line::Archive { id, reason } => (kind_of(&id).ok(), archive(id, true, reason)),
        Line::Restore { id, reason } => (kind_of(&id).ok(), archive(id, false, reason)),
        Line::Comment { id, text } => (kind_of(&id).ok(), Command::Comment { id, text }),
        Line::Merge { id, absorb } => (kind_of(&id).ok(), Command::Merge { keep: id, absorb }),
    })
}

fn archive(id: String, archived: bool, reason: Option<String>) -> Command {
    Command::Archive { id, archived, reason }
}
