//! Inputs of the forms of these pages: a label, help and what is wrong.

use maud::{Markup, html};

use crate::error::told;
use crate::fields::Fields;

/// What is wrong: the name of the input, and the words.
pub type Problem<'a> = Option<(&'a str, &'a str)>;

/// One labelled input.
pub struct Entry<'a> {
    /// Its name in the form.
    pub name: &'a str,
    /// Above it.
    pub label: &'a str,
    /// Below it; may be empty.
    pub help: &'a str,
    /// Whether it must be filled.
    pub is_required: bool,
    /// The list it chooses from.
    pub list: Option<&'a str>,
}

impl<'a> Entry<'a> {
    /// An input that may stay empty.
    pub fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            help: "",
            is_required: false,
            list: None,
        }
    }

    /// It must be filled.
    pub fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// Help where the doubt arises.
    pub fn help(self, help: &'a str) -> Self {
        Self { help, ..self }
    }

    /// Chosen from a list of records.
    pub fn list(self, list: &'a str) -> Self {
        Self {
            list: Some(list),
            ..self
        }
    }

    /// One line.
    pub fn line(&self, typed: &Fields, problem: Problem<'_>) -> Markup {
        let wrong = self.wrong(problem);
        self.frame(problem, &html! {
            input type="text" id={ "e-" (self.name) } name=(self.name) value=(typed.get(self.name).unwrap_or("")) autocomplete="off" maxlength="500"
                required[self.is_required] list=[self.list] placeholder=[self.list.map(|_| "Type a name or an id")]
                aria-describedby=[self.described(problem)] aria-invalid=[wrong.map(|_| "true")];
        })
    }

    /// A day.
    pub fn day(&self, typed: &Fields, problem: Problem<'_>) -> Markup {
        let wrong = self.wrong(problem);
        self.frame(problem, &html! {
            input type="date" id={ "e-" (self.name) } name=(self.name) value=(typed.get(self.name).unwrap_or("")) required[self.is_required]
                aria-describedby=[self.described(problem)] aria-invalid=[wrong.map(|_| "true")];
        })
    }

    /// Paragraphs.
    pub fn area(&self, typed: &Fields, problem: Problem<'_>) -> Markup {
        let wrong = self.wrong(problem);
        self.frame(problem, &html! {
            textarea id={ "e-" (self.name) } name=(self.name) rows="2" maxlength="8000" required[self.is_required]
                aria-describedby=[self.described(problem)] aria-invalid=[wrong.map(|_| "true")] { (typed.get(self.name).unwrap_or("")) }
        })
    }

    fn wrong<'b>(&self, problem: Problem<'b>) -> Option<&'b str> {
        problem
            .filter(|(name, _)| *name == self.name)
            .map(|(_, words)| words)
    }

    fn described(&self, problem: Problem<'_>) -> Option<String> {
        (!self.help.is_empty() || self.wrong(problem).is_some()).then(|| format!("e-{}-help", self.name))
    }

    fn frame(&self, problem: Problem<'_>, input: &Markup) -> Markup {
        let wrong = self.wrong(problem);
        html! {
            div.field.wrong[wrong.is_some()] {
                label for={ "e-" (self.name) } { (self.label) @if self.is_required { " " span.required { "required" } } }
                (input)
                @if let Some(described) = self.described(problem) {
                    div.hint id=(described) {
                        @if let Some(wrong) = wrong { p.wrong { (told(wrong)) } }
                        @if !self.help.is_empty() { p { (self.help) } }
                    }
                }
            }
        }
    }
}

/// What is wrong, on top.
pub fn summary(problem: Problem<'_>) -> Markup {
    html! {
        @if let Some((name, words)) = problem {
            div.problem role="alert" tabindex="-1" {
                p { strong { "Nothing was saved yet." } " What you typed is still here." }
                p { @if name.is_empty() { (told(words)) } @else { a href={ "#e-" (name) } { (told(words)) } } }
            }
        }
    }
}
