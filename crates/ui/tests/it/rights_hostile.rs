//! Odd addresses, hostile text, and what is remembered of one account: nothing breaks, nothing leaks.

use axum::http::{StatusCode, header};
use probity_core::patch::Patch;
use serde_json::json;

use crate::rights_matrix::{Behind, Person, grant, house, plain};

#[tokio::test]
async fn odd_addresses_break_nothing() {
    let site = house(Behind::Much);
    let viewer = Person::of(&site, "viewer").await;
    let deep = format!("({}owner is missing{})", "(".repeat(3000), ")".repeat(3000));
    let many = vec!["owner is missing"; 2000].join(" and ");
    let word = "w".repeat(500);
    for question in [
        "/changes?from=-9999-01-01&to=9999-12-31".to_owned(),
        "/changes?from=9999-12-31&page=18446744073709551615".to_owned(),
        "/system?as_of=-009999-01-01".to_owned(),
        "/system?as_of=9999-12-31".to_owned(),
        "/system?as_of=0000-01-01".to_owned(),
        "/system?page=18446744073709551615".to_owned(),
        "/r/SYS-1/graph?depth=18446744073709551615&nodes=18446744073709551615".to_owned(),
        "/graph?as_of=0001-01-01".to_owned(),
        "/bulk/system/done/x?page=18446744073709551615".to_owned(),
        format!("/palette?q={word}"),
        format!("/palette/people?q={}", "%40".repeat(3000)),
        format!("/search?q={}", "%E2%80%AE".repeat(900)),
        format!("/system?filter={}", deep.replace(' ', "+")),
        format!("/system?filter={}", many.replace(' ', "+")),
        "/r/SYS-4294967296".to_owned(),
        "/r/SYS-%2F1".to_owned(),
        "/r/%00".to_owned(),
        "/r/SYS-1%2Fedit".to_owned(),
        "/r/SYS-1/proof/..%2F..%2Fkey".to_owned(),
        "/files/..%2F..%2Fserver.db".to_owned(),
        "/ledger/18446744073709551616".to_owned(),
        "/rights?person=%F0%9F%92%A9&record=%E2%80%AE".to_owned(),
    ] {
        let started = moment();
        let answer = viewer.get(&site, &format!("/w/main{question}")).await;
        let shown: String = question.chars().take(80).collect();
        assert!(
            !answer.status.is_server_error(),
            "{shown}: {} {}",
            answer.status,
            answer.text()
        );
        assert!(
            started.elapsed().as_secs() < 60,
            "{shown}: {:?}",
            started.elapsed()
        );
        assert!(answer.bytes.len() < 3_000_000, "{shown}: {}", answer.bytes.len());
    }
}

#[tokio::test]
async fn what_is_remembered_of_one_account_is_not_for_another() {
    let site = house(Behind::Much);
    let (one, other) = (
        Person::of(&site, "viewer").await,
        Person::of(&site, "auditor").await,
    );
    let own = [
        ("list", "system"),
        ("name", "Quiet view"),
        ("query", "search=x\r\nSet-Cookie: a=b"),
    ];
    let saved = one.post(&site, "/w/main/views", &own, &one.token).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(
        saved.location().starts_with("/w/main/system?"),
        "{}",
        saved.location()
    );
    assert!(!saved.headers.contains_key(header::SET_COOKIE));
    let id = saved.location().rsplit_once("view=").unwrap().1.to_owned();
    other.get(&site, "/w/main/system").await.has_not("Quiet view");
    let guess = other.get(&site, &format!("/w/main/system?view={id}")).await;
    let never = other.get(&site, "/w/main/system?view=0011223344556677").await;
    assert_eq!(
        plain(&guess).replace(&id, "ID"),
        plain(&never).replace("0011223344556677", "ID")
    );
    for deed in ["delete", "rename", "update", "first", "last"] {
        let path = |id: &str| format!("/w/main/views/{id}");
        let fields = [("do", deed), ("name", "Mine"), ("query", "")];
        let guess = other.post(&site, &path(&id), &fields, &other.token).await;
        let never = other
            .post(&site, &path("0011223344556677"), &fields, &other.token)
            .await;
        assert_eq!(guess.status, never.status, "{deed}");
        assert_eq!(
            plain(&guess).replace(&id, "ID"),
            plain(&never).replace("0011223344556677", "ID"),
            "{deed}"
        );
    }
    one.get(&site, "/w/main/system").await.has("Quiet view");
}

