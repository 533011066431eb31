//! Who may do what: the page says what `authorize` enforces, and persons only to whoever may know them.

use axum::http::StatusCode;
use probity_core::ids::{Actor, RecordId};
use probity_core::patch::Patch;
use probity_core::rules::rights::{Permission, Principal, Role, Target, authorize};

use crate::support::Site;

/// One person for each role over the whole, one contributor of a unit; a system in that unit and one elsewhere.
fn house() -> Site {
    let site = Site::local();
    let unit = site.create("unit", Patch::set_one("name", "Claims"));
    for role in Role::ALL {
        let person = site.create(
            "person",
            Patch::set_one("name", format!("Holder of {}", role.code())),
        );
        site.create(
            "role_grant",
            Patch::set_one("name", role.code())
                .with("person", person.as_str())
                .with("role", role.code()),
        );
    }
    let local = site.create("person", Patch::set_one("name", "Only in claims"));
    site.create(
        "role_grant",
        Patch::set_one("name", "local")
            .with("person", local.as_str())
            .with("role", "contributor")
            .with("unit", unit.as_str()),
    );
    site.create(
        "system",
        Patch::set_one("name", "Inside").with("unit", unit.as_str()),
    );
    site.create("system", Patch::set_one("name", "Elsewhere"));
    site
}

#[tokio::test]
async fn the_page_names_exactly_whom_the_rules_let() {
    let site = house();
    let view = site.ctx().view();
    let (register, today) = (&view.register, site.ctx().workspace.today());
    for (code, permission) in [
        ("see", Permission::View),
        ("change", Permission::Edit),
        ("approve", Permission::Approve),
        ("archive", Permission::Archive),
        ("erase", Permission::Erase),
        ("merge", Permission::Merge),
        ("export", Permission::Export),
    ] {
        for id in ["SYS-1", "SYS-2"] {
            let record = register.find(id).unwrap();
            let page = site
                .get(&format!("/w/main/rights?act={code}&record={id}"))
                .await
                .text();
            let (_, answer) = page.split_once("class=\"answer\"").expect("it is answered");
            let answer = answer.split_once("The whole table").unwrap().0;
            for person in register.records(register.kinds().known("person")) {
                let principal = Principal::of(register, Actor::Person(person.id.number), today);
                let may = authorize(register, &principal, permission, Target::Record(record)).is_ok();
                let row = format!("/r/{}\"", person.id.show(register.kinds()));
                assert_eq!(answer.contains(&row), may, "{code} {id} by {}", person.title());
            }
        }
    }
}

#[tokio::test]
async fn who_may_delete_a_system_is_answered_at_once() {
    let site = house();
    let page = site.get("/w/main/rights?act=delete&what=system").await;
    page.has("Who may put away (archive) AI systems?");
    page.has("Who may remove for good (erase) AI systems?");
    page.has("Holder of contributor");
    page.has("Only in claims");
    page.has("Claims");
    // The bare page asks the same question.
    site.get("/w/main/rights")
        .await
        .has("Who may remove for good (erase)");
}

#[tokio::test]
async fn what_somebody_may_is_told_with_the_grant_that_allows_it() {
    let site = house();
    let register = &site.ctx().view().register;
    let local = register
        .records(register.kinds().known("person"))
        .find(|person| person.title() == "Only in claims")
        .map(|person: &std::sync::Arc<probity_core::Record>| person.id)
        .unwrap();
    let id = |id: RecordId| id.show(register.kinds());
    let page = site.get(&format!("/w/main/rights?person={}", id(local))).await;
    page.has("Only in claims");
    page.has("Contributor, ");
    page.has("GRT-13");
    page.has("nowhere");
    let inside = site
        .get(&format!("/w/main/rights?person={}&record=SYS-1", id(local)))
        .await;
    inside.has("<strong>yes</strong>");
    site.get("/w/main/rights?person=PER-99")
        .await
        .has("There is no person");
    site.get("/w/main/rights?record=SYS-99")
        .await
        .has("There is no record");
}

#[tokio::test]
async fn every_question_is_answered_and_nonsense_breaks_nothing() {
    let site = house();
    for query in [
        "act=create&what=role_grant",
        "act=archive&record=PER-2",
        "act=ledger&what=workspace",
        "act=operate",
        "act=nonsense",
        "what=nonsense",
        "person=%00",
    ] {
        let page = site.get(&format!("/w/main/rights?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        page.has("The whole table");
    }
}
