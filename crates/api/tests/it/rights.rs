//! Rights are those of the person; what somebody may not see is not found and not counted.

use probity_core::patch::Patch;
use serde_json::json;

use crate::support::Site;

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    let viewer = site.token_of("viewer", None);
    site.get(&format!("records/{id}"))
        .token(&viewer)
        .expect(200)
        .await;
    let create = json!({"kind": "vendor", "fields": {"name": "Ebb Ltd"}});
    let refused = site.post("records", &create).token(&viewer).expect(403).await;
    assert_eq!(refused.problem(), "not-allowed");
    let change = json!({"set": {"country": "Norway"}});
    site.patch(&id, "*", &change).token(&viewer).expect(403).await;
    let path = |what: &str| format!("records/{id}/{what}");
    site.send("POST", &path("archive"))
        .token(&viewer)
        .expect(403)
        .await;
    site.post(&path("move"), &json!({"to": "ended", "reason": "over"}))
        .header("if-match", "*")
        .token(&viewer)
        .expect(403)
        .await;
    site.post(&path("merge"), &json!({"absorb": [site.vendor("x")]}))
        .token(&viewer)
        .expect(403)
        .await;
    site.post(&path("erase"), &json!({"reason": "x"}))
        .token(&viewer)
        .expect(403)
        .await;
    site.get("kinds/vendor/export?format=csv")
        .token(&viewer)
        .expect(403)
        .await;
    let evidence = site.create("evidence", Patch::set_one("name", "E"));
    site.send("PUT", &format!("records/{evidence}/files/file?name=a.txt"))
        .body("text/plain", "x")
        .header("if-match", "*")
        .token(&viewer)
        .expect(403)
        .await;
    site.send("POST", "imports?name=a.csv")
        .body("text/csv", "Name\nx\n")
        .token(&viewer)
        .expect(403)
        .await;
    for place in [
        "ledger/checkpoint",
        "ledger/tile/0/000.p/1",
        "ledger/tile/entries/000.p/1",
        "ledger/entries/0/proof",
    ] {
        site.get(place).token(&viewer).expect(403).await;
    }
    let bulk = format!(
        "{}\n",
        json!({"op": "create", "kind": "vendor", "fields": {"name": "Ebb Ltd"}})
    );
    site.send("POST", "bulk")
        .body("application/x-ndjson", &bulk)
        .token(&viewer)
        .expect(403)
        .await;
    let report = site
        .send("POST", "bulk?atomic=false")
        .body("application/x-ndjson", &bulk)
        .token(&viewer)
        .expect(200)
        .await;
    assert_eq!(report.lines()[0]["problem"]["status"], json!(403));
    site.post(&path("comments"), &json!({"text": "I saw it."}))
        .token(&viewer)
        .expect(201)
        .await;
    let rights = site.get("me").token(&viewer).expect(200).await.json();
    assert_eq!(rights["permissions"], json!(["view"]));
}

