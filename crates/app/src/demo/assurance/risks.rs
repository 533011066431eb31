//! The register of risks: one line for most uses, judged by the method of its day.

use probity_core::patch::Patch;
use serde_json::json;

use super::methods::Methods;
use crate::demo::chance::Chance;
use crate::demo::domains::words_of;
use crate::demo::inventory::ToldUse;
use crate::demo::organisation::People;
use crate::demo::script::{DAYS, Hand, Handle, Script};

/// From the least to the most.
const LEVELS: &[&str] = &["very_low", "low", "medium", "high", "very_high"];

/// What is feared, source category, cause and event, plan.
const RISKS: &[(&str, &str, &str, &str)] = &[
    (
        "Wrong for some groups",
        "fairness",
        "",
        "Figures by group each month; the test set gets a hundred more cases of the group.",
    ),
    (
        "Nobody notices when it gets worse",
        "operation",
        "Because the world changes and the model does not, answers get worse, and nobody looks at the figures.",
        "A threshold with an alert to the owner, and a look back each quarter.",
    ),
    (
        "People trust it too much",
        "oversight",
        "Because it is mostly right, the person who decides stops reading the reasons.",
        "Every twentieth case is decided without the suggestion; overrides are discussed.",
    ),
    (
        "The vendor changes it unannounced",
        "vendor",
        "Because the address stays and the version changes, answers differ from those that were tested.",
        "Ten fixed questions are asked each night; a clause in the next contract.",
    ),
    (
        "Personal data where they do not belong",
        "privacy",
        "Because a field takes free text, personal data go in that the contract does not cover.",
        "A filter before the field, and a line of warning beside it.",
    ),
    (
        "It can be talked into things",
        "security",
        "Because text from outside is read as well, somebody steers it away from its task.",
        "Text from outside is marked; a test by people who try, twice a year.",
    ),
    (
        "Nobody can explain an answer",
        "transparency",
        "Because reasons are not kept, a question comes and there is no answer to it.",
        "Reasons are kept for two years, by the number of the case.",
    ),
    (
        "It stops on the worst day",
        "operation",
        "Because all need it at the same hour, the service slows down or stops.",
        "A limit per team, and the way of working without it on one page.",
    ),
    (
        "Data may not be used so",
        "legal",
        "Because the terms of a source changed, a model has learned from what it may not keep.",
        "Terms are read again each year; the source can be left out within a week.",
    ),
    (
        "Too few people know how it works",
        "organisation",
        "Because one engineer built it, nobody can repair it when she is away.",
        "A second engineer does every other release.",
    ),
];

const WHY: &[&str] = &[
    "Costs a week of work and takes away the worst case.",
    "The harm falls on people who did not choose it.",
    "Cheaper than what happened elsewhere in the trade.",
    "Asked for by the AI board at its last meeting.",
];

/// Tells one.
pub fn write(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    told: &ToldUse,
    controls: &[Handle],
    methods: Methods,
) {
    let (name, category, cause, plan) = *chance.pick(RISKS);
    let day = (told.day + chance.between(20, 200)).clamp(90, DAYS - 40);
    let words = words_of(told.domain);
    let description = match cause {
        "" => words.harm.to_owned(),
        cause => format!("{cause} What hangs on it: {}", lower(told.what.purpose)),
    };
    let method = match day < methods.risk_since {
        true => methods.first_risk,
        false => methods.risk,
    };
    let (mut patch, level) = judge(chance, told);
    patch = patch
        .with("name", format!("{name}: {}", lower(told.what.name)))
        .with("description", description)
        .with("subjects", json!([told.use_case.to_string()]))
        .with("source_category", category)
        .with("unit", told.unit)
        .with("assessed_on", script.date(day - chance.between(5, 30)))
        .with("review_date", script.date(day + chance.between(200, 500)));
    patch = chance.fill(90, patch, "method", method);
    patch = chance.fill_link(85, patch, "controls", controls);
    patch = chance.fill(50, patch, "existing_controls", words.oversight);
    let owner = match chance.percent(60) {
        true => told.owner,
        false => people.anybody(chance, day),
    };
    patch = chance.fill(87, patch, "owner", owner);
    let treatment = treat(script, chance, &mut patch, level, plan, day);
    let owned = patch.set.contains_key("owner") && patch.set.contains_key("method");
    let looked_at = owned && chance.percent(85);
    patch.state = Some(if looked_at { "assessed" } else { "identified" }.to_owned());
    let risk = script.create(day, Hand::Lead, "risk", patch);
    if looked_at && let Some(residual) = treatment {
        go_on(script, chance, people, risk, residual, day);
    }
}

