//! Proposals: by a former decision, by name, by vendor.

use serde_json::json;

use super::*;
use crate::completeness::samples::{Sample, in_state, named};

fn wanted(sample: &Sample, id: &str) -> Wanted {
    Wanted::of(&sample.register, sample.register.find(id).unwrap())
}

#[track_caller]
fn check(sample: &Sample, candidate: &str, expect: &[(&str, Sure)]) {
    let matcher = Matcher::new(&sample.register, &Visibility::All);
    let found: Vec<(String, Sure)> = matcher
        .proposals(&wanted(sample, candidate))
        .into_iter()
        .map(|proposal| (proposal.target.show(sample.register.kinds()), proposal.sure))
        .collect();
    let expect: Vec<(String, Sure)> = expect
        .iter()
        .map(|(id, sure)| ((*id).to_owned(), *sure))
        .collect();
    assert_eq!(found, expect, "{candidate}");
}

#[test]
fn the_surest_stands_first_and_says_why() {
    let mut sample = Sample::new();
    let vendor = sample.create(9, "vendor", named("OpenAI Ireland Ltd"));
    sample.create(9, "vendor", named("Open Air Cinema"));
    sample.create(
        9,
        "system",
        named("Office assistant").with("vendors", vec![vendor.as_str()]),
    );
    sample.create(9, "system", named("Our ChatGPT Enterprise"));
    let known = json!([{"source": "discovery", "id": "chatgpt"}]);
    sample.create(9, "system", named("General assistant").with("outside_ids", known));
    sample.create(9, "candidate", named("ChatGPT").with("service", "chatgpt"));
    check(
        &sample,
        "CAN-1",
        &[
            ("SYS-3", Sure::Known),
            ("SYS-2", Sure::Likely),
            ("SYS-1", Sure::Possible),
        ],
    );
    let matcher = Matcher::new(&sample.register, &Visibility::All);
    let wanted = wanted(&sample, "CAN-1");
    assert_eq!(matcher.known(&wanted).map(|id| id.number), Some(3));
    assert_eq!(matcher.vendor(&wanted).map(|id| id.number), Some(1));
    assert_eq!(matcher.proposals(&wanted)[2].why, "it is supplied by OpenAI");
}

#[test]
fn what_people_entered_is_matched_by_its_words() {
    let mut sample = Sample::new();
    sample.create(9, "system", named("DeepL Pro"));
    sample.create(9, "system", named("Meeting notes"));
    sample.create(9, "candidate", named("Somebody uses DeepL for letters"));
    sample.create(9, "candidate", named("meeting notes"));
    sample.create(9, "candidate", named("Something else"));
    check(&sample, "CAN-1", &[("SYS-1", Sure::Likely)]);
    check(&sample, "CAN-2", &[("SYS-2", Sure::Likely)]);
    check(&sample, "CAN-3", &[]);
}

#[test]
fn what_ended_is_proposed_with_a_remark_and_never_taken_for_known() {
    let mut sample = Sample::new();
    let known = json!([{"source": "discovery", "id": "chatgpt"}]);
    sample.create(
        9,
        "system",
        in_state("retired", named("Old").with("outside_ids", known.clone())),
    );
    sample.create(9, "candidate", named("ChatGPT").with("service", "chatgpt"));
    let matcher = Matcher::new(&sample.register, &Visibility::All);
    let wanted = wanted(&sample, "CAN-1");
    assert_eq!(matcher.known(&wanted), None);
    assert!(
        matcher.proposals(&wanted)[0]
            .why
            .ends_with("although it is recorded as ended")
    );
}

#[test]
fn two_that_claim_the_same_service_are_for_a_person_to_tell_apart() {
    let mut sample = Sample::new();
    let known = json!([{"source": "discovery", "id": "chatgpt"}]);
    sample.create(9, "system", named("One").with("outside_ids", known.clone()));
    sample.create(9, "use_case", named("Two").with("outside_ids", known));
    sample.create(9, "candidate", named("ChatGPT").with("service", "chatgpt"));
    let matcher = Matcher::new(&sample.register, &Visibility::All);
    assert_eq!(matcher.known(&wanted(&sample, "CAN-1")), None);
}

#[test]
fn a_hidden_system_is_not_proposed() {
    let mut sample = Sample::new();
    let unit = sample.create(9, "unit", named("Claims"));
    sample.create(9, "system", named("ChatGPT").with("unit", unit.as_str()));
    sample.create(9, "candidate", named("ChatGPT").with("service", "chatgpt"));
    let hidden = Visibility::Units {
        units: std::collections::BTreeSet::new(),
        person: None,
    };
    let matcher = Matcher::new(&sample.register, &hidden);
    assert!(matcher.proposals(&wanted(&sample, "CAN-1")).is_empty());
}
