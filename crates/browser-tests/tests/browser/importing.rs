//! A list whose columns are named in a way that nobody could guess: looked at, corrected, kept, undone.

use std::path::Path;

use probity_browser_tests::{Browser, Server};

const LIST: &str = "\
Was es ist,Wer,Zweck,Wie weit
Sortierer,Robin Example,Sorts incoming claims by urgency,läuft
Briefe,Kim Example,Drafts answers to letters,Versuch
Suche,Robin Example,Finds clauses in contracts,läuft
";

#[test]
fn columns_are_corrected_before_anything_is_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, list) = (folder.path().join("data"), folder.path().join("Liste.csv"));
    std::fs::write(&list, LIST).expect("a file");
    let server = Server::probity(&["serve", "--data", data.to_str().expect("a plain name")]);
    let browser = Browser::start("importing");
    bring(&server, &browser, &list);
    let columns = browser.count("table.mapping select[name^='target.']");
    assert_eq!(columns, 4);
    choose(&browser, "target.0", "use_case.name");
    choose(&browser, "target.1", "use_case.owner");
    choose(&browser, "target.2", "use_case.intended_purpose");
    choose(&browser, "target.3", "use_case.state");
    read_again(&browser, "use_case.state");
    // Now the words of the state column have meanings to be chosen.
    browser.find("table.values").is_shown();
    browser.run(
        "document.querySelectorAll('table.mapping details').forEach((one) => { one.open = true })",
        &[],
    );
    choose_meaning(&browser, "läuft", "in_use");
    choose_meaning(&browser, "Versuch", "trial");
    read_again(&browser, "use_case.state");
    let nothing = browser.run(
        "return fetch('/w/main/use_case').then((page) => page.text())",
        &[],
    );
    let nothing = nothing.as_str().unwrap_or_default();
    assert!(!nothing.contains("Sortierer"), "looking keeps nothing");
    browser.find("form[action$='/keep'] button.primary").click();
    browser.wait_until("it is kept", |page| page.url().contains("/import/IPT-"));
    let report = browser.url();
    browser.open(&server.at("/w/main/use_case?filter=state+%3D+in_use"));
    let rows = browser.find("table.register tbody").text();
    assert!(
        rows.contains("Sortierer") && rows.contains("Suche") && !rows.contains("Briefe"),
        "{rows}"
    );
    assert!(rows.contains("Robin Example"), "{rows}");
    browser.open(&report);
    browser.find("form[action$='/undo'] button").click();
    browser.wait_until("it is undone", |page| {
        page.find("h1").text().starts_with("Undone:")
    });
    browser.open(&server.at("/w/main/use_case"));
    assert_eq!(browser.count("table.register tbody tr"), 0);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn bring(server: &Server, browser: &Browser, list: &Path) {
    browser.open(&server.at("/w/main/import"));
    browser.find("#file").choose_file(list);
    browser.wait_until("what the file says", |page| page.count("table.mapping") == 1);
}

/// Chooses an answer as a person does, so that the page hears of it.
fn choose(browser: &Browser, name: &str, value: &str) {
    browser
        .find(&format!("select[name='{name}'] option[value='{value}']"))
        .click();
}

fn choose_meaning(browser: &Browser, text: &str, code: &str) {
    let label = format!("select[aria-label='Meaning of {text}'] option[value='{code}']");
    browser.find(&label).click();
}

/// Sends the corrected columns: the answer says what would become of the file now.
fn read_again(browser: &Browser, chosen: &str) {
    browser.run("document.body.dataset.old = 'yes'", &[]);
    browser.find("#columns .buttons button").click();
    browser.wait_until("it was read again", |page| {
        page.count("body[data-old]") == 0 && page.count(&format!("option[value='{chosen}']:checked")) == 1
    });
}
