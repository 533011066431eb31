//! Many changes at once.

use serde_json::{Value as Json, json};

use crate::support::{Answer, Site};

async fn send(site: &Site, place: &str, lines: &[Json], status: u16) -> Answer {
    let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
    site.send("POST", place)
        .body("application/x-ndjson", body)
        .expect(status)
        .await
}

fn count(site: &Site, kind: &str) -> usize {
    site.ctx()
        .view()
        .register
        .count(probity_core::Kinds::built_in().known(kind))
}

fn vendor(name: &str) -> Json {
    json!({"op": "create", "kind": "vendor", "fields": {"name": name}})
}

#[tokio::test]
async fn all_lines_are_one_change() {
    let site = Site::new();
    let lines = [
        vendor("Tide"),
        json!({"op": "create", "kind": "system", "fields": {"name": "Chat", "vendors": ["new:0"]}}),
        json!({"op": "comment", "id": "new:1", "text": "Found in March."}),
        json!({"op": "revise", "id": "new:1", "change": {"set": {"description": "A chat."}}}),
        json!({"op": "archive", "id": "new:0", "reason": "not used"}),
    ];
    let report = send(&site, "bulk", &lines, 200).await.lines();
    let ids: Vec<&str> = report.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["VEN-1", "SYS-1", "SYS-1", "SYS-1", "VEN-1"]);
    let system = site.get("records/SYS-1").expect(200).await.json();
    assert_eq!(system["fields"]["vendors"], json!(["VEN-1"]));
    assert_eq!(system["fields"]["description"], "A chat.");
    let told = site.get("records/SYS-1/history").expect(200).await.json();
    assert_eq!(told["entries"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn one_bad_line_leaves_all_undone_and_is_named() {
    let site = Site::new();
    let size = site.ctx().view().register.size();
    let check = async |lines: &[Json], status: u16, line: u64| {
        let problem = send(&site, "bulk", lines, status).await.json();
        assert_eq!(problem["line"], json!(line), "{problem}");
    };
    check(
        &[
            vendor("Tide"),
            json!({"op": "comment", "id": "VEN-9", "text": "x"}),
        ],
        404,
        2,
    )
    .await;
    check(&[vendor("Tide"), vendor("")], 422, 2).await;
    check(&[vendor("Tide"), json!({"op": "fly"})], 400, 2).await;
    check(&[vendor("Tide"), json!([])], 400, 2).await;
    check(&[json!({"op": "revise", "id": "new:0", "change": {}})], 404, 1).await;
    assert_eq!(site.ctx().view().register.size(), size);
}

#[tokio::test]
async fn lines_on_their_own_are_reported_one_by_one() {
    let site = Site::new();
    let lines = [
        vendor("Tide"),
        vendor(""),
        json!({"op": "move", "id": "VEN-1", "change": {"to": "nonsense"}}),
        json!({"op": "revise", "id": "VEN-1", "revision": 7, "change": {"set": {"country": "Norway"}}}),
        vendor("Ebb"),
    ];
    let send = || async {
        let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
        site.send("POST", "bulk?atomic=false")
            .body("application/x-ndjson", body)
            .header("idempotency-key", "nightly")
            .expect(200)
            .await
            .lines()
    };
    let report = send().await;
    let done: Vec<bool> = report
        .iter()
        .map(|line| line["done"].as_bool().unwrap())
        .collect();
    assert_eq!(done, [true, false, false, false, true]);
    assert_eq!(report[1]["problem"]["field"], "name");
    assert_eq!(report[2]["problem"]["status"], json!(422));
    assert_eq!(report[3]["problem"]["status"], json!(409));
    assert_eq!((count(&site, "vendor"), &report[4]["id"]), (2, &json!("VEN-2")));
    let again = send().await;
    assert_eq!(
        (count(&site, "vendor"), &again[4]["id"]),
        (2, &json!("VEN-2")),
        "sent again, nothing happens"
    );
}

#[tokio::test]
async fn a_batch_with_a_key_is_done_once() {
    let site = Site::new();
    let send = || {
        site.send("POST", "bulk")
            .body(
                "application/x-ndjson",
                format!("{}\n\n{}\n", vendor("Tide"), vendor("Ebb")),
            )
            .header("idempotency-key", "once")
    };
    let first = send().expect(200).await.lines();
    assert_eq!(
        (&first[0]["line"], &first[1]["line"]),
        (&json!(1), &json!(3)),
        "lines as they stand in the body"
    );
    let again = send().expect(200).await.lines();
    assert_eq!(again, first, "answered as then");
    assert_eq!(count(&site, "vendor"), 2);
}

#[tokio::test]
async fn there_is_a_limit_on_lines() {
    let site = Site::new();
    send(&site, "bulk", &[], 422).await;
    let many = vec![vendor("x"); 10_001];
    send(&site, "bulk", &many, 422).await;
    site.send("POST", "bulk")
        .body("application/json", "{}")
        .expect(415)
        .await;
    site.send("POST", "bulk?atomic=maybe")
        .body("application/x-ndjson", "{}")
        .expect(400)
        .await;
}
