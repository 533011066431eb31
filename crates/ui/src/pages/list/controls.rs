//! What narrows a list: search, filter, chips, counts by value, columns, export.

use maud::{Markup, html};
use probity_core::kind::FieldType;
use probity_core::query::{Archived, Column, Facet, Filter, NOT_STATED, facets};

use super::words::{label, parts, words};
use super::{ListAddress, Listing};
use crate::components::numbers::grouped;
use probity_core::rules::rights::{Permission, Target};

/// Values shown of one field.
const VALUES: usize = 8;
/// Further values that unfold; beyond them the filter is quicker.
const REST: usize = 200;

impl Listing<'_> {
    /// Search and filter, and the menus for columns and files.
    pub(super) fn controls(&self) -> Markup {
        html! {
            form.controls method="get" action=(self.desk.href(&self.place())) role="search" aria-label={ "Narrow " (self.decl.plural) } {
                @for (name, value) in self.address.pairs() {
                    // The columns are sent by their checkboxes.
                    @if !matches!(name, "q" | "filter" | "col") { input type="hidden" name=(name) value=(value); }
                }
                @if let Some(day) = self.desk.past { input type="hidden" name="as_of" value=(day); }
                label.search { span.hidden { "Search in this list" }
                    input type="search" name="q" value=(self.address.search) placeholder="Search in this list" data-focus="/" maxlength="200"; }
                label.filter { span.hidden { "Filter" }
                    input type="text" name="filter" value=(self.address.filter) placeholder=(self.example()) spellcheck="false"
                        autocomplete="off" maxlength="4000" aria-invalid=[self.filter.is_err().then_some("true")]; }
                button { "Apply" }
                (self.menus())
            }
        }
    }

    fn example(&self) -> String {
        let required = self.decl.fields.iter().skip(1).find(|field| field.marks.required);
        format!(
            "Filter, such as: {} is missing",
            required.map_or("notes", |field| field.name)
        )
    }

    fn menus(&self) -> Markup {
        html! {
            details.drop {
                summary { "Columns" }
                div.choice { (self.column_choice()) }
            }
            details.drop {
                summary { "More" }
                ul {
                    @if self.desk.may(Permission::Export, Target::Workspace) {
                        @for (format, label) in [("csv", "Export as CSV"), ("xlsx", "Export as Excel workbook"), ("ndjson", "Export as NDJSON")] {
                            li { a href=(self.address.href(self.desk, &format!("/{}/export/{format}", self.decl.name))) { (label) } }
                        }
                    }
                    @let other = if self.address.archived == Archived::Hide { Archived::Only } else { Archived::Hide };
                    li { a href=(self.href(&ListAddress { archived: other, page: 1, ..self.address.clone() })) {
                        (if other == Archived::Only { "Show archived ones" } else { "Show those in force" })
                    } }
                    li { a href=(self.desk.href("/import")) { "Bring in a list" } }
                }
            }
        }
    }

    /// Checkboxes inside the form: they are sent with search and filter by its button.
    fn column_choice(&self) -> Markup {
        let register = self.desk.register();
        html! {
            fieldset {
                legend { "Columns of this list" }
                @for (name, column) in Column::all(register, self.kind) {
                    @if !matches!(column, Column::Phase | Column::Archived) {
                        label { input type="checkbox" name="col" value=(name) checked[self.columns.iter().any(|(_, shown)| *shown == column)];
                            (label(register, self.kind, column, &self.fields)) }
                    }
                }
            }
            button { "Show these columns" }
            " " a href=(self.href(&ListAddress { columns: Vec::new(), ..self.address.clone() })) { "Usual ones" }
        }
    }

    /// One chip for each part of the filter, with the way to take it off.
    pub(super) fn chips(&self) -> Markup {
        let Ok(filter) = &self.filter else { return html! {} };
        let all = filter.as_ref().map(parts).unwrap_or_default();
        let without = |place: usize| {
            let rest: Vec<Filter> = all
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != place)
                .map(|(_, part)| part.clone())
                .collect();
            let text = if rest.is_empty() {
                String::new()
            } else {
                Filter::and(rest).to_string()
            };
            self.href(&self.address.filtered(text))
        };
        html! {
            @if !all.is_empty() || !self.address.search.is_empty() || self.address.archived != Archived::Hide {
                ul.chips aria-label="What narrows the list" {
                    @if !self.address.search.is_empty() {
                        li { "contains “" (self.address.search) "”" (remove(&self.href(&ListAddress { search: String::new(), page: 1, ..self.address.clone() }), "the search")) }
                    }
                    @for (place, part) in all.iter().enumerate() {
                        @let told = words(self.desk, self.kind, part);
                        li { (told) (remove(&without(place), &told)) }
                    }
                    @if self.address.archived == Archived::Only {
                        li { "archived" (remove(&self.href(&ListAddress { archived: Archived::Hide, page: 1, ..self.address.clone() }), "archived")) }
                    }
                }
            }
        }
    }

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

fn remove(href: &str, what: &str) -> Markup {
    html! { " " a.remove href=(href) aria-label={ "Remove " (what) } { "×" } }
}
