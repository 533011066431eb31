//! Schemas in few words.

use maud::{Markup, html};
use serde_json::Value as Json;

use crate::rest::values::{DATE_PATTERN, ONE_LINE};

use super::{BLANK, marked, members, text};

/// A schema that has a page of its own.
pub(super) fn named(schema: &Json) -> Markup {
    let all = std::iter::once(schema).chain(schema["allOf"].as_array().into_iter().flatten());
    let parts: Vec<&Json> = all.map(target).collect();
    let required: Vec<&str> = parts
        .iter()
        .flat_map(|part| part["required"].as_array().into_iter().flatten())
        .filter_map(Json::as_str)
        .collect();
    html! {
        p { (marked(text(schema, "/description"))) }
        @if parts.iter().any(|part| part["properties"].is_object()) {
            div.scroll { table {
                thead { tr { th scope="col" { "Member" } th scope="col" { "Form" } th scope="col" { "Meaning" } } }
                tbody { @for (name, member) in parts.iter().flat_map(|part| members(&part["properties"])) {
                    tr id=(name) {
                        th scope="row" { code { (name) } @if required.contains(&name.as_str()) { (BLANK) span.needed { "required" } } }
                        td { (shape(member)) }
                        td {
                            (marked(text(member, "/description")))
                            @for mark in member["x-marks"].as_array().into_iter().flatten().filter_map(Json::as_str) { (BLANK) span.mark { (mark) } }
                            @if member["readOnly"] == true { (BLANK) span.mark { "read only" } }
                        }
                    }
                } }
            } }
        } @else { p { (shape(schema)) } }
    }
}

fn target(schema: &Json) -> &Json {
    let place = schema["$ref"].as_str().and_then(|place| place.strip_prefix('#'));
    place
        .and_then(|place| crate::openapi::parsed().pointer(place))
        .unwrap_or(schema)
}

/// What a value may be.
pub(super) fn shape(schema: &Json) -> Markup {
    if let Some(place) = schema["$ref"].as_str() {
        let name = place.rsplit('/').next().unwrap_or_default();
        return html! { a href={ "/api/schemas/" (name) } { (name) } };
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(parts) = schema[word].as_array() {
            return html! { @for (place, part) in parts.iter().enumerate() { @if place > 0 { " or " } (shape(part)) } };
        }
    }
    if let Some(codes) = schema["enum"].as_array() {
        let labels = schema["x-labels"].as_array();
        let label = |place: usize| labels.and_then(|labels| labels.get(place)?.as_str());
        return html! {
            details { summary { "one of " (codes.len()) } ul { @for (place, code) in codes.iter().enumerate() {
                li { code { (plain(code)) } @if let Some(label) = label(place) { (BLANK) (label) } }
            } } }
        };
    }
    if let Some(only) = schema.get("const") {
        return html! { code { (plain(only)) } };
    }
    match types(schema).as_slice() {
        ["array", ..] => html! { "list of " (shape(&schema["items"])) },
        ["object", ..] if schema["properties"].is_object() => html! {
            "object of " @for (name, _) in members(&schema["properties"]) { code { (name) } " " }
        },
        names => html! { (names.join(" or ")) (BLANK) span.soft { (limits(schema)) } },
    }
}

fn types(schema: &Json) -> Vec<&str> {
    match &schema["type"] {
        Json::String(one) => vec![one],
        Json::Array(several) => several.iter().filter_map(Json::as_str).collect(),
        _ => vec!["anything"],
    }
}

fn limits(schema: &Json) -> String {
    let range = match (&schema["minimum"], &schema["maximum"]) {
        (Json::Null, Json::Null) => None,
        (min, Json::Null) => Some(format!("from {min}")),
        (Json::Null, max) => Some(format!("to {max}")),
        (min, max) => Some(format!("{min} to {max}")),
    };
    let length = schema["maxLength"]
        .as_u64()
        .map(|max| format!("at most {max} characters"));
    let format = schema["format"].as_str().map(str::to_owned);
    let pattern = schema["pattern"].as_str().and_then(in_words);
    let all = [format, range, length, pattern];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The patterns that people meet, in words; other patterns are for programs.
fn in_words(pattern: &str) -> Option<String> {
    match pattern {
        ONE_LINE => Some("one line".to_owned()),
        DATE_PATTERN => Some("a day, a month or a year".to_owned()),
        _ => {
            let prefixes = pattern.strip_suffix("-[1-9][0-9]{0,9}$")?.trim_start_matches('^');
            let prefixes = prefixes.trim_matches(['(', ')']);
            let several = prefixes.matches('|').count() > 3;
            let ids = prefixes.split('|').map(|prefix| format!("{prefix}-1"));
            Some(match several {
                true => "an id".to_owned(),
                false => format!("an id such as {}", ids.collect::<Vec<_>>().join(" or ")),
            })
        }
    }
}

fn plain(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}
