//! Vendors, models and datasets.

mod later;
mod names;

use std::collections::BTreeMap;

use probity_core::patch::Patch;
use serde_json::json;

use super::chance::Chance;
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};
use later::{LATER_DATASETS, LATER_MODELS};
use names::{DATASETS, MODELS, Model, Vendor};

pub use names::VENDORS;

/// What systems are made from. The first ones have the places that domains name.
pub struct Supply {
    pub vendors: Vec<Handle>,
    pub models: Vec<Handle>,
    pub datasets: Vec<Handle>,
    /// By the place of a vendor, the models and data that come from there.
    pub served: BTreeMap<usize, Vec<Handle>>,
}

/// Makes them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, systems: u32) -> Supply {
    let more =
        |per_hundred: u32| usize::try_from(systems.saturating_sub(60) / 100 * per_hundred).unwrap_or(0);
    let mut supply = Supply {
        vendors: Vec::new(),
        models: Vec::new(),
        datasets: Vec::new(),
        served: BTreeMap::new(),
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
        if let Some(vendor) = model_of(number).vendor {
            supply.served.entry(vendor).or_default().push(model);
        }
    }
    supply
}

fn numbered(name: &str, round: usize) -> String {
    match round {
        0 => name.to_owned(),
        round => format!("{name} {}", round + 1),
    }
}

fn model_of(number: usize) -> &'static Model {
    let place = number % (MODELS.len() + LATER_MODELS.len());
    MODELS
        .get(place)
        .unwrap_or_else(|| &LATER_MODELS[place - MODELS.len()])
}

/// Where data go.
const SHARED: &[&str] = &[
    "What the contract names; kept in Norland, thirty days.",
    "Texts without names; kept in Westermark until the answer is sent.",
    "Amounts and dates, no names; processed in Veyland.",
    "Pictures; seen by people who label them, under a promise of silence.",
    "Nothing but sign-ins; the service runs with us.",
];

const EXITS: &[&str] = &[
    "Switch off and work by hand for two weeks; the second vendor is known.",
    "Settings and prompts are ours and run with another model; tried once, with two answers in ten different.",
    "Data come back as tables within thirty days; nobody has tried yet.",
    "A contract for three months more, at the same price.",
];

const CHANGE_CLAUSES: &[&str] = &[
    "Thirty days before a new version, section 12",
    "A quarter before a version ends, annex 4",
    "Ten days ahead in the release notes, section 5.3",
    "Before any change of the model, by letter",
];

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
    let criticality = *chance.pick(&["low", "medium", "high", "critical"]);
    let mut patch = Patch::set_one("name", numbered(name, number / VENDORS.len()))
        .with("service", *service)
        .with("roles", json!(roles))
        .with("country", *country)
        .with("owner", owner)
        .with("unit", people.units[9])
        .with("certificates", json!(certificates));
    patch = chance.fill(94, patch, "criticality", criticality);
    patch = chance.fill_one(88, patch, "data_shared", SHARED);
    let vendor = script.create(day, Hand::Lead, "vendor", patch);
    let rating = chance.weighted(&[
        (20, "accepted"),
        (10, "with_conditions"),
        (1, "refused"),
        (3, "not_assessed"),
    ]);
    if rating != "not_assessed" {
        let seen = day + chance.between(14, 60);
        assess(script, chance, people, vendor, rating, seen);
    }
    vendor
}

