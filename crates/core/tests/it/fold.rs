//! Incremental fold = rebuild from zero = snapshot + tail, by state hash.

use std::collections::BTreeMap;

use probity_core::patch::Patch;
use probity_core::register::{FoldEntry, FoldError, Register};
use probity_core::rules::{Command, Materiality};
use proptest::prelude::*;

use crate::small::{Desk, kinds};

/// A step of a random life, small enough to shrink well. Numbers are taken modulo what exists.
#[derive(Clone, Debug)]
enum Step {
    Create {
        name: u8,
        colour: Option<bool>,
        uses: Option<u8>,
    },
    Revise {
        who: u8,
        name: u8,
        colour: Option<bool>,
        note: bool,
        part_of: Option<u8>,
        editorial: bool,
    },
    Unset {
        who: u8,
    },
    Link {
        who: u8,
        to: u8,
        remove: bool,
    },
    Move {
        who: u8,
        to: u8,
        as_fact: bool,
    },
    Archive {
        who: u8,
        archived: bool,
    },
    Comment {
        who: u8,
        to: Option<u8>,
    },
    Person {
        name: u8,
    },
    Wait {
        days: u8,
    },
    Merge {
        keep: u8,
        gone: u8,
    },
    Erase {
        who: u8,
        all: bool,
    },
    Field {
        name: u8,
    },
    SetField {
        who: u8,
        field: u8,
    },
    Pair {
        first: u8,
        second: u8,
    },
    OldSchema(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (any::<u8>(), any::<Option<bool>>(), any::<Option<u8>>())
            .prop_map(|(name, colour, uses)| Step::Create { name, colour, uses }),
        4 => (any::<u8>(), any::<u8>(), any::<Option<bool>>(), any::<bool>(), any::<Option<u8>>(), any::<bool>())
            .prop_map(|(who, name, colour, note, part_of, editorial)| Step::Revise { who, name, colour, note, part_of, editorial }),
        1 => any::<u8>().prop_map(|who| Step::Unset { who }),
        2 => (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(who, to, remove)| Step::Link { who, to, remove }),
        2 => (any::<u8>(), 0..3_u8, any::<bool>()).prop_map(|(who, to, as_fact)| Step::Move { who, to, as_fact }),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(who, archived)| Step::Archive { who, archived }),
        2 => (any::<u8>(), any::<Option<u8>>()).prop_map(|(who, to)| Step::Comment { who, to }),
        1 => any::<u8>().prop_map(|name| Step::Person { name }),
        1 => any::<u8>().prop_map(|days| Step::Wait { days }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(keep, gone)| Step::Merge { keep, gone }),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(who, all)| Step::Erase { who, all }),
        1 => any::<u8>().prop_map(|name| Step::Field { name }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(who, field)| Step::SetField { who, field }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(first, second)| Step::Pair { first, second }),
        1 => any::<bool>().prop_map(Step::OldSchema),
    ];
    proptest::collection::vec(step, 1..16)
}

fn pick(desk: &Desk, kind: &str, choice: u8) -> String {
    let kind = kinds().known(kind);
    let number = u32::from(choice) % u32::try_from(desk.register.count(kind).max(1)).expect("small") + 1;
    probity_core::RecordId { kind, number }.show(kinds())
}

