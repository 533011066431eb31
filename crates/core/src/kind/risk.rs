//! Risk: what may go wrong, how bad, how likely and what is done about it.

use super::shared::{LEVELS, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, REVIEW_MONTHS, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SOURCES: &[Choice] = &[
    Choice::new("data", "Data").aliases(&["data quality"]),
    Choice::new("model", "Model and its behaviour").aliases(&["performance", "accuracy"]),
    Choice::new("fairness", "Unequal results").aliases(&["bias", "discrimination"]),
    Choice::new("transparency", "Not understood").aliases(&["explainability"]),
    Choice::new("security", "Attack or misuse").aliases(&["security", "misuse"]),
    Choice::new("privacy", "Privacy"),
    Choice::new("safety", "Safety"),
    Choice::new("oversight", "Human oversight").aliases(&["automation bias"]),
    Choice::new("vendor", "Vendor or third party").aliases(&["third party", "supplier"]),
    Choice::new("operation", "Operation and change").aliases(&["operational"]),
    Choice::new("legal", "Law").aliases(&["compliance"]),
    Choice::new("environment", "Environment"),
    Choice::new("organisation", "Organisation and skills").aliases(&["governance"]),
    Choice::new("other", "Other"),
];

const TREATMENTS: &[Choice] = &[
    Choice::new("reduce", "Reduce").aliases(&["mitigate", "treat"]),
    Choice::new("avoid", "Avoid: do not do it").aliases(&["avoid", "terminate"]),
    Choice::new("share", "Share").aliases(&["transfer"]),
    Choice::new("accept", "Accept as it is").aliases(&["accept", "tolerate", "retain"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("identified", "Identified", Phase::Planned).aliases(&["new", "open", "draft"]),
        State::new("assessed", "Assessed", Phase::Active).aliases(&["analysed", "evaluated"]),
        State::new("in_treatment", "In treatment", Phase::Active).aliases(&["in progress", "mitigating"]),
        State::new("accepted", "Accepted", Phase::Active).aliases(&["treated", "monitored"]),
        State::new("closed", "Closed", Phase::Ended).aliases(&["resolved", "retired"]),
    ],
    transitions: &[
        Transition::new(&["identified"], "assessed", "Mark as assessed").requires(&[
            "description",
            "owner",
            "method",
            "level",
        ]),
        Transition::new(&["assessed", "accepted"], "in_treatment", "Treat").requires(&["treatment", "plan"]),
        Transition::new(&["assessed", "in_treatment"], "accepted", "Accept")
            .requires(&["residual_level", "accepted_by", "review_date"])
            .approval(),
        Transition::new(&["accepted", "in_treatment"], "assessed", "Assess again").with_reason(),
        Transition::new(
            &["identified", "assessed", "in_treatment", "accepted"],
            "closed",
            "Close",
        )
        .with_reason(),
        Transition::new(&["closed"], "identified", "Reopen").with_reason(),
    ],
    aliases: &["status", "risk status"],
};

/// One line of the risk register.
pub static KIND: KindDecl = KindDecl {
    name: "risk",
    prefix: "RSK",
    singular: "risk",
    plural: "Risks",
    purpose: "What may go wrong with AI: cause, event and consequence, levels before \
                   and after treatment, who owns it and who accepted the rest.",
    source: "ISO/IEC 42001 6.1.2, 6.1.3, 8.2, 8.3",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Risk")
            .required()
            .example("Urgent claims ranked low because of dialect")
            .aliases(&["risk", "risk title", "risk name", "name", "title"]),
        FieldDecl::references("subjects", "Concerns", SUBJECTS, "risks")
            .required()
            .material()
            .aliases(&["system", "use case", "asset", "concerns"]),
        FieldDecl::reference("method", "Method and version", &["method"], "used by risks")
            .required()
            .material()
            .aliases(&["method", "methodology"]),
        FieldDecl::long_text("description", "Cause, event, consequence")
            .required()
            .material()
            .help(
                "One sentence each: because of what, what happens, to whom with which \
                   effect.",
            )
            .aliases(&["description", "risk description", "scenario"]),
        FieldDecl::choice("source_category", "Source of the risk", SOURCES).aliases(&[
            "risk source",
            "category",
            "risk category",
        ]),
        FieldDecl::references(
            "objectives",
            "Affects objectives",
            &["objective"],
            "threatened by",
        ),
        FieldDecl::references(
            "affected",
            "Affected parties",
            &["interested_party"],
            "exposed to risks",
        )
        .aliases(&["affected parties"]),
        OWNER.aliases(&["risk owner", "owner"]),
        FieldDecl::choice(
            "consequence_organisation",
            "Consequence for the organisation",
            LEVELS,
        )
        .required()
        .material()
        .section("Before treatment")
        .aliases(&["impact", "severity", "consequence", "impact on organisation"]),
        FieldDecl::choice(
            "consequence_individuals",
            "Consequence for individuals and groups",
            LEVELS,
        )
        .required()
        .material()
        .section("Before treatment")
        .help(
            "Separate from the organisation: what is small for you may be grave for \
                   a person.",
        )
        .aliases(&["impact on individuals"]),
        FieldDecl::choice("consequence_societies", "Consequence for societies", LEVELS)
            .required()
            .material()
            .section("Before treatment")
            .aliases(&["impact on society"]),
        FieldDecl::choice("likelihood", "Likelihood", LEVELS)
            .required()
            .material()
            .section("Before treatment")
            .aliases(&["likelihood", "probability"]),
        FieldDecl::choice("level", "Level", LEVELS)
            .required()
            .material()
            .section("Before treatment")
            .help("By the rule of the method.")
            .aliases(&[
                "risk level",
                "inherent risk",
                "rating",
                "inherent level",
                "risk rating",
            ]),
        FieldDecl::long_text("existing_controls", "What already works against it")
            .section("Before treatment")
            .aliases(&["existing controls", "current controls"]),
        FieldDecl::date("assessed_on", "Assessed on")
            .required()
            .section("Before treatment")
            .aliases(&["assessment date", "date assessed", "date identified"]),
        FieldDecl::choice("treatment", "Treatment", TREATMENTS)
            .required()
            .material()
            .section("Treatment")
            .aliases(&["treatment", "response", "risk response", "treatment option"]),
        FieldDecl::long_text("treatment_reason", "Why this treatment").section("Treatment"),
        FieldDecl::long_text("plan", "What is done")
            .required()
            .section("Treatment")
            .help("Action, who, means, by when.")
            .aliases(&["mitigation", "action plan", "treatment plan", "mitigations"]),
        FieldDecl::references("controls", "Controls", &["control"], "treats risks")
            .material()
            .section("Treatment")
            .aliases(&["controls", "planned controls", "control"]),
        FieldDecl::date("due", "Done by")
            .section("Treatment")
            .aliases(&["due date", "due", "target date"]),
        FieldDecl::text("success_measure", "How success is seen").section("Treatment"),
        FieldDecl::choice("residual_level", "Level after treatment", LEVELS)
            .required()
            .material()
            .section("After treatment")
            .aliases(&["residual risk", "residual level", "residual rating"]),
        FieldDecl::reference("accepted_by", "Accepted by", &["person"], "accepted risks")
            .section("After treatment")
            .help("Somebody whose appointment allows this level.")
            .aliases(&["accepted by", "approver"]),
        FieldDecl::date("accepted_on", "Accepted on")
            .section("After treatment")
            .aliases(&["accepted on"]),
        FieldDecl::date("accepted_until", "Accepted until")
            .section("After treatment")
            .aliases(&["accepted until"]),
        FieldDecl::long_text("effectiveness", "Effect seen")
            .section("After treatment")
            .help("Whether the treatment works, by which facts, on which day."),
        FieldDecl::references(
            "impact_assessments",
            "Impact assessments",
            &["impact_assessment"],
            "risks",
        ),
        UNIT,
        REVIEW_DATE.required(),
        REVIEW_MONTHS,
        OUTSIDE_IDS.aliases(&["risk id", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "subjects",
        "level",
        "residual_level",
        "treatment",
        "owner",
        "review_date",
        "state",
    ],
    internal: false,
};
