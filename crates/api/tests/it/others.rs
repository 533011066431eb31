//! Files, imports, views, tokens, accounts and workspaces.

use probity_core::patch::Patch;
use serde_json::json;

use crate::support::Site;

#[tokio::test]
async fn a_file_is_brought_and_given_to_whoever_sees_the_record() {
    let site = Site::new();
    let id = site.create("evidence", Patch::set_one("name", "Policy"));
    let place = format!("records/{id}/files/file");
    let bring = |tag: &str, bytes: &[u8]| {
        site.send("PUT", &format!("{place}?name=a%2Fpolicy+1.pdf"))
            .body("application/pdf", bytes)
            .header("if-match", tag)
    };
    site.send("PUT", &format!("{place}?name=x"))
        .body("application/pdf", "x")
        .expect(428)
        .await;
    let done = bring("\"1\"", b"%PDF").expect(200).await.json();
    let file = &done["record"]["fields"]["file"];
    assert_eq!(
        (&file["name"], &file["size"]),
        (&json!("policy 1.pdf"), &json!(4))
    );
    bring("\"1\"", b"other").expect(412).await;
    bring("*", b"").expect(422).await;
    for read in [
        place.clone(),
        format!("files/{}", file["sha256"].as_str().unwrap()),
    ] {
        let read = site.get(&read).expect(200).await;
        assert_eq!(read.bytes, b"%PDF");
        assert_eq!(read.header("content-type"), "application/octet-stream");
        assert!(read.header("content-disposition").contains("policy%201.pdf"));
    }
    site.get(&format!("files/{}", "0".repeat(64))).expect(404).await;
    site.get("files/x").expect(404).await;
    site.get(&format!("records/{id}/files/name")).expect(404).await;
    let other = site.create("evidence", Patch::set_one("name", "Other"));
    site.get(&format!("records/{other}/files/file")).expect(404).await;
    let by_hash = json!({"set": {"file": file}});
    site.patch(&other, "*", &by_hash).expect(422).await;
}

#[tokio::test]
async fn a_list_is_brought_corrected_tried_run_and_taken_back() {
    let site = Site::new();
    let csv = "Ref,Title,Colour\n1,Tide,blue\n2,Ebb,red\n3,,red\n";
    let brought = site
        .send("POST", "imports?name=vendors.csv&kind=vendor")
        .body("text/csv", csv)
        .expect(201)
        .await;
    let look = brought.json();
    assert_eq!(
        (&look["file"], &look["report"]["rows"]),
        (&json!("vendors.csv"), &json!(3))
    );
    let place = brought.header("location").to_owned();
    let mut mapping = look["report"]["mapping"].clone();
    for column in mapping["columns"].as_array_mut().unwrap() {
        let target = match column["header"].as_str().unwrap() {
            "Ref" => "id",
            "Title" => "vendor.name",
            _ => "ignore",
        };
        column["target"] = json!(target);
    }
    let corrected = site
        .send("PUT", &format!("{place}/mapping"))
        .json(&mapping)
        .expect(200)
        .await
        .json();
    assert_eq!(
        (&corrected["report"]["created"], &corrected["report"]["refused"]),
        (&json!(2), &json!(1))
    );
    mapping["columns"][0]["target"] = json!("vendor.colour");
    site.send("PUT", &format!("{place}/mapping"))
        .json(&mapping)
        .expect(422)
        .await;
    let tried = site.get(&place).expect(200).await.json();
    assert_eq!(tried["report"]["written"], json!(false));
    let other = site.token_of("aims_manager", None);
    site.get(&place).token(&other).expect(404).await;
    let held = site
        .send("POST", &format!("{place}/run"))
        .expect(200)
        .await
        .json();
    assert_eq!(held["written"], json!(false), "a refused row holds all");
    let report = site
        .post(&format!("{place}/run"), &json!({"partial": true}))
        .expect(200)
        .await
        .json();
    assert_eq!(
        (&report["written"], &report["created"]),
        (&json!(true), &json!(2))
    );
    let import = report["import"].as_str().unwrap();
    let undone = site
        .send("POST", &format!("imports/{import}/undo"))
        .expect(200)
        .await
        .json();
    assert_eq!(undone["put_away"], json!(2));
    site.get(&place).expect(404).await;
    site.send("POST", "imports/IPT-99/undo").expect(404).await;
    let brought = site
        .send("POST", "imports?name=a.csv")
        .body("text/csv", csv)
        .expect(201)
        .await;
    let place = brought.header("location").to_owned();
    site.send("DELETE", &place).expect(204).await;
    site.send("DELETE", &place).expect(404).await;
    site.send("POST", "imports?name=a.xlsx")
        .body("text/csv", [0_u8, 1, 2])
        .expect(422)
        .await;
}

