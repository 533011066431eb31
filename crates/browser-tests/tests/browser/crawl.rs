//! Every page of the demo: it answers, it fits a phone, the browser has nothing to complain about
//! (a page that breaks the content security policy is complained about), and axe-core finds nothing by
//! day and by night.

use std::collections::VecDeque;
use std::sync::Mutex;

use probity_browser_tests::axe::{Axe, Rules};
use probity_browser_tests::picture::{self, Colours, Screen};
use probity_browser_tests::{Browser, Server, crawl};

/// Browsers that share the pages.
const BROWSERS: usize = 2;

#[test]
fn every_page_of_the_demo_is_clean() {
    let server = Server::probity(&["demo", "--no-open"]);
    let axe = Axe::fetch();
    let pages = crawl::pages(&server, "/w/main/");
    assert!(pages.len() > 100, "only {} pages were found", pages.len());
    let waiting = Mutex::new(VecDeque::from(pages.clone()));
    let look = |number: usize| {
        let browser = Browser::start(&format!("crawl-{number}"));
        let mut wrong = Vec::new();
        loop {
            let next = waiting.lock().expect("no other thread panics").pop_front();
            let Some(path) = next else { break wrong };
            let found = look_at(&browser, &server, axe.as_ref(), &path);
            wrong.extend(found.into_iter().map(|what| format!("{path}: {what}")));
        }
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let browsers: Vec<_> = (0..BROWSERS)
            .map(|number| scope.spawn(move || look(number)))
            .collect();
        let each = browsers.into_iter().map(std::thread::ScopedJoinHandle::join);
        each.flat_map(|found| found.expect("the browser answers"))
            .collect()
    });
    println!("{} pages, each of another shape", pages.len());
    assert!(
        wrong.is_empty(),
        "{} things on {} pages:\n{}",
        wrong.len(),
        pages.len(),
        wrong.join("\n")
    );
}

/// Everything that is wrong with a page.
fn look_at(browser: &Browser, server: &Server, axe: Option<&Axe>, path: &str) -> Vec<String> {
    picture::set_colours(browser, Colours::Light);
    picture::set_screen(browser, Screen::Phone);
    browser.open(&server.at(path));
    let mut wrong = browser.complaints();
    let status = browser.status();
    if status != 200 {
        wrong.push(format!("status {status}"));
    }
    wrong.extend(picture::overflow(browser).map(|beyond| format!("on a phone {beyond}")));
    picture::set_screen(browser, Screen::Desk);
    if let Some(axe) = axe {
        wrong.extend(axe.violations(browser, Rules::All));
        picture::set_colours(browser, Colours::Dark);
        let dark = axe.violations(browser, Rules::Colours);
        wrong.extend(dark.into_iter().map(|what| format!("in dark colours: {what}")));
    }
    // What axe-core itself does may not count as the page's.
    browser.complaints();
    wrong
}
