//! Communication: what is said about AI, to whom and when.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const DIRECTIONS: &[Choice] = &[
    Choice::new("inside", "Inside").aliases(&["internal"]),
    Choice::new("outside", "Outside").aliases(&["external"]),
];

const TYPES: &[Choice] = &[
    Choice::new("information", "Information").aliases(&["notice"]),
    Choice::new("training", "Awareness").aliases(&["awareness"]),
    Choice::new("report", "Report to an authority").aliases(&["reporting duty", "report"]),
    Choice::new("incident", "About an incident").aliases(&["incident"]),
    Choice::new("user_information", "Information for users").aliases(&["instructions", "user information"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["draft"]),
        State::new("sent", "Sent", Phase::Active).aliases(&["done", "completed"]),
        State::new("received", "Received", Phase::Ended).aliases(&["acknowledged"]),
        State::new("dropped", "Dropped", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "sent", "Mark as sent").requires(&["sent_on", "content"]),
        Transition::new(&["sent"], "received", "Mark as received").requires(&["receipt"]),
        Transition::new(&["planned"], "dropped", "Drop").with_reason(),
    ],
    aliases: &["status"],
};

/// A planned line of communication or one that took place.
pub static KIND: KindDecl = KindDecl {
    name: "communication",
    prefix: "CMU",
    singular: "communication",
    plural: "Communications",
    purpose: "What is told about AI inside and outside: planned lines, what was said, \
                   to whom, and what was received.",
    source: "ISO/IEC 42001 7.4, A.8.2, A.8.3, A.8.5",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "What is told")
            .required()
            .example("Yearly letter on AI to customers")
            .aliases(&["communication", "what", "subject", "name"]),
        FieldDecl::choice("direction", "Inside or outside", DIRECTIONS)
            .required()
            .aliases(&["internal/external", "direction"]),
        FieldDecl::choice("type", "Type", TYPES).aliases(&["type"]),
        FieldDecl::text("audience", "To whom")
            .required()
            .aliases(&["audience", "to whom", "recipient"]),
        FieldDecl::references("parties", "Interested parties", &["interested_party"], "told by"),
        FieldDecl::long_text("why", "Why")
            .required()
            .aliases(&["why", "reason", "purpose"]),
        FieldDecl::text("trigger", "When")
            .required()
            .help("A day, a rhythm or a trigger.")
            .aliases(&["when", "frequency", "trigger"]),
        FieldDecl::text("channel", "How")
            .required()
            .aliases(&["how", "channel", "method"]),
        FieldDecl::texts("languages", "Languages")
            .required()
            .aliases(&["language", "languages"]),
        FieldDecl::long_text("content", "What was said")
            .section("Record")
            .aliases(&["content", "message"]),
        FieldDecl::new("file", "File of what was said", FieldType::File).section("Record"),
        FieldDecl::date("sent_on", "Sent on")
            .section("Record")
            .aliases(&["date", "sent on", "sent"]),
        FieldDecl::date("due", "Due")
            .section("Record")
            .help("For a duty to report: the last day.")
            .aliases(&["deadline", "due"]),
        FieldDecl::text("receipt", "Receipt or reach")
            .section("Record")
            .aliases(&["receipt", "reach"]),
        FieldDecl::text("late_reason", "Why late").section("Record"),
        FieldDecl::reference("obligation", "Because of", &["obligation"], "fulfilled by"),
        FieldDecl::references("about", "About", SUBJECTS, "told about by"),
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
        "direction",
        "audience",
        "trigger",
        "sent_on",
        "owner",
        "state",
    ],
    internal: false,
};
