//! Control: a measure that keeps a risk down or meets a requirement.

use super::shared::{DEPUTY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, REVIEW_MONTHS, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SOURCES: &[Choice] = &[
    Choice::new("annex_a", "ISO/IEC 42001 Annex A").aliases(&["annex a", "iso 42001"]),
    Choice::new("iso_27001", "ISO/IEC 27001").aliases(&["iso 27001"]),
    Choice::new("nist", "NIST AI RMF").aliases(&["nist"]),
    Choice::new("law", "Law").aliases(&["regulation", "eu ai act"]),
    Choice::new("contract", "Contract"),
    Choice::new("own", "Own").aliases(&["internal", "custom"]),
];

const IMPLEMENTATION: &[Choice] = &[
    Choice::new("none", "Not begun").aliases(&["not implemented", "no", "not started"]),
    Choice::new("planned", "Planned"),
    Choice::new("partial", "Partly").aliases(&["partial", "partially implemented", "in progress"]),
    Choice::new("implemented", "Implemented").aliases(&["yes", "implemented", "fully implemented", "done"]),
];

const TYPES: &[Choice] = &[
    Choice::new("preventive", "Prevents"),
    Choice::new("detective", "Detects"),
    Choice::new("corrective", "Corrects"),
];

const AUTOMATION: &[Choice] = &[
    Choice::new("manual", "By hand").aliases(&["manual"]),
    Choice::new("partly", "Partly by machine").aliases(&["semi-automated"]),
    Choice::new("automated", "By machine").aliases(&["automated", "automatic"]),
];

const EFFECTIVENESS: &[Choice] = &[
    Choice::new("effective", "Works").aliases(&["effective", "pass", "yes"]),
    Choice::new("partly", "Works in part").aliases(&["partially effective"]),
    Choice::new("ineffective", "Does not work").aliases(&["fail", "not effective", "no"]),
    Choice::new("not_tested", "Not tested").aliases(&["unknown", "not tested"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["draft", "proposed"]),
        State::new("in_force", "In force", Phase::Active).aliases(&["active", "operating"]),
        State::new("suspended", "Suspended", Phase::Paused).aliases(&["on hold"]),
        State::new("retired", "Retired", Phase::Ended).aliases(&["inactive"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "in_force", "Put in force").requires(&["owner", "description"]),
        Transition::new(&["in_force"], "suspended", "Suspend").with_reason(),
        Transition::new(&["suspended"], "in_force", "Put in force again"),
        Transition::new(&["planned", "in_force", "suspended"], "retired", "Retire").with_reason(),
    ],
    aliases: &["status"],
};

/// A measure of the organisation: what it does, who runs it, how it is shown to work.
pub static KIND: KindDecl = KindDecl {
    name: "control",
    prefix: "CTL",
    singular: "control",
    plural: "Controls",
    purpose: "Measures against risks and for requirements: from Annex A, from \
                   elsewhere or your own. Each with owner, state and proof that it works.",
    source: "ISO/IEC 42001 6.1.3, 8.3, Annex A",
    group: Group::Controls,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Control").required().aliases(&[
            "control",
            "control name",
            "control title",
            "name",
            "title",
        ]),
        FieldDecl::text("reference", "Reference")
            .material()
            .help("Identifier in a framework, where it comes from one.")
            .example("A.6.2.4")
            .aliases(&[
                "control id",
                "reference",
                "annex a",
                "control reference",
                "clause",
            ]),
        FieldDecl::choice("source", "Comes from", SOURCES)
            .required()
            .aliases(&["source", "framework"]),
        FieldDecl::long_text("description", "What it does")
            .required()
            .material()
            .help("In your own words: who does what, when, and what stays behind as proof.")
            .aliases(&[
                "description",
                "control description",
                "implementation description",
                "implementation text",
            ]),
        FieldDecl::choice("implementation", "Implementation", IMPLEMENTATION)
            .required()
            .aliases(&["implementation status", "status of implementation", "maturity"]),
        FieldDecl::choice("type", "Type", TYPES).aliases(&["type", "control type"]),
        FieldDecl::choice("automation", "Runs", AUTOMATION).aliases(&["automation", "manual/automated"]),
        FieldDecl::text("frequency", "Runs when").aliases(&["frequency"]),
        FieldDecl::references("applies_to", "Applies to", SUBJECTS, "controls")
            .material()
            .aliases(&["applies to", "scope"]),
        FieldDecl::references(
            "obligations_text",
            "Because of obligations",
            &["obligation"],
            "needs controls",
        ),
        FieldDecl::references("documents", "Documents", &["document"], "describes controls").aliases(&[
            "policy",
            "documents",
            "procedure",
        ]),
        FieldDecl::long_text("test_method", "How it is tested")
            .section("Effectiveness")
            .aliases(&["test procedure", "test method"]),
        FieldDecl::choice("effectiveness", "Last result", EFFECTIVENESS)
            .section("Effectiveness")
            .aliases(&["effectiveness", "test result", "last result"]),
        FieldDecl::date("tested_on", "Last tested")
            .section("Effectiveness")
            .aliases(&["tested on", "last tested", "test date"]),
        FieldDecl::reference("tested_by", "Tested by", &["person"], "tested controls")
            .section("Effectiveness")
            .help("Not the one who runs it.")
            .aliases(&["tested by", "tester"]),
        FieldDecl::long_text("test_findings", "What was found")
            .section("Effectiveness")
            .aliases(&["findings"]),
        OWNER.aliases(&["control owner", "owner"]),
        DEPUTY,
        UNIT,
        REVIEW_DATE,
        REVIEW_MONTHS,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "reference",
        "implementation",
        "effectiveness",
        "tested_on",
        "owner",
        "state",
    ],
    internal: false,
};
