//! Impact assessments: of most uses whose owner says so, and of some only a draft or nothing.

use probity_core::patch::Patch;
use serde_json::json;

use super::assurance::Assurance;
use super::chance::Chance;
use super::domains::{domain, words_of};
use super::inventory::{Inventory, ToldUse};
use super::organisation::People;
use super::script::{DAYS, Hand, Script};

const MEASURES: &[&str] = &[
    "Figures by group each month; an open line for questions; a second look at each refusal.",
    "A notice in plain words; fifty cases compared by hand each quarter.",
    "Half of the fields are left out; what remains is deleted after two years.",
    "A trained overseer on each shift, with the right to stop it.",
];

const CONSULTED: &[&str] = &[
    "Six people who are affected, in two talks of an hour.",
    "The employees' council; its two questions are answered in the text.",
    "Agents of three offices and a counsellor for people in debt.",
    "Nobody outside the team yet; planned before the next review.",
];

/// Tells them. What its owner ticked is not always found as a record: that is a finding.
pub fn write(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    inventory: &Inventory,
    assurance: &Assurance,
) {
    for told in &inventory.uses {
        let done = told.assessed && chance.percent(if told.what.high { 80 } else { 35 });
        let begun = told.what.high && !done && told.live && chance.percent(30);
        if done || begun {
            assess(script, chance, people, told, assurance, done);
        }
    }
}

fn assess(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    told: &ToldUse,
    assurance: &Assurance,
    done: bool,
) {
    let day = (told.day + chance.between(20, 120)).clamp(120, DAYS - 50);
    let patch = text(script, chance, people, told, assurance, day);
    let assessment = script.create(day, Hand::Lead, "impact_assessment", patch);
    if !done {
        return;
    }
    let result = chance.weighted(&[(5, "proceed"), (4, "with_conditions"), (1, "escalate")]);
    let mut found = Patch::set_one("result", result)
        .with(
            "result_reason",
            "No harm above medium remains for any group, by the scales of the method.",
        )
        .with("assessed_on", script.date(day + 14))
        .with("review_date", script.date(day + chance.between(300, 500)));
    if result == "with_conditions" {
        found = found.with("conditions", *chance.pick(MEASURES));
    }
    script.revise(day + 14, Hand::Lead, assessment, found);
    script.change_state(day + 16, Hand::Lead, assessment, "in_review", Patch::default());
    if chance.percent(88) {
        script.change_state(day + 30, Hand::Approver, assessment, "approved", Patch::default());
    }
}

fn text(
    script: &Script,
    chance: &mut Chance,
    people: &People,
    told: &ToldUse,
    assurance: &Assurance,
    day: i32,
) -> Patch {
    let words = words_of(told.domain);
    let what = told.what;
    let year = script.date(day)[..4].to_owned();
    let severity = match what.high {
        true => *chance.pick(&["medium", "high", "high", "very_high"]),
        false => *chance.pick(&["very_low", "low", "medium"]),
    };
    let patch = Patch::set_one("name", format!("Impact of {}, {year}", told.name))
        .with("type", if what.high { "full" } else { "short" })
        .with("use_case", told.use_case)
        .with("method", assurance.impact_method)
        .with(
            "trigger",
            *chance.pick(&[
                "before first use",
                "a material change",
                "found in use",
                "the yearly look",
            ]),
        )
        .with(
            "scope",
            format!("{} Not looked at: {}", what.purpose, lower(what.not_for)),
        )
        .with(
            "assessors",
            json!([people.lead().to_string(), told.owner.to_string()]),
        )
        .with("description", domain(told.domain).what)
        .with("intended_uses", what.purpose)
        .with(
            "data",
            format!(
                "{}. {}",
                words.data.join(", "),
                chance.pick(&[
                    "Complete in 97 of 100 cases.",
                    "Older members are over-represented.",
                    "Rare forms are missing."
                ])
            ),
        )
        .with("parties", what.affected)
        .with("harms", words.harm)
        .with("severity", severity)
        .with("societal", *chance.pick(&["very_low", "low", "medium"]))
        .with("owner", told.owner)
        .with("unit", told.unit)
        .with("review_date", script.date(day + 365));
    let mut filled = patch;
    for (percent, field, value) in [
        (88, "misuse", what.not_for),
        (90, "benefits", words.value),
        (85, "failures", words.fallback),
        (90, "measures", *chance.pick(MEASURES)),
        (86, "oversight", words.oversight),
        (
            80,
            "remedies",
            "Whoever disagrees writes or calls; a person who was not involved looks again within ten days.",
        ),
        (65, "consultation", *chance.pick(CONSULTED)),
    ] {
        filled = chance.fill(percent, filled, field, value);
    }
    chance.fill_link(70, filled, "controls", &assurance.controls)
}

/// Inside a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
