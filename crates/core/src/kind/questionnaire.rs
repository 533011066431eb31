//! Questionnaire: questions of a buyer, vendor check or authority, with answers.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const DIRECTIONS: &[Choice] = &[
    Choice::new("received", "We answer").aliases(&["received", "inbound"]),
    Choice::new("sent", "We ask").aliases(&["sent", "outbound"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("open", "Open", Phase::Planned).aliases(&["new"]),
        State::new("in_work", "In work", Phase::Active).aliases(&["in progress"]),
        State::new("approved", "Answers approved", Phase::Active),
        State::new("answered", "Answered", Phase::Ended).aliases(&["done", "closed", "sent"]),
        State::new("dropped", "Dropped", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["open"], "in_work", "Start").requires(&["owner"]),
        Transition::new(&["in_work"], "approved", "Approve the answers")
            .requires(&["content"])
            .approval(),
        Transition::new(&["approved"], "answered", "Mark as answered").requires(&["answered_on"]),
        Transition::new(&["open", "in_work"], "dropped", "Drop").with_reason(),
    ],
    aliases: &["status"],
};

/// A set of questions with answers and where each answer comes from.
pub static KIND: KindDecl = KindDecl {
    name: "questionnaire",
    prefix: "QST",
    singular: "questionnaire",
    plural: "Questionnaires",
    purpose: "Questions that buyers and authorities ask, and that you ask vendors, \
                   with answers, source and day.",
    source: "ISO/IEC 42001 A.8.3, A.10",
    group: Group::Reports,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Questionnaire")
            .required()
            .aliases(&["questionnaire", "name", "title"]),
        FieldDecl::choice("direction", "Direction", DIRECTIONS)
            .required()
            .aliases(&["direction", "type"]),
        FieldDecl::reference("customer", "From customer", &["customer"], "questionnaires")
            .aliases(&["customer", "from"]),
        FieldDecl::reference("vendor", "To vendor", &["vendor"], "questionnaires").aliases(&["vendor", "to"]),
        FieldDecl::text("other_party", "Other party"),
        FieldDecl::references("subjects", "About", SUBJECTS, "questionnaires").aliases(&["system", "about"]),
        FieldDecl::long_text("content", "Questions and answers")
            .required()
            .help("Each answer with the record it rests on.")
            .aliases(&["questions", "answers"]),
        FieldDecl::date("received_on", "Received or sent on")
            .required()
            .aliases(&["received on", "date"]),
        FieldDecl::date("due", "Due").aliases(&["due date", "due"]),
        FieldDecl::date("answered_on", "Answered on").aliases(&["answered on"]),
        FieldDecl::new("file", "File", FieldType::File),
        OWNER,
        UNIT,
        CONFIDENTIALITY,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "direction",
        "customer",
        "vendor",
        "due",
        "owner",
        "state",
    ],
    internal: false,
};
