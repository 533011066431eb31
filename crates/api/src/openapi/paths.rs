//! One address as the description tells it.

use probity_core::kind::Kinds;
use schemars::SchemaGenerator;
use serde_json::{Map, Value as Json, json};

use super::components::{self, Shared};
use crate::rest::endpoint::{Access, Answer, Body, Endpoint, Parameter};
use crate::rest::form::LEDGER_SIZE;
use crate::rest::values::id_pattern;

/// The names of workspaces; at most 40 characters.
const WORKSPACE_PATTERN: &str = "^[a-z](-?[a-z0-9])*$";

/// Where what an address made is read: operation, parameter, and place in the answer.
const LINKS: &[(&str, &str, &str, &str)] = &[
    ("createRecord", "readRecord", "id", "/record/id"),
    ("createRecord", "readHistory", "id", "/record/id"),
    ("createRecord", "proveRecord", "id", "/record/id"),
    ("stageImport", "previewImport", "import", "/id"),
    ("stageImport", "runImport", "import", "/id"),
    ("runImport", "undoImport", "import", "/import"),
    ("createView", "readView", "view", "/id"),
    ("createToken", "revokeToken", "name", "/name"),
];

/// The operation object.
pub(super) fn operation(generator: &mut SchemaGenerator, shared: &mut Shared, endpoint: &Endpoint) -> Json {
    let mut operation = json!({
        "operationId": endpoint.id,
        "tags": [endpoint.tag.words().0],
        "summary": endpoint.summary,
        "responses": responses(generator, endpoint),
    });
    if !endpoint.about.is_empty() {
        operation["description"] = json!(endpoint.about);
    }
    if endpoint.access == Access::Public {
        operation["security"] = json!([]);
    }
    let parameters = parameters(shared, endpoint);
    if !parameters.is_empty() {
        operation["parameters"] = Json::Array(parameters);
    }
    if let Some(body) = body(generator, endpoint) {
        operation["requestBody"] = body;
    }
    operation
}

fn parameters(shared: &mut Shared, endpoint: &Endpoint) -> Vec<Json> {
    let mut all: Vec<Json> = endpoint
        .path_names()
        .map(|name| shared.parameter(name, path_parameter(endpoint, name)))
        .collect();
    all.extend(
        endpoint
            .query
            .iter()
            .map(|parameter| shared.parameter(parameter.name, described("query", parameter))),
    );
    let size = endpoint.in_workspace().then_some(&LEDGER_SIZE);
    all.extend(
        endpoint
            .headers
            .iter()
            .copied()
            .chain(size)
            .map(|parameter| shared.parameter(parameter.name, described("header", parameter))),
    );
    all
}

fn described(place: &str, parameter: &Parameter) -> Json {
    let mut described = json!({
        "name": parameter.name,
        "in": place,
        "description": parameter.about,
        "schema": parameter.form.schema(),
    });
    if parameter.required {
        described["required"] = json!(true);
    }
    if !parameter.example.is_empty() {
        described["example"] = json!(parameter.example);
    }
    described
}

