//! Two people edit one record at once; nothing of either is lost.

use probity_browser_tests::{Browser, Server};

const OPENED: &str = "/w/main/r/SYS-1/edit";

#[test]
fn whoever_saves_second_sees_both_versions_and_chooses() {
    let server = Server::probity(&["demo", "--no-open"]);
    let (ada, bo) = (Browser::start("editing-ada"), Browser::start("editing-bo"));
    ada.open(&server.at(OPENED));
    bo.open(&server.at(OPENED));
    write(&ada, "f-description", "Suggests courses; Ada's words");
    save(&ada);
    ada.wait_until("the record", |page| !page.url().contains("/edit"));
    write(&bo, "f-description", "Suggests courses; Bo's words");
    write(&bo, "f-logging_text", "Kept for a year, says Bo");
    save(&bo);
    bo.wait_until("both versions", |page| page.count("table.versions tbody tr") == 1);
    let both = bo.find("table.versions").text();
    assert!(
        both.contains("Ada's words") && both.contains("Bo's words"),
        "{both}"
    );
    // What Bo typed stands in the form still, and what nobody else changed needs no choice.
    assert_eq!(value(&bo, "f-logging_text"), "Kept for a year, says Bo");
    bo.find("table.versions input[value='theirs']").click();
    save(&bo);
    bo.wait_until("the record", |page| !page.url().contains("/edit"));
    let facts = bo.find(".facts").text();
    assert!(
        facts.contains("Ada's words") && facts.contains("says Bo") && !facts.contains("Bo's words"),
        "{facts}"
    );
    assert_eq!(ada.complaints(), Vec::<String>::new());
    // The conflict is an answer with status 409, which the browser notes.
    let complaints = bo.complaints();
    assert!(
        complaints.iter().all(|each| each.contains("409")),
        "{complaints:?}"
    );
}

#[test]
fn what_is_wrong_is_said_in_place_and_nothing_typed_is_lost() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("editing-wrong");
    browser.open(&server.at("/w/main/r/SYS-1/edit"));
    write(&browser, "f-description", "A text that took an hour to write");
    write(&browser, "f-name", "");
    // The browser itself would refuse an empty name; a program or an old browser does not.
    browser.run("document.querySelector('form.entry').noValidate = true", &[]);
    save(&browser);
    browser.wait_until("what is wrong", |page| page.count(".problem[role=alert]") > 0);
    assert_eq!(
        value(&browser, "f-description"),
        "A text that took an hour to write"
    );
    assert!(
        browser.run("return document.activeElement.closest('.problem') !== null", &[]) == true,
        "what is wrong has the focus, so that it is read out"
    );
    let named = browser.find("#f-name").attribute("aria-invalid");
    assert_eq!(named.as_deref(), Some("true"));
}

fn write(browser: &Browser, field: &str, text: &str) {
    let field = browser.find(&format!("#{field}"));
    field.clear();
    field.type_text(text);
}

fn value(browser: &Browser, field: &str) -> String {
    let value = browser.find(&format!("#{field}")).property("value");
    value.as_str().unwrap_or_default().to_owned()
}

fn save(browser: &Browser) {
    browser.find("form.entry .buttons button.primary").click();
}
