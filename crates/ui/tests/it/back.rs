//! The way back to a list, and errors inside the workspace.

use axum::http::StatusCode;
use probity_core::patch::Patch;

use crate::support::Site;

const LIST: &str = "/w/main/system?filter=owner%20is%20missing";
const BACK: &str = "back=%2Fw%2Fmain%2Fsystem%3Ffilter%3Downer%2520is%2520missing";
/// What a page has that stands in the frame of a workspace.
const FRAME: &str = "aria-label=\"Main\"";

#[tokio::test]
async fn a_record_reached_from_a_narrowed_list_leads_back_to_it_after_editing() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat assistant"));
    let list = site.get(LIST).await;
    list.has(&format!("/w/main/r/{id}?{BACK}"));
    list.has(&format!("<tr id=\"{id}\">"));
    site.get("/w/main/system").await.has_not("back=");

    let page = site.get(&format!("/w/main/r/{id}?{BACK}")).await;
    page.has(&format!("href=\"{LIST}#{id}\""));
    page.has(&format!("/w/main/r/{id}/edit?{BACK}"));
    let form = site.get(&format!("/w/main/r/{id}/edit?{BACK}")).await;
    form.has(&format!("name=\"back\" value=\"{LIST}\""));
    let changed = [
        ("revision", "1"),
        ("f.name", "Chat for customers"),
        ("back", LIST),
    ];
    let saved = site.post(&format!("/w/main/r/{id}/edit"), &changed).await;
    assert_eq!(saved.location(), format!("/w/main/r/{id}?{BACK}"));
    let remark = [("comment", "Seen"), ("back", LIST)];
    let remarked = site.post(&format!("/w/main/r/{id}/comment"), &remark).await;
    assert_eq!(remarked.location(), format!("/w/main/r/{id}?{BACK}#history"));
}

#[tokio::test]
async fn the_way_back_leads_nowhere_else() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat assistant"));
    for bad in [
        "https://attacker.example/",
        "//attacker.example/w/main/",
        "/\\attacker.example",
        "javascript:alert(1)",
        "/w/other/",
        "/sign-out",
        "/w/main/../../sign-out",
    ] {
        let encoded: String = bad.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in [format!("/w/main/r/{id}"), format!("/w/main/r/{id}/edit")] {
            let page = site.get(&format!("{path}?back={encoded}")).await;
            assert_eq!(page.status, StatusCode::OK);
            page.has_not("Back to the list");
            page.has_not("name=\"back\"");
            page.has_not(&format!("href=\"{bad}"));
            page.has_not("r/SYS-1?back");
        }
        let remark = [("comment", "Seen"), ("back", bad)];
        let remarked = site.post(&format!("/w/main/r/{id}/comment"), &remark).await;
        assert_eq!(remarked.location(), format!("/w/main/r/{id}#history"), "`{bad}`");
    }
}

#[tokio::test]
async fn what_went_wrong_is_told_inside_the_workspace() {
    let site = Site::local();
    for path in ["/w/main/nothing", "/w/main/r/SYS-99", "/w/main/a/b/c/d"] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        page.has("There is nothing here");
        assert!(page.text().contains(FRAME), "{path} has no navigation");
    }
    let refused = site
        .post("/w/main/system/new", &[("f.name", &"x".repeat(2_000_000))])
        .await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text().contains(FRAME));
    let outside = site.get("/w/other/system").await;
    assert_eq!(outside.status, StatusCode::NOT_FOUND);
    assert!(!outside.text().contains(FRAME), "there is no such workspace");
}
