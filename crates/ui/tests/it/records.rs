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
