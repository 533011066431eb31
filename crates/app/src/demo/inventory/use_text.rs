//! What is written about a use of AI, with the gaps that real lists have.

use probity_core::patch::Patch;
use serde_json::json;

use super::Told;
use crate::demo::chance::Chance;
use crate::demo::domains::{Use, Words, domain, words_of};
use crate::demo::organisation::People;
use crate::demo::script::Script;

const NOTICES: &[&str] = &[
    "A sentence on the form, and a page that explains it.",
    "The letter says that a machine made a suggestion and who decided.",
    "Told in person at the first meeting; a leaflet stays with them.",
    "A notice beside the entrance and in the handbook.",
];

/// The words of its domain and the answers of whoever filled in the form.
pub fn describe(
    script: &Script,
    chance: &mut Chance,
    people: &People,
    told: &Told,
    what: &Use,
    place: usize,
) -> Patch {
    let words = words_of(told.domain);
    let name = match place < domain(told.domain).uses.len() {
        true => format!("{}: {}", told.name, what.name),
        false => format!("{}: {}, second team", told.name, what.name),
    };
    let mut patch = Patch::set_one("name", name)
        .with(
            "intended_purpose",
            format!("{} {}", what.purpose, domain(told.domain).what),
        )
        .with("excluded_uses", what.not_for)
        .with("systems", json!([told.system.to_string()]))
        .with("outputs", words.outputs)
        .with("unit", told.unit)
        .with("users", what.users)
        .with(
            "regions",
            json!([*chance.pick(&["Veyland", "Veyland", "Norland", "Westermark"])]),
        )
        .with("personal_data", what.personal)
        .with("requested_on", script.date(told.day))
        .with("review_months", 12);
    for (field, value) in [
        ("decisions", what.decisions),
        ("critical_decisions", if what.high { "yes" } else { "no" }),
        ("affected_people", what.affected),
        ("autonomy", what.autonomy),
        ("business_value", words.value),
        ("fallback", words.fallback),
    ] {
        patch = chance.fill(90, patch, field, value);
    }
    let data = &words.data[..words.data.len() - chance.below(2)];
    let deputy = people.anybody(chance, told.day + 40);
    let criticality = *chance.pick(&["low", "medium", "high"]);
    patch = chance.fill(86, patch, "data_categories", json!(data));
    patch = chance.fill(82, patch, "deputy", deputy);
    patch = chance.fill(92, patch, "business_criticality", criticality);
    patch = stated(chance, patch, what);
    patch = scope(chance, patch, what);
    if what.high || chance.percent(30) {
        patch = patch
            .with("executive", people.people[2])
            .with("affected_number", chance.between(50, 90_000));
    }
    if what.high {
        patch = chance.fill(60, patch, "vulnerable_groups", vulnerable(what));
        patch = chance.fill(70, patch, "critical_decisions_text", what.decisions);
        patch = chance.fill_one(55, patch, "notice", NOTICES);
    }
    oversee(chance, patch, what, words)
}

/// What the owner ticked.
fn stated(chance: &mut Chance, patch: Patch, what: &Use) -> Patch {
    let assessed = match what.high {
        true => &[(6, "completed"), (3, "in_progress"), (1, "not_started")][..],
        false => &[(2, "completed"), (3, "not_needed"), (2, "not_started")],
    };
    let answers = &[(6, "yes"), (2, "in_progress"), (1, "no"), (1, "unknown")];
    let high = match what.high {
        true => "high",
        false => chance.weighted(&[(7, "not_high"), (1, "presumed_not"), (2, "undetermined")]),
    };
    patch
        .with("high_impact_stated", high)
        .with("impact_assessment_stated", chance.weighted(assessed))
        .with("testing_stated", chance.weighted(answers))
        .with("monitoring_stated", chance.weighted(answers))
        .with("training_stated", chance.weighted(answers))
}

fn scope(chance: &mut Chance, patch: Patch, what: &Use) -> Patch {
    let reason = match (what.high, what.personal) {
        (true, _) => *chance.pick(&[
            "It weighs on decisions about people, so it is inside whatever its size.",
            "Its answers can cost somebody money or work; the board wants it inside.",
            "A member or employee may ask for reasons, and this system must be able to give them.",
        ]),
        (false, true) => *chance.pick(&[
            "It reads personal data and writes texts that leave the house.",
            "People outside the team meet its answers.",
            "Personal data go in, so privacy and AI are looked at together.",
        ]),
        (false, false) => *chance.pick(&[
            "Every trained model that colleagues rely on is inside.",
            "Small, but bought from a vendor who may change it.",
            "Work would slow down without it, so it is kept in the list.",
            "Inside with the least depth: nobody outside the team is touched.",
        ]),
    };
    let patch = chance.fill(91, patch, "scope_decision", "in");
    match patch.set.contains_key("scope_decision") {
        true => chance.fill(92, patch, "scope_reason", reason),
        false => patch,
    }
}

/// Oversight of things that matter is described a little more often, and still not always.
fn oversee(chance: &mut Chance, patch: Patch, what: &Use, words: &Words) -> Patch {
    let how = match what.oversight {
        "before_each" => *chance.pick(&[
            "Nothing takes effect before that.",
            "Saying no takes one click and a line of reason.",
            "There is no target for how often the suggestion is followed.",
        ]),
        "on_the_loop" => *chance.pick(&[
            "It can be stopped for the rest of the day without asking anybody.",
            "A stop takes effect within a minute and was tried last quarter.",
        ]),
        _ => *chance.pick(&[
            "What turns out wrong is reversed by the end of the next working day.",
            "Fifty cases are drawn each month and discussed in the team.",
        ]),
    };
    let described = if what.high { 88 } else { 80 };
    let patch = chance.fill(90, patch, "oversight_mode", what.oversight);
    chance.fill(
        described,
        patch,
        "oversight",
        format!("{} {how}", words.oversight),
    )
}

fn vulnerable(what: &Use) -> String {
    match what.affected {
        "Applicants" => "Applicants with a disability or a gap in their working life.".to_owned(),
        who if who.starts_with("Members") => {
            "Old members and members in need; about one in nine by the last survey.".to_owned()
        }
        who => format!("{who} who cannot easily refuse, because their work or income depends on it."),
    }
}
