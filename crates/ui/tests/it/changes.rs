//! What changed in a period: only what is of it, only what one may see, old beside new.

use axum::http::StatusCode;
use probity_core::patch::Patch;
use probity_core::rules::Command;

use crate::support::Site;

/// Something on the first day, something else ten days later.
fn house() -> Site {
    let site = Site::local();
    site.create("system", Patch::set_one("name", "Early bird"));
    site.create("vendor", Patch::set_one("name", "Example Ltd"));
    site.pass_days(10);
    site.create("system", Patch::set_one("name", "Late owl"));
    site.revise("SYS-1", Patch::set_one("name", "Early lark"));
    let comment = Command::Comment {
        id: "SYS-2".to_owned(),
        text: "Looks fine to me".to_owned(),
    };
    site.ctx().submit(comment).unwrap();
    site
}

#[tokio::test]
async fn the_usual_period_is_the_last_seven_days() {
    let site = house();
    let page = site.get("/w/main/changes").await;
    page.has("<strong>3 changes</strong> of 2 records");
    page.has("<del>Early bird</del> <ins>Early lark</ins>");
    page.has("Looks fine to me");
    page.has("12 Mar 2026");
    page.has_not("Example Ltd");
    // Each change leads to its entry.
    page.has("href=\"/w/main/ledger/6\"");
}

#[tokio::test]
async fn a_period_a_kind_a_person_and_a_verb_narrow_it() {
    let site = house();
    for (query, has, has_not) in [
        ("period=month", "8 changes", "Nothing was recorded"),
        ("from=2026-03-02&to=2026-03-02", "5 changes", "Late owl"),
        ("period=month&kind=vendor", "1 change<", "Late owl"),
        ("period=month&did=comment", "1 change<", "Example Ltd"),
        ("period=month&person=PER-1", "5 changes", "Nothing was recorded"),
        ("period=month&person=per-2", "0 changes", "Late owl"),
        ("period=yesterday", "0 changes", "Late owl"),
        (
            "from=2026-03-12&to=2026-03-02",
            "8 changes",
            "Nothing was recorded",
        ),
    ] {
        let page = site.get(&format!("/w/main/changes?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        page.has(has);
        page.has_not(has_not);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_the_rest_is_shown() {
    let site = house();
    for query in [
        "from=yesterday",
        "period=forever",
        "person=Ada",
        "kind=nothing&page=99",
        "unit=X",
    ] {
        let page = site.get(&format!("/w/main/changes?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
    }
    site.get("/w/main/changes?from=tomorrow")
        .await
        .has("is not a day such as");
}

#[tokio::test]
async fn the_past_has_its_own_last_week() {
    let site = house();
    let page = site.get("/w/main/changes?as_of=2026-03-04").await;
    page.has("<strong>5 changes</strong> of 5 records");
    page.has("Early bird");
    page.has_not("Late owl");
    page.has_not("Early lark");
}

#[tokio::test]
async fn a_large_batch_is_told_as_one_and_opened_one_by_one() {
    let site = Site::local();
    let create = |number: usize| Command::Create {
        kind: "system".to_owned(),
        patch: Patch::set_one("name", format!("System {number}")),
    };
    let batch = Command::Batch((0..70).map(create).collect());
    site.ctx().submit(batch).unwrap();
    let page = site.get("/w/main/changes").await;
    page.has("Many changes in one step");
    page.has("70 AI systems created");
    page.has_not("System 12");
    let text = page.text();
    let (before, _) = text.split_once("\">One by one</a>").expect("it can be opened");
    let href = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
    let opened = site.get(&href).await;
    opened.has("System 69");
    opened.has("Page 1 of 3");
}
