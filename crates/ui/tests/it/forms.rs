//! Entering, editing and moving records: what is saved, what is refused, and that nothing typed is lost.

use axum::http::StatusCode;
use probity_core::patch::Patch;

use crate::support::Site;

#[tokio::test]
async fn a_record_is_entered_with_links_by_name() {
    let site = Site::local();
    let person = site.create(
        "person",
        Patch {
            state: Some("active".to_owned()),
            ..Patch::set_one("name", "Ada Example")
        },
    );
    let made = site
        .post(
            "/w/main/system/new",
            &[
                ("f.name", "Chat assistant"),
                ("f.owner", "ada example"),
                ("f.origin", "built"),
                ("state", "pilot"),
            ],
        )
        .await;
    assert_eq!(
        (made.status, made.location().as_str()),
        (StatusCode::SEE_OTHER, "/w/main/r/SYS-1")
    );
    let page = site.get("/w/main/r/SYS-1").await;
    page.has("Pilot");
    page.has("Built here");
    page.has(&format!("/w/main/r/{person}"));
    page.has("required facts");
}

#[tokio::test]
async fn what_does_not_fit_is_said_in_place_and_nothing_typed_is_lost() {
    let site = Site::local();
    let fields = [
        ("f.name", ""),
        ("f.owner", "Nobody Known"),
        ("f.confirmed_on", "31.12.2025"),
        ("f.description", "Answers <questions>\r\nof customers"),
    ];
    let answer = site.post("/w/main/system/new", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.has("Nothing was saved yet.");
    answer.has("There is no person called");
    answer.has("is not a date such as");
    answer.has("value=\"Nobody Known\"");
    answer.has("Answers &lt;questions&gt;");
    let unnamed = site
        .post(
            "/w/main/system/new",
            &[("f.name", " "), ("f.description", "Kept")],
        )
        .await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    unnamed.has("every AI system needs one");
    unnamed.has("Kept</textarea>");
}

#[tokio::test]
async fn emptied_inputs_take_values_away_and_unsent_ones_do_not() {
    let site = Site::local();
    let id = site.create(
        "system",
        Patch::set_one("name", "Chat")
            .with("description", "Old")
            .with("origin", "built"),
    );
    let saved = site
        .post(
            &format!("/w/main/r/{id}/edit"),
            &[("revision", "1"), ("f.name", "Chat"), ("f.origin", "")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let view = site.ctx().view();
    let record = view.register.find(&id).unwrap();
    assert!(view.register.value(record, "origin").is_none());
    assert!(view.register.value(record, "description").is_some());
}

#[tokio::test]
async fn a_conflict_shows_both_versions_and_lets_one_choose() {
    let site = Site::local();
    let id = site.create(
        "system",
        Patch::set_one("name", "Chat").with("description", "Before"),
    );
    site.revise(&id, Patch::set_one("description", "Theirs"));
    let path = format!("/w/main/r/{id}/edit");
    let mine = [
        ("revision", "1"),
        ("f.name", "Chat for all"),
        ("f.description", "Mine"),
    ];
    let clash = site.post(&path, &mine).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    clash.has("Somebody else saved this record");
    clash.has("<span class=\"prose\">Theirs</span>");
    clash.has("<span class=\"prose\">Mine</span>");
    clash.has("value=\"Chat for all\"");
    clash.has("name=\"revision\" value=\"2\"");
    let settled = [
        ("revision", "2"),
        ("f.name", "Chat for all"),
        ("f.description", "Mine"),
        ("take.description", "theirs"),
    ];
    assert_eq!(site.post(&path, &settled).await.status, StatusCode::SEE_OTHER);
    let page = site.get(&format!("/w/main/r/{id}")).await;
    page.has("Chat for all");
    page.has("<div class=\"prose\">Theirs</div>");
}

#[tokio::test]
async fn a_move_asks_for_what_it_needs() {
    let site = Site::local();
    let id = site.create(
        "system",
        Patch {
            state: Some("pilot".to_owned()),
            ..Patch::set_one("name", "Chat")
        },
    );
    let path = format!("/w/main/r/{id}/move/suspended");
    site.get(&path).await.has("Reason");
    let bare = site.post(&path, &[("revision", "1")]).await;
    assert_eq!(bare.status, StatusCode::CONFLICT);
    bare.has("A reason is needed");
    let done = site
        .post(
            &path,
            &[
                ("revision", "1"),
                ("reason", "Wrong answers"),
                ("stated", "2026-02-20"),
            ],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let page = site.get(&format!("/w/main/r/{id}")).await;
    page.has("Suspended");
    page.has("Reason: Wrong answers");
    page.has("10 days later");
    assert_eq!(
        site.get(&format!("/w/main/r/{id}/move/design")).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn roles_are_granted_by_who_may_and_imports_are_entered_by_nobody() {
    let site = Site::local();
    let person = site.create("person", Patch::set_one("name", "Ada Example"));
    let fields = [
        ("f.name", "Ada reads"),
        ("f.person", person.as_str()),
        ("f.role", "viewer"),
    ];
    assert_eq!(
        site.post("/w/main/role_grant/new", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    site.get("/w/main/role_grant").await.has("Ada reads");
    assert_eq!(
        site.post("/w/main/import/new", &[("f.name", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(site.get("/w/main/import/new").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_is_kept_offered_opened_and_gone_once_saved() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat"));
    let path = format!("/w/main/r/{id}/edit");
    let typed = [
        ("revision", "1"),
        ("f.name", "Chat for all"),
        ("f.description", "Half a sen"),
    ];
    let keep = |wish: &'static str| typed.iter().copied().chain([("draft", wish)]).collect::<Vec<_>>();
    let kept = site.post(&path, &keep("keep")).await;
    assert_eq!(
        (kept.status, kept.location()),
        (StatusCode::SEE_OTHER, format!("{path}?draft=kept"))
    );
    assert_eq!(
        site.ctx().view().register.find(&id).unwrap().title(),
        "Chat",
        "nothing is saved"
    );
    let again = site.get(&path).await;
    again.has("Go on with your draft");
    again.has_not("Half a sen");
    let open = site.get(&format!("{path}?draft=open")).await;
    open.has("Half a sen</textarea>");
    open.has("value=\"Chat for all\"");
    open.has("Nobody else sees it until you save");
    assert_eq!(
        site.post(&path, &keep("auto")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(site.post(&path, &typed).await.status, StatusCode::SEE_OTHER);
    site.get(&path).await.has_not("draft of");
    site.get(&path).await.has_not("Go on with your draft");
}

#[tokio::test]
async fn a_draft_rests_on_the_revision_it_was_begun_on() {
    let site = Site::local();
    let id = site.create("system", Patch::set_one("name", "Chat"));
    let path = format!("/w/main/r/{id}/edit");
    site.post(&path, &[("revision", "1"), ("f.name", "Mine"), ("draft", "keep")])
        .await;
    site.revise(&id, Patch::set_one("name", "Theirs"));
    let open = site.get(&format!("{path}?draft=open")).await;
    open.has("name=\"revision\" value=\"1\"");
    let clash = site.post(&path, &[("revision", "1"), ("f.name", "Mine")]).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    clash.has("<span class=\"prose\">Theirs</span>");
    let dropped = site.post(&path, &[("draft", "discard")]).await;
    assert_eq!(
        (dropped.status, dropped.location()),
        (StatusCode::SEE_OTHER, path.clone())
    );
    site.get(&path).await.has_not("Go on with your draft");
}

#[tokio::test]
async fn drafts_of_new_records_are_kept_by_kind() {
    let site = Site::local();
    let kept = site
        .post("/w/main/risk/new", &[("f.name", "Wrong"), ("draft", "keep")])
        .await;
    assert_eq!(kept.location(), "/w/main/risk/new?draft=kept");
    site.get("/w/main/risk/new").await.has("Go on with your draft");
    site.get("/w/main/system/new")
        .await
        .has_not("Go on with your draft");
    site.get("/w/main/risk/new?draft=open")
        .await
        .has("value=\"Wrong\"");
    assert_eq!(
        site.post("/w/main/risk/new", &[("f.name", "Wrong")]).await.status,
        StatusCode::SEE_OTHER
    );
    site.get("/w/main/risk/new")
        .await
        .has_not("Go on with your draft");
}

#[tokio::test]
async fn a_form_of_an_earlier_session_is_shown_again_and_not_acted_on() {
    let site = Site::local();
    let fields = [
        ("token", "stale"),
        ("f.name", "Typed for an hour"),
        ("f.description", "All of it"),
    ];
    for answer in [
        site.send(crate::support::form("/w/main/system/new", &fields))
            .await,
        site.send(crate::support::form_with_files(
            "/w/main/evidence/new",
            "stale",
            &fields[1..],
            &[("file.file", "a.txt", b"a")],
        ))
        .await,
    ] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        answer.has("value=\"Typed for an hour\"");
        answer.has("You signed in again");
    }
    assert_eq!(
        site.ctx()
            .view()
            .register
            .count(site.ctx().view().register.kinds().known("system")),
        0
    );
    // Neither is a draft kept for a stranger.
    let fields = [("token", "stale"), ("f.name", "x"), ("draft", "keep")];
    assert_eq!(
        site.send(crate::support::form("/w/main/system/new", &fields))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    site.get("/w/main/system/new")
        .await
        .has_not("Go on with your draft");
}
