//! Method: how risks and impacts are judged, as a version with scales and criteria.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("risk", "Risk"),
    Choice::new("impact", "Impact on people and societies").aliases(&["impact assessment"]),
    Choice::new("classification", "Classification and tier"),
    Choice::new("vendor", "Vendors").aliases(&["supplier"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("draft", "Draft", Phase::Planned),
        State::new("in_force", "In force", Phase::Active).aliases(&["approved", "active"]),
        State::new("superseded", "Superseded", Phase::Ended).aliases(&["old", "retired"]),
    ],
    transitions: &[
        Transition::new(&["draft"], "in_force", "Approve")
            .requires(&["version", "acceptance", "level_rule", "from"])
            .approval(),
        Transition::new(&["in_force"], "superseded", "Supersede"),
    ],
    aliases: &["status"],
};

/// A versioned method of assessment with scales, criteria and acceptance limits.
pub static KIND: KindDecl = KindDecl {
    name: "method",
    prefix: "MTH",
    singular: "method",
    plural: "Methods",
    purpose: "How risk and impact are judged: scales, criteria, who may accept what. \
                   Every assessment names the version it used.",
    source: "ISO/IEC 42001 6.1.1, 6.1.2, 6.1.4",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Method")
            .required()
            .example("AI risk method")
            .aliases(&["method", "methodology", "name"]),
        FieldDecl::text("version", "Version")
            .required()
            .material()
            .aliases(&["version"]),
        FieldDecl::choice("type", "For", TYPES)
            .required()
            .aliases(&["type"]),
        FieldDecl::long_text("scope", "Scope and triggers")
            .required()
            .material()
            .help("What is assessed and what starts a new assessment.")
            .aliases(&["scope"]),
        FieldDecl::long_text("sources", "Sources of risk looked at")
            .required()
            .aliases(&["risk sources"]),
        FieldDecl::long_text("consequence_scales", "Scales of consequence")
            .required()
            .material()
            .help(
                "Steps for the organisation, for individuals and for societies; each in \
                   words that two people read alike.",
            )
            .aliases(&["consequence scale", "impact scale"]),
        FieldDecl::long_text("likelihood_scale", "Scale of likelihood")
            .required()
            .material()
            .aliases(&["likelihood scale"]),
        FieldDecl::long_text("level_rule", "How a level follows")
            .required()
            .material()
            .help("The matrix or formula from consequence and likelihood to level.")
            .aliases(&["risk matrix", "level"]),
        FieldDecl::long_text("acceptance", "Acceptance limits, and who may accept")
            .required()
            .material()
            .aliases(&["risk appetite", "acceptance criteria", "risk criteria"]),
        FieldDecl::long_text("prioritisation", "Order of treatment")
            .required()
            .material(),
        FieldDecl::long_text("consistency", "How results stay comparable")
            .required()
            .help("Second assessor, calibration, worked examples."),
        FieldDecl::long_text("impact_link", "How impact assessments feed in").required(),
        FieldDecl::long_text("changes", "What changed").aliases(&["changes"]),
        FieldDecl::long_text("effect_on_existing", "Effect on existing assessments")
            .help("Recompute, keep, or redo by a day."),
        FieldDecl::date("from", "In force from")
            .required()
            .aliases(&["effective date", "from"]),
        FieldDecl::date("until", "Until").aliases(&["until"]),
        FieldDecl::long_text("fit", "Judged to fit the context").help("By whom and when."),
        OWNER,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "version", "type", "from", "owner", "state"],
    internal: false,
};
