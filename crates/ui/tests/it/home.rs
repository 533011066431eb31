//! The first page: every number equals the list it leads to, and the past is the past.

use axum::http::StatusCode;
use probity_core::patch::Patch;
use probity_core::rules::Command;

use crate::support::Site;

/// An address in a page as a browser reads it.
fn plain(href: &str) -> String {
    href.replace("&amp;", "&").replace("%20", " ")
}

/// Addresses and texts of links inside a part of a page, between its beginning and an end.
fn links<'a>(page: &'a str, from: &str, to: &str) -> Vec<(String, &'a str)> {
    let (_, rest) = page
        .split_once(from)
        .unwrap_or_else(|| panic!("`{from}` is not in the page"));
    let part = rest.split_once(to).map_or(rest, |(part, _)| part);
    part.split("href=\"")
        .skip(1)
        .filter_map(|link| {
            let (href, rest) = link.split_once('"')?;
            Some((href.replace("&amp;", "&"), rest.split_once("</a>")?.0))
        })
        .collect()
}

/// The first number in a piece of markup, its tags left out.
fn number(markup: &str) -> usize {
    let text: String = markup
        .split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| text)
        .collect();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no number in `{markup}`"))
}

/// How many records a list says it has.
async fn total(site: &Site, href: &str) -> usize {
    let page = site.get(href).await;
    assert_eq!(page.status, StatusCode::OK, "{href}");
    let text = page.text();
    let rows = text.matches("<tr id=\"").count();
    let (_, summary) = text
        .split_once("class=\"summary\"")
        .expect("a list says how many it has");
    let said = number(
        summary
            .split_once("</p>")
            .map_or(summary, |(said, _)| said)
            .split("</strong>")
            .next()
            .unwrap_or_default(),
    );
    assert!(said >= rows, "{href}: {said} and {rows} rows");
    said
}

fn system(name: &str, state: &str) -> Patch {
    Patch {
        state: Some(state.to_owned()),
        ..Patch::set_one("name", name)
    }
}

fn house() -> Site {
    let site = Site::local();
    let owner = site.create("person", Patch::set_one("name", "Ada Example"));
    for (name, state) in [
        ("Old one", "in_operation"),
        ("Other", "in_operation"),
        ("Pilot", "pilot"),
    ] {
        site.create("system", system(name, state));
    }
    site.create(
        "use_case",
        Patch {
            state: Some("in_use".to_owned()),
            ..Patch::set_one("name", "Chat")
                .with("owner", owner.as_str())
                .with("review_date", "2026-02-01")
        },
    );
    site.pass_days(40);
    site.create("system", system("New one", "design"));
    let retire = Command::Move {
        id: "SYS-1".to_owned(),
        expected_revision: None,
        to: "retired".to_owned(),
        patch: Patch {
            reason: Some("replaced".to_owned()),
            ..Patch::default()
        },
        as_fact: false,
    };
    site.ctx().submit(retire).unwrap();
    site
}

#[tokio::test]
async fn every_number_equals_the_list_it_leads_to() {
    let site = house();
    for as_of in ["", "?as_of=2026-03-05"] {
        let page = site.get(&format!("/w/main/{as_of}")).await.text();
        let asked = links(&page, "<dl class=\"asked\">", "</dl>");
        assert!(asked.len() > 6, "{asked:?}");
        for (href, text) in asked {
            assert_eq!(
                total(&site, &href).await,
                number(text),
                "{}: {text}",
                plain(&href)
            );
        }
        let figures = links(&page, "<table class=\"figures\">", "</table>");
        for (href, text) in figures
            .iter()
            .filter(|(_, text)| text.chars().any(|c| c.is_ascii_digit()))
        {
            assert_eq!(total(&site, href).await, number(text), "{}", plain(href));
        }
    }
}

