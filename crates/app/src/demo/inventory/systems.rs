//! The life of a system: designed or bought, tried, in operation, changed, retired.

use probity_core::patch::Patch;
use serde_json::json;

use super::Told;
use crate::demo::chance::Chance;
use crate::demo::domains::{COUNT, domain};
use crate::demo::names::{DOMAIN, QUALIFIERS};
use crate::demo::organisation::People;
use crate::demo::script::{DAYS, Hand, Handle, Script};
use crate::demo::supply::Supply;

const WATCHED: &[&str] = &[
    "Share of answers that a person changed, each week; above one in five the owner looks.",
    "Results by age group and place each month, in the meeting of the team.",
    "Spread of the inputs against those of the test set, each night.",
    "Complaints that name it, counted by the service desk.",
    "Time to answer and errors on the board of the operations team.",
];

const LOGGED: &[&str] = &[
    "Input, output and what the person did with it, for two years.",
    "Output and version only; inputs stay in the system they come from.",
    "Every call with time and account for ninety days, then counts.",
    "What the vendor keeps: thirty days, on request.",
];

/// Tells the life of system `number`.
pub fn write(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    supply: &Supply,
    number: usize,
) -> Told {
    let place = number % COUNT;
    let name = name(number);
    let told = domain(place);
    let unit = people.units[told.unit];
    let day = 30 + chance.between(0, 30).pow(2) * (DAYS - 150) / 900;
    let owner = people.anybody(chance, day);
    // A quarter was there before anybody kept a list.
    let found_in_operation = chance.percent(25);
    let mut patch = describe(chance, supply, number, &name)
        .with("unit", unit)
        .with("review_date", script.date(review(chance, day)));
    if chance.percent(88) {
        patch = patch.with("owner", owner);
    }
    let deputy = people.anybody(chance, day);
    patch = chance.fill(80, patch, "deputy", deputy);
    if found_in_operation {
        let since = script.date(day - chance.between(40, 900));
        patch = patch
            .with("in_operation_since", since.clone())
            .with("owner", owner);
        patch.state = Some("in_operation".to_owned());
        patch.stated = Some(since);
        patch.reason = Some("in use before the list was kept".to_owned());
    }
    let system = script.create(day, Hand::Lead, "system", patch);
    let operates = if found_in_operation {
        day
    } else {
        build(script, chance, system, day, owner)
    };
    later(script, chance, people, system, operates);
    Told {
        system,
        day,
        operates,
        domain: place,
        unit,
        owner,
        name,
        served: Vec::new(),
        models: made_from(told.models, &supply.models, 10, number),
        datasets: made_from(told.datasets, &supply.datasets, 10, number),
    }
}

/// The domain's name, told apart by a qualifier and, in a large organisation, a number.
fn name(number: usize) -> String {
    let round = number / COUNT;
    let stem = domain(number).system;
    let qualifier = QUALIFIERS[round % QUALIFIERS.len()];
    let name = if qualifier.is_empty() {
        stem.to_owned()
    } else {
        format!("{stem} {qualifier}")
    };
    match round / QUALIFIERS.len() {
        0 => name,
        again => format!("{name} {}", again + 1),
    }
}

/// The ones at these places; later rounds use later models and data, where there are some.
fn made_from(places: &[usize], all: &[Handle], first: usize, number: usize) -> Vec<Handle> {
    let round = number / COUNT;
    places
        .iter()
        .map(|place| all[(place + round * first) % all.len()])
        .collect()
}

