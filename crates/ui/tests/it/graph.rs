//! Graphs: around a record, of everything, and what may not be seen.

use axum::http::StatusCode;
use probity_core::patch::Patch;
use serde_json::json;

use crate::support::Site;

fn state(code: &str, patch: Patch) -> Patch {
    Patch {
        state: Some(code.to_owned()),
        ..patch
    }
}

/// A use on a system that is made of a model of a vendor.
fn chain(site: &Site) -> (String, String) {
    let vendor = site.create("vendor", Patch::set_one("name", "Acme Models"));
    let model = site.create("model", Patch::set_one("name", "Reader 7").with("vendor", vendor));
    let patch = Patch::set_one("name", "Chat assistant").with("models", json!([model]));
    let system = site.create("system", state("pilot", patch));
    let patch = Patch::set_one("name", "Triage of claims").with("systems", json!([system]));
    (site.create("use_case", patch), system)
}

#[tokio::test]
async fn the_graph_of_a_use_leads_to_all_it_rests_on() {
    let site = Site::local();
    let (usage, system) = chain(&site);
    let page = site.get(&format!("/w/main/r/{usage}/graph?depth=3")).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "Triage of claims",
        "Chat assistant",
        "Reader 7",
        "Acme Models",
        "AI system SYS-1",
        "Pilot",
    ] {
        page.has(part);
    }
    page.has(&format!("href=\"/w/main/r/{system}/graph?depth=3\""));
    page.has("<td>AI systems</td>");
    page.has("4 records");
    let near = site.get(&format!("/w/main/r/{usage}/graph?depth=1")).await;
    near.has("Chat assistant");
    near.has_not("Reader 7");
    let carried = site.get("/w/main/r/VEN-1/graph?direction=carries&depth=4").await;
    carried.has("Triage of claims");
    site.get("/w/main/r/VEN-1/graph?direction=rests-on")
        .await
        .has("Nothing is linked this way yet");
}

#[tokio::test]
async fn a_record_shows_its_small_graph_and_people_have_none() {
    let site = Site::local();
    let (usage, _) = chain(&site);
    let page = site.get(&format!("/w/main/r/{usage}")).await;
    page.has("It rests on");
    page.has(&format!("/w/main/r/{usage}/graph\""));
    site.get("/w/main/r/PER-1").await.has_not("See the whole graph");
    assert_eq!(
        site.get("/w/main/r/PER-1/graph").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        site.get("/w/main/r/SYS-99/graph").await.status,
        StatusCode::NOT_FOUND
    );
    for odd in ["depth=0", "depth=999", "depth=x", "direction=up", "direction="] {
        assert_eq!(
            site.get(&format!("/w/main/r/{usage}/graph?{odd}")).await.status,
            StatusCode::OK,
            "{odd}"
        );
    }
}

#[tokio::test]
async fn the_rest_of_a_long_relation_is_counted_and_leads_to_its_list() {
    let site = Site::local();
    let system = site.create("system", Patch::set_one("name", "Chat"));
    for number in 0..12 {
        let patch = Patch::set_one("name", format!("Use {number}")).with("systems", json!([system]));
        site.create("use_case", patch);
    }
    let page = site.get(&format!("/w/main/r/{system}/graph")).await;
    page.has("6 more");
    page.has("/w/main/use_case?filter=systems%20%3D%20SYS-1");
}

#[tokio::test]
async fn a_past_day_shows_what_hung_together_then() {
    let site = Site::local();
    let (usage, _) = chain(&site);
    site.pass_days(2);
    let risk = Patch::set_one("name", "Wrong order").with("subjects", json!([usage]));
    site.create("risk", risk);
    let path = format!("/w/main/r/{usage}/graph");
    site.get(&path).await.has("Wrong order");
    let past = site.get(&format!("{path}?as_of=2026-03-02")).await;
    past.has_not("Wrong order");
    past.has("/w/main/r/SYS-1/graph?as_of=2026-03-02");
    site.get("/w/main/graph?as_of=2026-03-02")
        .await
        .has("As of 2 Mar 2026");
}

#[tokio::test]
async fn everything_by_kind_and_what_carries_most() {
    let site = Site::local();
    site.get("/w/main/graph")
        .await
        .has("There is nothing to show yet");
    let (_, system) = chain(&site);
    let unit = site.create("unit", Patch::set_one("name", "Claims"));
    let patch = Patch::set_one("name", "Answers")
        .with("systems", json!([system]))
        .with("unit", unit.clone());
    site.create("use_case", patch);
    let page = site.get("/w/main/graph").await;
    page.has("AI systems: 2 use cases of AI systems, 2 links");
    page.has("2 of 2 uses");
    page.has("Acme Models");
    page.has("/w/main/r/VEN-1/graph?direction=carries&amp;depth=4");
    let models = site.get("/w/main/graph?by=model").await;
    models.has("Reader 7");
    let narrow = site.get(&format!("/w/main/graph?by=system&unit={unit}")).await;
    narrow.has("1 of 1 use");
    narrow.has("Claims");
    assert_eq!(site.get("/w/main/graph?by=nothing").await.status, StatusCode::OK);
    assert_eq!(
        site.get("/w/main/graph?unit=UNT-9").await.status,
        StatusCode::NOT_FOUND
    );
}
