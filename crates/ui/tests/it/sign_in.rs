//! Signing in and out, and what an account may do.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use probity_app::accounts::set_password;
use probity_core::patch::Patch;
use probity_ui::Access;

use crate::support::{Answer, Site, form};

const PASSWORD: &str = "four plain grey words";

fn site() -> Site {
    let site = Site::new(Access::Accounts);
    set_password(
        &**site.instance.operational(),
        "admin",
        PASSWORD,
        site.instance.now(),
    )
    .unwrap();
    site
}

async fn sign_in(site: &Site, login: &str, password: &str) -> Answer {
    site.send(form(
        "/sign-in",
        &[
            ("login", login),
            ("password", password),
            ("next", "/w/main/system"),
        ],
    ))
    .await
}

fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn get_with(site: &Site, path: &str, cookie: &str) -> Answer {
    site.send(
        Request::get(path)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn a_password_opens_a_session_that_ends_by_hand_and_by_time() {
    let site = site();
    let answer = sign_in(&site, "Admin", PASSWORD).await;
    assert_eq!(
        (answer.status, answer.location().as_str()),
        (StatusCode::SEE_OTHER, "/w/main/system")
    );
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"),
        "{set}"
    );
    let session = cookie(&answer);
    let page = get_with(&site, "/w/main/system", &session).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("Local administrator");

    let mut out = form("/sign-out", &[("token", &page.token())]);
    out.headers_mut().insert(header::COOKIE, session.parse().unwrap());
    assert_eq!(site.send(out).await.location(), "/sign-in");
    assert_eq!(
        get_with(&site, "/w/main/system", &session).await.status,
        StatusCode::SEE_OTHER
    );

    let session = cookie(&sign_in(&site, "admin", PASSWORD).await);
    site.clock.advance(jiff::SignedDuration::from_hours(3));
    assert_eq!(
        get_with(&site, "/w/main/system", &session).await.status,
        StatusCode::SEE_OTHER,
        "idle for too long"
    );
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_this_host() {
    let site = site();
    let mut request = form("/sign-in", &[("login", "admin"), ("password", PASSWORD)]);
    request
        .headers_mut()
        .insert("x-forwarded-proto", "https".parse().unwrap());
    let answer = site.send(request).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        set.starts_with("__Host-probity=") && set.contains("; Secure") && set.contains("Path=/"),
        "{set}"
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_read_alike() {
    let site = site();
    let (wrong, unknown) = (
        sign_in(&site, "admin", "not the password").await,
        sign_in(&site, "nobody", PASSWORD).await,
    );
    assert_eq!(
        (wrong.status, unknown.status),
        (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED)
    );
    let plain = |answer: &Answer, login: &str| answer.text().replace(&format!("value=\"{login}\""), "");
    assert_eq!(plain(&wrong, "admin"), plain(&unknown, "nobody"));
    wrong.has_not("not the password");
}

#[tokio::test]
async fn guessing_is_stopped_for_a_while() {
    let site = site();
    for _ in 0..10 {
        assert_eq!(
            sign_in(&site, "admin", "guess after guess").await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(
        sign_in(&site, "admin", PASSWORD).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    site.clock.advance(jiff::SignedDuration::from_mins(16));
    assert_eq!(
        sign_in(&site, "admin", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let site = site();
    let answer = site
        .send(form(
            "/sign-in",
            &[
                ("login", "admin"),
                ("password", PASSWORD),
                ("next", "//attacker.example"),
            ],
        ))
        .await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn an_account_is_the_person_who_carries_its_name_and_sees_what_that_person_sees() {
    let site = site();
    set_password(
        &**site.instance.operational(),
        "viewer@example.org",
        PASSWORD,
        site.instance.now(),
    )
    .unwrap();
    let system = site.create("system", Patch::set_one("name", "Chat assistant"));
    let session = cookie(&sign_in(&site, "viewer@example.org", PASSWORD).await);
    assert_eq!(
        get_with(&site, "/w/main/", &session).await.status,
        StatusCode::NOT_FOUND,
        "nobody in this workspace"
    );

    let person = site.create(
        "person",
        Patch {
            state: Some("active".to_owned()),
            ..Patch::set_one("name", "Vera Viewer").with("account", "viewer@example.org")
        },
    );
    site.create(
        "role_grant",
        Patch::set_one("name", "Viewer")
            .with("person", person.as_str())
            .with("role", "viewer"),
    );
    let page = get_with(&site, &format!("/w/main/r/{system}"), &session).await;
    page.has("Vera Viewer");
    page.has_not(">Edit<");
    assert_eq!(
        get_with(&site, &format!("/w/main/r/{system}/edit"), &session)
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        get_with(&site, "/w/main/ledger", &session).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        get_with(&site, "/w/main/system/export/csv", &session)
            .await
            .status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn other_peoples_workspaces_are_not_named() {
    let site = site();
    site.instance
        .create_workspace(&"secret-project".parse().unwrap(), "Secret project")
        .unwrap();
    set_password(
        &**site.instance.operational(),
        "ada@example.org",
        PASSWORD,
        site.instance.now(),
    )
    .unwrap();
    let person = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", "Ada").with("account", "ada@example.org")
    };
    let person = site.create("person", person);
    site.create(
        "role_grant",
        Patch::set_one("name", "Admin")
            .with("person", person.as_str())
            .with("role", "admin"),
    );
    let session = cookie(&sign_in(&site, "ada@example.org", PASSWORD).await);
    let page = get_with(&site, "/w/main/", &session).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has_not("secret-project");
    assert_eq!(
        get_with(&site, "/w/secret-project/", &session).await.status,
        StatusCode::NOT_FOUND
    );
    let administrator = cookie(&sign_in(&site, "admin", PASSWORD).await);
    get_with(&site, "/w/main/", &administrator)
        .await
        .has("/w/secret-project/");
}

#[tokio::test]
async fn what_was_typed_when_the_session_ended_is_there_after_signing_in_again() {
    let site = site();
    let typed = [
        ("token", "of a session that is over"),
        ("f.name", "Typed for an hour"),
        ("f.origin", "built"),
    ];
    let away = site.send(form("/w/main/system/new", &typed)).await;
    assert_eq!(away.status, StatusCode::SEE_OTHER);
    let next = away.location();
    let next = next.strip_prefix("/sign-in?next=").unwrap();
    let next: String = next.replace("%2F", "/").replace("%3F", "?").replace("%3D", "=");
    let answer = site
        .send(form(
            "/sign-in",
            &[("login", "admin"), ("password", PASSWORD), ("next", &next)],
        ))
        .await;
    assert_eq!(answer.location(), next);
    let session = cookie(&answer);
    let page = get_with(&site, &next, &session).await;
    page.has("value=\"Typed for an hour\"");
    page.has("Your session was over when you sent this");
    page.has_not("of a session that is over");
    get_with(&site, &next, &session)
        .await
        .has_not("Typed for an hour");
}

#[tokio::test]
async fn a_remark_and_a_move_survive_the_end_of_a_session_too() {
    let site = site();
    let patch = Patch {
        state: Some("pilot".to_owned()),
        ..Patch::set_one("name", "Chat")
    };
    let id = site.create("system", patch);
    let plain = |text: &str| text.replace("%2F", "/").replace("%3F", "?").replace("%3D", "=");
    for (path, field) in [
        (format!("/w/main/r/{id}/comment"), "comment"),
        (format!("/w/main/r/{id}/move/suspended"), "reason"),
    ] {
        let away = site
            .send(form(&path, &[("token", "x"), (field, "Typed for long")]))
            .await;
        let next = plain(away.location().strip_prefix("/sign-in?next=").unwrap());
        let fields = [
            ("login", "admin"),
            ("password", PASSWORD),
            ("next", next.as_str()),
        ];
        let session = cookie(&site.send(form("/sign-in", &fields)).await);
        let page = get_with(&site, &next, &session).await;
        assert_eq!(page.status, StatusCode::OK, "{next}");
        page.has("Typed for long</textarea>");
        let mut stale = form(&path, &[("token", "x"), (field, "Typed again")]);
        stale
            .headers_mut()
            .insert(header::COOKIE, session.parse().unwrap());
        let shown = site.send(stale).await;
        assert_eq!(shown.status, StatusCode::FORBIDDEN);
        shown.has("Typed again</textarea>");
    }
    let view = site.ctx().view();
    assert_eq!(view.register.find(&id).unwrap().revision, 1);
}
