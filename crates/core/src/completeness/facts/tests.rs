//! Facts and gaps: empty, failing and holding.

use std::collections::BTreeSet;

use super::*;
use crate::completeness::gaps::GapCode;
use crate::completeness::samples::{Sample, date, in_state, named};

fn facts(sample: &Sample) -> Facts {
    Facts::of(&sample.register, &Visibility::All, sample.today)
}

#[track_caller]
fn check_gaps(sample: &Sample, expect: &[(GapCode, &[&str])]) {
    let kinds = sample.register.kinds();
    let found: Vec<(GapCode, Vec<String>)> = facts(sample)
        .gaps()
        .into_iter()
        .map(|gap| {
            (
                gap.code,
                gap.records.into_iter().map(|id| id.show(kinds)).collect(),
            )
        })
        .collect();
    let expect: Vec<(GapCode, Vec<String>)> = expect
        .iter()
        .map(|(code, ids)| (*code, ids.iter().map(|id| (*id).to_owned()).collect()))
        .collect();
    assert_eq!(found, expect);
}

fn source(last: Option<&str>, every: i64) -> crate::patch::Patch {
    let patch = named("Sign-on").with("type", "sign_on").with("every_days", every);
    match last {
        Some(last) => patch.with("last_run", last),
        None => patch,
    }
}

fn statement(unit: &str, until: &str) -> crate::patch::Patch {
    named("The list is complete")
        .with("about", "inventory")
        .with("unit", unit)
        .with("counted", 2)
        .with("valid_until", until)
}

#[test]
fn an_empty_register_has_the_most_basic_gaps() {
    check_gaps(
        &Sample::new(),
        &[(GapCode::NoSource, &[]), (GapCode::NoUnit, &[])],
    );
}

#[test]
fn everything_holds() {
    let mut sample = Sample::new();
    let unit = sample.create(400, "unit", named("Claims"));
    sample.create(400, "unit", named("Outside").with("in_scope", false));
    sample.create(300, "discovery_source", source(Some("2026-05-15"), 30));
    sample.create(100, "declaration", statement(&unit, "2027-02-01"));
    check_gaps(&sample, &[]);
    let facts = facts(&sample);
    assert!(facts.units[0].holds());
    assert_eq!(facts.units.len(), 1, "a unit out of scope states nothing");
    assert_eq!(facts.units[0].counted, Some(2));
}

#[test]
fn every_gap_names_its_records() {
    let mut sample = Sample::new();
    let claims = sample.create(400, "unit", named("Claims"));
    let sales = sample.create(400, "unit", named("Sales"));
    sample.create(400, "unit", named("Legal"));
    sample.create(300, "discovery_source", source(None, 30));
    sample.create(300, "discovery_source", source(Some("2026-04-01"), 30));
    sample.create(300, "discovery_source", in_state("retired", source(None, 30)));
    sample.create(500, "declaration", statement(&claims, "2027-01-01"));
    sample.create(500, "declaration", statement(&sales, "2026-05-01"));
    sample.create(40, "candidate", named("Old").with("unit", claims.as_str()));
    sample.create(5, "candidate", named("New").with("units", vec![claims.as_str()]));
    check_gaps(
        &sample,
        &[
            (GapCode::SourceNeverRun, &["SRC-1"]),
            (GapCode::SourceOverdue, &["SRC-2"]),
            (GapCode::NeverStated, &["UNT-3"]),
            (GapCode::StatementOverdue, &["UNT-2"]),
            (GapCode::Contradicted, &["UNT-1"]),
            (GapCode::WaitingLong, &["CAN-1"]),
        ],
    );
    let facts = facts(&sample);
    assert_eq!(facts.queue.ages, [1, 0, 1, 0]);
    assert_eq!(
        facts.units[0].reasons,
        ["2 candidates of this unit still to be decided"]
    );
    assert_eq!(facts.units[1].reasons, ["the statement ended 31 days ago"]);
    assert_eq!(
        facts.sources[1].freshness,
        Freshness::Overdue {
            last: date("2026-04-01"),
            days: 31
        }
    );
}

