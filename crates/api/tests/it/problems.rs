//! What is sent wrong is a problem with a status, an address of its kind, and words.

use serde_json::json;

use crate::support::{LOCAL, Sending, Site};

/// Sends, and expects a problem of a kind with these words in it.
async fn check(sending: Sending<'_>, status: u16, kind: &str, words: &str) {
    let answer = sending.expect(status).await;
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert_eq!(answer.problem(), kind, "{detail}");
    assert!(detail.contains(words), "`{words}` is not in `{detail}`");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn what_is_nowhere_is_not_found() {
    let site = Site::new();
    for (path, words) in [
        ("/api/v1/nonsense", "openapi.json"),
        ("/api/nonsense", "openapi.json"),
        ("records/VEN-99", "`VEN-99`"),
        ("records/..", ".."),
        ("kinds/colour/records", "`colour`"),
    ] {
        check(site.get(path), 404, "not-found", words).await;
    }
    let unknown = site.send("POST", "/api/v1/operations/nonsense");
    check(unknown, 404, "not-found", "/api/v1/operations/nonsense").await;
    let elsewhere = site.post("/api/v1/operations/list?workspace=x!", &json!({"kind": "vendor"}));
    check(elsewhere, 404, "not-found", "`x!`").await;
}

#[tokio::test]
async fn parameters_have_their_form() {
    let site = Site::new();
    for (path, words) in [
        ("records/%FF", "UTF-8"),
        ("kinds/vendor/records?colour=red", "`colour`"),
        ("kinds/vendor/records?limit=0", "from 1 to 500"),
        ("kinds/vendor/records?limit=1&limit=2", "twice"),
        ("kinds/vendor/records?filter=%FF", "UTF-8"),
        ("kinds/vendor/records?archived=yes", "exclude, include, only"),
        ("kinds/vendor/records?as_of=yesterday", "2026-03-31"),
        ("search", "`q` is missing"),
    ] {
        check(site.get(path), 400, "not-understood", words).await;
    }
    let id = site.vendor("Tide");
    let other = site
        .get(&format!("records/{id}"))
        .header("accept", "application/xml");
    check(other, 406, "not-acceptable", "application/json").await;
}

#[tokio::test]
async fn bodies_are_read_or_refused() {
    let site = Site::new();
    let sent = |media: &str, body: &[u8]| site.send("POST", "records").body(media, body);
    check(sent("text/plain", b"{}"), 415, "unknown-form", "application/json").await;
    for (body, words) in [
        (&b"{"[..], "JSON"),
        (b"\"\xFF\"", "object"),
        (b"{\"\xFF\"}", "JSON"),
        (b"[]", "object"),
        (b"{\"kind\": \"vendor\"}", "`fields`"),
        (b"{\"kind\": \"vendor\", \"fields\": {}, \"x\": 1}", "`x`"),
        (b"{\"kind\": 5, \"fields\": {}}", "string"),
    ] {
        check(sent("application/json", body), 400, "not-understood", words).await;
    }
    let unknown = site.post("records", &json!({"kind": "colour", "fields": {}}));
    check(unknown, 422, "does-not-fit", "`colour`").await;
    let large = json!({"kind": "x".repeat(5 * 1024 * 1024), "fields": {}});
    check(site.post("records", &large), 413, "too-large", "bytes").await;
    let vendor = json!({"kind": "vendor", "fields": {"name": "x"}});
    let key = site.post("records", &vendor).header("idempotency-key", "a b");
    check(key, 400, "not-understood", "Idempotency-Key").await;
    check(
        site.post("/api/v1/operations/list", &json!({})),
        400,
        "not-understood",
        "`kind`",
    )
    .await;
}

#[tokio::test]
async fn another_method_is_told_which_there_are() {
    let site = Site::new();
    for (method, path, allow) in [
        ("DELETE", "records/VEN-1", "GET, PATCH, HEAD"),
        ("OPTIONS", "records", "POST"),
        ("TRACE", "bulk", "POST"),
        ("PUT", "/api/v1/openapi.json", "GET, HEAD"),
        ("GET", "/api/v1/operations/list", "POST"),
    ] {
        let answer = site.send(method, path).expect(405).await;
        assert_eq!(
            (answer.problem().as_str(), answer.header("allow")),
            ("method-not-allowed", allow)
        );
    }
    let head = site.send("HEAD", "kinds").expect(200).await;
    assert_eq!(head.header("content-type"), "application/json");
}

#[tokio::test]
async fn every_kind_of_problem_is_explained_at_its_address() {
    let site = Site::new();
    for kind in probity_api::problem::PROBLEMS {
        let told = site.get(&format!("/problems/{}", kind.slug)).nobody().go().await;
        assert_eq!(told.status, 200);
        assert!(told.text().contains(kind.explanation));
    }
    site.get("/problems/nonsense").expect(404).await;
}

#[tokio::test]
async fn the_description_is_served_and_kept() {
    let site = Site::new();
    let served = site.get("/api/v1/openapi.json").nobody().expect(200).await;
    assert_eq!(served.text(), probity_api::openapi::written());
    assert!(!served.text().contains(LOCAL));
    let tag = served.header("etag").to_owned();
    site.get("/api/v1/openapi.json")
        .header("if-none-match", &tag)
        .expect(304)
        .await;
}
