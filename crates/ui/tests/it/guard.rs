//! What is turned away, and the headers of every answer.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use probity_core::patch::Patch;
use probity_ui::Access;

use crate::support::{Site, form};

/// Every kind of answer: pages, redirects, assets, errors, refusals.
const PATHS: &[&str] = &[
    "/",
    "/w/main/",
    "/w/main/system",
    "/w/main/system/new",
    "/w/main/r/SYS-1",
    "/w/main/r/SYS-1/edit",
    "/w/main/r/SYS-1/proof/SYS-1-r1.tlog-proof",
    "/w/main/system/export/csv",
    "/w/main/ledger",
    "/w/main/ledger/0",
    "/w/main/changes?period=year",
    "/w/main/rights",
    "/w/main/rights?person=PER-1",
    "/w/main/prove?record=SYS-1",
    "/w/main/settings",
    "/w/main/search?q=a",
    "/w/main/import",
    "/sign-in",
    "/assets/0/probity.css",
    "/w/other/",
    "/w/main/nothing",
    "/w/main/r/SYS-99",
    "/nothing",
];

#[tokio::test]
async fn every_answer_has_the_headers_and_nothing_inline() {
    let site = Site::local();
    site.create("system", Patch::set_one("name", "Chat assistant"));
    for path in PATHS {
        let answer = site.get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(
            answer.headers[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff",
            "{path}"
        );
        for name in [
            "referrer-policy",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "strict-transport-security",
            "cache-control",
        ] {
            assert!(answer.headers.contains_key(name), "{path} has no {name}");
        }
        let text = String::from_utf8_lossy(&answer.bytes);
        for inline in forbidden_markup() {
            assert!(!text.contains(inline), "{path} has `{inline}`");
        }
        assert!(
            !text.contains("://") || !text.contains("src=\"http"),
            "{path} asks another host"
        );
    }
}

#[tokio::test]
async fn the_assets_of_a_page_are_kept_for_ever() {
    let site = Site::local();
    let page = site.get("/w/main/").await.text();
    let assets: Vec<&str> = page
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .collect();
    assert!(assets.len() >= 3, "{assets:?}");
    for path in assets {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(
            answer.headers[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable",
            "{path}"
        );
    }
}

async fn from(site: &Site, peer: &str, host: &str) -> StatusCode {
    let mut request = Request::get("/w/main/")
        .header(header::HOST, host)
        .body(Body::empty())
        .unwrap();
    request
        .extensions_mut()
        .insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    site.send(request).await.status
}

#[tokio::test]
async fn without_accounts_only_this_machine_gets_an_answer() {
    let site = Site::local();
    for (peer, host, expect) in [
        ("127.0.0.1:1", "localhost:42001", StatusCode::OK),
        ("[::1]:1", "[::1]:42001", StatusCode::OK),
        ("[::ffff:127.0.0.1]:1", "127.0.0.1", StatusCode::OK),
        // A name that was pointed at this machine, as DNS rebinding does.
        ("127.0.0.1:1", "attacker.example:42001", StatusCode::FORBIDDEN),
        ("192.0.2.7:1", "localhost:42001", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(from(&site, peer, host).await, expect, "{peer} asks {host}");
    }
}

#[tokio::test]
async fn a_form_needs_its_token_and_our_own_page() {
    let site = Site::local();
    let fields = [("f.name", "Chat assistant")];
    let bare = site.send(form("/w/main/system/new", &fields)).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN);
    let wrong = site
        .send(form(
            "/w/main/system/new",
            &[fields[0], ("token", &"0".repeat(64))],
        ))
        .await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let token = site.token().await;
    for (name, value, expect) in [
        ("origin", "https://attacker.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        ("origin", "http://127.0.0.1:42001", StatusCode::SEE_OTHER),
    ] {
        let mut request = form("/w/main/system/new", &[fields[0], ("token", &token)]);
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(site.send(request).await.status, expect, "{name}: {value}");
    }
    assert_eq!(
        site.ctx()
            .view()
            .register
            .count(site.ctx().view().register.kinds().known("system")),
        1
    );
}

#[tokio::test]
async fn what_is_not_there_and_what_may_not_be_seen_look_alike() {
    let site = Site::local();
    let missing = site.get("/w/main/r/SYS-7").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    missing.has("There is no record");
    assert_eq!(site.get("/w/elsewhere/").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/w/..%2f/").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.get("/w/main/no_such_kind").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn with_accounts_every_page_asks_to_sign_in_first() {
    let site = Site::new(Access::Accounts);
    for path in [
        "/",
        "/w/main/",
        "/w/main/system?q=a",
        "/w/main/r/SYS-1",
        "/w/main/system/export/csv",
        "/w/main/ledger",
        "/w/main/ledger/0",
        "/w/main/ledger/0/entry-0.json",
        "/w/main/ledger/growth",
        "/w/main/changes",
        "/w/main/rights",
        "/w/main/prove",
        "/w/main/settings",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(
            answer.location().starts_with("/sign-in?next=%2F"),
            "{path}: {}",
            answer.location()
        );
    }
}

/// What no page ever holds; kept apart because sources of pages hold nothing that looks inline.
pub fn forbidden_markup() -> impl Iterator<Item = &'static str> {
    include_str!("forbidden_markup.txt").lines()
}
