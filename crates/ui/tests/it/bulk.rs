//! Changing many records at once: look, make, report, take back; and that it is all of it or nothing.

use axum::http::StatusCode;
use probity_core::patch::Patch;
use probity_ui::Access;

use crate::support::{Answer, Site};
use crate::views::Person;

fn system(site: &Site, name: &str, origin: &str) -> String {
    site.create("system", Patch::set_one("name", name).with("origin", origin))
}

fn person(site: &Site, name: &str) -> String {
    let patch = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", name)
    };
    site.create("person", patch)
}

/// A hidden input's value on a page.
fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let (_, rest) = text
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no `{name}` on the page"));
    rest.split('"').next().unwrap().to_owned()
}

fn value(site: &Site, id: &str, field: &str) -> Option<String> {
    let view = site.ctx().view();
    let record = view.register.find(id).unwrap();
    let field_type = view.register.field(record.id.kind, field).unwrap().field_type;
    let value = view.register.value(record, field)?;
    Some(value.show(view.register.kinds(), field_type))
}

fn size(site: &Site) -> String {
    site.ctx().view().register.size().to_string()
}

/// Looks at a change and makes it, as the buttons of the pages do.
async fn make(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let seen = site.post("/w/main/bulk/system/preview", fields).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    press(site, fields, &seen).await
}

/// Presses the button of a preview.
async fn press(site: &Site, fields: &[(&str, &str)], seen: &Answer) -> Answer {
    let (command, size) = (hidden(seen, "command"), hidden(seen, "seen"));
    let mut all = fields.to_vec();
    all.extend([("command", command.as_str()), ("seen", size.as_str())]);
    if seen.text().contains("name=\"extent\"") {
        all.push(("extent", "possible"));
    }
    site.post("/w/main/bulk/system/apply", &all).await
}

