//! The organisation, its units, its people and what they may do.

use probity_core::patch::Patch;
use serde_json::json;

use super::chance::Chance;
use super::names::{DOMAIN, FIRST, JOBS, LAST, ORGANISATION, UNITS};
use super::script::{DAYS, Hand, Handle, Script};

/// Units and people, in the order they were made.
pub struct People {
    /// The first twelve have the places that domains name.
    pub units: Vec<Handle>,
    /// The first six hold the roles of the management system.
    pub people: Vec<Handle>,
    /// For each of the people, the days they join and leave.
    days: Vec<(i32, i32)>,
}

impl People {
    /// Somebody without a role who is there on a day and stays for a while. They may leave later, as
    /// people do.
    pub fn anybody(&self, chance: &mut Chance, day: i32) -> Handle {
        for _ in 0..1000 {
            let place = ROLES.len() + chance.below(self.people.len() - ROLES.len());
            let (joins, leaves) = self.days[place];
            if joins <= day && day + 60 < leaves {
                return self.people[place];
            }
        }
        self.lead()
    }

    /// Whoever acts by this hand; the lead where nobody does.
    pub fn of(&self, hand: Hand) -> Handle {
        let place = ROLES.iter().position(|(known, ..)| *known == hand);
        self.people[place.unwrap_or(0)]
    }

    /// The compliance lead.
    pub fn lead(&self) -> Handle {
        self.people[0]
    }
}

/// Who acts, the title of the job, and the roles.
const ROLES: &[(Hand, &str, &[&str])] = &[
    (Hand::Lead, "AI governance lead", &["aims_manager"]),
    (Hand::Engineer, "Head of data and models", &["contributor"]),
    (Hand::Approver, "Chief risk officer", &["approver", "board"]),
    (Hand::Owner, "Head of claims", &["owner"]),
    (Hand::Colleague, "Internal auditor", &["internal_auditor"]),
];

/// Makes everybody and everything that others point at.
pub fn write(script: &mut Script, chance: &mut Chance, systems: u32) -> People {
    let systems = usize::try_from(systems).unwrap_or(usize::MAX);
    let mut units: Vec<Handle> = Vec::new();
    for (name, short, kind, above, place) in UNITS {
        let patch = Patch::set_one("name", *name)
            .with("short_name", *short)
            .with("type", *kind)
            .with("location", *place)
            .with("in_scope", true);
        let patch = above
            .iter()
            .fold(patch, |patch, above| patch.with("parent", units[*above]));
        units.push(script.create(0, Hand::Administrator, "unit", patch));
    }
    for number in 0..systems / 200 {
        let above = units[chance.below(UNITS.len())];
        let patch = Patch::set_one("name", format!("Branch {}", number + 1))
            .with("type", "team")
            .with("parent", above)
            .with("in_scope", true);
        units.push(script.create(0, Hand::Administrator, "unit", patch));
    }
    let mut people = People {
        people: Vec::new(),
        days: Vec::new(),
        units,
    };
    for number in 0..80 + systems.saturating_sub(60) / 3 {
        person(script, chance, &mut people, number);
    }
    for (place, (hand, _, roles)) in ROLES.iter().enumerate() {
        script.cast.insert(*hand, people.people[place]);
        for role in *roles {
            grant(script, people.people[place], role);
        }
    }
    heads(script, chance, &people);
    describe(script);
    people
}

fn person(script: &mut Script, chance: &mut Chance, people: &mut People, number: usize) {
    // Coprime steps give each pair once before any repeats.
    let first = FIRST[(number * 7 + 3) % FIRST.len()];
    let last = LAST[(number * 11 + number / FIRST.len() * 13 + 5) % LAST.len()];
    let pairs = FIRST.len() * LAST.len();
    let suffix = if number < pairs / 10 {
        String::new()
    } else {
        format!("-{number}")
    };
    let name = format!("{first} {last}{suffix}");
    let email = format!(
        "{}.{}{suffix}@{DOMAIN}",
        first.to_lowercase(),
        last.to_lowercase()
    );
    let joins = if number < 40 {
        0
    } else {
        chance.between(0, DAYS - 200)
    };
    let unit = match number {
        0 | 2 | 4 => people.units[11],
        1 => people.units[10],
        3 => people.units[2],
        _ => *chance.pick(&people.units),
    };
    let job = ROLES
        .get(number)
        .map_or_else(|| *chance.pick(JOBS), |(_, job, _)| *job);
    let relation = if number < ROLES.len() {
        "employee"
    } else {
        chance.weighted(&[(17, "employee"), (2, "contractor"), (1, "partner")])
    };
    let mut patch = Patch::set_one("name", name)
        .with("email", email)
        .with("unit", unit)
        .with("job_title", job)
        .with("relation", relation)
        .with("from", script.date(joins - chance.between(10, 2000)));
    patch.state = Some("active".to_owned());
    let person = script.create(joins, Hand::Administrator, "person", patch);
    let leaves = number >= ROLES.len() && chance.percent(9);
    let day = if leaves {
        chance.between(joins + 100, DAYS - 20)
    } else {
        i32::MAX
    };
    people.people.push(person);
    people.days.push((joins, day));
    if leaves {
        let patch = Patch::set_one("until", script.date(day));
        script.change_state(day, Hand::Administrator, person, "left", patch);
    }
}

fn grant(script: &mut Script, person: Handle, role: &str) {
    let patch = Patch::set_one("name", format!("Role {}", role.replace('_', " ")))
        .with("person", person)
        .with("role", role);
    script.create(0, Hand::Administrator, "role_grant", patch);
}

fn heads(script: &mut Script, chance: &mut Chance, people: &People) {
    for unit in &people.units {
        let head = people.anybody(chance, 12);
        script.revise(12, Hand::Lead, *unit, Patch::set_one("head", head));
    }
    for place in [3, 7, 8] {
        let viewer = people.anybody(chance, 20);
        let patch = Patch::set_one("name", "Contributor in one unit")
            .with("person", viewer)
            .with("role", "contributor")
            .with("unit", people.units[place]);
        script.create(20, Hand::Administrator, "role_grant", patch);
    }
}

/// The organisation was made by the set-up; what it says of itself comes from its first manager.
fn describe(script: &mut Script) {
    let patch = Patch::set_one("legal_name", format!("{ORGANISATION} (made up)"))
        .with("short_name", "HV")
        .with("business", "A cooperative that does not exist. It insures households, lends to small firms and runs four warehouses for its members.")
        .with("country", "Veyland")
        .with("countries", json!(["Veyland", "Norland", "Westermark"]))
        .with("sectors", json!(["Insurance", "Lending", "Logistics"]))
        .with("iso_roles", json!(["producer", "customer"]))
        .with("eu_roles", json!(["provider", "deployer"]))
        .with("scope_text", "Development, purchase and use of AI in insurance, lending, logistics and member services at Port Halden, Veyburgh and East Quay.")
        .with("in_scope", "All units and all stages of life of AI systems.")
        .with("out_of_scope", "Calculators and fixed rules that nobody trains: they are governed as software.")
        .with("interfaces", "Information security and privacy have their own management systems; incidents are handled together.")
        .with("aims_since", script.date(200))
        .with("languages", json!(["English"]))
        .with("website", format!("https://{DOMAIN}"));
    let organisation = script.existing("organisation");
    script.revise(15, Hand::Lead, organisation, patch);
}
