//! On a phone: the menu, a list, a record, a remark; nothing is wider than the screen on the way.

use probity_browser_tests::picture::{self, Screen};
use probity_browser_tests::{Browser, Server};

#[track_caller]
fn fits(browser: &Browser) {
    assert_eq!(picture::overflow(browser), None, "at {}", browser.url());
}

#[test]
fn an_errand_on_a_phone() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("phone");
    picture::set_screen(&browser, Screen::Phone);
    browser.open(&server.at("/w/main/"));
    fits(&browser);
    assert!(
        !browser.find("#nav").is_shown(),
        "the navigation waits behind its button"
    );
    browser.find("header button.menu").click();
    browser.wait_until("the menu", |page| page.find("#nav").is_shown());
    fits(&browser);
    browser.find("#nav a[href$='/system']").click();
    browser.wait_until("the list", |page| page.count("table.list") == 1);
    fits(&browser);
    browser
        .find(".controls form.search input[name='q']")
        .type_text("claims");
    browser.find(".controls form.search button").click();
    browser.wait_until("what was found", |page| page.url().contains("q=claims"));
    browser.find("table.list tbody a.title").click();
    browser.wait_until("the record", |page| page.count(".facts") > 0);
    fits(&browser);
    browser.find("#comment").type_text("Remarked on the way");
    browser.find("form.comment button").click();
    browser.wait_until("the remark", |page| {
        page.find(".timeline").text().contains("Remarked on the way")
    });
    browser.find("main .actions a[href*='/edit']").click();
    browser.wait_until("the form", |page| page.count("form.entry") == 1);
    fits(&browser);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
