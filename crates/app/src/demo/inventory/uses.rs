//! The life of a use case: asked for, tried, approved, in use, restricted, ended.

use probity_core::patch::Patch;
use serde_json::{Value as Json, json};

use super::Told;
use super::systems::review;
use super::use_text::describe;
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

const TRIALS: &[&str] = &[
    "Two teams, three months, every answer looked at by a person.",
    "One office and sixty days; people are told on paper, and may say no.",
    "Closed cases of last year only; nothing reaches a member.",
    "Volunteers from three units, with a weekly hour to compare notes.",
];

const REFUSALS: &[&str] = &[
    "the harm if it errs is larger than what it saves",
    "nobody could say who would watch over it",
    "the vendor would not tell where data are kept",
    "a simple rule does the same",
];

const CONDITIONS: &[&str] = &[
    "A person decides each case; figures are looked at every month.",
    "Results by age and place are shown to the AI board after ninety days.",
    "Only in the offices that were trained; the others follow after the first review.",
    "The notice to members is on the form before the first day.",
];

/// A use and how far it came.
pub struct ToldUse {
    pub use_case: Handle,
    /// Place in the list of domains.
    pub domain: usize,
    pub what: &'static Use,
    pub name: String,
    pub owner: Handle,
    pub unit: Handle,
    /// The day it was entered.
    pub day: i32,
    /// Tried, approved or in use.
    pub live: bool,
    /// Its owner states that its impact was assessed.
    pub assessed: bool,
}

/// Tells the life of one use of a system.
pub fn write(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    told: &Told,
    place: usize,
) -> ToldUse {
    let domain = domain(told.domain);
    let what = &domain.uses[place % domain.uses.len()];
    let day = told.day + chance.between(0, 40);
    let owner = if chance.percent(50) {
        told.owner
    } else {
        people.anybody(chance, day)
    };
    let patch = describe(script, chance, people, told, what, place).with("owner", owner);
    let text = |field: &str| patch.set.get(field).and_then(Json::as_str).unwrap_or_default();
    let name = text("name").to_owned();
    let assessed = text("impact_assessment_stated") == "completed";
    let found_in_use = told.operates == told.day && chance.percent(60);
    let (use_case, fate) = match found_in_use {
        true => (found(script, chance, patch, day), Fate::InUse),
        false => asked_for(script, chance, told, what, patch, day),
    };
    later(script, chance, people, use_case, day);
    ToldUse {
        use_case,
        domain: told.domain,
        what,
        name,
        owner,
        unit: told.unit,
        day,
        live: !matches!(fate, Fate::Idea | Fate::Requested | Fate::Rejected),
        assessed,
    }
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
    told: &Told,
    what: &Use,
    mut patch: Patch,
    day: i32,
) -> (Handle, Fate) {
    let fate = chance.weighted(FATES);
    let asked = script.date(day + chance.between(200, 400));
    patch = chance.fill(88, patch, "review_date", asked);
    if fate == Fate::Idea && chance.percent(50) {
        patch.set.remove("owner");
    }
    let use_case = script.create(day, Hand::Lead, "use_case", patch);
    if fate == Fate::Idea {
        return (use_case, fate);
    }
    let mut day = day + 14;
    script.change_state(
        day,
        Hand::Lead,
        use_case,
        "requested",
        Patch::set_one("owner", told.owner),
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
            because(chance.pick::<&str>(REFUSALS)),
        );
        return (use_case, fate);
    }
    if fate == Fate::Requested {
        return (use_case, fate);
    }
    if fate == Fate::Trial || chance.percent(60) {
        day += chance.between(20, 60);
        let limits =
            Patch::set_one("trial_limits", *chance.pick(TRIALS)).with("trial_ends_on", script.date(day + 90));
        script.change_state(day, Hand::Approver, use_case, "trial", limits);
    }
    if fate == Fate::Trial {
        return (use_case, fate);
    }
    day = (day + chance.between(40, 110)).max(told.operates.min(DAYS - 30));
    approve(script, chance, use_case, day, what, fate == Fate::WithConditions);
    if matches!(fate, Fate::Approved | Fate::WithConditions) {
        return (use_case, fate);
    }
    day += chance.between(14, 40);
    let patch =
        Patch::set_one("in_use_since", script.date(day)).with("systems", json!([told.system.to_string()]));
    script.change_state(day, Hand::Lead, use_case, "in_use", patch);
    ending(script, chance, use_case, day, fate);
    (use_case, fate)
}

fn approve(
    script: &mut Script,
    chance: &mut Chance,
    use_case: Handle,
    day: i32,
    what: &Use,
    conditions: bool,
) {
    let mut ready = Patch::set_one("oversight_mode", what.oversight)
        .with("scope_decision", "in")
        .with("review_date", script.date(review(chance, day)));
    if conditions || what.high {
        ready = ready.with("conditions", *chance.pick(CONDITIONS));
    }
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
    let mut reviewed = day + chance.between(330, 420);
    while reviewed < DAYS && chance.percent(if script.brief { 50 } else { 82 }) {
        let next = script.date(review(chance, reviewed));
        let patch = Patch {
            stated: Some(script.date(reviewed - 15)),
            ..Patch::set_one("review_date", next)
        };
        script.revise(reviewed, Hand::Lead, use_case, patch);
        if script.brief {
            break;
        }
        reviewed += chance.between(330, 420);
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
