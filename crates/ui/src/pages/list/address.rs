//! What a list shows, as its address says: shareable, and kept by every link on the page.

use probity_core::query::{Archived, Direction};

use crate::address::with_query;
use crate::desk::Desk;
use crate::fields::Fields;

/// Search, filter, order, columns and page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListAddress {
    /// Words that must occur.
    pub search: String,
    /// The filter language.
    pub filter: String,
    /// Names of columns to sort by.
    pub sort: Vec<(String, Order)>,
    /// Names of the columns that are shown; empty for the usual ones.
    pub columns: Vec<String>,
    /// From 1.
    pub page: usize,
    /// What to do with records that are put away.
    pub archived: Archived,
}

/// Up or down, as addresses say it.
pub type Order = Direction;

impl ListAddress {
    /// Reads the query part of an address; what is not understood is left out.
    pub fn read(query: &Fields) -> Self {
        let sort = query
            .get("sort")
            .unwrap_or_default()
            .split(',')
            .filter(|word| !word.trim().is_empty());
        let sort = sort.map(|word| match word.trim().strip_prefix('-') {
            Some(name) => (name.to_owned(), Direction::Descending),
            None => (word.trim().to_owned(), Direction::Ascending),
        });
        let columns = query
            .all("col")
            .flat_map(|names| names.split(','))
            .filter(|name| !name.is_empty());
        Self {
            search: query.text("q").unwrap_or_default().to_owned(),
            filter: query.text("filter").unwrap_or_default().to_owned(),
            sort: sort.collect(),
            columns: columns.map(str::to_owned).collect(),
            page: query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1)
                .max(1),
            archived: match query.get("archived") {
                Some("only") => Archived::Only,
                Some("include") => Archived::Include,
                _ => Archived::Hide,
            },
        }
    }

    /// The list as it is without anything in its address.
    pub fn default_page() -> Self {
        Self {
            page: 1,
            ..Self::default()
        }
    }

    /// Names and values of the query part; the page is left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut add = |name, value: String| {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        };
        add("q", self.search.clone());
        add("filter", self.filter.clone());
        let sort = self.sort.iter().map(|(name, direction)| match direction {
            Direction::Ascending => name.clone(),
            Direction::Descending => format!("-{name}"),
        });
        add("sort", sort.collect::<Vec<_>>().join(","));
        add("col", self.columns.join(","));
        add(
            "archived",
            match self.archived {
                Archived::Hide => String::new(),
                Archived::Only => "only".to_owned(),
                Archived::Include => "include".to_owned(),
            },
        );
        pairs
    }

    /// The address at a place of the workspace, such as `/system`.
    pub fn href(&self, desk: &Desk, place: &str) -> String {
        let mut pairs = self.pairs();
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        with_query(&desk.href(place), &pairs)
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

    /// The same list sorted by a column, turned round when it already is.
    #[must_use]
    pub fn sorted_by(&self, name: &str) -> Self {
        let turned = matches!(self.sort.first(), Some((known, Direction::Ascending)) if known == name);
        let direction = if turned {
            Direction::Descending
        } else {
            Direction::Ascending
        };
        Self {
            sort: vec![(name.to_owned(), direction)],
            page: 1,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back() {
        let pairs = [
            ("q", "chat"),
            ("filter", "owner is missing"),
            ("sort", "-name,id"),
            ("col", "id,name"),
            ("archived", "only"),
        ];
        let query = Fields::new(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        );
        let address = ListAddress::read(&query);
        let written: Vec<(&str, String)> = address.pairs();
        assert_eq!(written, pairs.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn sorting_twice_turns_the_order_round() {
        let once = ListAddress::default().sorted_by("name");
        assert_eq!(once.sort, [("name".to_owned(), Direction::Ascending)]);
        assert_eq!(
            once.sorted_by("name").sort,
            [("name".to_owned(), Direction::Descending)]
        );
        assert_eq!(once.sorted_by("name").sorted_by("name").sort, once.sort);
    }
}
