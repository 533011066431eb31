//! A few records of every kind that has no story of its own, from its declaration, so that no page
//! is empty.

use std::collections::BTreeMap;

use probity_core::kind::{FieldDecl, FieldType, KindDecl, Kinds};
use probity_core::patch::Patch;
use serde_json::{Value as Json, json};

use super::chance::Chance;
use super::inventory::Inventory;
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};

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
    "control",
    "risk",
    "method",
    "impact_assessment",
    "customer",
    "contract",
];

/// Titles for kinds whose own example would not do several times.
const TITLES: &[(&str, &[&str])] = &[
    (
        "document",
        &[
            "AI policy",
            "Procedure for impact assessments",
            "Rules for using assistants",
            "Guide for overseers",
        ],
    ),
    (
        "incident",
        &[
            "Two members got each other's letter",
            "Shortlist left out part-time applicants",
            "Pump order sent twice",
            "Assistant quoted old terms",
        ],
    ),
    (
        "concern",
        &[
            "Ranking of applicants feels unfair",
            "Nobody answers questions about scores",
        ],
    ),
    (
        "objective",
        &[
            "Every high-impact use assessed",
            "Reviews on time",
            "All colleagues trained",
        ],
    ),
    (
        "obligation",
        &[
            "Tell people that they talk with a machine",
            "Keep records of high-risk systems",
            "Promise to members: a person decides",
        ],
    ),
    (
        "interested_party",
        &[
            "Members",
            "Employees' council",
            "Insurance regulator of Veyland",
            "Applicants",
        ],
    ),
    (
        "context_issue",
        &[
            "Few people know AI well",
            "New law on automated decisions",
            "Two vendors supply most models",
        ],
    ),
    (
        "metric",
        &["Uses without owner", "Reviews overdue", "Overrides by people"],
    ),
    ("committee", &["AI board", "Release meeting"]),
    (
        "audit",
        &["Internal audit of the inventory", "Audit of human oversight"],
    ),
    (
        "nonconformity",
        &[
            "Assessment missing for a use in operation",
            "Review later than planned",
        ],
    ),
    (
        "corrective_action",
        &[
            "Assess before approval, held by the form",
            "Reminders a month before a review",
        ],
    ),
    (
        "training",
        &["Using assistants with care", "Overseeing decisions"],
    ),
    (
        "task",
        &["Ask the vendor about training data", "Test the way back"],
    ),
    (
        "change",
        &[
            "New model for claims triage",
            "Longer opening hours of the assistant",
        ],
    ),
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
    let text = || match field.example {
        "" => format!("Written for the demo: {}.", field.label.to_lowercase()),
        example => example.to_owned(),
    };
    Some(match field.field_type {
        FieldType::Text | FieldType::LongText => text().into(),
        FieldType::Choice(choices) => chance.pick(choices).code.into(),
        FieldType::Choices(choices) => json!([chance.pick(choices).code]),
        FieldType::YesNo => chance.percent(70).into(),
        FieldType::Integer => chance.between(1, 24).into(),
        FieldType::Decimal => format!("{}.{}", chance.between(0, 99), chance.below(10)).into(),
        FieldType::Date => script.date(day + chance.between(-60, 300)).into(),
        FieldType::Reference(kinds) => target(chance, known, kinds)?.into(),
        FieldType::References(kinds) => json!([target(chance, known, kinds)?.to_string()]),
        FieldType::Texts => json!([text()]),
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
