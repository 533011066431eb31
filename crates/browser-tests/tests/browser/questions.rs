//! Four questions that an auditor asks in the first minutes, each answered within two clicks from home.

use probity_browser_tests::{Browser, Server};

/// Goes home and clicks on these, one after the other; what is then seen.
fn after_clicks(server: &Server, browser: &Browser, clicks: &[&str]) -> String {
    assert!(clicks.len() < 3, "{} clicks are too many", clicks.len());
    browser.open(&server.at("/w/main/"));
    for selector in clicks {
        browser.run("document.body.dataset.left = 'no'", &[]);
        let before = browser.url();
        browser.find(selector).click();
        // A menu opens on the same page; a link leads to another.
        let opens = browser.run(
            "return document.querySelector(arguments[0])?.matches('summary, summary *') ?? false",
            &[(*selector).into()],
        );
        if opens != true {
            browser.wait_until("the next page", |page| page.url() != before);
        }
    }
    browser.find("main").text()
}

#[test]
fn four_questions_are_answered_in_under_three_clicks() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("questions");

    let ownerless = after_clicks(
        &server,
        &browser,
        &["main a[href*='/use_case?filter=owner%20is%20missing']"],
    );
    assert!(ownerless.contains("Owner is missing"), "{ownerless}");
    let rows = browser.count("table.register tbody tr");
    assert!(rows > 0, "the demo has use cases without an owner");

    let changed = after_clicks(&server, &browser, &["ul.ways a[href$='/changes']"]);
    assert!(changed.contains("7 days"), "{changed}");
    assert!(
        changed.contains("commented") || changed.contains("changed"),
        "{changed}"
    );

    let rights = after_clicks(&server, &browser, &["ul.ways a[href*='/rights']"]);
    assert!(
        rights.contains("Administrator") || rights.contains("administrator"),
        "{rights}"
    );

    let proof = after_clicks(&server, &browser, &["ul.ways a[href$='/prove']"]);
    assert!(proof.contains("probity verify"), "{proof}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
