//! What people and machines ask for, each with many addresses, so that no answer is only remembered.

use std::time::Duration;

/// How often a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// At a fixed rate, as something that everybody opens all day.
    Rate,
    /// Some times one after the other: what somebody asks for now and then, and waits for.
    OneByOne,
}

/// A sort of page.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// What it is called in the figures.
    pub name: &'static str,
    /// Its addresses below the workspace, or of the API; see [`address`] for what stands in braces.
    pub patterns: &'static [&'static str],
    /// How it is asked for.
    pub pace: Pace,
    /// What 99 of 100 answers may take.
    pub budget: Duration,
}

const fn page(name: &'static str, patterns: &'static [&'static str]) -> Page {
    Page {
        name,
        patterns,
        pace: Pace::Rate,
        budget: Duration::from_millis(10),
    }
}

const fn seldom(name: &'static str, patterns: &'static [&'static str], budget_ms: u64) -> Page {
    Page {
        name,
        patterns,
        pace: Pace::OneByOne,
        budget: Duration::from_millis(budget_ms),
    }
}

/// Everything that is measured.
pub const PAGES: &[Page] = &[
    page("home", &["/"]),
    page(
        "list",
        &["/system", "/use_case", "/risk", "/model", "/control", "/person"],
    ),
    page(
        "list, filtered",
        &[
            "/system?filter=owner+is+missing",
            "/system?filter=state+%3D+in_operation+and+origin+%3D+bought",
            "/system?filter=unit+within+UNT-{small}",
            "/use_case?filter=owner+%3D+PER-{small}",
            "/risk?filter=review_date+before+2026-{month}-01",
            "/system?filter=vendors+is+present+and+confirmed_on+before+2025-{month}-01",
        ],
    ),
    page(
        "list, searched",
        &["/system?q={word}", "/use_case?q={word}", "/risk?q={word}+{word2}"],
    ),
    page(
        "list, sorted",
        &[
            "/system?sort=-updated,name&page={small}",
            "/system?sort=owner,name&page={small}",
            "/use_case?sort=state,-updated&page={small}",
        ],
    ),
    page(
        "list, page 100",
        &["/system?page=100", "/use_case?page=100", "/system?page=1{small}"],
    ),
    page("record of a system", &["/r/SYS-{n}"]),
    page("record of a use case", &["/r/USE-{n}"]),
    page(
        "record of a vendor or person",
        &["/r/VEN-{small}", "/r/PER-{small}"],
    ),
    page("edit form of a system", &["/r/SYS-{n}/edit"]),
    page("edit form of a use case", &["/r/USE-{n}/edit"]),
    page("form of a new risk", &["/risk/new"]),
    page("ledger", &["/ledger"]),
    page(
        "search everywhere",
        &["/search?q={word}", "/search?q={word}+{word2}"],
    ),
    page(
        "list, grouped",
        &[
            "/system?group=unit&page={small}",
            "/use_case?group=state&sort=-updated",
        ],
    ),
    page("filter panel", &["/system?build=owner", "/use_case?build=unit"]),
    page("import", &["/import"]),
    page("inbox", &["/inbox"]),
    page("what changed last week", &["/changes"]),
    page(
        "who may do what",
        &["/rights?act=delete&what=system", "/rights?person=PER-{small}"],
    ),
    page("entry of the ledger", &["/ledger/{n}"]),
    page("how to prove a record", &["/prove?record=SYS-{n}"]),
    page("is the list complete", &["/discovery"]),
    page(
        "palette",
        &["/palette?q={word}", "/palette?q=sys-{n}", "/palette?q=new+risk"],
    ),
    page(
        "API: list",
        &[
            "/api/v1/workspaces/main/kinds/system/records?limit=50&search={word}",
            "/api/v1/workspaces/main/kinds/use_case/records?limit=50&filter=owner+is+missing",
        ],
    ),
    page("API: record", &["/api/v1/workspaces/main/records/SYS-{n}"]),
    seldom("graph around a system", &["/r/SYS-{n}/graph"], 50),
    seldom("graph of everything", &["/graph"], 200),
    seldom(
        "list of a past day",
        &[
            "/system?as_of=2025-{month}-15",
            "/use_case?as_of=2026-{month}-15",
            "/?as_of=2025-{month}-28",
        ],
        2_000,
    ),
];

const WORDS: &[&str] = &[
    "claims",
    "letters",
    "model",
    "assistant",
    "review",
    "customer",
    "forecast",
    "quality",
    "contract",
    "support",
    "pricing",
    "summaries",
    "search",
    "risk",
    "energy",
    "sorting",
    "answers",
    "planning",
];

/// The address at a place of a load: the patterns in turn, with other values in the braces each time.
/// `{n}` is one of so many records, `{small}` a number up to 40, `{month}` two digits, `{word}` and
/// `{word2}` words that records of the demo hold.
pub fn address(page: &Page, place: usize, records: usize) -> String {
    let pattern = page.patterns[place % page.patterns.len()];
    let turn = place / page.patterns.len();
    // Steps without a common divisor with what they go round in reach every value.
    let values = [
        ("{n}", (turn * 7_919 % records + 1).to_string()),
        ("{small}", (turn * 7 % 40 + 1).to_string()),
        ("{month}", format!("{:02}", turn * 5 % 12 + 1)),
        ("{word}", WORDS[turn * 5 % WORDS.len()].to_owned()),
        ("{word2}", WORDS[(turn * 7 + 1) % WORDS.len()].to_owned()),
    ];
    let filled = values.iter().fold(pattern.to_owned(), |address, (name, value)| {
        address.replace(name, value)
    });
    if filled.starts_with("/api/") {
        filled
    } else {
        format!("/w/main{filled}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_nothing_left_in_braces_and_differ() {
        for page in PAGES {
            let addresses: Vec<String> = (0..200).map(|place| address(page, place, 10_000)).collect();
            assert!(addresses.iter().all(|address| !address.contains(['{', '}', ' '])));
            let known = |address: &String| address.starts_with("/w/main/") || address.starts_with("/api/v1/");
            assert!(addresses.iter().all(known));
        }
        let records: std::collections::BTreeSet<String> = (0..10_000)
            .map(|place| address(&PAGES[6], place, 10_000))
            .collect();
        assert_eq!(records.len(), 10_000);
    }
}
