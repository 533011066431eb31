//! Audit: a planned look at whether requirements are met.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("internal", "Internal").aliases(&["first party"]),
    Choice::new("certification", "Certification").aliases(&["stage 1", "stage 2", "initial"]),
    Choice::new("surveillance", "Surveillance"),
    Choice::new("recertification", "Recertification"),
    Choice::new("customer", "By a customer").aliases(&["second party"]),
    Choice::new("vendor", "At a vendor").aliases(&["supplier"]),
    Choice::new("authority", "By an authority"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["scheduled"]),
        State::new("running", "Running", Phase::Active).aliases(&["in progress"]),
        State::new("reported", "Reported", Phase::Active),
        State::new("closed", "Closed", Phase::Ended).aliases(&["completed", "done"]),
        State::new("cancelled", "Cancelled", Phase::Ended).aliases(&["canceled"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "running", "Start").requires(&[
            "scope",
            "criteria",
            "lead",
            "independence",
            "sample_plan",
        ]),
        Transition::new(&["running"], "reported", "Report").requires(&[
            "conformity",
            "effectiveness",
            "reported_on",
        ]),
        Transition::new(&["reported"], "closed", "Close").requires(&["reported_on"]),
        Transition::new(&["planned", "running"], "cancelled", "Cancel").with_reason(),
    ],
    aliases: &["status"],
};

/// An audit with programme line, scope, sample, conclusion and report.
pub static KIND: KindDecl = KindDecl {
    name: "audit",
    prefix: "AUD",
    singular: "audit",
    plural: "Audits",
    purpose: "Internal and outside audits: what was looked at, by whom, with which \
                   sample, and what was concluded.",
    source: "ISO/IEC 42001 9.2",
    group: Group::Audit,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Audit")
            .required()
            .aliases(&["audit", "name", "title"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type", "audit type"]),
        FieldDecl::text("programme", "Programme and cycle")
            .required()
            .example("2026")
            .aliases(&["programme", "program", "cycle"]),
        FieldDecl::long_text("objectives", "Objectives")
            .required()
            .aliases(&["objectives", "objective"]),
        FieldDecl::long_text("scope", "Scope")
            .required()
            .material()
            .aliases(&["scope"]),
        FieldDecl::long_text("criteria", "Criteria")
            .required()
            .material()
            .help("What is audited against, with versions.")
            .aliases(&["criteria", "standard"]),
        FieldDecl::texts("clauses", "Clauses and controls").aliases(&["clauses", "controls"]),
        FieldDecl::references("units", "Units", &["unit"], "audited by").aliases(&["units", "auditees"]),
        FieldDecl::references("subjects", "Samples from", SUBJECTS, "audited in"),
        FieldDecl::reference("lead", "Lead auditor", &["person"], "leads audits")
            .required()
            .aliases(&["lead auditor", "auditor", "lead"]),
        FieldDecl::references("auditors", "Auditors", &["person"], "audits")
            .aliases(&["auditors", "audit team"]),
        FieldDecl::text("outside_body", "Outside body").aliases(&["certification body", "audit firm"]),
        FieldDecl::long_text("independence", "Independence")
            .required()
            .help(
                "What the auditors designed, operated or advised on, and until when. \
                   Nobody audits their own work.",
            )
            .aliases(&["independence"]),
        FieldDecl::long_text("sample_plan", "Sample plan")
            .required()
            .help("Population, size and how it was drawn.")
            .aliases(&["sample", "sample plan", "sampling"]),
        FieldDecl::date("from", "From")
            .required()
            .aliases(&["start date", "from", "planned date"]),
        FieldDecl::date("until", "Until").aliases(&["end date", "until"]),
        FieldDecl::long_text("workpapers", "What was looked at and seen")
            .section("Result")
            .help("Per requirement: what, whom asked, sample, observation, conclusion.")
            .aliases(&["workpapers", "notes of audit"]),
        FieldDecl::long_text("positive", "Good practice")
            .section("Result")
            .aliases(&["positive", "strengths"]),
        FieldDecl::references("findings", "Findings", &["nonconformity"], "found in audits")
            .section("Result")
            .aliases(&["findings"]),
        FieldDecl::long_text("conformity", "Conclusion on conformity")
            .required()
            .section("Result")
            .aliases(&["conclusion"]),
        FieldDecl::long_text("effectiveness", "Conclusion on effectiveness")
            .required()
            .section("Result"),
        FieldDecl::long_text("limits", "Limits of the audit").section("Result"),
        FieldDecl::text("distributed_to", "Report given to")
            .section("Result")
            .help("Results go to management."),
        FieldDecl::date("reported_on", "Reported on")
            .section("Result")
            .aliases(&["report date", "reported on"]),
        FieldDecl::new("file", "Report", FieldType::File).section("Result"),
        OWNER,
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "type", "lead", "from", "until", "state"],
    internal: false,
};
