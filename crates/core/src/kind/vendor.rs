//! Vendor: whoever supplies AI, data or services for it.

use super::shared::{CRITICALITY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, REVIEW_MONTHS, STATED, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ROLES: &[Choice] = &[
    Choice::new("system", "Supplies systems or services with AI").aliases(&[
        "software vendor",
        "saas",
        "provider",
    ]),
    Choice::new("model", "Supplies models").aliases(&["model provider", "foundation model"]),
    Choice::new("data", "Supplies data").aliases(&["data provider", "data broker"]),
    Choice::new("labelling", "Labels data").aliases(&["annotation"]),
    Choice::new("hosting", "Hosts").aliases(&["cloud", "hosting provider"]),
    Choice::new("integrator", "Builds or integrates for us").aliases(&[
        "contractor",
        "consultant",
        "system integrator",
    ]),
    Choice::new("evaluation", "Tests, audits or evaluates").aliases(&["auditor", "testing lab"]),
];

const RATINGS: &[Choice] = &[
    Choice::new("accepted", "Accepted").aliases(&["approved", "pass", "green", "low risk"]),
    Choice::new("with_conditions", "Accepted with conditions").aliases(&[
        "conditional",
        "amber",
        "medium risk",
    ]),
    Choice::new("refused", "Refused").aliases(&["rejected", "fail", "red", "high risk"]),
    Choice::new("not_assessed", "Not assessed").aliases(&["unknown", "pending"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("proposed", "Proposed", Phase::Planned).aliases(&["new", "prospect", "onboarding"]),
        State::new("assessed", "Assessed", Phase::Planned).aliases(&["in review", "evaluated"]),
        State::new("approved", "Approved", Phase::Active).aliases(&["active", "current", "in use"]),
        State::new("suspended", "Suspended", Phase::Paused).aliases(&["on hold", "blocked"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["inactive", "terminated", "offboarded"]),
        State::new("refused", "Refused", Phase::Ended).aliases(&["rejected"]),
    ],
    transitions: &[
        Transition::new(&["proposed"], "assessed", "Mark as assessed").requires(&[
            "rating",
            "assessed_on",
            "trains_on_our_data",
        ]),
        Transition::new(&["assessed"], "approved", "Approve")
            .requires(&["owner", "rating", "review_date"])
            .approval(),
        Transition::new(&["proposed", "assessed"], "refused", "Refuse")
            .with_reason()
            .approval(),
        Transition::new(&["approved"], "suspended", "Suspend").with_reason(),
        Transition::new(&["suspended"], "approved", "Approve again")
            .with_reason()
            .approval(),
        Transition::new(&["proposed", "assessed", "approved", "suspended"], "ended", "End").with_reason(),
    ],
    aliases: &["status", "vendor status"],
};

/// Whoever supplies AI or parts of it, what was agreed and how it was assessed.
pub static KIND: KindDecl = KindDecl {
    name: "vendor",
    prefix: "VEN",
    singular: "vendor",
    plural: "Vendors",
    purpose: "Whoever supplies AI, models, data or hosting: what they deliver, what \
                   they may do with your data, what was agreed and how they were assessed.",
    source: "ISO/IEC 42001 A.10.2, A.10.3; EU AI Act Art. 25(4)",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required().aliases(&[
            "vendor(s) name",
            "vendor_name",
            "vendor name",
            "vendor",
            "supplier",
            "supplier name",
            "manufacturer",
            "leverancier",
            "name",
        ]),
        FieldDecl::long_text("service", "What they supply")
            .required()
            .material()
            .aliases(&["service", "services", "product", "description"]),
        FieldDecl::choices("roles", "Role", ROLES)
            .required()
            .material()
            .aliases(&["role", "roles", "vendor type", "type"]),
        FieldDecl::choice("criticality", "Criticality", CRITICALITY)
            .required()
            .aliases(&["criticality", "vendor tier"]),
        FieldDecl::text("country", "Country").aliases(&["country", "headquarters"]),
        FieldDecl::link("website", "Website").aliases(&["website", "url"]),
        FieldDecl::text("contact", "Contact").personal().aliases(&[
            "contact",
            "contact person",
            "account manager",
        ]),
        FieldDecl::long_text("data_shared", "Data they get and where it is processed")
            .required()
            .material()
            .section("Data")
            .aliases(&["data shared", "data processed", "processing location"]),
        FieldDecl::choice("trains_on_our_data", "Trains on our data", STATED)
            .required()
            .material()
            .section("Data")
            .help("And where the contract says so.")
            .aliases(&["trains on our data", "training on customer data"]),
        FieldDecl::text("training_clause", "Clause about training").section("Data"),
        FieldDecl::references(
            "subcontractors",
            "Builds on vendors",
            &["vendor"],
            "is built on by",
        )
        .material()
        .section("Data")
        .help("Model vendors and hosts behind them.")
        .aliases(&["sub-suppliers", "subprocessors", "subcontractors"]),
        FieldDecl::text("incident_clause", "Incident notice: clause and time")
            .required()
            .section("Agreed")
            .help("How fast they must tell you about an incident, and where it is agreed.")
            .aliases(&["incident notice", "incident notification"]),
        FieldDecl::text("change_clause", "Change notice: clause and time")
            .required()
            .section("Agreed")
            .help("How early they must announce a new model version or the end of one.")
            .aliases(&["change notice", "deprecation notice"]),
        FieldDecl::text("audit_right", "Right to audit")
            .section("Agreed")
            .aliases(&["audit right", "right to audit"]),
        FieldDecl::long_text("exit_plan", "Way out and fallback")
            .required()
            .section("Agreed")
            .aliases(&["exit plan", "exit strategy", "fallback"]),
        FieldDecl::texts("certificates", "Certificates")
            .section("Assessment")
            .help("With scope and last day.")
            .example("ISO/IEC 42001 until 2027-05")
            .aliases(&["certificates", "certifications"]),
        FieldDecl::texts("documents_received", "Documents received")
            .section("Assessment")
            .aliases(&["documents", "documentation received", "model card"]),
        FieldDecl::choice("rating", "Result of the assessment", RATINGS)
            .required()
            .section("Assessment")
            .aliases(&["rating", "risk rating", "assessment result"]),
        FieldDecl::long_text("conditions", "Conditions")
            .section("Assessment")
            .aliases(&["conditions"]),
        FieldDecl::reference("assessor", "Assessed by", &["person"], "assessed vendors")
            .section("Assessment")
            .aliases(&["assessor", "assessed by"]),
        FieldDecl::date("assessed_on", "Assessed on")
            .required()
            .section("Assessment")
            .aliases(&["assessment date", "last assessment", "assessed on"]),
        OWNER.help("Who manages this vendor."),
        UNIT,
        REVIEW_DATE,
        REVIEW_MONTHS,
        OUTSIDE_IDS.aliases(&["vendor id", "supplier id", "id", "vat number"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "state",
        "roles",
        "criticality",
        "rating",
        "owner",
        "review_date",
    ],
    internal: false,
};
