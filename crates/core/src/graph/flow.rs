//! The order in which kinds rest on each other.

use crate::ids::KindId;
use crate::kind::{FieldDecl, Kinds};

/// A column of a graph: kinds that stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Band {
    /// For whom it is done.
    Served,
    /// What AI is used for.
    Uses,
    /// The systems that do it.
    Systems,
    /// What exactly runs, and where.
    Running,
    /// What systems are made of.
    Parts,
    /// Who supplies it, under which terms.
    Supply,
    /// What can go wrong and what is owed.
    Risks,
    /// What is done about it, and what shows that.
    Controls,
    /// What happened and what is to do.
    Work,
}

impl Band {
    /// The words above the column.
    pub fn label(self) -> &'static str {
        match self {
            Self::Served => "Served",
            Self::Uses => "Uses",
            Self::Systems => "Systems",
            Self::Running => "Running",
            Self::Parts => "Models and data",
            Self::Supply => "Supply",
            Self::Risks => "Risk and impact",
            Self::Controls => "Controls and evidence",
            Self::Work => "Work",
        }
    }
}

/// Kinds in the order of the flow. A link goes from the kind that stands first to the other, whoever
/// of the two holds it. Kinds that are not here (people, units, the machinery) would tie everything
/// to everything and are no part of a graph.
const ORDER: &[(&str, Band)] = &[
    ("customer", Band::Served),
    ("interested_party", Band::Served),
    ("process", Band::Uses),
    ("use_case", Band::Uses),
    ("system", Band::Systems),
    ("deployment", Band::Running),
    ("release", Band::Running),
    ("model", Band::Parts),
    ("dataset", Band::Parts),
    ("vendor", Band::Supply),
    ("contract", Band::Supply),
    ("impact_assessment", Band::Risks),
    ("oversight_review", Band::Risks),
    ("evaluation", Band::Risks),
    ("adoption", Band::Risks),
    ("risk", Band::Risks),
    ("opportunity", Band::Risks),
    ("obligation", Band::Risks),
    ("objective", Band::Risks),
    ("exception", Band::Risks),
    ("claim", Band::Controls),
    ("control", Band::Controls),
    ("monitor", Band::Controls),
    ("metric", Band::Controls),
    ("evidence", Band::Controls),
    ("document", Band::Controls),
    ("method", Band::Controls),
    ("declaration", Band::Controls),
    ("incident", Band::Work),
    ("concern", Band::Work),
    ("alert", Band::Work),
    ("change", Band::Work),
    ("audit", Band::Work),
    ("nonconformity", Band::Work),
    ("corrective_action", Band::Work),
    ("approval", Band::Work),
    ("task", Band::Work),
    ("training", Band::Work),
    ("questionnaire", Band::Work),
    ("communication", Band::Work),
    ("candidate", Band::Work),
];

/// Links within a kind go from the record that holds them, but for these: who is fed rests on who feeds.
const TURNED: &[(&str, &str)] = &[("system", "feeds")];

/// The place of every kind in the flow, looked up once.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    places: Vec<Option<(usize, Band)>>,
    kinds: &'static Kinds,
}

impl Flow {
    pub(super) fn of(kinds: &'static Kinds) -> Self {
        let place = |name: &str| {
            let rank = ORDER.iter().position(|(known, _)| *known == name)?;
            Some((rank, ORDER[rank].1))
        };
        let places = kinds.all().map(|(_, decl)| place(decl.name)).collect();
        Self { places, kinds }
    }

    /// Order and column of a kind; `None` for one that is no part of a graph.
    pub(super) fn place(&self, kind: KindId) -> Option<(usize, Band)> {
        self.places.get(usize::from(kind.0)).copied().flatten()
    }

    /// Whether the holder of a link rests on its target; `None` when one of them is no part of a graph.
    pub(super) fn holder_is_first(&self, holder: KindId, field: &FieldDecl, target: KindId) -> Option<bool> {
        let (own, _) = self.place(holder)?;
        let (other, _) = self.place(target)?;
        Some(match own == other {
            true => !TURNED.contains(&(self.kinds.decl(holder).name, field.name)),
            false => own < other,
        })
    }
}

/// What the first of two records says of the second.
pub(super) fn words(field: &'static FieldDecl, holder_is_first: bool) -> &'static str {
    match (holder_is_first, field.reverse) {
        (true, _) | (false, "") => field.label,
        (false, reverse) => reverse,
    }
}

/// Whether records of a kind are part of graphs.
pub fn is_shown(kinds: &'static Kinds, kind: KindId) -> bool {
    ORDER.iter().any(|(name, _)| *name == kinds.decl(kind).name)
}
