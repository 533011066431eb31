//! The palette and the search page: what typed words lead to.

use axum::http::StatusCode;
use probity_core::patch::Patch;

use crate::support::{Answer, Site};

async fn typed(site: &Site, text: &str) -> Answer {
    let q: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    site.get(&format!("/w/main/palette?q={q}")).await
}

/// The first option of the palette leads here.
#[track_caller]
fn leads_to(answer: &Answer, text: &str, expect: &str) {
    let page = answer.text();
    let first = page
        .split_once("href=\"")
        .map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default());
    assert_eq!(first, expect, "`{text}`: {page}");
}

#[tokio::test]
async fn questions_and_commands_lead_to_their_pages() {
    let site = Site::local();
    site.create("system", Patch::set_one("name", "Chat assistant"));
    for (text, expect) in [
        (
            "who may delete a system",
            "/w/main/rights?act=delete&amp;what=system",
        ),
        ("delete", "/w/main/rights?act=delete&amp;what=system"),
        (
            "Who can remove AI systems?",
            "/w/main/rights?act=delete&amp;what=system",
        ),
        (
            "what changed last week",
            "/w/main/changes?from=2026-02-23&amp;to=2026-03-02",
        ),
        (
            "without owner",
            "/w/main/use_case?filter=owner%20is%20missing%20and%20phase%20%21%3D%20ended",
        ),
        (
            "systems without an owner",
            "/w/main/system?filter=owner%20is%20missing%20and%20phase%20%21%3D%20ended",
        ),
        ("prove", "/w/main/prove"),
        ("new use case", "/w/main/use_case/new"),
        ("import", "/w/main/import"),
        ("inbox", "/w/main/inbox"),
        ("ledger", "/w/main/ledger"),
        ("export ai systems excel", "/w/main/system/export/xlsx"),
        ("risks", "/w/main/risk"),
        ("as of 2026-01-31", "/w/main/?as_of=2026-01-31"),
        ("as of last month", "/w/main/?as_of=2026-02-02"),
        ("as of", "/w/main/?as_of=2026-03-01"),
        ("concentration", "/w/main/graph#concentration"),
    ] {
        leads_to(&typed(&site, text).await, text, expect);
    }
}

#[tokio::test]
async fn a_record_is_found_with_what_can_be_done_with_it() {
    let site = Site::local();
    let patch = Patch {
        state: Some("pilot".to_owned()),
        ..Patch::set_one("name", "Chat assistant")
    };
    let id = site.create("system", patch);
    let by_id = typed(&site, &id).await;
    leads_to(&by_id, &id, "/w/main/r/SYS-1");
    by_id.has("Prove SYS-1");
    by_id.has("Edit SYS-1");
    leads_to(
        &typed(&site, "prove sys-1").await,
        "prove sys-1",
        "/w/main/prove?record=SYS-1",
    );
    typed(&site, "chat assist").await.has("/w/main/r/SYS-1");
    let here = site
        .get("/w/main/palette?q=suspend&here=%2Fw%2Fmain%2Fr%2FSYS-1%3Fback%3Dx")
        .await;
    here.has("/w/main/r/SYS-1/move/suspended");
    typed(&site, "suspend").await.has_not("/move/");
    let before = site.get("/w/main/palette?here=%2Fw%2Fmain%2Fr%2FSYS-1").await;
    before.has("Edit SYS-1");
    before.has("What changed last week");
    for odd in [
        "q=%00",
        "here=https%3A%2F%2Fexample.org%2F",
        "here=%2Fw%2Fother%2Fr%2FSYS-1",
        "q=%27%22%3C",
    ] {
        assert_eq!(
            site.get(&format!("/w/main/palette?{odd}")).await.status,
            StatusCode::OK,
            "{odd}"
        );
    }
    typed(&site, "<b>zzz").await.has("Nothing fits “&lt;b&gt;zzz”");
}

#[tokio::test]
async fn options_have_ids_and_roles_and_no_page_around_them() {
    let site = Site::local();
    let answer = typed(&site, "use").await;
    answer.has("role=\"option\" id=\"palette-1\"");
    answer.has("role=\"group\"");
    answer.has_not("<html");
}

#[tokio::test]
async fn without_script_the_search_page_shows_the_same() {
    let site = Site::local();
    site.create("system", Patch::set_one("name", "Delete bot"));
    let page = site.get("/w/main/search?q=delete").await;
    page.has("Who may delete an AI system");
    page.has("Delete bot");
    page.has("1 record");
    site.get("/w/main/search").await.has("Do and open");
}

#[tokio::test]
async fn people_are_offered_for_a_mention_by_the_beginnings_of_their_names() {
    let site = Site::local();
    for name in ["Ada Example", "Bo Sample", "Bo Sample"] {
        site.create("person", Patch::set_one("name", name));
    }
    let ada = site.get("/w/main/palette/people?q=ex").await;
    ada.has("data-text=\"@Ada Example\"");
    ada.has_not("Bo Sample");
    site.get("/w/main/palette/people?q=bo")
        .await
        .has("data-text=\"@Bo Sample (PER-3)\"");
    assert_eq!(site.get("/w/main/palette/people?q=zz").await.text(), "");
}
