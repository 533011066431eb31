//! In which order a list stands, and under which headings.

use maud::{Markup, html};
use probity_core::kind::FieldType;
use probity_core::query::{Column, Direction};

use super::words::label;
use super::{ListAddress, Listing};
use crate::fields::Fields;

/// Columns that the menu sorts by, one after the other.
const SORTED_BY: usize = 3;

impl Listing<'_> {
    pub(super) fn order_menu(&self) -> Markup {
        let rows = SORTED_BY.max(self.address.sort.len());
        html! {
            details.drop {
                summary { "Sort and group" }
                form.order method="get" action=(self.desk.href(&self.place())) {
                    (self.hidden(&["sort", "group"]))
                    label { "Group by"
                        select name="group" {
                            option value="" { "Nothing" }
                            @for (name, column) in self.group_columns() {
                                option value=(name) selected[self.group.as_ref().is_some_and(|(_, known)| *known == column)] {
                                    (label(self.desk.register(), self.kind, column, &self.fields)) }
                            }
                        }
                    }
                    @for row in 0..rows {
                        @let (by, down) = self.address.sort.get(row).map_or(("", false), |(name, direction)| (name.as_str(), *direction == Direction::Descending));
                        @let first = if row == 0 { "Sort by" } else { "then by" };
                        fieldset.by {
                            legend.hidden { (first) }
                            label { (first) select name="s" { option value="" { (if row == 0 { "ID" } else { "–" }) } (self.field_options(by)) } }
                            label { span.hidden { "Direction" }
                                select name="d" { option value="up" selected[!down] { "up" } option value="down" selected[down] { "down" } } }
                        }
                    }
                    div.buttons { button { "Sort" } a href=(self.usual_href()) { "Usual" } }
                }
            }
        }
    }

    /// The list that the menu asks for; `None` when the address is not from the menu.
    pub(super) fn ordered(&self, query: &Fields) -> Option<ListAddress> {
        if !query.has("s") {
            return None;
        }
        let mut sort: Vec<(String, Direction)> = Vec::new();
        for (name, way) in query.all("s").zip(query.all("d").chain(std::iter::repeat("up"))) {
            if !name.is_empty() && !sort.iter().any(|(known, _)| known == name) {
                let direction = match way {
                    "down" => Direction::Descending,
                    _ => Direction::Ascending,
                };
                sort.push((name.to_owned(), direction));
            }
        }
        Some(ListAddress {
            sort,
            page: 1,
            ..self.address.clone()
        })
    }

    /// Columns whose values many records share.
    fn group_columns(&self) -> Vec<(String, Column)> {
        let is_shared = |column: Column| match self.field_type(column) {
            None => matches!(column, Column::State | Column::Phase),
            Some(field_type) => {
                column != Column::Field(probity_core::ids::FieldKey(0))
                    && !matches!(
                        field_type,
                        FieldType::LongText
                            | FieldType::OutsideIds
                            | FieldType::Link
                            | FieldType::Email
                            | FieldType::File
                    )
            }
        };
        Column::all(self.desk.register(), self.kind)
            .into_iter()
            .filter(|(_, column)| is_shared(*column))
            .collect()
    }
}
