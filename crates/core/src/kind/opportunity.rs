//! Opportunity: what could be better through or for AI.

use super::shared::{
    CONSEQUENCE_DIMENSIONS, LEVELS, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, SUBJECTS, TAGS, UNIT,
};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SOURCES: &[Choice] = &[
    Choice::new("issue", "A context issue"),
    Choice::new("party", "An interested party").aliases(&["stakeholder"]),
    Choice::new("use", "Use of AI").aliases(&["use case"]),
    Choice::new("audit", "An audit"),
    Choice::new("idea", "An idea").aliases(&["employee"]),
    Choice::new("incident", "An incident or lesson").aliases(&["lessons learned"]),
];

const DECISIONS: &[Choice] = &[
    Choice::new("take", "Take").aliases(&["yes"]),
    Choice::new("later", "Later").aliases(&["defer"]),
    Choice::new("drop", "Drop").aliases(&["no"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("open", "Open", Phase::Planned).aliases(&["new"]),
        State::new("taken", "Taken", Phase::Active).aliases(&["in progress"]),
        State::new("realised", "Realised", Phase::Ended).aliases(&["done", "completed"]),
        State::new("dropped", "Dropped", Phase::Ended).aliases(&["rejected"]),
    ],
    transitions: &[
        Transition::new(&["open"], "taken", "Take").requires(&["decision", "owner"]),
        Transition::new(&["taken"], "realised", "Mark as realised").requires(&["result"]),
        Transition::new(&["open", "taken"], "dropped", "Drop").with_reason(),
    ],
    aliases: &["status"],
};

/// An opportunity, the decision on it and its effect.
pub static KIND: KindDecl = KindDecl {
    name: "opportunity",
    prefix: "OPP",
    singular: "opportunity",
    plural: "Opportunities",
    purpose: "What could be better through AI or in the management system, what was \
                   decided and what came of it.",
    source: "ISO/IEC 42001 6.1.1, 10.1",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Opportunity")
            .required()
            .aliases(&["opportunity", "idea", "name", "title"]),
        FieldDecl::long_text("description", "What it is")
            .required()
            .aliases(&["description"]),
        FieldDecl::choice("source", "Comes from", SOURCES).aliases(&["source"]),
        FieldDecl::choices("serves", "Whom it serves", CONSEQUENCE_DIMENSIONS)
            .required()
            .help("The organisation, people or societies."),
        FieldDecl::choice("value", "Value", LEVELS).aliases(&["value", "benefit"]),
        FieldDecl::choice("effort", "Effort", LEVELS).aliases(&["effort", "cost"]),
        FieldDecl::choice("decision", "Decision", DECISIONS).aliases(&["decision"]),
        FieldDecl::long_text("decision_reason", "Why")
            .required()
            .aliases(&["reason"]),
        FieldDecl::long_text("action", "What is done").aliases(&["action"]),
        FieldDecl::reference(
            "process",
            "Built into process",
            &["process"],
            "takes up opportunities",
        ),
        FieldDecl::date("due", "Due").aliases(&["due date", "due"]),
        FieldDecl::long_text("result", "Effect seen").aliases(&["result"]),
        FieldDecl::references("subjects", "Concerns", SUBJECTS, "opportunities"),
        OWNER,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id", "name", "source", "value", "effort", "decision", "owner", "state",
    ],
    internal: false,
};
