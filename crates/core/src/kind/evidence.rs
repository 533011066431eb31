//! Evidence: something that shows that a statement is true.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("document", "Document").aliases(&["file"]),
    Choice::new("screenshot", "Picture of a screen").aliases(&["screenshot"]),
    Choice::new("log", "Log or extract").aliases(&["export"]),
    Choice::new("report", "Report"),
    Choice::new("test", "Test result"),
    Choice::new("interview", "Interview").aliases(&["minutes"]),
    Choice::new("system_record", "Record in another system").aliases(&["ticket"]),
    Choice::new("certificate", "Certificate"),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("collected", "Collected", Phase::Active).aliases(&["new"]),
        State::new("accepted", "Checked", Phase::Active).aliases(&["accepted", "approved"]),
        State::new("rejected", "Rejected", Phase::Ended).aliases(&["refused"]),
        State::new("outdated", "Outdated", Phase::Ended).aliases(&["expired"]),
    ],
    transitions: &[
        Transition::new(&["collected"], "accepted", "Accept")
            .requires(&["shows", "made_on", "checked_by"])
            .approval(),
        Transition::new(&["collected"], "rejected", "Reject")
            .with_reason()
            .approval(),
        Transition::new(&["collected", "accepted"], "outdated", "Mark as outdated").with_reason(),
    ],
    aliases: &["status"],
};

/// A file, record or link that shows something, with its day and how long it counts.
pub static KIND: KindDecl = KindDecl {
    name: "evidence",
    prefix: "EVD",
    singular: "evidence",
    plural: "Evidence",
    purpose: "What shows that a requirement is met: a file, a link, an extract. With \
                   the day it was made, what it shows and how long it counts.",
    source: "ISO/IEC 42001 7.5, 9.1, 9.2",
    group: Group::Controls,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Evidence")
            .required()
            .aliases(&["evidence", "name", "title"]),
        FieldDecl::choice("type", "Type", TYPES).aliases(&["type", "evidence type"]),
        FieldDecl::long_text("shows", "What it shows")
            .required()
            .aliases(&["description", "shows"]),
        FieldDecl::new("file", "File", FieldType::File).material(),
        FieldDecl::link("link", "Where it is kept")
            .material()
            .aliases(&["link", "url", "location"]),
        FieldDecl::references("subjects", "About", SUBJECTS, "evidence")
            .aliases(&["system", "use case", "about"]),
        FieldDecl::references("controls", "For controls", &["control"], "evidence")
            .aliases(&["control", "controls"]),
        FieldDecl::texts("requirements", "For requirements")
            .example("iso-42001 A.6.2.4")
            .aliases(&["requirement", "requirements", "clause"]),
        FieldDecl::text("source", "Taken from")
            .required()
            .help("The system or person it comes from, and how it was drawn.")
            .aliases(&["source"]),
        FieldDecl::date("made_on", "Made on")
            .required()
            .material()
            .help("The day the thing was made, not the day it was put here.")
            .aliases(&["date", "evidence date", "made on", "collected on"]),
        FieldDecl::date("period_from", "Covers from"),
        FieldDecl::date("period_until", "Covers until"),
        FieldDecl::date("valid_until", "Counts until").aliases(&["expires", "valid until", "expiry date"]),
        FieldDecl::reference("collected_by", "Brought by", &["person"], "brought evidence")
            .aliases(&["collected by"]),
        FieldDecl::reference("checked_by", "Checked by", &["person"], "checked evidence"),
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
        "type",
        "subjects",
        "made_on",
        "valid_until",
        "state",
    ],
    internal: false,
};
