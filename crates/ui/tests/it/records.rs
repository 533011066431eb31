//! Record pages: facts, links, history, remarks, proofs.

use axum::http::{StatusCode, header};
use probity_core::patch::Patch;

use crate::support::Site;

#[tokio::test]
async fn a_record_shows_its_facts_links_and_history() {
    let site = Site::local();
    let system = site.create("system", Patch::set_one("name", "Chat assistant"));
    let usage = site.create(
        "use_case",
        Patch::set_one("name", "Answers to customers").with("systems", serde_json::json!([system])),
    );
    site.pass_days(1);
    site.revise(&usage, Patch::set_one("name", "Answers to policyholders"));
    let page = site.get(&format!("/w/main/r/{usage}")).await;
    page.has("<del>Answers to customers</del>");
    page.has("<ins>Answers to policyholders</ins>");
    page.has("Local administrator");
    page.has("class=\"missing\">missing");
    page.has("Sealed as entry");
    let target = site.get(&format!("/w/main/r/{system}")).await;
    target.has("Serves use cases");
    target.has(&format!("/w/main/r/{usage}"));
}

#[tokio::test]
async fn a_comment_and_putting_away_are_entries() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat assistant"));
    let path = format!("/w/main/r/{id}");
    assert_eq!(
        site.post(
            &format!("{path}/comment"),
            &[("comment", "Ask the works council")]
        )
        .await
        .status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        site.post(
            &format!("{path}/archive"),
            &[("archived", "yes"), ("reason", "Twice in the list")]
        )
        .await
        .status,
        StatusCode::SEE_OTHER
    );
    let page = site.get(&path).await;
    page.has("Ask the works council");
    page.has("This record is archived");
    page.has("Bring back");
    site.get("/w/main/system").await.has("Nothing here yet");
    site.get("/w/main/system?archived=only").await.has("1 AI system");
    assert_eq!(
        site.post(&format!("{path}/archive"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    site.get(&path).await.has("brought it back");
}

#[tokio::test]
async fn the_proof_of_every_revision_can_be_taken_away() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat assistant"));
    site.revise(&id, Patch::set_one("name", "Chat"));
    let proof = site
        .get(&format!("/w/main/r/{id}/proof/{id}-r2.tlog-proof"))
        .await;
    assert!(proof.text().starts_with("c2sp.org/tlog-proof@v1\n"));
    assert_eq!(
        proof.headers[header::CONTENT_DISPOSITION],
        format!("attachment; filename=\"{id}.tlog-proof\"")
    );
    let entry: serde_json::Value = serde_json::from_slice(
        &site
            .get(&format!("/w/main/r/{id}/proof/{id}-r1.json"))
            .await
            .bytes,
    )
    .unwrap();
    assert!(entry["payload"].as_str().unwrap().contains("Chat assistant"));
    for missing in ["SYS-1-r9.json", "SYS-1-r1.exe", "SYS-2-r1.json", "x"] {
        assert_eq!(
            site.get(&format!("/w/main/r/{id}/proof/{missing}")).await.status,
            StatusCode::NOT_FOUND,
            "{missing}"
        );
    }
}

#[tokio::test]
async fn the_ledger_shows_its_key_its_checkpoint_and_its_entries() {
    let site = Site::local();
    site.create("system", Patch::set_one("name", "Chat assistant"));
    let page = site.get("/w/main/ledger").await;
    page.has(site.ctx().workspace.verifier_key());
    page.has("What this proves");
    page.has(">SYS-1<");
}

#[tokio::test]
async fn the_records_before_and_after_are_those_of_the_list_one_came_from() {
    let site = Site::local();
    for name in ["Cedar", "Amber", "Basin", "Delta"] {
        site.create("system", Patch::set_one("name", name));
    }
    let plain = site.get("/w/main/r/SYS-2").await;
    plain.has("rel=\"prev\" href=\"/w/main/r/SYS-1\" title=\"Cedar\"");
    plain.has("rel=\"next\" href=\"/w/main/r/SYS-3\" title=\"Basin\"");
    site.get("/w/main/r/SYS-1").await.has(">First<");
    // Amber, Basin, Cedar, Delta.
    let back = "%2Fw%2Fmain%2Fsystem%3Fsort%3Dname";
    let sorted = site.get(&format!("/w/main/r/SYS-2?back={back}")).await;
    sorted.has(&format!("rel=\"next\" href=\"/w/main/r/SYS-3?back={back}\""));
    sorted.has(">First<");
    let last = site.get(&format!("/w/main/r/SYS-4?back={back}")).await;
    last.has(&format!("rel=\"prev\" href=\"/w/main/r/SYS-1?back={back}\""));
    last.has(">Last<");
    let elsewhere = "%2Fw%2Fmain%2Fsystem%3Fq%3Damber";
    site.get(&format!("/w/main/r/SYS-1?back={elsewhere}"))
        .await
        .has_not("rel=\"next\"");
}

#[tokio::test]
async fn what_is_there_already_is_linked_and_what_is_new_is_entered_with_the_link() {
    let site = Site::local();
    let system = site.create("system", Patch::set_one("name", "Chat assistant"));
    let risk = site.create("risk", Patch::set_one("name", "Wrong answers"));
    let release = site.create(
        "release",
        Patch::set_one("name", "Chat 1.0").with("system", system.clone()),
    );
    let other = site.create("system", Patch::set_one("name", "Voice"));
    let path = format!("/w/main/r/{system}/link");
    site.get(&format!("/w/main/r/{system}")).await.has(&path);
    site.get(&path).await.has("relation=risk.subjects");
    let form = site.get(&format!("{path}?relation=risk.subjects")).await;
    form.has("Wrong answers (RSK-1)");
    form.has("/w/main/risk/new?f.subjects=Chat%20assistant%20%28SYS-1%29");
    let linked = site
        .post(
            &path,
            &[("relation", "risk.subjects"), ("record", "wrong answers")],
        )
        .await;
    assert_eq!(
        (linked.status, linked.location()),
        (StatusCode::SEE_OTHER, format!("/w/main/r/{system}"))
    );
    site.get(&format!("/w/main/r/{system}"))
        .await
        .has(&format!("/w/main/r/{risk}"));
    let again = site
        .post(&path, &[("relation", "risk.subjects"), ("record", &risk)])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.has("is linked to <code>SYS-1</code> already");
    let taken = site
        .post(
            &format!("/w/main/r/{other}/link"),
            &[("relation", "release.system"), ("record", &release)],
        )
        .await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    taken.has("belongs to another record");
    let unknown = site
        .post(&path, &[("relation", "risk.subjects"), ("record", "Nothing")])
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    unknown.has("value=\"Nothing\"");
}

#[tokio::test]
async fn files_brought_to_a_record_become_evidence_about_it() {
    let site = Site::local();
    let unit = site.create("unit", Patch::set_one("name", "Claims"));
    let patch = Patch::set_one("name", "Chat assistant").with("unit", unit.clone());
    let system = site.create("system", patch);
    let path = format!("/w/main/r/{system}/evidence");
    site.get(&format!("/w/main/r/{system}")).await.has("data-bring");
    let files: &[(&str, &str, &[u8])] = &[
        ("file", "test report.pdf", b"%PDF-1.7"),
        ("file", "../minutes.txt", b"agreed"),
    ];
    let brought = site.post_files(&path, &[], files).await;
    assert_eq!(brought.status, StatusCode::SEE_OTHER, "{}", brought.text());
    let view = site.ctx().view();
    let made = view.register.find("EVD-1").unwrap();
    assert_eq!(made.title(), "test report.pdf");
    assert_eq!(view.register.find("EVD-2").unwrap().title(), "minutes.txt");
    assert_eq!(
        view.register
            .unit_of(made)
            .map(|id| id.show(view.register.kinds())),
        Some(unit)
    );
    let page = site.get(&format!("/w/main/r/{system}")).await;
    page.has("entered evidence");
    page.has("/w/main/r/EVD-1");
    let file = site.get("/w/main/r/EVD-1").await;
    file.has("/w/main/files/");
    let none = site.post_files(&path, &[], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let empty: &[(&str, &str, &[u8])] = &[("file", "empty.txt", b"")];
    assert_eq!(
        site.post_files(&path, &[], empty).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let person = site.post_files("/w/main/r/PER-1/evidence", &[], files).await;
    assert_eq!(person.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.get("/w/main/r/PER-1").await.has_not("data-bring");
}

#[tokio::test]
async fn a_long_history_comes_a_page_at_a_time() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Name 0"));
    for number in 1..=120 {
        site.revise(&id, Patch::set_one("name", format!("Name {number}")));
    }
    let page = site.get(&format!("/w/main/r/{id}")).await;
    page.has("Page 1 of 3");
    page.has("<ins>Name 120</ins>");
    page.has_not("<ins>Name 20</ins>");
    page.has(&format!("/w/main/r/{id}?history=2#history"));
    let last = site.get(&format!("/w/main/r/{id}?history=3")).await;
    last.has("<ins>Name 20</ins>");
    last.has("entered it");
    site.get(&format!("/w/main/r/{id}?history=99"))
        .await
        .has("Page 3 of 3");
}

#[tokio::test]
async fn a_comment_that_cannot_be_kept_is_still_there() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat assistant"));
    let long = "x".repeat(40_000);
    let answer = site
        .post(&format!("/w/main/r/{id}/comment"), &[("comment", &long)])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.has("The comment was not kept.");
    assert!(answer.text().contains(&long));
}

#[tokio::test]
async fn two_people_become_one_after_a_look_at_what_that_does() {
    let site = Site::local();
    let keep = site.create("person", Patch::set_one("name", "Ada Example"));
    let gone = site.create(
        "person",
        Patch::set_one("name", "ada example").with("email", "ada@example.org"),
    );
    let vendor = site.create(
        "vendor",
        Patch::set_one("name", "Sample").with("owner", gone.as_str()),
    );
    let merge = format!("/w/main/r/{gone}/merge");
    site.get(&format!("/w/main/r/{gone}")).await.has(&merge);
    let choose = site.get(&merge).await;
    choose.has("Of the same name");
    choose.has(&format!("{merge}?into={keep}"));
    let look = site.get(&format!("{merge}?into={keep}")).await;
    look.has("What the one that stays is given");
    look.has("ada@example.org");
    look.has("1 record that points to");
    look.has(&format!("/w/main/r/{vendor}"));
    // Nothing happened by looking.
    site.get("/w/main/person").await.has(&format!("id=\"{gone}\""));
    let answer = site.post(&merge, &[("into", &keep)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.location().starts_with(&format!("/w/main/r/{keep}")));
    site.get(&format!("/w/main/r/{vendor}"))
        .await
        .has(&format!("/w/main/r/{keep}"));
    site.get("/w/main/person")
        .await
        .has_not(&format!("id=\"{gone}\""));
    site.get(&format!("/w/main/r/{gone}"))
        .await
        .has("This record is archived");
}

#[tokio::test]
async fn what_cannot_be_merged_is_said_where_it_was_asked() {
    let site = Site::local();
    let one = site.create("person", Patch::set_one("name", "Ada Example"));
    let vendor = site.create("vendor", Patch::set_one("name", "Sample"));
    let merge = format!("/w/main/r/{one}/merge");
    for (into, words) in [
        (one.as_str(), "cannot be merged into itself"),
        (vendor.as_str(), "There is no person called"),
        ("Nobody at all", "There is no person called"),
    ] {
        let page = site
            .get(&format!("{merge}?into={}", into.replace(' ', "+")))
            .await;
        assert!(page.status.is_client_error(), "for `{into}`");
        page.has(words);
    }
    let answer = site.post(&merge, &[("into", vendor.as_str())]).await;
    assert!(answer.status.is_client_error());
    answer.has("not of the same kind");
}
