//! The first five minutes: a spreadsheet dropped on the empty page, looked at, kept, worked with,
//! proven and undone.

use std::path::Path;

use probity_browser_tests::{Browser, Server, picture};

use crate::command;

const LIST: &str = "\
Use case,System,Department,Owner,Status,Purpose
Triage of claims,Claim sorter,Claims,Robin Example,in production,Sorts incoming claims by urgency
Answers to customers,Letter writer,Service,,pilot,Drafts answers to letters
Search in contracts,Contract finder,Legal,Kim Example,in production,\"Finds clauses, with their place\"
Forecast of calls,Call forecast,Service,Robin Example,retired,Says how many calls tomorrow brings
";

#[test]
fn a_list_is_dropped_kept_worked_with_proven_and_undone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, list) = (folder.path().join("data"), folder.path().join("our AI.csv"));
    let data = data.to_str().expect("a plain name");
    std::fs::write(&list, LIST).expect("a file");
    let server = Server::probity(&["serve", "--data", data]);
    let browser = Browser::start("first_minutes");
    drop_and_keep(&server, &browser, &list);
    let record = search_and_edit(&browser);
    look_at_last_month(&browser);
    prove(&browser, &record, data);
    undo(&server, &browser);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The empty page asks for a list; the list says something before anything is kept.
fn drop_and_keep(server: &Server, browser: &Browser, list: &Path) {
    browser.open(&server.at("/"));
    browser.find("form[data-drop]");
    picture::take_all(browser, "first-empty");
    // With script, choosing or dropping a file sends it.
    browser.find("#file").choose_file(list);
    browser.wait_until("what the file says", |page| page.url().contains("/import/"));
    let says = browser.find("main").text();
    for word in [
        "our AI.csv",
        "4 rows",
        "Nothing of it is kept yet",
        "Without an owner",
    ] {
        assert!(says.contains(word), "`{word}` is not in: {says}");
    }
    picture::take_all(browser, "first-look");
    browser.find("form[action$='/keep'] button.primary").click();
    browser.wait_until("the import is kept", |page| page.url().contains("/import/IPT-"));
    assert!(browser.find("h1").text().starts_with("Kept:"));
    picture::take_all(browser, "first-kept");
    browser.find("main .actions a.primary").click();
    browser.wait_until("the inventory", |page| page.count("table.register tbody tr") == 4);
    picture::take_all(browser, "first-inventory");
}

/// One of the list is found and changed; the history strikes the old words through. Its address.
fn search_and_edit(browser: &Browser) -> String {
    browser
        .find(".controls form.search input[name='q']")
        .type_text("letters");
    browser.find(".controls form.search button").click();
    browser.wait_until("one that fits", |page| page.count("table.register tbody tr") == 1);
    browser.find("table.register tbody a.title").click();
    browser.wait_until("the record", |page| page.url().contains("/r/USE-"));
    let address = without_query(&browser.url());
    browser.find("main .actions a[href*='/edit']").click();
    browser.wait_until("the form", |page| without_query(&page.url()).ends_with("/edit"));
    picture::take_all(browser, "first-edit");
    let purpose = browser.find("#f-intended_purpose");
    purpose.clear();
    purpose.type_text("Drafts answers to letters; a person reads each before it is sent");
    browser.find("form.entry .buttons button.primary").click();
    browser.wait_until("the record again", |page| {
        without_query(&page.url()) == address && page.count(".timeline > li") == 2
    });
    let facts = browser.find(".facts").text();
    assert!(facts.contains("a person reads each"), "{facts}");
    let newest = browser.find(".timeline > li").text();
    assert!(
        newest.contains("changed it") && newest.contains("a person reads each"),
        "{newest}"
    );
    assert!(
        browser.count(".timeline > li:first-child ins") > 0,
        "nothing is marked as new in: {newest}"
    );
    picture::take_all(browser, "first-record");
    address
}

fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The way back keeps what was searched for. A month ago nothing of it was recorded.
fn look_at_last_month(browser: &Browser) {
    browser.find("main .crumb a").click();
    browser.wait_until("the list", |page| {
        page.url().contains("q=letters") && page.count("table.register tbody tr") == 1
    });
    browser.find("details.as-of summary").click();
    let script = "const day = new Date(); day.setMonth(day.getMonth() - 1);
        document.querySelector('.as-of input[name=as_of]').value = day.toISOString().slice(0, 10)";
    browser.run(script, &[]);
    browser.find("details.as-of button").click();
    browser.wait_until("the past", |page| page.count("main .band") == 1);
    assert!(browser.find("main .band").text().starts_with("As of "));
    assert_eq!(browser.count("table.register tbody tr"), 0);
    assert_eq!(
        browser.count("main a[href*='/new']"),
        0,
        "the past cannot be added to"
    );
    picture::take_all(browser, "first-past");
    browser.find("main .band a").click();
    browser.wait_until("today", |page| page.count("table.register tbody tr") == 1);
}

/// The two files of the proof verify under the ledger's key, without the server's word.
fn prove(browser: &Browser, record: &str, data: &str) {
    browser.open(record);
    let id = record.rsplit('/').next().expect("an address has parts");
    browser.find(".seal summary").click();
    browser.find(".seal a[href$='.tlog-proof']").click();
    browser.downloaded(&format!("{id}.tlog-proof"));
    browser.find(".seal a[href$='.json']").click();
    browser.downloaded(&format!("{id}.json"));
    let key = command::run(&["key", "--data", data], "");
    let proof = browser.downloads().join(format!("{id}.tlog-proof"));
    let proof = proof.to_str().expect("a plain name");
    let words = command::run(&["verify", proof, "--key", key.trim()], "");
    assert!(
        words.contains(&format!("`{id}`")) && words.contains("revision 2"),
        "{words}"
    );
}

/// The whole import goes back as one; what somebody changed since is left and said.
fn undo(server: &Server, browser: &Browser) {
    browser.open(&server.at("/w/main/import"));
    browser.find("table.register tbody a.title").click();
    browser.wait_until("the import", |page| page.url().contains("/import/IPT-"));
    browser.find("form[action$='/undo'] button").click();
    browser.wait_until("it is undone", |page| {
        page.find("h1").text().starts_with("Undone:")
    });
    let told = browser.find("main").text();
    assert!(told.contains("Left as it is"), "what was edited is left: {told}");
    picture::take_all(browser, "first-undone");
    browser.open(&server.at("/w/main/use_case"));
    assert_eq!(
        browser.count("table.register tbody tr"),
        1,
        "only the edited one stays"
    );
}
