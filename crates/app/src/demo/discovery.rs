//! Signs of AI that nobody registered, and what became of them.

mod runs;
mod statements;

use probity_core::patch::Patch;
use serde_json::json;

use super::chance::Chance;
use super::inventory::Inventory;
use super::names::UNITS;
use super::organisation::People;
use super::script::{DAYS, Hand, Script};

/// What was seen, by which source, where, what it probably is, as which system it is known if at all.
const CANDIDATES: &[(&str, &str, &str, &str, Option<&str>)] = &[
    (
        "Sign-ins to a drawing service from nine accounts",
        "sign_on",
        "Sign-on log, week 14; no content was read.",
        "Pictures for presentations",
        None,
    ),
    (
        "Invoice of a transcription service",
        "spend",
        "Two invoices on one card, 48 and 52 crowns.",
        "Notes of calls, beside the desk's own tool",
        Some("Call transcripts"),
    ),
    (
        "Library for embeddings in a repository",
        "code",
        "Lock file of the search service.",
        "Part of the internal search",
        Some("Internal search"),
    ),
    (
        "Traffic to a chat service at night",
        "network",
        "Names looked up between one and three; one device.",
        "A scheduled job that sorts letters",
        None,
    ),
    (
        "Browser extension that rewrites letters",
        "device",
        "List of extensions on 31 laptops.",
        "Drafts of letters",
        Some("Translation desk"),
    ),
    (
        "We sort complaints with a model",
        "survey",
        "An answer in the yearly survey, with a name.",
        "Sorting of complaints",
        None,
    ),
    (
        "New button in the office suite",
        "other",
        "Release notes of the vendor; on by default.",
        "The assistant of the suite",
        Some("Office assistant"),
    ),
    (
        "Key of a model service in a build log",
        "code",
        "Build of the parts catalogue; the key was revoked the same day.",
        "Texts for spare parts",
        None,
    ),
    (
        "Subscription to a tool that writes code",
        "spend",
        "Yearly invoice, eleven seats.",
        "A second coding assistant",
        Some("Coding assistant"),
    ),
    (
        "Ranking in the applicant system",
        "survey",
        "Said by a recruiter in an interview of the audit.",
        "A function that the vendor switched on",
        Some("Applicant ranking"),
    ),
    (
        "Sign-ins to a tool for slides",
        "sign_on",
        "Four accounts, one unit.",
        "Slides from bullet points",
        None,
    ),
    (
        "Scores in the list of claims",
        "other",
        "A column that was not there last month.",
        "Scores of the fraud service",
        Some("Fraud watch"),
    ),
    (
        "Plug-in of the camera system",
        "device",
        "Licence file on the camera server.",
        "Counting of people at doors",
        None,
    ),
    (
        "Spreadsheet that calls a language model",
        "network",
        "Calls from the finance floor, some hundred a day.",
        "Sorting of payments by their text",
        None,
    ),
    (
        "Forecast in the staff planner",
        "survey",
        "An answer in the yearly survey.",
        "A moving average, nothing that learns",
        None,
    ),
    (
        "Meter readings from photographs",
        "spend",
        "Pilot offer, no charge.",
        "Reads meters from pictures",
        Some("Document intake"),
    ),
];

const REASONS: &[(&str, &[&str])] = &[
    (
        "known",
        &[
            "The same tool as in the list, reached another way.",
            "A function of a system that is registered; its entry was completed.",
        ],
    ),
    (
        "request",
        &[
            "Useful; the team asks for it properly.",
            "Wanted by two units, so it goes through the request form.",
        ],
    ),
    (
        "not_ai",
        &[
            "A fixed rule; nobody trains it.",
            "Talked with the people who use it: a macro.",
        ],
    ),
    (
        "forbidden",
        &[
            "Data of members left the house; the account was closed.",
            "The vendor trains on what is put in.",
        ],
    ),
    ("out_of_scope", &["Private use on a private device."]),
];

/// Tells them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, inventory: &Inventory) {
    for number in 0..(inventory.systems.len() / 3).max(CANDIDATES.len()) {
        candidate(script, chance, people, inventory, number);
    }
    runs::write(script, chance, people);
    known_services(script, inventory);
    statements::write(script, chance, people);
}

/// Two services were found to be these before.
fn known_services(script: &mut Script, inventory: &Inventory) {
    for (system, service) in [("Office assistant", "chatgpt"), ("Translation desk", "deepl")] {
        if let Some(told) = inventory.uses.iter().find(|told| told.name.starts_with(system)) {
            let ids = json!([{ "source": "discovery", "id": service }]);
            script.revise(
                DAYS - 16,
                Hand::Lead,
                told.use_case,
                Patch::set_one("outside_ids", ids),
            );
        }
    }
}

fn candidate(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    inventory: &Inventory,
    number: usize,
) {
    let (name, source, evidence, guess, known) = CANDIDATES[number % CANDIDATES.len()];
    let place = chance.below(people.units.len());
    let name = match number / CANDIDATES.len() {
        0 => name.to_owned(),
        round => format!("{name}, {} ({round})", UNITS[place % UNITS.len()].0),
    };
    let day = chance.between(60, DAYS - 42);
    let patch = Patch::set_one("name", name)
        .with("source", source)
        .with("evidence", evidence)
        .with("guess", guess)
        .with("people", chance.between(1, 40))
        .with("first_seen", script.date(day - chance.between(15, 40)))
        .with("last_seen", script.date(day - chance.between(1, 14)))
        .with("unit", people.units[place])
        .with("owner", people.lead());
    let candidate = script.create(day, Hand::Lead, "candidate", patch);
    if chance.percent(85) {
        script.change_state(day + 14, Hand::Lead, candidate, "looked_at", Patch::default());
    }
    // What is old was decided; of the rest some still wait.
    if day > DAYS - 150 && !chance.percent(60) {
        return;
    }
    let decision = match known {
        Some(_) => "known",
        None => chance.weighted(&[
            (3, "request"),
            (2, "not_ai"),
            (2, "forbidden"),
            (1, "out_of_scope"),
        ]),
    };
    let reasons = REASONS
        .iter()
        .find(|(code, _)| *code == decision)
        .map_or(&[][..], |(_, all)| *all);
    let mut patch = Patch::set_one("decision", decision)
        .with("decided_by", people.lead())
        .with("decided_on", script.date(day + 28));
    if !reasons.is_empty() {
        patch = patch.with("decision_reason", *chance.pick(reasons));
    }
    if let Some(became) = became(chance, inventory, decision, known) {
        patch = patch.with("became", json!([became]));
    }
    script.change_state(day + 28, Hand::Lead, candidate, "decided", patch);
}

/// The use it belongs to: of the system it is known as, or a request that followed.
fn became(chance: &mut Chance, inventory: &Inventory, decision: &str, known: Option<&str>) -> Option<String> {
    let place = match (decision, known) {
        ("known", Some(system)) => inventory
            .uses
            .iter()
            .position(|told| told.name.starts_with(system))?,
        ("request", _) if chance.percent(60) => chance.below(inventory.uses.len()),
        _ => return None,
    };
    inventory.uses.get(place).map(|told| told.use_case.to_string())
}
