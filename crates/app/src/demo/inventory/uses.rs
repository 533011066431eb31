//! The life of a use case: asked for, tried, approved, in use, restricted, ended.

use probity_core::patch::Patch;
use serde_json::json;

use super::Told;
use super::systems::review;
use crate::demo::chance::Chance;
use crate::demo::domains::{Use, domain};
use crate::demo::names::REMARKS;
use crate::demo::organisation::People;
use crate::demo::script::{DAYS, Hand, Handle, Script};

/// How far a use case comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Idea,
    Requested,
    Trial,
    Approved,
    WithConditions,
    InUse,
    Restricted,
    Suspended,
    Ended,
    Rejected,
}

const FATES: &[(usize, Fate)] = &[
    (5, Fate::Idea),
    (8, Fate::Requested),
    (12, Fate::Trial),
    (4, Fate::Approved),
    (4, Fate::WithConditions),
    (44, Fate::InUse),
    (4, Fate::Restricted),
    (6, Fate::Suspended),
    (9, Fate::Ended),
    (4, Fate::Rejected),
];

/// Tells the life of one use of a system.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, told: &Told, place: usize) -> Handle {
    let domain = domain(told.domain);
    let what = &domain.uses[place % domain.uses.len()];
    let day = told.day + chance.between(0, 40);
    let owner = if chance.percent(50) {
        told.owner
    } else {
        people.anybody(chance, day)
    };
    let patch = describe(script, chance, people, told, what, place).with("owner", owner);
    let found_in_use = told.operates == told.day && chance.percent(60);
    let use_case = match found_in_use {
        true => found(script, chance, patch, day),
        false => asked_for(script, chance, people, told, patch, day),
    };
    later(script, chance, people, use_case, day);
    use_case
}

fn describe(
    script: &Script,
    chance: &mut Chance,
    people: &People,
    told: &Told,
    what: &Use,
    place: usize,
) -> Patch {
    let second = place >= domain(told.domain).uses.len();
    let name = if second {
        format!("{}: {}, second team", told.name, what.name)
    } else {
        format!("{}: {}", told.name, what.name)
    };
    let assessed = if what.high {
        &[(5, "completed"), (3, "in_progress"), (2, "not_started")][..]
    } else {
        &[(2, "completed"), (3, "not_needed"), (2, "not_started")]
    };
    let stated = &[(5, "yes"), (2, "in_progress"), (2, "no"), (1, "unknown")];
    let mut patch = Patch::set_one("name", name)
        .with("intended_purpose", what.purpose)
        .with("excluded_uses", what.not_for)
        .with("systems", json!([told.system.to_string()]))
        .with("outputs", "A suggestion with its reasons.")
        .with("decisions", what.decisions)
        .with("critical_decisions", if what.high { "yes" } else { "no" })
        .with("unit", told.unit)
        .with("users", what.users)
        .with("affected_people", what.affected)
        .with("regions", json!(["Veyland"]))
        .with("personal_data", what.personal)
        .with("autonomy", what.autonomy)
        .with(
            "high_impact_stated",
            if what.high {
                "high"
            } else {
                chance.weighted(&[(7, "not_high"), (1, "presumed_not"), (2, "undetermined")])
            },
        )
        .with("business_criticality", *chance.pick(&["low", "medium", "high"]))
        .with(
            "business_value",
            "Less waiting for members and less routine for colleagues.",
        )
        .with("impact_assessment_stated", chance.weighted(assessed))
        .with("testing_stated", chance.weighted(stated))
        .with("monitoring_stated", chance.weighted(stated))
        .with("training_stated", chance.weighted(stated))
        .with("requested_on", script.date(told.day))
        .with("review_months", 12);
    if chance.percent(85) {
        patch = patch.with("oversight_mode", what.oversight).with(
            "oversight",
            "The person who uses it sees the reasons and decides.",
        );
    }
    if what.high || chance.percent(30) {
        patch = patch
            .with("executive", people.people[2])
            .with("affected_number", chance.between(50, 90_000));
    }
    patch
}

/// Already in use when it was entered, sometimes with nobody who answers for it.
fn found(script: &mut Script, chance: &mut Chance, mut patch: Patch, day: i32) -> Handle {
    let since = script.date(day - chance.between(40, 800));
    if chance.percent(30) {
        patch.set.remove("owner");
    }
    patch.set.insert("in_use_since".to_owned(), since.clone().into());
    patch
        .set
        .insert("review_date".to_owned(), script.date(review(chance, day)).into());
    patch.state = Some("in_use".to_owned());
    patch.stated = Some(since);
    patch.reason = Some("found in use when the list was begun".to_owned());
    script.create(day, Hand::Lead, "use_case", patch)
}

