//! What one address declares, once: the router, the checks of requests and the description are made
//! from it, so none of them can drift from the others.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::call::Call;
use super::form::Form;
use super::reply::Reply;
use crate::problem::{self as problems, Problem, ProblemKind};

/// Makes a schema, naming shared ones.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What an address does.
pub type Run = fn(&Call<'_>) -> Result<Reply, Problem>;

/// The methods that are used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may call. Rights within a workspace are those of the caller's person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever has a token.
    Token,
}

/// A parameter of the query or a header of the request.
#[derive(Debug)]
pub struct Parameter {
    /// As it is sent.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What it may be.
    pub form: Form,
    /// Whether it must be there.
    pub required: bool,
    /// One that works against the demo; may be empty.
    pub example: &'static str,
}

impl Parameter {
    /// A parameter that may be left out.
    pub const fn new(name: &'static str, form: Form, about: &'static str) -> Self {
        Self {
            name,
            about,
            form,
            required: false,
            example: "",
        }
    }

    /// With an example.
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// It must be there.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// What the body of a request is.
#[derive(Clone, Copy)]
pub enum Body {
    /// There is none.
    None,
    /// A JSON object.
    Json {
        schema: SchemaOf,
        example: &'static str,
        max_bytes: usize,
        /// Whether none stands for `{}`.
        optional: bool,
    },
    /// One JSON object on each line.
    Lines {
        schema: SchemaOf,
        example: &'static str,
        max_bytes: usize,
    },
    /// Any bytes, of any media type.
    Bytes { max_bytes: usize },
}

/// The most bytes of a JSON body, unless an address says otherwise.
pub const JSON_MAX_BYTES: usize = 4 * 1024 * 1024;

/// A JSON body of a type.
pub const fn json<T: JsonSchema>(example: &'static str) -> Body {
    Body::Json {
        schema: of::<T>,
        example,
        max_bytes: JSON_MAX_BYTES,
        optional: false,
    }
}

/// The schema of a type.
pub fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A form in which an answer can be sent.
#[derive(Clone, Copy)]
pub struct Content {
    /// The media type.
    pub media: &'static str,
    /// Its schema; none for bytes.
    pub schema: Option<SchemaOf>,
}

/// An answer that is no problem.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// What it means.
    pub about: &'static str,
    /// The forms that can be asked for; the first unless `Accept` says otherwise. None for no body.
    pub content: &'static [Content],
    /// Headers beside those that every answer has.
    pub headers: &'static [AnswerHeader],
}

/// A header of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerHeader {
    /// The revision of the record.
    ETag,
    /// Where what was made is found.
    Location,
    /// The next page.
    Link,
    /// How the file is called.
    ContentDisposition,
    /// Whether the answer can be kept.
    CacheControl,
}

/// JSON of a type.
pub const fn json_content<T: JsonSchema>() -> Content {
    Content {
        media: "application/json",
        schema: Some(of::<T>),
    }
}

/// One address and method.
pub struct Endpoint {
    pub method: Method,
    /// Below `/api/v1`; `{name}` is one part, `{*name}` all that is left.
    pub path: &'static str,
    /// Names it in clients that are made from the description.
    pub id: &'static str,
    pub tag: Tag,
    pub summary: &'static str,
    /// What the summary does not say; may be empty.
    pub about: &'static str,
    pub access: Access,
    pub query: &'static [Parameter],
    pub headers: &'static [&'static Parameter],
    pub body: Body,
    pub answers: &'static [Answer],
    /// Beside those that follow from the rest of the declaration.
    pub problems: &'static [&'static ProblemKind],
    pub run: Run,
}

/// Addresses that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    Description,
    Server,
    Kinds,
    Records,
    Bulk,
    Files,
    Imports,
    Views,
    Ledger,
    Operations,
}

impl Tag {
    /// All of them in the order of the description.
    pub const ALL: [Self; 10] = [
        Self::Description,
        Self::Server,
        Self::Kinds,
        Self::Records,
        Self::Bulk,
        Self::Files,
        Self::Imports,
        Self::Views,
        Self::Ledger,
        Self::Operations,
    ];

    /// Its name and what stands under it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Description => ("Description", "This description itself."),
            Self::Server => ("Server", "Who calls, tokens, accounts and workspaces."),
            Self::Kinds => ("Kinds", "What kinds of records there are, and lists of them."),
            Self::Records => (
                "Records",
                "One record: read, change, link, tell its history, prove it.",
            ),
            Self::Bulk => ("Bulk", "Many changes at once, one on each line."),
            Self::Files => ("Files", "Files that records refer to."),
            Self::Imports => (
                "Imports",
                "Lists brought in: look, correct the mapping, try, run, undo.",
            ),
            Self::Views => ("Views", "Filters, sorts and columns that somebody kept."),
            Self::Ledger => (
                "Ledger",
                "For outside verifiers: checkpoint, tiles and entries in the layout of C2SP tlog-tiles. Needs a token of somebody who may read the ledger (administrators, AIMS managers, auditors).",
            ),
            Self::Operations => (
                "Operations",
                "What the command line sends: one address for each, with one request and one answer.",
            ),
        }
    }
}

impl Endpoint {
    /// Whether it lies in a workspace.
    pub fn in_workspace(&self) -> bool {
        self.path.starts_with("/workspaces/{workspace}")
    }

    /// The path as descriptions write it: every part in braces alike.
    pub fn template(&self) -> String {
        self.path.replace("{*", "{")
    }

    /// The names in braces, in order.
    pub fn path_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .map(|name| name.trim_start_matches('*'))
    }

    /// Whether it takes this header.
    pub fn takes(&self, header: &Parameter) -> bool {
        self.headers.iter().any(|known| known.name == header.name)
    }

    /// Every problem it can answer with, sorted by status, each once.
    pub fn all_problems(&self) -> Vec<&'static ProblemKind> {
        let mut all: Vec<&'static ProblemKind> = self.problems.to_vec();
        all.push(problems::NOT_UNDERSTOOD);
        all.push(problems::BROKEN);
        if self.access == Access::Token {
            all.push(problems::UNKNOWN_CALLER);
        }
        if self.in_workspace() {
            all.extend([problems::NOT_FOUND, problems::NOT_CAUGHT_UP]);
        }
        if self.answers.iter().any(|answer| !answer.content.is_empty()) {
            all.push(problems::NOT_ACCEPTABLE);
        }
        match self.body {
            Body::None => {}
            Body::Bytes { .. } => all.extend([problems::TOO_LARGE, problems::DOES_NOT_FIT]),
            _ => all.extend([
                problems::TOO_LARGE,
                problems::UNKNOWN_FORM,
                problems::DOES_NOT_FIT,
            ]),
        }
        if self.method != Method::Get && self.access == Access::Token {
            all.extend([
                problems::NOT_ALLOWED,
                problems::NOT_NOW,
                problems::DOES_NOT_FIT,
                problems::NO_SPACE,
            ]);
        }
        if self.takes(&super::form::IF_MATCH) {
            all.extend([problems::STALE, problems::IF_MATCH_REQUIRED]);
        }
        all.sort_by_key(|kind| (kind.status, kind.slug));
        all.dedup_by_key(|kind| kind.slug);
        all
    }
}
