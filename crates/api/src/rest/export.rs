//! Exactly a list, as a file.

use axum::http::header;
use probity_app::operations::export::{Export, Format, export};
use probity_app::operations::issued::note_issued;
use probity_app::operations::list::list;
use probity_app::ports::operational::IssuedKind;

use super::call::Call;
use super::endpoint::{Access, Answer, AnswerHeader, Body, Content, Endpoint, Method, Parameter, Tag, of};
use super::form::Form;
use super::list::{ARCHIVED, FILTER, SEARCH, SORT, asked};
use super::record::AS_OF;
use super::reply::{Reply, disposition};
use crate::problem::{self as problems, Problem};

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/workspaces/{workspace}/kinds/{kind}/export",
    id: "exportRecords",
    tag: Tag::Kinds,
    summary: "Take records of a kind out as a file",
    about: "CSV and XLSX are for people: labels of choices, ids of links. NDJSON is for machines: every value as records carry it. Needs the right to export; that it left is noted.",
    access: Access::Token,
    query: &[
        Parameter::new(
            "format",
            Form::OneOf(&["csv", "xlsx", "ndjson"]),
            "What is written.",
        )
        .required()
        .example("csv"),
        Parameter::new(
            "columns",
            Form::Text,
            "Names of the columns, separated by commas; all when left out.",
        ),
        FILTER,
        SEARCH,
        SORT,
        ARCHIVED,
        AS_OF,
    ],
    headers: &[],
    body: Body::None,
    answers: &[Answer {
        status: 200,
        about: "The file.",
        content: &[
            Content {
                media: "text/csv; charset=utf-8",
                schema: Some(of::<String>),
            },
            Content {
                media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                schema: None,
            },
            Content {
                media: "application/x-ndjson",
                schema: None,
            },
        ],
        headers: &[AnswerHeader::ContentDisposition],
    }],
    problems: &[problems::DOES_NOT_FIT, problems::NOT_ALLOWED],
    run: take_out,
}];

fn take_out(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let (kind, decl) = call.kind()?;
    let format = call.parameter("format").and_then(Format::parse);
    let format = format.ok_or_else(|| Problem::malformed("the parameter `format` is missing"))?;
    let request = probity_app::operations::list::ListRequest {
        limit: usize::MAX,
        ..asked(call)?
    };
    let found = list(&ctx, &request)?;
    let columns = call.words("columns");
    let bytes = export(
        &ctx,
        &found.view,
        &Export {
            kind,
            records: &found.page.records,
            columns: &columns,
            format,
        },
    )?;
    let name = format!("{} as {}", decl.plural, format.extension());
    let operational = &**call.state.instance().operational();
    note_issued(&ctx, operational, IssuedKind::Export, &name)?;
    let file = format!("{}.{}", decl.name, format.extension());
    Ok(Reply::bytes(format.media_type(), bytes)
        .header(header::CONTENT_DISPOSITION, &disposition(&file))
        .at(found.view.register.size()))
}
