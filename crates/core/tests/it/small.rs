//! A small set of kinds and a ledger in memory, for tests.

use probity_core::envelope::commitment;
use probity_core::kind::{Choice, FieldDecl, Group, KindDecl, Kinds, Lifecycle, Phase, State, Transition};
use probity_core::register::{FoldEntry, FoldError, Register};
use probity_core::rules::rights::Principal;
use probity_core::rules::{Command, Context, Refusal, decide};

/// Colours.
const COLOURS: &[Choice] = &[Choice::new("red", "Red"), Choice::new("green", "Green")];

static LIFE: Lifecycle = Lifecycle {
    label: "Stage",
    states: &[
        State::new("planned", "Planned", Phase::Planned),
        State::new("in_use", "In use", Phase::Active),
        State::new("ended", "Ended", Phase::Ended),
    ],
    transitions: &[
        Transition::new(&["planned"], "in_use", "Start").requires(&["colour"]),
        Transition::new(&["in_use"], "ended", "End").with_reason(),
        Transition::new(&["ended"], "planned", "Plan anew").approval(),
    ],
    aliases: &[],
};

/// In schema 1 the field `colour` was called `color`.
fn lift(
    version: u32,
    mut json: serde_json::Map<String, serde_json::Value>,
) -> serde_json::Map<String, serde_json::Value> {
    if version == 1 {
        for part in ["set", "link", "unlink"] {
            if let Some(fields) = json.get_mut(part).and_then(serde_json::Value::as_object_mut)
                && let Some(value) = fields.remove("color")
            {
                fields.insert("colour".to_owned(), value);
            }
        }
        if let Some(names) = json.get_mut("unset").and_then(serde_json::Value::as_array_mut) {
            for name in names.iter_mut().filter(|name| *name == "color") {
                *name = "colour".into();
            }
        }
    }
    json
}

static THING: KindDecl = KindDecl {
    name: "thing",
    prefix: "THG",
    singular: "thing",
    plural: "Things",
    purpose: "Something to test with.",
    source: "house",
    group: Group::Inventory,
    schema: 2,
    upcast: Some(lift),
    fields: &[
        FieldDecl::text("name", "Name").required(),
        FieldDecl::choice("colour", "Colour", COLOURS).material(),
        FieldDecl::long_text("note", "Note").personal(),
        FieldDecl::references("uses", "Uses", &["thing"], "used by"),
        FieldDecl::reference("part_of", "Part of", &["thing"], "parts"),
        FieldDecl::new("outside_ids", "Outside ids", probity_core::FieldType::OutsideIds),
        FieldDecl::integer("score", "Score").computed(),
    ],
    lifecycle: Some(&LIFE),
    columns: &["id", "name"],
    internal: false,
};

/// The kinds of the tests: a thing, and the real declarations of custom fields and people.
pub fn kinds() -> &'static Kinds {
    static KINDS: std::sync::LazyLock<Kinds> = std::sync::LazyLock::new(|| {
        Kinds::new(&[
            &probity_core::kind::custom_field::KIND,
            &THING,
            &probity_core::kind::person::KIND,
        ])
    });
    &KINDS
}

/// One stored entry.
#[derive(Clone, Debug)]
pub struct Stored {
    pub leaf: Vec<u8>,
    pub payload: Option<Vec<u8>>,
}

/// A ledger in memory with the register as its writer holds it.
pub struct Desk {
    pub register: Register,
    pub entries: Vec<Stored>,
    pub now: i64,
    /// Write what can be written under schema 1 of `thing` that way, as an older release did.
    pub old_schema: bool,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            register: Register::new(kinds()),
            entries: Vec::new(),
            now: 1_700_000_000_000,
            old_schema: false,
        }
    }

    /// Decides as Probity itself, stores the entries and shows the overlay.
    pub fn run(&mut self, command: &Command) -> Result<Vec<String>, Refusal> {
        self.run_as(&Principal::system(), command)
    }

    pub fn run_as(&mut self, principal: &Principal, command: &Command) -> Result<Vec<String>, Refusal> {
        self.now += 1000;
        let today = jiff::civil::date(2026, 3, 12);
        let context = Context {
            principal,
            now: self.now,
            today,
        };
        let decision = decide(&self.register, &context, command)?;
        for place in 0..decision.drafts.len() {
            let payload = decision.drafts[place].patch.to_bytes();
            let mut envelope = decision.envelope(
                place,
                "test",
                &principal.actor.to_string(),
                self.now,
                commitment(&[7; 32], &payload),
            );
            let mut payload = payload;
            if self.old_schema && envelope.schema == "thing/2" {
                envelope.schema = "thing/1".to_owned();
                payload = String::from_utf8(payload)
                    .expect("json is utf-8")
                    .replace("\"colour\"", "\"color\"")
                    .into_bytes();
            }
            self.entries.push(Stored {
                leaf: envelope.to_leaf(),
                payload: Some(payload),
            });
        }
        for index in &decision.erase {
            self.entries[usize::try_from(*index).expect("small")].payload = None;
        }
        let subjects = decision.subjects.iter().map(|id| id.show(kinds())).collect();
        self.register = decision.register;
        Ok(subjects)
    }

    /// Folds entries onto a register.
    pub fn fold(&self, mut register: Register) -> Result<Register, FoldError> {
        for (index, stored) in self
            .entries
            .iter()
            .enumerate()
            .skip(usize::try_from(register.size()).expect("small"))
        {
            let entry = FoldEntry {
                index: index as u64,
                leaf: &stored.leaf,
                payload: stored.payload.as_deref(),
            };
            register.apply(&entry)?;
        }
        Ok(register)
    }

    /// Indices of the entries of a record that still have content.
    pub fn entries_of(&self, id: &str) -> Vec<u64> {
        let of = |stored: &Stored| {
            let envelope = probity_core::envelope::Envelope::parse(&stored.leaf).expect("our own entry");
            envelope.subject == id && stored.payload.is_some()
        };
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, stored)| of(stored))
            .map(|(index, _)| index as u64)
            .collect()
    }
}
