//! What commands turn into, and why not.

use probity_core::envelope::Verb;
use probity_core::ids::Actor;
use probity_core::patch::Patch;
use probity_core::rules::rights::{Grant, Principal, Role};
use probity_core::rules::{Command, Materiality, RefusalKind};

use crate::small::Desk;

fn create(name: &str) -> Command {
    Command::Create {
        kind: "thing".to_owned(),
        patch: Patch::set_one("name", name),
    }
}

fn revise(id: &str, patch: Patch) -> Command {
    Command::Revise {
        id: id.to_owned(),
        expected_revision: None,
        patch,
        materiality: None,
    }
}

fn move_to(id: &str, to: &str, patch: Patch) -> Command {
    Command::Move {
        id: id.to_owned(),
        expected_revision: None,
        to: to.to_owned(),
        patch,
        as_fact: false,
    }
}

#[track_caller]
fn refused(desk: &mut Desk, command: &Command, kind: RefusalKind, words: &str) {
    let refusal = desk.run(command).expect_err("should be refused");
    assert_eq!(refusal.kind, kind, "{refusal}");
    assert!(
        refusal.message.contains(words),
        "`{refusal}` does not say `{words}`"
    );
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.run(&create("One")).expect("fits");
    desk.run(&create("Two")).expect("fits");
    desk
}

#[test]
fn what_does_not_fit_is_refused_with_the_field_and_a_way_out() {
    let mut desk = desk();
    let invalid = RefusalKind::Invalid;
    refused(
        &mut desk,
        &Command::Create {
            kind: "thing".to_owned(),
            patch: Patch::default(),
        },
        invalid,
        "Name is missing",
    );
    refused(
        &mut desk,
        &Command::Create {
            kind: "ghost".to_owned(),
            patch: Patch::default(),
        },
        invalid,
        "no kind of record called `ghost`",
    );
    refused(
        &mut desk,
        &revise("THG-1", Patch::set_one("colour", "blue")),
        invalid,
        "`blue` is not one of the choices: `red`, `green`",
    );
    refused(
        &mut desk,
        &revise("THG-1", Patch::set_one("shade", "x")),
        invalid,
        "no field `shade`",
    );
    refused(
        &mut desk,
        &revise("THG-1", Patch::set_one("score", 3)),
        invalid,
        "computed",
    );
    refused(
        &mut desk,
        &revise("THG-1", Patch::set_one("part_of", "THG-9")),
        invalid,
        "`THG-9`, and there is no such record",
    );
    refused(
        &mut desk,
        &revise("THG-1", Patch::set_one("part_of", "THG-1")),
        invalid,
        "cannot point at itself",
    );
    refused(
        &mut desk,
        &revise(
            "THG-1",
            Patch {
                unset: vec!["name".to_owned()],
                ..Patch::default()
            },
        ),
        invalid,
        "cannot be empty",
    );
    refused(
        &mut desk,
        &revise("THG-9", Patch::set_one("name", "x")),
        RefusalKind::Missing,
        "no record `THG-9`",
    );
    let future = Patch {
        stated: Some("2027-01-01".to_owned()),
        ..Patch::set_one("name", "x")
    };
    refused(&mut desk, &revise("THG-1", future), invalid, "in the future");
    refused(
        &mut desk,
        &Command::Batch(vec![Command::Batch(Vec::new())]),
        invalid,
        "another batch",
    );
}

#[test]
fn a_stale_revision_is_a_conflict_and_nothing_happens() {
    let mut desk = desk();
    desk.run(&revise("THG-1", Patch::set_one("name", "Eins")))
        .expect("fits");
    let stale = Command::Revise {
        id: "THG-1".to_owned(),
        expected_revision: Some(1),
        patch: Patch::set_one("name", "Uno"),
        materiality: None,
    };
    refused(
        &mut desk,
        &stale,
        RefusalKind::Conflict,
        "you saw revision 1, it is now at 2",
    );
    assert_eq!(desk.register.find("THG-1").expect("there").title(), "Eins");
}

