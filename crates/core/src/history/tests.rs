//! What a history tells.

use serde_json::json;

use super::*;
use crate::envelope::{BatchPlace, Envelope, FORMAT, commitment};
use crate::patch::Patch;
use crate::query::samples::Sample;

const DAY_MS: i64 = 86_400_000;

/// Entries of one record, folded into the sample's register as they are written.
struct Ledger {
    sample: Sample,
    entries: Vec<(u64, Vec<u8>, Option<Vec<u8>>)>,
}

impl Ledger {
    fn new() -> Self {
        Self {
            sample: Sample::small(),
            entries: Vec::new(),
        }
    }

    fn write(&mut self, verb: Verb, patch: &Patch) {
        let index = self.sample.register.size();
        let payload = patch.to_bytes();
        let envelope = Envelope {
            actor: "PER-1".to_owned(),
            at: 1_777_600_000_000 + i64::try_from(self.entries.len()).expect("few") * DAY_MS,
            batch: BatchPlace {
                id: format!("c{index}"),
                place: 0,
                count: 1,
            },
            content: commitment(&[0; 32], &payload),
            material: false,
            revision: u32::try_from(self.entries.len()).expect("few") + 1,
            schema: "system/1".to_owned(),
            subject: "SYS-9".to_owned(),
            v: FORMAT,
            verb,
        };
        self.entries.push((index, envelope.to_leaf(), Some(payload)));
        let (index, leaf, payload) = self.entries.last().expect("just written");
        let entry = FoldEntry {
            index: *index,
            leaf,
            payload: payload.as_deref(),
        };
        self.sample.register.apply(&entry).expect("it folds");
    }

    fn told(&self, visibility: &Visibility) -> Result<Vec<HistoryItem>, FoldError> {
        let entries: Vec<FoldEntry<'_>> = self
            .entries
            .iter()
            .map(|(index, leaf, payload)| FoldEntry {
                index: *index,
                leaf,
                payload: payload.as_deref(),
            })
            .collect();
        history(&self.sample.register, visibility, &entries)
    }
}

fn shown(item: &HistoryItem) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let change = |change: &FieldChange| {
        format!(
            "{}: {} > {}",
            change.label,
            value(&change.old),
            value(&change.new)
        )
    };
    let changes: Vec<String> = item.changes.iter().map(change).collect();
    format!("{} {} [{}]", item.revision, item.verb.label(), changes.join(", "))
}

fn sample_ledger() -> Ledger {
    let mut ledger = Ledger::new();
    ledger.write(
        Verb::Create,
        &Patch::set_one("name", "Scorer")
            .with("owner", "PER-1")
            .with("FLD-1", "9"),
    );
    let mut patch = Patch::set_one("owner", "PER-2").with("parts", json!(["SYS-1", "SYS-2"]));
    patch.stated = Some("2026-04".to_owned());
    patch.reason = Some("handed over".to_owned());
    ledger.write(Verb::Revise, &patch);
    let mut patch = Patch {
        state: Some("trial".to_owned()),
        ..Patch::default()
    };
    patch.unlink.insert("parts".to_owned(), vec!["SYS-1".to_owned()]);
    ledger.write(Verb::Move, &patch);
    ledger.write(
        Verb::Comment,
        &Patch {
            comment: Some("looks good".to_owned()),
            ..Patch::default()
        },
    );
    ledger.write(
        Verb::Archive,
        &Patch {
            archived: Some(true),
            ..Patch::default()
        },
    );
    ledger
}

#[test]
fn entries_are_told_with_what_they_changed() {
    let items = sample_ledger().told(&Visibility::All).expect("it folds");
    let lines: Vec<String> = items.iter().map(shown).collect();
    assert_eq!(
        lines,
        [
            "1 created [Stage: - > Idea, Name: - > Scorer, Owner: - > Ada Example (PER-1), Cost centre: - > 9]",
            "2 changed [Owner: Ada Example (PER-1) > Zoë Sample (PER-2), Built from: - > Chat assistant (SYS-1); Claims triage 2 (SYS-2)]",
            "3 moved [Stage: Idea > Trial, Built from: Chat assistant (SYS-1); Claims triage 2 (SYS-2) > Claims triage 2 (SYS-2)]",
            "4 commented []",
            "5 archived [Archived: No > Yes]",
        ]
    );
    let parts = &items[2].changes[1];
    assert_eq!(
        (parts.added.len(), parts.removed.as_slice()),
        (0, ["Chat assistant (SYS-1)".to_owned()].as_slice())
    );
    assert_eq!(items[3].comment.as_deref(), Some("looks good"));
}

