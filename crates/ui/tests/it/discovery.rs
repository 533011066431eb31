//! Is the list complete: an export brought and recorded, candidates decided on, a list stated.

use axum::http::StatusCode;
use probity_core::patch::Patch;
use probity_ui::Access;

use crate::support::{Answer, Site};

const EXPORT: &str = "Application,User,Department,Last sign-in\n\
    ChatGPT,ada.secret@example.org,Claims,2026-02-01\n\
    ChatGPT,bo.secret@example.org,Claims,2026-02-03\n\
    Otter.ai,bo.secret@example.org,Claims,2026-02-03\n\
    Acme AI Notes,cy.secret@example.org,Claims,2026-02-03\n\
    Airtable,ada.secret@example.org,Claims,2026-02-03\n\
    Airtable,dee.secret@example.org,Claims,2026-02-03\n";

fn site() -> Site {
    let site = Site::new(Access::Loopback);
    site.create("unit", Patch::set_one("name", "Claims"));
    let source = Patch::set_one("name", "Sign-on")
        .with("type", "sign_on")
        .with("every_days", 30)
        .with("misses", "Private accounts.");
    site.create("discovery_source", source);
    site
}

/// Brings an export: the page on which it waits.
async fn bring(site: &Site, content: &str) -> Answer {
    site.post_files(
        "/w/main/discovery/run",
        &[("source", "SRC-1"), ("as_of", "2026-03-01")],
        &[("file", "apps.csv", content.as_bytes())],
    )
    .await
}

async fn recorded() -> Site {
    let site = site();
    let place = bring(&site, EXPORT).await.location();
    site.post(&format!("{place}/keep"), &[]).await;
    site
}

fn id_of(site: &Site, name: &str) -> String {
    let view = site.ctx().view();
    let kinds = view.register.kinds();
    let mut records = view.register.records(kinds.known("candidate"));
    records
        .find(|record| record.title() == name)
        .map(|record| record.id.show(kinds))
        .expect("it was found")
}

