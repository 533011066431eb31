//! What is sent wrong is a problem with a status, an address of its kind, and words.

use serde_json::json;

use crate::support::{LOCAL, Site};

#[tokio::test]
async fn what_is_sent_wrong_is_told() {
    let site = Site::new();
    let id = site.vendor("Tide");
    let record = format!("records/{id}");
    let check = async |sending: crate::support::Sending<'_>, status: u16, kind: &str, words: &str| {
        let answer = sending.expect(status).await;
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert_eq!(answer.problem(), kind, "{detail}");
        assert!(detail.contains(words), "`{words}` is not in `{detail}`");
        assert_eq!(answer.header("cache-control"), "no-store");
    };
    let get = |path: &str| site.get(path);
    check(get("/api/v1/nonsense"), 404, "not-found", "openapi.json").await;
    check(get("/api/nonsense"), 404, "not-found", "openapi.json").await;
    check(
        site.send("POST", "/api/v1/operations/nonsense"),
        404,
        "not-found",
        "/api/v1/operations/nonsense",
    )
    .await;
    check(get("records/VEN-99"), 404, "not-found", "`VEN-99`").await;
    check(get("records/%FF"), 400, "not-understood", "UTF-8").await;
    check(get("records/.."), 404, "not-found", "..").await;
    check(get("kinds/colour/records"), 404, "not-found", "`colour`").await;
    check(
        get("kinds/vendor/records?colour=red"),
        400,
        "not-understood",
        "`colour`",
    )
    .await;
    check(
        get("kinds/vendor/records?limit=0"),
        400,
        "not-understood",
        "from 1 to 500",
    )
    .await;
    check(
        get("kinds/vendor/records?limit=1&limit=2"),
        400,
        "not-understood",
        "twice",
    )
    .await;
    check(
        get("kinds/vendor/records?filter=%FF"),
        400,
        "not-understood",
        "UTF-8",
    )
    .await;
    check(
        get("kinds/vendor/records?archived=yes"),
        400,
        "not-understood",
        "exclude, include, only",
    )
    .await;
    check(get("search"), 400, "not-understood", "`q` is missing").await;
    check(
        get(&record).header("accept", "application/xml"),
        406,
        "not-acceptable",
        "application/json",
    )
    .await;
    check(
        site.send("POST", "records").body("text/plain", "{}"),
        415,
        "unknown-form",
        "application/json",
    )
    .await;
    check(
        site.send("POST", "records").body("application/json", "{"),
        400,
        "not-understood",
        "JSON",
    )
    .await;
    check(
        site.send("POST", "records")
            .body("application/json", [b'"', 0xFF, b'"']),
        400,
        "not-understood",
        "object",
    )
    .await;
    check(
        site.send("POST", "records")
            .body("application/json", [b'{', b'"', 0xFF, b'"', b'}']),
        400,
        "not-understood",
        "JSON",
    )
    .await;
    check(site.post("records", json!([])), 400, "not-understood", "object").await;
    check(
        site.post("records", json!({"kind": "vendor"})),
        400,
        "not-understood",
        "`fields`",
    )
    .await;
    check(
        site.post("records", json!({"kind": "vendor", "fields": {}, "x": 1})),
        400,
        "not-understood",
        "`x`",
    )
    .await;
    check(
        site.post("records", json!({"kind": "colour", "fields": {}})),
        422,
        "does-not-fit",
        "`colour`",
    )
    .await;
    let large = "x".repeat(5 * 1024 * 1024);
    check(
        site.post("records", json!({"kind": large, "fields": {}})),
        413,
        "too-large",
        "bytes",
    )
    .await;
    check(
        site.post("records", json!({"kind": "vendor", "fields": {"name": "x"}}))
            .header("idempotency-key", "a b"),
        400,
        "not-understood",
        "Idempotency-Key",
    )
    .await;
    check(
        site.post("/api/v1/operations/list", json!({})),
        400,
        "not-understood",
        "`kind`",
    )
    .await;
    check(
        site.post("/api/v1/operations/list?workspace=x!", json!({"kind": "vendor"})),
        404,
        "not-found",
        "`x!`",
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