#[tokio::test]
async fn what_is_not_seen_is_not_there() {
    let site = Site::new();
    let north = site.create("unit", Patch::set_one("name", "North"));
    let south = site.create("unit", Patch::set_one("name", "South"));
    let hidden = site.create(
        "system",
        Patch::set_one("name", "Hidden").with("unit", south.as_str()),
    );
    let seen = site.create(
        "system",
        Patch::set_one("name", "Seen").with("unit", north.as_str()),
    );
    let used = Patch::set_one("name", "Use")
        .with("unit", north.as_str())
        .with("systems", json!([hidden, seen]));
    let used = site.create("use_case", used);
    let token = site.token_of("contributor", Some(&north));
    for what in ["", "/links", "/history", "/proof", "/graph"] {
        let there = site
            .get(&format!("records/{seen}{what}"))
            .token(&token)
            .go()
            .await;
        assert_eq!(there.status, 200, "{what}: {}", there.text());
        let missing = site
            .get(&format!("records/{hidden}{what}"))
            .token(&token)
            .expect(404)
            .await;
        let never = site
            .get(&format!("records/SYS-99{what}"))
            .token(&token)
            .expect(404)
            .await;
        assert_eq!(
            missing.text().replace(&hidden, "SYS-99"),
            never.text(),
            "both read alike"
        );
    }
    assert_lists(&site, &token, &seen).await;
    site.patch(&hidden, "*", &json!({"set": {"name": "x"}}))
        .token(&token)
        .expect(404)
        .await;
    let record = site
        .get(&format!("records/{used}"))
        .token(&token)
        .expect(200)
        .await
        .json();
    assert_eq!(
        record["fields"]["systems"],
        json!([seen]),
        "links to what is hidden are left out"
    );
    let links = site
        .get(&format!("records/{used}/links"))
        .token(&token)
        .expect(200)
        .await;
    assert!(!links.text().contains(&hidden), "{}", links.text());
    let export = site
        .get("kinds/system/export?format=ndjson")
        .token(&token)
        .expect(200)
        .await;
    assert!(!export.text().contains("Hidden"), "{}", export.text());
}

/// Lists, counts and search know of this system and of no other.
async fn assert_lists(site: &Site, token: &str, seen: &str) {
    let list = site
        .get("kinds/system/records")
        .token(token)
        .expect(200)
        .await
        .json();
    assert_eq!(
        (&list["total"], &list["records"][0]["id"]),
        (&json!(1), &json!(seen))
    );
    let counts = site
        .get("kinds/system/facets?field=name")
        .token(token)
        .expect(200)
        .await
        .json();
    assert_eq!(
        (&counts["total"], counts["values"].as_array().map(Vec::len)),
        (&json!(1), Some(1))
    );
    let kinds = site.get("kinds").token(token).expect(200).await.json();
    let systems = kinds["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .find(|kind| kind["name"] == "system")
        .unwrap();
    assert_eq!(systems["records"], json!(1));
    let hits = site.get("search?q=hidden").token(token).expect(200).await.json();
    assert_eq!(hits["hits"], json!([]));
}

#[tokio::test]
async fn nobody_in_particular_sees_no_workspace() {
    let site = Site::new();
    let stranger = site.token_of("guest", None);
    let none = site.get("kinds").token(&stranger).expect(404).await.json();
    let never = site
        .get("/api/v1/workspaces/never/kinds")
        .token(&stranger)
        .expect(404)
        .await
        .json();
    assert_eq!(
        none["detail"].as_str().unwrap().replace("main", "never"),
        never["detail"].as_str().unwrap()
    );
    for place in [
        "/api/v1/workspaces",
        "/api/v1/accounts",
        "/api/v1/accounts/admin/tokens",
    ] {
        site.get(place).token(&stranger).expect(403).await;
    }
}

#[tokio::test]
async fn who_calls_is_asked_first() {
    let site = Site::new();
    for sending in [
        site.get("records/VEN-1").nobody(),
        site.get("kinds").token("wrong"),
        site.post("records", &json!([])).nobody(),
    ] {
        let unknown = sending.expect(401).await;
        assert_eq!(unknown.problem(), "unknown-caller");
        assert!(unknown.header("www-authenticate").starts_with("Bearer"));
    }
    site.get("/api/v1/openapi.json").nobody().expect(200).await;
}

#[tokio::test]
async fn an_auditor_reads_the_ledger_and_changes_nothing() {
    let site = Site::new();
    let auditor = site.token_of("external_auditor", None);
    site.get("ledger/checkpoint").token(&auditor).expect(200).await;
    site.get("ledger/tile/0/000.p/1")
        .token(&auditor)
        .expect(200)
        .await;
    site.post("records", &json!({"kind": "vendor", "fields": {"name": "x"}}))
        .token(&auditor)
        .expect(403)
        .await;
}
