//! Files of records: who may bring one, who may take one, and that a browser never shows one as a page.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use probity_app::accounts::set_password;
use probity_app::ports::BlobHash;
use probity_core::patch::Patch;
use probity_ui::Access;
use serde_json::json;

use crate::support::{Answer, Site, form, form_with_files};

const PASSWORD: &str = "four plain grey words";
const PAGE: &[u8] = b"<html><body>a page of somebody else</body></html>";

fn place(content: &[u8]) -> String {
    format!("/w/main/files/{}", BlobHash::of(content))
}

/// Evidence with a page of script as its file, in a unit or none.
fn evidence(site: &Site, unit: Option<&str>) -> String {
    let hash = site.ctx().workspace.blobs().put(PAGE).unwrap();
    let file = json!({ "sha256": hash.to_string(), "name": "proof.html", "size": PAGE.len() });
    let patch = Patch::set_one("name", "Test report").with("file", file);
    let patch = match unit {
        Some(unit) => patch.with("unit", unit),
        None => patch,
    };
    site.create("evidence", patch)
}

#[tokio::test]
async fn a_file_is_attached_shown_by_name_and_taken_as_a_file() {
    let site = Site::local();
    site.get("/w/main/evidence/new")
        .await
        .has("enctype=\"multipart/form-data\"");
    let made = site
        .post_files(
            "/w/main/evidence/new",
            &[("f.name", "Test report"), ("f.file", "")],
            &[("file.file", "C:\\fakepath\\proof ü.html", PAGE)],
        )
        .await;
    assert_eq!(made.location(), "/w/main/r/EVD-1");
    let page = site.get("/w/main/r/EVD-1").await;
    page.has("proof ü.html");
    page.has(&place(PAGE));

    let file = site.get(&place(PAGE)).await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, PAGE));
    let said = |name: &str| file.headers[name].to_str().unwrap();
    assert_eq!(
        said("content-disposition"),
        "attachment; filename=\"proof _.html\"; filename*=UTF-8''proof%20%C3%BC.html"
    );
    assert_eq!(said("content-type"), "application/octet-stream");
    assert_eq!(said("x-content-type-options"), "nosniff");
    assert_eq!(said("cache-control"), "no-store");
    let policy = said("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; sandbox;") && !policy.contains("allow"),
        "{policy}"
    );
}

