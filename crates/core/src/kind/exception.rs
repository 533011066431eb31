//! Exception: a departure from a rule, with an end.

use super::shared::{LEVELS, NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("requested", "Asked for", Phase::Planned).aliases(&["pending", "draft"]),
        State::new("approved", "Approved", Phase::Active).aliases(&["active"]),
        State::new("refused", "Refused", Phase::Ended).aliases(&["rejected"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["expired", "closed"]),
    ],
    transitions: &[
        Transition::new(&["requested"], "approved", "Approve")
            .requires(&["reason", "conditions", "until"])
            .approval(),
        Transition::new(&["requested"], "refused", "Refuse")
            .with_reason()
            .approval(),
        Transition::new(&["approved"], "ended", "End"),
    ],
    aliases: &["status"],
};

/// A departure from a rule that somebody approved, with conditions and a last day.
pub static KIND: KindDecl = KindDecl {
    name: "exception",
    prefix: "EXC",
    singular: "exception",
    plural: "Exceptions",
    purpose: "Where somebody may depart from a rule: which rule, why, under which \
                   conditions and until when.",
    source: "ISO/IEC 42001 A.2.2",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Exception")
            .required()
            .aliases(&["exception", "name", "title"]),
        FieldDecl::text("rule", "Rule departed from")
            .required()
            .material()
            .aliases(&["rule", "policy", "requirement"]),
        FieldDecl::reference("document", "Document with the rule", &["document"], "exceptions"),
        FieldDecl::references("subjects", "For", SUBJECTS, "exceptions")
            .required()
            .material()
            .aliases(&["system", "use case", "applies to"]),
        FieldDecl::long_text("reason", "Why")
            .required()
            .material()
            .aliases(&["reason", "justification"]),
        FieldDecl::long_text("conditions", "Conditions")
            .required()
            .material()
            .help("What is done instead.")
            .aliases(&["conditions", "compensating controls"]),
        FieldDecl::choice("risk_level", "Risk that comes with it", LEVELS)
            .required()
            .aliases(&["risk level", "risk"]),
        FieldDecl::references("risks", "Risks", &["risk"], "exceptions"),
        FieldDecl::reference("requested_by", "Asked by", &["person"], "asked for exceptions")
            .required()
            .aliases(&["requested by", "requester"]),
        FieldDecl::date("from", "From")
            .required()
            .material()
            .aliases(&["from", "start date"]),
        FieldDecl::date("until", "Until")
            .required()
            .material()
            .help("Every exception ends. A longer one is asked for again.")
            .aliases(&["until", "expiry", "expires", "end date"]),
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
        "rule",
        "subjects",
        "risk_level",
        "until",
        "owner",
        "state",
    ],
    internal: false,
};