fn command(desk: &Desk, step: &Step) -> Option<Command> {
    let thing = |choice: &u8| pick(desk, "thing", *choice);
    Some(match step {
        Step::Create { name, colour, uses } => {
            let mut patch = described(*name, *colour);
            if let Some(uses) = uses {
                patch = patch.with("uses", vec![thing(uses)]);
            }
            create("thing", patch)
        }
        Step::Revise {
            who,
            name,
            colour,
            note,
            part_of,
            editorial,
        } => {
            let mut patch = described(*name, *colour);
            if *note {
                patch = patch.with("note", format!("seen by somebody {name}"));
            }
            if let Some(part_of) = part_of {
                patch = patch.with("part_of", thing(part_of));
            }
            patch.stated = Some("2026-02".to_owned());
            let why = editorial.then(|| Materiality::Editorial("only the wording".to_owned()));
            revise(thing(who), patch, why)
        }
        Step::Unset { who } => {
            let unset = vec!["colour".to_owned(), "uses".to_owned()];
            let patch = Patch {
                unset,
                ..Patch::default()
            };
            revise(thing(who), patch, None)
        }
        Step::Link { who, to, remove } => revise(thing(who), linked(thing(to), *remove), None),
        Step::Move { who, to, as_fact } => moved(thing(who), *to, *as_fact),
        Step::Archive { who, archived } => Command::Archive {
            id: thing(who),
            archived: *archived,
            reason: None,
        },
        Step::Comment { who, to } => remark(desk, thing(who), *to),
        Step::Person { name } => create("person", Patch::set_one("name", format!("Person {}", name % 4))),
        Step::Merge { keep, gone } => Command::Merge {
            keep: thing(keep),
            absorb: vec![thing(gone)],
        },
        Step::Erase { who, all } => erase(desk, thing(who), *all),
        Step::Field { name } => create("custom_field", field(*name)),
        Step::SetField { who, field } => {
            let patch = Patch::set_one(&pick(desk, "custom_field", *field), "kept");
            revise(thing(who), patch, None)
        }
        Step::Pair { first, second } => {
            let second = Patch::set_one("name", format!("Second {second}")).with("uses", vec!["new:0"]);
            Command::Batch(vec![
                create("thing", Patch::set_one("name", format!("First {first}"))),
                create("thing", second),
            ])
        }
        Step::OldSchema(_) | Step::Wait { .. } => return None,
    })
}

/// A remark that mentions somebody by id or by a name that may be shared.
fn remark(desk: &Desk, id: String, to: Option<u8>) -> Command {
    let text = match to {
        None => "a remark".to_owned(),
        Some(to) if to % 2 == 0 => format!("look at this, @{}", pick(desk, "person", to)),
        Some(to) => format!("look at this, @Person {}", to % 4),
    };
    Command::Comment { id, text }
}

fn create(kind: &str, patch: Patch) -> Command {
    Command::Create {
        kind: kind.to_owned(),
        patch,
    }
}

fn revise(id: String, patch: Patch, materiality: Option<Materiality>) -> Command {
    Command::Revise {
        id,
        expected_revision: None,
        patch,
        materiality,
    }
}

fn moved(id: String, to: u8, as_fact: bool) -> Command {
    let patch = Patch {
        reason: Some("because".to_owned()),
        ..Patch::default()
    };
    Command::Move {
        id,
        expected_revision: None,
        to: ["planned", "in_use", "ended"][usize::from(to)].to_owned(),
        patch,
        as_fact,
    }
}

fn erase(desk: &Desk, id: String, all: bool) -> Command {
    let named: &[&str] = if all { &["name", "note"] } else { &[] };
    Command::Erase {
        entries: desk.entries_of(&id),
        id,
        fields: named.iter().map(ToString::to_string).collect(),
        reason: "asked for".to_owned(),
    }
}

fn described(name: u8, red: Option<bool>) -> Patch {
    let patch = Patch::set_one("name", format!("Thing {name}"));
    match red {
        Some(true) => patch.with("colour", "red"),
        Some(false) => patch.with("colour", "green"),
        None => patch,
    }
}

fn linked(to: String, remove: bool) -> Patch {
    let links = BTreeMap::from([("uses".to_owned(), vec![to])]);
    let (link, unlink) = match remove {
        true => (BTreeMap::new(), links),
        false => (links, BTreeMap::new()),
    };
    Patch {
        link,
        unlink,
        ..Patch::default()
    }
}

fn field(name: u8) -> Patch {
    Patch::set_one("name", format!("field_{name}"))
        .with("label", format!("Field {name}"))
        .with("of_kind", "thing")
        .with("type", "text")
}

