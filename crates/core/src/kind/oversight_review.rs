//! Oversight review: whether people really keep control and the use is still the intended one.

use super::shared::{NOTES, OUTSIDE_IDS, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("oversight", "Oversight in practice"),
    Choice::new("use", "Use against intended use"),
    Choice::new("both", "Both"),
];

const RESULTS: &[Choice] = &[
    Choice::new("in_control", "In control").aliases(&["ok", "effective"]),
    Choice::new("weak", "Weak spots").aliases(&["partially effective"]),
    Choice::new("not_in_control", "Not in control").aliases(&["ineffective"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned),
        State::new("done", "Done", Phase::Active).aliases(&["completed"]),
        State::new("closed", "Closed", Phase::Ended),
    ],
    transitions: &[
        Transition::new(&["planned"], "done", "Finish").requires(&[
            "use_case",
            "looked_at",
            "result",
            "reviewer",
            "done_on",
        ]),
        Transition::new(&["done"], "closed", "Close").with_reason(),
    ],
    aliases: &["status"],
};

/// A look at how people oversee one use, and whether the use is still the intended one.
pub static KIND: KindDecl = KindDecl {
    name: "oversight_review",
    prefix: "OVR",
    singular: "oversight review",
    plural: "Oversight reviews",
    purpose: "Whether people really keep control of a use of AI, and whether it is \
                   still used as intended.",
    source: "ISO/IEC 42001 A.9.2, A.9.3, A.9.4; EU AI Act Art. 14, 26(2)",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Review")
            .required()
            .aliases(&["review", "name", "title"]),
        FieldDecl::reference("use_case", "Use case", &["use_case"], "oversight reviews")
            .required()
            .aliases(&["use case"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type"]),
        FieldDecl::date("period_from", "Period from")
            .required()
            .aliases(&["period from", "from"]),
        FieldDecl::date("period_until", "Period until")
            .required()
            .aliases(&["period until", "until", "to"]),
        FieldDecl::long_text("looked_at", "How it was looked at")
            .required()
            .help("Sample of the log, interviews, figures of use.")
            .aliases(&["method", "looked at"]),
        FieldDecl::references("overseers", "Overseers", &["person"], "oversees")
            .required()
            .aliases(&["overseers", "overseer"]),
        FieldDecl::integer("decisions", "Decisions in the period")
            .section("Figures")
            .aliases(&["decisions", "number of decisions"]),
        FieldDecl::integer("sampled", "Looked at by a person")
            .section("Figures")
            .aliases(&["sampled", "sample size"]),
        FieldDecl::integer("overridden", "Overridden")
            .section("Figures")
            .aliases(&["overridden", "overrides"]),
        FieldDecl::integer("missed_errors", "Errors that nobody noticed")
            .section("Figures")
            .help("Wrong outputs that went through."),
        FieldDecl::date("stop_tested_on", "Stopping last tested on").section("Control"),
        FieldDecl::long_text("stop_result", "Result of that test").section("Control"),
        FieldDecl::long_text("authority", "Authority to override and stop, in practice").section("Control"),
        FieldDecl::long_text("workload", "Time and workload")
            .section("Control")
            .help("Whether overseers have the time to really look."),
        FieldDecl::long_text("deviations", "Deviations from the intended use")
            .required()
            .section("Result")
            .aliases(&["deviations"]),
        FieldDecl::choice("result", "Result", RESULTS)
            .required()
            .section("Result")
            .aliases(&["result", "conclusion"]),
        FieldDecl::long_text("decision", "Decision")
            .required()
            .section("Result")
            .help("End, restrict, or revise the purpose and assess again.")
            .aliases(&["decision"]),
        FieldDecl::reference("reviewer", "Reviewer", &["person"], "reviewed oversight")
            .required()
            .section("Result")
            .aliases(&["reviewer"]),
        FieldDecl::date("done_on", "Done on")
            .required()
            .section("Result")
            .aliases(&["date", "done on"]),
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "use_case",
        "type",
        "result",
        "done_on",
        "review_date",
        "state",
    ],
    internal: false,
};
