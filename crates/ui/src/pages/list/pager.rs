//! How many records there are, and the way from page to page.

use maud::{Markup, html};
use probity_core::query::Page;

use super::{ListAddress, Listing, PAGE};
use crate::components::numbers::{counted, grouped};

impl Listing<'_> {
    pub(super) fn summary(&self, page: &Page) -> Markup {
        let first = (self.address.page - 1) * PAGE + 1;
        let last = (first + page.records.len()).saturating_sub(1);
        html! {
            p.summary role="status" {
                strong { (counted(page.total, self.decl.singular, &self.plural())) }
                @if page.total > page.records.len() && !page.records.is_empty() {
                    ", " (grouped(first as u64)) "–" (grouped(last as u64)) " shown"
                }
            }
        }
    }

    pub(super) fn pager(&self, page: &Page) -> Markup {
        let (pages, current) = (page.total.div_ceil(PAGE), self.address.page);
        let at = |number: usize| {
            self.href(&ListAddress {
                page: number,
                ..self.address.clone()
            })
        };
        html! {
            @if pages > 1 {
                nav.pager aria-label="Pages" {
                    @if current > 1 {
                        a href=(at(1)) { "First" }
                        a rel="prev" href=(at(current.min(pages + 1) - 1)) { "← Previous" }
                    }
                    @if pages > 2 {
                        form method="get" action=(self.desk.href(&self.place())) {
                            (self.hidden(&[]))
                            label { "Page " input type="text" name="page" inputmode="numeric" pattern="[0-9]*" size=(pages.to_string().len()) value=(current) autocomplete="off"; }
                            " of " (grouped(pages as u64)) " " button.go { "Go" }
                        }
                    } @else {
                        span { "Page " (current) " of " (pages) }
                    }
                    @if current < pages {
                        a rel="next" href=(at(current + 1)) { "Next →" }
                        a href=(at(pages)) { "Last" }
                    }
                }
            }
        }
    }
}
