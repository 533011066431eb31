//! The palette: by keyboard to a record, to a page, and to something that is to be done.

use probity_browser_tests::{Browser, Server};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";

fn open(browser: &Browser) {
    browser.run("document.body.dataset.left = 'no'", &[]);
    browser.press_with("\u{e009}", "k");
    browser.wait_until("the palette", |page| page.count("dialog.palette[open]") == 1);
}

/// Types and waits until what fits has come.
fn ask(browser: &Browser, text: &str, first: &str) {
    browser.press(text);
    browser.wait_until("what fits", |page| {
        let found = page.run(
            "return document.querySelector('dialog.palette [aria-selected=\"true\"]')?.textContent ?? ''",
            &[],
        );
        found.as_str().is_some_and(|found| found.contains(first))
    });
}

#[test]
fn the_palette_leads_to_records_pages_and_actions() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("palette");
    browser.open(&server.at("/w/main/"));
    open(&browser);
    ask(&browser, "sys-12", "SYS-12");
    browser.press(ENTER);
    browser.wait_until("the record", |page| page.url().contains("/r/SYS-12"));
    open(&browser);
    ask(&browser, "ledger", "Ledger");
    browser.press(ENTER);
    browser.wait_until("the ledger", |page| page.url().contains("/ledger"));
    open(&browser);
    ask(&browser, "new risk", "isk");
    browser.press(ENTER);
    browser.wait_until("the form", |page| page.url().contains("/risk/new"));
    // The mark moves with the arrows and the page below keeps its focus when nothing is chosen.
    browser.open(&server.at("/w/main/"));
    open(&browser);
    ask(&browser, "claims", "laims");
    let marked = "return document.querySelector('dialog.palette [aria-selected=\"true\"]').id";
    let first = browser.run(marked, &[]);
    browser.press(DOWN);
    assert_ne!(browser.run(marked, &[]), first);
    browser.press(ESCAPE);
    browser.wait_until("no palette", |page| page.count("dialog.palette[open]") == 0);
    assert!(browser.url().ends_with("/w/main/"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
