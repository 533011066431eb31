//! Claim: what the organisation states about one requirement, in a scope.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const APPLICABLE: &[Choice] = &[
    Choice::new("yes", "Applicable").aliases(&["applicable", "y", "included"]),
    Choice::new("no", "Not applicable").aliases(&["not applicable", "n", "n/a", "excluded"]),
    Choice::new("undecided", "Not decided").aliases(&["tbd", "unknown"]),
];

const IMPLEMENTATION: &[Choice] = &[
    Choice::new("none", "Not begun").aliases(&["not implemented", "not started"]),
    Choice::new("planned", "Planned"),
    Choice::new("partial", "Partly").aliases(&["partial", "partially implemented", "in progress"]),
    Choice::new("implemented", "Implemented").aliases(&["fully implemented", "done"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("draft", "Draft", Phase::Planned),
        State::new("in_review", "In review", Phase::Planned).aliases(&["in review"]),
        State::new("approved", "Approved", Phase::Active).aliases(&["final"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended).aliases(&["superseded"]),
    ],
    transitions: &[
        Transition::new(&["draft"], "in_review", "Ask for approval").requires(&["applicable", "reason"]),
        Transition::new(&["in_review"], "draft", "Send back").with_reason(),
        Transition::new(&["draft", "in_review"], "approved", "Approve")
            .requires(&["applicable", "reason", "implementation"])
            .approval(),
        Transition::new(&["draft", "in_review", "approved"], "withdrawn", "Withdraw").with_reason(),
    ],
    aliases: &["approval status"],
};

/// A statement about one requirement; also the line of the Statement of Applicability.
pub static KIND: KindDecl = KindDecl {
    name: "claim",
    prefix: "CLM",
    singular: "claim",
    plural: "Claims",
    purpose: "What you state about one requirement of a framework, in a scope: \
                   applicable or not and why, how far it is done, with which evidence. The \
                   Statement of Applicability is made of these.",
    source: "ISO/IEC 42001 6.1.3",
    group: Group::Controls,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Requirement")
            .required()
            .example("A.6.2.4 in the whole organisation")
            .aliases(&["requirement", "name", "title"]),
        FieldDecl::text("framework", "Framework")
            .required()
            .material()
            .example("iso-42001")
            .aliases(&["framework", "standard"]),
        FieldDecl::text("reference", "Identifier in the framework")
            .required()
            .material()
            .example("A.6.2.4")
            .aliases(&["control id", "reference", "clause", "id of control"]),
        FieldDecl::references(
            "scope",
            "In the scope of",
            &["unit", "use_case", "system", "organisation"],
            "claims",
        )
        .help("Empty means the whole organisation."),
        FieldDecl::choice("applicable", "Applicable", APPLICABLE)
            .required()
            .material()
            .aliases(&["applicable", "applicability"]),
        FieldDecl::long_text("reason", "Why included or excluded")
            .required()
            .material()
            .help(
                "Risks, law, contract or business need. An exclusion is blocked while an \
                   open risk or obligation uses the control.",
            )
            .aliases(&[
                "justification",
                "reason",
                "reason for inclusion",
                "justification for exclusion",
                "justification for inclusion",
            ]),
        FieldDecl::choice("implementation", "Implementation, as stated", IMPLEMENTATION)
            .required()
            .aliases(&["implementation status", "status", "implemented"]),
        FieldDecl::long_text("description", "How it is done").aliases(&[
            "implementation description",
            "description",
            "how",
        ]),
        FieldDecl::references("risks", "Because of risks", &["risk"], "makes applicable")
            .aliases(&["risks", "risk"]),
        FieldDecl::references(
            "obligations",
            "Because of obligations",
            &["obligation"],
            "makes applicable",
        )
        .aliases(&["obligations"]),
        FieldDecl::references("controls", "Done by controls", &["control"], "realises claims")
            .aliases(&["controls", "control"]),
        FieldDecl::references("evidence", "Evidence", &["evidence"], "supports claims")
            .aliases(&["evidence"]),
        FieldDecl::text("effectiveness", "Last result of a test").aliases(&["effectiveness"]),
        FieldDecl::date("effectiveness_on", "Tested on"),
        FieldDecl::date("justified_on", "Justification last reviewed").aliases(&["justification reviewed"]),
        OWNER,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "reference",
        "applicable",
        "implementation",
        "owner",
        "state",
    ],
    internal: false,
};
