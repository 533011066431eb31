//! A list brought in: kept aside, looked at, its mapping corrected, tried, run, and taken back.

use probity_app::operations::import::{ImportOptions, Mapping};
use probity_app::operations::staged_import::{self, Preview, keep, preview, remap, reread, stage};
use probity_app::operations::undo_import::undo_import;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::call::Call;
use super::endpoint::{
    Access, Answer, AnswerHeader, Body, Content, Endpoint, JSON_MAX_BYTES, Method, Parameter, Tag,
    json_content, of,
};
use super::form::{Form, IDEMPOTENCY_KEY};
use super::reply::Reply;
use crate::openapi::reports;
use crate::problem::Problem;

/// The largest list, in bytes.
const LIST_MAX_BYTES: usize = 100 * 1024 * 1024;

const LOOK: &[Content] = &[json_content::<Look>()];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/imports",
        id: "stageImport",
        tag: Tag::Imports,
        summary: "Bring a list",
        about: "CSV, XLSX or JSON, at most 100 MiB. It is kept for a day, and nothing of it is in the ledger before it is run. The answer proposes how its columns are read.",
        access: Access::Token,
        query: &[
            Parameter::new(
                "name",
                Form::Text,
                "What the file is called; its ending and its words tell the source.",
            )
            .required()
            .example("inventory.csv"),
            Parameter::new(
                "kind",
                Form::Text,
                "What a row is: `system`, which gives an AI system and its use case, or any other kind.",
            ),
            Parameter::new(
                "sheet",
                Form::Text,
                "The sheet to read, for a workbook of several.",
            ),
        ],
        headers: &[],
        body: Body::Bytes {
            max_bytes: LIST_MAX_BYTES,
        },
        answers: &[Answer {
            status: 201,
            about: "The list is kept aside.",
            content: LOOK,
            headers: &[AnswerHeader::Location],
        }],
        problems: &[],
        run: bring,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/imports/{import}",
        id: "previewImport",
        tag: Tag::Imports,
        summary: "Try a list: what running it would do",
        about: "A dry run, row by row. Nothing is written.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "What would become of it.",
            content: LOOK,
            headers: &[],
        }],
        problems: &[crate::problem::DOES_NOT_FIT, crate::problem::NOT_ALLOWED],
        run: look,
    },
    Endpoint {
        method: Method::Put,
        path: "/workspaces/{workspace}/imports/{import}/mapping",
        id: "mapImport",
        tag: Tag::Imports,
        summary: "Correct how the columns of a list are read",
        about: "The mapping as a whole, as the answer before gave it and as it was corrected.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::Json {
            schema: reports::mapping,
            example: r#"{"source": "inventory", "columns": [{"header": "Name", "target": "use_case.name"}]}"#,
            max_bytes: JSON_MAX_BYTES,
            optional: false,
        },
        answers: &[Answer {
            status: 200,
            about: "What would become of it now.",
            content: LOOK,
            headers: &[],
        }],
        problems: &[],
        run: correct,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/imports/{import}/run",
        id: "runImport",
        tag: Tag::Imports,
        summary: "Run an import",
        about: "One change of the ledger. With refused rows nothing is written, unless `partial` says to bring in the others.",
        access: Access::Token,
        query: &[],
        headers: &[&IDEMPOTENCY_KEY],
        body: Body::Json {
            schema: of::<Options>,
            example: r#"{"partial": true}"#,
            max_bytes: JSON_MAX_BYTES,
            optional: true,
        },
        answers: &[Answer {
            status: 200,
            about: "What it did; `written` is false when nothing was.",
            content: &[Content {
                media: "application/json",
                schema: Some(reports::import_report),
            }],
            headers: &[],
        }],
        problems: &[],
        run: run_import,
    },
    Endpoint {
        method: Method::Delete,
        path: "/workspaces/{workspace}/imports/{import}",
        id: "dropImport",
        tag: Tag::Imports,
        summary: "Drop a list that was not run",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 204,
            about: "It is gone.",
            content: &[],
            headers: &[],
        }],
        problems: &[],
        run: forget,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/imports/{import}/undo",
        id: "undoImport",
        tag: Tag::Imports,
        summary: "Take an import back",
        about: "Of an import that was run, by the id of its own record, `IPT-3`. What it made is put away, what it changed gets its old values back, and what somebody has touched since stays and is told.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "What was taken back.",
            content: &[Content {
                media: "application/json",
                schema: Some(reports::undone),
            }],
            headers: &[],
        }],
        problems: &[],
        run: undo,
    },
];

