//! Which columns a list shows, in which order, and which of them stay in place.

use maud::{Markup, html};
use probity_core::query::Column;

use super::address::PINNED_MAX;
use super::words::label;
use super::{ListAddress, Listing};
use crate::address::with_query;

impl Listing<'_> {
    pub(super) fn column_menu(&self) -> Markup {
        html! {
            details.drop {
                summary { "Columns" }
                form.choice method="get" action=(self.desk.href(&self.place())) {
                    (self.hidden(&["col", "pin"]))
                    fieldset {
                        legend { "Shown, in this order" }
                        ol.shown data-order="" { @for place in 0..self.columns.len() { (self.shown_column(place)) } }
                    }
                    label.stay { "Stay in place when scrolling"
                        select name="pin" {
                            @for count in 0..=PINNED_MAX {
                                option value=(count) selected[count == self.address.pinned] { (pinned_words(count)) }
                            }
                        }
                    }
                    details.others { summary { "Others" } (self.other_columns()) }
                    div.buttons { button { "Show these columns" } a href=(self.usual_href()) { "Usual" } }
                }
            }
        }
    }

    fn shown_column(&self, place: usize) -> Markup {
        let (name, column) = &self.columns[place];
        let told = label(self.desk.register(), self.kind, *column, &self.fields);
        html! {
            li {
                label { input type="checkbox" name="col" value=(name) checked; (told) }
                @if place > 0 { a.move href=(self.swapped(place - 1)) aria-label={ "Move " (told) " before" } { "↑" } }
                @if place + 1 < self.columns.len() { a.move href=(self.swapped(place)) aria-label={ "Move " (told) " after" } { "↓" } }
            }
        }
    }

    /// The list with two neighbouring columns in the other order.
    fn swapped(&self, place: usize) -> String {
        let mut columns: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        columns.swap(place, place + 1);
        self.href(&ListAddress {
            columns,
            ..self.address.clone()
        })
    }

    fn other_columns(&self) -> Markup {
        let register = self.desk.register();
        let is_shown = |column: &Column| self.columns.iter().any(|(_, shown)| shown == column);
        let others = Column::all(register, self.kind)
            .into_iter()
            .filter(|(_, column)| !is_shown(column) && !matches!(column, Column::Phase | Column::Archived));
        html! {
            @for (name, column) in others {
                label { input type="checkbox" name="col" value=(name); (label(register, self.kind, column, &self.fields)) }
            }
        }
    }

    /// The list as it usually is: what is remembered of its columns and order is forgotten.
    pub(super) fn usual_href(&self) -> String {
        let usual = ListAddress {
            sort: Vec::new(),
            columns: Vec::new(),
            group: String::new(),
            pinned: 0,
            page: 1,
            ..self.address.clone()
        };
        match &self.base.view {
            Some(_) => self.href(&usual),
            None => {
                let pairs = usual.pairs(&ListAddress::default());
                let pairs: Vec<(&str, &str)> = pairs
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .chain([("usual", "yes")])
                    .collect();
                with_query(&self.desk.href(&self.place()), &pairs)
            }
        }
    }
}

fn pinned_words(count: usize) -> String {
    match count {
        0 => "No column".to_owned(),
        1 => "The first column".to_owned(),
        more => format!("The first {more} columns"),
    }
}