/// A part of a path. The examples are there in the demo.
fn path_parameter(endpoint: &Endpoint, name: &str) -> Json {
    let kinds = Kinds::built_in();
    let text = |pattern: &str| json!({"type": "string", "pattern": pattern});
    let (about, schema, example) = match name {
        "workspace" => (
            "The workspace: one organisation.",
            json!({"type": "string", "maxLength": 40, "pattern": WORKSPACE_PATTERN}),
            "main",
        ),
        "kind" => {
            let names: Vec<&str> = kinds.all().map(|(_, decl)| decl.name).collect();
            (
                "Name of the kind.",
                json!({"type": "string", "enum": names}),
                "use_case",
            )
        }
        "id" => {
            let prefixes: Vec<&str> = kinds.all().map(|(_, decl)| decl.prefix).collect();
            ("The record.", text(&id_pattern(&prefixes)), example_id(endpoint))
        }
        "field" => (
            "Name of the field.",
            text("^[A-Za-z][A-Za-z0-9_-]{0,99}$"),
            "file",
        ),
        "sha256" => (
            "SHA-256 of the file, lower-case hexadecimal.",
            text("^[0-9a-f]{64}$"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        "import" => (
            "The list that was brought; for `undo`, the record of the import.",
            text("^([0-9a-f]{32}|IPT-[1-9][0-9]{0,9})$"),
            "IPT-1",
        ),
        "index" => (
            "Place of the entry in the ledger, from 0.",
            json!({"type": "integer", "minimum": 0, "maximum": crate::rest::form::WHOLE_MAX}),
            "0",
        ),
        "level" => (
            "Level of the tile, 0 for hashes of entries.",
            json!({"type": "integer", "minimum": 0, "maximum": 7}),
            "0",
        ),
        "place" => (
            "Place of the tile in its level.",
            text("^(x[0-9]{3}/)*[0-9]{3}(\\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?$"),
            "000",
        ),
        "name" => (
            "Name of the token.",
            text("^[^/\\x00-\\x1f\\x7f]{1,100}$"),
            "nightly sync",
        ),
        "login" => ("The name to sign in with.", text("^[^\\s/]{1,100}$"), "admin"),
        "view" => ("The view.", text("^[0-9a-f]{16}$"), "0000000000000000"),
        _ => ("", json!({"type": "string"}), ""),
    };
    let example = match schema["type"].as_str() {
        Some("integer") => json!(0),
        _ => json!(example),
    };
    json!({
        "name": name,
        "in": "path",
        "required": true,
        "description": about,
        "schema": schema,
        "example": example,
    })
}

/// A record that the example of the address is about.
fn example_id(endpoint: &Endpoint) -> &'static str {
    if endpoint.path.contains("/files/") {
        "EVD-1"
    } else {
        "USE-1"
    }
}

fn body(generator: &mut SchemaGenerator, endpoint: &Endpoint) -> Option<Json> {
    let (media, content, required) = match endpoint.body {
        Body::None => return None,
        Body::Json {
            schema,
            example,
            optional,
            ..
        } => {
            let mut content = json!({"schema": schema(generator)});
            if let Ok(example) = serde_json::from_str::<Json>(example) {
                content["example"] = example;
            }
            ("application/json", content, !optional)
        }
        // OpenAPI 3.1 has no word for a sequence of documents: the schema is that of one line.
        Body::Lines { schema, example, .. } => {
            let content = json!({"schema": schema(generator), "example": example});
            ("application/x-ndjson", content, true)
        }
        Body::Bytes { .. } => ("application/octet-stream", json!({}), true),
    };
    Some(json!({"required": required, "content": {media: content}}))
}

fn responses(generator: &mut SchemaGenerator, endpoint: &Endpoint) -> Map<String, Json> {
    let mut all = Map::new();
    for answer in endpoint.answers {
        all.insert(answer.status.to_string(), response(generator, endpoint, answer));
    }
    for status in components::TOO_LONG {
        let name = components::problem_response(status);
        all.insert(
            status.to_string(),
            json!({"$ref": format!("#/components/responses/{name}")}),
        );
    }
    for kind in endpoint.all_problems() {
        let name = components::problem_response(kind.status);
        all.insert(
            kind.status.to_string(),
            json!({"$ref": format!("#/components/responses/{name}")}),
        );
    }
    all
}

fn response(generator: &mut SchemaGenerator, endpoint: &Endpoint, answer: &Answer) -> Json {
    let mut response = json!({"description": answer.about});
    let mut content = Map::new();
    for form in answer.content {
        let described = match form.schema {
            Some(schema) => json!({"schema": schema(generator)}),
            None => json!({}),
        };
        content.insert(form.media.to_owned(), described);
    }
    if !content.is_empty() {
        response["content"] = Json::Object(content);
    }
    let mut headers: Map<String, Json> = answer
        .headers
        .iter()
        .map(|header| components::header(*header))
        .map(|(name, header)| (name.to_owned(), header))
        .collect();
    if endpoint.in_workspace() {
        headers.insert(
            LEDGER_SIZE.name.to_owned(),
            json!({"$ref": "#/components/headers/LedgerSize"}),
        );
    }
    if !headers.is_empty() {
        response["headers"] = Json::Object(headers);
    }
    let links = LINKS.iter().filter(|(from, ..)| *from == endpoint.id);
    let links: Map<String, Json> = links
        .map(|(_, to, name, place)| {
            let mut parameters = json!({*name: format!("$response.body#{place}")});
            if endpoint.in_workspace() {
                parameters["workspace"] = json!("$request.path.workspace");
            }
            (
                (*to).to_owned(),
                json!({"operationId": to, "parameters": parameters}),
            )
        })
        .collect();
    if !links.is_empty() && answer.status < 300 {
        response["links"] = Json::Object(links);
    }
    response
}
