//! Every page of the demo: it answers, and the browser has nothing to complain about. A page that
//! breaks the content security policy is complained about.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use probity_browser_tests::picture::{self, Screen};
use probity_browser_tests::{Browser, Server};
use serde_json::Value;

/// Pages of one shape that are looked at: `/w/main/r/SYS-1` and `/w/main/r/SYS-2` have one shape.
const OF_A_SHAPE: usize = 2;
/// Pages that are kept as pictures.
const PICTURED: &[(&str, &str)] = &[
    ("home", "/w/main/"),
    ("use-cases", "/w/main/use_case"),
    ("systems-gaps", "/w/main/system?filter=owner+is+missing"),
    ("use-case", "/w/main/r/USE-1"),
    ("system", "/w/main/r/SYS-1"),
    ("vendor", "/w/main/r/VEN-1"),
    ("system-edit", "/w/main/r/SYS-1/edit"),
    ("ledger", "/w/main/ledger"),
    ("search", "/w/main/search?q=model"),
    ("not-there", "/w/main/r/SYS-99999"),
];

#[test]
fn every_page_of_the_demo_is_clean() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("crawl");
    let start = server.at("/w/main/");
    let (mut waiting, mut known) = (VecDeque::from([start.clone()]), BTreeSet::from([start]));
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    while let Some(url) = waiting.pop_front() {
        let seen = shapes.entry(shape(&url)).or_default();
        if *seen >= OF_A_SHAPE {
            continue;
        }
        *seen += 1;
        browser.open(&url);
        let status = browser.run(
            "return performance.getEntriesByType('navigation')[0].responseStatus",
            &[],
        );
        if status != 200 {
            wrong.push(format!("{url}: status {status}"));
        }
        wrong.extend(
            browser
                .complaints()
                .into_iter()
                .map(|what| format!("{url}: {what}")),
        );
        for next in links(&browser, &server.at("/")) {
            if known.insert(next.clone()) {
                waiting.push_back(next);
            }
        }
    }
    let pages: usize = shapes.values().sum();
    println!("{pages} pages of {} shapes", shapes.len());
    assert!(pages > 100, "only {pages} pages were found: {shapes:?}");
    assert!(
        wrong.is_empty(),
        "{} of {pages} pages:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn pages_are_seen_and_fit_a_phone() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("pictures");
    let mut wide = Vec::new();
    for (name, path) in PICTURED {
        browser.open(&server.at(path));
        picture::take_all(&browser, name);
        picture::set_screen(&browser, Screen::Phone);
        let beyond = browser.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
            &[],
        );
        if beyond.as_i64().is_none_or(|beyond| beyond > 0) {
            wide.push(format!("{path}: {beyond} pixels"));
        }
        picture::set_screen(&browser, Screen::Desk);
    }
    assert!(wide.is_empty(), "wider than a phone:\n{}", wide.join("\n"));
}

/// The addresses that a page leads to on this server, without files.
fn links(browser: &Browser, server: &str) -> Vec<String> {
    // The way back is carried along and makes no other page.
    let script = "return [...document.querySelectorAll('a[href]:not([download])')].map((a) => {
        const url = new URL(a.href); url.hash = ''; url.searchParams.delete('back'); return url.href })";
    let found = browser.run(script, &[]);
    let all = found.as_array().into_iter().flatten().filter_map(Value::as_str);
    let pages =
        all.filter(|url| url.starts_with(server) && !url.contains("/export/") && !url.contains("/proof/"));
    pages.map(str::to_owned).collect()
}

/// What an address has in common with others of its sort: its path with numbers taken out, and the
/// names of what it asks.
fn shape(url: &str) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let place = path.splitn(4, '/').last().unwrap_or_default();
    let plain: String = place
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let mut shape = plain.replace("00", "0").replace("00", "0").replace("00", "0");
    for name in query.split('&').filter_map(|pair| pair.split('=').next()) {
        shape.push(' ');
        shape.push_str(name);
    }
    shape
}
