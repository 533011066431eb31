//! The pages of a server, found by following links without a browser.

use std::collections::{BTreeSet, VecDeque};

use crate::Server;

/// Words of an address that say which file it is, not which page.
const FILES: &[&str] = &["/export/", "/proof/", "/assets/", "/files/", "/api/", "/tile/"];

/// Places of a workspace that are no lists of a kind.
const PLACES: &[&str] = &[
    "bulk",
    "changes",
    "discovery",
    "graph",
    "import",
    "inbox",
    "ledger",
    "palette",
    "r",
    "rights",
    "search",
    "views",
];

/// One address of every shape of page that can be reached from the first by links, in the order in
/// which they were found. Addresses of one shape differ in numbers, and in the kind of record where
/// something is asked of a list.
pub fn pages(server: &Server, first: &str) -> Vec<String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .build()
        .into();
    let mut waiting = VecDeque::from([first.to_owned()]);
    let (mut known, mut shapes) = (BTreeSet::from([first.to_owned()]), BTreeSet::new());
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let parts = shape(&path);
        if parts.iter().all(|part| shapes.contains(part)) {
            continue;
        }
        shapes.extend(parts);
        let answer = agent.get(server.at(&path)).call();
        let mut answer = answer.unwrap_or_else(|error| panic!("{path}: {error}"));
        let html = answer.body_mut().read_to_string().unwrap_or_default();
        pages.push(path);
        for next in links(&html) {
            if known.insert(next.clone()) {
                waiting.push_back(next);
            }
        }
    }
    pages
}

/// The places on the same server that a page leads to.
fn links(html: &str) -> Vec<String> {
    let mut links = Vec::new();
    for part in html.split("<a ").skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        let Some((_, rest)) = tag.split_once("href=\"") else {
            continue;
        };
        let href = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let place = href.split('#').next().unwrap_or_default();
        let is_page = place.starts_with('/') && !place.starts_with("//") && !tag.contains(" download");
        if is_page && !FILES.iter().any(|word| place.contains(word)) {
            links.push(without_back(place));
        }
    }
    links
}

/// The way back is carried along and makes no other page.
fn without_back(place: &str) -> String {
    let Some((path, query)) = place.split_once('?') else {
        return place.to_owned();
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with("back="))
        .collect();
    match kept.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", kept.join("&")),
    }
}

/// What an address has in common with others of its sort: the place alone, or each thing that it asks
/// of the place.
fn shape(place: &str) -> Vec<String> {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let mut words: Vec<String> = path.split('/').map(without_number).collect();
    let names: BTreeSet<&str> = (query.split('&').filter(|pair| !pair.is_empty()))
        .filter_map(|pair| pair.split('=').next())
        .collect();
    // What is asked of a list works the same for each kind; the bare list shows other columns.
    let is_kind = words.len() == 4 && !words[3].is_empty() && !PLACES.contains(&words[3].as_str());
    let is_list = is_kind && !names.is_empty();
    let is_part_of_record = words.len() > 5 && words[3] == "r";
    if is_list {
        "KIND".clone_into(&mut words[3]);
    } else if is_part_of_record {
        "ID".clone_into(&mut words[4]);
    }
    let place = words.join("/");
    match names.is_empty() {
        true => vec![place],
        false => names.into_iter().map(|name| format!("{place}?{name}")).collect(),
    }
}

/// `SYS-12` and `SYS-7` are one; so are long hexadecimal names.
fn without_number(word: &str) -> String {
    let is_name = word.len() >= 12 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if is_name {
        return "NAME".to_owned();
    }
    word.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, same: bool) {
        assert_eq!(
            shape(one) == shape(other),
            same,
            "{one} {other}: {:?}",
            shape(one)
        );
    }

    #[test]
    fn shapes_are_what_people_would_call_the_same_page() {
        check("/w/main/r/SYS-1", "/w/main/r/SYS-12", true);
        check("/w/main/r/SYS-1", "/w/main/r/USE-1", false);
        check("/w/main/r/SYS-1/edit", "/w/main/r/USE-2/edit", true);
        check("/w/main/system", "/w/main/risk", false);
        check("/w/main/system?sort=name", "/w/main/risk?sort=-id", true);
        check("/w/main/system?sort=name", "/w/main/risk?q=a", false);
        check("/w/main/system?q=a", "/w/main/search?q=a", false);
        check("/w/main/system?sort=name&q=a", "/w/main/risk?q=b&sort=id", true);
    }

    #[test]
    fn links_are_those_to_pages_of_the_server() {
        let html = r##"<a href="/w/main/r/SYS-1?back=%2Fx&amp;q=1#top">x</a> <a class="a" href="/w/main/?back=1">y</a>
            <a href="https://example.org/">z</a> <a href="/w/main/system/export/csv" download>e</a><a id="q">n</a>"##;
        assert_eq!(links(html), ["/w/main/r/SYS-1?q=1", "/w/main/"]);
    }
}
