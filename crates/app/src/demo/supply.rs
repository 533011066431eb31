//! Vendors, models and datasets.

use probity_core::patch::Patch;
use serde_json::json;

use super::chance::Chance;
use super::names::{DATASETS, MODELS, Model, VENDORS, Vendor};
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};

/// What systems are made from. The first ones have the places that domains name.
pub struct Supply {
    pub vendors: Vec<Handle>,
    pub models: Vec<Handle>,
    pub datasets: Vec<Handle>,
}

/// Makes them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, systems: u32) -> Supply {
    let more =
        |per_hundred: u32| usize::try_from(systems.saturating_sub(60) / 100 * per_hundred).unwrap_or(0);
    let mut supply = Supply {
        vendors: Vec::new(),
        models: Vec::new(),
        datasets: Vec::new(),
    };
    for number in 0..VENDORS.len() + more(25) {
        let vendor = vendor(script, chance, people, number);
        supply.vendors.push(vendor);
    }
    for number in 0..DATASETS.len() * 2 + more(100) {
        let dataset = dataset(script, chance, people, number);
        supply.datasets.push(dataset);
    }
    for number in 0..MODELS.len() * 2 + more(100) {
        let model = model(script, chance, people, &supply, number);
        supply.models.push(model);
    }
    supply
}

fn numbered(name: &str, round: usize) -> String {
    match round {
        0 => name.to_owned(),
        round => format!("{name} {}", round + 1),
    }
}

fn vendor(script: &mut Script, chance: &mut Chance, people: &People, number: usize) -> Handle {
    let Vendor {
        name,
        service,
        roles,
        country,
        certificates,
    } = &VENDORS[number % VENDORS.len()];
    let day = chance.between(2, if number < VENDORS.len() { 90 } else { DAYS - 120 });
    let owner = people.anybody(chance, day);
    let patch = Patch::set_one("name", numbered(name, number / VENDORS.len()))
        .with("service", *service)
        .with("roles", json!(roles))
        .with("country", *country)
        .with(
            "criticality",
            *chance.pick(&["low", "medium", "high", "critical"]),
        )
        .with("owner", owner)
        .with("unit", people.units[9])
        .with("data_shared", "What the contract names; no more.")
        .with("certificates", json!(certificates));
    let vendor = script.create(day, Hand::Lead, "vendor", patch);
    let rating = chance.weighted(&[
        (10, "accepted"),
        (5, "with_conditions"),
        (1, "refused"),
        (2, "not_assessed"),
    ]);
    if rating == "not_assessed" {
        return vendor;
    }
    let seen = day + chance.between(14, 60);
    let review = seen + chance.between(200, 500);
    let patch = Patch::set_one("rating", rating)
        .with("assessed_on", script.date(seen))
        .with(
            "trains_on_our_data",
            chance.weighted(&[(6, "no"), (1, "yes"), (2, "unknown")]),
        )
        .with("incident_clause", "Within 48 hours of knowing")
        .with(
            "exit_plan",
            "Switch off and work by hand for two weeks; the second vendor is known.",
        )
        .with("review_date", script.date(review));
    script.change_state(seen, Hand::Lead, vendor, "assessed", patch);
    if rating == "refused" {
        let reason = Patch {
            reason: Some("no answer about where data is kept".to_owned()),
            ..Patch::default()
        };
        script.change_state(seen + 14, Hand::Approver, vendor, "refused", reason);
    } else {
        script.change_state(seen + 14, Hand::Approver, vendor, "approved", Patch::default());
        if chance.percent(60) {
            script.revise(
                review + 3,
                Hand::Lead,
                vendor,
                Patch::set_one("review_date", script.date(review + 365)),
            );
        }
    }
    vendor
}

fn dataset(script: &mut Script, chance: &mut Chance, people: &People, number: usize) -> Handle {
    let (name, description, category, rights, personal) = DATASETS[number % DATASETS.len()];
    let day = chance.between(5, if number < DATASETS.len() { 60 } else { DAYS - 90 });
    let owner = people.anybody(chance, day);
    let mut patch = Patch::set_one("name", numbered(name, number / DATASETS.len()))
        .with(
            "version",
            format!("{}.{}", 1 + number / DATASETS.len(), chance.below(9)),
        )
        .with("description", description)
        .with("categories", json!([category]))
        .with("rights", json!([rights]))
        .with("personal_data", personal)
        .with(
            "source",
            "Collected in our own processes, by the systems that handle the work.",
        )
        .with("size", format!("{} million rows", chance.between(1, 40)))
        .with("retention", "Seven years, then removed")
        .with("unit", people.units[10]);
    if chance.percent(85) {
        patch = patch.with("owner", owner);
    }
    let dataset = script.create(day, Hand::Engineer, "dataset", patch);
    script.change_state(
        day + 14,
        Hand::Engineer,
        dataset,
        "in_preparation",
        Patch::default(),
    );
    let quality = Patch::set_one(
        "quality_result",
        "Complete in 98 of 100 rows; duplicates removed.",
    )
    .with(
        "bias",
        "Older members are over-represented; results are looked at by age.",
    )
    .with("owner", owner);
    script.revise(day + 30, Hand::Engineer, dataset, quality);
    if chance.percent(80) {
        script.change_state(day + 45, Hand::Approver, dataset, "released", Patch::default());
    }
    dataset
}

fn model(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    supply: &Supply,
    number: usize,
) -> Handle {
    let Model {
        name,
        version,
        vendor,
        techniques,
        modalities,
        weights,
    } = &MODELS[number % MODELS.len()];
    let day = chance.between(10, if number < MODELS.len() { 80 } else { DAYS - 100 });
    let round = number / MODELS.len();
    let mut patch = Patch::set_one("name", numbered(name, round))
        .with("version", *version)
        .with("description", "Chosen after a comparison with two others.")
        .with("techniques", json!(techniques))
        .with("modalities", json!(modalities))
        .with("weights", *weights)
        .with(
            "limits",
            "Not tested on other languages or other years than those of its data.",
        )
        .with("owner", people.anybody(chance, day))
        .with("unit", people.units[10]);
    match vendor {
        Some(vendor) => patch = patch.with("vendor", supply.vendors[*vendor]),
        None => {
            let dataset = supply.datasets[number % supply.datasets.len()];
            patch = patch.with("trained_on", vec![dataset]);
        }
    }
    let model = script.create(day, Hand::Engineer, "model", patch);
    let evaluation = Patch::set_one(
        "evaluation",
        format!(
            "{} of 100 test cases right, on a fixed set.",
            chance.between(81, 97)
        ),
    );
    script.change_state(day + 20, Hand::Engineer, model, "validated", evaluation);
    if chance.percent(85) {
        script.change_state(day + 35, Hand::Approver, model, "in_use", Patch::default());
        if chance.percent(15) {
            let reason = Patch {
                reason: Some("the vendor ends this version".to_owned()),
                ..Patch::default()
            };
            script.change_state(
                day + chance.between(300, 800),
                Hand::Lead,
                model,
                "deprecated",
                reason,
            );
        }
    }
    model
}
