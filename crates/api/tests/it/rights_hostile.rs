//! Keys, cursors, files and bodies of whoever means no good.

use probity_app::operations::tokens::{account_or_new, create_token};
use probity_core::patch::Patch;
use serde_json::{Value as Json, json};

use crate::support::Site;

#[tokio::test]
async fn a_key_of_one_caller_is_no_key_of_another() {
    let site = Site::new();
    let (one, other) = (site.token_of("aims_manager", None), site.token_of("admin", None));
    let vendor = json!({"kind": "vendor", "fields": {"name": "Tide Ltd"}});
    let sent = |token: &str| {
        site.post("records", &vendor)
            .header("idempotency-key", "same")
            .token(token)
    };
    sent(&one).expect(201).await;
    let refused = sent(&other).go().await;
    assert!(matches!(refused.status, 409 | 422), "{}", refused.text());
    assert!(!refused.text().contains("VEN-1"), "{}", refused.text());
    let again = sent(&one).expect(201).await.json();
    assert_eq!(again["repeated"], json!(true));
}

#[tokio::test]
async fn cursors_are_good_for_what_they_were_given_for() {
    use base64::Engine as _;
    let site = Site::new();
    for number in 0..3 {
        site.vendor(&format!("Vendor {number}"));
    }
    let first = site.get("kinds/vendor/records?limit=1").expect(200).await.json();
    let cursor = first["next"].as_str().unwrap().to_owned();
    let other = format!("kinds/vendor/records?limit=1&search=x&cursor={cursor}");
    assert_eq!(site.get(&other).expect(422).await.problem(), "does-not-fit");
    let read = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let text = String::from_utf8(read.decode(&cursor).unwrap()).unwrap();
    let parts: Vec<&str> = text.split('.').collect();
    for (size, offset, today) in [
        ("18446744073709551615", "0", parts[3]),
        ("0", "0", parts[3]),
        (parts[1], "18446744073709551615", parts[3]),
        (parts[1], "18446744073709551614", "-009999-01-01"),
        (parts[1], "0", "9999-12-31"),
    ] {
        let forged = read.encode(format!("1.{size}.{offset}.{today}.{}", parts[4]));
        for limit in ["1", "500"] {
            let answer = site
                .get(&format!("kinds/vendor/records?limit={limit}&cursor={forged}"))
                .go()
                .await;
            assert!(answer.status < 500, "{size} {offset} {today}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn odd_requests_break_nothing_and_end_soon() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    let mut questions: Vec<String> = [
        "-009999-01-01",
        "9999-12-31",
        "0000-01-01",
        "2026-02-30",
        "2026-02",
        "%00",
        "now",
    ]
    .iter()
    .flat_map(|day| {
        [
            format!("records/{id}?as_of={day}"),
            format!("kinds/vendor/records?as_of={day}"),
            format!("changes?from={day}"),
            format!("changes?from=2026-01-01&to={day}"),
        ]
    })
    .collect();
    questions.extend([
        "records/VEN-1%2Fhistory".to_owned(),
        "records/..%2F..%2Fme".to_owned(),
        "records/%ff".to_owned(),
        "records/VEN-4294967296".to_owned(),
        "files/..%2F..%2Fserver.db".to_owned(),
        "ledger/tile/0/x000/x000/000".to_owned(),
        "ledger/tile/18446744073709551616/000".to_owned(),
        "ledger/tile/63/999".to_owned(),
        "ledger/tile/0/x999/x999/x999/x999/x999/x999/x999/999.p/255".to_owned(),
        "ledger/tile/0/000.p/256".to_owned(),
        "ledger/tile/0/000.p/0".to_owned(),
        "ledger/tile/0/..%2F..%2Fkey".to_owned(),
        "changes?from=2026-01-01&page=9007199254740991".to_owned(),
        "records/VEN-1/graph?depth=6&nodes=400".to_owned(),
        format!(
            "kinds/vendor/records?filter={}owner%20is%20missing",
            "(".repeat(4000)
        ),
        format!(
            "kinds/vendor/records?filter={}name%20is%20missing",
            "not%20".repeat(4000)
        ),
        format!("search?q={}", "%40".repeat(4000)),
    ]);
    for question in questions {
        let started = moment();
        let answer = site.get(&question).go().await;
        let shown: String = question.chars().take(90).collect();
        assert!(answer.status < 500, "{shown}: {}", answer.text());
        assert!(
            started.elapsed().as_secs() < 60,
            "{shown}: {:?}",
            started.elapsed()
        );
    }
}

#[tokio::test]
async fn bodies_of_every_depth_and_length_are_refused() {
    let site = Site::new();
    let deep = format!(
        "{{\"kind\": \"vendor\", \"fields\": {{\"name\": {}1{}}}}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let answer = site
        .send("POST", "records")
        .body("application/json", deep)
        .go()
        .await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
    let answer = site
        .send("POST", "bulk")
        .body("application/x-ndjson", deep)
        .go()
        .await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let many = "{}\n".repeat(1_000_000);
    let answer = site
        .send("POST", "bulk")
        .body("application/x-ndjson", many)
        .go()
        .await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let long = vec![b'x'; 70 * 1024 * 1024];
    site.send("POST", "bulk")
        .body("application/x-ndjson", long)
        .expect(413)
        .await;
}

#[tokio::test]
async fn a_file_known_by_its_hash_is_opened_by_no_change() {
    let site = Site::new();
    let north = site.create("unit", Patch::set_one("name", "North"));
    let south = site.create("unit", Patch::set_one("name", "South"));
    let theirs = site.create(
        "evidence",
        Patch::set_one("name", "E").with("unit", south.as_str()),
    );
    let own = site.create(
        "evidence",
        Patch::set_one("name", "F").with("unit", north.as_str()),
    );
    let limited = site.token_of("contributor", Some(&north));
    site.send("PUT", &format!("records/{theirs}/files/file?name=secret.txt"))
        .body("text/plain", "the secret")
        .header("if-match", "*")
        .expect(200)
        .await;
    let record = site.get(&format!("records/{theirs}")).expect(200).await.json();
    let hash = record["fields"]["file"]["sha256"].as_str().unwrap().to_owned();
    let file = json!({"sha256": hash, "name": "secret.txt", "size": 10});
    let set = |file: &Json| json!({"set": {"file": file}});
    let mut sent = Vec::new();
    for value in [file.clone(), json!([file]), json!(file.to_string()), json!(hash)] {
        sent.push(site.patch(&own, "*", &set(&value)).token(&limited).go().await);
        let line = json!({"op": "revise", "id": own, "change": set(&value)}).to_string();
        sent.push(
            site.send("POST", "bulk")
                .body("application/x-ndjson", line)
                .token(&limited)
                .go()
                .await,
        );
        let create = json!({"kind": "evidence", "fields": {"name": "G", "unit": north, "file": value}});
        sent.push(site.post("records", &create).token(&limited).go().await);
        let command = json!({"command": {"revise": {"id": own, "expected_revision": null, "patch": {"set": {"file": value}}, "materiality": null}}});
        sent.push(
            site.post("/api/v1/operations/command", &command)
                .token(&limited)
                .go()
                .await,
        );
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let change = json!({"deed": {"revise": {"id": own}}, "fields": [["file", text]]});
        sent.push(
            site.post("/api/v1/operations/change", &change)
                .token(&limited)
                .go()
                .await,
        );
    }
    let list = format!(
        "Name,Unit,File\nG,North,\"{}\"\n",
        file.to_string().replace('"', "\"\"")
    );
    let import = json!({"name": "evidence.csv", "content": base64_of(&list), "kind": "evidence"});
    let _ = site
        .post("/api/v1/operations/import", &import)
        .token(&limited)
        .go()
        .await;
    for answer in sent {
        assert!(answer.status >= 400, "{}", answer.text());
    }
    let missing = site
        .get(&format!("files/{hash}"))
        .token(&limited)
        .expect(404)
        .await
        .text();
    let never = site
        .get(&format!("files/{}", "0".repeat(64)))
        .token(&limited)
        .expect(404)
        .await
        .text();
    assert_eq!(missing.replace(&hash, ""), never.replace(&"0".repeat(64), ""));
}

fn base64_of(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn tokens_end_with_their_time_and_their_account() {
    let site = Site::new();
    let viewer = site.token_of("viewer", None);
    let operational = &**site.instance.operational();
    let (account, _) = account_or_new(operational, "viewer@example.org", site.instance.now()).unwrap();
    let soon = site.instance.now() + jiff::SignedDuration::from_secs(60);
    let short = create_token(operational, &account.id, "short", Some(soon), site.instance.now())
        .unwrap()
        .secret;
    for token in [&viewer, &short] {
        site.get("kinds").token(token).expect(200).await;
    }
    site.clock.advance(jiff::SignedDuration::from_secs(61));
    site.get("kinds").token(&short).expect(401).await;
    site.get("kinds").token(&viewer).expect(200).await;
    operational
        .set_disabled(&account.id, Some(site.instance.now()))
        .unwrap();
    site.get("kinds").token(&viewer).expect(401).await;
}

#[tokio::test]
async fn a_view_of_hostile_text_stays_text() {
    let site = Site::new();
    let viewer = site.token_of("viewer", None);
    for query in [
        "\r\nSet-Cookie: a=b",
        "back=//attacker.example",
        "\u{202e}",
        "filter=%",
    ] {
        let name = format!("=cmd|' /C calc'!A0 <b>{}", query.len());
        let made = site
            .post(
                "kinds/system/views",
                &json!({"name": name, "query": query, "shared": true}),
            )
            .token(&viewer)
            .go()
            .await;
        assert!(made.status < 500, "{}", made.text());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a deadline of a test, far beyond what is usual"
)]
fn moment() -> std::time::Instant {
    std::time::Instant::now()
}
