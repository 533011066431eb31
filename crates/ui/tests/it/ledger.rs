//! The ledger page: entries found, each with a proof that others check.

use axum::http::StatusCode;
use probity_app::operations::proof::Consistency;
use probity_app::operations::verify::{check_consistency, verify};
use probity_core::patch::Patch;
use probity_core::rules::Command;

use crate::support::Site;

fn house() -> Site {
    let site = Site::local();
    site.create("system", Patch::set_one("name", "Chat assistant"));
    site.pass_days(3);
    site.create("vendor", Patch::set_one("name", "Example Ltd"));
    site.revise("SYS-1", Patch::set_one("name", "Chat helper"));
    site
}

#[tokio::test]
async fn entries_are_found_by_record_person_verb_and_day() {
    let site = house();
    for (query, rows) in [
        ("", 6),
        ("record=SYS-1", 2),
        ("record=sys-1&verb=revise", 1),
        ("verb=create", 5),
        ("person=PER-1", 3),
        ("person=PER-2", 0),
        ("day=2026-03-02", 4),
        ("day=2026-03-05&verb=create", 1),
        ("day=2025-01-01", 0),
        ("before=2", 2),
    ] {
        let page = site.get(&format!("/w/main/ledger?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let text = page.text();
        let shown = text
            .split_once("id=\"entries\"")
            .unwrap()
            .1
            .split_once("<tbody>")
            .map_or(0, |(_, body)| {
                body.split_once("</tbody>").unwrap().0.matches("<tr>").count()
            });
        assert_eq!(shown, rows, "{query}");
    }
    for query in ["record=nonsense", "day=nonsense", "person=Ada"] {
        let page = site.get(&format!("/w/main/ledger?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn many_entries_are_paged_through_to_the_first() {
    let site = Site::local();
    for number in 0..130 {
        let command = Command::Create {
            kind: if number % 3 == 0 { "vendor" } else { "system" }.to_owned(),
            patch: Patch::set_one("name", format!("Record {number}")),
        };
        site.ctx().submit(command).unwrap();
    }
    for start in ["/w/main/ledger", "/w/main/ledger?verb=create"] {
        let (mut next, mut seen) = (Some(start.to_owned()), 0);
        while let Some(href) = next {
            let text = site.get(&href).await.text();
            let body = text.split_once("id=\"entries\"").unwrap().1;
            seen += body
                .split_once("<tbody>")
                .unwrap()
                .1
                .split_once("</tbody>")
                .unwrap()
                .0
                .matches("<tr>")
                .count();
            next = body.split_once("Older →").map(|(before, _)| {
                let href = before.rsplit_once("href=\"").unwrap().1;
                href.split(['"', '#']).next().unwrap().replace("&amp;", "&")
            });
        }
        assert_eq!(seen, 133, "{start}");
    }
}

#[tokio::test]
async fn each_entry_has_files_that_verify_and_the_server_says_what_it_finds() {
    let site = house();
    let key = site.ctx().workspace.verifier_key().to_owned();
    for index in 0..6 {
        let page = site.get(&format!("/w/main/ledger/{index}")).await;
        page.has("It fits.");
        page.has("data-verify");
        let proof = site
            .get(&format!("/w/main/ledger/{index}/entry-{index}.tlog-proof"))
            .await
            .text();
        let entry = site
            .get(&format!("/w/main/ledger/{index}/entry-{index}.json"))
            .await
            .text();
        assert!(verify(&proof, &entry, &key).unwrap().is_proven(), "{index}");
        let changed = entry
            .replacen("PER-1", "PER-2", 1)
            .replacen("system\\\"", "System\\\"", 1);
        assert!(
            !verify(&proof, &changed, &key).unwrap().is_proven(),
            "{index} changed"
        );
    }
    for path in [
        "ledger/6",
        "ledger/x",
        "ledger/-1",
        "ledger/0/entry-1.json",
        "ledger/0/entry-0.exe",
    ] {
        assert_eq!(
            site.get(&format!("/w/main/{path}")).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_browser_that_kept_a_checkpoint_is_shown_that_the_ledger_only_grew() {
    let site = house();
    let key = site.ctx().workspace.verifier_key().to_owned();
    let old = site
        .ctx()
        .workspace
        .store()
        .checkpoint_at_most(4)
        .unwrap()
        .unwrap();
    let ask = |note: &str| {
        let encoded: String = note.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("/w/main/ledger/growth?old={encoded}")
    };
    let answer = site.get(&ask(&old)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let files: Consistency = serde_json::from_slice(&answer.bytes).unwrap();
    let (from, to) = check_consistency(&files, &key).unwrap().unwrap();
    assert_eq!((from.size, to.size), (4, 6));
    for bad in [
        String::new(),
        "nonsense".to_owned(),
        old.replacen("\n4\n", "\n5\n", 1),
    ] {
        assert!(site.get(&ask(&bad)).await.status.is_client_error(), "{bad}");
    }
}

#[tokio::test]
async fn how_to_prove_a_record_is_one_page() {
    let site = house();
    let bare = site.get("/w/main/prove").await;
    bare.has("probity verify");
    let page = site.get("/w/main/prove?record=SYS-1").await;
    page.has("/w/main/r/SYS-1/proof/SYS-1-r2.tlog-proof");
    page.has("python3 verify.py SYS-1.tlog-proof SYS-1.json");
    page.has("data-growth=\"/w/main/ledger/growth\"");
    site.get("/w/main/prove?record=SYS-9")
        .await
        .has("There is no record");
    site.get("/w/main/r/SYS-1")
        .await
        .has("/w/main/prove?record=SYS-1");
}

#[tokio::test]
async fn the_settings_lead_to_what_concerns_the_workspace() {
    let site = house();
    let page = site.get("/w/main/settings").await;
    for part in [
        "/w/main/person",
        "/w/main/role_grant",
        "/w/main/custom_field/new",
        "/api/v1/openapi.json",
        site.ctx().workspace.verifier_key(),
        env!("CARGO_PKG_VERSION"),
    ] {
        page.has(part);
    }
}
