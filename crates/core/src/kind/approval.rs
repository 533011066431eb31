//! Approval: a decision on the exact state of a record.

use super::shared::{ANY, NOTES, OUTSIDE_IDS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("use", "Use or go live"),
    Choice::new("accept_risk", "Accept a risk"),
    Choice::new("document", "Put a document in force"),
    Choice::new("change", "Make a change"),
    Choice::new("exception", "Depart from a rule"),
    Choice::new("close", "Close"),
    Choice::new("other", "Other"),
];

const DECISIONS: &[Choice] = &[
    Choice::new("approved", "Approved").aliases(&["yes"]),
    Choice::new("with_conditions", "Approved with conditions").aliases(&["conditional"]),
    Choice::new("refused", "Refused").aliases(&["no", "rejected"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("asked", "Asked", Phase::Planned).aliases(&["pending", "open"]),
        State::new("approved", "Approved", Phase::Active),
        State::new("with_conditions", "Approved with conditions", Phase::Active).aliases(&["conditional"]),
        State::new("refused", "Refused", Phase::Ended).aliases(&["rejected"]),
        State::new("lapsed", "Lapsed: the record changed", Phase::Paused).aliases(&["expired"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["asked"], "approved", "Approve")
            .requires(&["subject", "approver"])
            .approval(),
        Transition::new(&["asked"], "with_conditions", "Approve with conditions")
            .requires(&["subject", "approver", "conditions"])
            .approval(),
        Transition::new(&["asked"], "refused", "Refuse")
            .with_reason()
            .approval(),
        Transition::new(&["approved", "with_conditions"], "lapsed", "Let lapse").with_reason(),
        Transition::new(&["lapsed"], "asked", "Ask again"),
        Transition::new(&["asked"], "withdrawn", "Withdraw"),
    ],
    aliases: &["status"],
};

/// A decision asked for and given on the exact state of a record.
pub static KIND: KindDecl = KindDecl {
    name: "approval",
    prefix: "APR",
    singular: "approval",
    plural: "Approvals",
    purpose: "What somebody was asked to decide, on which exact state of which \
                   record, what they decided and on what ground.",
    source: "ISO/IEC 42001 5.3, 6.1.3, A.6.2",
    group: Group::Work,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Decision asked for")
            .required()
            .aliases(&["approval", "name", "title"]),
        FieldDecl::reference("subject", "On", ANY, "approvals")
            .required()
            .material(),
        FieldDecl::choice("type", "To", TYPES).required(),
        FieldDecl::reference("asked_by", "Asked by", &["person"], "asked for approvals")
            .required()
            .aliases(&["requested by", "asked by"]),
        FieldDecl::reference("approver", "Who decides", &["person"], "decides")
            .required()
            .aliases(&["approver", "approved by"]),
        FieldDecl::reference(
            "appointment",
            "By appointment",
            &["appointment"],
            "decided by appointment",
        )
        .help("The role that gives the right to decide this."),
        FieldDecl::date("due", "Decide by").aliases(&["due date", "due"]),
        FieldDecl::long_text("question", "What to decide, with the facts").required(),
        FieldDecl::choice("decision", "Decision", DECISIONS).aliases(&["decision"]),
        FieldDecl::long_text("decision_reason", "Why").aliases(&["reason"]),
        FieldDecl::long_text("conditions", "Conditions").aliases(&["conditions"]),
        FieldDecl::date("decided_on", "Decided on").aliases(&["decided on", "approval date", "date"]),
        FieldDecl::text("state_hash", "State decided on")
            .computed()
            .help("Hash of the last material entry of the record at that moment."),
        FieldDecl::integer("state_index", "Entry decided on").computed(),
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "subject", "approver", "due", "decision", "state"],
    internal: false,
};
