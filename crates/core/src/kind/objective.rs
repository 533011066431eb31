//! Objective: what the organisation wants its AI to reach.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const AREAS: &[Choice] = &[
    Choice::new("accountability", "Accountability"),
    Choice::new("expertise", "Skills and knowledge").aliases(&["competence"]),
    Choice::new("data", "Data quality").aliases(&["data"]),
    Choice::new("environment", "Environment"),
    Choice::new("fairness", "Fairness"),
    Choice::new("maintainability", "Maintainability"),
    Choice::new("privacy", "Privacy"),
    Choice::new("robustness", "Robustness and reliability").aliases(&["reliability"]),
    Choice::new("safety", "Safety"),
    Choice::new("security", "Security"),
    Choice::new("transparency", "Transparency and explainability").aliases(&["explainability"]),
    Choice::new("system", "Management system itself").aliases(&["governance"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("draft", "Draft", Phase::Planned),
        State::new("active", "Pursued", Phase::Active).aliases(&["in progress", "on track", "active"]),
        State::new("reached", "Reached", Phase::Ended).aliases(&["achieved", "done", "completed"]),
        State::new("missed", "Missed", Phase::Ended).aliases(&["failed"]),
        State::new("dropped", "Dropped", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["draft"], "active", "Set")
            .requires(&["target", "due", "owner"])
            .approval(),
        Transition::new(&["active"], "reached", "Mark as reached").requires(&["result"]),
        Transition::new(&["active"], "missed", "Mark as missed")
            .requires(&["result"])
            .with_reason(),
        Transition::new(&["draft", "active"], "dropped", "Drop").with_reason(),
        Transition::new(&["missed"], "active", "Pursue again").with_reason(),
    ],
    aliases: &["status"],
};

/// An AI objective with measure, target, plan and day.
pub static KIND: KindDecl = KindDecl {
    name: "objective",
    prefix: "OBJ",
    singular: "objective",
    plural: "Objectives",
    purpose: "What you want to reach with and for your AI, how it is measured, who \
                   does what by when.",
    source: "ISO/IEC 42001 6.2, A.6.1.2, A.9.3",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Objective")
            .required()
            .example("Every critical decision has a trained overseer")
            .aliases(&["objective", "goal", "name", "title"]),
        FieldDecl::choice("area", "Area", AREAS).aliases(&["area", "category"]),
        FieldDecl::long_text("why", "Why, and which policy it serves")
            .required()
            .help("It has to fit the AI policy.")
            .aliases(&["rationale", "why"]),
        FieldDecl::references("metrics", "Measured by", &["metric"], "measures objectives")
            .aliases(&["metrics", "metric", "kpi"]),
        FieldDecl::text("target", "Target")
            .required()
            .material()
            .help("A figure or a state that somebody else could check.")
            .aliases(&["target"]),
        FieldDecl::long_text("plan", "What is done")
            .required()
            .help("Actions with who and when.")
            .aliases(&["plan", "actions"]),
        FieldDecl::long_text("resources", "Resources")
            .required()
            .aliases(&["resources", "budget"]),
        FieldDecl::date("due", "Due").required().material().aliases(&[
            "due date",
            "due",
            "deadline",
            "target date",
        ]),
        FieldDecl::long_text("evaluation", "How and when results are judged")
            .required()
            .aliases(&["evaluation"]),
        FieldDecl::long_text("result", "Result").aliases(&["result", "progress"]),
        FieldDecl::references("applies_to", "Applies to", SUBJECTS, "has objectives")
            .aliases(&["applies to"]),
        FieldDecl::text("communicated_to", "Made known to")
            .help("Objectives have to be known to those they concern."),
        OWNER,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "area", "target", "due", "owner", "state"],
    internal: false,
};
