//! A server that asks everybody to sign in.

use probity_browser_tests::{Browser, Server, picture};

use crate::command;

const PASSWORD: &str = "orchard-ledge-7-willow-basin";

#[test]
fn somebody_signs_in_and_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let data = data.to_str().expect("a plain name");
    command::run(&["user", "set-password", "admin", "--data", data], PASSWORD);
    let server = Server::probity(&["serve", "--sign-in", "--data", data]);
    let browser = Browser::start("sign_in");
    browser.open(&server.at("/w/main/ledger"));
    browser.wait_until("the way in", |page| page.url().contains("/sign-in"));
    picture::take_all(&browser, "sign-in");
    sign_in(&browser, "not the password");
    browser.wait_until("a refusal", |page| page.count(".problem[role=alert]") == 1);
    // The refusal is an answer of the server with status 401, which the browser notes.
    let complaints = browser.complaints();
    assert!(
        complaints.iter().all(|complaint| complaint.contains("401")),
        "{complaints:?}"
    );
    sign_in(&browser, PASSWORD);
    browser.wait_until("the page that was asked for", |page| {
        page.url().ends_with("/w/main/ledger")
    });
    assert_eq!(browser.find("h1").text(), "Ledger");
    browser.find("details.person summary").click();
    browser.find("form[action='/sign-out'] button").click();
    browser.wait_until("the way in again", |page| page.url().ends_with("/sign-in"));
    browser.open(&server.at("/w/main/"));
    browser.wait_until("nothing without signing in", |page| {
        page.url().contains("/sign-in")
    });
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn sign_in(browser: &Browser, password: &str) {
    let login = browser.find("#login");
    login.clear();
    login.type_text("admin");
    browser.find("#password").type_text(password);
    browser.find("form.entry button.primary").click();
}
