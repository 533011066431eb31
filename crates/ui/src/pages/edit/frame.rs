//! The form around the inputs: what is wrong, where it starts, how the change counts, the buttons.

use maud::{Markup, html};
use probity_core::Record;

use super::{Entry, Offer, conflict};
use crate::components::{chip, form};
use crate::pages::record::{back_input, returned, stated};

impl Entry<'_> {
    pub(super) fn body(&self, title: &str) -> Markup {
        let (desk, decl) = (self.desk, self.desk.kinds().decl(self.kind));
        let action = match self.record {
            Some(record) => desk.href(&format!("/r/{}/edit", record.id.show(desk.kinds()))),
            None => desk.href(&format!("/{}/new", decl.name)),
        };
        let back = self.record.map_or_else(
            || desk.href(&format!("/{}", decl.name)),
            |record| returned(desk, &record.id.show(desk.kinds()), self.typed),
        );
        html! {
            p.crumb {
                @match self.record {
                    Some(record) => { a href=(back) { (record.title()) } " " span.id { (record.id.show(desk.kinds())) } }
                    None => { a href=(back) { (decl.plural) } }
                }
            }
            h1 { (title) }
            @if self.record.is_none() { p.purpose { (decl.purpose) } }
            @if let Some(offer) = &self.offer { (offer.draw(desk, &desk.query)) }
            (form::summary(&self.fields, &self.problems))
            form.entry method="post" action=(action) enctype=[form::encoding(&self.fields)] data-guard="" data-draft="" {
                input type="hidden" name="token" value=(desk.form_token());
                div.buttons.first {
                    button.primary { "Save" }
                    button name="draft" value="keep" formnovalidate { "Save as draft" }
                    a href=(back) { "Cancel" }
                    span.note.kept role="status" {}
                }
                (back_input(desk.back(self.typed)))
                @if let Some(record) = self.record {
                    input type="hidden" name="revision" value=(self.revision(record));
                    @if self.is_conflict() { (conflict::comparison(self, record)) }
                }
                (form::draw(desk, &self.fields, self.typed, &self.problems, &[decl.title_field().name]))
                (self.start())
                (self.change())
                div.buttons { button.primary { "Save" } a href=(back) { "Cancel" } }
            }
        }
    }

    /// The revision that the form rests on: a draft rests on the one it was begun on, until its conflict
    /// was shown.
    fn revision(&self, record: &Record) -> u32 {
        let is_begun = matches!(self.offer, Some(Offer::Shown(_) | Offer::Held));
        let begun = self
            .typed
            .get("revision")
            .and_then(|revision| revision.parse().ok());
        begun.filter(|_| is_begun).unwrap_or(record.revision)
    }

    /// The form was sent on a revision that is no longer the newest.
    fn is_conflict(&self) -> bool {
        let sent = self
            .typed
            .get("revision")
            .and_then(|revision| revision.parse::<u32>().ok());
        self.offer.is_none()
            && self.problems.is_empty()
            && sent
                .zip(self.record)
                .is_some_and(|(sent, record)| sent != record.revision)
    }

    /// Where a new record stands in its life.
    fn start(&self) -> Markup {
        let lifecycle = self
            .desk
            .kinds()
            .decl(self.kind)
            .lifecycle
            .filter(|_| self.record.is_none());
        html! {
            @if let Some(lifecycle) = lifecycle {
                fieldset.section {
                    legend { (lifecycle.label) }
                    div.field {
                        label for="state" { "Where it stands today" }
                        select #state name="state" {
                            @for (place, state) in lifecycle.states.iter().enumerate() {
                                option value=(if place == 0 { "" } else { state.code }) selected[self.typed.get("state") == Some(state.code)] { (state.label) }
                            }
                        }
                        div.hint { p { "It starts as " (chip::chip(lifecycle.states[0].label, lifecycle.states[0].phase)) " unless it is further on already." } }
                    }
                }
            }
        }
    }

    /// The day it happened, the reason, and whether it matters to approvals.
    fn change(&self) -> Markup {
        let material = self
            .fields
            .iter()
            .any(|field| field.decl.is_some_and(|decl| decl.marks.material));
        let chosen = self.typed.get("materiality").unwrap_or("");
        let wrong = |name: &str| self.problems.get(name).map(String::as_str);
        html! {
            fieldset.section {
                legend { (if self.record.is_some() { "About this change" } else { "About this entry" }) }
                @if self.record.is_some() && material {
                    fieldset.field {
                        legend { "Does it matter to approvals?" }
                        div.options {
                            @for (value, label) in [
                                ("", "By what it touches: fields marked material count"),
                                ("editorial", "No, only the wording: say why below"),
                                ("material", "Yes, it matters whatever it touches"),
                            ] {
                                label { input type="radio" name="materiality" value=(value) checked[chosen == value]; (label) }
                            }
                        }
                    }
                }
                div.field.wrong[wrong("reason").is_some()] {
                    label for="reason" { "Reason" }
                    input #reason type="text" name="reason" maxlength="500" autocomplete="off" value=(self.typed.get("reason").unwrap_or(""));
                    @if let Some(problem) = wrong("reason") { div.hint { p.wrong { (crate::error::told(problem)) } } }
                }
                (stated(self.typed, wrong("stated")))
            }
        }
    }
}