#[test]
fn a_withdrawn_statement_says_nothing_and_the_longest_one_counts() {
    let mut sample = Sample::new();
    let unit = sample.create(400, "unit", named("Claims"));
    sample.create(
        300,
        "declaration",
        in_state("withdrawn", statement(&unit, "2028-01-01")),
    );
    assert_eq!(facts(&sample).units[0].state, StatementState::Never);
    sample.create(300, "declaration", statement(&unit, "2026-05-31"));
    assert_eq!(
        facts(&sample).units[0].state,
        StatementState::Overdue {
            until: date("2026-05-31"),
            days: 1
        }
    );
    sample.create(200, "declaration", statement(&unit, "2026-06-01"));
    assert_eq!(
        facts(&sample).units[0].state,
        StatementState::Valid {
            until: date("2026-06-01")
        }
    );
    let undated = named("Undated")
        .with("about", "inventory")
        .with("unit", unit.as_str());
    sample.create(1, "declaration", undated.with("declared_on", "2026-06-01"));
    assert_eq!(
        facts(&sample).units[0].state,
        StatementState::Valid {
            until: date("2027-05-31")
        }
    );
}

#[test]
fn decisions_of_the_year_are_counted() {
    let mut sample = Sample::new();
    for (decision, day) in [
        ("known", "2026-01-01"),
        ("request", "2026-03-01"),
        ("not_ai", "2026-04-01"),
        ("forbidden", "2026-04-01"),
        ("out_of_scope", "2025-12-31"),
    ] {
        let patch = named("seen").with("decision", decision).with("decided_on", day);
        sample.create(10, "candidate", in_state("decided", patch));
    }
    let queue = facts(&sample).queue;
    assert_eq!(
        (
            queue.known,
            queue.registered,
            queue.dismissed,
            queue.waiting.len()
        ),
        (1, 1, 2, 0)
    );
}

#[test]
fn what_is_sure_and_common_stands_first() {
    let mut sample = Sample::new();
    for (name, confidence, people) in [("a", "weak", 90), ("b", "strong", 2), ("c", "strong", 30)] {
        sample.create(
            10,
            "candidate",
            named(name).with("confidence", confidence).with("people", people),
        );
    }
    let back = named("d")
        .with("confidence", "strong")
        .with("people", 1)
        .with("returned_on", "2026-05-20");
    sample.create(200, "candidate", in_state("looked_at", back));
    let queue = facts(&sample).queue;
    let order: Vec<u32> = queue
        .waiting
        .iter()
        .map(|waiting| waiting.candidate.number)
        .collect();
    assert_eq!(order, [4, 3, 2, 1]);
    assert_eq!(queue.waiting[0].days, 12, "since it came back");
}

#[test]
fn what_is_not_seen_is_not_counted() {
    let mut sample = Sample::new();
    let claims = sample.create(400, "unit", named("Claims"));
    let sales = sample.create(400, "unit", named("Sales"));
    sample.create(40, "candidate", named("Old").with("unit", claims.as_str()));
    sample.create(40, "use_case", named("Triage").with("unit", claims.as_str()));
    let sales = RecordId::parse(sample.register.kinds(), &sales).unwrap();
    let visibility = Visibility::Units {
        units: BTreeSet::from([sales]),
        person: None,
    };
    let facts = Facts::of(&sample.register, &visibility, sample.today);
    assert_eq!((facts.queue.waiting.len(), facts.units.len()), (0, 1));
    let claims = RecordId::parse(sample.register.kinds(), &claims).unwrap();
    assert!(lines_of(&sample.register, &visibility, claims).is_empty());
    assert_eq!(lines_of(&sample.register, &Visibility::All, claims).len(), 1);
}

#[test]
fn a_system_is_a_line_where_no_use_case_in_force_has_it() {
    let mut sample = Sample::new();
    let unit = sample.create(400, "unit", named("Claims"));
    let system = sample.create(400, "system", named("Used").with("unit", unit.as_str()));
    sample.create(400, "system", named("Alone").with("unit", unit.as_str()));
    let use_case = |state: &str| {
        in_state(
            state,
            named("Triage")
                .with("unit", unit.as_str())
                .with("systems", vec![system.as_str()]),
        )
    };
    sample.create(400, "use_case", use_case("in_use"));
    sample.create(400, "use_case", use_case("ended"));
    let id = RecordId::parse(sample.register.kinds(), &unit).unwrap();
    let lines: Vec<String> = lines_of(&sample.register, &Visibility::All, id)
        .into_iter()
        .map(|id| id.show(sample.register.kinds()))
        .collect();
    assert_eq!(lines, ["USE-1", "SYS-2"]);
}
