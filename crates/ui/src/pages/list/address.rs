//! What a list shows, as its address says: shareable, and kept by every link on the page.

use axum::extract::Query;
use axum::http::Uri;
use probity_core::query::{Archived, Direction};

use crate::address::with_query;
use crate::fields::Fields;

/// What an address says of a list, in the order in which it says it.
pub const PARTS: [&str; 7] = ["q", "filter", "sort", "col", "group", "pin", "archived"];
/// What is remembered of it for a person.
pub const LAYOUT: [&str; 4] = ["sort", "col", "group", "pin"];
/// The most columns that stay in place when the others scroll.
pub const PINNED_MAX: usize = 4;

/// A page above it is beyond the end of any list.
const PAGES_MAX: usize = 10_000_000;

/// Search, filter, order, columns and page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListAddress {
    /// Words that must occur.
    pub search: String,
    /// The filter language.
    pub filter: String,
    /// Names of columns to sort by.
    pub sort: Vec<(String, Direction)>,
    /// Names of the columns that are shown, in order; empty for the usual ones.
    pub columns: Vec<String>,
    /// Name of the column whose values stand together; empty for none.
    pub group: String,
    /// How many of the first columns stay in place when the others scroll.
    pub pinned: usize,
    /// From 1.
    pub page: usize,
    /// What to do with records that are put away.
    pub archived: Archived,
}

impl ListAddress {
    /// Reads the query part of an address; what it does not speak of is as in `base`, and what is not
    /// understood is left out.
    pub fn read(query: &Fields, base: &Self) -> Self {
        let mut read = base.clone();
        for part in PARTS.into_iter().filter(|part| query.has(part)) {
            // Checkboxes send a name several times.
            let text = query.all(part).collect::<Vec<_>>().join(",");
            read.put(part, text.trim());
        }
        read.page = query
            .get("page")
            .and_then(|page| page.trim().parse().ok())
            .unwrap_or(1)
            .clamp(1, PAGES_MAX);
        read
    }

    /// Reads what a view or a memory holds.
    pub fn read_text(query: &str) -> Self {
        Self::read(&fields_of(query), &Self::default())
    }

    fn put(&mut self, part: &str, text: &str) {
        match part {
            "q" => text.clone_into(&mut self.search),
            "filter" => text.clone_into(&mut self.filter),
            "sort" => self.sort = read_sort(text),
            "col" => {
                let mut columns: Vec<String> = Vec::new();
                for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    if !columns.iter().any(|known| known == name) {
                        columns.push(name.to_owned());
                    }
                }
                self.columns = columns;
            }
            "group" => text.clone_into(&mut self.group),
            "pin" => self.pinned = text.parse().unwrap_or(0).min(PINNED_MAX),
            "archived" => {
                self.archived = match text {
                    "only" => Archived::Only,
                    "include" => Archived::Include,
                    _ => Archived::Hide,
                }
            }
            _ => {}
        }
    }

    /// One part as addresses write it; empty for what is usual.
    pub fn part(&self, part: &str) -> String {
        match part {
            "q" => self.search.clone(),
            "filter" => self.filter.clone(),
            "sort" => {
                let sort = self.sort.iter().map(|(name, direction)| match direction {
                    Direction::Ascending => name.clone(),
                    Direction::Descending => format!("-{name}"),
                });
                sort.collect::<Vec<_>>().join(",")
            }
            "col" => self.columns.join(","),
            "group" => self.group.clone(),
            "pin" if self.pinned > 0 => self.pinned.to_string(),
            "archived" => match self.archived {
                Archived::Hide => String::new(),
                Archived::Only => "only".to_owned(),
                Archived::Include => "include".to_owned(),
            },
            _ => String::new(),
        }
    }

    /// Names and values of the parts that are not as in `base`; the page is left out.
    pub fn pairs(&self, base: &Self) -> Vec<(&'static str, String)> {
        PARTS
            .into_iter()
            .map(|part| (part, self.part(part)))
            .filter(|(part, text)| *text != base.part(part))
            .collect()
    }

    /// The query part that brings this list back, whoever asks; without the page.
    pub fn text(&self) -> String {
        text_of(&self.pairs(&Self::default()))
    }

    /// Columns, sort and grouping alone.
    #[must_use]
    pub fn layout(&self) -> Self {
        let mut layout = Self::default();
        for part in LAYOUT {
            layout.put(part, &self.part(part));
        }
        layout
    }

    /// The first page of the same list with another filter.
    #[must_use]
    pub fn filtered(&self, filter: String) -> Self {
        Self {
            filter,
            page: 1,
            ..self.clone()
        }
    }

    /// The same list sorted by one column, turned round when it already is.
    #[must_use]
    pub fn sorted_by(&self, name: &str) -> Self {
        let turned = matches!(self.sort.first(), Some((known, Direction::Ascending)) if known == name);
        Self {
            sort: vec![(name.to_owned(), direction(turned))],
            page: 1,
            ..self.clone()
        }
    }

    /// The same list sorted by one column more; turned round where it is sorted by that column already.
    #[must_use]
    pub fn sorted_also_by(&self, name: &str) -> Self {
        let mut sort = self.sort.clone();
        match sort.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = direction(*known == Direction::Ascending),
            None => sort.push((name.to_owned(), Direction::Ascending)),
        }
        Self {
            sort,
            page: 1,
            ..self.clone()
        }
    }
}