#[test]
fn a_late_entry_shows_how_late() {
    let items = sample_ledger().told(&Visibility::All).expect("it folds");
    // Recorded on 2026-05-02; April ends two days before.
    assert_eq!(
        (items[1].late_days, items[1].reason.as_deref()),
        (Some(2), Some("handed over"))
    );
    assert_eq!(items[1].stated, PartialDate::parse("2026-04"));
    assert_eq!((items[0].late_days, items[0].stated), (None, None));
    let mut ledger = Ledger::new();
    ledger.write(
        Verb::Create,
        &Patch {
            stated: Some("2025-05-01".to_owned()),
            ..Patch::set_one("name", "Old")
        },
    );
    ledger.write(
        Verb::Revise,
        &Patch {
            stated: Some("2026-05".to_owned()),
            ..Patch::set_one("users", 3)
        },
    );
    let items = ledger.told(&Visibility::All).expect("it folds");
    assert_eq!((items[0].late_days, items[1].late_days), (Some(365), None));
}

#[test]
fn erased_content_is_told_as_erased() {
    let mut ledger = sample_ledger();
    ledger.write(
        Verb::Erase,
        &Patch {
            reason: Some("asked".to_owned()),
            ..Patch::default()
        },
    );
    ledger.write(Verb::Restate, &Patch::set_one("name", "Scorer"));
    for (_, _, payload) in &mut ledger.entries[..5] {
        *payload = None;
    }
    let items = ledger.told(&Visibility::All).expect("it folds");
    assert_eq!(
        items
            .iter()
            .filter(|item| item.erased && item.changes.is_empty())
            .count(),
        5
    );
    assert_eq!(
        (items[5].verb, items[5].erased, items[5].changes.len()),
        (Verb::Erase, false, 0)
    );
    assert_eq!(shown(&items[6]), "7 restated [Name: - > Scorer]");
}

#[test]
fn a_link_to_what_is_not_visible_is_restricted() {
    let ledger = sample_ledger();
    let visibility = Visibility::Units {
        units: [ledger.sample.id("UNT-3")].into(),
        person: None,
    };
    let items = ledger.told(&visibility).expect("it folds");
    assert_eq!(items[1].changes[0].old.as_deref(), Some(RESTRICTED));
    assert_eq!(items[1].changes[0].new.as_deref(), Some("Zoë Sample (PER-2)"));
}

#[test]
fn entries_of_another_record_are_refused() {
    let mut ledger = sample_ledger();
    let leaf = String::from_utf8(ledger.entries[2].1.clone())
        .expect("an envelope is text")
        .replace("SYS-9", "SYS-8");
    ledger.entries[2].1 = leaf.into_bytes();
    assert!(
        matches!(ledger.told(&Visibility::All), Err(FoldError::Damaged { index, .. }) if index == ledger.entries[2].0)
    );
}

#[test]
fn two_versions_compare() {
    let mut sample = Sample::small();
    let long = |word: &str| {
        format!("It reads every {word} that comes in and puts the urgent ones on top of the list")
    };
    sample.write("SYS-1", json!({"description": long("claim")}));
    let before = sample.register.find("SYS-1").expect("it is there").clone();
    sample.write(
        "SYS-1",
        json!({"description": long("letter"), "users": null, "tags": ["Text", "Late"], "critical": false}),
    );
    let after = sample.register.find("SYS-1").expect("it is there").clone();
    let changes = diff(&sample.register, &Visibility::All, &before, &after);
    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["description", "users", "critical", "tags"]);
    let changed: Vec<&str> = changes[0]
        .words
        .iter()
        .filter(|segment| segment.kind != SegmentKind::Same)
        .map(|segment| segment.text.as_str())
        .collect();
    assert_eq!(changed, ["claim ", "letter "]);
    assert_eq!(
        (changes[1].old.as_deref(), changes[1].new.as_deref()),
        (Some("120"), None)
    );
    assert_eq!(
        (changes[2].old.as_deref(), changes[2].new.as_deref()),
        (Some("Yes"), Some("No"))
    );
    assert_eq!(
        (changes[3].added.as_slice(), changes[3].removed.as_slice()),
        (
            ["Late".to_owned()].as_slice(),
            ["Customers".to_owned()].as_slice()
        )
    );
    assert_eq!(diff(&sample.register, &Visibility::All, &after, &after), []);
}
