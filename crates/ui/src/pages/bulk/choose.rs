//! Which change the chosen records get.

use maud::{Markup, html};
use probity_core::ids::{KindId, RecordId};
use probity_core::kind::FieldType;
use probity_core::register::FieldView;
use probity_core::rules::rights::{Permission, Role};

use super::wish::{Problems, changeable, selected_inputs};
use crate::components::form;
use crate::components::numbers::counted;
use crate::desk::Desk;
use crate::error::told;
use crate::fields::Fields;
use crate::page::{At, page};

/// Chosen records that are named.
const NAMED: usize = 12;

/// The page with the ways to change the chosen records.
pub fn draw(
    desk: &Desk,
    kind: KindId,
    ids: &[Result<RecordId, String>],
    fields: &Fields,
    problems: &Problems,
) -> Markup {
    let decl = desk.kinds().decl(kind);
    let plural = decl.plural.to_lowercase().replace("ai ", "AI ");
    let title = format!("Change {}", counted(ids.len(), decl.singular, &plural));
    let choose = Choose {
        desk,
        kind,
        fields,
        problems,
    };
    let chosen = changeable(desk, kind)
        .into_iter()
        .find(|field| Some(field.name.as_str()) == fields.get("field"));
    let list = desk.href(&format!("/{}", decl.name));
    let body = html! {
        p.crumb { a href=(desk.back(fields).unwrap_or(&list)) { "← Back to the list" } }
        h1 { (title) }
        p.chosen { (names(desk, ids)) }
        p.note { "Nothing is changed before you have seen what it does to each of them." }
        div.choices-of-change {
            @match &chosen {
                Some(field) => { (choose.value(field)) }
                None => { (choose.all()) }
            }
        }
    };
    page(desk, &title, At::Kind(kind), &body)
}

/// The chosen records by name; one that is not visible is not named.
fn names(desk: &Desk, ids: &[Result<RecordId, String>]) -> Markup {
    let seen = ids
        .iter()
        .filter_map(|id| desk.seen(*id.as_ref().ok()?))
        .take(NAMED);
    let seen: Vec<_> = seen.collect();
    html! {
        @for (place, record) in seen.iter().enumerate() {
            @if place > 0 { ", " }
            a href=(desk.record_href(record.id)) { (record.title()) }
        }
        @if ids.len() > seen.len() && !seen.is_empty() { " and " (counted(ids.len() - seen.len(), "other", "others")) }
    }
}

struct Choose<'a> {
    desk: &'a Desk,
    kind: KindId,
    fields: &'a Fields,
    problems: &'a Problems,
}

