//! Records of one kind, a page at a time, and their counts by a field.

use axum::http::header;
use probity_app::operations::list::{List, ListRequest, list_in};
use probity_app::operations::pinned::{hold, view_at};
use probity_app::workspace::AsOf;
use probity_core::query::Archived;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::cursor::Cursor;
use super::endpoint::{Access, Answer, AnswerHeader, Body, Endpoint, Method, Parameter, Tag, json_content};
use super::form::Form;
use super::record::{AS_OF, FIELDS, Sent, field_names};
use super::reply::{Reply, encode};
use crate::problem::{self as problems, Problem};

/// Records on a page when nothing is said.
const LIMIT: usize = 50;
/// Records on a page at most.
const LIMIT_MAX: u64 = 500;

pub(super) const FILTER: Parameter = Parameter::new(
    "filter",
    Form::Text,
    "The filter language, such as `owner is missing and review_date before today`.",
)
.example("state is present");
pub(super) const SEARCH: Parameter =
    Parameter::new("search", Form::Text, "Words that must all occur in the record.");
pub(super) const SORT: Parameter = Parameter::new(
    "sort",
    Form::Text,
    "Names of columns separated by commas; a minus before one turns it round. Ties, and everything when left out, by id.",
)
.example("-updated");
pub(super) const ARCHIVED: Parameter = Parameter::new(
    "archived",
    Form::OneOf(&["exclude", "include", "only"]),
    "Records that were put away; left out unless this says otherwise.",
);
const FIELD: Parameter = Parameter::new(
    "field",
    Form::Text,
    "The field, or `state`, `phase`, `created`, `updated`, by which records are counted.",
)
.required()
.example("state");

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/kinds/{kind}/records",
        id: "listRecords",
        tag: Tag::Kinds,
        summary: "List records of a kind",
        about: "Pages fit each other while records change: each is read from the state that the first was read from. `next`, and the header `Link`, lead to the next page until there is none.",
        access: Access::Token,
        query: &[
            FILTER,
            SEARCH,
            SORT,
            ARCHIVED,
            AS_OF,
            FIELDS,
            Parameter::new(
                "limit",
                Form::Number(1, LIMIT_MAX),
                "Records on a page; 50 when left out.",
            ),
            Parameter::new(
                "cursor",
                Form::Text,
                "The `next` of the page before, with all other parameters as they were.",
            ),
        ],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "A page, and how many records there are in all.",
            content: &[json_content::<RecordPage>()],
            headers: &[AnswerHeader::Link],
        }],
        problems: &[problems::DOES_NOT_FIT],
        run: list_records,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/kinds/{kind}/facets",
        id: "countRecords",
        tag: Tag::Kinds,
        summary: "Count records of a kind by a field",
        about: "States and choices come in the order of their declaration, others by count. A record with several values counts under each.",
        access: Access::Token,
        query: &[FIELD, FILTER, SEARCH, ARCHIVED, AS_OF],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The counts.",
            content: &[json_content::<Counts>()],
            headers: &[],
        }],
        problems: &[problems::DOES_NOT_FIT],
        run: count,
    },
];

/// A page of records.
#[derive(Debug, Serialize, JsonSchema)]
struct RecordPage {
    /// Name of the kind.
    kind: &'static str,
    /// How many records there are in all, exactly.
    total: usize,
    /// Entries in the ledger that the list rests on; the same for all its pages.
    size: u64,
    /// Those of this page.
    #[schemars(schema_with = "records_schema")]
    records: Vec<Sent>,
    /// The `cursor` of the next page; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

fn records_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "array", "items": {"$ref": "#/components/schemas/Record"}})
}

/// Records counted by a field.
#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    /// Name of the kind.
    kind: &'static str,
    /// The field.
    field: String,
    /// How many records there are in all.
    total: usize,
    /// Entries in the ledger that the counts rest on.
    size: u64,
    /// The values.
    values: Vec<Count>,
}

/// How many records have a value.
#[derive(Debug, Serialize, JsonSchema)]
struct Count {
    /// For people.
    label: String,
    /// How many records.
    count: usize,
    /// The filter that keeps only these; left out for links to what the caller may not see.
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<String>,
}

/// What is asked for, in the words of the application.
pub(super) fn asked(call: &Call<'_>) -> Result<ListRequest, Problem> {
    let (kind, _) = call.kind()?;
    let text = |name| call.parameter(name).unwrap_or_default().to_owned();
    Ok(ListRequest {
        filter: text("filter"),
        search: text("search"),
        sort: text("sort"),
        archived: match call.parameter("archived") {
            Some("only") => Archived::Only,
            Some("include") => Archived::Include,
            _ => Archived::Hide,
        },
        as_of: call.as_of(),
        ..ListRequest::new(kind)
    })
}

fn list_records(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let (kind, decl) = call.kind()?;
    let mut request = asked(call)?;
    request.limit = call.number("limit").unwrap_or(LIMIT);
    // Everything but the limit, which may change from page to page.
    let description = format!(
        "{}\n{:?}",
        decl.name,
        ListRequest {
            limit: 0,
            ..request.clone()
        }
    );
    let (view, today) = match call.parameter("cursor") {
        None => {
            let today = match request.as_of {
                AsOf::Now => ctx.workspace.today(),
                AsOf::Day(day) => day,
            };
            (ctx.workspace.as_of(request.as_of)?, today)
        }
        Some(cursor) => {
            let cursor = Cursor::read(cursor, &description)?;
            request.offset = cursor.offset;
            let view = view_at(&ctx, cursor.size)?;
            (view, cursor.today)
        }
    };
    request.as_of = AsOf::Day(today);
    let list = list_in(&ctx, view, &request)?;
    let register = &list.view.register;
    let fields = field_names(register, kind, call.words("fields"))?;
    let end = request.offset + list.page.records.len();
    let next = (end < list.page.total).then(|| {
        hold(&ctx, &list.view);
        let cursor = Cursor {
            size: register.size(),
            offset: end,
            today,
        };
        cursor.write(&description)
    });
    let records = list.page.records.iter();
    let page = RecordPage {
        kind: decl.name,
        total: list.page.total,
        size: register.size(),
        records: records
            .map(|record| Sent::of(register, &list.visibility, record, &fields))
            .collect(),
        next: next.clone(),
    };
    let reply = Reply::json(&page)?.at(register.size());
    Ok(match next {
        Some(next) => reply.header(header::LINK, &link(call, &next)),
        None => reply,
    })
}

/// RFC 8288.
fn link(call: &Call<'_>, next: &str) -> String {
    let others = call.query.iter().filter(|(name, _)| name != "cursor");
    let query: Vec<String> = others
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .chain([format!("cursor={next}")])
        .collect();
    format!(
        "</api/v1/workspaces/{}/kinds/{}/records?{}>; rel=\"next\"",
        call.workspace,
        call.part("kind"),
        query.join("&")
    )
}

fn count(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let (_, decl) = call.kind()?;
    let request = ListRequest {
        limit: 0,
        ..asked(call)?
    };
    let field = call.parameter("field").unwrap_or_default();
    let list: List = list_in(&ctx, ctx.workspace.as_of(request.as_of)?, &request)?;
    let values = list.facets(field)?.into_iter().map(|facet| Count {
        label: facet.label,
        count: facet.count,
        filter: facet.filter.map(|filter| filter.to_string()),
    });
    let counts = Counts {
        kind: decl.name,
        field: field.to_owned(),
        total: list.page.total,
        size: list.view.register.size(),
        values: values.collect(),
    };
    Ok(Reply::json(&counts)?.at(counts.size))
}
