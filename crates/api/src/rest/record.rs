//! One record: read, and made.

use axum::http::header;
use probity_app::operations::record::record;
use probity_app::{Ctx, Done};
use probity_core::kind::Kinds;
use probity_core::patch::Patch;
use probity_core::register::{Register, Visibility};
use probity_core::rules::Command;
use probity_core::{Record, RecordId};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::call::{Call, failed};
use super::endpoint::{
    Access, Answer, AnswerHeader, Body, Content, Endpoint, JSON_MAX_BYTES, Method, Parameter, Tag,
    json_content,
};
use super::form::{Form, IDEMPOTENCY_KEY, IF_NONE_MATCH, Tags, read_tags};
use super::reply::Reply;
use super::values;
use crate::operations::row::{Reader, Row};
use crate::operations::submit;
use crate::problem::{self as problems, Problem};

/// The day that is looked at.
pub(super) const AS_OF: Parameter = Parameter::new(
    "as_of",
    Form::Day,
    "The state that was recorded by the end of this day, in the workspace's time zone; the newest when left out.",
);
/// The fields that are sent.
pub(super) const FIELDS: Parameter = Parameter::new(
    "fields",
    Form::Text,
    "Names of the fields to send, separated by commas; all when left out.",
);

pub(super) const RECORD: Content = Content {
    media: "application/json",
    schema: Some(record_schema),
};

/// What a change answers.
pub(super) const WRITTEN: &[Content] = &[json_content::<Written>()];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/records",
        id: "createRecord",
        tag: Tag::Records,
        summary: "Make a record",
        about: "Its id is given by the ledger and is never used again. What is required and missing does not refuse it: a record is saved with gaps, and the gaps are shown. Links to records that are made together need `bulk`.",
        access: Access::Token,
        query: &[],
        headers: &[&IDEMPOTENCY_KEY],
        body: Body::Json {
            schema: new_record_schema,
            example: r#"{"kind": "vendor", "fields": {"name": "Tide Ltd"}}"#,
            max_bytes: JSON_MAX_BYTES,
            optional: false,
        },
        answers: &[Answer {
            status: 201,
            about: "The record was made and is durable.",
            content: WRITTEN,
            headers: &[AnswerHeader::Location, AnswerHeader::ETag],
        }],
        problems: &[],
        run: create,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/records/{id}",
        id: "readRecord",
        tag: Tag::Records,
        summary: "Read a record",
        about: "The entity tag is its revision. Links to records that the caller may not see are left out.",
        access: Access::Token,
        query: &[AS_OF, FIELDS],
        headers: &[&IF_NONE_MATCH],
        body: Body::None,
        answers: &[
            Answer {
                status: 200,
                about: "The record.",
                content: &[RECORD],
                headers: &[AnswerHeader::ETag],
            },
            Answer {
                status: 304,
                about: "It is as `If-None-Match` says.",
                content: &[],
                headers: &[AnswerHeader::ETag],
            },
        ],
        problems: &[problems::DOES_NOT_FIT],
        run: read,
    },
];

/// A record that is to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRecord {
    kind: String,
    fields: Map<String, Json>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    stated: Option<String>,
    #[serde(default)]
    reason: Option<String>,
}

/// What became of a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Written {
    /// The record after it; left out when the caller no longer sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "record_schema")]
    record: Option<Sent>,
    /// Index of the first entry of the change in the ledger: what a proof is about.
    first: u64,
    /// Entries of the change; 0 when nothing had to change.
    count: u32,
    /// Entries in the ledger after it.
    size: u64,
    /// What was recorded although the rules would have had it otherwise.
    warnings: Vec<String>,
    /// True when this `Idempotency-Key` was carried out before; nothing happened now.
    repeated: bool,
    /// The id of the command in the ledger.
    command: String,
}

/// A record as it is sent.
#[derive(Debug, Serialize)]
pub(super) struct Sent {
    #[serde(flatten)]
    row: Row,
    /// Required fields that hold nothing.
    missing: Vec<String>,
}

impl Sent {
    /// With these fields only, or with all when none is named.
    pub fn of(register: &Register, visibility: &Visibility, record: &Record, fields: &[String]) -> Self {
        let reader = Reader { register, visibility };
        let mut row = reader.row(record);
        if !fields.is_empty() {
            row.fields.retain(|name, _| fields.contains(name));
        }
        let decl = register.decl(record.id);
        let missing = decl
            .fields
            .iter()
            .filter(|field| field.marks.required && register.value(record, field.name).is_none());
        Self {
            missing: missing.map(|field| field.name.to_owned()).collect(),
            row,
        }
    }
}

