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

/// Three systems that differ in what lists filter and group by.
fn mixed(site: &Site) -> String {
    let patch = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", "Ada Example")
    };
    let ada = site.create("person", patch);
    for (name, origin, review) in [
        ("Chat assistant", "bought", "2026-02-01"),
        ("Claims triage", "built", "2026-09-01"),
        ("Router", "built", "2027"),
    ] {
        let patch = Patch::set_one("name", name)
            .with("origin", origin)
            .with("review_date", review);
        site.create("system", patch);
    }
    site.revise("SYS-2", Patch::set_one("owner", ada.as_str()));
    ada
}

/// The filter that the panel leads to.
async fn built(site: &Site, query: &str) -> String {
    let answer = site.get(&format!("/w/main/system?{query}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{query}: {}", answer.text());
    let to = answer.location();
    let filter = to.split_once("filter=").map_or("", |(_, rest)| rest);
    let plain = filter.split('&').next().unwrap();
    let bytes = plain.replace('+', " ");
    let mut out = Vec::new();
    let mut rest = bytes.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                out.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn a_filter_is_made_without_the_language() {
    let site = Site::local();
    let ada = mixed(&site);
    for (query, expect) in [
        ("add=origin&op=is&v=built", "origin = built".to_owned()),
        (
            "add=origin&op=not&v=built&v=bought",
            "origin not in (built, bought)".to_owned(),
        ),
        (
            "add=owner&op=is&v=Ada+Example+%28PER-2%29",
            format!("owner = {ada}"),
        ),
        ("add=owner&op=missing&v=", "owner is missing".to_owned()),
        ("add=name&op=contains&v=a+b", "name ~ \"a b\"".to_owned()),
        ("add=name&op=is&v=today", "name = \"today\"".to_owned()),
        (
            "add=review_date&op=by&v=today+%2B+30+days",
            "review_date on or before today + 30 days".to_owned(),
        ),
        (
            "add=review_date&op=is&v=2026-03",
            "review_date = 2026-03".to_owned(),
        ),
        (
            "add=updated&op=from&v=last+month",
            "updated on or after last month".to_owned(),
        ),
        (
            "add=state&op=is&v=design&v=pilot",
            "state in (design, pilot)".to_owned(),
        ),
        (
            "filter=owner+is+missing&add=origin&op=is&v=built",
            "owner is missing and origin = built".to_owned(),
        ),
        (
            "filter=owner+is+missing&add=origin&op=is&v=built&with=0",
            "owner is missing or origin = built".to_owned(),
        ),
        (
            "filter=owner+is+missing+and+origin+%3D+built&add=origin&op=is&v=bought&part=1&alt=0",
            "owner is missing and origin = bought".to_owned(),
        ),
        (
            "filter=%28origin+%3D+built+or+owner+is+missing%29+and+id+%3D+SYS-1&add=origin&op=is&v=bought&part=0&alt=0",
            "(origin = bought or owner is missing) and id = SYS-1".to_owned(),
        ),
        (
            "filter=owner+is+missing&add=owner&op=missing",
            "owner is missing".to_owned(),
        ),
    ] {
        assert_eq!(built(&site, query).await, expect, "{query}");
    }
}

#[tokio::test]
async fn the_panel_offers_values_with_counts_and_says_what_is_wrong() {
    let site = Site::local();
    mixed(&site);
    let page = site.get("/w/main/system?build=origin&q=a").await;
    page.has("Add a filter");
    page.has("name=\"v\" value=\"built\">Built");
    page.has("<input type=\"hidden\" name=\"q\" value=\"a\">");
    let page = site.get("/w/main/system?build=owner").await;
    page.has("Ada Example (PER-2)");
    let wrong = site.get("/w/main/system?add=review_date&op=before&v=soon").await;
    assert_eq!(wrong.status, StatusCode::OK);
    wrong.has("<code>soon</code> is not a date");
    wrong.has("value=\"soon\"");
    wrong.has("3 AI systems");
    site.get("/w/main/system?add=owner&op=is&v=")
        .await
        .has("Give a value, or choose");
    site.get("/w/main/system?add=nothing&op=is&v=x")
        .await
        .has("is no field of this list");
    site.get("/w/main/system?add=origin&op=sideways&v=built")
        .await
        .has("Choose how the field is compared.");
}

#[tokio::test]
async fn chips_say_the_filter_and_each_part_and_alternative_comes_off_alone() {
    let site = Site::local();
    mixed(&site);
    let filter = "%28origin%20%3D%20built%20or%20owner%20is%20missing%29%20and%20review_date%20before%202027";
    let page = site.get(&format!("/w/main/system?filter={filter}&q=c")).await;
    page.has("contains “c”");
    page.has(">Origin is Built");
    page.has("aria-label=\"Remove Owner is missing\"");
    page.has(
        "href=\"/w/main/system?q=c&amp;filter=origin%20%3D%20built%20and%20review_date%20before%202027\"",
    );
    page.has("href=\"/w/main/system?q=c&amp;filter=origin%20%3D%20built%20or%20owner%20is%20missing\"");
    page.has("build=review_date&amp;part=1&amp;alt=0");
    page.has("Take all off");
    let change = site
        .get(&format!(
            "/w/main/system?filter={filter}&build=review_date&part=1&alt=0"
        ))
        .await;
    change.has("Change this part of the filter");
    change.has("<option value=\"before\" selected>");
    change.has("value=\"2027\"");
    let complex = site
        .get("/w/main/system?filter=not%20%28owner%20is%20missing%20and%20name%20~%20x%29")
        .await;
    complex.has("not (owner is missing and name ~ x)");
    complex.has("3 AI systems");
}

#[tokio::test]
async fn groups_have_headings_with_counts_that_go_on_over_pages() {
    let site = Site::local();
    for number in 1..=55 {
        let origin = if number <= 52 { "built" } else { "bought" };
        site.create(
            "system",
            Patch::set_one("name", format!("S {number}")).with("origin", origin),
        );
    }
    site.create("system", Patch::set_one("name", "Unstated"));
    let first = site.get("/w/main/system?group=origin").await;
    first.has("scope=\"rowgroup\">Built");
    first.has("<span class=\"count\">52</span>");
    first.has_not("scope=\"rowgroup\">Bought");
    let second = site.get("/w/main/system?group=origin&page=2").await;
    second.has("<span class=\"count\">52</span><span class=\"note\"> continued</span>");
    second.has("scope=\"rowgroup\">Bought");
    second.has("scope=\"rowgroup\">not stated");
    second.has("51–56 shown");
    second.has("Page 2 of 2");
    let file = site
        .get("/w/main/system/export/csv?group=origin&sort=-name&col=name,origin&filter=origin%20is%20present")
        .await;
    let text = file.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 56);
    assert!(lines[1].starts_with("S 52,Built"), "{}", lines[1]);
    assert!(lines[53].starts_with("S 55,Bought"), "{}", lines[53]);
}

#[tokio::test]
async fn several_columns_are_sorted_by_and_the_menu_works_without_script() {
    let site = Site::local();
    mixed(&site);
    let menu = site
        .get("/w/main/system?group=origin&s=name&d=down&s=&d=up&s=id&d=up&q=a")
        .await;
    assert_eq!(menu.location(), "/w/main/system?q=a&sort=-name%2Cid&group=origin");
    let page = site.get("/w/main/system?sort=origin,-name").await;
    page.has("aria-sort=\"ascending\"");
    page.has_not("aria-sort=\"descending\"");
    page.has("data-also=\"/w/main/system?sort=origin%2Cname\"");
    page.has("<option value=\"name\" selected>Name</option>");
    let text = page.text();
    let rows = text.split_once("<tbody>").unwrap().1;
    let place = |id: &str| rows.find(&format!("<tr id=\"{id}\">")).unwrap();
    assert!(place("SYS-3") < place("SYS-2") && place("SYS-2") < place("SYS-1"));
}

#[tokio::test]
async fn a_page_of_many_records_is_small_and_leads_to_any_other() {
    let site = Site::local();
    systems(&site, 260);
    let page = site.get("/w/main/system?page=3&pin=2").await;
    assert!(page.bytes.len() < 150_000, "{} bytes", page.bytes.len());
    println!("a page of 50 systems has {} bytes", page.bytes.len());
    page.has("101–150 shown");
    page.has("<th class=\"pin pin-2\"");
    page.has("<td class=\"pin pin-1\"");
    page.has_not("pin-3");
    page.has_not("class=\"\" class");
    page.has(">First</a>");
    page.has("href=\"/w/main/system?pin=2&amp;page=6\">Last</a>");
    page.has("name=\"page\" inputmode=\"numeric\"");
    let beyond = site.get("/w/main/system?page=99").await;
    beyond.has("260 AI systems");
    beyond.has("This list ends before page 99.");
    site.get("/w/main/system?page=18446744073709551615")
        .await
        .has("260 AI systems");
}
