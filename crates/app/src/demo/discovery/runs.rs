//! Declared sources and what their newest exports showed. The services are those of the table that
//! every export is compared with; who uses them here is made up.

use probity_core::completeness::{Confidence, Services};
use probity_core::patch::Patch;
use serde_json::json;

use super::super::chance::Chance;
use super::super::organisation::People;
use super::super::script::{DAYS, Hand, Handle, Script};

struct Source {
    name: &'static str,
    kind: &'static str,
    sees: &'static str,
    misses: &'static str,
    how_to: &'static str,
    every: i32,
    /// Days since the newest export; none for one that was never looked through.
    last: Option<i32>,
    rows: i32,
}

const SOURCES: &[Source] = &[
    Source {
        name: "Applications of the single sign-on",
        kind: "sign_on",
        sees: "Every application that somebody opened with an account of the cooperative, with the day and the unit.",
        misses: "Private accounts, applications with their own sign-in, and what an application does inside.",
        how_to: "Report of application use for the last 90 days, as CSV, from the identity team.",
        every: 30,
        last: Some(9),
        rows: 3_812,
    },
    Source {
        name: "Proxy log of the offices",
        kind: "network",
        sees: "Names of hosts that were asked for from the office network, with the number of requests.",
        misses: "Work at home without the tunnel, private phones, and what was sent.",
        how_to: "Weekly summary by host and unit; the network team writes it on Mondays.",
        every: 30,
        last: Some(51),
        rows: 41_877,
    },
    Source {
        name: "Card statements and expenses",
        kind: "spend",
        sees: "Subscriptions paid by card or claimed back.",
        misses: "What is free of charge, and what a framework contract pays for.",
        how_to: "Export of the quarter from the expense tool.",
        every: 90,
        last: Some(24),
        rows: 2_204,
    },
    Source {
        name: "Vendor list of procurement",
        kind: "vendors",
        sees: "Whoever has a contract or was paid by invoice.",
        misses: "Functions with AI that a vendor added to a product bought long ago.",
        how_to: "Open vendors with product and website.",
        every: 180,
        last: Some(205),
        rows: 640,
    },
    Source {
        name: "Dependencies of the repositories",
        kind: "code",
        sees: "Packages that repositories name in their manifests.",
        misses: "Notebooks on laptops, models that were copied in, calls written by hand.",
        how_to: "The build writes a list of repository and package every night.",
        every: 14,
        last: Some(6),
        rows: 9_120,
    },
    Source {
        name: "Survey of the units",
        kind: "survey",
        sees: "What people say they use, with the purpose.",
        misses: "What nobody thinks of as AI, and what nobody wants to say.",
        how_to: "",
        every: 365,
        last: None,
        rows: 0,
    },
];

/// What becomes of a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Waits,
    Returned(&'static str),
}

/// Service, source, people, units, money, days since it was first seen, fate.
type Sighting = (
    &'static str,
    usize,
    i32,
    &'static [usize],
    &'static str,
    i32,
    Fate,
);

const SEEN: &[Sighting] = &[
    ("chatgpt", 1, 64, &[0, 3, 5, 8], "", 66, Fate::Waits),
    ("otter", 0, 9, &[2], "", 24, Fate::Waits),
    ("deepl", 2, 6, &[2, 9], "EUR 312.00", 38, Fate::Waits),
    ("perplexity", 1, 17, &[7], "", 55, Fate::Waits),
    ("cursor", 2, 4, &[9], "USD 960.00", 24, Fate::Waits),
    ("anthropic-api", 4, 3, &[9], "", 10, Fate::Waits),
    ("eightfold", 3, 0, &[8], "EUR 18,400.00", 12, Fate::Waits),
    ("langchain", 4, 5, &[9], "", 19, Fate::Waits),
    ("midjourney", 2, 2, &[7], "USD 120.00", 33, Fate::Waits),
    ("grammarly", 0, 22, &[1, 3, 5], "", 45, Fate::Waits),
    (
        "jasper",
        0,
        13,
        &[8],
        "",
        140,
        Fate::Returned("13 people use it; when it was dismissed there were 3"),
    ),
    (
        "gamma",
        1,
        7,
        &[4, 8],
        "",
        120,
        Fate::Returned("it was forbidden and was seen again"),
    ),
];

/// Names that only a word speaks for: source, people, unit, sign, days since first seen.
const WORDS: &[(&str, usize, i32, usize, &str, i32)] = &[
    ("Fernlight AI Notes", 0, 3, 5, "the word “ai”", 9),
    ("brightharbour.example", 1, 11, 4, "“gpt” in its address", 16),
    ("Quayside Copilot Rentals", 2, 1, 6, "the word “copilot”", 24),
    ("Planwell AI Forecast", 3, 0, 4, "the word “ai”", 12),
];

