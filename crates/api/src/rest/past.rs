//! What a record is linked with, and what happened to it.

use probity_app::operations::record::{Found, record};
use probity_core::kind::FieldType;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Tag, json_content};
use super::record::AS_OF;
use super::reply::Reply;
use crate::operations::{History, HistoryRequest, Operation as _, Told};
use crate::problem::Problem;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/records/{id}/links",
        id: "readLinks",
        tag: Tag::Records,
        summary: "Read what a record points at, and what points at it",
        about: "What the caller may not see is left out.",
        access: Access::Token,
        query: &[AS_OF],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The links.",
            content: &[json_content::<Links>()],
            headers: &[],
        }],
        problems: &[],
        run: links,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/records/{id}/history",
        id: "readHistory",
        tag: Tag::Records,
        summary: "Read what happened to a record",
        about: "Every entry of the ledger that speaks of it, oldest first, remarks too.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The history.",
            content: &[json_content::<Told>()],
            headers: &[],
        }],
        problems: &[],
        run: history,
    },
];

/// The links of a record.
#[derive(Debug, Serialize, JsonSchema)]
struct Links {
    /// The record.
    id: String,
    /// What it points at, in the order of its fields.
    out: Vec<LinkedRecord>,
    /// What points at it, by id.
    #[serde(rename = "in")]
    into: Vec<LinkedRecord>,
    /// Entries in the ledger that they rest on.
    size: u64,
}

/// The other end of a link.
#[derive(Debug, Serialize, JsonSchema)]
struct LinkedRecord {
    /// The field that points.
    field: String,
    /// What the link is called from the record that was asked for.
    label: String,
    /// The other record.
    id: String,
    /// Name of its kind.
    kind: &'static str,
    /// Its title.
    title: String,
    /// Code of its state, for kinds that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// Whether it is put away.
    archived: bool,
}

fn links(call: &Call<'_>) -> Result<Reply, Problem> {
    let found = record(&call.ctx()?, call.part("id"), call.as_of())?;
    let size = found.view.register.size();
    let links = Links {
        id: found.record.id.show(found.view.register.kinds()),
        out: links_out(&found),
        into: links_in(&found),
        size,
    };
    Ok(Reply::json(&links)?.at(size))
}

fn links_out(found: &Found) -> Vec<LinkedRecord> {
    let register = &found.view.register;
    let fields = register.fields(found.record.id.kind);
    let points = fields.iter().filter(|field| {
        matches!(
            field.field_type,
            FieldType::Reference(_) | FieldType::References(_)
        )
    });
    points
        .flat_map(|field| {
            let ids = found
                .record
                .get(field.key)
                .map_or(&[][..], |value| value.references());
            ids.iter()
                .filter_map(|id| found.target(*id))
                .map(|target| linked(found, target, field.name.clone(), field.label.clone()))
        })
        .collect()
}

fn links_in(found: &Found) -> Vec<LinkedRecord> {
    let register = &found.view.register;
    let link = |(source, key): (std::sync::Arc<probity_core::Record>, _)| {
        let (field, _) = register.name_and_type(source.id.kind, key);
        let label = register
            .decl(source.id)
            .field_of(key)
            .map_or("", |field| field.reverse);
        linked(found, &source, field, label.to_owned())
    };
    found.links_in().into_iter().map(link).collect()
}

fn linked(found: &Found, other: &probity_core::Record, field: String, label: String) -> LinkedRecord {
    let register = &found.view.register;
    LinkedRecord {
        field,
        label,
        id: other.id.show(register.kinds()),
        kind: register.decl(other.id).name,
        title: other.title().to_owned(),
        state: register.state_code(other),
        archived: other.archived,
    }
}

fn history(call: &Call<'_>) -> Result<Reply, Problem> {
    let _ = call.ctx()?;
    let request = HistoryRequest {
        id: call.part("id").to_owned(),
    };
    Reply::json(&History::run(&call.scope()?, request)?)
}