#[tokio::test]
async fn a_draft_and_a_held_form_are_for_who_typed_them() {
    let site = house(Behind::Much);
    let one = Person::of(&site, "limited").await;
    grant(&site, "second", "contributor", None);
    let other = Person::of(&site, "second").await;
    let typed = [
        ("f.name", "Typed in confidence"),
        ("revision", "1"),
        ("do", "draft"),
    ];
    let _ = one.post(&site, "/w/main/r/SYS-1/edit", &typed, &one.token).await;
    for path in ["/w/main/r/SYS-1/edit", "/w/main/r/SYS-1/edit?draft=open"] {
        other.get(&site, path).await.has_not("Typed in confidence");
    }
    // The session is over: the form is held under a name that nobody guesses, for one look.
    site.clock.advance(jiff::SignedDuration::from_hours(30));
    let late = one.post(&site, "/w/main/r/SYS-1/edit", &typed, &one.token).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    let next = late.location();
    let held = next
        .split("held%3D")
        .nth(1)
        .expect("it is held")
        .split(['%', '&'])
        .next()
        .unwrap()
        .to_owned();
    assert!(held.len() >= 32, "{next}");
    let other = Person::of(&site, "second").await;
    let taken = other
        .get(&site, &format!("/w/main/r/SYS-1/edit?held={held}"))
        .await;
    taken.has_not("Typed in confidence");
    let one = Person::of(&site, "limited").await;
    let back = one.get(&site, &format!("/w/main/r/SYS-1/edit?held={held}")).await;
    back.has("Typed in confidence");
}

#[tokio::test]
async fn hostile_text_stays_text_in_every_form_of_it() {
    let site = house(Behind::Much);
    let viewer = Person::of(&site, "auditor").await;
    let (long, tag) = ("w".repeat(400), format!("<{}>alert", "script"));
    for name in [
        "=1+1",
        "+1+cmd|x!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        tag.as_str(),
        "\u{202e}txt.exe",
        "\"><svg onload=x>",
        long.as_str(),
    ] {
        site.create(
            "system",
            Patch::set_one("name", name).with("vendors", json!(["VEN-1"])),
        );
    }
    site.revise("VEN-1", Patch::set_one("name", "<b>\"Tide\"</b> & 'Co' ]]>"));
    let csv = viewer.get(&site, "/w/main/system/export/csv").await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text());
    for cell in csv.text().lines().flat_map(|line| line.split([',', ';'])) {
        let cell = cell.trim_matches('"');
        assert!(
            !cell.starts_with(['=', '@', '+']) && !cell.starts_with("-2"),
            "`{cell}` is a formula"
        );
    }
    for path in [
        "/r/VEN-1/graph?depth=3",
        "/graph",
        "/system",
        "/r/VEN-1",
        "/search?q=script",
        "/palette?q=script",
        "/changes",
        "/r/SYS-1/link?q=script",
    ] {
        let page = viewer.get(&site, &format!("/w/main{path}")).await;
        for part in [tag.as_str(), "<svg onload", "<b>\"Tide"] {
            page.has_not(part);
        }
    }
}

#[tokio::test]
async fn a_storm_of_mentions_ends_soon() {
    let site = house(Behind::Much);
    for number in 0..300 {
        site.create("person", Patch::set_one("name", format!("Aa Aa Aa Aa {number}")));
    }
    let viewer = Person::of(&site, "viewer").await;
    let started = moment();
    for text in [
        "@".repeat(19_000),
        "@Aa Aa ".repeat(2_700),
        "@PER-1 ".repeat(2_700),
        "@a@".repeat(6_000),
    ] {
        let answer = viewer
            .post(
                &site,
                "/w/main/r/SYS-1/comment",
                &[("text", &text)],
                &viewer.token,
            )
            .await;
        assert!(!answer.status.is_server_error(), "{}", answer.status);
    }
    let page = viewer.get(&site, "/w/main/r/SYS-1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[expect(
    clippy::disallowed_methods,
    reason = "a deadline of a test, far beyond what is usual"
)]
fn moment() -> std::time::Instant {
    std::time::Instant::now()
}
