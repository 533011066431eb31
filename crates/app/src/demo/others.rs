//! A few records of every kind that has no story of its own, from its declaration, so that no page
//! is empty.

mod texts;
mod titles;

use std::collections::BTreeMap;

use probity_core::kind::{FieldDecl, FieldType, KindDecl, Kinds};
use probity_core::patch::Patch;
use serde_json::{Value as Json, json};

use super::chance::Chance;
use super::inventory::Inventory;
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};
use texts::TEXTS;
use titles::TITLES;

/// Kinds with a story, and those that are made by nobody's hand.
const TOLD: &[&str] = &[
    "organisation",
    "unit",
    "person",
    "role_grant",
    "vendor",
    "model",
    "dataset",
    "system",
    "use_case",
    "release",
    "deployment",
    "candidate",
    "discovery_source",
    "control",
    "risk",
    "method",
    "impact_assessment",
    "customer",
    "contract",
];

/// How many of each.
const EACH: usize = 5;

/// Tells them, with links to what was told before.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, inventory: &Inventory) {
    let mut known: BTreeMap<&str, Vec<Handle>> = BTreeMap::new();
    known.insert("person", people.people.clone());
    known.insert("unit", people.units.clone());
    known.insert("system", inventory.systems.clone());
    let uses = inventory.uses.iter().take(40).map(|told| told.use_case);
    known.insert("use_case", uses.collect());
    for (_, decl) in Kinds::built_in()
        .all()
        .filter(|(_, decl)| !decl.internal && !TOLD.contains(&decl.name))
    {
        let count = EACH.min(titles(decl).map_or(EACH, <[&str]>::len));
        for number in 0..count {
            let day = chance.between(60, DAYS - 30);
            let handle = record(script, chance, &known, decl, number, day);
            known.entry(decl.name).or_default().push(handle);
        }
    }
}

fn titles(decl: &KindDecl) -> Option<&'static [&'static str]> {
    TITLES
        .iter()
        .find(|(kind, _)| *kind == decl.name)
        .map(|(_, titles)| *titles)
}

fn record(
    script: &mut Script,
    chance: &mut Chance,
    known: &BTreeMap<&str, Vec<Handle>>,
    decl: &'static KindDecl,
    number: usize,
    day: i32,
) -> Handle {
    let title = match (titles(decl), decl.title_field().example) {
        (Some(titles), _) => titles[number % titles.len()].to_owned(),
        (None, "") => format!("{} {}", capital(decl.singular), number + 1),
        (None, example) if number == 0 => example.to_owned(),
        (None, example) => format!("{example} ({})", number + 1),
    };
    // A requirement is called by its reference.
    let reference = title.split(' ').next().unwrap_or_default().to_owned();
    let mut patch = Patch::set_one(decl.title_field().name, title);
    for field in &decl.fields[1..] {
        let shown = field.marks.required || decl.columns.contains(&field.name);
        if shown
            && !field.marks.computed
            && chance.percent(88)
            && let Some(json) = value(script, chance, known, field, day)
        {
            patch = patch.with(field.name, json);
        }
    }
    if decl.name == "claim" {
        patch = patch.with("reference", reference);
    }
    if let Some(lifecycle) = decl.lifecycle {
        patch.state = Some(chance.pick(lifecycle.states).code.to_owned());
    }
    script.create(day, Hand::Administrator, decl.name, patch)
}

fn value(
    script: &Script,
    chance: &mut Chance,
    known: &BTreeMap<&str, Vec<Handle>>,
    field: &FieldDecl,
    day: i32,
) -> Option<Json> {
    let texts = TEXTS.iter().find(|(name, _)| *name == field.name);
    let text = |chance: &mut Chance| match (texts, field.example) {
        (Some((_, texts)), _) => chance.pick::<&str>(texts).to_string(),
        (None, "") => format!(
            "As agreed; {} is on the page of the unit.",
            field.label.to_lowercase()
        ),
        (None, example) => example.to_owned(),
    };
    Some(match field.field_type {
        FieldType::Text | FieldType::LongText => text(chance).into(),
        FieldType::Choice(choices) => chance.pick(choices).code.into(),
        FieldType::Choices(choices) => json!([chance.pick(choices).code]),
        FieldType::YesNo => chance.percent(70).into(),
        FieldType::Integer => chance.between(1, 24).into(),
        FieldType::Decimal => format!("{}.{}", chance.between(0, 99), chance.below(10)).into(),
        FieldType::Date => script.date(day + chance.between(-60, 300)).into(),
        FieldType::Reference(kinds) => target(chance, known, kinds)?.into(),
        FieldType::References(kinds) => json!([target(chance, known, kinds)?.to_string()]),
        FieldType::Texts => json!([text(chance)]),
        FieldType::Link => "https://halden-vey.example/".into(),
        FieldType::Email => "somebody@halden-vey.example".into(),
        FieldType::OutsideIds | FieldType::File => return None,
    })
}

/// One of the first records of these kinds; they were all made early.
fn target(chance: &mut Chance, known: &BTreeMap<&str, Vec<Handle>>, kinds: &[&str]) -> Option<Handle> {
    let all: Vec<Handle> = kinds
        .iter()
        .filter_map(|kind| known.get(kind))
        .flat_map(|handles| handles.iter().take(40))
        .copied()
        .collect();
    if all.is_empty() {
        None
    } else {
        Some(*chance.pick(&all))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_without_a_story_has_titles_of_its_own() {
        let without: Vec<&str> = Kinds::built_in()
            .all()
            .map(|(_, decl)| decl)
            .filter(|decl| !decl.internal && !TOLD.contains(&decl.name) && titles(decl).is_none())
            .map(|decl| decl.name)
            .collect();
        assert_eq!(without, Vec::<&str>::new());
    }
}