#[test]
fn a_change_that_changes_nothing_writes_nothing() {
    let mut desk = desk();
    let before = desk.entries.len();
    desk.run(&revise("THG-1", Patch::set_one("name", "One")))
        .expect("fits");
    desk.run(&Command::Archive {
        id: "THG-1".to_owned(),
        archived: false,
        reason: None,
    })
    .expect("fits");
    assert_eq!(desk.entries.len(), before);
}

#[test]
fn a_batch_is_whole_or_nothing_and_names_the_item() {
    let mut desk = desk();
    let before = desk.register.state_hash();
    let batch = Command::Batch(vec![
        create("Three"),
        revise("new:0", Patch::set_one("colour", "blue")),
    ]);
    let refusal = desk.run(&batch).expect_err("the second item does not fit");
    assert_eq!(
        (refusal.item, refusal.field.as_deref()),
        (Some(1), Some("colour"))
    );
    assert_eq!(desk.register.state_hash(), before);
    let batch = Command::Batch(vec![
        create("Three"),
        revise("THG-1", Patch::set_one("part_of", "new:0")),
    ]);
    assert_eq!(desk.run(&batch).expect("fits"), ["THG-3", "THG-1"]);
}

#[test]
fn only_a_reference_reads_new_as_a_record_of_the_batch() {
    let mut desk = desk();
    let patch = Patch::set_one("name", "new:0").with("uses", vec!["new:0"]);
    let batch = Command::Batch(vec![
        create("Three"),
        Command::Create {
            kind: "thing".to_owned(),
            patch,
        },
    ]);
    desk.run(&batch).expect("fits");
    let made = desk.register.find("THG-4").expect("there");
    assert_eq!(made.title(), "new:0");
    let three = desk.register.find("THG-3").expect("there").id;
    assert!(made.references().any(|(_, id)| id == three));
}

#[test]
fn a_life_cycle_asks_for_fields_reasons_and_somebody_else() {
    let mut desk = desk();
    refused(
        &mut desk,
        &move_to("THG-1", "in_use", Patch::default()),
        RefusalKind::NotNow,
        "Colour must be filled",
    );
    refused(
        &mut desk,
        &move_to("THG-1", "ended", Patch::default()),
        RefusalKind::NotNow,
        "cannot go to `Ended` from there",
    );
    desk.run(&move_to("THG-1", "in_use", Patch::set_one("colour", "red")))
        .expect("filled with the move");
    refused(
        &mut desk,
        &move_to("THG-1", "ended", Patch::default()),
        RefusalKind::NotNow,
        "a reason is needed",
    );
    let reason = Patch {
        reason: Some("replaced".to_owned()),
        ..Patch::default()
    };
    desk.run(&move_to("THG-1", "ended", reason))
        .expect("with a reason");
    refused(
        &mut desk,
        &move_to("THG-1", "planned", Patch::default()),
        RefusalKind::NotNow,
        "does not also decide",
    );
    let approver = Principal {
        actor: Actor::Service(1),
        grants: vec![Grant {
            role: Role::AimsManager,
            unit: None,
        }],
    };
    desk.run_as(&approver, &move_to("THG-1", "planned", Patch::default()))
        .expect("somebody else decides");
}

#[test]
fn what_happened_outside_is_recorded_as_a_fact() {
    let mut desk = desk();
    let fact = Command::Move {
        id: "THG-1".to_owned(),
        expected_revision: None,
        to: "ended".to_owned(),
        patch: Patch::default(),
        as_fact: true,
    };
    desk.run(&fact).expect("recorded");
    assert_eq!(
        desk.register
            .state_code(desk.register.find("THG-1").expect("there")),
        Some("ended")
    );
}

#[test]
fn material_fields_mark_the_entry_unless_a_reason_says_editorial() {
    let mut desk = desk();
    let material = |desk: &Desk| desk.register.find("THG-1").expect("there").material_index;
    let with = |patch: Patch, materiality| Command::Revise {
        id: "THG-1".to_owned(),
        expected_revision: None,
        patch,
        materiality,
    };
    desk.run(&with(Patch::set_one("colour", "red"), None))
        .expect("fits");
    assert_eq!(material(&desk), 2);
    let empty = with(
        Patch::set_one("colour", "green"),
        Some(Materiality::Editorial(" ".to_owned())),
    );
    refused(
        &mut desk,
        &empty,
        RefusalKind::Invalid,
        "say why it is only editorial",
    );
    desk.run(&with(
        Patch::set_one("colour", "green"),
        Some(Materiality::Editorial("typing error".to_owned())),
    ))
    .expect("fits");
    assert_eq!(material(&desk), 2);
    desk.run(&with(Patch::set_one("name", "Uno"), None))
        .expect("fits");
    assert_eq!(material(&desk), 2);
    desk.run(&with(Patch::set_one("name", "Un"), Some(Materiality::Material)))
        .expect("fits");
    assert_eq!(material(&desk), 5);
}

