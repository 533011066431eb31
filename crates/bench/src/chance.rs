//! Values drawn from a seed: the same seed, the same ledger.

use probity_core::Kinds;
use probity_core::kind::FieldType;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_core::{KindDecl, KindId};
use serde_json::{Value as Json, json};

/// Where a ledger's records go: 100 places that repeat, so that every kind grows with the whole.
const MIX: &[(&str, usize)] = &[
    ("unit", 1),
    ("person", 3),
    ("vendor", 2),
    ("model", 4),
    ("dataset", 4),
    ("system", 10),
    ("use_case", 15),
    ("release", 10),
    ("deployment", 6),
    ("risk", 15),
    ("control", 5),
    ("evidence", 15),
    ("document", 4),
    ("objective", 1),
    ("task", 5),
];

const WORDS: &[&str] = &[
    "amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty", "knoll",
    "ledge", "meadow", "nettle", "orchard", "pebble", "quarry", "ridge", "spruce", "thicket", "upland",
    "valley", "willow", "yarrow", "checks", "sorts", "reads", "answers", "weighs", "orders", "marks",
    "letters", "requests", "claims", "pictures", "readings",
];

/// SplitMix64: small, fast, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// A source that is the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below the limit; 0 when the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let place = self.next() % (limit.max(1) as u64);
        usize::try_from(place).unwrap_or(0)
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn words(&mut self, least: usize, most: usize) -> String {
        let count = least + self.below(most - least + 1);
        (0..count)
            .map(|_| WORDS[self.below(WORDS.len())])
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Makes commands for a workspace that holds only what its commands made, and its set-up.
pub struct Author {
    kinds: &'static Kinds,
    chance: Chance,
    mix: Vec<KindId>,
    /// Records made of each kind.
    counts: Vec<u32>,
    made: Vec<(KindId, u32)>,
}

impl Author {
    /// For a workspace that was just set up.
    pub fn new(seed: u64) -> Self {
        let kinds = Kinds::built_in();
        let mix = MIX
            .iter()
            .flat_map(|(name, count)| vec![kinds.known(name); *count])
            .collect();
        let mut counts = vec![0; kinds.len()];
        for name in ["organisation", "person", "role_grant"] {
            counts[usize::from(kinds.known(name).0)] = 1;
        }
        Self {
            kinds,
            chance: Chance::new(seed),
            mix,
            counts,
            made: Vec::new(),
        }
    }

    /// How many records were made.
    pub fn made(&self) -> usize {
        self.made.len()
    }

    /// The next record.
    pub fn create(&mut self) -> Command {
        let kind = self.mix[self.made.len() % self.mix.len()];
        let decl = self.kinds.decl(kind);
        let number = self.counts[usize::from(kind.0)] + 1;
        let mut patch = Patch::set_one(
            decl.title_field().name,
            format!("{} {number}", self.chance.words(2, 4)),
        );
        for field in decl.fields.iter().skip(1).filter(|field| !field.marks.computed) {
            let percent = if field.marks.required { 60 } else { 15 };
            if self.chance.percent(percent)
                && let Some(value) = self.value(field.field_type, (kind, number))
            {
                patch.set.insert(field.name.to_owned(), value);
            }
        }
        if let Some(lifecycle) = decl.lifecycle {
            let state = lifecycle.states[self.chance.below(lifecycle.states.len())];
            patch.state = Some(state.code.to_owned());
        }
        self.counts[usize::from(kind.0)] = number;
        self.made.push((kind, number));
        Command::Create {
            kind: decl.name.to_owned(),
            patch,
        }
    }

    /// A change of some record that was made.
    pub fn revise(&mut self) -> Command {
        let (kind, number) = self.made[self.chance.below(self.made.len())];
        let decl: &KindDecl = self.kinds.decl(kind);
        let mut patch = Patch::default();
        while patch.set.len() < 2 {
            let field = &decl.fields[1 + self.chance.below(decl.fields.len() - 1)];
            if !field.marks.computed
                && let Some(value) = self.value(field.field_type, (kind, number))
            {
                patch.set.insert(field.name.to_owned(), value);
            }
        }
        let id = format!("{}-{number}", decl.prefix);
        Command::Revise {
            id,
            expected_revision: None,
            patch,
            materiality: None,
        }
    }

    fn value(&mut self, field_type: FieldType, own: (KindId, u32)) -> Option<Json> {
        let chance = &mut self.chance;
        Some(match field_type {
            FieldType::Text => json!(chance.words(1, 4)),
            FieldType::LongText => json!(chance.words(8, 30)),
            FieldType::Choice(choices) => json!(choices[chance.below(choices.len())].code),
            FieldType::Choices(choices) => json!([choices[chance.below(choices.len())].code]),
            FieldType::YesNo => json!(chance.percent(50)),
            FieldType::Integer => json!(chance.below(100_000)),
            FieldType::Decimal => json!(format!("0.{}", 1 + chance.below(999))),
            FieldType::Date => {
                let (year, month, day) = (2023 + chance.below(5), 1 + chance.below(12), 1 + chance.below(28));
                json!(format!("{year:04}-{month:02}-{day:02}"))
            }
            FieldType::Reference(targets) => json!(self.some_record(targets, own)?),
            FieldType::References(targets) => json!([self.some_record(targets, own)?]),
            FieldType::Texts => json!([chance.words(1, 2), chance.words(1, 3)]),
            FieldType::OutsideIds => {
                json!([{ "source": "asset list", "id": format!("A-{}", chance.below(1_000_000)) }])
            }
            FieldType::Link => json!(format!("https://example.org/{}", chance.below(100_000))),
            FieldType::Email => json!(format!("{}@example.org", chance.words(1, 1))),
            FieldType::File => return None,
        })
    }

    fn some_record(&mut self, targets: &[&str], own: (KindId, u32)) -> Option<String> {
        let kind = self.kinds.known(targets[self.chance.below(targets.len())]);
        let count = self.counts[usize::from(kind.0)];
        let number = u32::try_from(self.chance.below(count as usize)).ok()? + 1;
        (count > 0 && (kind, number) != own).then(|| format!("{}-{number}", self.kinds.decl(kind).prefix))
    }
}