fn live(steps: &[Step], cut: usize) -> (Desk, Vec<u8>) {
    let mut desk = Desk::new();
    let mut snapshot = desk.register.to_snapshot();
    for (place, step) in steps.iter().enumerate() {
        if let Step::OldSchema(old) = step {
            desk.old_schema = *old;
        }
        if let Step::Wait { days } = step {
            desk.now += i64::from(*days) * 86_400_000;
        }
        if let Some(command) = command(&desk, step) {
            // A refusal is a fine outcome; it must leave nothing behind.
            let before = (desk.entries.len(), desk.register.state_hash());
            if desk.run(&command).is_err() {
                assert_eq!(before, (desk.entries.len(), desk.register.state_hash()));
            }
        }
        if place == cut {
            snapshot = desk.register.to_snapshot();
        }
    }
    (desk, snapshot)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_way_to_a_register_gives_the_same(steps in steps(), cut in 0..16_usize) {
        let (desk, snapshot) = live(&steps, cut % steps.len());
        let hash = desk.register.state_hash();
        let rebuilt = desk.fold(Register::new(kinds())).expect("our own entries fold");
        prop_assert_eq!(&rebuilt.state_hash(), &hash, "rebuild from zero");
        let kept = Register::from_snapshot(kinds(), &snapshot).expect("our own snapshot");
        let tailed = desk.fold(kept).expect("our own entries fold");
        prop_assert_eq!(&tailed.state_hash(), &hash, "snapshot and tail");
        for (kind, _) in kinds().all() {
            for record in desk.register.records(kind) {
                let mentions: Vec<_> = desk.register.mentions_of(record.id).collect();
                prop_assert_eq!(&mentions, &rebuilt.mentions_of(record.id).collect::<Vec<_>>());
                prop_assert_eq!(&mentions, &tailed.mentions_of(record.id).collect::<Vec<_>>());
                let live: Vec<_> = desk.register.links_to(record.id).collect();
                prop_assert_eq!(&live, &rebuilt.links_to(record.id).collect::<Vec<_>>());
                prop_assert_eq!(&live, &tailed.links_to(record.id).collect::<Vec<_>>());
                for (from, field) in live {
                    let source = desk.register.get(from).expect("a link starts at a record");
                    prop_assert!(source.get(field).is_some_and(|value| value.references().contains(&record.id)));
                }
            }
        }
    }
}

#[test]
fn an_entry_of_a_newer_release_stops_the_fold() {
    let mut desk = Desk::new();
    desk.run(&Command::Create {
        kind: "thing".to_owned(),
        patch: Patch::set_one("name", "One"),
    })
    .expect("fits");
    let text = String::from_utf8(desk.entries[0].leaf.clone()).expect("json");
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        ("thing/2", "thing/3"),
        ("THG-1", "NEW-1"),
        ("\"system\"", "\"robot\""),
    ] {
        let leaf = text.replace(from, to).into_bytes();
        let entry = FoldEntry {
            index: 0,
            leaf: &leaf,
            payload: desk.entries[0].payload.as_deref(),
        };
        let answer = Register::new(kinds()).apply(&entry);
        assert!(
            matches!(answer, Err(FoldError::Newer { index: 0, .. })),
            "{to}: {answer:?}"
        );
    }
    let payload = br#"{"set":{"future":"x"}}"#;
    let entry = FoldEntry {
        index: 0,
        leaf: text.as_bytes(),
        payload: Some(payload),
    };
    assert!(matches!(
        Register::new(kinds()).apply(&entry),
        Err(FoldError::Newer { .. })
    ));
}

#[test]
fn a_snapshot_of_other_declarations_or_with_a_flipped_byte_is_not_used() {
    let mut desk = Desk::new();
    desk.run(&Command::Create {
        kind: "thing".to_owned(),
        patch: Patch::set_one("name", "One"),
    })
    .expect("fits");
    let snapshot = desk.register.to_snapshot();
    assert!(Register::from_snapshot(probity_core::Kinds::built_in(), &snapshot).is_err());
    for place in 0..snapshot.len() {
        let mut flipped = snapshot.clone();
        flipped[place] ^= 1;
        if let Ok(register) = Register::from_snapshot(kinds(), &flipped) {
            assert_ne!(register.state_hash(), desk.register.state_hash(), "byte {place}");
        }
    }
}