fn asked_for(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    told: &Told,
    mut patch: Patch,
    day: i32,
) -> Handle {
    let fate = chance.weighted(FATES);
    if fate == Fate::Idea && chance.percent(50) {
        patch.set.remove("owner");
    }
    let owner = people.anybody(chance, day);
    let use_case = script.create(day, Hand::Lead, "use_case", patch);
    if fate == Fate::Idea {
        return use_case;
    }
    let mut day = day + 14;
    script.change_state(
        day,
        Hand::Lead,
        use_case,
        "requested",
        Patch::set_one("owner", owner),
    );
    let because = |reason: &str| Patch {
        reason: Some(reason.to_owned()),
        ..Patch::default()
    };
    if fate == Fate::Rejected {
        script.change_state(
            day + 30,
            Hand::Approver,
            use_case,
            "rejected",
            because("the harm if it errs is larger than what it saves"),
        );
        return use_case;
    }
    if fate == Fate::Requested {
        return use_case;
    }
    if fate == Fate::Trial || chance.percent(60) {
        day += chance.between(20, 60);
        let limits = Patch::set_one(
            "trial_limits",
            "Two teams, three months, every answer looked at by a person.",
        )
        .with("trial_ends_on", script.date(day + 90));
        script.change_state(day, Hand::Approver, use_case, "trial", limits);
    }
    if fate == Fate::Trial {
        return use_case;
    }
    day = (day + chance.between(40, 110)).max(told.operates.min(DAYS - 30));
    approve(script, chance, use_case, day, fate == Fate::WithConditions);
    if matches!(fate, Fate::Approved | Fate::WithConditions) {
        return use_case;
    }
    day += chance.between(14, 40);
    let patch =
        Patch::set_one("in_use_since", script.date(day)).with("systems", json!([told.system.to_string()]));
    script.change_state(day, Hand::Lead, use_case, "in_use", patch);
    ending(script, chance, use_case, day, fate);
    use_case
}

fn approve(script: &mut Script, chance: &mut Chance, use_case: Handle, day: i32, conditions: bool) {
    let ready = Patch::set_one("oversight_mode", "before_each")
        .with("scope_decision", "in")
        .with("review_date", script.date(review(chance, day)))
        .with(
            "conditions",
            "A person decides each case; figures are looked at every month.",
        );
    script.revise(day - 10, Hand::Lead, use_case, ready);
    let to = if conditions {
        "approved_with_conditions"
    } else {
        "approved"
    };
    script.change_state(day, Hand::Approver, use_case, to, Patch::default());
}

fn ending(script: &mut Script, chance: &mut Chance, use_case: Handle, day: i32, fate: Fate) {
    let because = |reason: &str, patch: Patch| Patch {
        reason: Some(reason.to_owned()),
        ..patch
    };
    let later = day + chance.between(60, 300);
    match fate {
        Fate::Restricted => {
            let patch = Patch::set_one(
                "conditions",
                "Only for claims below the limit until the test is repeated.",
            );
            script.change_state(
                later,
                Hand::Lead,
                use_case,
                "restricted",
                because("the last test was too small", patch),
            );
        }
        Fate::Suspended => {
            script.change_state(
                later,
                Hand::Lead,
                use_case,
                "suspended",
                because("an update changed its answers", Patch::default()),
            );
            if chance.percent(40) {
                let words = "tested again, the answers are as before";
                script.change_state(
                    later + 40,
                    Hand::Approver,
                    use_case,
                    "in_use",
                    because(words, Patch::default()),
                );
            }
        }
        Fate::Ended => {
            let patch = Patch::set_one("ended_on", script.date(later));
            script.change_state(
                later,
                Hand::Lead,
                use_case,
                "ended",
                because("the team works another way now", patch),
            );
            if chance.percent(40) {
                script.archive(later + 30, Hand::Lead, use_case, "ended and settled");
            }
        }
        _ => {}
    }
}

/// Reviews, remarks, changes of owner, and owners who leave.
fn later(script: &mut Script, chance: &mut Chance, people: &People, use_case: Handle, day: i32) {
    if chance.percent(35) {
        let hand = if chance.percent(50) {
            Hand::Owner
        } else {
            Hand::Colleague
        };
        script.comment(
            day + chance.between(100, 500),
            hand,
            use_case,
            *chance.pick(REMARKS),
        );
    }
    if chance.percent(55) {
        let reviewed = day + chance.between(330, 420);
        let next = script.date(review(chance, reviewed));
        let patch = Patch {
            stated: Some(script.date(reviewed - 15)),
            ..Patch::set_one("review_date", next)
        };
        script.revise(reviewed, Hand::Lead, use_case, patch);
    }
    let changes = chance.below(100);
    let day = day + chance.between(150, 900);
    match changes {
        0..15 => {
            let patch = Patch {
                reason: Some("change of duties".to_owned()),
                ..Patch::set_one("owner", people.anybody(chance, day))
            };
            script.revise(day, Hand::Lead, use_case, patch);
        }
        15..23 => {
            let reason = Some("the owner left, and nobody has taken over".to_owned());
            script.revise(
                day,
                Hand::Lead,
                use_case,
                Patch {
                    unset: vec!["owner".to_owned()],
                    reason,
                    ..Patch::default()
                },
            );
        }
        23..33 => {
            let patch = Patch::set_one("affected_people", "Members, and people who call for them")
                .with("affected_number", chance.between(100, 120_000));
            script.revise(day, Hand::Lead, use_case, patch);
        }
        _ => {}
    }
}
