//! What several addresses share: parameters, headers, and the answers that are problems.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::problem::PROBLEMS;
use crate::rest::endpoint::AnswerHeader;
use crate::rest::form::{Form, LEDGER_SIZE};

/// Parameters that were described before, by what they say.
#[derive(Default)]
pub(super) struct Shared {
    names: BTreeMap<String, String>,
    parameters: Map<String, Json>,
}

impl Shared {
    /// A reference to a parameter, which is described once.
    pub fn parameter(&mut self, name: &str, parameter: Json) -> Json {
        let said = parameter.to_string();
        let known = self.names.entry(said).or_insert_with(|| {
            let base: String = name
                .split(['-', '_'])
                .map(|word| {
                    let (first, rest) = word.split_at(word.len().min(1));
                    first.to_uppercase() + rest
                })
                .collect();
            let taken = |name: &String| self.parameters.contains_key(name);
            let free = std::iter::once(base.clone())
                .chain((2..).map(|number| format!("{base}{number}")))
                .find(|name| !taken(name))
                .unwrap_or(base);
            self.parameters.insert(free.clone(), parameter);
            free
        });
        json!({"$ref": format!("#/components/parameters/{known}")})
    }

    /// All of them by name.
    pub fn parameters(self) -> Map<String, Json> {
        self.parameters
    }
}

/// Headers of answers.
pub(super) fn headers() -> Json {
    let text = |about: &str| json!({"description": about, "schema": {"type": "string"}});
    json!({
        "LedgerSize": {
            "description": "Entries in the ledger that the answer rests on.",
            "schema": LEDGER_SIZE.form.schema(),
        },
        "ETag": {
            "description": "The revision of the record, for `If-Match`.",
            "schema": Form::Tags.schema(),
        },
        "Location": text("Where what was made is found."),
        "Link": text("The next page, `rel=\"next\"` (RFC 8288); left out on the last."),
        "ContentDisposition": text("What the file is called (RFC 6266)."),
        "CacheControl": text("Full tiles never change and can be kept."),
        "WwwAuthenticate": text("That a bearer token is needed (RFC 6750)."),
        "RetryAfter": text("After how many seconds to try again, where that helps."),
    })
}

/// The reference to a header of an answer, with its name.
pub(super) fn header(header: AnswerHeader) -> (&'static str, Json) {
    let (name, component) = match header {
        AnswerHeader::ETag => ("ETag", "ETag"),
        AnswerHeader::Location => ("Location", "Location"),
        AnswerHeader::Link => ("Link", "Link"),
        AnswerHeader::ContentDisposition => ("Content-Disposition", "ContentDisposition"),
        AnswerHeader::CacheControl => ("Cache-Control", "CacheControl"),
    };
    (name, json!({"$ref": format!("#/components/headers/{component}")}))
}

/// One answer for each status of problems, with all kinds of problems that have it.
pub(super) fn problem_responses() -> Map<String, Json> {
    let mut by_status: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for kind in PROBLEMS {
        by_status
            .entry(kind.status)
            .or_default()
            .push(format!("`/problems/{}`: {}", kind.slug, kind.explanation));
    }
    let too_long = TOO_LONG.map(|status| {
        let what = if status == 414 { "address" } else { "headers" };
        let words = format!("The {what} of the request took more room than is read; there is no body.");
        (problem_response(status), json!({"description": words}))
    });
    by_status
        .into_iter()
        .map(|(status, words)| {
            let mut response = json!({
                "description": words.join("\n\n"),
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            });
            let (name, component) = match status {
                401 => ("WWW-Authenticate", "WwwAuthenticate"),
                409 => ("Retry-After", "RetryAfter"),
                _ => return (problem_response(status), response),
            };
            response["headers"] = json!({name: {"$ref": format!("#/components/headers/{component}")}});
            (problem_response(status), response)
        })
        .chain(too_long)
        .collect()
}

/// What is answered before a request is read as one: its address, or all its headers, are longer than
/// 64 KiB or so.
pub(super) const TOO_LONG: [u16; 2] = [414, 431];

/// The name of the answer of a status.
pub(super) fn problem_response(status: u16) -> String {
    format!("Problem{status}")
}
