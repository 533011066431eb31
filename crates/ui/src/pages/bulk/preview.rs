//! What a change would do to each record, before it is made; and why it was not.

use std::collections::BTreeMap;

use maud::{Markup, html};
use probity_app::CommandId;
use probity_app::operations::bulk_edit::{Item, Outcome, Preview};
use probity_core::history::FieldChange;
use probity_core::ids::RecordId;

use super::wish::{Wish, inputs, words};
use crate::components::numbers::{counted, grouped};
use crate::components::value::beginning;
use crate::desk::Desk;
use crate::error::told;
use crate::page::{At, page};

/// Records on a page.
const PAGE: usize = 50;
/// Records that are named under one reason, or as unchanged.
const NAMED: usize = 40;
/// Reasons and warnings that are told.
const REASONS: usize = 20;

/// When a preview is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Somebody wants to see it.
    Look,
    /// It was to be made, and was not.
    Refused,
}

/// The page of a preview; a change from it is made under `id`.
pub fn draw(desk: &Desk, wish: &Wish, seen: &Preview, id: &CommandId, after: After) -> Markup {
    let decl = desk.kinds().decl(wish.edit.kind);
    let plural = decl.plural.to_lowercase().replace("ai ", "AI ");
    let (changes, same, refused) = seen.counts();
    let of = |count: usize| counted(count, decl.singular, &plural);
    let list = desk.href(&format!("/{}", decl.name));
    let sheet = Sheet { desk, wish, seen };
    let body = html! {
        p.crumb { a href=(desk.back(&wish.fields).unwrap_or(&list)) { "← Back to the list" } }
        h1 { (words(desk, wish)) }
        @if after == After::Refused {
            div.problem role="alert" {
                p { strong { "Nothing was changed." } " "
                    @if seen.has_conflicts() { "Somebody changed some of them since you looked. Below is how it stands now." }
                    @else if changes == 0 { "Nothing of it can be changed now." }
                    @else { "Some of them are refused now. Below is how it stands." } }
            }
        }
        ul.outcomes {
            li { strong { (grouped(changes as u64)) } "would change" }
            @if same > 0 { li { strong { (grouped(same as u64)) } (if same == 1 { "is" } else { "are" }) " as wanted already" } }
            @if refused > 0 { li.refused { strong { (grouped(refused as u64)) } "cannot be changed" } }
        }
        form.bulk-apply method="post" action=(desk.href(&format!("/bulk/{}/apply", decl.name))) {
            (inputs(desk, &wish.fields))
            input type="hidden" name="command" value=(id.as_str());
            input type="hidden" name="seen" value=(seen.size());
            @if changes > 0 {
                @if refused > 0 {
                    input type="hidden" name="extent" value="possible";
                    button.primary { "Change the " (of(changes)) " that can be changed" }
                } @else {
                    button.primary { "Change " (of(changes)) }
                }
                span.note { "As one batch: all of them or none. It can be taken back." }
            } @else {
                span { "There is nothing to change." }
            }
        }
        (sheet.other_change())
        (sheet.refusals())
        (sheet.warnings())
        (sheet.same())
        (sheet.changes())
    };
    page(desk, &words(desk, wish), At::Kind(wish.edit.kind), &body)
}

struct Sheet<'a> {
    desk: &'a Desk,
    wish: &'a Wish,
    seen: &'a Preview,
}

