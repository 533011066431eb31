//! Counts by value that filter when they are clicked.

use maud::{Markup, html};
use probity_core::kind::FieldType;
use probity_core::query::{Column, Facet, Filter, NOT_STATED, facets};

use super::words::{label, parts};
use super::{ListAddress, Listing};
use crate::components::numbers::grouped;

/// Values shown of one field.
const VALUES: usize = 8;
/// Further values that unfold; beyond them the filter is quicker.
const REST: usize = 60;

impl Listing<'_> {
    /// How the shown records spread over states, units and the choices of the shown columns.
    pub(super) fn facets(&self) -> Markup {
        let first = ListAddress {
            page: 1,
            ..self.address.clone()
        };
        self.desk.counted(&self.href(&first), || self.count_facets())
    }

    fn count_facets(&self) -> Markup {
        let query = self.query(0, 0);
        let counted = |name: &str| facets(&self.desk.scope(), &query, name).unwrap_or_default();
        html! {
            dl.facets {
                @for (name, column) in self.facet_columns() {
                    @let values = if name == "owner" { not_stated(counted(&name)) } else { counted(&name) };
                    @if values.len() > 1 || (name == "owner" && !values.is_empty()) {
                        div {
                            dt { (label(self.desk.register(), self.kind, column, &self.fields)) }
                            dd { @for facet in values.iter().take(VALUES) { (self.facet(facet)) }
                                @if values.len() > VALUES {
                                    details.rest {
                                        summary { "and " (values.len() - VALUES) " more" }
                                        @for facet in values.iter().skip(VALUES).take(REST) { (self.facet(facet)) }
                                    }
                                } }
                        }
                    }
                }
            }
        }
    }

    fn facet(&self, facet: &Facet) -> Markup {
        let current = self.filter.as_ref().ok().cloned().flatten();
        html! {
            @match &facet.filter {
                Some(filter) => {
                    @let narrowed = Filter::and(current.into_iter().chain([filter.clone()]).collect());
                    a href=(self.href(&self.address.filtered(narrowed.to_string()))) { (facet.label) " " span.count { (grouped(facet.count as u64)) } }
                }
                None => { span { (facet.label) " " span.count { (grouped(facet.count as u64)) } } }
            }
        }
    }

    fn facet_columns(&self) -> Vec<(String, Column)> {
        let state = self.decl.lifecycle.map(|_| ("state".to_owned(), Column::State));
        let by_name = |name: &str| {
            self.decl
                .field(name)
                .map(|(key, _)| (name.to_owned(), Column::Field(key)))
        };
        let choices = self.columns.iter().filter(|(_, column)| match column {
            Column::Field(key) => self.fields.iter().any(|field| {
                field.key == *key && matches!(field.field_type, FieldType::Choice(_) | FieldType::YesNo)
            }),
            _ => false,
        });
        let shown = state
            .into_iter()
            .chain(choices.take(2).cloned())
            .chain(by_name("unit"))
            .chain(by_name("owner"));
        shown
            .filter(|(_, column)| !self.is_filtered_by(*column))
            .collect()
    }

    fn is_filtered_by(&self, column: Column) -> bool {
        let filter = self.filter.as_ref().ok().cloned().flatten();
        filter
            .as_ref()
            .map(parts)
            .unwrap_or_default()
            .iter()
            .any(|part| match part {
                Filter::Test(test) => match test.path.as_slice() {
                    [name] => Column::find(self.desk.register(), self.kind, &name.text) == Some(column),
                    _ => false,
                },
                _ => false,
            })
    }
}

/// Of people only the gap is counted: a list of names would be as long as the list.
fn not_stated(values: Vec<Facet>) -> Vec<Facet> {
    values
        .into_iter()
        .filter(|facet| facet.label == NOT_STATED)
        .collect()
}
