//! Controls and the register of risks, by a method that was approved once and revised once.

mod methods;
mod risks;

use probity_core::patch::Patch;
use serde_json::json;

use super::chance::Chance;
use super::inventory::Inventory;
use super::names::UNITS;
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};

/// Name, reference, type, what is done and what is left behind, how it is tested.
const CONTROLS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "A person decides each case",
        "A.9.2",
        "preventive",
        "The form cannot be sent before a person has chosen; the choice and a reason are kept with the case.",
        "Twenty cases are drawn and each choice is looked up.",
    ),
    (
        "Monthly figures by group",
        "A.6.2.6",
        "detective",
        "The data team sends figures by age and place on the third working day; the owner signs them.",
        "Three months are computed again from the raw answers.",
    ),
    (
        "Fixed test set before each release",
        "A.6.2.4",
        "preventive",
        "No release is approved without a run on the fixed set; the run is a file beside the release.",
        "Dates of runs and approvals are compared.",
    ),
    (
        "Way back within an hour",
        "A.6.2.5",
        "corrective",
        "The release before is kept ready; who turns back writes one line in the log.",
        "It is tried twice a year, unannounced.",
    ),
    (
        "Vendors tell before a change",
        "A.10.3",
        "preventive",
        "The contract asks for thirty days; notices land in one mailbox that two people read.",
        "Notices are compared with what changed.",
    ),
    (
        "Reasons are kept with each answer",
        "A.6.2.8",
        "detective",
        "The service writes the five strongest reasons beside each answer and keeps them for two years.",
        "Ten answers are looked up by their number.",
    ),
    (
        "Policy read and confirmed each year",
        "A.2.2",
        "preventive",
        "Everybody confirms in spring; team leads get the list of those who did not.",
        "The list is compared with the payroll.",
    ),
    (
        "Data are approved before training",
        "A.7.2",
        "preventive",
        "The owner of the data approves one exact state; training takes nothing else.",
        "Hashes of the last three trainings are compared.",
    ),
    (
        "Concerns can be raised without a name",
        "A.3.3",
        "detective",
        "A form and a box; two people outside of the line read both.",
        "A test concern is raised twice a year.",
    ),
    (
        "Impact assessed before approval",
        "A.5.2",
        "preventive",
        "The approval form asks for the assessment by its number.",
        "Approvals of the quarter are compared with the assessments.",
    ),
    (
        "Members are told that AI is used",
        "A.8.2",
        "preventive",
        "One sentence on each form and letter, kept in the text library.",
        "Five letters of the week are read.",
    ),
    (
        "Training before access",
        "A.4.6",
        "preventive",
        "An account is opened when the course is passed; the course is repeated every second year.",
        "Accounts are compared with the list of courses.",
    ),
];

/// What later stories point at.
pub struct Assurance {
    pub controls: Vec<Handle>,
    pub impact_method: Handle,
}

/// Tells them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, inventory: &Inventory) -> Assurance {
    let scale = inventory.systems.len() / 600;
    let controls: Vec<Handle> = (0..CONTROLS.len() * (2 + scale))
        .map(|number| control(script, chance, people, inventory, number))
        .collect();
    let methods = methods::write(script, people);
    for told in &inventory.uses {
        if chance.percent(88) {
            risks::write(script, chance, people, told, &controls, methods);
        }
    }
    Assurance {
        controls,
        impact_method: methods.impact,
    }
}

fn control(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    inventory: &Inventory,
    number: usize,
) -> Handle {
    let (name, reference, kind, description, tested) = CONTROLS[number % CONTROLS.len()];
    let unit = *chance.pick(&people.units);
    let day = chance.between(100, 500);
    let mut patch = Patch::set_one(
        "name",
        if number < CONTROLS.len() {
            name.to_owned()
        } else {
            format!("{name}, {}", place_name(number / CONTROLS.len()))
        },
    )
    .with("reference", reference)
    .with("source", "annex_a")
    .with("description", description)
    .with("test_method", tested)
    .with("type", kind)
    .with(
        "implementation",
        chance.weighted(&[(6, "implemented"), (2, "partial"), (1, "planned")]),
    )
    .with(
        "frequency",
        *chance.pick(&["each case", "monthly", "each release", "yearly"]),
    )
    .with("applies_to", json!([chance.pick(&inventory.systems).to_string()]))
    .with("review_date", script.date(day + chance.between(300, 700)))
    .with("unit", unit);
    let owner = people.anybody(chance, day);
    patch = chance.fill(90, patch, "owner", owner);
    patch = chance.fill_one(60, patch, "automation", &["manual", "partly", "automated"]);
    patch.state = Some(chance.weighted(&[(8, "in_force"), (1, "suspended")]).to_owned());
    let control = script.create(day, Hand::Lead, "control", patch);
    if chance.percent(75) {
        let tested = day + chance.between(30, 300);
        let result = chance.weighted(&[(5, "effective"), (3, "partly"), (1, "ineffective")]);
        let patch = Patch::set_one("effectiveness", result)
            .with("tested_on", script.date(tested))
            .with("tested_by", people.anybody(chance, tested.min(DAYS - 70)));
        script.revise(tested, Hand::Lead, control, patch);
    }
    control
}

/// Where the same control is kept again: a unit, and in a large organisation a number.
fn place_name(round: usize) -> String {
    let (name, ..) = UNITS[round % UNITS.len()];
    match round / UNITS.len() {
        0 => name.to_owned(),
        again => format!("{name} {}", again + 1),
    }
}