fn direction(turned: bool) -> Direction {
    match turned {
        true => Direction::Descending,
        false => Direction::Ascending,
    }
}

fn read_sort(text: &str) -> Vec<(String, Direction)> {
    let mut sort: Vec<(String, Direction)> = Vec::new();
    for word in text.split(',').map(str::trim) {
        let (name, direction) = match word.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (word, Direction::Ascending),
        };
        if !name.is_empty() && !sort.iter().any(|(known, _)| known == name) {
            sort.push((name.to_owned(), direction));
        }
    }
    sort
}

/// Names and values as the query part of an address.
pub fn text_of(pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    with_query("", &pairs).trim_start_matches('?').to_owned()
}

/// The query part of an address, taken apart; nothing when it cannot be read.
pub fn fields_of(query: &str) -> Fields {
    let uri: Option<Uri> = format!("/?{query}").parse().ok();
    let pairs = uri.and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    Fields::new(pairs.map(|Query(pairs)| pairs).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back() {
        let written = [
            ("q", "chat"),
            ("filter", "owner is missing and name ~ \"a&b=c\""),
            ("sort", "-name,id"),
            ("col", "id,name"),
            ("group", "origin"),
            ("pin", "2"),
            ("archived", "only"),
        ];
        let pairs = written.map(|(name, value)| (name, value.to_owned()));
        let address = ListAddress::read_text(&text_of(&pairs));
        assert_eq!(address.pairs(&ListAddress::default()), pairs);
        assert_eq!(ListAddress::read_text(&address.text()).text(), address.text());
        assert_eq!(
            address.layout().text(),
            "sort=-name%2Cid&col=id%2Cname&group=origin&pin=2"
        );
    }

    #[test]
    fn what_an_address_does_not_say_is_as_in_the_view_and_what_it_says_empty_is_empty() {
        let base = ListAddress::read_text("filter=owner+is+missing&sort=-name&archived=only");
        let read = |query: &str| ListAddress::read(&fields_of(query), &base);
        assert_eq!(read("page=3").pairs(&base), [], "the page is no part of the list");
        assert_eq!(read("page=3").page, 3);
        let all = read("filter=&sort=id");
        assert_eq!(
            all.pairs(&base),
            [("filter", String::new()), ("sort", "id".to_owned())]
        );
        assert_eq!(all.archived, Archived::Only);
        assert_eq!(read("archived=").archived, Archived::Hide);
        assert_eq!(
            read("col=id&col=name&col=id").columns,
            ["id", "name"],
            "each column once"
        );
        assert_eq!(read("pin=99&page=-1").pinned, PINNED_MAX);
    }

    #[test]
    fn sorting_twice_turns_the_order_round() {
        let once = ListAddress::default().sorted_by("name");
        assert_eq!(once.part("sort"), "name");
        assert_eq!(once.sorted_by("name").part("sort"), "-name");
        assert_eq!(once.sorted_by("name").sorted_by("name").sort, once.sort);
        let both = once.sorted_also_by("owner");
        assert_eq!(both.part("sort"), "name,owner");
        assert_eq!(both.sorted_also_by("name").part("sort"), "-name,owner");
    }
}