impl Sheet<'_> {
    fn other_change(&self) -> Markup {
        let place = format!("/bulk/{}", self.desk.kinds().decl(self.wish.edit.kind).name);
        html! {
            form method="post" action=(self.desk.href(&place)) {
                (super::wish::selected_inputs(self.desk, &self.wish.fields))
                button.quiet { "Choose another change" }
            }
        }
    }

    /// Those that are refused, by reason.
    fn refusals(&self) -> Markup {
        let mut reasons: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
        for item in &self.seen.items {
            if let Outcome::Refused(refusal) = &item.outcome {
                let named = match &item.id {
                    Ok(id) => id.show(self.desk.kinds()),
                    Err(text) => text.clone(),
                };
                let reason = refusal.message.replace(&format!("`{named}`"), "it");
                reasons.entry(reason).or_default().push(item);
            }
        }
        html! {
            @if !reasons.is_empty() {
                section.refusals aria-labelledby="refused" {
                    h2 #refused { "Cannot be changed" }
                    ul.reason-list {
                        @for (reason, items) in reasons.iter().take(REASONS) {
                            li { p { strong { (grouped(items.len() as u64)) } " – " (told(reason)) } (self.names(items)) }
                        }
                        @if reasons.len() > REASONS { li { "and " (counted(reasons.len() - REASONS, "other reason", "other reasons")) } }
                    }
                }
            }
        }
    }

    fn warnings(&self) -> Markup {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for warning in &self.seen.warnings {
            *counts.entry(warning).or_default() += 1;
        }
        html! {
            @if !counts.is_empty() {
                section { h2 { "Recorded all the same" }
                    ul { @for (warning, count) in counts.iter().take(REASONS) { li { (told(warning)) @if *count > 1 { " (" (grouped(*count as u64)) ")" } } } }
                }
            }
        }
    }

    fn same(&self) -> Markup {
        let items: Vec<&Item> = self.of(|outcome| *outcome == Outcome::Same).collect();
        html! {
            @if !items.is_empty() {
                details.unchanged { summary { (counted(items.len(), "record is", "records are")) " as wanted already and " (if items.len() == 1 { "stays" } else { "stay" }) " as " (if items.len() == 1 { "it is" } else { "they are" }) }
                    (self.names(&items)) }
            }
        }
    }

    fn of(&self, wanted: impl Fn(&Outcome) -> bool) -> impl Iterator<Item = &Item> {
        self.seen.items.iter().filter(move |item| wanted(&item.outcome))
    }

    fn names(&self, items: &[&Item]) -> Markup {
        html! {
            p.ids {
                @for item in items.iter().take(NAMED) {
                    @match &item.id {
                        Ok(id) => { span { (link(self.desk, *id)) } " " }
                        Err(text) => { code { (text.chars().take(60).collect::<String>()) } " " }
                    }
                }
                @if items.len() > NAMED { "and " (grouped((items.len() - NAMED) as u64)) " more" }
            }
        }
    }

    /// Old and new of one page of those that change.
    fn changes(&self) -> Markup {
        let all: Vec<&Item> = self.of(|outcome| *outcome == Outcome::Changes).collect();
        let pages = all.len().div_ceil(PAGE).max(1);
        let asked = self
            .wish
            .fields
            .get("page")
            .and_then(|text| text.parse::<usize>().ok());
        let current = asked.unwrap_or(1).clamp(1, pages);
        let shown = all.iter().skip((current - 1) * PAGE).take(PAGE);
        html! {
            @if !all.is_empty() {
                section aria-labelledby="changes" {
                    h2 #changes { "What changes" }
                    div.scroll tabindex="0" role="region" aria-label="What changes" {
                        table.register.preview {
                            thead { tr { th scope="col" { "Record" } th scope="col" { "Now → then" } } }
                            tbody { @for item in shown {
                                @if let Ok(id) = &item.id { tr { td { (link(self.desk, *id)) } td { (told_changes(&self.seen.changes(*id))) } } }
                            } }
                        }
                    }
                    @if pages > 1 { (self.pages(current, pages)) }
                }
            }
        }
    }

    fn pages(&self, current: usize, pages: usize) -> Markup {
        let place = format!(
            "/bulk/{}/preview",
            self.desk.kinds().decl(self.wish.edit.kind).name
        );
        html! {
            form.more-pages method="post" action={ (self.desk.href(&place)) "#changes" } aria-label="Pages" {
                (inputs(self.desk, &self.wish.fields))
                @if current > 1 { button name="page" value=(current - 1) { "← Previous" } }
                span { "Page " (current) " of " (grouped(pages as u64)) }
                @if current < pages { button name="page" value=(current + 1) { "Next →" } }
            }
        }
    }
}

/// A record by name and id; one that is not visible by its id alone.
pub fn link(desk: &Desk, id: RecordId) -> Markup {
    let shown = id.show(desk.kinds());
    html! {
        @match desk.seen(id) {
            Some(record) => { a href=(desk.record_href(id)) { (record.title()) } " " span.id { (shown) } }
            None => { code { (shown) } }
        }
    }
}

/// Fields with what they were and what they become.
pub fn told_changes(changes: &[FieldChange]) -> Markup {
    let one = |text: &Option<String>| match text.as_deref() {
        Some(text) => html! { (beginning(text)) },
        None => html! { span.none { "nothing" } },
    };
    html! {
        ul { @for change in changes { li {
            span.label { (change.label) ": " }
            @if change.added.is_empty() && change.removed.is_empty() {
                del { (one(&change.old)) } " → " ins { (one(&change.new)) }
            } @else {
                @for gone in &change.removed { del { (beginning(gone)) } " " }
                @for come in &change.added { ins { (beginning(come)) } " " }
            }
        } } }
    }
}
