//! The panel in which a part of a filter is made: first the field, then how it is compared and with what.

use maud::{Markup, html};
use probity_core::kind::FieldType;
use probity_core::query::{Column, Facet, Filter, Operand, Operator, Query, facets, run};

use super::Listing;
use super::builder::{Build, is_dated, ways};
use super::words::{kind_label, label};
use crate::components::numbers::grouped;
use crate::error::told;

/// Values that are offered with their counts.
const OFFERED: usize = 12;
/// Records that an input proposes while somebody types.
const PROPOSED: usize = 300;

impl Listing<'_> {
    /// The panel below the controls.
    pub(super) fn builder(&self) -> Markup {
        let Some(build) = &self.build else { return html! {} };
        let column = Column::find(self.desk.register(), self.kind, &build.field);
        let alternative = build
            .with
            .is_some_and(|place| place < self.parts().len() && build.part.is_none());
        html! {
            section.builder #build aria-labelledby="build-title" {
                h2 #build-title { (if build.part.is_some() { "Change this part of the filter" } else if alternative { "Or: an alternative" } else { "Add a filter" }) }
                @match column {
                    None => {
                        @if let Some(problem) = &build.problem { p.wrong role="alert" { (told(problem)) } }
                        (self.field_choice(build))
                    }
                    Some(column) => { (self.comparison(build, column)) }
                }
            }
        }
    }

    /// The first step: which field.
    pub(super) fn field_choice(&self, build: &Build) -> Markup {
        let with = build.with.map(|place| place.to_string());
        html! {
            form.step method="get" action={ (self.desk.href(&self.place())) "#build" } {
                (self.hidden(&[]))
                @if let Some(with) = with { input type="hidden" name="with" value=(with); }
                label { "Field" select name="build" data-go="" { option value="" { "Choose a field" } (self.field_options("")) } }
                button { "Next" }
            }
        }
    }

    /// All columns by section of the form, as options of a select.
    pub(super) fn field_options(&self, chosen: &str) -> Markup {
        let mut sections: Vec<(&str, Vec<(String, Column)>)> = Vec::new();
        for (name, column) in Column::all(self.desk.register(), self.kind) {
            if matches!(column, Column::Phase | Column::Archived) {
                continue;
            }
            let section = self.section(column);
            match sections.iter_mut().find(|(known, _)| *known == section) {
                Some((_, members)) => members.push((name, column)),
                None => sections.push((section, vec![(name, column)])),
            }
        }
        html! {
            @for (section, members) in &sections {
                optgroup label=(section) {
                    @for (name, column) in members {
                        option value=(name) selected[name == chosen] { (label(self.desk.register(), self.kind, *column, &self.fields)) }
                    }
                }
            }
        }
    }

    /// The second step: how it is compared, and with what.
    fn comparison(&self, build: &Build, column: Column) -> Markup {
        let (way, values) = self.standing(build, column);
        let name = column.name(self.desk.register(), self.kind);
        let place = |part: Option<usize>| part.map(|part| part.to_string());
        html! {
            form.step method="get" action=(self.desk.href(&self.place())) {
                (self.hidden(&[]))
                input type="hidden" name="add" value=(name);
                @if let Some(part) = place(build.part.map(|(part, _)| part)) { input type="hidden" name="part" value=(part); }
                @if let Some(alt) = place(build.part.map(|(_, alt)| alt)) { input type="hidden" name="alt" value=(alt); }
                @if let Some(with) = place(build.with) { input type="hidden" name="with" value=(with); }
                label { (label(self.desk.register(), self.kind, column, &self.fields))
                    select name="op" { @for (word, words, ..) in ways(self, column) { option value=(word) selected[*word == way] { (words) } } } }
                (self.value_inputs(column, &name, &values))
                @if let Some(problem) = &build.problem { p.wrong role="alert" { (told(problem)) } }
                div.buttons {
                    button.primary { (if build.part.is_some() { "Change" } else { "Add" }) }
                    a href=(self.href(&self.address)) { "Cancel" }
                }
            }
        }
    }

    /// What stands in the panel: what was sent, or the part that is to be changed.
    fn standing(&self, build: &Build, column: Column) -> (String, Vec<String>) {
        if !build.way.is_empty() || !build.values.is_empty() {
            return (build.way.clone(), build.values.clone());
        }
        let parts = self.parts();
        let part = build.part.and_then(|(place, at)| match parts.get(place)? {
            Filter::Or(alternatives) => alternatives.get(at),
            single => Some(single),
        });
        let Some(Filter::Test(test)) = part else {
            return (String::new(), Vec::new());
        };
        let way = ways(self, column)
            .iter()
            .find(|(.., one, several)| *one == test.operator || *several == Some(test.operator));
        let values = test.operands.iter().map(|operand| match operand {
            Operand::Text(word) => word.text.clone(),
            date => date.to_string(),
        });
        (
            way.map_or_else(String::new, |(word, ..)| (*word).to_owned()),
            values.collect(),
        )
    }

    fn value_inputs(&self, column: Column, name: &str, values: &[String]) -> Markup {
        let offered = self.offered(column, name);
        let listed = |facet: &Facet| value_of(facet).is_some_and(|code| values.contains(&code));
        let others: Vec<&String> = values
            .iter()
            .filter(|value| {
                !offered
                    .iter()
                    .any(|facet| value_of(facet).as_deref() == Some(value))
            })
            .collect();
        let typed = others.first().map_or("", |text| text.as_str());
        html! {
            @if !offered.is_empty() {
                fieldset.offered {
                    legend { "Value" }
                    @for facet in &offered {
                        @if let Some(code) = value_of(facet) {
                            label { input type="checkbox" name="v" value=(code) checked[listed(facet)]; (facet.label) " " span.count { (grouped(facet.count as u64)) } }
                        }
                    }
                }
            }
            @match self.field_type(column) {
                Some(FieldType::Choice(_) | FieldType::Choices(_) | FieldType::YesNo) => {}
                None if matches!(column, Column::State | Column::Phase | Column::Archived) => {}
                Some(FieldType::Reference(kinds) | FieldType::References(kinds)) => {
                    label { (if offered.is_empty() { "Value" } else { "or another" })
                        input type="text" name="v" value=(typed) list="build-records" autocomplete="off" placeholder=(format!("{}: name or id", kind_label(self.desk, kinds))); }
                    datalist #build-records { @for text in self.proposed(kinds) { option value=(text) {} } }
                }
                _ if is_dated(self, column) => {
                    label { "Day" input type="text" name="v" value=(typed) list="build-days" autocomplete="off" placeholder="2026-03-12, 2026-03 or today + 30 days"; }
                    datalist #build-days { @for text in ["today", "today + 30 days", "today - 30 days", "this month", "last month", "this year"] { option value=(text) {} } }
                }
                _ => {
                    label { (if offered.is_empty() { "Value" } else { "or another" }) input type="text" name="v" value=(typed) autocomplete="off" maxlength="500"; }
                }
            }
        }
    }

    /// Values with their counts in the list as it is without this panel.
    fn offered(&self, column: Column, name: &str) -> Vec<Facet> {
        let is_listed = match self.field_type(column) {
            None => matches!(column, Column::State),
            Some(field_type) => matches!(
                field_type,
                FieldType::Choice(_)
                    | FieldType::Choices(_)
                    | FieldType::YesNo
                    | FieldType::Reference(_)
                    | FieldType::References(_)
                    | FieldType::Texts
            ),
        };
        if !is_listed {
            return Vec::new();
        }
        let all = Query {
            filter: None,
            ..self.query(0, 0)
        };
        let counted = facets(&self.desk.scope(), &all, name).unwrap_or_default();
        let mut counted: Vec<Facet> = counted
            .into_iter()
            .filter(|facet| value_of(facet).is_some())
            .collect();
        match self.declared(column) {
            // What no record has now is offered too: a view may wait for it.
            Some(declared) => declared
                .into_iter()
                .map(|(code, label)| {
                    let known = counted
                        .iter()
                        .find(|facet| value_of(facet).as_deref() == Some(code));
                    known.cloned().unwrap_or_else(|| Facet {
                        label: label.to_owned(),
                        count: 0,
                        filter: Some(Filter::test(name, Operator::Equal, code)),
                    })
                })
                .collect(),
            None => {
                counted.truncate(OFFERED);
                counted
            }
        }
    }

    /// Codes and labels of a column whose values are declared.
    fn declared(&self, column: Column) -> Option<Vec<(&'static str, &'static str)>> {
        match self.field_type(column) {
            None => self.decl.lifecycle.map(|lifecycle| {
                let states = lifecycle.states.iter();
                states.map(|state| (state.code, state.label)).collect()
            }),
            Some(FieldType::Choice(choices) | FieldType::Choices(choices)) => {
                Some(choices.iter().map(|choice| (choice.code, choice.label)).collect())
            }
            Some(FieldType::YesNo) => Some(vec![("yes", "Yes"), ("no", "No")]),
            _ => None,
        }
    }

    fn proposed(&self, kinds: &[&str]) -> Vec<String> {
        let targets = kinds.iter().filter_map(|name| self.desk.kinds().by_name(name));
        let found = targets.flat_map(|kind| {
            let page = run(&self.desk.scope(), &Query::new(kind, PROPOSED));
            page.map(|page| page.records).unwrap_or_default()
        });
        found
            .map(|record| format!("{} ({})", record.title(), record.id.show(self.desk.kinds())))
            .collect()
    }
}

/// The value that a facet filters by; none for what is not stated or not visible.
fn value_of(facet: &Facet) -> Option<String> {
    match facet.filter.as_ref()? {
        Filter::Test(test) => match test.operands.as_slice() {
            [Operand::Text(word)] => Some(word.text.clone()),
            _ => None,
        },
        _ => None,
    }
}