#[tokio::test]
async fn every_point_of_the_trend_equals_the_list_of_its_day() {
    let site = house();
    let page = site.get("/w/main/").await.text();
    let mut checked = 0;
    for (_, table) in page.split("class=\"twin\"").skip(1).map(|part| part.split_at(0)) {
        for (href, text) in links(table, "<tbody>", "</table>") {
            assert_eq!(total(&site, &href).await, number(text), "{}", plain(&href));
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked}");
    // What was retired stands among those in use on the days before.
    let before = site
        .get("/w/main/system?filter=phase%20%3D%20active&as_of=2026-03-05")
        .await;
    before.has("Old one");
}

#[tokio::test]
async fn the_trend_goes_on_with_new_entries_and_forgets_what_was_erased() {
    let site = house();
    let newest = |page: &str| {
        let (_, rest) = page
            .split_once("AI systems over time, by what")
            .expect("the chart is there");
        let (_, rest) = rest.split_once("<g class=\"active\">").expect("some are in use");
        number(
            rest.split_once("</g>")
                .unwrap()
                .0
                .rsplit_once("<title>")
                .map(|(_, title)| title.split(": ").nth(1).unwrap_or_default())
                .map(|value| format!("<b>{}</b>", value.split(' ').next().unwrap_or_default()))
                .unwrap_or_default()
                .as_str(),
        )
    };
    let first = site.get("/w/main/").await.text();
    assert_eq!(newest(&first), 1);
    site.create("system", system("Another", "in_operation"));
    assert_eq!(newest(&site.get("/w/main/").await.text()), 2);
    let entries: Vec<u64> = site
        .ctx()
        .workspace
        .store()
        .subject_entries("SYS-5")
        .unwrap()
        .iter()
        .map(|entry| entry.index)
        .collect();
    let erase = Command::Erase {
        id: "SYS-5".to_owned(),
        fields: vec!["name".to_owned()],
        entries,
        reason: "asked for".to_owned(),
    };
    site.ctx().submit(erase).unwrap();
    assert_eq!(
        newest(&site.get("/w/main/").await.text()),
        2,
        "its state survives"
    );
}

#[tokio::test]
async fn an_empty_workspace_shows_the_first_steps() {
    let site = Site::local();
    let page = site.get("/w/main/").await;
    for way in [
        "Drop a spreadsheet here",
        "/w/main/use_case/new",
        "/w/main/discovery",
    ] {
        page.has(way);
    }
}

#[tokio::test]
async fn what_is_asked_most_is_one_click_away_and_what_concerns_the_workspace_behind_its_name() {
    let site = house();
    let page = site.get("/w/main/").await;
    for (words, place) in [
        ("What changed last week", "/w/main/changes"),
        (
            "Who may delete a system",
            "/w/main/rights?act=delete&amp;what=system",
        ),
        ("How to prove a record", "/w/main/prove"),
        ("Ledger", "/w/main/ledger"),
        ("Settings", "/w/main/settings"),
        ("Is the list complete?", "/w/main/discovery"),
        ("Bring in a list", "/w/main/import"),
        ("Inbox", "/w/main/inbox"),
        ("Dependencies", "/w/main/graph"),
    ] {
        page.has(&format!("href=\"{place}\""));
        page.has(words);
    }
    let groups = page.text().matches("<details open=\"\"><summary>").count()
        + page.text().matches("<details><summary>").count();
    let in_navigation = page
        .text()
        .split_once("</nav>")
        .unwrap()
        .0
        .split_once("<nav")
        .unwrap()
        .1
        .matches("<details")
        .count();
    assert!(in_navigation <= 9, "{in_navigation} of {groups}");
}

#[tokio::test]
async fn the_day_that_is_looked_at_is_told_on_every_page_and_kept_by_every_link() {
    let site = house();
    for place in [
        "", "changes", "rights", "ledger", "prove", "settings", "system", "ledger/0",
    ] {
        let page = site.get(&format!("/w/main/{place}?as_of=2026-03-05")).await;
        assert_eq!(page.status, StatusCode::OK, "{place}");
        page.has("As of 5 Mar 2026");
        page.has("Back to today");
        page.has(&format!("href=\"/w/main/{place}\""));
        page.has("href=\"/w/main/use_case?as_of=2026-03-05\"");
    }
}
