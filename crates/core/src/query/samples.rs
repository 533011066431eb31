//! Kinds and registers for the tests of lists and history; independent of the released kinds.

use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use crate::envelope::Verb;
use crate::ids::{Actor, RecordId};
use crate::kind::{Choice, FieldDecl, Group, KindDecl, Kinds, Lifecycle, Phase, State};
use crate::patch::Patch;
use crate::register::{FoldStep, Register};

static ORIGINS: [Choice; 3] = [
    Choice::new("built", "Built here"),
    Choice::new("bought", "Bought"),
    Choice::new("embedded", "Embedded in a product"),
];
static STATES: [State; 4] = [
    State::new("idea", "Idea", Phase::Planned),
    State::new("trial", "Trial", Phase::Trial),
    State::new("in_use", "In use", Phase::Active),
    State::new("retired", "Retired", Phase::Ended),
];
static STAGE: Lifecycle = Lifecycle {
    label: "Stage",
    states: &STATES,
    transitions: &[],
    aliases: &[],
};

const BLANK: KindDecl = KindDecl {
    name: "",
    prefix: "",
    singular: "",
    plural: "",
    purpose: "",
    source: "",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[],
    lifecycle: None,
    columns: &["id"],
    internal: false,
};

static UNIT: KindDecl = KindDecl {
    name: "unit",
    prefix: "UNT",
    singular: "Unit",
    plural: "Units",
    fields: &[
        FieldDecl::text("name", "Name"),
        FieldDecl::reference("parent", "Part of", &["unit"], "parts"),
    ],
    ..BLANK
};
static PERSON: KindDecl = KindDecl {
    name: "person",
    prefix: "PER",
    singular: "Person",
    plural: "People",
    fields: &[
        FieldDecl::text("name", "Name"),
        FieldDecl::reference("unit", "Unit", &["unit"], "people"),
    ],
    ..BLANK
};
static SYSTEM: KindDecl = KindDecl {
    name: "system",
    prefix: "SYS",
    singular: "AI system",
    plural: "AI systems",
    fields: &[
        FieldDecl::text("name", "Name"),
        FieldDecl::long_text("description", "What it does"),
        FieldDecl::choice("origin", "Origin", &ORIGINS),
        FieldDecl::reference("owner", "Owner", &["person"], "owns"),
        FieldDecl::reference("unit", "Unit", &["unit"], "systems"),
        FieldDecl::date("review_date", "Next review"),
        FieldDecl::integer("users", "Users"),
        FieldDecl::decimal("cost", "Cost"),
        FieldDecl::yes_no("critical", "Critical"),
        FieldDecl::texts("tags", "Tags"),
        FieldDecl::new("outside", "Ids elsewhere", crate::kind::FieldType::OutsideIds),
        FieldDecl::references("parts", "Built from", &["system"], "used by"),
        FieldDecl::choices("uses", "Kinds of origin", &ORIGINS),
    ],
    lifecycle: Some(&STAGE),
    columns: &["id", "name", "state", "owner"],
    ..BLANK
};
static TYPES: [Choice; 2] = [
    Choice::new("text", "Text"),
    Choice::new("integer", "Whole number"),
];
static CUSTOM_FIELD: KindDecl = KindDecl {
    name: "custom_field",
    prefix: "FLD",
    singular: "Field",
    plural: "Fields",
    fields: &[
        FieldDecl::text("name", "Name"),
        FieldDecl::text("label", "Label"),
        FieldDecl::text("of_kind", "Of"),
        FieldDecl::choice("type", "Type", &TYPES),
    ],
    internal: true,
    ..BLANK
};

static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::new(&[&UNIT, &PERSON, &SYSTEM, &CUSTOM_FIELD]));

/// A register that tests write to entry by entry.
pub(crate) struct Sample {
    pub register: Register,
}

impl Sample {
    pub fn new() -> Self {
        Self {
            register: Register::new(&KINDS),
        }
    }

    pub fn id(&self, id: &str) -> RecordId {
        RecordId::parse(self.register.kinds(), id).expect("an id of the sample kinds")
    }

    /// Sets fields from a JSON object; `null` unsets, `state` and `archived` are not fields.
    pub fn write(&mut self, id: &str, fields: impl Into<Json>) -> RecordId {
        let subject = self.id(id);
        let mut patch = Patch::default();
        for (name, value) in fields.into().as_object().expect("an object of fields") {
            match (name.as_str(), value) {
                ("state", value) => patch.state = value.as_str().map(str::to_owned),
                ("archived", value) => patch.archived = value.as_bool(),
                (name, Json::Null) => patch.unset.push(name.to_owned()),
                (name, value) => {
                    patch.set.insert(name.to_owned(), value.clone());
                }
            }
        }
        let step = FoldStep {
            index: self.register.size(),
            actor: Actor::System,
            at: 1_767_225_600_000 + i64::try_from(self.register.size()).expect("few entries") * 86_400_000,
            verb: Verb::Revise,
            subject,
            material: false,
            patch: Some(patch),
        };
        self.register.apply_step(&step).expect("the sample entry folds");
        subject
    }

    /// A few records that reach every type.
    pub fn small() -> Self {
        let mut sample = Self::new();
        sample.write("UNT-1", json!({"name": "Company"}));
        sample.write("UNT-2", json!({"name": "Operations", "parent": "UNT-1"}));
        sample.write("UNT-3", json!({"name": "Claims desk", "parent": "UNT-2"}));
        sample.write("PER-1", json!({"name": "Ada Example", "unit": "UNT-2"}));
        sample.write("PER-2", json!({"name": "Zoë Sample", "unit": "UNT-3"}));
        sample.write(
            "FLD-1",
            json!({"name": "cost_centre", "label": "Cost centre", "of_kind": "system", "type": "text"}),
        );
        sample.write(
            "SYS-1",
            json!({"name": "Chat assistant", "description": "Answers customers", "origin": "bought", "owner": "PER-1",
                "unit": "UNT-2", "review_date": "2026-05-01", "users": 120, "cost": "9.5", "critical": true,
                "tags": ["Customers", "Text"], "outside": [{"source": "CMDB", "id": "A-77"}], "state": "in_use",
                "FLD-1": "4711"}),
        );
        sample.write(
            "SYS-2",
            json!({"name": "Claims triage 2", "origin": "built", "owner": "PER-2", "unit": "UNT-3", "review_date": "2026-06",
                "users": 8, "cost": "10", "critical": false, "parts": ["SYS-1"], "uses": ["built", "embedded"], "state": "trial"}),
        );
        sample.write(
            "SYS-3",
            json!({"name": "Claims triage 10", "users": -3, "review_date": "2027"}),
        );
        sample.write(
            "SYS-4",
            json!({"name": "Old scorer", "origin": "built", "state": "retired", "archived": true}),
        );
        sample
    }
}
