//! Concern: somebody raised a worry about AI.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, SUBJECTS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ROUTES: &[Choice] = &[
    Choice::new("form", "Form"),
    Choice::new("mail", "Mail").aliases(&["email"]),
    Choice::new("talk", "Talk").aliases(&["phone"]),
    Choice::new("outside", "From outside").aliases(&["complaint"]),
    Choice::new("other", "Other"),
];

const WISHES: &[Choice] = &[
    Choice::new("open", "Open").aliases(&["no"]),
    Choice::new("confidential", "Confidential"),
    Choice::new("anonymous", "Anonymous").aliases(&["yes"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("received", "Received", Phase::Planned).aliases(&["new", "open"]),
        State::new("in_work", "In work", Phase::Active).aliases(&["in progress"]),
        State::new("answered", "Answered", Phase::Ended).aliases(&["closed", "resolved"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended),
    ],
    transitions: &[
        Transition::new(&["received"], "in_work", "Take up").requires(&["owner", "acknowledged_on"]),
        Transition::new(&["in_work"], "answered", "Answer").requires(&[
            "assessment",
            "outcome",
            "answered_on",
        ]),
        Transition::new(&["received", "in_work"], "withdrawn", "Record withdrawal").with_reason(),
        Transition::new(&["answered"], "in_work", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// A worry that somebody raised, with what was answered. Says no more about the reporter than they allowed.
pub static KIND: KindDecl = KindDecl {
    name: "concern",
    prefix: "CON",
    singular: "concern",
    plural: "Concerns",
    purpose: "Worries about AI raised by anybody inside or outside, handled by few, \
                   answered to whoever raised them.",
    source: "ISO/IEC 42001 A.3.3",
    group: Group::Work,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Subject")
            .required()
            .aliases(&["concern", "subject", "title", "name"]),
        FieldDecl::long_text("text", "What was raised")
            .required()
            .personal()
            .aliases(&["text", "description", "message"]),
        FieldDecl::choice("route", "Came by", ROUTES)
            .required()
            .aliases(&["route", "channel"]),
        FieldDecl::references("subjects", "Concerns", SUBJECTS, "concerns").aliases(&["system", "use case"]),
        FieldDecl::text("stage", "Life-cycle stage").help("Planning, building, using, ending."),
        FieldDecl::choice("wish", "Wish of the reporter", WISHES)
            .required()
            .help("Who may know. Anonymous means that nothing about the reporter is kept.")
            .aliases(&["confidentiality wish", "anonymous"]),
        FieldDecl::text("reporter", "Reporter, as far as allowed")
            .personal()
            .aliases(&["reporter", "raised by"]),
        FieldDecl::date("raised_on", "Raised on")
            .required()
            .aliases(&["date", "raised on", "received on"]),
        FieldDecl::date("acknowledged_on", "Receipt confirmed on")
            .required()
            .aliases(&["acknowledged on"]),
        FieldDecl::reference("owner", "Handled by", &["person"], "handles concerns")
            .required()
            .help("Somebody else when the concern is about the handler.")
            .aliases(&["handler", "owner", "assigned to"]),
        FieldDecl::long_text("assessment", "Assessment")
            .required()
            .aliases(&["assessment"]),
        FieldDecl::text("escalated_to", "Passed on to"),
        FieldDecl::long_text("outcome", "Outcome")
            .required()
            .aliases(&["outcome", "resolution"]),
        FieldDecl::long_text("answer", "Answer given").aliases(&["answer", "response"]),
        FieldDecl::date("answered_on", "Answered on")
            .required()
            .aliases(&["answered on", "closed on"]),
        FieldDecl::text("nonconformity_decision", "Nonconformity or not, and why").required(),
        FieldDecl::reference("unit", "Unit", &["unit"], "concerns in this unit"),
        CONFIDENTIALITY,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "route", "wish", "raised_on", "owner", "state"],
    internal: false,
};