#[tokio::test]
async fn ticked_records_are_changed_as_one_batch_reported_and_taken_back() {
    let site = Site::local();
    let ada = person(&site, "Ada Example");
    let (one, two, three) = (
        system(&site, "Chat assistant", "bought"),
        system(&site, "Claims triage", "built"),
        system(&site, "Router", "built"),
    );
    site.revise(&three, Patch::set_one("owner", ada.as_str()));
    let list = site.get("/w/main/system").await;
    list.has(&format!(
        "<input type=\"checkbox\" name=\"id\" value=\"{one}\" form=\"bulk\" aria-label=\"Select Chat assistant\">"
    ));
    list.has("aria-label=\"Change several at once\"");
    let ticked = [
        ("of", "ticked"),
        ("id", one.as_str()),
        ("id", two.as_str()),
        ("id", three.as_str()),
    ];
    let chosen = site.post("/w/main/bulk/system", &ticked).await;
    chosen.has("Change 3 AI systems");
    chosen.has("Assign an owner");
    chosen.has(&format!("name=\"id\" value=\"{two}\""));

    let change = [
        ("what", "set"),
        ("field", "owner"),
        ("f.owner", "Ada Example"),
        ("reason", "Handed over"),
    ];
    let fields: Vec<(&str, &str)> = ticked.iter().chain(&change).copied().collect();
    let before = size(&site);
    let seen = site.post("/w/main/bulk/system/preview", &fields).await;
    seen.has("Owner becomes Ada Example");
    seen.has("Change 2 AI systems");
    seen.has("1 record is as wanted already");
    seen.has("<del><span class=\"none\">nothing</span></del> → <ins>Ada Example");
    assert_eq!(size(&site), before, "looking changes nothing");

    let made = press(&site, &fields, &seen).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    for id in [&one, &two] {
        assert_eq!(value(&site, id, "owner").as_deref(), Some(ada.as_str()));
    }
    let after = size(&site);
    assert_eq!(after.parse::<u64>().unwrap(), before.parse::<u64>().unwrap() + 2);
    let again = press(&site, &fields, &seen).await;
    assert_eq!(
        again.location(),
        made.location(),
        "sending it twice makes it once"
    );
    assert_eq!(size(&site), after);

    let report = site.get(&made.location()).await;
    report.has("2 records changed");
    report.has(&format!("/w/main/r/{one}"));
    report.has("→ <ins>Ada Example");
    site.revise(
        &two,
        Patch::set_one("owner", person(&site, "Ben Sample").as_str()),
    );
    let undone = site.post(&format!("{}/undo", made.location()), &[]).await;
    undone.has("1 record changed back");
    undone.has("Owner was changed again since");
    assert_eq!(value(&site, &one, "owner"), None);
    assert!(value(&site, &two, "owner").is_some());
    site.get(&made.location()).await.has("This was taken back.");
    let twice = site.post(&format!("{}/undo", made.location()), &[]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn all_that_match_are_those_that_were_seen_and_neither_hidden_nor_archived() {
    let site = Site::local();
    let ids: Vec<String> = (1..=60)
        .map(|number| system(&site, &format!("System {number}"), "built"))
        .collect();
    system(&site, "Bought one", "bought");
    let command = probity_core::rules::Command::Archive {
        id: ids[59].clone(),
        archived: true,
        reason: None,
    };
    site.ctx().submit(command).unwrap();
    let list = site.get("/w/main/system?filter=origin%20%3D%20built").await;
    list.has("Change all 59 that match…");
    let (address, seen_at) = (
        hidden(&list, "matching").replace("&amp;", "&"),
        hidden(&list, "size"),
    );
    let late = system(&site, "Came later", "built");
    let fields = [
        ("of", "all"),
        ("matching", address.as_str()),
        ("size", seen_at.as_str()),
        ("what", "add"),
        ("field", "tags"),
        ("f.tags", "reviewed\nautumn"),
    ];
    let seen = site.post("/w/main/bulk/system/preview", &fields).await;
    seen.has("<h1>Add reviewed, autumn to Tags</h1>");
    seen.has("Change 59 AI systems");
    seen.has("Page 1 of 2");
    assert!(seen.bytes.len() < 150_000, "{} bytes", seen.bytes.len());
    let made = press(&site, &fields, &seen).await;
    assert_eq!(value(&site, &ids[0], "tags").as_deref(), Some("reviewed; autumn"));
    for other in [&ids[59], &late] {
        assert_eq!(value(&site, other, "tags"), None);
    }
    let report = site.get(&made.location()).await;
    report.has("59 records changed");
    report.has("Page 1 of 2");
    let other = [("of", "all"), ("matching", "system"), ("size", "1")];
    let unread = site.post("/w/main/bulk/system", &other).await;
    assert_eq!(
        unread.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "never everything instead"
    );
    let fields = [
        ("of", "ticked"),
        ("id", ids[0].as_str()),
        ("what", "remove"),
        ("field", "tags"),
        ("f.tags", "autumn"),
    ];
    make(&site, &fields).await;
    assert_eq!(value(&site, &ids[0], "tags").as_deref(), Some("reviewed"));
}

#[tokio::test]
async fn one_that_somebody_changed_meanwhile_keeps_everything_as_it_is() {
    let site = Site::local();
    let (one, two) = (
        system(&site, "Chat assistant", "bought"),
        system(&site, "Router", "built"),
    );
    let fields = [
        ("of", "ticked"),
        ("id", one.as_str()),
        ("id", two.as_str()),
        ("what", "set"),
        ("field", "notes"),
        ("f.notes", "Seen in autumn"),
    ];
    let seen = site.post("/w/main/bulk/system/preview", &fields).await;
    site.revise(&two, Patch::set_one("notes", "Written by somebody else"));
    let before = size(&site);
    let refused = press(&site, &fields, &seen).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Nothing was changed.");
    refused.has("was changed by somebody else");
    refused.has(&format!("/w/main/r/{two}"));
    refused.has("Change the 1 AI system that can be changed");
    assert_eq!((size(&site), value(&site, &one, "notes")), (before, None));
    // Having seen how it stands now, the same is wanted again: the other text is replaced knowingly.
    let again = press(&site, &fields, &refused).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
    assert_eq!(value(&site, &one, "notes").as_deref(), Some("Seen in autumn"));
    assert_eq!(value(&site, &two, "notes").as_deref(), Some("Seen in autumn"));
}

#[tokio::test]
async fn what_the_rules_refuse_is_named_and_the_rest_can_be_changed() {
    let site = Site::local();
    let (idea, running) = (system(&site, "Idea", "built"), system(&site, "Running", "built"));
    let command = probity_core::rules::Command::Move {
        id: running.clone(),
        expected_revision: None,
        to: "in_operation".to_owned(),
        patch: Patch::default(),
        as_fact: true,
    };
    site.ctx().submit(command).unwrap();
    let fields = [
        ("of", "ticked"),
        ("id", idea.as_str()),
        ("id", running.as_str()),
        ("id", "SYS-99"),
        ("id", "nonsense <b>"),
        ("what", "move"),
        ("to", "suspended"),
        ("reason", "Under review"),
    ];
    let seen = site.post("/w/main/bulk/system/preview", &fields).await;
    seen.has("Cannot be changed");
    seen.has("There is no record it.");
    seen.has("nonsense &lt;b&gt;");
    let made = press(&site, &fields, &seen).await;
    if made.status == StatusCode::SEE_OTHER {
        site.get(&made.location())
            .await
            .has(&format!("/w/main/r/{running}"));
    }
    let view = site.ctx().view();
    let state = |id: &str| view.register.state_code(view.register.find(id).unwrap());
    assert_ne!(state(&idea), Some("suspended"));
    assert_eq!(state(&running), Some("suspended"));
    let nothing = [
        ("of", "ticked"),
        ("id", idea.as_str()),
        ("what", "set"),
        ("field", "owner"),
        ("f.owner", ""),
    ];
    let wrong = site.post("/w/main/bulk/system/preview", &nothing).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("give a value, or choose to clear the field".split_at(1).1);
    let none = site.post("/w/main/bulk/system", &[("of", "ticked")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.has("No record was chosen: tick at least one.");
}

#[tokio::test]
async fn archiving_many_and_bringing_them_back() {
    let site = Site::local();
    let (one, two) = (system(&site, "One", "built"), system(&site, "Two", "built"));
    let fields = [
        ("of", "ticked"),
        ("id", one.as_str()),
        ("id", two.as_str()),
        ("what", "archive"),
        ("reason", "Out of use"),
    ];
    let made = make(&site, &fields).await;
    let list = site.get("/w/main/system?archived=only").await;
    list.has("2 AI systems");
    let undone = site.post(&format!("{}/undo", made.location()), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    let report = site.get(&undone.location()).await;
    report.has("2 records changed back");
    report.has("Change it again");
    site.get("/w/main/system").await.has("2 AI systems");
}

#[tokio::test]
async fn nobody_changes_or_counts_what_they_may_not_see() {
    let site = Site::new(Access::Accounts);
    let (mine, theirs) = (
        site.create("unit", Patch::set_one("name", "Claims")),
        site.create("unit", Patch::set_one("name", "Lending")),
    );
    let in_unit =
        |name: &str, unit: &str| site.create("system", Patch::set_one("name", name).with("unit", unit));
    let (seen, hidden_one) = (in_unit("Claims triage", &mine), in_unit("Secret scorer", &theirs));
    let grant = |login: &str, role: &str, unit: Option<&str>| {
        let patch = Patch {
            state: Some("active".to_owned()),
            ..Patch::set_one("name", login).with("account", login)
        };
        let person = site.create("person", patch);
        let patch = Patch::set_one("name", login)
            .with("person", person)
            .with("role", role);
        let patch = match unit {
            Some(unit) => patch.with("unit", unit),
            None => patch,
        };
        site.create("role_grant", patch);
    };
    grant("ada", "contributor", Some(&mine));
    grant("bob", "viewer", None);
    let ada = Person::of(&site, "ada").await;
    let at = size(&site);
    let fields = [
        ("of", "all"),
        ("matching", ""),
        ("size", at.as_str()),
        ("what", "set"),
        ("field", "notes"),
        ("f.notes", "Mine"),
    ];
    let look = ada.post("/w/main/bulk/system/preview", &fields).await;
    look.has("Change 1 AI system<");
    look.has_not("Secret scorer");
    look.has_not(&hidden_one);
    let by_id = [("of", "ticked"), ("id", hidden_one.as_str()), ("what", "archive")];
    let guess = ada.post("/w/main/bulk/system/preview", &by_id).await;
    guess.has("There is no record it.");
    guess.has_not("Secret scorer");

    let bob = Person::of(&site, "bob").await;
    bob.get("/w/main/system").await.has_not("Change several at once");
    let tried = bob.post("/w/main/bulk/system/preview", &fields).await;
    tried.has("You may not change this record: ask an administrator");
    tried.has("There is nothing to change.");

    // A report is for who made it and for who reads the ledger.
    let mut all = fields.to_vec();
    let (command, pinned) = (hidden(&look, "command"), hidden(&look, "seen"));
    all.extend([("command", command.as_str()), ("seen", pinned.as_str())]);
    let made = ada.post("/w/main/bulk/system/apply", &all).await;
    ada.get(&made.location()).await.has("1 record changed");
    assert_eq!(value(&site, &seen, "notes").as_deref(), Some("Mine"));
    assert_eq!(bob.get(&made.location()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        bob.post(&format!("{}/undo", made.location()), &[]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn hostile_names_and_values_are_text_on_the_pages_of_a_change() {
    let site = Site::local();
    let name = include_str!("hostile_names.txt").lines().next().unwrap();
    let id = system(&site, name, "built");
    let fields = [
        ("of", "ticked"),
        ("id", id.as_str()),
        ("what", "set"),
        ("field", "notes"),
        ("f.notes", name),
        ("reason", name),
    ];
    let seen = site.post("/w/main/bulk/system/preview", &fields).await;
    let made = press(&site, &fields, &seen).await;
    for page in [
        site.post("/w/main/bulk/system", &fields).await,
        site.get(&made.location()).await,
        seen,
    ] {
        for bad in crate::guard::forbidden_markup() {
            page.has_not(bad);
        }
    }
    assert_eq!(value(&site, &id, "notes").as_deref(), Some(name));
}

/// Many records at once; how long each step takes is printed and never asserted.
#[tokio::test]
async fn ten_thousand_records_are_changed_and_changed_back() {
    const COUNT: usize = 10_000;
    let site = Site::local();
    let creates = (0..COUNT).map(|number| probity_core::rules::Command::Create {
        kind: "system".to_owned(),
        patch: Patch::set_one("name", format!("System {number}"))
            .with("origin", if number % 3 == 0 { "built" } else { "bought" }),
    });
    site.ctx()
        .submit(probity_core::rules::Command::Batch(creates.collect()))
        .unwrap();
    let timed = |what: &str, started: std::time::Instant| println!("{what}: {:?}", started.elapsed());
    let at = size(&site);
    for query in [
        "",
        "?sort=-name,origin&page=100",
        "?group=origin&page=120",
        "?filter=origin+%3D+built&q=9",
    ] {
        site.get(&format!("/w/main/system{query}")).await;
        let started = clock();
        let page = site.get(&format!("/w/main/system{query}")).await;
        timed(&format!("list {query} of {} bytes", page.bytes.len()), started);
        assert_eq!(page.status, StatusCode::OK);
    }
    let fields = [
        ("of", "all"),
        ("matching", ""),
        ("size", at.as_str()),
        ("what", "set"),
        ("field", "notes"),
        ("f.notes", "Seen in autumn"),
    ];
    let started = clock();
    let seen = site.post("/w/main/bulk/system/preview", &fields).await;
    timed("preview", started);
    seen.has("Change 10,000 AI systems");
    assert!(seen.bytes.len() < 150_000, "{} bytes", seen.bytes.len());
    let started = clock();
    let place = press(&site, &fields, &seen).await.location();
    let place = waited(&site, place).await;
    timed("apply", started);
    assert_eq!(
        value(&site, "SYS-10000", "notes").as_deref(),
        Some("Seen in autumn")
    );
    let started = clock();
    let report = site.get(&place).await;
    timed("report", started);
    report.has("10,000 records changed");
    assert!(report.bytes.len() < 150_000, "{} bytes", report.bytes.len());
    let started = clock();
    let undone = site.post(&format!("{place}/undo"), &[]).await;
    let back = waited(&site, undone.location()).await;
    timed("undo", started);
    assert_eq!(value(&site, "SYS-10000", "notes"), None);
    site.get(&back).await.has("10,000 records changed back");
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is printed for people and decides nothing"
)]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

/// What takes longer than somebody waits leads to a page that looks again by itself.
async fn waited(site: &Site, mut place: String) -> String {
    while place.contains("/running/") {
        let page = site.get(&place).await;
        if page.status == StatusCode::SEE_OTHER {
            place = page.location();
        } else {
            page.has("http-equiv=\"refresh\"");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    place
}
