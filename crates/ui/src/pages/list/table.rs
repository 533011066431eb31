//! The table itself: heads that sort, headings of groups, rows that can be ticked.

use std::collections::BTreeMap;

use maud::{Markup, html};
use probity_core::Record;
use probity_core::query::{Column, Direction, Page, fold, group_counts};

use super::words::label;
use super::{ListAddress, Listing};
use crate::components::numbers::grouped;
use crate::components::value;

/// Heads with more characters than this get room for them.
const LONG: usize = 14;

/// The id of the form that ticked rows belong to.
pub const BULK_FORM: &str = "bulk";

impl Listing<'_> {
    pub(super) fn table(&self, page: &Page, before: Option<&str>) -> Markup {
        let back = self.way_back();
        let ticks = self.may_change_many();
        let counts = match self.group {
            Some(_) => group_counts(&self.desk.scope(), &self.query(0, 0)).unwrap_or_default(),
            None => BTreeMap::new(),
        };
        let mut last = before.map(fold);
        let rows = page.records.iter().enumerate().map(|(place, record)| {
            let heading = page.groups.get(place).and_then(|heading| {
                let folded = Some(fold(heading));
                let continues = place == 0 && folded == last;
                (folded != last || continues).then(|| {
                    last = folded;
                    (heading.as_str(), continues)
                })
            });
            html! {
                @if let Some((heading, continues)) = heading { (self.heading(heading, continues, &counts, ticks)) }
                (self.row(record, back.as_deref(), ticks))
            }
        });
        html! {
            div.scroll tabindex="0" role="region" aria-label=(self.decl.plural) {
                table.register.list {
                    caption.hidden { (self.decl.plural) }
                    thead { tr {
                        @if ticks { th.tick scope="col" { span.hidden { "Select" } } }
                        @for (place, (name, column)) in self.columns.iter().enumerate() { (self.head(place, name, *column)) }
                    } }
                    tbody { @for row in rows { (row) } }
                }
            }
            @if page.records.is_empty() { (self.nothing(page)) }
        }
    }

    fn nothing(&self, page: &Page) -> Markup {
        let pages = page.total.div_ceil(super::PAGE);
        let last = ListAddress {
            page: pages,
            ..self.address.clone()
        };
        let everything = ListAddress {
            page: 1,
            search: String::new(),
            filter: String::new(),
            ..self.address.clone()
        };
        html! {
            @if pages > 0 {
                p.blank { "This list ends before page " (self.address.page) ". " a href=(self.href(&last)) { "Its last page" } }
            } @else {
                p.blank { "Nothing fits. " a href=(self.href(&everything)) { "Show everything" } }
            }
        }
    }

    fn head(&self, place: usize, name: &str, column: Column) -> Markup {
        let sorted = self.address.sort.iter().position(|(known, _)| known == name);
        let direction = sorted.map(|at| self.address.sort[at].1);
        let told = label(self.desk.register(), self.kind, column, &self.fields);
        // Of several, assistive technology is told the first (WAI-ARIA 1.2, aria-sort).
        let first = direction
            .filter(|_| sorted == Some(0))
            .map(|direction| match direction {
                Direction::Ascending => "ascending",
                Direction::Descending => "descending",
            });
        html! {
            th class=[self.classes(place, column, told.chars().count() > LONG)] scope="col" aria-sort=[first] {
                a href=(self.href(&self.address.sorted_by(name))) data-also=(self.href(&self.address.sorted_also_by(name))) {
                    (told)
                    @if let Some(direction) = direction {
                        span.arrow aria-hidden="true" { (if direction == Direction::Ascending { " ↑" } else { " ↓" })
                            @if self.address.sort.len() > 1 { (sorted.unwrap_or(0) + 1) } }
                    }
                }
            }
        }
    }

    /// Numbers stand to the right, long heads get room, and the first columns may stay in place.
    fn classes(&self, place: usize, column: Column, is_long: bool) -> Option<String> {
        const PINS: [&str; super::address::PINNED_MAX] = ["pin pin-1", "pin pin-2", "pin pin-3", "pin pin-4"];
        let number = value::is_number(column, &self.fields).then_some("number");
        let pin = PINS.get(place).filter(|_| place < self.address.pinned).copied();
        let classes = [number, is_long.then_some("long"), pin];
        let classes: Vec<&str> = classes.into_iter().flatten().collect();
        (!classes.is_empty()).then(|| classes.join(" "))
    }

    fn heading(
        &self,
        heading: &str,
        continues: bool,
        counts: &BTreeMap<String, usize>,
        ticks: bool,
    ) -> Markup {
        html! {
            tr.group { th colspan=(self.columns.len() + usize::from(ticks)) scope="rowgroup" {
                (heading) " " span.count { @if let Some(count) = counts.get(&fold(heading)) { (grouped(*count as u64)) } }
                @if continues { span.note { " continued" } }
            } }
        }
    }

    fn row(&self, record: &Record, back: Option<&str>, ticks: bool) -> Markup {
        let id = record.id.show(self.desk.kinds());
        html! {
            tr id=(id) {
                @if ticks {
                    td.tick { input type="checkbox" name="id" value=(id) form=(BULK_FORM) aria-label={ "Select " (record.title()) }; }
                }
                @for (place, (_, column)) in self.columns.iter().enumerate() {
                    td class=[self.classes(place, *column, false)] {
                        (value::cell(self.desk, record, *column, &self.fields, back))
                    }
                }
            }
        }
    }

    /// What becomes of ticked rows, or of all that match.
    pub(super) fn bulk_bar(&self, page: &Page) -> Markup {
        let shown = page.records.len();
        html! {
            @if self.may_change_many() && shown > 0 {
                form.bulk id=(BULK_FORM) method="post" action=(self.desk.href(&format!("/bulk/{}", self.decl.name)))
                    aria-label="Change several at once" data-bulk="" {
                    input type="hidden" name="token" value=(self.desk.form_token());
                    input type="hidden" name="matching" value=(self.address.text());
                    input type="hidden" name="size" value=(self.desk.register().size());
                    @if let Some(back) = self.way_back() { input type="hidden" name="back" value=(back); }
                    label.all hidden data-all="" { input type="checkbox" form="none"; "Select all on this page" }
                    span role="status" data-selected="" { "Tick rows to change them together." }
                    button name="of" value="ticked" data-needs-ticks="" { "Change the ticked ones…" }
                    @if page.total > 1 { button.quiet name="of" value="all" { "Change all " (grouped(page.total as u64)) " that match…" } }
                }
            }
        }
    }
}