/// Any record; the kinds stand in the components.
pub(super) fn record_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"$ref": "#/components/schemas/Record"})
}

fn new_record_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"$ref": "#/components/schemas/NewRecord"})
}

/// The names of fields that a request names, as records carry them.
pub(super) fn field_names(
    register: &Register,
    kind: probity_core::KindId,
    names: Vec<String>,
) -> Result<Vec<String>, Problem> {
    let find = |name: String| match register.field(kind, &name) {
        Some(field) => Ok(field.name),
        None => {
            let singular = register.kinds().decl(kind).singular;
            let detail = format!("{singular} records have no field `{name}`: leave it out of `fields`");
            Err(Problem::of(problems::DOES_NOT_FIT, detail))
        }
    };
    names.into_iter().map(find).collect()
}

fn read(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let found = record(&ctx, call.part("id"), call.as_of())?;
    let register = &found.view.register;
    let revision = found.record.revision;
    let known = call.header(IF_NONE_MATCH.name).and_then(read_tags);
    let is_known = match known {
        None => false,
        Some(Tags::Any) => true,
        Some(Tags::These(tags)) => tags.iter().any(|(tag, _)| *tag == revision.to_string()),
    };
    if is_known {
        return Ok(Reply::empty(304).tag(revision).at(register.size()));
    }
    let fields = field_names(register, found.record.id.kind, call.words("fields"))?;
    let sent = Sent::of(register, &found.visibility, &found.record, &fields);
    Ok(Reply::json(&sent)?.tag(revision).at(register.size()))
}

fn create(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: NewRecord = call.json()?;
    let ctx = call.ctx()?;
    let command = create_command(
        &ctx,
        asked.kind,
        asked.fields,
        Patch {
            state: asked.state,
            stated: asked.stated,
            reason: asked.reason,
            ..Patch::default()
        },
    )?;
    let done = submit(&call.scope()?, &ctx, command)?;
    let made = done.subjects.first().copied();
    let place = made.map(|id| place_of(call, id));
    let reply = written(&ctx, done, made)?;
    Ok(match place {
        Some(place) => reply.status(201).header(header::LOCATION, &place),
        None => reply,
    })
}

/// The command that makes a record of fields as they are sent.
pub(super) fn create_command(
    ctx: &Ctx,
    kind: String,
    fields: Map<String, Json>,
    patch: Patch,
) -> Result<Command, Problem> {
    let kinds = Kinds::built_in();
    let id = kinds.by_name(&kind).ok_or_else(|| {
        let names: Vec<&str> = kinds.all().map(|(_, decl)| decl.name).collect();
        Problem::of(
            problems::DOES_NOT_FIT,
            format!(
                "there is no kind of record called `{kind}`: one of {}",
                names.join(", ")
            ),
        )
    })?;
    let set = values::read(&ctx.view().register, id, fields, values::Nulls::Refused)?;
    Ok(Command::Create {
        kind,
        patch: Patch { set, ..patch },
    })
}

fn place_of(call: &Call<'_>, id: RecordId) -> String {
    format!(
        "/api/v1/workspaces/{}/records/{}",
        call.workspace,
        id.show(Kinds::built_in())
    )
}

/// The answer to a change of a record: the record as it is after it, and for a repeated one as it was then.
pub(super) fn written(ctx: &Ctx, done: Done, id: Option<RecordId>) -> Result<Reply, Problem> {
    let view = match done.repeated {
        true => ctx.workspace.at_size(done.size).map_err(failed)?,
        false => ctx.view(),
    };
    let visibility = ctx.visibility(&view);
    let found = id.and_then(|id| view.register.get(id));
    let found = found.filter(|record| visibility.sees(&view.register, record));
    let answer = Written {
        record: found.map(|record| Sent::of(&view.register, &visibility, record, &[])),
        first: done.first,
        count: done.count,
        size: done.size,
        warnings: done.warnings,
        repeated: done.repeated,
        command: done.command_id,
    };
    let reply = Reply::json(&answer)?.at(done.size);
    Ok(match found {
        Some(record) => reply.tag(record.revision),
        None => reply,
    })
}
