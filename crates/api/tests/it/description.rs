//! The description against its snapshot, and against itself.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use crate::support::Site;

/// The snapshot that clients are made from; `UPDATE_SNAPSHOTS=1` writes it anew.
#[test]
fn the_description_is_as_it_was_kept() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api/openapi.json");
    let text = probity_api::openapi::written();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "docs/api/openapi.json is not what is served: look at the difference after `UPDATE_SNAPSHOTS=1 cargo test -p probity-api description`"
    );
}

#[tokio::test]
async fn the_description_is_a_page_too() {
    let site = Site::new();
    let page = site.get("/api").nobody().go().await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'; style-src 'self';")
    );
    let text = page.text();
    assert!(
        !text.contains("<script") && !text.contains("style="),
        "nothing runs, nothing is inline"
    );
    let document = probity_api::openapi::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(text.contains(&format!("id=\"{id}\"")), "{path}: {id}");
        }
    }
    let schema = site.get("/api/schemas/UseCaseFields").nobody().go().await;
    assert!(schema.text().contains("intended_purpose"), "{}", schema.text());
    assert_eq!(site.get("/api/reference.css").nobody().go().await.status, 200);
    site.get("/api/schemas/Nonsense").expect(404).await;
}

#[test]
fn every_reference_leads_somewhere() {
    let document = probity_api::openapi::document();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 100, "{}", references.len());
    for reference in references {
        let place = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}

fn collect(json: &Json, references: &mut BTreeSet<String>) {
    match json {
        Json::Object(members) => {
            if let Some(Json::String(reference)) = members.get("$ref") {
                references.insert(reference.clone());
            }
            members.values().for_each(|value| collect(value, references));
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[test]
fn every_address_has_a_name_of_its_own_and_documented_problems() {
    let document = probity_api::openapi::document();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} comes twice");
            let responses = operation["responses"].as_object().unwrap();
            let good = responses
                .keys()
                .filter(|status| status.starts_with(['2', '3']))
                .count();
            assert!(good > 0, "{method} {path} has no good answer");
            let public = operation["security"] == serde_json::json!([]);
            assert_eq!(responses.contains_key("401"), !public, "{method} {path}");
            assert_eq!(
                operation["tags"].as_array().map(Vec::len),
                Some(1),
                "{method} {path}"
            );
        }
    }
    assert!(names.len() > 60, "{names:?}");
}
