//! Lists: counts, filters, columns, files, past days, search.

use axum::http::{StatusCode, header};
use probity_core::patch::Patch;

use crate::support::Site;

fn systems(site: &Site, count: usize) {
    for number in 1..=count {
        let state = if number % 2 == 0 { "in_operation" } else { "design" };
        let patch = Patch {
            state: Some(state.to_owned()),
            ..Patch::set_one("name", format!("System {number}"))
        };
        site.create("system", patch);
    }
}

#[tokio::test]
async fn a_list_counts_exactly_and_goes_on_over_pages() {
    let site = Site::local();
    systems(&site, 53);
    let first = site.get("/w/main/system").await;
    first.has("53 AI systems");
    first.has("1–50 shown");
    first.has("Page 1 of 2");
    let second = site.get("/w/main/system?page=2&sort=-name").await;
    second.has("51–53 shown");
    second.has("aria-sort=\"descending\"");
    second.has_not("SYS-9<");
}

#[tokio::test]
async fn filters_are_chips_and_mistakes_are_said_in_words() {
    let site = Site::local();
    systems(&site, 4);
    let filtered = site.get("/w/main/system?filter=state%20%3D%20in_operation").await;
    filtered.has("2 AI systems");
    filtered.has("Stage is In operation");
    filtered.has("aria-label=\"Remove Stage is In operation\"");
    let wrong = site.get("/w/main/system?filter=ownr%20is%20missing").await;
    assert_eq!(wrong.status, StatusCode::OK);
    wrong.has("The filter cannot be read.");
    wrong.has("value=\"ownr is missing\"");
}

#[tokio::test]
async fn an_empty_list_says_what_it_is_for() {
    let site = Site::local();
    let empty = site.get("/w/main/model").await;
    empty.has("Nothing here yet");
    empty.has("Enter the first model");
    site.get("/w/main/").await.has("Drop a spreadsheet here");
}

#[tokio::test]
async fn columns_are_chosen_by_address_and_exported_as_shown() {
    let site = Site::local();
    systems(&site, 3);
    let page = site
        .get("/w/main/system?col=id&col=name&filter=state%20%3D%20design")
        .await;
    page.has_not("<th scope=\"col\"><a href=\"/w/main/system?sort=owner");
    page.has("/w/main/system/export/csv?filter=state%20%3D%20design&amp;col=id%2Cname");
    let file = site
        .get("/w/main/system/export/csv?filter=state%20%3D%20design&col=id,name")
        .await;
    assert_eq!(
        file.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"system-2026-03-02.csv\""
    );
    let text = file.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines, ["ID,Name", "SYS-1,System 1", "SYS-3,System 3"]);
    assert!(
        site.get("/w/main/system/export/xlsx")
            .await
            .bytes
            .starts_with(b"PK")
    );
    assert_eq!(
        site.get("/w/main/system/export/pdf").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_past_day_shows_what_was_recorded_then_and_stays_in_every_link() {
    let site = Site::local();
    systems(&site, 1);
    site.pass_days(3);
    systems(&site, 2);
    site.pass_days(1);
    let past = site.get("/w/main/system?as_of=2026-03-03").await;
    past.has("1 AI system");
    past.has("As of 3 Mar 2026.");
    past.has_not("New AI system");
    past.has("/w/main/r/SYS-1?as_of=2026-03-03");
    past.has("Back to today");
    let gone = site.get("/w/main/r/SYS-3?as_of=2026-03-03").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    site.get("/w/main/r/SYS-1?as_of=2026-03-03")
        .await
        .has_not("/edit");
    let bad = site.get("/w/main/system?as_of=yesterday").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.has("is not a day such as");
}

#[tokio::test]
async fn search_finds_over_all_kinds_and_by_id() {
    let site = Site::local();
    systems(&site, 2);
    site.create("vendor", Patch::set_one("name", "System house"));
    let found = site.get("/w/main/search?q=system").await;
    found.has("3 records");
    found.has("System house");
    site.get("/w/main/search?q=sys-2").await.has(">SYS-2<");
    site.get("/w/main/search?q=zzz").await.has("Nothing fits.");
}

fn heads(text: &str) -> Vec<String> {
    let (_, rest) = text.split_once("<thead>").unwrap();
    let (head, _) = rest.split_once("</thead>").unwrap();
    let sorted = head.split("href=\"").skip(1).map(|part| {
        let (_, rest) = part.split_once("sort=").unwrap();
        rest.split(['"', '&']).next().unwrap().to_owned()
    });
    sorted.collect()
}

#[tokio::test]
async fn columns_stand_in_the_order_of_the_address_and_the_usual_ones_need_none() {
    let site = Site::local();
    systems(&site, 1);
    let usual = heads(&site.get("/w/main/system").await.text());
    let ticked: String = usual.iter().map(|name| format!("col={name}&")).collect();
    let page = site.get(&format!("/w/main/system?{ticked}")).await;
    assert_eq!(heads(&page.text()), usual);
    page.has("href=\"/w/main/system?sort=name\"");
    assert_eq!(
        heads(
            &site
                .get("/w/main/system?col=tags&col=name&col=id&col=name")
                .await
                .text()
        ),
        ["tags", "name", "id"]
    );
    let page = site.get("/w/main/system?col=name,id").await;
    assert_eq!(heads(&page.text()), ["name", "id"]);
    page.has("aria-label=\"Move ID before\"");
    page.has("href=\"/w/main/system?col=id%2Cname\"");
}
