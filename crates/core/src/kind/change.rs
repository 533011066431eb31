//! Change: a planned or unplanned alteration of AI or of the management system.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("release", "Release of a system").aliases(&["deployment"]),
    Choice::new("model", "Model"),
    Choice::new("data", "Data"),
    Choice::new("prompt", "Prompt or configuration").aliases(&["configuration"]),
    Choice::new("purpose", "Purpose or use").aliases(&["scope"]),
    Choice::new("oversight", "Oversight"),
    Choice::new("vendor", "Vendor").aliases(&["supplier"]),
    Choice::new("aims", "The management system").aliases(&["process", "policy"]),
    Choice::new("other", "Other"),
];

const WEIGHT: &[Choice] = &[
    Choice::new("material", "Material").aliases(&["major", "high", "significant"]),
    Choice::new("editorial", "Editorial").aliases(&["minor", "low"]),
];

const ANSWERS: &[Choice] = &[
    Choice::new("yes", "Yes").aliases(&["y", "true"]),
    Choice::new("no", "No").aliases(&["n", "false"]),
    Choice::new("unknown", "Not known").aliases(&["unknown"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("requested", "Asked for", Phase::Planned).aliases(&["open", "new", "draft"]),
        State::new("assessed", "Assessed", Phase::Planned).aliases(&["in review"]),
        State::new("approved", "Approved", Phase::Planned),
        State::new("done", "Done", Phase::Active).aliases(&["implemented", "deployed"]),
        State::new("checked", "Checked", Phase::Ended).aliases(&["closed"]),
        State::new("rejected", "Rejected", Phase::Ended).aliases(&["refused"]),
        State::new("rolled_back", "Rolled back", Phase::Ended).aliases(&["reverted"]),
    ],
    transitions: &[
        Transition::new(&["requested"], "assessed", "Mark as assessed")
            .requires(&["effects", "weight", "owner"]),
        Transition::new(&["assessed"], "approved", "Approve")
            .requires(&["test_result", "roll_out"])
            .approval(),
        Transition::new(&["requested", "assessed"], "rejected", "Reject")
            .with_reason()
            .approval(),
        Transition::new(&["approved"], "done", "Mark as done").requires(&["done_on"]),
        Transition::new(
            &["requested", "assessed"],
            "done",
            "Record as done without approval",
        )
        .requires(&["unplanned", "done_on"])
        .with_reason(),
        Transition::new(&["done"], "checked", "Close after the check").requires(&["check_after"]),
        Transition::new(&["done"], "rolled_back", "Roll back").with_reason(),
    ],
    aliases: &["status"],
};

/// A change with its weight, effects, tests, approval and check afterwards.
pub static KIND: KindDecl = KindDecl {
    name: "change",
    prefix: "CHG",
    singular: "change",
    plural: "Changes",
    purpose: "What is changed about AI or the management system: why, what it \
                   touches, how it was tested, who released it and what was seen \
                   afterwards.",
    source: "ISO/IEC 42001 6.3, 8.1, A.6.2; EU AI Act Art. 25(1), 43(4)",
    group: Group::Work,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Change")
            .required()
            .example("New model version for claims triage")
            .aliases(&["change", "summary", "title", "name"]),
        FieldDecl::choice("type", "What is changed", TYPES)
            .required()
            .aliases(&["type", "change type", "category"]),
        FieldDecl::references("subjects", "Concerns", SUBJECTS, "changes")
            .required()
            .material()
            .aliases(&["system", "use case", "affected systems"]),
        FieldDecl::long_text("description", "What changes")
            .required()
            .material()
            .aliases(&["description", "details"]),
        FieldDecl::text("from_version", "From version").aliases(&["from version", "current version"]),
        FieldDecl::text("to_version", "To version").aliases(&["to version", "new version"]),
        FieldDecl::choice("weight", "Weight", WEIGHT)
            .required()
            .material()
            .help(
                "Material means that it could alter a conclusion on class, tier, risk, \
                   impact, oversight or approval.",
            )
            .aliases(&["weight", "impact", "severity"]),
        FieldDecl::text("weight_reason", "Why so").required(),
        FieldDecl::long_text("reason", "Why")
            .required()
            .aliases(&["reason", "justification"]),
        FieldDecl::reference("requester", "Asked by", &["person"], "asked for changes").aliases(&[
            "requester",
            "requested by",
            "reporter",
        ]),
        FieldDecl::long_text("effects", "Effects")
            .required()
            .material()
            .section("Effects")
            .help(
                "On risk, impact assessment, class and tier, documents, users, vendors. \
                   Say `none` with a reason where there is none.",
            )
            .aliases(&["impact analysis", "effects"]),
        FieldDecl::choice("substantial", "Substantial modification", ANSWERS)
            .material()
            .section("Effects")
            .help("A legal notion (EU AI Act Art. 3(23)): it may make you the provider.")
            .aliases(&["substantial modification"]),
        FieldDecl::text("substantial_reason", "Why a substantial modification or not").section("Effects"),
        FieldDecl::references("risks", "Risks touched", &["risk"], "touched by changes").section("Effects"),
        FieldDecl::references(
            "impact_assessments",
            "Impact assessments touched",
            &["impact_assessment"],
            "touched by changes",
        )
        .section("Effects"),
        FieldDecl::long_text("test_result", "Tests and result")
            .required()
            .section("Release")
            .aliases(&["test result", "testing"]),
        FieldDecl::long_text("roll_out", "Roll-out and way back")
            .required()
            .section("Release")
            .aliases(&["rollout", "rollback", "implementation plan"]),
        FieldDecl::long_text("communication", "Who is told")
            .section("Release")
            .aliases(&["communication"]),
        FieldDecl::yes_no("unplanned", "Unplanned")
            .section("Release")
            .help(
                "It happened without being asked for, such as a new version of the \
                   vendor.",
            )
            .aliases(&["unplanned", "emergency"]),
        FieldDecl::date("planned_for", "Planned for")
            .section("Release")
            .aliases(&["planned date", "due date", "planned"]),
        FieldDecl::date("done_on", "Done on")
            .section("Release")
            .aliases(&["implemented on", "done on", "closed"]),
        FieldDecl::long_text("check_after", "Seen afterwards")
            .section("Release")
            .help("Whether it did what it should and nothing else.")
            .aliases(&["post-change review"]),
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
        "type",
        "subjects",
        "weight",
        "planned_for",
        "owner",
        "state",
    ],
    internal: false,
};
