//! Customers, and contracts with them and with vendors.

use probity_core::patch::Patch;
use serde_json::json;

use super::assurance::Assurance;
use super::chance::Chance;
use super::inventory::{Inventory, ToldUse};

use super::organisation::People;
use super::script::{Hand, Handle, Script};
use super::supply::{Supply, VENDORS};

/// Name, type, what was promised, what they expect, start of the names of the uses they meet.
const CUSTOMERS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "Guild of Bakers",
        "business",
        "Orders are proposed by Thursday noon; a person confirms each one. (Contract, section 4)",
        "To see how good the forecast was, each quarter.",
        "Demand forecast",
    ),
    (
        "Harbour Authority of East Quay",
        "public_body",
        "No picture of a person is kept longer than a day. (Contract, annex B)",
        "A visit of the halls once a year.",
        "Stock count",
    ),
    (
        "Households with a contract",
        "consumers",
        "A person decides on every refusal. (Leaflet of 2024)",
        "Reasons in plain words, in their language.",
        "Claims triage",
    ),
    (
        "Veyburgh Housing Union",
        "business",
        "Damage of less than 500 crowns is paid within a week. (Contract, section 9)",
        "To be told before a new version estimates damage.",
        "Damage from",
    ),
    (
        "Tarn Freight",
        "business",
        "Drivers of Tarn see why a route was chosen. (Questionnaire, 2025)",
        "No change of the planning in December.",
        "Route planning",
    ),
    (
        "Sole traders' association",
        "business",
        "Each refusal of a loan names its three main reasons. (Letter of the chair)",
        "A yearly talk about scores by sector.",
        "Credit scoring",
    ),
];

/// Tells them: one contract with each of the vendors that were there first, and with most customers.
pub fn write(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    supply: &Supply,
    inventory: &Inventory,
    assurance: &Assurance,
) {
    for (number, vendor) in supply.vendors.iter().take(VENDORS.len()).enumerate() {
        let covers: Vec<Handle> = supply
            .served
            .get(&number)
            .into_iter()
            .flatten()
            .take(4)
            .copied()
            .collect();
        let name = format!("{}, master agreement", VENDORS[number].name);
        let contract = terms(script, chance, people, name, number).with("vendor", *vendor);
        let contract = match covers.is_empty() {
            true => contract,
            false => contract.with("covers", covers),
        };
        sign(
            script,
            chance,
            contract,
            120 + i32::try_from(number).unwrap_or(0) * 20,
        );
    }
    for (number, told) in CUSTOMERS.iter().enumerate() {
        let uses: Vec<&ToldUse> = inventory
            .uses
            .iter()
            .filter(|a| a.name.starts_with(told.4))
            .collect();
        let (customer, day) = customer(script, chance, people, told, &uses, assurance);
        if chance.percent(80) {
            let name = format!("{}, services with AI", told.0);
            let mut contract = terms(script, chance, people, name, 40 + number).with("customer", customer);
            if let Some(used) = uses.first() {
                contract = contract.with("covers", json!([used.use_case.to_string()]));
            }
            sign(script, chance, contract, day + 20);
        }
    }
}

fn customer(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    told: &(&str, &str, &str, &str, &str),
    uses: &[&ToldUse],
    assurance: &Assurance,
) -> (Handle, i32) {
    let day = 100 + chance.between(0, 400);
    let (name, kind, promise, expects, _) = told;
    let mut patch = Patch::set_one("name", *name)
        .with("type", *kind)
        .with("commitments", *promise)
        .with("expectations", *expects)
        .with("country", "Veyland")
        .with("controls", json!([chance.pick(&assurance.controls).to_string()]))
        .with("valid_from", script.date(day - 200))
        .with("unit", people.units[7])
        .with("owner", people.anybody(chance, day))
        .with("review_date", script.date(day + chance.between(300, 800)));
    let handles: Vec<Handle> = uses.iter().take(3).map(|told| told.use_case).collect();
    if !handles.is_empty() {
        patch = patch.with("use_cases", handles);
    }
    patch.state = Some("active".to_owned());
    let customer = script.create(day, Hand::Lead, "customer", patch);
    if chance.percent(70) {
        let checked = day + chance.between(90, 300);
        let patch = Patch::set_one("checked_on", script.date(checked)).with(
            "check_result",
            *chance.pick(&[
                "Kept, seen in twenty cases.",
                "Kept but for two cases in the week of the storm.",
                "Not kept in October: the notice came late.",
            ]),
        );
        script.revise(checked, Hand::Lead, customer, patch);
    }
    (customer, day)
}

/// The clauses; some contracts are older than anybody's thoughts about AI.
fn terms(script: &Script, chance: &mut Chance, people: &People, name: String, number: usize) -> Patch {
    let from = chance.between(-600, 500);
    let mut patch = Patch::set_one("name", name)
        .with("number", format!("HV-{:04}", 2100 + number * 17))
        .with("version", *chance.pick(&["1.0", "1.2", "2.0", "2024"]))
        .with("responsibilities", "Data and oversight: we. Building, logging and notice of incidents: the one who runs the service.")
        .with("from", script.date(from))
        .with("until", script.date(from + chance.between(1000, 2200)))
        .with("link", format!("https://contracts.halden-vey.example/{}", 2100 + number * 17))
        .with("unit", people.units[11]);
    for (percent, field, value) in [
        (
            88,
            "data_clause",
            *chance.pick(&[
                "Only to deliver the service; no training. (Section 7)",
                "Training on our data needs a signed leave for each set. (Annex 2)",
                "Kept in Veyland and Norland; gone ninety days after the end.",
            ]),
        ),
        (
            85,
            "incident_clause",
            *chance.pick(&[
                "Within 48 hours of knowing. (Section 11)",
                "Without delay, three days at most. (Section 9.2)",
                "By telephone at once, in writing within five days.",
            ]),
        ),
        (
            76,
            "change_clause",
            *chance.pick(&[
                "Thirty days before a new version. (Section 12)",
                "A quarter before a version ends; the old one stays reachable. (Annex 4)",
                "In the release notes, ten days ahead.",
            ]),
        ),
        (
            60,
            "audit_clause",
            "Once a year, or the report of somebody independent.",
        ),
        (
            70,
            "liability",
            "Up to twice the yearly fee; what the service puts out is ours.",
        ),
        (
            65,
            "exit",
            "Our data in open formats within thirty days, then deletion with a letter.",
        ),
    ] {
        patch = chance.fill(percent, patch, field, value);
    }
    let owner = people.anybody(chance, 130);
    chance.fill(90, patch, "owner", owner)
}

fn sign(script: &mut Script, chance: &mut Chance, patch: Patch, day: i32) {
    let contract = script.create(day, Hand::Lead, "contract", patch);
    if chance.percent(92) {
        script.change_state(day + 10, Hand::Lead, contract, "in_force", Patch::default());
    }
}
