//! The description of the API, OpenAPI 3.1, made from the list of addresses and the kinds of records.
//!
//! It is put together as JSON values. The schemas come as JSON from the types that are sent (schemars)
//! and from [`probity_core::KindDecl`], in the dialect of OpenAPI 3.1 (JSON Schema 2020-12); builder types
//! of a library have another model of schemas, and everything would be said twice.

mod components;
mod kinds;
mod paths;
pub(crate) mod reports;

use std::sync::LazyLock;

use probity_app::ports::BlobHash;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde::Serialize as _;
use serde_json::{Map, Value as Json, json};

use crate::rest;
use crate::rest::endpoint::Tag;
use components::Shared;

static TEXT: LazyLock<(String, String)> = LazyLock::new(|| {
    let text = written();
    let sum = BlobHash::of(text.as_bytes())
        .to_string()
        .chars()
        .take(16)
        .collect();
    (text, sum)
});

static PARSED: LazyLock<Json> = LazyLock::new(document);

/// The description, made once.
pub(crate) fn parsed() -> &'static Json {
    &PARSED
}

/// The description as it is served, and a sum of it.
pub(crate) fn text() -> (&'static str, &'static str) {
    (&TEXT.0, &TEXT.1)
}

/// The description as text: a line for each member, so that a change is seen, and little space before it.
pub fn written() -> String {
    let mut text = Vec::new();
    let form = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut writer = serde_json::Serializer::with_formatter(&mut text, form);
    // Writing to memory does not fail.
    let _ = document().serialize(&mut writer);
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

const ABOUT: &str = "Everything that the pages of Probity can do, for programs.\n\n\
Every request carries a token: `Authorization: Bearer TOKEN`. A token only says who calls; what the caller sees and may do is what their person in the workspace may, and what they may not see is not found and not counted.\n\n\
Changes are durable before they are answered. `Idempotency-Key` makes them safe to repeat. A change of a record names the revision that was read, in `If-Match`. Every answer from a workspace tells in `Probity-Ledger-Size` how many entries it rests on; sent back, the header asks for a state at least as new.\n\n\
What is not done is a problem (RFC 9457). Its `type` is the address of an explanation.";

/// The description.
pub fn document() -> Json {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = SchemaGenerator::new(settings);
    let mut shared = Shared::default();
    let mut all: Map<String, Json> = Map::new();
    for endpoint in rest::endpoints() {
        let operation = paths::operation(&mut generator, &mut shared, endpoint);
        let item = all
            .entry(format!("/api/v1{}", endpoint.template()))
            .or_insert_with(|| json!({}));
        item[endpoint.method.as_str().to_lowercase()] = operation;
    }
    let mut schemas = generator.take_definitions(true);
    schemas.values_mut().for_each(plain);
    schemas.extend(kinds::schemas());
    let tags: Vec<Json> = Tag::ALL
        .iter()
        .map(|tag| {
            let (name, about) = tag.words();
            json!({"name": name, "description": about})
        })
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Probity",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "An AI management system on an append-only ledger.",
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The server that this description came from."}],
        "security": [{"bearer": []}],
        "tags": tags,
        "paths": all,
        "components": {
            "schemas": schemas,
            "parameters": shared.parameters(),
            "headers": components::headers(),
            "responses": components::problem_responses(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "`probity token create` makes one; so does `POST /api/v1/tokens`.",
                },
            },
        },
    })
}

/// The names of integer formats that say nothing to other languages, as bounds; the rest as it is.
fn plain(schema: &mut Json) {
    match schema {
        Json::Object(members) => {
            let max: Option<Json> = match members.get("format").and_then(Json::as_str) {
                Some("uint8") => Some(u8::MAX.into()),
                Some("uint16") => Some(u16::MAX.into()),
                Some("uint32") => Some(u32::MAX.into()),
                Some("uint64" | "uint") => Some(u64::MAX.into()),
                _ => None,
            };
            if let Some(max) = max {
                members.remove("format");
                members.entry("maximum").or_insert(max);
            }
            members.values_mut().for_each(plain);
        }
        Json::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}