impl Choose<'_> {
    fn all(&self) -> Markup {
        let owner = changeable(self.desk, self.kind)
            .into_iter()
            .find(|field| field.name == "owner");
        html! {
            @if let Some(field) = owner { (self.way("Assign an owner", &html! {
                (self.hidden_change("set", Some(&field.name)))
                (form::draw(self.desk, std::slice::from_ref(&field), &Fields::default(), self.problems, &["owner"]))
            })) }
            (self.field_choice())
            (self.move_choice())
            (self.archive_choice())
        }
    }

    fn hidden_change(&self, what: &str, field: Option<&str>) -> Markup {
        html! {
            (selected_inputs(self.desk, self.fields))
            input type="hidden" name="what" value=(what);
            @if let Some(field) = field { input type="hidden" name="field" value=(field); }
        }
    }

    fn href(&self, step: &str) -> String {
        self.desk
            .href(&format!("/bulk/{}{step}", self.desk.kinds().decl(self.kind).name))
    }

    fn way(&self, title: &str, inputs: &Markup) -> Markup {
        html! {
            section.change-kind {
                h2 { (title) }
                form method="post" action=(self.href("/preview")) { (inputs) (reason()) button { "See what it does" } }
            }
        }
    }

    fn field_choice(&self) -> Markup {
        html! {
            section.change-kind {
                h2 { "Set, clear or add to a field" }
                form method="post" action=(self.href("")) {
                    (selected_inputs(self.desk, self.fields))
                    label { "Field" select name="field" required data-go="" {
                        option value="" { "Choose a field" }
                        @for (section, members) in sections(self.desk, self.kind) {
                            optgroup label=(section) { @for field in members { option value=(field.name) { (field.label) } } }
                        }
                    } }
                    button { "Next" }
                    @if let Some(problem) = self.problems.get("field") { p.wrong role="alert" { (told(problem)) } }
                }
            }
        }
    }

    fn move_choice(&self) -> Markup {
        let lifecycle = self.desk.kinds().decl(self.kind).lifecycle;
        html! {
            @if let Some(lifecycle) = lifecycle.filter(|lifecycle| !lifecycle.transitions.is_empty()) {
                (self.way(&format!("Move to another {}", lifecycle.label.to_lowercase()), &html! {
                    (self.hidden_change("move", None))
                    label { (lifecycle.label) select name="to" required {
                        option value="" { "Choose" }
                        @for state in lifecycle.states { option value=(state.code) selected[self.fields.get("to") == Some(state.code)] { (state.label) } }
                    } }
                    label { "Day it happened, if not today" input type="text" name="stated" inputmode="numeric" placeholder="2026-03-12" autocomplete="off"
                        pattern="[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?" value=(self.fields.get("stated").unwrap_or("")); }
                    @if self.holds(Permission::Edit) {
                        label.single { input type="checkbox" name="as_fact" value="yes" checked[self.fields.get("as_fact") == Some("yes")];
                            "It happened outside and is only recorded here: note what the rules would have asked instead of refusing" }
                    }
                    @if let Some(problem) = self.problems.get("to") { p.wrong role="alert" { (told(problem)) } }
                }))
            }
        }
    }

    fn archive_choice(&self) -> Markup {
        html! {
            @if self.holds(Permission::Archive) {
                section.change-kind {
                    h2 { "Archive or bring back" }
                    form method="post" action=(self.href("/preview")) {
                        (selected_inputs(self.desk, self.fields))
                        (reason())
                        button name="what" value="archive" { "Archive…" }
                        button name="what" value="restore" { "Bring back…" }
                    }
                    p.note { "Archived records are left out of lists and counts, and can be brought back at any time." }
                }
            }
        }
    }

    /// Whether some role of the visitor allows it somewhere; where, the rules say for each record.
    fn holds(&self, permission: Permission) -> bool {
        let roles = self.desk.principal.grants.iter().map(|grant| grant.role);
        roles.into_iter().any(|role: Role| role.allows(permission))
    }

    /// The second step for a field: its value, and what is done with it.
    fn value(&self, field: &FieldView) -> Markup {
        let several = matches!(
            field.field_type,
            FieldType::References(_) | FieldType::Texts | FieldType::Choices(_)
        );
        let ways: &[(&str, &str)] = match several {
            true => &[
                ("add", "Add these"),
                ("remove", "Take these away"),
                ("set", "Replace what is there by these"),
                ("clear", "Clear the field"),
            ],
            false => &[("set", "Set it to this"), ("clear", "Clear the field")],
        };
        let standing = self.fields.get("what").unwrap_or(ways[0].0);
        let marks = field.decl.map(|decl| decl.marks).unwrap_or_default();
        html! {
            section.change-kind {
                h2 { (field.label) }
                (form::summary(std::slice::from_ref(field), self.problems))
                form.one-field method="post" action=(self.href("/preview")) {
                    (selected_inputs(self.desk, self.fields))
                    input type="hidden" name="field" value=(field.name);
                    (form::draw(self.desk, std::slice::from_ref(field), self.fields, self.problems, &[]))
                    fieldset.what-is-done {
                        legend.hidden { "What is done" }
                        @for (what, label) in ways { label.single { input type="radio" name="what" value=(what) checked[*what == standing]; (label) } }
                    }
                    (reason())
                    @if marks.material { p.note { "Approvals rest on this field: changing it lets them lapse." } }
                    div.buttons { button.primary { "See what it does" } }
                }
            }
            p {
                form method="post" action=(self.href("")) { (selected_inputs(self.desk, self.fields)) button.quiet { "Choose another change" } }
            }
        }
    }
}

fn reason() -> Markup {
    html! { label { "Reason, for the history" input type="text" name="reason" maxlength="500" autocomplete="off"; } }
}

/// The changeable fields under the headings of the form.
fn sections(desk: &Desk, kind: KindId) -> Vec<(&'static str, Vec<FieldView>)> {
    let mut sections: Vec<(&str, Vec<FieldView>)> = Vec::new();
    for field in changeable(desk, kind) {
        let section = match field.decl {
            Some(decl) if decl.section.is_empty() => "The main facts",
            Some(decl) => decl.section,
            None => "Fields of this workspace",
        };
        match sections.iter_mut().find(|(known, _)| *known == section) {
            Some((_, members)) => members.push(field),
            None => sections.push((section, vec![field])),
        }
    }
    sections
}
