//! Impact assessment: what a use of AI does to people, groups and societies.

use super::shared::{CONFIDENTIALITY, LEVELS, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("combined", "Combined record (T0, T1)"),
    Choice::new("short", "Short"),
    Choice::new("full", "Full"),
    Choice::new("fundamental_rights", "Fundamental rights (EU AI Act Art. 27)").aliases(&["fria"]),
    Choice::new("data_protection", "Data protection (GDPR Art. 35)").aliases(&["dpia", "pia"]),
];

const RESULTS: &[Choice] = &[
    Choice::new("proceed", "Go on").aliases(&["proceed", "approved"]),
    Choice::new("with_conditions", "Go on with conditions").aliases(&["conditional"]),
    Choice::new("escalate", "Ask the next level").aliases(&["escalate"]),
    Choice::new("stop", "Stop").aliases(&["rejected", "no-go"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("draft", "Draft", Phase::Planned).aliases(&["in progress", "started"]),
        State::new("in_review", "In review", Phase::Planned).aliases(&["review"]),
        State::new("approved", "Approved", Phase::Active).aliases(&["completed", "final", "done"]),
        State::new("outdated", "Outdated", Phase::Paused).aliases(&["expired"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended).aliases(&["superseded"]),
    ],
    transitions: &[
        Transition::new(&["draft"], "in_review", "Ask for approval").requires(&[
            "use_case",
            "harms",
            "result",
            "assessed_on",
        ]),
        Transition::new(&["in_review"], "draft", "Send back").with_reason(),
        Transition::new(&["in_review"], "approved", "Approve")
            .requires(&["result", "review_date"])
            .approval(),
        Transition::new(&["approved"], "outdated", "Mark as outdated").with_reason(),
        Transition::new(&["outdated"], "draft", "Assess again"),
        Transition::new(
            &["draft", "in_review", "approved", "outdated"],
            "withdrawn",
            "Withdraw",
        )
        .with_reason(),
    ],
    aliases: &["status"],
};

/// An assessment of the effects of one use case, deep as its tier asks for.
pub static KIND: KindDecl = KindDecl {
    name: "impact_assessment",
    prefix: "IMP",
    singular: "impact assessment",
    plural: "Impact assessments",
    purpose: "What a use of AI does to individuals, groups and societies, good and \
                   bad, what is done about harm and whether it may go on.",
    source: "ISO/IEC 42001 6.1.4, 8.4, A.5; ISO/IEC 42005; EU AI Act Art. 27",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Assessment")
            .required()
            .example("Impact of claims triage, 2026")
            .aliases(&["impact assessment", "assessment", "name", "title"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .help(
                "At tiers T0 and T1 one combined record serves as risk assessment, \
                   impact assessment and user information.",
            )
            .aliases(&["type"]),
        FieldDecl::reference("use_case", "Use case", &["use_case"], "impact assessments")
            .required()
            .material()
            .aliases(&["use case"]),
        FieldDecl::reference("release", "Release looked at", &["release"], "impact assessments"),
        FieldDecl::reference(
            "method",
            "Method and version",
            &["method"],
            "used by impact assessments",
        ),
        FieldDecl::text("trigger", "Why now")
            .required()
            .example("before first use")
            .aliases(&["trigger", "reason"]),
        FieldDecl::long_text("scope", "Scope and exclusions")
            .required()
            .material()
            .section("Scope")
            .aliases(&["scope"]),
        FieldDecl::references("assessors", "Assessors", &["person"], "made impact assessments")
            .required()
            .section("Scope")
            .aliases(&["assessor", "assessors"]),
        FieldDecl::long_text("description", "System and functions")
            .required()
            .material()
            .section("Use")
            .aliases(&["system description", "description"]),
        FieldDecl::long_text("intended_uses", "Intended uses")
            .required()
            .material()
            .section("Use")
            .aliases(&["intended use", "intended uses", "purpose"]),
        FieldDecl::long_text("misuse", "Unintended use and foreseeable misuse")
            .required()
            .material()
            .section("Use")
            .aliases(&["misuse", "unintended uses"]),
        FieldDecl::long_text("period", "Period and frequency of use")
            .section("Use")
            .help("Asked for in a fundamental rights impact assessment."),
        FieldDecl::long_text("data", "Data, quality and bias")
            .required()
            .material()
            .section("Use")
            .aliases(&["data", "data quality"]),
        FieldDecl::long_text("algorithm", "Models: type, origin, limits")
            .section("Use")
            .aliases(&["algorithm", "model"]),
        FieldDecl::long_text("environment", "Where it is used")
            .section("Use")
            .help("Countries, languages, legal and technical setting."),
        FieldDecl::long_text("parties", "Affected parties and vulnerable groups")
            .required()
            .material()
            .section("People")
            .aliases(&["interested parties", "affected groups", "stakeholders"]),
        FieldDecl::long_text("consultation", "Who was asked")
            .section("People")
            .aliases(&["consultation"]),
        FieldDecl::long_text("benefits", "Benefits")
            .required()
            .material()
            .section("Effects")
            .help("For whom, in which dimension.")
            .aliases(&["benefits"]),
        FieldDecl::long_text("harms", "Harms")
            .required()
            .material()
            .section("Effects")
            .help(
                "Per group and dimension: fairness, privacy, safety, rights, work, \
                   environment, democracy and more, with severity, likelihood, \
                   reversibility and number of people.",
            )
            .aliases(&["harms", "negative impacts", "potential impacts", "impacts"]),
        FieldDecl::long_text("failures", "Failures and misuse")
            .required()
            .material()
            .section("Effects")
            .help(
                "How it can fail, what then happens, how it is noticed, what is the \
                   fallback.",
            )
            .aliases(&["failures", "failure modes"]),
        FieldDecl::choice("severity", "Worst credible harm to people", LEVELS)
            .required()
            .material()
            .section("Effects")
            .aliases(&["severity", "impact level"]),
        FieldDecl::choice("societal", "Worst credible harm to societies", LEVELS)
            .required()
            .material()
            .section("Effects"),
        FieldDecl::long_text("measures", "Measures")
            .required()
            .material()
            .section("Measures")
            .help("What is done, who, by when, what remains.")
            .aliases(&["measures", "mitigations", "mitigation"]),
        FieldDecl::references(
            "controls",
            "Controls",
            &["control"],
            "measures of impact assessments",
        )
        .section("Measures"),
        FieldDecl::long_text("oversight", "Human oversight")
            .required()
            .material()
            .section("Measures")
            .aliases(&["human oversight"]),
        FieldDecl::long_text("remedies", "Remedies and complaints")
            .required()
            .section("Measures")
            .aliases(&["remedies", "redress", "complaints"]),
        FieldDecl::choice("result", "Result", RESULTS)
            .required()
            .material()
            .section("Result")
            .aliases(&["result", "outcome", "decision", "conclusion"]),
        FieldDecl::long_text("result_reason", "Why, against which thresholds")
            .required()
            .material()
            .section("Result"),
        FieldDecl::long_text("conditions", "Conditions")
            .section("Result")
            .aliases(&["conditions"]),
        FieldDecl::references("risks", "Risks", &["risk"], "in impact assessments")
            .section("Result")
            .aliases(&["risks"]),
        FieldDecl::text("shared_with", "Shared with")
            .section("Result")
            .help("Parties, authority, public; with day and receipt."),
        FieldDecl::date("assessed_on", "Assessed on")
            .required()
            .section("Result")
            .aliases(&["assessment date", "date", "assessed on", "completed on"]),
        FieldDecl::new("file", "The document", FieldType::File).section("Result"),
        OWNER,
        UNIT,
        REVIEW_DATE.required(),
        CONFIDENTIALITY,
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
        "severity",
        "assessed_on",
        "review_date",
        "state",
    ],
    internal: false,
};
