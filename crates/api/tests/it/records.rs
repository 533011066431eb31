//! One record through its life: made, read, changed, moved, remarked on, put away, merged, erased.

use probity_core::patch::Patch;
use serde_json::json;

use crate::support::Site;

#[tokio::test]
async fn a_record_is_made_and_read() {
    let site = Site::new();
    let body =
        json!({"kind": "vendor", "fields": {"name": "Tide Ltd", "country": "Norway"}, "reason": "contract"});
    let made = site.post("records", &body).expect(201).await;
    assert_eq!(made.header("location"), "/api/v1/workspaces/main/records/VEN-1");
    assert_eq!(made.header("etag"), "\"1\"");
    let read = site.get("records/VEN-1").expect(200).await;
    assert_eq!(read.json(), made.json()["record"]);
    assert_eq!(
        read.json()["fields"],
        json!({"name": "Tide Ltd", "country": "Norway"})
    );
    assert_eq!(
        read.header("probity-ledger-size"),
        made.header("probity-ledger-size")
    );
    let few = site.get("records/ven-1?fields=name").expect(200).await.json();
    assert_eq!(few["fields"], json!({"name": "Tide Ltd"}));
    site.get("records/VEN-1")
        .header("if-none-match", "\"1\"")
        .expect(304)
        .await;
    site.get("records/VEN-1")
        .header("if-none-match", "\"2\"")
        .expect(200)
        .await;
    site.get("records/VEN-1?fields=nonsense").expect(422).await;
}

#[tokio::test]
async fn the_state_of_a_past_day_is_read() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    site.clock.advance(jiff::SignedDuration::from_hours(48));
    site.rename(&id, "Ebb Ltd");
    let title = async |day: &str| site.get(&format!("records/{id}?as_of={day}")).go().await;
    assert_eq!(title("2026-03-02").await.json()["title"], "Tide Ltd");
    assert_eq!(title("2026-03-04").await.json()["title"], "Ebb Ltd");
    assert_eq!(title("2026-03-01").await.status, 404);
}

#[tokio::test]
async fn a_change_names_the_revision_that_was_read() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    let path = format!("records/{id}");
    let change = json!({"set": {"country": "Norway"}});
    let without = site.send("PATCH", &path).json(&change).expect(428).await;
    assert_eq!(without.problem(), "if-match-required");
    let done = site.patch(&id, "\"1\"", &change).expect(200).await;
    assert_eq!(done.header("etag"), "\"2\"");
    let same = site.patch(&id, "\"2\"", &change).expect(200).await.json();
    assert_eq!(
        (&same["count"], &same["record"]["revision"]),
        (&json!(0), &json!(2))
    );
    site.patch(&id, "*", &json!({"set": {"country": null}}))
        .expect(200)
        .await;
    let gone = site.get(&path).expect(200).await.json();
    assert_eq!(gone["fields"], json!({"name": "Tide Ltd"}));
    for tag in ["\"2\"", "\"9\"", "W/\"3\"", "\"x\""] {
        let stale = site
            .patch(&id, tag, &json!({"set": {"country": "Oman"}}))
            .expect(412)
            .await;
        assert_eq!(stale.problem(), "stale", "{tag}");
    }
    site.patch(&id, "\"1\", \"3\"", &json!({"set": {"country": "Oman"}}))
        .expect(200)
        .await;
    site.patch(&id, "3", &json!({"set": {}})).expect(400).await;
}

#[tokio::test]
async fn a_stale_change_is_told_both_versions() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    site.rename(&id, "Ebb Ltd");
    site.rename(&id, "Flood Ltd");
    let stale = site
        .patch(&id, "\"1\"", &json!({"set": {"name": "Spring Ltd"}}))
        .expect(412)
        .await
        .json();
    assert_eq!(stale["record"], json!(id));
    assert_eq!(stale["seen"]["revision"], json!(1));
    assert_eq!(stale["current"]["title"], "Flood Ltd");
    assert_eq!(stale["current"]["revision"], json!(3));
    let changes = json!([{"field": "name", "label": "Name", "seen": "Tide Ltd", "current": "Flood Ltd"}]);
    assert_eq!(stale["changes"], changes);
}

#[tokio::test]
async fn a_request_with_a_key_is_answered_as_it_was_then() {
    let site = Site::new();
    let body = json!({"kind": "vendor", "fields": {"name": "Tide Ltd"}});
    let send = |body: &serde_json::Value| site.post("records", body).header("idempotency-key", "once");
    let first = send(&body).expect(201).await;
    site.rename("VEN-1", "Ebb Ltd");
    let again = send(&body).expect(201).await;
    let mut expect = first.json();
    expect["repeated"] = json!(true);
    assert_eq!(again.json(), expect, "as it was then, and not as it is now");
    assert_eq!(
        (again.header("etag"), again.header("location")),
        (first.header("etag"), first.header("location"))
    );
    let other = send(&json!({"kind": "vendor", "fields": {"name": "Other"}}))
        .expect(422)
        .await;
    assert_eq!(other.problem(), "idempotency-key-reused");
    let revise = || {
        site.patch("VEN-1", "\"2\"", &json!({"set": {"country": "Norway"}}))
            .header("idempotency-key", "twice")
    };
    revise().expect(200).await;
    site.rename("VEN-1", "Flood Ltd");
    let again = revise().expect(200).await.json();
    assert_eq!(
        (&again["repeated"], &again["record"]["revision"]),
        (&json!(true), &json!(3))
    );
    assert_eq!(site.ctx().view().register.find("VEN-1").unwrap().revision, 4);
}