#[test]
fn merging_moves_links_fills_gaps_and_puts_away() {
    let mut desk = desk();
    desk.run(&revise("THG-2", Patch::set_one("colour", "red")))
        .expect("fits");
    let third = Patch::set_one("name", "Three")
        .with("uses", vec!["THG-1", "THG-2"])
        .with("part_of", "THG-2");
    desk.run(&Command::Create {
        kind: "thing".to_owned(),
        patch: third,
    })
    .expect("fits");
    desk.run(&Command::Merge {
        keep: "THG-1".to_owned(),
        absorb: vec!["THG-2".to_owned()],
    })
    .expect("fits");
    let kept = desk.register.find("THG-1").expect("there");
    let value = desk
        .register
        .value(kept, "colour")
        .map(|value| format!("{value:?}"));
    assert_eq!(value.as_deref(), Some("Choice(0)"));
    assert!(desk.register.find("THG-2").expect("there").archived);
    let two = desk.register.find("THG-2").expect("there").id;
    assert_eq!(desk.register.links_to(two).count(), 0);
    assert_eq!(desk.register.links_to(kept.id).count(), 2);
}

#[test]
fn erasing_removes_what_is_personal_and_says_the_rest_again() {
    let mut desk = desk();
    desk.run(&revise(
        "THG-1",
        Patch::set_one("note", "lives in a blue house").with("colour", "red"),
    ))
    .expect("fits");
    desk.run(&Command::Comment {
        id: "THG-1".to_owned(),
        text: "a blue house indeed".to_owned(),
    })
    .expect("fits");
    let entries = desk.entries_of("THG-1");
    desk.run(&Command::Erase {
        id: "THG-1".to_owned(),
        fields: Vec::new(),
        entries,
        reason: "asked for".to_owned(),
    })
    .expect("fits");
    let kept: Vec<u8> = desk
        .entries
        .iter()
        .flat_map(|stored| stored.payload.clone().unwrap_or_default())
        .collect();
    assert!(!String::from_utf8_lossy(&kept).contains("blue house"));
    let record = desk.register.find("THG-1").expect("there");
    assert_eq!(record.title(), "One");
    assert!(desk.register.value(record, "note").is_none());
    assert!(desk.register.value(record, "colour").is_some());
    let verbs: Vec<Verb> = desk
        .entries
        .iter()
        .rev()
        .take(2)
        .map(|stored| {
            probity_core::envelope::Envelope::parse(&stored.leaf)
                .expect("our own")
                .verb
        })
        .collect();
    assert_eq!(verbs, [Verb::Restate, Verb::Erase]);
}

#[test]
fn a_custom_field_holds_values_and_keeps_its_type() {
    let mut desk = desk();
    let field = Patch::set_one("name", "ship")
        .with("label", "Ship")
        .with("of_kind", "thing")
        .with("type", "date");
    desk.run(&Command::Create {
        kind: "custom_field".to_owned(),
        patch: field.clone(),
    })
    .expect("fits");
    refused(
        &mut desk,
        &Command::Create {
            kind: "custom_field".to_owned(),
            patch: field,
        },
        RefusalKind::Invalid,
        "already have a field `ship`",
    );
    desk.run(&revise("THG-1", Patch::set_one("ship", "2026-03")))
        .expect("by its machine name");
    refused(
        &mut desk,
        &revise("THG-1", Patch::set_one("FLD-1", "soon")),
        RefusalKind::Invalid,
        "`soon` is not a date",
    );
    refused(
        &mut desk,
        &revise("FLD-1", Patch::set_one("type", "text")),
        RefusalKind::NotNow,
        "cannot change",
    );
}
