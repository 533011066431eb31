//! Every page on a desk and on a phone, by day and by night, on sheets to look at: `target/contact-sheet/`.
//! None is wider than its screen.

use probity_browser_tests::sheet::Sheet;
use probity_browser_tests::{Browser, Server};

/// Pages of the demo below its workspace.
const PAGES: &[(&str, &str)] = &[
    ("home", "/"),
    ("use-cases", "/use_case"),
    ("systems", "/system"),
    (
        "systems-filtered",
        "/system?filter=owner+is+missing+and+state+%3D+in_operation",
    ),
    ("systems-searched", "/system?q=claims"),
    ("systems-builder", "/system?build=owner#build"),
    ("systems-grouped", "/system?group=unit&sort=-updated"),
    ("systems-page-2", "/system?page=2"),
    ("systems-none", "/system?q=nothingholdsthisword"),
    ("systems-filter-wrong", "/system?filter=owner+is+nobody"),
    ("risks", "/risk"),
    ("people", "/person"),
    ("evidence", "/evidence"),
    ("use-case", "/r/USE-1"),
    ("system", "/r/SYS-1"),
    ("model", "/r/MOD-1"),
    ("risk", "/r/RSK-1"),
    ("person", "/r/PER-2"),
    ("control", "/r/CTL-1"),
    ("vendor", "/r/VEN-1"),
    ("system-edit", "/r/SYS-1/edit"),
    ("use-case-new", "/use_case/new"),
    ("risk-new", "/risk/new"),
    ("inbox", "/inbox"),
    ("changes", "/changes"),
    ("rights", "/rights"),
    ("rights-delete", "/rights?act=delete&what=system"),
    ("rights-person", "/rights?person=PER-2"),
    ("graph", "/graph"),
    ("system-graph", "/r/SYS-1/graph"),
    ("discovery", "/discovery"),
    ("discovery-run", "/discovery/run"),
    ("discovery-candidate", "/discovery/CAN-1"),
    ("link", "/r/SYS-1/link"),
    ("move", "/r/SYS-1/move/pilot"),
    ("settings", "/settings"),
    ("prove", "/prove"),
    ("ledger", "/ledger"),
    ("ledger-entry", "/ledger/353"),
    ("search", "/search?q=model"),
    ("search-none", "/search?q=nothingholdsthisword"),
    ("import", "/import"),
    ("home-past", "/?as_of=2026-02-28"),
    ("systems-past", "/system?as_of=2026-02-28"),
    ("system-past", "/r/SYS-1?as_of=2026-02-28"),
    ("record-missing", "/r/SYS-99999"),
    ("page-missing", "/nothing/here"),
];

#[test]
fn every_page_fits_its_screen() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("contact_sheet");
    let (mut sheet, mut unseen) = (Sheet::new(), Vec::new());
    for (name, path) in PAGES {
        browser.open(&server.at(&format!("/w/main{path}")));
        let status = browser.status();
        let expected = if name.ends_with("-missing") { 404 } else { 200 };
        if status != expected {
            unseen.push(format!("{name}: status {status} at {path}"));
        }
        sheet.take(&browser, name);
    }
    let (sheets, mut wide) = sheet.finish(&browser);
    wide.extend(unseen);
    for sheet in sheets {
        println!("{}", sheet.display());
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