#[tokio::test]
async fn a_record_moves_as_its_kind_declares() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    let path = format!("records/{id}/move");
    site.post(&path, &json!({"to": "assessed"})).expect(428).await;
    let go = |to: &str, tag: &str| site.post(&path, &json!({"to": to})).header("if-match", tag);
    let declared = site.get("kinds/vendor").expect(200).await.json();
    let first = &declared["lifecycle"]["moves"][0];
    let moved = site
        .post(
            &path,
            &json!({"to": first["to"], "as_fact": true, "reason": "decided outside"}),
        )
        .header("if-match", "\"1\"")
        .expect(200)
        .await
        .json();
    assert_eq!(moved["record"]["state"], first["to"]);
    assert_eq!(go("nonsense", "*").expect(422).await.json()["field"], "state");
    assert_eq!(go("refused", "\"1\"").expect(412).await.problem(), "stale");
}

#[tokio::test]
async fn a_record_is_remarked_on_and_put_away_and_brought_back() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    let path = |what: &str| format!("records/{id}/{what}");
    site.post(&path("comments"), &json!({"text": "Ends in June."}))
        .expect(201)
        .await;
    site.post(&path("comments"), &json!({"text": " "}))
        .expect(422)
        .await;
    let away = site.send("POST", &path("archive")).expect(200).await.json();
    assert_eq!(away["record"]["archived"], json!(true));
    let again = site
        .post(&path("archive"), &json!({"reason": "twice"}))
        .expect(200)
        .await
        .json();
    assert_eq!(again["count"], json!(0));
    site.send("POST", &path("restore")).expect(200).await;
    let told = site.get(&path("history")).expect(200).await.json();
    let verbs: Vec<&str> = told["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["verb"].as_str().unwrap())
        .collect();
    assert_eq!(verbs, ["created", "commented", "archived", "archived"]);
    assert_eq!(told["entries"][1]["comment"], "Ends in June.");
}

#[tokio::test]
async fn links_lead_both_ways() {
    let site = Site::new();
    let vendor = site.vendor("Tide Ltd");
    let system = json!({"kind": "system", "fields": {"name": "Chat", "vendors": [vendor]}});
    site.post("records", &system).expect(201).await;
    let out = site.get("records/SYS-1/links").expect(200).await.json();
    assert_eq!(out["out"][0]["id"], json!(vendor));
    let into = site
        .get(&format!("records/{vendor}/links"))
        .expect(200)
        .await
        .json();
    assert_eq!(
        (&into["in"][0]["id"], &into["in"][0]["field"]),
        (&json!("SYS-1"), &json!("vendors"))
    );
    let graph = site
        .get("records/SYS-1/graph?direction=rests_on")
        .expect(200)
        .await
        .json();
    let ids: Vec<&str> = graph["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    assert_eq!(ids, ["SYS-1", "VEN-1"]);
}

#[tokio::test]
async fn duplicates_become_one() {
    let site = Site::new();
    let (keep, go) = (site.vendor("Tide Ltd"), site.vendor("Tide Limited"));
    let path = format!("records/{keep}/merge");
    let merged = site
        .post(&path, &json!({"absorb": [go]}))
        .expect(200)
        .await
        .json();
    assert_eq!(merged["record"]["id"], json!(keep));
    let gone = site.get(&format!("records/{go}")).expect(200).await.json();
    assert_eq!(gone["archived"], json!(true));
    site.post(&path, &json!({"absorb": ["VEN-9"]})).expect(404).await;
}

#[tokio::test]
async fn content_is_erased_for_good() {
    let site = Site::new();
    let person = site.create(
        "person",
        Patch::set_one("name", "Ada Example").with("email", "ada@example.org"),
    );
    let path = format!("records/{person}/erase");
    let body = json!({"fields": ["email"], "reason": "request of March"});
    let erased = site.post(&path, &body).expect(200).await;
    assert!(
        erased.json()["entries"].as_u64().unwrap() > 0,
        "{}",
        erased.text()
    );
    let after = site.get(&format!("records/{person}")).expect(200).await;
    assert!(!after.text().contains("ada@example.org"), "{}", after.text());
}

#[tokio::test]
async fn values_that_do_not_fit_name_their_field() {
    let site = Site::new();
    let check = async |kind: &str, field: &str, value: serde_json::Value| {
        let mut body = json!({"kind": kind, "fields": {"name": "x"}});
        body["fields"][field] = value;
        let problem = site.post("records", &body).expect(422).await.json();
        assert_eq!(problem["field"], json!(field), "{body}: {problem}");
    };
    check("vendor", "country", json!(5)).await;
    check("vendor", "country", json!(null)).await;
    check("vendor", "country", json!("a\nb")).await;
    check("vendor", "criticality", json!("")).await;
    check("vendor", "criticality", json!("enormous")).await;
    check("vendor", "roles", json!("one")).await;
    check("vendor", "assessed_on", json!("2026-13")).await;
    check("vendor", "assessor", json!("PER-99")).await;
    check("vendor", "assessor", json!("VEN-1")).await;
    check("vendor", "website", json!("ftp://example.org")).await;
    check("vendor", "colour", json!("red")).await;
    check(
        "evidence",
        "file",
        json!({"sha256": "0".repeat(64), "name": "x", "size": 1}),
    )
    .await;
    assert_eq!(
        site.ctx()
            .view()
            .register
            .count(probity_core::Kinds::built_in().known("vendor")),
        0
    );
}
