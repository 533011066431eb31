//! A part of a filter made without the language: a field, then how it is compared and with what.

use maud::{Markup, html};
use probity_core::kind::FieldType;
use probity_core::query::{
    Column, Facet, Filter, FilterError, Operand, Operator, Query, Test, facets, quote, run,
};

use super::chips::text_of;
use super::words::{kind_label, label};
use super::{ListAddress, Listing};
use crate::components::numbers::grouped;
use crate::error::told;
use crate::fields::Fields;

/// Values that are offered with their counts.
const OFFERED: usize = 12;
/// Records that an input proposes while somebody types.
const PROPOSED: usize = 300;

/// How a field can be compared: the word of addresses, the words for people, the operators for one value
/// and for several.
type Way = (&'static str, &'static str, Operator, Option<Operator>);

const IS: Way = ("is", "is", Operator::Equal, Some(Operator::In));
const IS_NOT: Way = ("not", "is not", Operator::NotEqual, Some(Operator::NotIn));
const CONTAINS: Way = ("contains", "contains", Operator::Contains, None);
const WITHIN: Way = ("within", "is within the unit", Operator::Within, None);
const MISSING: Way = ("missing", "is missing", Operator::Missing, None);
const PRESENT: Way = ("present", "is present", Operator::Present, None);

const CHOSEN: &[Way] = &[IS, IS_NOT, MISSING, PRESENT];
const ALWAYS_CHOSEN: &[Way] = &[IS, IS_NOT];
const LINKED: &[Way] = &[IS, IS_NOT, MISSING, PRESENT];
const LINKED_UNIT: &[Way] = &[WITHIN, IS, IS_NOT, MISSING, PRESENT];
const WRITTEN: &[Way] = &[CONTAINS, IS, IS_NOT, MISSING, PRESENT];
const NUMBERED: &[Way] = &[
    ("at_least", "is at least", Operator::AtLeast, None),
    ("at_most", "is at most", Operator::AtMost, None),
    ("more", "is more than", Operator::Greater, None),
    ("less", "is less than", Operator::Less, None),
    IS,
    IS_NOT,
    MISSING,
    PRESENT,
];
const DATED: &[Way] = &[
    ("before", "is before", Operator::Before, None),
    ("by", "is on or before", Operator::OnOrBefore, None),
    ("after", "is after", Operator::After, None),
    ("from", "is on or after", Operator::OnOrAfter, None),
    ("is", "is on or in", Operator::Equal, None),
    MISSING,
    PRESENT,
];

/// The part of a filter that somebody makes or changes.
#[derive(Debug, Default)]
pub struct Build {
    /// Its field; nothing chosen yet when empty.
    pub field: String,
    /// The part it takes the place of, and which of its alternatives.
    pub part: Option<(usize, usize)>,
    /// The part it is an alternative to.
    pub with: Option<usize>,
    /// How it is compared, by the word of addresses.
    pub way: String,
    /// What stands in its inputs.
    pub values: Vec<String>,
    /// What is wrong with them.
    pub problem: Option<String>,
}

impl Build {
    /// What an address asks to make; `None` when it asks for no panel.
    pub fn asked(query: &Fields) -> Option<Self> {
        let field = query.get("add").or_else(|| query.get("build"))?;
        let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
        Some(Self {
            field: field.to_owned(),
            part: number("part").map(|part| (part, number("alt").unwrap_or(0))),
            with: number("with"),
            way: query.get("op").unwrap_or_default().to_owned(),
            values: query
                .all("v")
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .collect(),
            problem: None,
        })
    }
}

/// The name of the field that an alternative compares, when the panel can show it.
pub(super) fn field_of(listing: &Listing<'_>, filter: &Filter) -> Option<String> {
    let Filter::Test(test) = filter else { return None };
    let [name] = test.path.as_slice() else { return None };
    let column = Column::find(listing.desk.register(), listing.kind, &name.text)?;
    let known = ways(listing, column)
        .iter()
        .any(|(.., one, several)| *one == test.operator || *several == Some(test.operator));
    known.then(|| column.name(listing.desk.register(), listing.kind))
}

