//! Controls, risks and signs of AI that nobody registered.

use probity_core::patch::Patch;
use serde_json::json;

use super::chance::Chance;
use super::inventory::Inventory;
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};

/// Name, source category, description.
const RISKS: &[(&str, &str, &str)] = &[
    (
        "Answers are wrong for some groups",
        "fairness",
        "The data hold fewer older members, so errors fall on them more often.",
    ),
    (
        "Nobody notices when it gets worse",
        "operation",
        "The world changes and the model does not; figures are looked at too seldom.",
    ),
    (
        "People trust it too much",
        "oversight",
        "The person who decides follows the suggestion without reading the reasons.",
    ),
    (
        "The vendor changes it unannounced",
        "vendor",
        "A new version behind the same address gives other answers.",
    ),
    (
        "Personal data in prompts",
        "privacy",
        "Colleagues paste letters of members into a tool outside the contract.",
    ),
    (
        "It can be talked into things",
        "security",
        "Text from outside steers it away from its task.",
    ),
    (
        "Nobody can explain an answer",
        "transparency",
        "A member asks why, and the reasons are not kept.",
    ),
    (
        "It stops in a storm",
        "operation",
        "Claims come in by thousands and the service slows down.",
    ),
    (
        "Training data may not be used so",
        "legal",
        "The terms of the source do not allow it.",
    ),
    (
        "Too few people know how it works",
        "organisation",
        "One engineer keeps it running.",
    ),
];

/// Name, reference, type.
const CONTROLS: &[(&str, &str, &str)] = &[
    ("A person decides each case", "A.9.2", "preventive"),
    ("Monthly figures by group", "A.6.2.6", "detective"),
    ("Fixed test set before each release", "A.6.2.4", "preventive"),
    ("Way back within an hour", "A.6.2.5", "corrective"),
    ("Vendors tell before a change", "A.10.3", "preventive"),
    ("Reasons are kept with each answer", "A.6.2.8", "detective"),
    ("Policy read and confirmed each year", "A.2.2", "preventive"),
    ("Data are approved before training", "A.7.2", "preventive"),
    ("Concerns can be raised without a name", "A.3.3", "detective"),
    ("Impact assessed before approval", "A.5.2", "preventive"),
    ("Members are told that AI is used", "A.8.2", "preventive"),
    ("Training before access", "A.4.6", "preventive"),
];

/// What was seen, by which source, what it probably is.
const CANDIDATES: &[(&str, &str, &str)] = &[
    (
        "Sign-ins to a drawing service from nine accounts",
        "sign_on",
        "Pictures for presentations",
    ),
    (
        "Invoice of a transcription service",
        "spend",
        "Minutes of meetings",
    ),
    (
        "Library for embeddings in a repository",
        "code",
        "Search in the parts catalogue",
    ),
    (
        "Traffic to a chat service at night",
        "network",
        "Homework, or a scheduled job",
    ),
    (
        "Browser extension that rewrites letters",
        "device",
        "Drafts of letters",
    ),
    (
        "Answer in the yearly survey: we sort complaints with a model",
        "survey",
        "Sorting of complaints",
    ),
];

/// Tells them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, inventory: &Inventory) {
    let scale = inventory.systems.len() / 600;
    let controls: Vec<Handle> = (0..CONTROLS.len() * (2 + scale))
        .map(|number| control(script, chance, people, inventory, number))
        .collect();
    for (number, use_case) in inventory.uses.iter().enumerate() {
        if chance.percent(85) {
            risk(script, chance, people, *use_case, &controls, number);
        }
    }
    for number in 0..(inventory.systems.len() / 2).max(CANDIDATES.len()) {
        candidate(script, chance, people, inventory, number);
    }
}

