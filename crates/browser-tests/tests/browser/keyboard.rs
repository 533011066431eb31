//! A whole errand without a mouse: a record is found, edited, remarked on, and the way back taken.

use probity_browser_tests::webdriver::Session;
use probity_browser_tests::{Browser, Server};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";

/// Walks with the tab key until something has the focus that a selector names.
#[track_caller]
fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..200 {
        browser.press(TAB);
        if has_focus(browser, selector) {
            assert!(
                is_seen(browser),
                "`{selector}` has the focus and is not to be seen"
            );
            return;
        }
    }
    panic!("the tab key does not reach `{selector}` at {}", browser.url());
}

fn has_focus(browser: &Session, selector: &str) -> bool {
    browser.run(
        "return document.activeElement !== null && document.activeElement.matches(arguments[0])",
        &[selector.into()],
    ) == true
}

/// What has the focus is on the screen, nothing lies over it, and it is marked.
fn is_seen(browser: &Browser) -> bool {
    let script = "const it = document.activeElement, box = it.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
        const style = getComputedStyle(it);
        const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || it.matches('input, textarea, select');
        return box.height > 0 && marked && top !== null && (it.contains(top) || top.contains(it) || it.labels?.[0]?.contains(top) === true)";
    browser.run(script, &[]) == true
}

#[test]
fn an_errand_without_a_mouse() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("keyboard");
    browser.open(&server.at("/w/main/system"));
    // The first stop leads past the navigation.
    browser.press(TAB);
    assert!(has_focus(&browser, "a.skip"));
    browser.press(ENTER);
    browser.wait_until("the content", |page| has_focus(page, "#main"));
    browser.press("/");
    browser.wait_until("the search of the list", |page| {
        has_focus(page, "input[name='q']")
    });
    browser.press("claims");
    browser.press(ENTER);
    browser.wait_until("what was found", |page| page.url().contains("q=claims"));
    browser.press("j");
    browser.wait_until("the first row", |page| {
        has_focus(
            page,
            "table.register tbody tr:first-child a, table.register tbody tr:first-child",
        )
    });
    browser.press(DOWN);
    browser.wait_until("the second row", |page| {
        has_focus(
            page,
            "table.register tbody tr:nth-child(2) a, table.register tbody tr:nth-child(2)",
        )
    });
    browser.press(ENTER);
    browser.wait_until("the record", |page| page.url().contains("/r/SYS-"));
    tab_to(&browser, "main .actions a[href*='/edit']");
    browser.press(ENTER);
    browser.wait_until("the form", |page| page.count("form.entry") == 1);
    tab_to(&browser, "#f-description");
    browser.press(" Typed without a mouse.");
    tab_to(&browser, "form.entry .buttons button.primary");
    browser.press(ENTER);
    browser.wait_until("the record again", |page| page.count(".facts") > 0);
    assert!(browser.find(".facts").text().contains("Typed without a mouse."));
    tab_to(&browser, "#comment");
    browser.press("Remarked without a mouse");
    tab_to(&browser, "form.comment button");
    browser.press(ENTER);
    browser.wait_until("the remark", |page| {
        page.find(".timeline").text().contains("Remarked without a mouse")
    });
    tab_to(&browser, "main .crumb a");
    browser.press(ENTER);
    browser.wait_until("the list as it was", |page| page.url().contains("q=claims"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn menus_open_and_close_by_keyboard() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("keyboard-menus");
    browser.open(&server.at("/w/main/r/SYS-1"));
    tab_to(&browser, "details.as-of summary");
    browser.press(ENTER);
    browser.wait_until("the menu", |page| page.count("details.as-of[open]") == 1);
    browser.press(ESCAPE);
    browser.wait_until("no menu", |page| page.count("details.as-of[open]") == 0);
    assert!(
        has_focus(&browser, "details.as-of summary"),
        "the focus stays where the menu was"
    );
    browser.press("?");
    browser.wait_until("the keys", |page| page.count("dialog#keys[open]") == 1);
    browser.press(ESCAPE);
    browser.wait_until("no keys", |page| page.count("dialog#keys[open]") == 0);
}