/// What was asked of them; a notice before changes is what many contracts forget.
fn assess(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    vendor: Handle,
    rating: &str,
    seen: i32,
) {
    let review = seen + chance.between(200, 500);
    let mut patch = Patch::set_one("rating", rating)
        .with("assessed_on", script.date(seen))
        .with("assessor", people.anybody(chance, seen))
        .with(
            "trains_on_our_data",
            chance.weighted(&[(6, "no"), (1, "yes"), (2, "unknown")]),
        )
        .with("review_date", script.date(review));
    if rating == "with_conditions" {
        patch = patch.with(
            "conditions",
            "Answers to four questions are due by the next review; no data of members until then.",
        );
    }
    let incident = *chance.pick(&[
        "Within 48 hours of knowing",
        "Three days, section 9.2",
        "At once by telephone, in writing within five days",
    ]);
    let documents = json!([*chance.pick(&[
        "Model card",
        "Report of an independent test",
        "Security overview",
        "Answers to our questions"
    ])]);
    patch = chance.fill(90, patch, "incident_clause", incident);
    patch = chance.fill_one(72, patch, "change_clause", CHANGE_CLAUSES);
    patch = chance.fill_one(86, patch, "exit_plan", EXITS);
    patch = chance.fill(70, patch, "documents_received", documents);
    script.change_state(seen, Hand::Lead, vendor, "assessed", patch);
    if rating == "refused" {
        let reason = Patch {
            reason: Some("no answer about where data is kept".to_owned()),
            ..Patch::default()
        };
        script.change_state(seen + 14, Hand::Approver, vendor, "refused", reason);
        return;
    }
    script.change_state(seen + 14, Hand::Approver, vendor, "approved", Patch::default());
    let mut review = review + 3;
    while review < DAYS && chance.percent(75) {
        let next = script.date(review + 365);
        script.revise(review, Hand::Lead, vendor, Patch::set_one("review_date", next));
        review += 368;
    }
}

const SOURCES: &[&str] = &[
    "Collected in our own processes, by the systems that handle the work.",
    "Taken from the archive of closed cases by a query that is kept with the data.",
    "Delivered each quarter as files; checked against a list of fields.",
    "Written down by colleagues during their work, then drawn at random.",
];

const PREPARATIONS: &[&str] = &[
    "Names and numbers replaced; duplicates by case number removed; joined with outcomes.",
    "Units brought into line, gaps of up to an hour filled, longer ones cut out.",
    "Texts split into passages, headings kept, old versions left out.",
    "Labelled twice by two people each; a third one decides where they differ.",
    "Cases younger than ninety days left out, because their outcome is not known.",
];

const CRITERIA: &[&str] = &[
    "Complete in 95 of 100 rows; no group of age or place below a twentieth.",
    "No more than one label in fifty wrong in a sample of four hundred.",
    "Nothing older than five years; each source named in its row.",
    "Every product and every month is there; sums agree with the books.",
];

const BIASES: &[&str] = &[
    "Older members are over-represented; results are looked at by age.",
    "Few cases from the islands; they are weighed twice.",
    "Looked for by sex, age and place; nothing above two points.",
    "Photographs in poor light are rare; two hundred were added.",
    "Only what was granted has an outcome; what was refused is not seen.",
];