#[tokio::test]
async fn a_file_stays_is_replaced_and_is_taken_away() {
    let site = Site::local();
    let id = evidence(&site, None);
    let path = format!("/w/main/r/{id}/edit");
    let form = site.get(&path).await.text();
    let (_, rest) = form.split_once("name=\"f.file\" value=\"").unwrap();
    let held = rest.split('"').next().unwrap().to_owned();
    let fields = |revision| {
        [
            ("revision", revision),
            ("f.name", "Report"),
            ("f.file", held.as_str()),
        ]
    };

    let kept = site
        .post_files(&path, &fields("1"), &[("file.file", "", b"")])
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "an empty input leaves it");
    assert_eq!(site.get(&place(PAGE)).await.status, StatusCode::OK);

    let replaced = site
        .post_files(&path, &fields("2"), &[("file.file", "other.txt", b"other")])
        .await;
    assert_eq!(replaced.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&place(b"other")).await.status, StatusCode::OK);
    assert_eq!(
        site.get(&place(PAGE)).await.status,
        StatusCode::NOT_FOUND,
        "no record refers to it any more"
    );

    let held = format!("{} 5 other.txt", BlobHash::of(b"other"));
    let gone = [("revision", "3"), ("f.file", held.as_str()), ("drop.file", "yes")];
    assert_eq!(site.post(&path, &gone).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&place(b"other")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_refused_form_keeps_its_file_and_a_known_hash_opens_nothing() {
    let site = Site::local();
    let refused = site
        .post_files(
            "/w/main/evidence/new",
            &[("f.name", "Report"), ("f.made_on", "yesterday")],
            &[("file.file", "proof.html", PAGE)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let held = format!("{} {} proof.html", BlobHash::of(PAGE), PAGE.len());
    refused.has(&format!("name=\"f.file\" value=\"{held}\""));
    let saved = site
        .post(
            "/w/main/evidence/new",
            &[("f.name", "Report"), ("f.file", held.as_str())],
        )
        .await;
    assert_eq!(saved.location(), "/w/main/r/EVD-1");

    let list = b"Name\nSecret use\n";
    site.upload("our-list.csv", list).await;
    assert_eq!(site.get(&place(list)).await.status, StatusCode::NOT_FOUND);
    let guess = format!("{} {} list.csv", BlobHash::of(list), list.len());
    let guessed = site
        .post(
            "/w/main/evidence/new",
            &[("f.name", "Guess"), ("f.file", guess.as_str())],
        )
        .await;
    assert_eq!(guessed.status, StatusCode::UNPROCESSABLE_ENTITY);
    guessed.has("choose the file again");
    for wrong in ["0", "..%2F..%2Fkey", &"0".repeat(64), &"A".repeat(64)] {
        let answer = site.get(&format!("/w/main/files/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn empty_and_too_large_files_are_told_and_change_nothing() {
    let site = Site::local();
    let send = async |content: &[u8]| {
        site.post_files(
            "/w/main/evidence/new",
            &[("f.name", "Report")],
            &[("file.file", "a.bin", content)],
        )
        .await
    };
    let empty = send(b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("is empty");
    let large = send(&vec![b'x'; 40 * 1024 * 1024]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    large.has("That is too large");
    let view = site.ctx().view();
    assert_eq!(view.register.count(view.register.kinds().known("evidence")), 0);
}

#[tokio::test]
async fn a_form_with_files_needs_its_token_first() {
    let site = Site::local();
    let unsigned = form_with_files(
        "/w/main/evidence/new",
        "wrong",
        &[("f.name", "Report")],
        &[("file.file", "a.txt", b"text")],
    );
    assert_eq!(site.send(unsigned).await.status, StatusCode::FORBIDDEN);
    assert!(
        !site
            .ctx()
            .workspace
            .blobs()
            .exists(BlobHash::of(b"text"))
            .unwrap()
    );
}

/// Somebody who holds a role, in one unit where one is named: the cookie of their session.
async fn member(site: &Site, login: &str, role: &str, unit: Option<&str>) -> String {
    let operational = site.instance.operational();
    set_password(&**operational, login, PASSWORD, site.instance.now()).unwrap();
    let person = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", login).with("account", login)
    };
    let person = site.create("person", person);
    let grant = Patch::set_one("name", login)
        .with("person", person.as_str())
        .with("role", role);
    let grant = match unit {
        Some(unit) => grant.with("unit", unit),
        None => grant,
    };
    site.create("role_grant", grant);
    let typed = [("login", login), ("password", PASSWORD), ("next", "/")];
    let answer = site.send(form("/sign-in", &typed)).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn get_with(site: &Site, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header(header::COOKIE, cookie);
    site.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_file_is_open_to_who_sees_a_record_that_refers_to_it() {
    let site = Site::new(Access::Accounts);
    let claims = site.create("unit", Patch::set_one("name", "Claims"));
    let sales = site.create("unit", Patch::set_one("name", "Sales"));
    evidence(&site, Some(&claims));
    let inside = member(&site, "inside@example.org", "viewer", Some(&claims)).await;
    let beside = member(&site, "beside@example.org", "viewer", Some(&sales)).await;
    assert_eq!(
        get_with(&site, &place(PAGE), &inside).await.status,
        StatusCode::OK
    );
    let hidden = get_with(&site, &place(PAGE), &beside).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    hidden.has_not("proof.html");
    let stranger = site.get(&place(PAGE)).await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER, "nobody signed in");
}

#[tokio::test]
async fn account_names_are_asked_of_who_may_grant_roles() {
    let site = Site::new(Access::Accounts);
    let admin = member(&site, "admin@example.org", "admin", None).await;
    let manager = member(&site, "manager@example.org", "aims_manager", None).await;
    get_with(&site, "/w/main/person/new", &admin)
        .await
        .has("name=\"f.account\"");
    let page = get_with(&site, "/w/main/person/new", &manager).await;
    page.has("name=\"f.name\"");
    page.has_not("name=\"f.account\"");
}