/// Consequences, likelihood and the level that the method makes of them.
fn judge(chance: &mut Chance, told: &ToldUse) -> (Patch, usize) {
    let base = if told.what.high { 2 } else { 1 };
    let individuals = base + chance.below(3) - usize::from(!told.what.high && chance.percent(30));
    let house = 1 + chance.below(3);
    let society = chance.below(1 + base);
    let likelihood = chance.below(4);
    let level = (individuals.max(house).max(society) + likelihood).div_ceil(2);
    let mut patch = Patch::set_one("likelihood", LEVELS[likelihood]).with("level", LEVELS[level]);
    patch = chance.fill(94, patch, "consequence_individuals", LEVELS[individuals]);
    patch = chance.fill(94, patch, "consequence_organisation", LEVELS[house]);
    (
        chance.fill(87, patch, "consequence_societies", LEVELS[society]),
        level,
    )
}

/// What is to be done, and the level that is expected afterwards, when somebody has thought about it.
fn treat(
    script: &Script,
    chance: &mut Chance,
    patch: &mut Patch,
    level: usize,
    plan: &str,
    day: i32,
) -> Option<usize> {
    if !chance.percent(88) {
        return None;
    }
    let treatment = match level {
        0 | 1 => chance.weighted(&[(3, "accept"), (1, "reduce")]),
        2 => chance.weighted(&[(5, "reduce"), (1, "share"), (1, "accept")]),
        _ => chance.weighted(&[(7, "reduce"), (1, "avoid"), (1, "share")]),
    };
    let residual = match treatment {
        "accept" => level,
        _ => level.saturating_sub(1 + chance.below(2)),
    };
    let mut filled = std::mem::take(patch).with("treatment", treatment);
    filled = chance.fill_one(60, filled, "treatment_reason", WHY);
    filled = match treatment {
        "accept" => chance.fill(
            80,
            filled,
            "plan",
            "Nothing more; looked at again at each review.",
        ),
        _ => chance.fill(95, filled, "plan", plan),
    };
    filled = filled.with("due", script.date(day + chance.between(60, 250)));
    *patch = chance.fill(92, filled, "residual_level", LEVELS[residual]);
    (patch.set.contains_key("residual_level") && patch.set.contains_key("plan")).then_some(residual)
}

/// Most plans are begun; some of the rest is accepted by who may.
fn go_on(script: &mut Script, chance: &mut Chance, people: &People, risk: Handle, residual: usize, day: i32) {
    if chance.percent(if script.brief { 30 } else { 65 }) {
        script.change_state(
            day + chance.between(14, 60),
            Hand::Lead,
            risk,
            "in_treatment",
            Patch::default(),
        );
    }
    if residual <= 2 && chance.percent(if script.brief { 15 } else { 45 }) {
        let on = day + chance.between(80, 200);
        let seen = Patch::set_one("accepted_by", people.people[2]).with(
            "effectiveness",
            "The figures of two months are below the limit that was set.",
        );
        script.revise(on - 10, Hand::Lead, risk, seen);
        script.change_state(on, Hand::Approver, risk, "accepted", Patch::default());
        let until =
            Patch::set_one("accepted_on", script.date(on)).with("accepted_until", script.date(on + 365));
        script.revise(on + 3, Hand::Lead, risk, until);
    }
}

/// Inside a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