fn describe(chance: &mut Chance, supply: &Supply, number: usize, name: &str) -> Patch {
    let domain = domain(number);
    let mut patch = Patch::set_one("name", name)
        .with("description", domain.what)
        .with("origin", domain.origin)
        .with("techniques", json!(domain.techniques))
        .with("hosting", json!([hosting(chance, domain.origin)]))
        .with(
            "iso_roles",
            json!([if domain.origin == "built" {
                "producer"
            } else {
                "customer"
            }]),
        )
        .with(
            "eu_roles",
            json!([if domain.origin == "built" {
                "provider"
            } else {
                "deployer"
            }]),
        )
        .with(
            "logging",
            chance.weighted(&[(6, "yes"), (2, "in_progress"), (2, "no"), (1, "unknown")]),
        )
        .with(
            "security_authorisation",
            chance.weighted(&[(6, "yes"), (2, "inherited"), (2, "in_progress"), (1, "no")]),
        )
        .with(
            "business_criticality",
            *chance.pick(&["low", "medium", "high", "critical"]),
        )
        .with("custom_code", matches!(domain.origin, "built" | "mixed"))
        .with("vendor_changes_unannounced", domain.origin == "general_purpose")
        .with(
            "outside_ids",
            json!([{"source": "Asset list", "id": format!("A-{:05}", 10_000 + number * 3)}]),
        );
    patch = chance.fill_one(70, patch, "monitoring", WATCHED);
    patch = chance.fill_one(60, patch, "logging_text", LOGGED);
    patch = chance.fill(
        65,
        patch,
        "documentation_link",
        format!("https://{DOMAIN}/systems/{number}"),
    );
    let links = [
        ("vendors", made_from(domain.vendors, &supply.vendors, 12, number)),
        ("models", made_from(domain.models, &supply.models, 10, number)),
        (
            "datasets",
            made_from(domain.datasets, &supply.datasets, 10, number),
        ),
    ];
    for (field, targets) in links {
        if !targets.is_empty() {
            patch = patch.with(field, targets);
        }
    }
    patch
}

fn hosting(chance: &mut Chance, origin: &str) -> &'static str {
    let places: &[&str] = match origin {
        "built" => &[
            "Own data centre, Port Halden",
            "Own data centre, Veyburgh",
            "Tidewater Cloud, Westermark",
        ],
        "embedded" => &["At the vendor, inside the product"],
        _ => &[
            "At the vendor, Norland",
            "At the vendor, Westermark",
            "Tidewater Cloud, Westermark",
        ],
    };
    chance.pick::<&str>(places)
}

/// From design to operation. Returns the day it operates, which may lie after the end.
fn build(script: &mut Script, chance: &mut Chance, system: Handle, day: i32, owner: Handle) -> i32 {
    script.change_state(
        day + 20,
        Hand::Lead,
        system,
        "development",
        Patch::set_one("owner", owner),
    );
    let verified = day + 20 + chance.between(20, 120);
    script.change_state(verified, Hand::Engineer, system, "verification", Patch::default());
    let mut operates = verified + chance.between(20, 60);
    if chance.percent(50) {
        script.change_state(operates, Hand::Lead, system, "pilot", Patch::default());
        operates += chance.between(40, 120);
    }
    if chance.percent(12) {
        return DAYS;
    }
    let patch = Patch::set_one("in_operation_since", script.date(operates));
    script.change_state(operates, Hand::Approver, system, "in_operation", Patch::default());
    if !script.brief || chance.percent(40) {
        script.revise(operates + 14, Hand::Lead, system, patch);
    }
    operates
}

/// What happens to a system that operates.
fn later(script: &mut Script, chance: &mut Chance, people: &People, system: Handle, operates: i32) {
    let mut reviewed = operates + chance.between(150, 400);
    while reviewed < DAYS && chance.percent(85) {
        let next = script.date(review(chance, reviewed));
        let patch = Patch::set_one("review_date", next)
            .with("confirmed_on", script.date(reviewed - chance.between(0, 20)));
        script.revise(reviewed, Hand::Lead, system, patch);
        if script.brief {
            break;
        }
        reviewed += chance.between(300, 400);
    }
    if chance.percent(25) {
        script.comment(
            operates + chance.between(60, 400),
            Hand::Owner,
            system,
            *chance.pick(crate::demo::names::REMARKS),
        );
    }
    if chance.percent(15) {
        let day = operates + chance.between(60, 500);
        let heir = people.anybody(chance, day);
        let patch = Patch {
            reason: Some("handed over with the team".to_owned()),
            ..Patch::set_one("owner", heir)
        };
        script.revise(day, Hand::Lead, system, patch);
    }
    if chance.percent(8) && operates < DAYS {
        let day = operates + chance.between(200, 700);
        let reason = "replaced by another system";
        let patch = Patch {
            reason: Some(reason.to_owned()),
            ..Patch::set_one("retired_on", script.date(day))
        };
        script.change_state(day, Hand::Lead, system, "retired", patch);
        script.archive(day + 60, Hand::Lead, system, "retired and no longer looked up");
    }
}

/// The next review: mostly a year on; some are set so early that nobody came to it.
pub(super) fn review(chance: &mut Chance, day: i32) -> i32 {
    day + chance.weighted(&[(3, 365), (1, 180), (1, 500)]) + chance.between(-20, 60)
}