fn control(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    inventory: &Inventory,
    number: usize,
) -> Handle {
    let (name, reference, kind) = CONTROLS[number % CONTROLS.len()];
    let unit = *chance.pick(&people.units);
    let day = chance.between(100, 500);
    let mut patch = Patch::set_one(
        "name",
        if number < CONTROLS.len() {
            name.to_owned()
        } else {
            format!("{name} (unit {})", number / CONTROLS.len())
        },
    )
    .with("reference", reference)
    .with("source", "annex_a")
    .with(
        "description",
        "Who does it, when, and what is left behind is written in the procedure.",
    )
    .with("type", kind)
    .with(
        "implementation",
        chance.weighted(&[(6, "implemented"), (2, "partial"), (1, "planned")]),
    )
    .with(
        "frequency",
        *chance.pick(&["each case", "monthly", "each release", "yearly"]),
    )
    .with(
        "effectiveness",
        chance.weighted(&[
            (4, "effective"),
            (2, "partly"),
            (1, "ineffective"),
            (3, "not_tested"),
        ]),
    )
    .with("applies_to", json!([chance.pick(&inventory.systems).to_string()]))
    .with("review_date", script.date(day + chance.between(300, 700)))
    .with("unit", unit);
    if chance.percent(90) {
        patch = patch.with("owner", people.anybody(chance, day));
    }
    patch.state = Some(chance.weighted(&[(8, "in_force"), (1, "suspended")]).to_owned());
    script.create(day, Hand::Lead, "control", patch)
}

fn risk(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    use_case: Handle,
    controls: &[Handle],
    number: usize,
) {
    let (name, category, description) = RISKS[(number * 3 + chance.below(2)) % RISKS.len()];
    let level = chance.weighted(&[(2, "low"), (4, "medium"), (3, "high"), (1, "very_high")]);
    let day = chance.between(120, DAYS - 60);
    let mut patch = Patch::set_one("name", name)
        .with("description", description)
        .with("subjects", json!([use_case.to_string()]))
        .with("source_category", category)
        .with(
            "consequence_individuals",
            *chance.pick(&["low", "medium", "high"]),
        )
        .with("consequence_organisation", *chance.pick(&["low", "medium"]))
        .with("likelihood", *chance.pick(&["very_low", "low", "medium", "high"]))
        .with("level", level)
        .with("controls", json!([chance.pick(controls).to_string()]))
        .with("assessed_on", script.date(day - 10))
        .with("review_date", script.date(day + chance.between(120, 400)));
    if chance.percent(85) {
        patch = patch.with("owner", people.anybody(chance, day));
    }
    patch.state = Some(chance.weighted(&[(2, "identified"), (5, "assessed")]).to_owned());
    let risk = script.create(day, Hand::Lead, "risk", patch);
    if chance.percent(30) {
        let words = *chance.pick(&["low", "medium"]);
        let after = day + chance.between(60, 200);
        let patch = Patch::set_one("residual_level", words)
            .with("plan", "Add the control and look again after a quarter.")
            .with("treatment", "reduce");
        script.revise(after, Hand::Lead, risk, patch);
    }
}

fn candidate(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    inventory: &Inventory,
    number: usize,
) {
    let (name, source, guess) = CANDIDATES[number % CANDIDATES.len()];
    let day = chance.between(60, DAYS - 20);
    let seen = script.date(day - chance.between(1, 40));
    let patch = Patch::set_one("name", name)
        .with("source", source)
        .with(
            "evidence",
            "Listed by the source with time and place; no content was read.",
        )
        .with("guess", guess)
        .with("people", chance.between(1, 40))
        .with("first_seen", seen)
        .with("unit", *chance.pick(&people.units))
        .with("owner", people.lead());
    let candidate = script.create(day, Hand::Lead, "candidate", patch);
    if chance.percent(70) {
        script.change_state(day + 14, Hand::Lead, candidate, "looked_at", Patch::default());
    }
    if chance.percent(55) {
        let decision = chance.weighted(&[(3, "known"), (3, "request"), (2, "not_ai"), (1, "forbidden")]);
        let mut patch = Patch::set_one("decision", decision)
            .with("decision_reason", "Talked with the people who use it.")
            .with("decided_by", people.lead())
            .with("decided_on", script.date(day + 28));
        if decision == "known" {
            patch = patch.with("became", json!([chance.pick(&inventory.uses).to_string()]));
        }
        script.change_state(day + 28, Hand::Lead, candidate, "decided", patch);
    }
}