/// A list that is kept aside, looked at through its mapping.
#[derive(Debug, Serialize, JsonSchema)]
struct Look {
    /// Its id.
    id: String,
    /// What the file is called.
    file: String,
    /// When it was brought. It goes a day later.
    created: String,
    /// Its sheets, for a workbook of several.
    sheets: Vec<String>,
    /// Its columns.
    columns: Vec<ListColumn>,
    /// What was noticed while reading.
    notes: Vec<String>,
    /// What running it would do, with the mapping that would be used.
    #[schemars(schema_with = "report")]
    report: Json,
}

/// A column of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ImportColumn")]
struct ListColumn {
    /// Its letter.
    letter: String,
    /// Its header.
    header: String,
    /// How many rows say something in it.
    filled: usize,
    /// Its different values with their counts, the commonest first; at most 60.
    values: Vec<(String, usize)>,
}

/// How an import is run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ImportOptions")]
struct Options {
    /// Bring in the good rows although others are refused.
    #[serde(default)]
    partial: bool,
}

fn report(generator: &mut SchemaGenerator) -> Schema {
    reports::import_report(generator)
}

fn bring(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let scope = call.scope()?;
    let (operational, account) = (&**call.state.instance().operational(), scope.account());
    let name = call.parameter("name").unwrap_or_default();
    let id = stage(&ctx, operational, &account, name, call.body)?;
    let (kind, sheet) = (call.parameter("kind"), call.parameter("sheet"));
    if kind.is_some() || sheet.is_some() {
        let kind = kind.unwrap_or("system");
        if let Err(error) = reread(&ctx, operational, &account, &id, kind, sheet) {
            // What cannot be read as asked is not kept.
            let _ = operational.delete_staging(&id);
            return Err(error.into());
        }
    }
    let place = format!("/api/v1/workspaces/{}/imports/{id}", call.workspace);
    Ok(answer(call, &id)?.created(&place))
}

fn look(call: &Call<'_>) -> Result<Reply, Problem> {
    answer(call, call.part("import"))
}

fn answer(call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let account = call.scope()?.account();
    let found: Preview = preview(&ctx, &**call.state.instance().operational(), &account, id)?;
    let columns = found.columns.into_iter().map(|column| ListColumn {
        letter: column.letter,
        header: column.header,
        filled: column.filled,
        values: column.values,
    });
    Reply::json(&Look {
        id: found.staging.id,
        file: found.staging.file_name,
        created: found.staging.created.to_string(),
        sheets: found.sheets,
        columns: columns.collect(),
        notes: found.notes,
        report: serde_json::to_value(&found.report)
            .map_err(|error| probity_app::AppError::Internal(error.to_string()))?,
    })
}

fn correct(call: &Call<'_>) -> Result<Reply, Problem> {
    let mapping: Mapping = call.json()?;
    let account = call.scope()?.account();
    let operational = &**call.state.instance().operational();
    remap(&call.ctx()?, operational, &account, call.part("import"), &mapping)?;
    look(call)
}

fn run_import(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Options = call.json()?;
    let ctx = call.ctx()?;
    let account = call.scope()?.account();
    let report = keep(
        &ctx,
        &**call.state.instance().operational(),
        &account,
        call.part("import"),
        ImportOptions {
            partial: asked.partial,
        },
        &mut |_| (),
    )?;
    Ok(Reply::json(&report)?.at(ctx.view().register.size()))
}

fn forget(call: &Call<'_>) -> Result<Reply, Problem> {
    let operational = &**call.state.instance().operational();
    let id = call.part("import");
    // Only who brought it knows of it.
    staged_import::size(&call.ctx()?, operational, &call.scope()?.account(), id)?;
    operational.delete_staging(id).map_err(super::call::failed)?;
    Ok(Reply::empty(204))
}

fn undo(call: &Call<'_>) -> Result<Reply, Problem> {
    let undone = undo_import(&call.ctx()?, call.part("import"))?;
    Ok(Reply::json(&undone)?.at(undone.size))
}
