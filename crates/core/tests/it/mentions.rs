//! Who is mentioned in a remark, and for how long that is kept.

use probity_core::patch::Patch;
use probity_core::register::{MENTION_DAYS, MENTIONS_GIVEN, Register};
use probity_core::rules::Command;

use crate::small::{Desk, kinds};

/// Three people of whom two share a name, and a thing to remark on.
fn desk() -> Desk {
    let mut desk = Desk::new();
    for (kind, name) in [
        ("person", "Ada Example"),
        ("person", "Ada"),
        ("person", "Bo Sample"),
        ("person", "Bo Sample"),
        ("thing", "One"),
    ] {
        let patch = Patch::set_one("name", name);
        let kind = kind.to_owned();
        desk.run(&Command::Create { kind, patch }).expect("fits");
    }
    desk
}

fn remark(desk: &mut Desk, text: &str) {
    let command = Command::Comment {
        id: "THG-1".to_owned(),
        text: text.to_owned(),
    };
    desk.run(&command).expect("fits");
}

fn mentions(register: &Register, person: &str) -> Vec<u64> {
    let id = register.find(person).expect("there").id;
    register.mentions_of(id).map(|mention| mention.index).collect()
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let mut desk = desk();
    remark(&mut desk, text);
    let stored = desk.entries.last().expect("there");
    let payload = stored.payload.clone().expect("there");
    let patch: Patch = serde_json::from_slice(&payload).expect("a patch");
    assert_eq!(patch.mentions, expect, "`{text}`");
    assert_eq!(
        patch.comment.as_deref(),
        Some(text),
        "the words stay as they were written"
    );
}

#[test]
fn people_are_mentioned_by_id_or_by_a_name_that_only_one_has() {
    check("ask @PER-3", &["PER-3"]);
    check("@per-2: please", &["PER-2"]);
    check("ask @Ada Example, and @ada.", &["PER-1", "PER-2"]);
    check("@Ada Example (PER-1) and @PER-1 again", &["PER-1"]);
    check("@Bo Sample does it", &[]);
    check("@Bo Sample (PER-4) does it", &["PER-4"]);
    check("@Bo Sample (PER-1) does it", &[]);
    check("@PER-99, @THG-1, @Adam, @Nobody, @", &[]);
    check("write to ada@PER-1.example.org", &[]);
    check("mail.@PER-1", &[]);
    check("(@PER-1)", &["PER-1"]);
    check("@ÄDA @\u{1F600}", &[]);
}

#[test]
fn mentions_are_newest_first_and_end_with_their_time() {
    let mut desk = desk();
    for _ in 0..MENTIONS_GIVEN + 3 {
        remark(&mut desk, "@PER-1");
    }
    let all = mentions(&desk.register, "PER-1");
    assert_eq!(all.len(), MENTIONS_GIVEN);
    assert!(all.is_sorted_by(|a, b| a > b));
    assert!(mentions(&desk.register, "PER-2").is_empty());
    desk.now += MENTION_DAYS * 86_400_000 + 60_000_000;
    remark(&mut desk, "@PER-2");
    assert!(mentions(&desk.register, "PER-1").is_empty());
    assert_eq!(mentions(&desk.register, "PER-2").len(), 1);
}

#[test]
fn an_erased_remark_mentions_nobody_and_nothing_of_it_is_hashed() {
    let mut desk = desk();
    remark(&mut desk, "@PER-1 once");
    remark(&mut desk, "@PER-1 twice");
    let kept = mentions(&desk.register, "PER-1");
    let erase = Command::Erase {
        id: "THG-1".to_owned(),
        fields: vec!["note".to_owned()],
        entries: vec![kept[1]],
        reason: "asked for".to_owned(),
    };
    desk.run(&erase).expect("fits");
    assert_eq!(mentions(&desk.register, "PER-1"), [kept[0]]);
    let rebuilt = desk.fold(Register::new(kinds())).expect("our own entries");
    assert_eq!(rebuilt.state_hash(), desk.register.state_hash());
    assert_eq!(mentions(&rebuilt, "PER-1"), [kept[0]]);
}