/// How a column can be compared.
fn ways(listing: &Listing<'_>, column: Column) -> &'static [Way] {
    match listing.field_type(column) {
        None => match column {
            Column::State | Column::Phase | Column::Archived => ALWAYS_CHOSEN,
            Column::Created | Column::Updated => &DATED[..5],
            Column::Revision => &NUMBERED[..6],
            Column::Id | Column::Field(_) => ALWAYS_CHOSEN,
        },
        Some(FieldType::Choice(_) | FieldType::Choices(_) | FieldType::YesNo) => CHOSEN,
        Some(FieldType::Reference(kinds) | FieldType::References(kinds)) => match kinds {
            ["unit"] => LINKED_UNIT,
            _ => LINKED,
        },
        Some(FieldType::Integer | FieldType::Decimal) => NUMBERED,
        Some(FieldType::Date) => DATED,
        Some(_) => WRITTEN,
    }
}

fn is_dated(listing: &Listing<'_>, column: Column) -> bool {
    matches!(column, Column::Created | Column::Updated)
        || matches!(listing.field_type(column), Some(FieldType::Date))
}

impl Listing<'_> {
    /// The list with what was made, or the panel again with what is wrong.
    pub(super) fn built(&self, mut build: Build) -> Result<ListAddress, Box<Build>> {
        match self.made(&build) {
            Ok(filter) => {
                let mut parts = self.parts();
                match (build.part, build.with) {
                    (Some((place, at)), _) if place < parts.len() => replace(&mut parts[place], at, filter),
                    (_, Some(place)) if place < parts.len() => {
                        parts[place] = Filter::or(vec![parts[place].clone(), filter]);
                    }
                    _ if parts.contains(&filter) => {}
                    _ => parts.push(filter),
                }
                Ok(self.address.filtered(text_of(parts)))
            }
            Err(problem) => {
                build.problem = Some(problem);
                Err(Box::new(build))
            }
        }
    }

    fn made(&self, build: &Build) -> Result<Filter, String> {
        let register = self.desk.register();
        let column = Column::find(register, self.kind, &build.field)
            .ok_or_else(|| format!("`{}` is no field of this list: choose another", build.field))?;
        let (.., one, several) = ways(self, column)
            .iter()
            .find(|(word, ..)| *word == build.way)
            .ok_or("choose how the field is compared")?;
        let name = column.name(register, self.kind);
        if matches!(one, Operator::Missing | Operator::Present) {
            return Ok(test(&name, *one, Vec::new()));
        }
        let mut operands: Vec<Operand> = Vec::new();
        for text in &build.values {
            operands.push(match is_dated(self, column) {
                true => dated(&name, text),
                false => Operand::Text(chosen(self, text).as_str().into()),
            });
        }
        let operator = match (operands.len(), several) {
            (0, _) => return Err("give a value, or choose `is missing`".to_owned()),
            (1, _) => *one,
            (_, Some(several)) => *several,
            (_, None) => return Err("this compares with one value: choose one".to_owned()),
        };
        let filter = test(&name, operator, operands);
        filter
            .bind(register, self.kind, self.desk.today)
            .map_err(|error| match error {
                // A value from a form stands at no character of a text.
                FilterError::Value {
                    word, problem, hint, ..
                } => format!("`{word}` {problem}{hint}"),
                other => other.to_string(),
            })?;
        Ok(filter)
    }

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

/// Takes the place of one alternative of a part.
fn replace(part: &mut Filter, at: usize, filter: Filter) {
    match part {
        Filter::Or(alternatives) if at < alternatives.len() => {
            alternatives[at] = filter;
            *part = Filter::or(alternatives.clone());
        }
        _ => *part = filter,
    }
}

fn test(name: &str, operator: Operator, operands: Vec<Operand>) -> Filter {
    Filter::Test(Test {
        path: vec![name.into()],
        operator,
        operands,
    })
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

/// `Ada Example (PER-3)` as its id; other text as it is.
fn chosen(listing: &Listing<'_>, text: &str) -> String {
    let inside = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .map(|(_, id)| id.trim());
    match inside.filter(|id| listing.desk.register().find(id).is_some()) {
        Some(id) => id.to_owned(),
        None => text.to_owned(),
    }
}

/// A day as the language reads it; what is no day stays text, and is told to be none.
fn dated(name: &str, text: &str) -> Operand {
    let parsed = Filter::parse(&format!("{} = {text}", quote(name)));
    match parsed {
        Ok(Filter::Test(test)) if test.operands.len() == 1 => match test.operands.into_iter().next() {
            Some(operand) => operand,
            None => Operand::Text(text.into()),
        },
        _ => Operand::Text(text.into()),
    }
}