fn dataset(script: &mut Script, chance: &mut Chance, people: &People, number: usize) -> Handle {
    let place = number % (DATASETS.len() + LATER_DATASETS.len());
    let told = DATASETS
        .get(place)
        .unwrap_or_else(|| &LATER_DATASETS[place - DATASETS.len()]);
    let (name, description, category, rights, personal) = *told;
    let round = number / (DATASETS.len() + LATER_DATASETS.len());
    let day = chance.between(5, if number < DATASETS.len() { 60 } else { DAYS - 90 });
    let owner = people.anybody(chance, day);
    let mut patch = Patch::set_one("name", numbered(name, round))
        .with("version", format!("{}.{}", 1 + round, chance.below(9)))
        .with("description", description)
        .with("categories", json!([category]))
        .with("rights", json!([rights]))
        .with("personal_data", personal)
        .with("source", *chance.pick(SOURCES))
        .with("size", format!("{} million rows", chance.between(1, 40)))
        .with(
            "retention",
            *chance.pick(&[
                "Seven years, then removed",
                "Two years after the case is closed",
                "Until the next version is released",
            ]),
        )
        .with("regions", json!(["Veyland"]))
        .with("unit", people.units[10]);
    patch = chance.fill(87, patch, "owner", owner);
    patch = chance.fill_one(90, patch, "preparation", PREPARATIONS);
    patch = chance.fill_one(90, patch, "quality_criteria", CRITERIA);
    patch = chance.fill_one(
        60,
        patch,
        "gaps",
        &[
            "Nothing from before 2015.",
            "Calls at night are missing.",
            "No firms younger than a year.",
        ],
    );
    if personal {
        patch = chance.fill_one(
            75,
            patch,
            "subjects",
            &[
                "Members; more men than women, half over fifty.",
                "Members and people who write for them.",
                "Owners of small firms, mostly in Veyburgh.",
            ],
        );
    }
    let dataset = script.create(day, Hand::Engineer, "dataset", patch);
    script.change_state(
        day + 14,
        Hand::Engineer,
        dataset,
        "in_preparation",
        Patch::default(),
    );
    if !chance.percent(93) {
        return dataset;
    }
    let complete = chance.between(93, 99);
    let mut quality = Patch::set_one(
        "quality_result",
        format!(
            "Complete in {complete} of 100 rows; {} duplicates removed.",
            chance.between(3, 900)
        ),
    )
    .with("owner", owner);
    quality = chance.fill_one(90, quality, "bias", BIASES);
    script.revise(day + 30, Hand::Engineer, dataset, quality);
    if chance.percent(85) {
        script.change_state(day + 45, Hand::Approver, dataset, "released", Patch::default());
    }
    dataset
}

const LIMITS: &[&str] = &[
    "Not tested on other languages or other years than those of its data.",
    "Worse on texts of less than twenty words, and on mixed languages.",
    "Knows nothing of what happened after its last training.",
    "Wrong more often in poor light and on wet surfaces.",
    "Says something also when it should say nothing; a threshold holds that back.",
];

const CHOSEN: &[&str] = &[
    "Chosen after a comparison with two others.",
    "The smallest one that passed the test set.",
    "Trained again each quarter by the same script.",
    "Came with the product; tested before it was switched on.",
];

fn model(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    supply: &Supply,
    number: usize,
) -> Handle {
    let told = model_of(number);
    let day = chance.between(10, if number < MODELS.len() { 80 } else { DAYS - 100 });
    let round = number / (MODELS.len() + LATER_MODELS.len());
    let mut patch = Patch::set_one("name", numbered(told.name, round))
        .with("version", told.version)
        .with("description", *chance.pick(CHOSEN))
        .with("techniques", json!(told.techniques))
        .with("modalities", json!(told.modalities))
        .with("weights", told.weights)
        .with("owner", people.anybody(chance, day))
        .with("unit", people.units[10])
        .with("review_date", script.date(day + chance.between(300, 900)));
    match told.vendor {
        Some(vendor) => {
            patch = patch
                .with("vendor", supply.vendors[vendor])
                .with("licence", "By the contract with the vendor");
        }
        None => {
            let dataset = supply.datasets[number % supply.datasets.len()];
            patch = patch.with("trained_on", vec![dataset]);
        }
    }
    if told.weights == "open" {
        patch = patch.with("licence", "Open weights, use in business allowed");
    }
    let fairness = format!(
        "Between the best and the worst group lie {} points.",
        chance.between(1, 6)
    );
    patch = chance.fill(65, patch, "fairness", fairness);
    patch = chance.fill(
        60,
        patch,
        "out_of_scope_uses",
        "Decisions about people without a person.",
    );
    patch = chance.fill_one(93, patch, "limits", LIMITS);
    let usable = patch.set.contains_key("limits");
    let model = script.create(day, Hand::Engineer, "model", patch);
    if !chance.percent(93) {
        return model;
    }
    let right = chance.between(81, 97);
    let evaluation = Patch::set_one(
        "evaluation",
        format!(
            "{right} of 100 test cases right, on a fixed set; asked for were {}.",
            right - chance.between(-1, 6)
        ),
    );
    script.change_state(day + 20, Hand::Engineer, model, "validated", evaluation);
    if usable {
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