#[tokio::test]
async fn a_view_is_kept_shared_and_removed() {
    let site = Site::new();
    let view = json!({"name": "Without an owner", "query": "filter=owner%20is%20missing"});
    let kept = site.post("kinds/system/views", &view).expect(201).await;
    let place = kept.header("location").to_owned();
    assert_eq!(
        site.post("kinds/system/views", &view).expect(409).await.problem(),
        "not-now"
    );
    let viewer = site.token_of("viewer", None);
    site.get(&place).token(&viewer).expect(404).await;
    let mut shared = view;
    shared["shared"] = json!(true);
    site.send("PUT", &place).json(&shared).expect(200).await;
    let seen = site.get(&place).token(&viewer).expect(200).await.json();
    assert_eq!(seen["changeable"], json!(false));
    let listed = site
        .get("kinds/system/views")
        .token(&viewer)
        .expect(200)
        .await
        .json();
    assert_eq!(listed["views"][0]["name"], "Without an owner");
    site.send("DELETE", &place).token(&viewer).expect(404).await;
    site.send("DELETE", &place).expect(204).await;
    site.get(&place).expect(404).await;
}

#[tokio::test]
async fn a_token_is_shown_once_and_ends_when_it_is_revoked() {
    let site = Site::new();
    let mine = site.token_of("viewer", None);
    let body = json!({"name": "nightly sync", "expires": "2026-04-01T00:00:00Z"});
    let made = site.post("/api/v1/tokens", &body).token(&mine).expect(201).await;
    let token = made.json()["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("probity_") && token.len() > 45, "{token}");
    assert_eq!(made.header("location"), "/api/v1/tokens/nightly%20sync");
    site.get("kinds").token(&token).expect(200).await;
    let me = site.get("/api/v1/me").token(&token).expect(200).await.json();
    assert_eq!(
        (&me["login"], &me["administrator"]),
        (&json!("viewer@example.org"), &json!(false))
    );
    site.post("/api/v1/tokens", &body).token(&mine).expect(409).await;
    let listed = site.get("/api/v1/tokens").token(&token).expect(200).await;
    assert!(!listed.text().contains(&token));
    assert_eq!(listed.json()["tokens"].as_array().map(Vec::len), Some(2));
    site.clock.advance(jiff::SignedDuration::from_hours(24 * 40));
    site.get("kinds").token(&token).expect(401).await;
    site.send("DELETE", "/api/v1/tokens/nightly%20sync")
        .token(&mine)
        .expect(204)
        .await;
    site.send("DELETE", "/api/v1/tokens/nightly%20sync")
        .token(&mine)
        .expect(404)
        .await;
    for bad in [
        json!({"name": ""}),
        json!({"name": "a/b"}),
        json!({"name": "x", "expires": "2020-01-01T00:00:00Z"}),
    ] {
        site.post("/api/v1/tokens", &bad).token(&mine).expect(422).await;
    }
    site.post("/api/v1/tokens", &json!({"name": "x", "expires": "soon"}))
        .token(&mine)
        .expect(400)
        .await;
}

#[tokio::test]
async fn the_administrator_keeps_accounts_tokens_and_workspaces() {
    let site = Site::new();
    let made = site
        .post("/api/v1/accounts/robot/tokens", &json!({"name": "ci"}))
        .expect(201)
        .await
        .json();
    assert_eq!(made["account_made"], json!(true));
    let robot = made["token"].as_str().unwrap();
    site.get("/api/v1/me").token(robot).expect(200).await;
    site.get("kinds").token(robot).expect(404).await;
    let listed = site.get("/api/v1/accounts/robot/tokens").expect(200).await.json();
    assert_eq!(listed["tokens"][0]["name"], "ci");
    site.get("/api/v1/accounts/nobody/tokens").expect(404).await;
    site.send("DELETE", "/api/v1/accounts/robot/tokens/ci")
        .token(robot)
        .expect(403)
        .await;
    site.send("DELETE", "/api/v1/accounts/robot/tokens/ci")
        .expect(204)
        .await;
    site.get("/api/v1/me").token(robot).expect(401).await;
    site.send("PUT", "/api/v1/accounts/ada/password")
        .json(&json!({"password": "four plain grey words"}))
        .expect(200)
        .await;
    site.send("PUT", "/api/v1/accounts/ada/password")
        .json(&json!({"password": "short"}))
        .expect(422)
        .await;
    let accounts = site.get("/api/v1/accounts").expect(200).await.json();
    assert_eq!(accounts["users"].as_array().map(Vec::len), Some(2));
    let north = site
        .post(
            "/api/v1/workspaces",
            &json!({"name": "north", "organisation": "North"}),
        )
        .expect(201)
        .await;
    assert_eq!(north.header("location"), "/api/v1/workspaces/north");
    site.get("/api/v1/workspaces/north/kinds").expect(200).await;
    let names = site.get("/api/v1/workspaces").expect(200).await.json();
    assert_eq!(names["workspaces"], json!(["main", "north"]));
}

#[tokio::test]
async fn kinds_tell_what_they_declare() {
    let site = Site::new();
    let field = json!({"kind": "custom_field", "fields": {"name": "risk_note", "of_kind": "vendor", "type": "text", "label": "Risk note"}});
    site.post("records", &field).expect(201).await;
    let kind = site.get("kinds/vendor").expect(200).await.json();
    let fields = kind["fields"].as_array().unwrap();
    assert_eq!(
        (&fields[0]["name"], &fields[0]["required"]),
        (&json!("name"), &json!(true))
    );
    let own = fields.last().unwrap();
    assert_eq!(
        (&own["name"], &own["label"], &own["custom"]),
        (&json!("FLD-1"), &json!("Risk note"), &json!(true))
    );
    assert!(
        kind["lifecycle"]["states"]
            .as_array()
            .is_some_and(|states| states.len() > 3)
    );
    let body = json!({"kind": "vendor", "fields": {"name": "Tide", "risk_note": "x"}});
    let made = site.post("records", &body).expect(201).await.json();
    assert_eq!(made["record"]["fields"]["FLD-1"], "x");
}

#[tokio::test]
async fn what_changed_is_told_by_day_and_record() {
    let site = Site::new();
    let id = site.vendor("Tide");
    site.clock.advance(jiff::SignedDuration::from_hours(48));
    site.rename(&id, "Ebb");
    let news = site.get("changes?from=2026-03-03").expect(200).await.json();
    assert_eq!((&news["entries"], &news["records"]), (&json!(1), &json!(1)));
    let group = &news["groups"][0];
    assert_eq!((&group["day"], &group["id"]), (&json!("2026-03-04"), &json!(id)));
    assert_eq!(group["entries"][0]["changes"][0]["old"], "Tide");
    let before = site
        .get("changes?from=2026-03-02&to=2026-03-02&kind=vendor")
        .expect(200)
        .await
        .json();
    assert_eq!(before["groups"][0]["entries"][0]["verb"], "created");
    site.get("changes").expect(400).await;
    site.get("changes?from=2026-03-02&kind=colour").expect(422).await;
    site.get("changes?from=2026-03-02&actor=colour").expect(422).await;
}

#[tokio::test]
async fn who_may_do_something_is_told_to_who_may_know() {
    let site = Site::new();
    let viewer = site.token_of("viewer", None);
    let told = site.get("who-may?act=erase").expect(200).await.json();
    assert_eq!(
        told["roles"],
        json!([{"role": "admin", "own_records_only": false}])
    );
    assert_eq!(told["people"][0]["id"], "PER-1");
    let less = site
        .get("who-may?act=erase")
        .token(&viewer)
        .expect(200)
        .await
        .json();
    assert_eq!((&less["roles"], less.get("people")), (&told["roles"], None));
    let vendor = site.vendor("Tide");
    site.get(&format!("who-may?act=change&record={vendor}"))
        .expect(200)
        .await;
    site.get("who-may?act=change&record=VEN-99").expect(404).await;
    site.get("who-may?act=change&kind=colour").expect(422).await;
    site.get("who-may?act=fly").expect(400).await;
}

#[tokio::test]
async fn what_is_mine_and_due_waits_in_the_inbox() {
    let site = Site::new();
    let late = Patch::set_one("name", "Tide")
        .with("owner", "PER-1")
        .with("review_date", "2026-02-01");
    let vendor = site.create("vendor", late);
    site.create(
        "task",
        Patch::set_one("name", "Ask them")
            .with("owner", "PER-1")
            .with("due", "2026-03-09"),
    );
    let inbox = site.get("inbox").expect(200).await.json();
    assert_eq!(
        (&inbox["due"][0]["id"], &inbox["due"][0]["days"]),
        (&json!(vendor), &json!(-29))
    );
    assert_eq!(
        (&inbox["tasks"][0]["title"], &inbox["tasks"][0]["days"]),
        (&json!("Ask them"), &json!(7))
    );
    assert_eq!(inbox["count"], json!(2));
    let viewer = site.token_of("viewer", None);
    assert_eq!(
        site.get("inbox").token(&viewer).expect(200).await.json()["count"],
        json!(0)
    );
}
