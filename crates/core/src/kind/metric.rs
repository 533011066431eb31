//! Metric: something that is measured again and again.

use super::shared::{DEPUTY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, SUBJECTS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ABOUT: &[Choice] = &[
    Choice::new("system", "The management system").aliases(&["aims"]),
    Choice::new("process", "A process"),
    Choice::new("objective", "An objective"),
    Choice::new("control", "A control"),
    Choice::new("ai", "An AI system or release").aliases(&["model", "ai system"]),
    Choice::new("use", "A use case"),
];

const BETTER: &[Choice] = &[
    Choice::new("higher", "Higher"),
    Choice::new("lower", "Lower"),
    Choice::new("within", "Within the range"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["draft"]),
        State::new("measured", "Measured", Phase::Active).aliases(&["active"]),
        State::new("stopped", "Stopped", Phase::Ended).aliases(&["retired"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "measured", "Start").requires(&["method", "frequency"]),
        Transition::new(&["planned", "measured"], "stopped", "Stop").with_reason(),
        Transition::new(&["stopped"], "measured", "Measure again"),
    ],
    aliases: &["status"],
};

/// A measure with question, method, target, threshold and its latest reading.
pub static KIND: KindDecl = KindDecl {
    name: "metric",
    prefix: "MET",
    singular: "metric",
    plural: "Metrics",
    purpose: "What is measured, which question it answers, how the value is got, and \
                   what happens when it is outside its threshold.",
    source: "ISO/IEC 42001 9.1, A.6.2.6",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Metric")
            .required()
            .example("Share of decisions overridden by a person")
            .aliases(&["metric", "kpi", "indicator", "name"]),
        FieldDecl::text("question", "Question it answers")
            .required()
            .aliases(&["question", "purpose"]),
        FieldDecl::choice("about", "Speaks of", ABOUT)
            .required()
            .aliases(&["about", "type"]),
        FieldDecl::references("subjects", "Measured at", SUBJECTS, "has metrics")
            .aliases(&["subject", "system"]),
        FieldDecl::long_text("method", "Method and source")
            .required()
            .material()
            .help(
                "How the value is got, from where, so that somebody else would get the \
                   same.",
            )
            .aliases(&["method", "formula", "calculation", "source"]),
        FieldDecl::text("validity", "How it is known to be right")
            .required()
            .help("Who checked or recomputed it, and when."),
        FieldDecl::text("measure_unit", "Unit of measure")
            .example("%")
            .aliases(&["unit of measure", "unit"]),
        FieldDecl::text("target", "Target").aliases(&["target"]),
        FieldDecl::choice("better", "Better is", BETTER),
        FieldDecl::decimal("threshold", "Threshold")
            .material()
            .help("From here on somebody has to act.")
            .aliases(&["threshold", "limit"]),
        FieldDecl::text("frequency", "Read every")
            .required()
            .example("month")
            .aliases(&["frequency"]),
        FieldDecl::text("analysed", "Analysed every").required(),
        FieldDecl::decimal("reading", "Latest reading")
            .section("Reading")
            .aliases(&["value", "reading", "actual", "current value"]),
        FieldDecl::text("reading_period", "Period of the reading")
            .section("Reading")
            .aliases(&["period"]),
        FieldDecl::date("reading_on", "Read on")
            .section("Reading")
            .aliases(&["date", "measured on", "reading date"]),
        FieldDecl::long_text("analysis", "Analysis and decision")
            .section("Reading")
            .help("Needed when the reading is outside of the threshold.")
            .aliases(&["analysis", "comment on value"]),
        OWNER,
        DEPUTY,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "about",
        "reading",
        "threshold",
        "reading_on",
        "owner",
        "state",
    ],
    internal: false,
};
