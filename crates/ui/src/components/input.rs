//! One input of a form: its label above, help where the doubt arises, an example, what is wrong.

use maud::{Markup, html};
use probity_core::kind::FieldType;
use probity_core::register::FieldView;

use super::attached;
use crate::error::told;

/// What an input shows.
pub struct Input<'a> {
    /// The field.
    pub field: &'a FieldView,
    /// What stands in it, as typed; several for lists.
    pub typed: Vec<String>,
    /// What is wrong with it.
    pub problem: Option<&'a str>,
    /// Whether leaving it empty is refused here, beyond leaving the record incomplete.
    pub demanded: bool,
}

/// The name under which an input is sent.
pub fn input_name(field: &str) -> String {
    format!("f.{field}")
}

/// The id of an input on the page.
pub fn input_id(field: &str) -> String {
    format!("f-{field}")
}

impl Input<'_> {
    /// The whole of it: label, help, input, problem.
    pub fn draw(&self) -> Markup {
        let (name, id) = (input_name(&self.field.name), input_id(&self.field.name));
        let help = self.field.decl.map_or("", |decl| decl.help);
        let example = self.field.decl.map_or("", |decl| decl.example);
        let described =
            (!help.is_empty() || !example.is_empty() || self.problem.is_some()).then(|| format!("{id}-help"));
        let several = matches!(
            self.field.field_type,
            FieldType::Choices(_) | FieldType::YesNo | FieldType::References(_)
        );
        let after = html! {
            @if let Some(described) = &described {
                div.hint id=(described) {
                    @if let Some(problem) = self.problem { p.wrong { (told(problem)) } }
                    @if !help.is_empty() { p { (quoted(help)) } }
                    @if !example.is_empty() { p { "Example: " em { (example) } } }
                }
            }
        };
        html! {
            @if several {
                fieldset.field.wrong[self.problem.is_some()] id=(id) aria-describedby=[described.as_deref()] {
                    legend { (self.label()) }
                    (self.group(&name, &id))
                    (after)
                }
            } @else {
                div.field.wrong[self.problem.is_some()] {
                    label for=(id) { (self.label()) }
                    (self.single(&name, &id, described.as_deref()))
                    (after)
                }
            }
        }
    }

    fn label(&self) -> Markup {
        let marks = self.field.decl.map(|decl| decl.marks).unwrap_or_default();
        html! {
            (self.field.label)
            @if marks.required || self.demanded { " " span.required { "required" } }
            @if marks.material { " " span.mark title="Approvals rest on this: changing it lets them lapse" { "material" } }
        }
    }

    fn first(&self) -> &str {
        self.typed.first().map_or("", String::as_str)
    }

    fn single(&self, name: &str, id: &str, described: Option<&str>) -> Markup {
        let wrong = self.problem.is_some().then_some("true");
        let text = |kind: &str, mode: Option<&str>, pattern: Option<&str>, list: Option<&str>, hint: &str| {
            html! {
                input type=(kind) id=(id) name=(name) value=(self.first()) inputmode=[mode] pattern=[pattern] list=[list]
                    title=[pattern.and_then(|_| expected(self.field.field_type))]
                    placeholder=[(!hint.is_empty()).then_some(hint)] required[self.demanded] autocomplete="off"
                    aria-describedby=[described] aria-invalid=[wrong];
            }
        };
        match self.field.field_type {
            FieldType::Choice(choices) => html! {
                select id=(id) name=(name) aria-describedby=[described] aria-invalid=[wrong] {
                    option value="" { "not stated" }
                    @for choice in choices { option value=(choice.code) selected[choice.code == self.first()] { (choice.label) } }
                }
            },
            FieldType::File => attached::draw(&self.field.name, id, self.first(), described, wrong),
            FieldType::LongText => self.area(name, id, described, 2),
            FieldType::Texts => html! { (self.area(name, id, described, 2)) p.hint { "One on each line." } },
            FieldType::OutsideIds => html! {
                (self.area(name, id, described, 2)) p.hint { "One on each line: the other list’s name, a colon, the id there." }
            },
            FieldType::Integer => text("text", Some("numeric"), Some("-?[0-9]+"), None, ""),
            FieldType::Decimal => text("text", Some("decimal"), Some("-?[0-9]+([.][0-9]+)?"), None, ""),
            FieldType::Date => text(
                "text",
                Some("numeric"),
                Some("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"),
                None,
                "2026-03-12, 2026-03 or 2026",
            ),
            FieldType::Email => text("email", None, None, None, ""),
            FieldType::Link => text("url", None, None, None, "https://"),
            FieldType::Reference(kinds) => {
                text("text", None, None, Some(&list_id(kinds)), "Type a name or an id")
            }
            _ => text("text", None, None, None, ""),
        }
    }

    fn area(&self, name: &str, id: &str, described: Option<&str>, rows: usize) -> Markup {
        let lines = self.first().lines().count() + self.first().len() / 90;
        html! {
            textarea id=(id) name=(name) rows=(lines.clamp(rows, 14)) aria-describedby=[described]
                aria-invalid=[self.problem.is_some().then_some("true")] {
                // Browsers drop the first line break of a text area.
                @if self.first().starts_with('\n') { "\n" }
                (self.first())
            }
        }
    }

    fn group(&self, name: &str, id: &str) -> Markup {
        let has = |value: &str| self.typed.iter().any(|typed| typed == value);
        match self.field.field_type {
            FieldType::Choices(choices) => html! {
                // Sent even when nothing is ticked, so that "none" can be told from "not asked".
                input type="hidden" name=(name) value="";
                div.options {
                    @for choice in choices {
                        label { input type="checkbox" name=(name) value=(choice.code) checked[has(choice.code)]; (choice.label) }
                    }
                }
            },
            FieldType::YesNo => html! {
                div.options.inline {
                    @for (value, label) in [("yes", "Yes"), ("no", "No"), ("", "Not known")] {
                        label { input type="radio" name=(name) value=(value) checked[self.first() == value]; (label) }
                    }
                }
            },
            FieldType::References(kinds) => html! {
                div.many data-many="" {
                    @for (place, typed) in self.typed.iter().map(String::as_str).chain(["", ""]).enumerate() {
                        input type="text" id=(if place == 0 { format!("{id}-1") } else { format!("{id}-{}", place + 1) }) name=(name) value=(typed)
                            list=(list_id(kinds)) placeholder="Type a name or an id" autocomplete="off"
                            aria-label={ (self.field.label) " " (place + 1) };
                    }
                }
                p.hint { "Empty a line to take it out." }
            },
            _ => html! {},
        }
    }
}

/// What an input of a pattern takes, in words for whoever typed something else.
fn expected(field_type: FieldType) -> Option<&'static str> {
    match field_type {
        FieldType::Integer => Some("A whole number, such as 12"),
        FieldType::Decimal => Some("A number with a point, such as 0.25"),
        FieldType::Date => Some("A day, month or year, such as 2026-03-12, 2026-03 or 2026"),
        _ => None,
    }
}

/// The id of the list of records that references to these kinds choose from.
pub fn list_id(kinds: &[&str]) -> String {
    format!("records-{}", kinds.join("-"))
}

/// Help that names choices: they stand between backticks in declarations and in quotation marks on a page.
fn quoted(help: &str) -> Markup {
    html! { @for (place, part) in help.split('`').enumerate() {
        @if place % 2 == 1 { q { (part) } } @else { (part) }
    } }
}