/// Tells them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People) {
    let sources: Vec<Handle> = SOURCES
        .iter()
        .map(|source| declare(script, chance, people, source))
        .collect();
    for sighting in SEEN {
        service(script, chance, people, &sources, sighting);
    }
    for (number, (name, source, count, unit, sign, ago)) in WORDS.iter().enumerate() {
        let patch = seen(script, people, (sources[*source], &SOURCES[*source]), *ago)
            .with("name", *name)
            .with("service", format!("name:{}", name.to_lowercase()))
            .with(
                "guess",
                "Perhaps AI: only a word or the ending of a domain says so.",
            )
            .with("confidence", Confidence::Weak.code())
            .with("evidence", format!("Told by {sign}."))
            .with("rows", 3 + 4 * i32::try_from(number).unwrap_or(0))
            .with("unit", people.units[*unit])
            .with("units", json!([people.units[*unit].to_string()]));
        let patch = if *count > 0 {
            patch.with("people", *count)
        } else {
            patch
        };
        script.create(DAYS - ago, Hand::Lead, "candidate", patch);
    }
}

fn declare(script: &mut Script, chance: &mut Chance, people: &People, source: &Source) -> Handle {
    let mut patch = Patch::set_one("name", source.name)
        .with("type", source.kind)
        .with("sees", source.sees)
        .with("misses", source.misses)
        .with("every_days", source.every)
        .with("owner", people.anybody(chance, 300));
    if !source.how_to.is_empty() {
        patch = patch.with("how_to", source.how_to);
    }
    let declared = script.create(300, Hand::Lead, "discovery_source", patch);
    if let Some(last) = source.last {
        let found = SEEN
            .iter()
            .filter(|(_, place, ..)| SOURCES[*place].name == source.name)
            .count();
        let run = Patch::set_one("last_run", script.date(DAYS - last))
            .with("last_rows", source.rows)
            .with("last_found", found);
        script.revise(DAYS - last, Hand::Lead, declared, run);
    }
    declared
}

/// What every finding of a source says.
fn seen(script: &Script, people: &People, (handle, source): (Handle, &Source), ago: i32) -> Patch {
    Patch::set_one("source", source.kind)
        .with("source_name", source.name)
        .with("found_by", handle)
        .with("first_seen", script.date(DAYS - ago - 20))
        .with(
            "last_seen",
            script.date(DAYS - source.last.unwrap_or(ago).min(ago)),
        )
        .with("owner", people.lead())
}

fn service(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    sources: &[Handle],
    sighting: &Sighting,
) {
    let (code, place, count, units, spend, ago, fate) = sighting;
    let Some(service) = Services::known().by_code(code) else {
        return;
    };
    let rows = count * chance.between(3, 40) + 4;
    let units: Vec<String> = units.iter().map(|unit| people.units[*unit].to_string()).collect();
    let sign = match (SOURCES[*place].kind, service.domains.first()) {
        ("network", Some(domain)) => format!("the domain {domain}"),
        ("code", _) => "the name of its package".to_owned(),
        _ => format!("the name “{}”", service.name.to_lowercase()),
    };
    let mut patch = seen(script, people, (sources[*place], &SOURCES[*place]), *ago)
        .with("name", service.name)
        .with("service", *code)
        .with("vendor_text", service.vendor)
        .with("guess", service.guess())
        .with("confidence", Confidence::Strong.code())
        .with("evidence", format!("Told by {sign} ({rows} rows)."))
        .with("rows", rows)
        .with("units", json!(units));
    if let [only] = units.as_slice() {
        patch = patch.with("unit", only.as_str());
    }
    if *count > 0 {
        patch = patch.with("people", *count);
    }
    if !spend.is_empty() {
        patch = patch.with("spend", json!([spend]));
    }
    let candidate = script.create(DAYS - ago, Hand::Lead, "candidate", patch);
    if let Fate::Returned(because) = fate {
        dismissed_and_back(script, people, candidate, *ago, because);
    }
}

/// Dismissed a fortnight after it was seen, and back a fortnight before the end.
fn dismissed_and_back(script: &mut Script, people: &People, candidate: Handle, ago: i32, because: &str) {
    let (decided, back) = (DAYS - ago + 14, DAYS - 18);
    let (decision, reason) = match because.starts_with("it was forbidden") {
        true => ("forbidden", "What is typed in is used for training."),
        false => (
            "out_of_scope",
            "Three people tried it; nothing of the cooperative went in.",
        ),
    };
    let mut patch = Patch::set_one("decision", decision)
        .with("decision_reason", reason)
        .with("decided_by", people.lead())
        .with("decided_on", script.date(decided))
        .with("people_at_decision", 3);
    if decision == "forbidden" {
        patch = patch.with("stopped_by", "Blocked at the proxy; the units were told.");
    }
    script.change_state(decided, Hand::Lead, candidate, "decided", patch);
    let patch = Patch {
        reason: Some(because.to_owned()),
        ..Patch::default()
    }
    .with("last_seen", script.date(back - 2))
    .with("returned_on", script.date(back))
    .with("returned_because", because);
    script.change_state(back, Hand::Lead, candidate, "looked_at", patch);
}
