//! Nonconformity: a requirement that was not met.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SOURCES: &[Choice] = &[
    Choice::new("internal_audit", "Internal audit").aliases(&["internal"]),
    Choice::new("certification", "Certification audit").aliases(&["external audit"]),
    Choice::new("customer_audit", "Audit by a customer"),
    Choice::new("incident", "Incident"),
    Choice::new("concern", "Concern"),
    Choice::new("monitoring", "Monitoring"),
    Choice::new("vendor", "Vendor").aliases(&["supplier"]),
    Choice::new("complaint", "Complaint").aliases(&["customer complaint"]),
    Choice::new("review", "Management review"),
    Choice::new("own", "Own observation").aliases(&["self-identified"]),
];

const GRADES: &[Choice] = &[
    Choice::new("major", "Major"),
    Choice::new("minor", "Minor"),
    Choice::new("observation", "Observation").aliases(&["obs"]),
    Choice::new("improvement", "Opportunity for improvement").aliases(&["ofi", "opportunity"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("raised", "Raised", Phase::Planned).aliases(&["open", "new"]),
        State::new("answered", "Cause and actions known", Phase::Active).aliases(&["in progress"]),
        State::new("implemented", "Actions done", Phase::Active).aliases(&["implemented"]),
        State::new("closed", "Closed", Phase::Ended).aliases(&["done", "verified"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["raised"], "answered", "Answer").requires(&[
            "correction",
            "root_cause",
            "similar",
            "owner",
        ]),
        Transition::new(&["answered"], "implemented", "Mark actions as done")
            .requires(&["corrective_actions"]),
        Transition::new(&["implemented"], "answered", "Send back").with_reason(),
        Transition::new(&["implemented"], "closed", "Close")
            .requires(&["closing_note", "closed_by", "closed_on"])
            .approval(),
        Transition::new(&["raised", "answered"], "withdrawn", "Withdraw")
            .with_reason()
            .approval(),
        Transition::new(&["closed"], "raised", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// A requirement that was not met, from wherever it came to light.
pub static KIND: KindDecl = KindDecl {
    name: "nonconformity",
    prefix: "NCF",
    singular: "nonconformity",
    plural: "Nonconformities",
    purpose: "Where a requirement was not met: which one, by which facts, what was \
                   corrected at once, and why it happened.",
    source: "ISO/IEC 42001 10.2",
    group: Group::Audit,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Nonconformity").required().aliases(&[
            "nonconformity",
            "finding",
            "title",
            "name",
        ]),
        FieldDecl::choice("source", "Came from", SOURCES)
            .required()
            .aliases(&["source"]),
        FieldDecl::reference(
            "source_record",
            "Source record",
            &[
                "audit",
                "incident",
                "concern",
                "alert",
                "vendor",
                "customer",
                "management_review",
            ],
            "nonconformities",
        ),
        FieldDecl::text("requirement", "Requirement not met")
            .required()
            .material()
            .example("ISO/IEC 42001 9.2")
            .aliases(&["requirement", "clause", "criteria"]),
        FieldDecl::choice("grade", "Grade", GRADES)
            .required()
            .material()
            .aliases(&["grade", "severity", "classification", "type"]),
        FieldDecl::long_text("evidence_text", "Facts")
            .required()
            .material()
            .help("What was seen, where, when: so that somebody else would see the same.")
            .aliases(&["objective evidence", "evidence", "facts"]),
        FieldDecl::long_text("statement", "Statement")
            .required()
            .material()
            .help("How the facts fall short of the requirement.")
            .aliases(&["statement", "description"]),
        FieldDecl::references("subjects", "Concerns", SUBJECTS, "nonconformities")
            .aliases(&["system", "process"]),
        FieldDecl::reference("raised_by", "Raised by", &["person"], "raised nonconformities")
            .required()
            .aliases(&["raised by", "auditor"]),
        FieldDecl::reference(
            "raised_against",
            "Answers for it",
            &["person"],
            "answers nonconformities",
        )
        .required()
        .help("This person does not close it.")
        .aliases(&["auditee"]),
        FieldDecl::date("raised_on", "Raised on")
            .required()
            .aliases(&["date", "raised on", "date raised"]),
        FieldDecl::long_text("correction", "Corrected at once")
            .required()
            .section("Response")
            .aliases(&["correction", "containment"]),
        FieldDecl::long_text("consequences", "Consequences dealt with").section("Response"),
        FieldDecl::long_text("similar", "Similar cases looked for")
            .required()
            .section("Response")
            .aliases(&["similar cases", "extent"]),
        FieldDecl::long_text("root_cause", "Cause")
            .required()
            .section("Response")
            .aliases(&["root cause", "cause"]),
        FieldDecl::text("root_cause_method", "How the cause was found")
            .required()
            .section("Response")
            .example("five whys"),
        FieldDecl::references(
            "corrective_actions",
            "Corrective actions",
            &["corrective_action"],
            "answers nonconformities",
        )
        .section("Response")
        .aliases(&["corrective actions", "corrective action"]),
        FieldDecl::yes_no("aims_change", "The management system has to change").section("Response"),
        FieldDecl::references("risks", "Risks touched", &["risk"], "touched by nonconformities")
            .section("Response"),
        FieldDecl::date("due", "Due")
            .required()
            .section("Response")
            .aliases(&["due date", "due"]),
        FieldDecl::long_text("closing_note", "Why it can be closed")
            .section("End")
            .aliases(&["closure", "closing note"]),
        FieldDecl::reference("closed_by", "Closed by", &["person"], "closed nonconformities")
            .section("End")
            .aliases(&["closed by"]),
        FieldDecl::date("closed_on", "Closed on")
            .section("End")
            .aliases(&["closed on", "closure date"]),
        OWNER,
        UNIT,
        OUTSIDE_IDS.aliases(&["finding id", "nc number", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "grade",
        "requirement",
        "source",
        "due",
        "owner",
        "state",
    ],
    internal: false,
};
