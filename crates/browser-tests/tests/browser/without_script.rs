//! Everything important with scripts switched off: a list is brought in, looked through, a record is
//! edited, remarked on and moved, the past is looked at, a proof is fetched.

use probity_browser_tests::webdriver::Scripts;
use probity_browser_tests::{Browser, Server};

const LIST: &str = "Use case,Owner,Status\nTriage of claims,Robin Example,in production\nLetters,,pilot\n";

#[test]
fn a_day_without_script() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, list) = (folder.path().join("data"), folder.path().join("ours.csv"));
    std::fs::write(&list, LIST).expect("a file");
    let server = Server::probity(&["serve", "--data", data.to_str().expect("a plain name")]);
    let browser = Browser::start("without_script");
    browser.set_scripts(Scripts::Off);
    browser.open(&server.at("/"));
    browser.find("#file").choose_file(&list);
    browser.find("form[data-drop] button").click();
    browser.wait_until("what the file says", |page| page.url().contains("/import/"));
    browser.find("form[action$='/keep'] button.primary").click();
    browser.wait_until("it is kept", |page| page.url().contains("/import/IPT-"));
    browser.open(&server.at("/w/main/use_case"));
    browser.find("form[role=search] #search").type_text("letters\n");
    browser.wait_until("what was found", |page| page.url().contains("/search?"));
    browser.find("main a[href*='/r/USE-']").click();
    browser.wait_until("the record", |page| page.count(".facts") > 0);
    edit_and_remark(&browser);
    browser.find(".seal summary").click();
    browser.find(".seal a[href$='.tlog-proof']").click();
    browser.wait_until("the proof", |_| {
        let mut files = std::fs::read_dir(browser.downloads()).expect("a folder");
        files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().ends_with(".tlog-proof")))
    });
    look_back(&browser);
}

fn edit_and_remark(browser: &Browser) {
    browser.find("main .actions a[href*='/edit']").click();
    browser.wait_until("the form", |page| page.count("form.entry") == 1);
    browser
        .find("#f-intended_purpose")
        .type_text("Drafts answers to letters");
    browser.find("form.entry .buttons button.primary").click();
    browser.wait_until("the record again", |page| page.count(".timeline > li") == 2);
    browser.find("#comment").type_text("Seen without a script");
    browser.find("form.comment button").click();
    browser.wait_until("the remark", |page| {
        page.find(".timeline").text().contains("Seen without a script")
    });
}

/// The menus open without script, too.
fn look_back(browser: &Browser) {
    browser.find("details.as-of summary").click();
    browser.find("details.as-of button").click();
    browser.wait_until("the past", |page| page.url().contains("as_of="));
}
