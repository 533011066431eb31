//! The browser itself finds whether an entry is what was signed, and finds out a server that lies.

use std::path::{Path, PathBuf};

use probity_browser_tests::{Browser, Server};

/// Stands in what a record says, and is looked for in the files of the ledger.
const WORDS: &str = "Sorts incoming claims by their urgency";
/// As many bytes.
const OTHERS: &str = "Sorts incoming claims by their loudest";

fn verdict(browser: &Browser) -> String {
    browser.find("[data-run]").click();
    browser.wait_until("a verdict", |page| !page.find(".verdict").text().is_empty());
    browser.find(".verdict").attribute("class").unwrap_or_default()
}

#[test]
fn an_entry_is_checked_in_the_page_and_a_lying_server_is_found_out() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("proving");
    browser.open(&server.at("/w/main/ledger"));
    browser.find("main a.primary[href$='#check']").click();
    browser.wait_until("the entry", |page| page.count("[data-run]:not([hidden])") == 1);
    assert_eq!(verdict(&browser), "verdict good");
    assert!(
        browser.count(".steps li.good") >= 4,
        "entry, way, signature, words"
    );
    // One letter of what the entry says becomes another on its way: the words do not fit.
    browser.open(&server.at("/w/main/ledger/353"));
    lie(&browser, "\\\"set\\\"", "\\\"sat\\\"");
    assert_eq!(verdict(&browser), "verdict bad");
    assert!(browser.find(".steps li.bad").text().contains("What it says"));
    // The entry itself becomes another's: the hashes do not lead to the root.
    browser.reload();
    lie(&browser, "PER-", "PER-9");
    assert_eq!(verdict(&browser), "verdict bad");
    assert!(
        browser
            .find(".steps li.bad")
            .text()
            .contains("The way to the root")
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Every answer with an entry is changed before the page's script sees it.
fn lie(browser: &Browser, from: &str, to: &str) {
    let script = "const real = window.fetch, [from, to] = arguments;
        window.fetch = async (...asked) => {
          const answer = await real(...asked);
          if (!String(asked[0]).endsWith('.json')) return answer;
          const words = await answer.text();
          if (!words.includes(from)) throw new Error('nothing to change in ' + words);
          return new Response(words.replace(from, to));
        }";
    browser.run(script, &[from.into(), to.into()]);
}

#[test]
fn a_byte_changed_on_the_servers_disk_is_red() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let list = folder.path().join("ours.csv");
    std::fs::write(&list, format!("Use case,Purpose\nTriage of claims,{WORDS}\n")).expect("a file");
    let serve = ["serve", "--data", data.to_str().expect("a plain name")];
    let server = Server::probity(&serve);
    let browser = Browser::start("proving-disk");
    browser.open(&server.at("/"));
    browser.find("#file").choose_file(&list);
    browser.wait_until("what the file says", |page| {
        page.count("form[action$='/keep'] button.primary") > 0
    });
    browser.find("form[action$='/keep'] button.primary").click();
    browser.wait_until("it is kept", |page| page.url().contains("/import/IPT-"));
    browser.open(&server.at("/w/main/r/USE-1"));
    let entry = browser.find(".timeline a.proof").text();
    let entry = format!("/w/main/ledger/{}", entry.trim_start_matches("entry "));
    // Ended in order, so that everything lies in the database itself.
    server.stop();
    assert!(
        change_files(&data) > 0,
        "the words lie in some file of the ledger"
    );
    let server = Server::probity(&serve);
    browser.open(&server.at(&entry));
    let finds = browser.find("main .finding").text();
    assert!(finds.contains("does not fit"), "the server itself says: {finds}");
    assert_eq!(verdict(&browser), "verdict bad");
}

/// Writes other words of the same length over each place; how many there were.
fn change_files(folder: &Path) -> usize {
    assert_eq!(WORDS.len(), OTHERS.len());
    let mut changed = 0;
    for file in files(folder) {
        let mut bytes = std::fs::read(&file).expect("a file of the ledger");
        let places: Vec<usize> = (0..bytes.len().saturating_sub(WORDS.len()))
            .filter(|at| bytes[*at..].starts_with(WORDS.as_bytes()))
            .collect();
        for at in &places {
            bytes[*at..*at + WORDS.len()].copy_from_slice(OTHERS.as_bytes());
        }
        if !places.is_empty() {
            std::fs::write(&file, bytes).expect("the file can be changed");
        }
        changed += places.len();
    }
    changed
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
