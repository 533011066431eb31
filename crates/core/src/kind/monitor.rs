//! Monitor: a rule that watches a running AI.

use super::shared::{DEPUTY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const MEASURES: &[Choice] = &[
    Choice::new("performance", "Quality of results").aliases(&["performance", "accuracy"]),
    Choice::new("drift", "Drift").aliases(&["data drift"]),
    Choice::new("data_quality", "Data quality"),
    Choice::new("fairness", "Fairness").aliases(&["bias"]),
    Choice::new("oversight", "Oversight: overrides, time to look").aliases(&["oversight"]),
    Choice::new("availability", "Availability and delay").aliases(&["latency", "availability"]),
    Choice::new("security", "Attack or misuse").aliases(&["security"]),
    Choice::new("cost", "Use and cost").aliases(&["usage"]),
    Choice::new("complaints", "Complaints and concerns").aliases(&["feedback"]),
    Choice::new("vendor", "Change by the vendor").aliases(&["vendor change"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned),
        State::new("on", "On", Phase::Active).aliases(&["active", "enabled"]),
        State::new("off", "Off", Phase::Paused).aliases(&["disabled"]),
        State::new("retired", "Retired", Phase::Ended),
    ],
    transitions: &[
        Transition::new(&["planned", "off"], "on", "Switch on").requires(&[
            "owner",
            "threshold",
            "on_breach",
        ]),
        Transition::new(&["on"], "off", "Switch off").with_reason(),
        Transition::new(&["planned", "on", "off"], "retired", "Retire").with_reason(),
    ],
    aliases: &["status"],
};

/// A rule that watches a running AI and says when somebody has to act.
pub static KIND: KindDecl = KindDecl {
    name: "monitor",
    prefix: "MON",
    singular: "monitor",
    plural: "Monitors",
    purpose: "What is watched about running AI: which figure, against which \
                   threshold, how often, and who acts when it is crossed.",
    source: "ISO/IEC 42001 9.1, A.6.2.6; EU AI Act Art. 72",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Monitor")
            .required()
            .aliases(&["monitor", "name", "title"]),
        FieldDecl::references(
            "subjects",
            "Watches",
            &["system", "use_case", "deployment", "model", "dataset", "vendor"],
            "monitors",
        )
        .required()
        .material()
        .aliases(&["system", "watches"]),
        FieldDecl::choice("measure", "What is measured", MEASURES)
            .required()
            .material()
            .aliases(&["measure", "metric", "type"]),
        FieldDecl::long_text("method", "How")
            .required()
            .material()
            .aliases(&["method", "description"]),
        FieldDecl::text("threshold", "Threshold")
            .required()
            .material()
            .aliases(&["threshold"]),
        FieldDecl::text("frequency", "How often")
            .required()
            .aliases(&["frequency"]),
        FieldDecl::text("on_breach", "When it is crossed")
            .required()
            .help("Who does what within which time.")
            .aliases(&["action", "on breach"]),
        FieldDecl::long_text("harm_measures", "Harm looked for")
            .help("At tiers T3 and T4: measures of harm to people, not only of quality."),
        FieldDecl::text("source", "Source of data").aliases(&["source"]),
        FieldDecl::text("last_reading", "Last reading").aliases(&["last reading", "value"]),
        FieldDecl::date("last_read_on", "Read on").aliases(&["last read", "date"]),
        OWNER,
        DEPUTY,
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
        "subjects",
        "measure",
        "threshold",
        "last_reading",
        "last_read_on",
        "state",
    ],
    internal: false,
};
