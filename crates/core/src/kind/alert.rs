//! Alert: a monitor crossed its threshold.

use super::shared::{LEVELS, NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("raised", "Raised", Phase::Planned).aliases(&["open", "new"]),
        State::new("in_work", "Being looked at", Phase::Active).aliases(&["acknowledged", "in progress"]),
        State::new("closed", "Closed", Phase::Ended).aliases(&["resolved"]),
    ],
    transitions: &[
        Transition::new(&["raised"], "in_work", "Look at it").requires(&["owner"]),
        Transition::new(&["raised", "in_work"], "closed", "Close").requires(&["finding", "action"]),
        Transition::new(&["closed"], "in_work", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// A threshold was crossed; what was found and done.
pub static KIND: KindDecl = KindDecl {
    name: "alert",
    prefix: "ALR",
    singular: "alert",
    plural: "Alerts",
    purpose: "A threshold was crossed: by how much, what was found, and what came of \
                   it.",
    source: "ISO/IEC 42001 9.1, A.6.2.6",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Alert")
            .required()
            .aliases(&["alert", "name", "title"]),
        FieldDecl::reference("monitor", "Raised by", &["monitor"], "alerts").aliases(&["monitor"]),
        FieldDecl::references("subjects", "About", SUBJECTS, "alerts").aliases(&["system"]),
        FieldDecl::choice("severity", "Severity", LEVELS)
            .required()
            .aliases(&["severity", "priority"]),
        FieldDecl::text("reading", "Reading")
            .required()
            .aliases(&["value", "reading"]),
        FieldDecl::text("threshold", "Threshold").aliases(&["threshold"]),
        FieldDecl::date("raised_on", "Raised on")
            .required()
            .aliases(&["date", "raised on", "time"]),
        FieldDecl::long_text("finding", "What was found")
            .required()
            .aliases(&["finding", "analysis"]),
        FieldDecl::long_text("action", "What was done")
            .required()
            .aliases(&["action", "resolution"]),
        FieldDecl::references(
            "became",
            "Became",
            &["incident", "change", "risk", "task", "nonconformity"],
            "came from alerts",
        ),
        FieldDecl::date("closed_on", "Closed on").aliases(&["closed on", "resolved on"]),
        OWNER,
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "severity",
        "subjects",
        "reading",
        "raised_on",
        "owner",
        "state",
    ],
    internal: false,
};
