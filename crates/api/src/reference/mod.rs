//! The description as pages for people, at `/api`: made from the same document, without script.

mod schema;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Map, Value as Json};

use crate::openapi::parsed;
use crate::problem::{self as problems, Problem};
use crate::router::ApiState;
use schema::{named, shape};

const STYLE: &str = include_str!("reference.css");
/// Nothing but our own style is loaded, and nothing runs.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The addresses.
pub(crate) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/api", get(contents))
        .route("/api/", get(contents))
        .route("/api/reference.css", get(style))
        .route("/api/schemas/{name}", get(one_schema))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

async fn contents() -> Response {
    let document = parsed();
    page(
        "API",
        &html! {
            header {
                h1 { "Probity API" }
                p.soft { "Version " (text(document, "/info/version")) ". The same as a document: " a href="/api/v1/openapi.json" { "openapi.json" } " (OpenAPI 3.1)." }
                (prose(text(document, "/info/description")))
            }
            nav aria-label="Contents" {
                @for (tag, about) in tags(document) {
                    section {
                        h2 { a href={ "#" (tag) } { (tag) } }
                        p.soft { (about) }
                        ul { @for (method, path, operation) in operations(document, tag) {
                            li { a href={ "#" (text(operation, "/operationId")) } { (text(operation, "/summary")) } " " code.soft { (method) " " (short(path)) } }
                        } }
                    }
                }
            }
            @for (tag, _) in tags(document) {
                section.tag id=(tag) {
                    h2 { (tag) }
                    @for (method, path, operation) in operations(document, tag) { (described(document, &method, path, operation)) }
                }
            }
            section.tag id="kinds-of-records" {
                h2 { "Schemas" }
                ul.many { @for name in members(&document["components"]["schemas"]).map(|(name, _)| name) {
                    li { a href={ "/api/schemas/" (name) } { (name) } }
                } }
            }
        },
    )
}

async fn one_schema(Path(name): Path<String>) -> Response {
    let document = parsed();
    match members(&document["components"]["schemas"]).find(|(known, _)| **known == name) {
        Some((_, schema)) => page(
            &name,
            &html! {
                p { a href="/api" { "All of the API" } }
                h1 { (name) }
                (named(schema))
            },
        ),
        None => Problem::of(problems::NOT_FOUND, format!("there is no schema `{name}`")).into_response(),
    }
}

fn page(title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Probity" }
                link rel="stylesheet" href="/api/reference.css";
            }
            body { main { (body) } }
        }
    };
    let mut response = page.into_string().into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn described(document: &Json, method: &str, path: &str, operation: &Json) -> Markup {
    let parameters: Vec<&Json> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| resolved(document, parameter))
        .collect();
    html! {
        article id=(text(operation, "/operationId")) {
            h3 { (text(operation, "/summary")) }
            p.address { code { strong { (method) } " " (path) } }
            (prose(text(operation, "/description")))
            @if operation["security"].as_array().is_some_and(Vec::is_empty) { p.soft { "Needs no token." } }
            @if !parameters.is_empty() {
                div.scroll { table {
                    thead { tr { th scope="col" { "Parameter" } th scope="col" { "In" } th scope="col" { "Form" } th scope="col" { "Meaning" } } }
                    tbody { @for parameter in parameters {
                        tr {
                            th scope="row" { code { (text(parameter, "/name")) } @if parameter["required"] == true { " " span.needed { "required" } } }
                            td { (text(parameter, "/in")) }
                            td { (shape(&parameter["schema"])) }
                            td { (marked(text(parameter, "/description"))) }
                        }
                    } }
                } }
            }
            @for (media, content) in members(&operation["requestBody"]["content"]) {
                p { strong { "Body" } " " code { (media) } @if content["schema"].is_object() { ": " (shape(&content["schema"])) } }
                @match &content["example"] {
                    Json::Null => {}
                    Json::String(lines) => pre tabindex="0" { (lines) }
                    example => pre tabindex="0" { (serde_json::to_string_pretty(example).unwrap_or_default()) }
                }
            }
            (answers(document, operation))
        }
    }
}

fn answers(document: &Json, operation: &Json) -> Markup {
    let responses = || members(&operation["responses"]);
    let problems: Vec<&str> = responses()
        .filter(|(status, _)| status.starts_with(['4', '5']))
        .map(|(status, _)| status.as_str())
        .collect();
    html! {
        dl {
            @for (status, response) in responses().filter(|(status, _)| !status.starts_with(['4', '5'])) {
                @let response = resolved(document, response);
                dt { code { (status) } }
                dd {
                    (marked(text(response, "/description")))
                    @for (media, content) in members(&response["content"]) {
                        " " code { (media) }
                        @if content["schema"].is_object() { " " (shape(&content["schema"])) }
                    }
                    @for (name, _) in members(&response["headers"]) { " " span.soft { "header " code { (name) } } }
                }
            }
            dt { "Problems" }
            dd { @for status in problems { code { (status) } " " } "as " code { "application/problem+json" } " " a href="/api/schemas/Problem" { "Problem" } }
        }
    }
}

fn tags(document: &Json) -> impl Iterator<Item = (&str, &str)> {
    let tags = document["tags"].as_array();
    tags.into_iter()
        .flatten()
        .map(|tag| (text(tag, "/name"), text(tag, "/description")))
}

fn operations<'a>(document: &'a Json, tag: &'a str) -> impl Iterator<Item = (String, &'a str, &'a Json)> {
    members(&document["paths"]).flat_map(move |(path, item)| {
        members(item)
            .filter(move |(_, operation)| operation["tags"][0] == tag)
            .map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

fn members(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flat_map(Map::iter)
}

fn resolved<'a>(document: &'a Json, json: &'a Json) -> &'a Json {
    let place = json["$ref"].as_str().and_then(|place| place.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(json)
}

fn text<'a>(json: &'a Json, place: &str) -> &'a str {
    json.pointer(place).and_then(Json::as_str).unwrap_or_default()
}

/// Without what is the same for all.
fn short(path: &str) -> String {
    path.replacen("/api/v1/workspaces/{workspace}/", "…/", 1)
        .replacen("/api/v1", "", 1)
}

/// Paragraphs, with what stands in backticks as code.
fn prose(words: &str) -> Markup {
    html! { @for paragraph in words.split("\n\n").filter(|paragraph| !paragraph.is_empty()) { p { (marked(paragraph)) } } }
}

fn marked(words: &str) -> Markup {
    html! {
        @for (place, part) in words.split('`').enumerate() {
            @if place % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// A blank, where words would run into each other.
const BLANK: PreEscaped<&str> = PreEscaped(" ");