fn state(site: &Site, id: &str) -> String {
    let view = site.ctx().view();
    let record = view.register.find(id).expect("there");
    view.register.state_code(record).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_empty_page_says_what_to_do_first() {
    let site = Site::local();
    let page = site.get("/w/main/discovery").await;
    page.has("no source is declared in which unregistered AI could be seen");
    page.has("Declare a source");
    page.has("Nothing waits.");
    site.get("/w/main/discovery/run")
        .await
        .has("No source is declared yet");
}

#[tokio::test]
async fn an_export_is_looked_at_recorded_and_undone() {
    let site = site();
    let before = site.ctx().workspace.size();
    let waiting = bring(&site, EXPORT).await.location();
    let page = site.get(&waiting).await;
    page.has("6 rows");
    page.has("4</strong> looked like AI, 2 did not");
    page.has("ChatGPT of OpenAI: a chat assistant");
    page.has("the word “ai”");
    page.has("Airtable");
    page.has_not("secret");
    assert_eq!(
        site.ctx().workspace.size(),
        before,
        "nothing is recorded by looking"
    );

    let rest = site.get(&format!("{waiting}/rest.csv")).await;
    rest.has("Airtable,ada.secret@example.org");
    rest.has_not("ChatGPT");

    let kept = site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!(kept.location(), "/w/main/discovery?run=IPT-1");
    let page = site.get(&kept.location()).await;
    page.has("Undo this run");
    page.has("2 people");
    page.has("service named");
    page.has("only a word");
    page.has_not("secret");
    assert_eq!(
        site.get(&waiting).await.status,
        StatusCode::NOT_FOUND,
        "the file no longer waits"
    );

    let again = bring(&site, EXPORT).await.location();
    site.get(&again).await.has("All of it is recorded already");
    site.post("/w/main/import/IPT-1/undo", &[])
        .await
        .has("Undone: apps.csv");
    site.get("/w/main/discovery").await.has("Nothing waits.");
}

#[tokio::test]
async fn what_was_left_out_is_pointed_out_and_columns_are_corrected() {
    let site = site();
    let waiting = bring(&site, EXPORT).await.location();
    site.post(&waiting, &[("also", "airtable"), ("without_weak", "yes")])
        .await;
    let page = site.get(&waiting).await;
    page.has("pointed out by who looked through the export");
    page.has("5</strong> looked like AI, 1 did not");
    page.has_not("the word “ai”");
    site.post(&waiting, &[("column.A", "ignore")]).await;
    site.get(&waiting).await.has("No column says which application");
}

#[tokio::test]
async fn a_candidate_is_matched_with_one_button() {
    let site = recorded().await;
    let system = site.create("system", Patch::set_one("name", "ChatGPT Enterprise"));
    let page = site.get("/w/main/discovery").await;
    page.has(&format!("It is {system}"));
    page.has("its name speaks of ChatGPT");
    let id = id_of(&site, "ChatGPT");
    let done = site
        .post(
            &format!("/w/main/discovery/{id}/match?revision=1"),
            &[("target", system.as_str())],
        )
        .await;
    assert_eq!(done.location(), format!("/w/main/discovery?done={id}#queue"));
    assert_eq!(state(&site, &id), "decided");
    site.get(&done.location()).await.has("is decided.");
    let late = site
        .post(
            &format!("/w/main/discovery/{id}/match?revision=1"),
            &[("target", system.as_str())],
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn another_record_is_chosen_by_name_and_a_wrong_one_is_told() {
    let site = recorded().await;
    site.create("use_case", Patch::set_one("name", "Minutes"));
    let id = id_of(&site, "Otter.ai");
    let place = format!("/w/main/discovery/{id}");
    let wrong = site
        .post(
            &format!("{place}/match"),
            &[("target", "other"), ("other", "Nothing like it")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("value=\"Nothing like it\"");
    let done = site
        .post(&format!("{place}/match"), &[("other", "Minutes")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    site.get(&format!("/w/main/r/{id}")).await.has("USE-1");
}

#[tokio::test]
async fn a_candidate_is_registered_in_one_step() {
    let site = recorded().await;
    let id = id_of(&site, "Otter.ai");
    let place = format!("/w/main/discovery/{id}/register");
    let form = site.get(&place).await;
    form.has("value=\"Otter.ai\"");
    form.has("Claims (UNT-1)");
    let fields = [
        ("what", "both"),
        ("name", "Meeting notes"),
        ("purpose", "Notes of internal meetings."),
        ("unit", "Nowhere"),
        ("vendor", "Otter.ai"),
        ("stage", "trial"),
    ];
    let wrong = site.post(&place, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Notes of internal meetings.");
    let fields = fields.map(|(name, value)| {
        if name == "unit" {
            (name, "Claims (UNT-1)")
        } else {
            (name, value)
        }
    });
    let done = site.post(&place, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(
        (state(&site, &id).as_str(), state(&site, "USE-1").as_str()),
        ("decided", "trial")
    );
    site.get("/w/main/r/SYS-1").await.has("VEN-1");
}

#[tokio::test]
async fn candidates_are_dismissed_one_by_one_and_together() {
    let site = recorded().await;
    let id = id_of(&site, "ChatGPT");
    let place = format!("/w/main/discovery/{id}/dismiss");
    let fields = [
        ("decision", "forbidden"),
        ("decision_reason", "Trains on what is typed in."),
    ];
    let wrong = site.post(&place, &fields).await;
    wrong.has("Say what was done to stop it");
    wrong.has("Trains on what is typed in.");
    let done = site
        .post(&place, &[fields[0], fields[1], ("stopped_by", "Blocked.")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);

    let ticked: Vec<String> = ["Otter.ai", "Acme AI Notes"]
        .map(|name| format!("{}:1", id_of(&site, name)))
        .into();
    let none = site
        .post(
            "/w/main/discovery/dismiss",
            &[("decision", "not_ai"), ("decision_reason", "x")],
        )
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("id", ticked[0].as_str()),
        ("id", ticked[1].as_str()),
        ("decision", "not_ai"),
        ("decision_reason", "Fixed rules."),
    ];
    let done = site.post("/w/main/discovery/dismiss", &fields).await;
    site.get(&done.location())
        .await
        .has("2 candidates are dismissed.");
    site.get("/w/main/discovery").await.has("Nothing waits.");
}

#[tokio::test]
async fn a_unit_states_its_list_on_one_page() {
    let site = site();
    let active = |patch: Patch| Patch {
        state: Some("active".to_owned()),
        ..patch
    };
    site.create(
        "person",
        active(
            Patch::set_one("name", "Own Person")
                .with("unit", "UNT-1")
                .with("job_title", "Team lead"),
        ),
    );
    let running = |name: &str| Patch {
        state: Some("in_use".to_owned()),
        ..Patch::set_one("name", name).with("unit", "UNT-1")
    };
    site.create("use_case", running("Triage"));
    site.create("use_case", running("Letters"));
    site.get("/w/main/discovery").await.has("Never stated");
    let place = "/w/main/discovery/state/UNT-1";
    let form = site.get(place).await;
    form.has("Triage");
    form.has("Own Person (PER-2)");
    form.has_not("Local administrator (PER-1)");
    let fields = [
        ("line.USE-1", "used"),
        ("period_from", "2025-03-01"),
        ("period_until", "2026-02-28"),
        ("looked_where", "The team meeting."),
        ("declared_by", "PER-2"),
        ("declared_role", "Team lead"),
    ];
    let wrong = site.post(place, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Nothing is said about");
    wrong.has("The team meeting.");
    let fields: Vec<(&str, &str)> = fields.into_iter().chain([("line.USE-2", "unknown")]).collect();
    let done = site.post(place, &fields).await;
    assert_eq!(
        done.location(),
        "/w/main/discovery?stated=DCL-1#units",
        "{}",
        done.text()
    );
    let page = site.get(&done.location()).await;
    page.has("The list of Claims is complete, 2026");
    page.has("Valid");
    site.get("/w/main/r/TSK-1")
        .await
        .has("Find out whether Letters is still in use");

    let waiting = bring(&site, EXPORT).await.location();
    site.post(&format!("{waiting}/keep"), &[]).await;
    let page = site.get("/w/main/discovery").await;
    page.has("1 unit states that the list is complete while candidates wait");
    page.has("3 candidates of this unit still waiting");
    site.get(place).await.has("Decide on them first");
}

#[tokio::test]
async fn hostile_exports_are_shown_as_text_or_refused_in_words() {
    let site = site();
    let content = "Application,User\n\"<b>bold</b> AI\",<b>u</b>\n\"=HYPERLINK(1) GPT\",u\n";
    let page = site.get(&bring(&site, content).await.location()).await;
    page.has_not("<b>bold");
    page.has("&lt;b&gt;bold");
    for content in ["", "PK\u{3}\u{4}broken", "%PDF-1.7"] {
        let told = bring(&site, content).await;
        assert!(told.status.is_client_error(), "{content}: {}", told.status);
        told.has("Nothing was changed");
    }
    for place in [
        "/w/main/discovery/CAN-99",
        "/w/main/discovery/UNT-1",
        "/w/main/discovery/state/SRC-1",
        "/w/main/discovery/run/0123",
    ] {
        assert_eq!(site.get(place).await.status, StatusCode::NOT_FOUND, "{place}");
    }
}

#[tokio::test]
async fn parts_of_the_queue_and_a_past_day_are_shown() {
    let site = recorded().await;
    let weak = site.get("/w/main/discovery?show=weak").await;
    weak.has("Acme AI Notes");
    weak.has_not("Otter.ai");
    site.get("/w/main/discovery?source=SRC-1").await.has("Otter.ai");
    site.get("/w/main/discovery?unit=UNT-99")
        .await
        .has("None of those that wait is like this");
    site.pass_days(40);
    let page = site.get("/w/main/discovery").await;
    page.has("overdue by 11 days");
    page.has("3 candidates wait for more than 30 days");
    let past = site.get("/w/main/discovery?as_of=2026-03-01").await;
    past.has("Nothing waits.");
    past.has_not("Look through an export");
}
