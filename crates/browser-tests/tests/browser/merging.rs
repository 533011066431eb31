//! One person who was entered twice becomes one: what points at either points at the one that stays.

use probity_browser_tests::{Browser, Server};

#[test]
fn two_people_become_one_after_a_look_at_what_that_does() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("merging");
    browser.open(&server.at("/w/main/r/SYS-1"));
    let owner = browser.find(".facts a[href*='/r/PER-']");
    let (name, goes) = (owner.text(), owner.attribute("href").expect("a link"));
    let goes = goes.split(['?', '#']).next().expect("an address");
    let stays = "/w/main/r/PER-3";
    assert_ne!(goes, stays);
    browser.open(&server.at(goes));
    browser.find("main details.drop > summary").click();
    browser.find("main details.drop a[href*='/merge']").click();
    browser.wait_until("the question", |page| page.count("#into") == 1);
    browser.find("#into").type_text("PER-3");
    browser.find("form.entry button.primary").click();
    browser.wait_until("what it does", |page| page.find("h1").text().contains("into"));
    let told = browser.find("main").text();
    assert!(told.contains(&name) && told.contains("SYS-1"), "{told}");
    browser
        .find("main form[method='post'][action*='/merge'] button.primary")
        .click();
    browser.wait_until("the one that stays", |page| page.url().contains("/r/PER-3"));
    let kept = browser.find("h1").text();
    browser.open(&server.at("/w/main/r/SYS-1"));
    let facts = browser.find(".facts").text();
    assert!(facts.contains(&kept) && !facts.contains(&name), "{facts}");
    // The one that went is put away, not lost.
    browser.open(&server.at(goes));
    assert!(browser.find(".timeline").text().contains("merged into PER-3"));
    browser.open(&server.at("/w/main/person?archived=only"));
    assert!(browser.find("table.register").text().contains(&name));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
