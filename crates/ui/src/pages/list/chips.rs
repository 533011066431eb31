//! What narrows a list, one readable chip for each part, each with the way to take it off.

use maud::{Markup, html};
use probity_core::query::{Archived, Filter};

use super::builder;
use super::words::{parts, words};
use super::{ListAddress, Listing};

impl Listing<'_> {
    /// The chips, and the filter as text for those who write it.
    pub(super) fn chips(&self) -> Markup {
        let all = self.parts();
        html! {
            @if self.is_narrowed() {
                ul.chips aria-label="What narrows the list" {
                    @if !self.address.search.is_empty() {
                        @let without = ListAddress { search: String::new(), page: 1, ..self.address.clone() };
                        li { "contains “" (self.address.search) "”" (remove(&self.href(&without), "the search")) }
                    }
                    @for (place, part) in all.iter().enumerate() {
                        @if place > 0 { li.and aria-hidden="true" { "and" } }
                        (self.chip(&all, place, part))
                    }
                    @match self.address.archived {
                        Archived::Hide => {}
                        Archived::Only => { li { "archived" (remove(&self.with_archived(Archived::Hide), "archived")) } }
                        Archived::Include => { li { "archived ones too" (remove(&self.with_archived(Archived::Hide), "archived ones")) } }
                    }
                    @if all.len() > 1 { li.clear { a href=(self.href(&self.address.filtered(String::new()))) { "Take all off" } } }
                }
            }
        }
    }

    fn chip(&self, all: &[Filter], place: usize, part: &Filter) -> Markup {
        let alternatives = match part {
            Filter::Or(alternatives) => alternatives.as_slice(),
            single => std::slice::from_ref(single),
        };
        html! {
            li.any[alternatives.len() > 1] {
                @for (at, alternative) in alternatives.iter().enumerate() {
                    @let told = words(self.desk, self.kind, alternative);
                    @if at > 0 { span.or { " or " } }
                    @match builder::field_of(self, alternative) {
                        Some(field) => {
                            a.part href=(self.build_href(&[("build", &field), ("part", &place.to_string()), ("alt", &at.to_string())]))
                                title="Change this part" { (told) }
                        }
                        None => { (told) }
                    }
                    (remove(&self.href(&self.address.filtered(without(all, place, at))), &told))
                }
                " " a.also href=(self.build_href(&[("build", ""), ("with", &place.to_string())]))
                    aria-label={ "Or: add an alternative to " (words(self.desk, self.kind, part)) } { "or…" }
            }
        }
    }

    /// This list with the panel for one part of the filter.
    pub(super) fn build_href(&self, more: &[(&str, &str)]) -> String {
        crate::address::with_query(
            &self.href(&ListAddress {
                page: 1,
                ..self.address.clone()
            }),
            more,
        )
    }

    pub(super) fn with_archived(&self, archived: Archived) -> String {
        self.href(&ListAddress {
            archived,
            page: 1,
            ..self.address.clone()
        })
    }

    /// The parts of the filter that chips stand for.
    pub(super) fn parts(&self) -> Vec<Filter> {
        let filter = self.filter.as_ref().ok().cloned().flatten();
        filter.as_ref().map(parts).unwrap_or_default()
    }

    /// The filter as text.
    pub(super) fn as_text(&self) -> Markup {
        let is_wrong = self.filter.is_err();
        html! {
            details.as-text open[is_wrong] {
                summary { "Filter as text" }
                form method="get" action=(self.desk.href(&self.place())) {
                    (self.hidden(&["filter"]))
                    label { span.hidden { "Filter" }
                        input type="text" name="filter" value=(self.address.filter) placeholder=(self.example()) spellcheck="false"
                            autocomplete="off" maxlength="4000" aria-invalid=[is_wrong.then_some("true")]; }
                    button { "Apply" }
                }
                p.note { "Such as " code { (self.example()) } ", " code { "review_date before today + 30 days" } " or " code { "not (unit within UNT-3)" }
                    ". Parts are joined by " code { "and" } ", " code { "or" } " and parentheses; a dot follows a link, as in " code { "owner.unit" } "." }
            }
        }
    }

    fn example(&self) -> String {
        let required = self.decl.fields.iter().skip(1).find(|field| field.marks.required);
        format!("{} is missing", required.map_or("notes", |field| field.name))
    }
}

/// The filter without one alternative of one part.
fn without(all: &[Filter], place: usize, alternative: usize) -> String {
    let mut rest: Vec<Filter> = all.to_vec();
    match &mut rest[place] {
        Filter::Or(alternatives) if alternatives.len() > 1 => {
            alternatives.remove(alternative);
            rest[place] = Filter::or(alternatives.clone());
        }
        _ => {
            rest.remove(place);
        }
    }
    text_of(rest)
}

/// All parts together as text; nothing for none.
pub(super) fn text_of(parts: Vec<Filter>) -> String {
    match parts.is_empty() {
        true => String::new(),
        false => Filter::and(parts).to_string(),
    }
}

fn remove(href: &str, what: &str) -> Markup {
    html! { " " a.remove href=(href) aria-label={ "Remove " (what) } { "×" } }
}
