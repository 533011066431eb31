//! Appointment: a role held by a person, with authority and from–to.

use super::shared::{NOTES, OUTSIDE_IDS, SUBJECTS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ROLES: &[Choice] = &[
    Choice::new("top_management", "Top-management sponsor").aliases(&["executive sponsor"]),
    Choice::new("aims_manager", "AI management system manager")
        .aliases(&["aims manager", "ai governance lead"]),
    Choice::new("use_case_owner", "Use case owner"),
    Choice::new("system_owner", "AI system owner").aliases(&["system owner"]),
    Choice::new("risk_acceptance", "May accept risk").aliases(&["designated management"]),
    Choice::new("risk_owner", "Risk owner"),
    Choice::new("impact_assessor", "Impact assessor"),
    Choice::new("overseer", "Human overseer").aliases(&["overseer", "operator"]),
    Choice::new("data_steward", "Data steward"),
    Choice::new("model_lead", "Model or development lead").aliases(&["developer lead"]),
    Choice::new("security", "Security officer").aliases(&["ciso"]),
    Choice::new("privacy", "Privacy officer").aliases(&["dpo", "data protection officer"]),
    Choice::new("vendor_manager", "Vendor manager").aliases(&["supplier manager"]),
    Choice::new("incident_manager", "Incident manager"),
    Choice::new("concern_handler", "Handler of concerns"),
    Choice::new("internal_auditor", "Internal auditor"),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("proposed", "Proposed", Phase::Planned).aliases(&["draft"]),
        State::new("in_force", "In force", Phase::Active).aliases(&["active", "current"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["inactive", "expired"]),
    ],
    transitions: &[
        Transition::new(&["proposed"], "in_force", "Put in force").requires(&[
            "person",
            "authority",
            "appointed_by",
            "from",
        ]),
        Transition::new(&["proposed", "in_force"], "ended", "End").with_reason(),
    ],
    aliases: &["status"],
};

/// A role that somebody holds: with deputy, authority and its limits, from when to when and by whose decision.
pub static KIND: KindDecl = KindDecl {
    name: "appointment",
    prefix: "APT",
    singular: "appointment",
    plural: "Appointments",
    purpose: "Who holds which role in the management system: with deputy, authority, \
                   limits, from when to when and appointed by whom.",
    source: "ISO/IEC 42001 5.3, A.3.2",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Title")
            .required()
            .example("AI management system manager, whole organisation")
            .aliases(&["name", "title", "appointment"]),
        FieldDecl::choice("role", "Role", ROLES)
            .required()
            .material()
            .aliases(&["role"]),
        FieldDecl::reference("person", "Holder", &["person"], "holds")
            .required()
            .material()
            .aliases(&["holder", "person"]),
        FieldDecl::reference("deputy", "Deputy", &["person"], "deputises for")
            .required()
            .aliases(&["deputy"]),
        FieldDecl::references("extent", "For", SUBJECTS, "roles for")
            .material()
            .help(
                "What the role extends to: a use case, a system, the whole organisation. \
                   Empty means the whole management system.",
            ),
        FieldDecl::reference("unit", "In unit", &["unit"], "roles in this unit")
            .aliases(&["unit", "department"]),
        FieldDecl::long_text("authority", "Authority and limits")
            .required()
            .material()
            .help(
                "What the holder may decide alone: accept risk up to which level, stop a \
                   system, approve.",
            )
            .example("May stop any system. May accept risks up to high.")
            .aliases(&["authority"]),
        FieldDecl::long_text("responsibilities", "Responsibilities").aliases(&["responsibilities", "duties"]),
        FieldDecl::long_text("competence_needed", "Competence the role needs")
            .aliases(&["competence", "required competence"]),
        FieldDecl::yes_no("top_management", "Top management")
            .help("Whether this is an appointment at the top of the organisation."),
        FieldDecl::reference("appointed_by", "Appointed by", &["person"], "appointed")
            .required()
            .section("Appointment")
            .aliases(&["appointed by"]),
        FieldDecl::text("appointed_by_right", "By which right")
            .section("Appointment")
            .help("What lets the appointing person do so."),
        FieldDecl::date("from", "From")
            .required()
            .section("Appointment")
            .aliases(&["from", "start date"]),
        FieldDecl::date("until", "Until")
            .section("Appointment")
            .aliases(&["until", "to", "end date"]),
        FieldDecl::date("accepted_on", "Accepted by the holder on")
            .required()
            .section("Appointment")
            .aliases(&["accepted on"]),
        FieldDecl::date("communicated_on", "Made known on")
            .required()
            .section("Appointment")
            .help("The standard wants roles to be known in the organisation."),
        FieldDecl::text("communicated_to", "Made known to").section("Appointment"),
        FieldDecl::long_text("conflicts", "Conflicts of interest")
            .section("Appointment")
            .help("What was declared, or `none`."),
        FieldDecl::reference("handed_over_to", "Handed over to", &["person"], "took over").section("End"),
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "role", "person", "deputy", "unit", "from", "state"],
    internal: false,
};
