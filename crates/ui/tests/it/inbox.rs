//! The inbox: what waits for somebody, and what goes when it is done or read.

use axum::http::StatusCode;
use probity_core::patch::Patch;

use crate::support::Site;

fn state(code: &str, patch: Patch) -> Patch {
    Patch {
        state: Some(code.to_owned()),
        ..patch
    }
}

#[tokio::test]
async fn an_empty_inbox_says_what_comes_there_and_where_to_go() {
    let site = Site::local();
    let page = site.get("/w/main/inbox").await;
    page.has("Nothing waits for you");
    page.has("See what is missing elsewhere");
    page.has_not("class=\"badge\"");
}

#[tokio::test]
async fn reviews_and_tasks_of_mine_are_due_and_those_of_others_are_not() {
    let site = Site::local();
    let other = site.create("person", Patch::set_one("name", "Ada Example"));
    let mine = |name: &str, day: &str| {
        Patch::set_one("name", name)
            .with("owner", "PER-1")
            .with("review_date", day)
    };
    site.create("system", mine("Long overdue", "2026-01-02"));
    site.create("system", mine("Soon", "2026-03-20"));
    site.create("system", mine("Far away", "2026-09-20"));
    site.create("system", state("retired", mine("Over", "2026-01-02")));
    site.create("system", mine("Of Ada", "2026-01-02").with("owner", other));
    site.create(
        "task",
        Patch::set_one("name", "Write it down")
            .with("owner", "PER-1")
            .with("due", "2026-03-05"),
    );
    let page = site.get("/w/main/inbox").await;
    for part in [
        "Long overdue",
        "overdue by 59 days",
        "Soon",
        "Write it down",
        "Next review",
    ] {
        page.has(part);
    }
    for part in ["Far away", ">Over<", "Of Ada"] {
        page.has_not(part);
    }
    page.has("class=\"badge\">2<");
    site.get("/w/main/").await.has("class=\"badge\">2<");
    site.revise("SYS-1", Patch::set_one("review_date", "2026-12-01"));
    let after = site.get("/w/main/inbox").await;
    after.has_not("Long overdue");
    after.has("class=\"badge\">1<");
}

#[tokio::test]
async fn decisions_wait_where_the_next_step_is_an_approval() {
    let site = Site::local();
    let other = site.create("person", Patch::set_one("name", "Ada Example"));
    let asked = |name: &str, approver: &str| Patch::set_one("name", name).with("approver", approver);
    site.create("approval", asked("Go live with chat", "PER-1"));
    site.create("approval", asked("Not mine", &other));
    let page = site.get("/w/main/inbox").await;
    // Whoever entered a request does not decide on it.
    page.has_not("Go live with chat");
    page.has_not("Not mine");
    let system = probity_core::rules::Command::Create {
        kind: "approval".to_owned(),
        patch: asked("Go live with voice", "PER-1"),
    };
    let ctx = probity_app::Ctx::new(site.ctx().workspace, probity_core::ids::Actor::System);
    ctx.submit(system).unwrap();
    let page = site.get("/w/main/inbox").await;
    page.has("Go live with voice");
    page.has("Names you as who decides");
    page.has("/move/approved");
    page.has("class=\"badge\">1<");
}

#[tokio::test]
async fn a_remark_links_whom_it_mentions() {
    let site = Site::local();
    let ada = site.create("person", Patch::set_one("name", "Ada Example"));
    let system = site.create("system", Patch::set_one("name", "Chat assistant"));
    let said = site
        .post(
            &format!("/w/main/r/{system}/comment"),
            &[("comment", "Look, @ada example. Not @Nobody.")],
        )
        .await;
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    let shown = site.get(&format!("/w/main/r/{system}")).await;
    shown.has(&format!(
        "<a class=\"mention\" href=\"/w/main/r/{ada}\">@ada example</a>. Not @Nobody."
    ));
}

#[tokio::test]
async fn what_others_changed_on_my_records_is_told_until_it_is_read() {
    let site = Site::local();
    let mine = site.create("system", Patch::set_one("name", "Chat").with("owner", "PER-1"));
    site.create(
        "use_case",
        Patch::set_one("name", "Talk").with("systems", serde_json::json!([mine])),
    );
    assert_eq!(
        site.post("/w/main/inbox/read", &[("size", "999999")])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    site.revise(&mine, Patch::set_one("name", "Chat for all"));
    site.get("/w/main/inbox").await.has_not("Changed by others");
    let ctx = probity_app::Ctx::new(site.ctx().workspace, probity_core::ids::Actor::System);
    ctx.submit(probity_core::rules::Command::Comment {
        id: mine.clone(),
        text: "@PER-1 have a look".to_owned(),
    })
    .unwrap();
    let page = site.get("/w/main/inbox").await;
    page.has("Changed by others since you last looked");
    page.has("by Probity");
    page.has("@PER-1 have a look");
    page.has("<span class=\"new\">new</span>");
    page.has("class=\"badge\">1<");
    let size = site.ctx().view().register.size().to_string();
    assert_eq!(
        site.post("/w/main/inbox/read", &[("size", &size)]).await.status,
        StatusCode::SEE_OTHER
    );
    let after = site.get("/w/main/inbox").await;
    after.has_not("Changed by others");
    after.has_not("<span class=\"new\">new</span>");
    after.has("@PER-1 have a look");
    after.has_not("class=\"badge\"");
}
