//! What the script tells, before anything is carried out.

use std::collections::BTreeMap;

use probity_core::kind::Kinds;

use super::script::{Calendar, Step, moment_of};
use super::*;

fn script(systems: u32, seed: u64) -> Script {
    let until: Timestamp = "2026-07-01T12:00:00Z".parse().expect("a time");
    let plan = Plan { systems, seed, until };
    write(&plan, Calendar::ending(until).expect("room for history"))
}

fn told(script: &Script) -> Vec<String> {
    script
        .in_order()
        .iter()
        .map(|event| format!("{event:?}"))
        .collect()
}

fn created(script: &Script, wanted: &str) -> usize {
    let is = |step: &Step| matches!(step, Step::Create { kind, .. } if *kind == wanted);
    script.in_order().iter().filter(|event| is(&event.step)).count()
}

#[test]
fn the_same_seed_tells_the_same() {
    assert_eq!(told(&script(20, 1)), told(&script(20, 1)));
    assert_ne!(told(&script(20, 1)), told(&script(20, 2)));
}

#[test]
fn sixty_systems_have_ninety_uses_and_a_large_one_ten_records_for_each() {
    let usual = script(60, 1);
    assert_eq!((created(&usual, "system"), created(&usual, "use_case")), (60, 90));
    assert_eq!((created(&usual, "unit"), created(&usual, "person")), (12, 80));
    let large = script(2_000, 1);
    let records = large
        .in_order()
        .iter()
        .filter(|event| matches!(event.step, Step::Create { .. }))
        .count();
    assert!((18_000..26_000).contains(&records), "{records}");
}

/// For each required field of a kind, how many of a hundred records say something in the end.
fn filled(script: &Script, wanted: &str) -> Vec<(&'static str, usize)> {
    let mut records: BTreeMap<usize, BTreeMap<String, bool>> = BTreeMap::new();
    for event in script.in_order() {
        let patch = match &event.step {
            Step::Create { kind, patch } if *kind == wanted => patch,
            Step::Revise { patch } | Step::Move { patch, .. } if records.contains_key(&event.on.place()) => {
                patch
            }
            _ => continue,
        };
        let record = records.entry(event.on.place()).or_default();
        record.extend(patch.set.keys().map(|field| (field.clone(), true)));
        record.extend(patch.unset.iter().map(|field| (field.clone(), false)));
    }
    let kinds = Kinds::built_in();
    let decl = kinds.decl(kinds.known(wanted));
    let required = decl
        .fields
        .iter()
        .filter(|field| field.marks.required && !field.marks.computed);
    required
        .map(|field| {
            let said = |record: &&BTreeMap<String, bool>| record.get(field.name) == Some(&true);
            (
                field.name,
                records.values().filter(said).count() * 100 / records.len(),
            )
        })
        .collect()
}

#[test]
fn most_of_what_is_required_is_filled_in_and_not_all() {
    for seed in [1, 2, 3] {
        let script = script(60, seed);
        let mut gaps = 0;
        for kind in [
            "use_case",
            "system",
            "deployment",
            "release",
            "risk",
            "dataset",
            "model",
            "vendor",
        ] {
            let filled = filled(&script, kind);
            for (field, percent) in &filled {
                // A notice before changes is what contracts forget most; there are few of some kinds.
                let least = match *field {
                    "change_clause" => 40,
                    _ if matches!(kind, "vendor" | "dataset" | "model") => 60,
                    _ => 72,
                };
                assert!(*percent >= least, "seed {seed}: {kind} {field} {percent}");
            }
            gaps += filled.iter().filter(|(_, percent)| *percent < 96).count();
        }
        assert!(gaps > 15, "seed {seed}: {gaps} fields with gaps");
    }
}

#[test]
fn what_is_told_as_done_was_done_by_then() {
    let script = script(60, 1);
    let mut seen = 0;
    for event in script.in_order() {
        let (Step::Create { patch, .. } | Step::Revise { patch } | Step::Move { patch, .. }) = &event.step
        else {
            continue;
        };
        let written = moment_of(script.calendar, event.turn).to_string();
        for field in [
            "confirmed_on",
            "assessed_on",
            "in_use_since",
            "released_on",
            "first_seen",
        ] {
            if let Some(date) = patch.set.get(field).and_then(serde_json::Value::as_str) {
                assert!(date <= &written[..10], "{field} {date} written down on {written}");
                seen += 1;
            }
        }
    }
    assert!(seen > 300, "{seen}");
}
