//! Files of records.

use axum::http::header;
use probity_app::operations::files::{FILE_MAX_BYTES, NewFile, attach, file_by_hash, file_of};
use probity_app::operations::record::record;
use probity_app::workspace::AsOf;
use probity_core::value::FileReference;

use super::call::Call;
use super::endpoint::{Access, Answer, AnswerHeader, Body, Content, Endpoint, Method, Parameter, Tag};
use super::form::{Form, IDEMPOTENCY_KEY, IF_MATCH};
use super::record::{AS_OF, WRITTEN, written};
use super::reply::{Reply, disposition};
use super::stale::or_stale;
use crate::problem::Problem;

const BYTES: &str = "application/octet-stream";

const FILE: &[Answer] = &[Answer {
    status: 200,
    about: "The bytes of the file, for keeping.",
    content: &[Content {
        media: BYTES,
        schema: None,
    }],
    headers: &[AnswerHeader::ContentDisposition],
}];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Put,
        path: "/workspaces/{workspace}/records/{id}/files/{field}",
        id: "attachFile",
        tag: Tag::Files,
        summary: "Bring a file and let a field of a record refer to it",
        about: "Of evidence, the field is `file`. The body is the file as it is, at most 100 MiB, whatever `Content-Type` says. A file cannot be attached by its hash: knowing a hash opens no file.",
        access: Access::Token,
        query: &[Parameter::new("name", Form::Text, "What the file is called.")
            .required()
            .example("policy.pdf")],
        headers: &[&IF_MATCH, &IDEMPOTENCY_KEY],
        body: Body::Bytes {
            max_bytes: FILE_MAX_BYTES,
        },
        answers: &[Answer {
            status: 200,
            about: "The file is durable, and the record refers to it.",
            content: WRITTEN,
            headers: &[AnswerHeader::ETag],
        }],
        problems: &[],
        run: bring,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/records/{id}/files/{field}",
        id: "readFileOfRecord",
        tag: Tag::Files,
        summary: "Read the file of a field",
        about: "",
        access: Access::Token,
        query: &[AS_OF],
        headers: &[],
        body: Body::None,
        answers: FILE,
        problems: &[crate::problem::DOES_NOT_FIT],
        run: read_of_record,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/files/{sha256}",
        id: "readFile",
        tag: Tag::Files,
        summary: "Read a file by its hash",
        about: "For whoever sees a record that refers to it.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: FILE,
        problems: &[],
        run: read_by_hash,
    },
];

fn bring(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let found = record(&ctx, call.part("id"), AsOf::Now)?;
    let id = found.record.id.show(found.view.register.kinds());
    let seen = call.revision(Some(found.record.revision));
    let file = NewFile {
        id: &id,
        expected_revision: seen,
        field: call.part("field"),
        name: call.parameter("name").unwrap_or_default(),
        bytes: call.body,
    };
    let done = attach(&ctx, &file).map_err(|error| or_stale(&ctx, error, &id, seen))?;
    written(&ctx, done, Some(found.record.id))
}

fn read_of_record(call: &Call<'_>) -> Result<Reply, Problem> {
    let found = file_of(&call.ctx()?, call.part("id"), call.part("field"), call.as_of())?;
    Ok(sent(found))
}

fn read_by_hash(call: &Call<'_>) -> Result<Reply, Problem> {
    Ok(sent(file_by_hash(&call.ctx()?, call.part("sha256"))?))
}

fn sent((file, bytes): (FileReference, Vec<u8>)) -> Reply {
    Reply::bytes(BYTES, bytes).header(header::CONTENT_DISPOSITION, &disposition(&file.name))
}
