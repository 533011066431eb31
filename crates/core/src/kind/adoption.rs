//! Adoption decision: what happens with AI that was in use before the management system began.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const DECISIONS: &[Choice] = &[
    Choice::new("keep", "Keep"),
    Choice::new("with_conditions", "Keep with conditions").aliases(&["conditional"]),
    Choice::new("restrict", "Restrict"),
    Choice::new("suspend", "Suspend"),
    Choice::new("end", "End").aliases(&["stop"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("draft", "Draft", Phase::Planned),
        State::new("decided", "Decided", Phase::Active).aliases(&["approved"]),
        State::new("conditions_open", "Conditions open", Phase::Active),
        State::new("closed", "Closed", Phase::Ended).aliases(&["done"]),
    ],
    transitions: &[
        Transition::new(&["draft"], "decided", "Decide")
            .requires(&["decision", "decision_reason", "decided_by", "decided_on"])
            .approval(),
        Transition::new(&["draft"], "conditions_open", "Decide with conditions")
            .requires(&[
                "decision",
                "decision_reason",
                "conditions",
                "conditions_due",
                "decided_by",
                "decided_on",
            ])
            .approval(),
        Transition::new(&["conditions_open"], "decided", "Conditions are met")
            .requires(&["conditions_met_on"]),
        Transition::new(&["decided", "conditions_open"], "closed", "Close").with_reason(),
    ],
    aliases: &["status"],
};

/// A retrospective decision on AI that was in use already. It never counts as an approval before first use.
pub static KIND: KindDecl = KindDecl {
    name: "adoption",
    prefix: "ADO",
    singular: "adoption decision",
    plural: "Adoption decisions",
    purpose: "For AI in use before the management system began: what was found, what \
                   is missing against the rules, and whether it may go on.",
    source: "ISO/IEC 42001 A.5.2, A.6.2.5, A.9.2",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Title")
            .required()
            .aliases(&["decision on", "name", "title"]),
        FieldDecl::reference("use_case", "Use case", &["use_case"], "adoption decisions")
            .required()
            .material()
            .aliases(&["use case"]),
        FieldDecl::date("in_use_since", "In use since")
            .required()
            .material()
            .aliases(&["in use since"]),
        FieldDecl::text("in_use_source", "How that is known").required(),
        FieldDecl::long_text("as_found", "Purpose, class and tier as found")
            .required()
            .material(),
        FieldDecl::long_text("missing", "What is missing")
            .required()
            .material()
            .help("Against today's rules."),
        FieldDecl::long_text("incidents_so_far", "Incidents and complaints so far")
            .required()
            .help("And where was looked for them."),
        FieldDecl::choice("decision", "Decision", DECISIONS)
            .required()
            .material()
            .aliases(&["decision"]),
        FieldDecl::long_text("decision_reason", "Why, judged by risk")
            .required()
            .material()
            .aliases(&["reason"]),
        FieldDecl::long_text("conditions", "Conditions")
            .material()
            .help("Each with who and by when.")
            .aliases(&["conditions"]),
        FieldDecl::date("conditions_due", "Conditions met by").aliases(&["conditions due"]),
        FieldDecl::date("conditions_met_on", "Conditions met on"),
        FieldDecl::reference("decided_by", "Decided by", &["person"], "adopted")
            .required()
            .help("Somebody with authority for this tier.")
            .aliases(&["decided by"]),
        FieldDecl::date("decided_on", "Decided on")
            .required()
            .aliases(&["decided on", "date"]),
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
        "use_case",
        "decision",
        "conditions_due",
        "decided_on",
        "state",
    ],
    internal: false,
};
