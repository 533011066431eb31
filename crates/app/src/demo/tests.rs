//! What the script tells, before anything is carried out.

use super::script::{Calendar, Step};
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
